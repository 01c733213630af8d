using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Stampede.Proof.Tests;

/// <summary>
/// A drop with a line, in the simplest way: who is next is found by looking at everybody. It writes what an honest shop writes. The same
/// seed writes the same drop.
/// </summary>
internal sealed class DropModel
{
    private const int HoldSeconds = 60;
    private const int ClaimSeconds = 30;
    private const int PaySeconds = 300;
    private const int OfferPaySeconds = 86_400;

    /// <summary>Two nights from 22:00 to 8:00.</summary>
    private const int QuietSeconds = 72_000;
    private const long LineNumber = 7;
    private const string Chain = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";

    private readonly ProofFileBuilder file = new();
    private readonly Random random;
    private readonly List<Person> people = [];
    private readonly Dictionary<Guid, int> free = [];
    private readonly Dictionary<string, int> units = [];
    private readonly Dictionary<string, int> sold = [];
    private readonly List<Guid> variants = [];

    private DateTimeOffset now = ProofFileBuilder.Begin;
    private int ids;
    private int seq;
    private int place;
    private long known;
    private int limit;
    private string tempo = "calm";
    private bool isQuiet;

    private DropModel(int seed) => random = new Random(seed);

    /// <summary>A line that is drawn, served, and ends; beacon by drand.</summary>
    /// <param name="tellsTimes">False: a server of before, which did not say how long offers are good for.</param>
    public static ProofFileBuilder Drawn(int seed = 1, int entries = 14, string beacon = "drand", string mode = "queue", bool tellsTimes = true)
    {
        var model = new DropModel(seed) { tempo = mode == "queue" ? "live" : "calm", isQuiet = mode == "draw" };
        model.Create(limit: 2, "none", 3, 2);
        var secret = SHA256.HashData(Encoding.ASCII.GetBytes($"secret {seed}"));
        model.Move("line_opened", line =>
        {
            line["beacon"] = beacon switch
            {
                "drand" => new JsonObject { ["chain"] = Chain, ["kind"] = "drand" },
                "declared" => new JsonObject { ["kind"] = "declared", ["what"] = "lotto-2030-05-04" },
                _ => new JsonObject { ["kind"] = "none" },
            };
            line["commit"] = Hex(LineOrder.Commit(secret));
            model.Rules(line, mode, tellsTimes);
        });
        model.Gather(entries);
        model.Move("line_closed", _ => { });
        model.Exclude();
        var size = model.file.Log.Count;
        var root = Merkle.Root([.. model.file.Log.Select(line => Merkle.Leaf(ProofFileBuilder.Canonical(line)))]);
        var round = (model.now.AddSeconds(33).ToUnixTimeSeconds() - 1_692_803_367) / 3 + 2;
        var awaited = beacon switch
        {
            "drand" => $"drand/{Chain}/{round}",
            "declared" => "declared/lotto-2030-05-04",
            _ => null,
        };
        model.Move("line_sealed", line =>
        {
            if (awaited is not null)
                line["beacon"] = awaited;
            line["root"] = Hex(root);
            line["secret"] = Hex(secret);
            line["size"] = size;
        });
        model.now = model.now.AddSeconds(40);
        var signature = Encoding.ASCII.GetBytes($"signature of round {round}, seed {seed}");
        var value = beacon switch
        {
            "drand" => $"{awaited}/{Hex(SHA256.HashData(signature))}",
            "declared" => $"{awaited}/04-11-18-23-39-44",
            _ => LineOrder.NoBeacon,
        };
        var drawn = LineOrder.Seed(ProofFileBuilder.Drop, LineNumber, size, root, secret, value);
        model.Move("line_drawn", line =>
        {
            line["beacon"] = value;
            line["seed"] = Hex(drawn);
            if (beacon == "drand")
                line["signature"] = Hex(signature);
        });
        foreach (var person in LineOrder.Sort(drawn, model.people.Where(person => person.IsWaiting), person => person.Entry))
            model.Give(person, ++model.place);
        (model.known, model.file.Seed) = (size, drawn);
        model.Move("opened", _ => { });
        model.Join(late: true);
        model.Serve(rounds: 40);
        model.Join(late: true);
        if (model.people.LastOrDefault(person => person is { IsWaiting: true, Place: > 0 }) is { } asked)
            model.Skip(asked, "They asked us to.", byOperator: true);
        model.Serve(rounds: 40);
        model.Move("line_paced", line => (line["by"], line["tempo"]) = ("operator", "calm"));
        model.tempo = "calm";
        model.Adjust(1);
        model.Serve(rounds: 40);
        model.Move("line_finished", line => line["reason"] = "served");
        model.Adjust(2);
        model.WalkUps(3);
        model.Move("ended", line => line["by"] = "operator");
        return model.file;
    }

    /// <summary>A waitlist on an open drop: nobody is shuffled.</summary>
    public static ProofFileBuilder Waitlist(int seed = 2)
    {
        var model = new DropModel(seed);
        model.Create(limit: 2, "none", 2);
        model.Move("opened", _ => { });
        model.WalkUps(2);
        model.Move("line_opened", line =>
        {
            model.Rules(line, "waitlist", tellsTimes: true);
        });
        model.Join(late: true, owner: Customer(1_000));
        for (var i = 0; i < 5; i++)
            model.Join(late: true);
        model.Adjust(3);
        model.Serve(rounds: 20);
        model.Move("line_cancelled", line => (line["by"], line["reason"]) = ("operator", "The pallet was lost."));
        return model.file;
    }

    /// <summary>An open drop that is paid for: every kind of movement without a line.</summary>
    public static ProofFileBuilder Open(int seed = 3)
    {
        var model = new DropModel(seed);
        model.Create(limit: 2, "required", 5, 5);
        model.Move("published", line => (line["by"], line["status"]) = ("operator", "upcoming"));
        model.Move("opened", _ => { });
        model.PaidSales(8);
        model.Move("changed", line =>
        {
            line["by"] = "operator";
            line["change"] = new JsonObject { ["limitPerCustomer"] = 3, ["price"] = new JsonObject { ["amountMinor"] = 14_900, ["currency"] = "EUR" } };
            line["status"] = "live";
        });
        (model.limit, model.price) = (3, 14_900);
        model.Move("paused", line => line["by"] = "operator");
        model.Move("resumed", line => (line["by"], line["status"]) = ("operator", "live"));
        model.Adjust(2);
        model.PaidSales(8);
        model.Move("ended", _ => { });
        return model.file;
    }

    private int price = 19_900;

    private void Create(int limit, string payment, params int[] stock)
    {
        this.limit = limit;
        foreach (var count in stock)
        {
            variants.Add(NextId());
            free[variants[^1]] = count;
        }

        // A draft is wholly editable: its sizes were others at first.
        var isDraft = payment != "none";
        Move("created", line =>
        {
            line["by"] = "operator";
            line["drop"] = ProofFileBuilder.Drop.ToString();
            line["holdSeconds"] = isDraft ? 2 * HoldSeconds : HoldSeconds;
            line["limitPerCustomer"] = limit;
            line["name"] = "Air One";
            line["payment"] = payment;
            line["paySeconds"] = PaySeconds;
            line["price"] = new JsonObject { ["amountMinor"] = price, ["currency"] = "EUR" };
            line["slug"] = "air-one";
            line["status"] = isDraft ? "draft" : "upcoming";
            line["variants"] = isDraft ? new JsonArray(new JsonObject { ["id"] = NextId().ToString(), ["label"] = "One size", ["units"] = 1 }) : Variants(stock);
        });
        if (!isDraft)
            return;
        Move("changed", line =>
        {
            line["by"] = "operator";
            line["change"] = new JsonObject { ["holdSeconds"] = HoldSeconds, ["variants"] = Variants(stock) };
            line["status"] = "draft";
        });
    }

    private JsonArray Variants(int[] stock) =>
        new([.. variants.Select(JsonNode (id, at) => new JsonObject { ["id"] = id.ToString(), ["label"] = $"EU {42 + at}", ["units"] = stock[at] })]);

    private void Rules(JsonObject line, string mode, bool tellsTimes)
    {
        line["line"] = LineNumber;
        line["log"] = 0;
        line["mode"] = mode;
        if (!tellsTimes)
            return;
        line["claimSeconds"] = ClaimSeconds;
        line["paySeconds"] = OfferPaySeconds;
        if (isQuiet)
            line["quietHours"] = new JsonObject { ["from"] = "22:00", ["to"] = "08:00", ["zone"] = "Europe/Berlin" };
    }

    private void Gather(int entries)
    {
        for (var i = 0; i < entries; i++)
            Join(late: false);
        var changing = people[2];
        changing.Preferences = [.. variants.AsEnumerable().Reverse()];
        Write("changed", changing, line => line["preferences"] = Ids(changing.Preferences));
        var leaving = people[5];
        leaving.IsWaiting = false;
        Write("withdrawn", leaving, _ => { });
    }

    private void Exclude()
    {
        people[7].IsWaiting = false;
        Write("excluded", people[7], line => line["reason"] = "One person, two accounts.");
    }

    /// <param name="owner">Somebody who has bought before, and wants more than they may have.</param>
    private void Join(bool late, string? owner = null)
    {
        var wants = variants.Where(_ => random.Next(3) > 0).ToArray();
        var person = new Person
        {
            Entry = Hex(SHA256.HashData(NextId().ToByteArray())[..16]),
            Customer = owner ?? Customer(people.Count),
            Quantity = owner is null ? 1 + random.Next(3) / 2 : limit,
            IsWaiting = true,
            Preferences = owner is null && wants.Length > 0 ? [.. wants.OrderBy(_ => random.Next())] : [variants[0]],
        };
        if (late)
            Give(person, ++place);
        people.Add(person);
        Write("joined", person, line =>
        {
            line["customer"] = person.Customer;
            line["preferences"] = Ids(person.Preferences);
            line["quantity"] = person.Quantity;
            line["seq"] = ++seq;
        });
        known = file.Log.Count;
    }

    /// <summary>Each to the first who wants what is free; then they do as chance has it.</summary>
    private void Serve(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var barred in people.Where(person => person is { IsWaiting: true, Place: > 0 } && sold.GetValueOrDefault(person.Customer) + person.Quantity > limit
                && person.Preferences.Any(variant => free[variant] >= person.Quantity)).OrderBy(person => person.Place).ToList())
                Skip(barred, "limit_reached", byOperator: false);
            var next = people.Where(person => person is { IsWaiting: true, Place: > 0 }).OrderBy(person => person.Place)
                .FirstOrDefault(person => units.GetValueOrDefault(person.Customer) + person.Quantity <= limit && person.Preferences.Any(variant => free[variant] >= person.Quantity));
            if (next is null)
                return;
            var variant = next.Preferences.First(variant => free[variant] >= next.Quantity);
            var reservation = NextId();
            Take(next.Customer, variant, next.Quantity);
            Move("offered", line =>
            {
                Of(line, next.Customer, reservation, variant, next.Quantity);
                line[tempo == "live" ? "claimBy" : "payBy"] = CanonicalTime.Text(now.AddSeconds(OfferSeconds));
                line["entry"] = next.Entry;
                line["log"] = known;
                line["place"] = next.Place;
            });
            next.IsWaiting = false;
            switch (random.Next(5))
            {
                case 0:
                    Miss(next, reservation, variant);
                    break;
                case 1 when next.Preferences[0] != variant:
                    Give(next.Customer, variant, next.Quantity);
                    Move("cancelled", line =>
                    {
                        Of(line, next.Customer, reservation, variant, next.Quantity);
                        line["keepsPlace"] = true;
                    });
                    next.Preferences = [.. next.Preferences.TakeWhile(better => better != variant)];
                    next.IsWaiting = true;
                    break;
                case 2:
                    Claim(next, reservation, variant);
                    Give(next.Customer, variant, next.Quantity);
                    Move("cancelled", line => Of(line, next.Customer, reservation, variant, next.Quantity));
                    break;
                default:
                    Claim(next, reservation, variant);
                    Move("purchased", line => Bought(line, next.Customer, reservation, variant, next.Quantity));
                    break;
            }
        }
    }

    private int OfferSeconds => tempo == "live" ? ClaimSeconds : OfferPaySeconds + (isQuiet ? QuietSeconds : 0);

    private void Give(Person person, int to) => file.Places[person.Entry] = person.Place = to;

    private void Skip(Person person, string reason, bool byOperator)
    {
        person.IsWaiting = false;
        Move("skipped", line =>
        {
            if (byOperator)
                line["by"] = "operator";
            line["entry"] = person.Entry;
            line["place"] = person.Place;
            line["reason"] = reason;
        });
    }

    /// <summary>Who is written to has nothing to claim.</summary>
    private void Claim(Person person, Guid reservation, Guid variant)
    {
        if (tempo != "live")
            return;
        Move("claimed", line =>
        {
            Of(line, person.Customer, reservation, variant, person.Quantity);
            line["expiresAt"] = CanonicalTime.Text(now.AddSeconds(HoldSeconds));
        });
    }

    private void Miss(Person person, Guid reservation, Guid variant)
    {
        now = now.AddSeconds(OfferSeconds);
        Give(person.Customer, variant, person.Quantity);
        Move("expired", line => Of(line, person.Customer, reservation, variant, person.Quantity));
        if (tempo != "live" || person.Missed++ > 0)
            return;
        Write("missed", person, _ => { });
        known = file.Log.Count;
        person.IsWaiting = true;
        Give(person, ++place);
    }

    private void WalkUps(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (customer, variant, reservation) = (Customer(1_000 + i), variants.FirstOrDefault(variant => free[variant] > 0), NextId());
            if (variant == default)
                return;
            Take(customer, variant, 1);
            Move("reserved", line => Reserved(line, customer, reservation, variant, 1));
            Move("purchased", line => Bought(line, customer, reservation, variant, 1));
        }
    }

    private void PaidSales(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (customer, variant, reservation, payment, purchase) = (Customer(2_000 + random.Next(6)), variants[random.Next(variants.Count)], NextId(), NextId(), NextId());
            if (free[variant] == 0 || units.GetValueOrDefault(customer) >= limit)
                continue;
            Take(customer, variant, 1);
            Move("reserved", line => Reserved(line, customer, reservation, variant, 1));
            if (i % 4 == 3)
            {
                now = now.AddSeconds(HoldSeconds);
                Give(customer, variant, 1);
                Move("expired", line => Of(line, customer, reservation, variant, 1));
                continue;
            }

            var until = now.AddMilliseconds(50).AddSeconds(PaySeconds);
            void Pay(Guid by) => Move("paying", line =>
            {
                Of(line, customer, reservation, variant, 1);
                line["payUntil"] = CanonicalTime.Text(until);
                line["payment"] = by.ToString();
            });
            Pay(payment);
            if (i % 4 == 1)
            {
                Move("unpaid", line =>
                {
                    Of(line, customer, reservation, variant, 1);
                    line["payment"] = payment.ToString();
                });
                payment = NextId();
                Pay(payment);
            }

            // Longer than the hold, and not longer than it is kept.
            now = now.AddSeconds(HoldSeconds + 30);
            Move("purchased", line =>
            {
                Bought(line, customer, reservation, variant, 1);
                line["payment"] = payment.ToString();
                line["purchase"] = purchase.ToString();
            });
            if (i % 4 != 2)
                continue;
            Give(customer, variant, 1);
            Move("returned", line =>
            {
                Of(line, customer, reservation, variant, 1);
                line["by"] = "operator";
                line["payment"] = payment.ToString();
                line["purchase"] = purchase.ToString();
                line["restock"] = true;
            });
        }
    }

    private void Adjust(int added)
    {
        free[variants[0]] += added;
        Move("adjusted", line =>
        {
            line["by"] = "operator";
            line["reason"] = "A pallet more";
            line["units"] = added;
            line["variant"] = variants[0].ToString();
        });
    }

    private void Take(string customer, Guid variant, int quantity) =>
        (free[variant], units[customer]) = (free[variant] - quantity, units.GetValueOrDefault(customer) + quantity);

    private void Give(string customer, Guid variant, int quantity) => (free[variant], units[customer]) = (free[variant] + quantity, units[customer] - quantity);

    private static void Of(JsonObject line, string customer, Guid reservation, Guid variant, int quantity)
    {
        line["customer"] = customer;
        line["quantity"] = quantity;
        line["reservation"] = reservation.ToString();
        line["variant"] = variant.ToString();
    }

    private void Reserved(JsonObject line, string customer, Guid reservation, Guid variant, int quantity)
    {
        Of(line, customer, reservation, variant, quantity);
        line["expiresAt"] = CanonicalTime.Text(now.AddSeconds(HoldSeconds));
    }

    private void Bought(JsonObject line, string customer, Guid reservation, Guid variant, int quantity)
    {
        Of(line, customer, reservation, variant, quantity);
        sold[customer] = sold.GetValueOrDefault(customer) + quantity;
        line["price"] = new JsonObject { ["amountMinor"] = price, ["currency"] = "EUR" };
        line["purchase"] = NextId().ToString();
    }

    private void Move(string kind, Action<JsonObject> fields)
    {
        now = now.AddMilliseconds(50);
        var line = new JsonObject { ["at"] = CanonicalTime.Text(now), ["kind"] = kind, ["version"] = file.Ledger.Count + 1 };
        fields(line);
        file.Ledger.Add(line);
        if (random.Next(6) == 0)
            file.Signed.Add(file.Ledger.Count);
    }

    private void Write(string kind, Person person, Action<JsonObject> fields)
    {
        now = now.AddMilliseconds(500);
        var line = new JsonObject { ["at"] = CanonicalTime.Text(now), ["entry"] = person.Entry, ["index"] = file.Log.Count, ["kind"] = kind };
        fields(line);
        file.Log.Add(line);
    }

    private Guid NextId() => new(SHA256.HashData(BitConverter.GetBytes(++ids))[..16]);

    private static string Customer(int number) => Hex(SHA256.HashData(BitConverter.GetBytes(number))[..16]);

    private static JsonArray Ids(IEnumerable<Guid> ids) => new([.. ids.Select(JsonNode (id) => id.ToString())]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private sealed class Person
    {
        public required string Entry { get; init; }
        public required string Customer { get; init; }
        public required int Quantity { get; init; }
        public required Guid[] Preferences { get; set; }
        public int Place { get; set; }
        public bool IsWaiting { get; set; }
        public int Missed { get; set; }
    }
}
