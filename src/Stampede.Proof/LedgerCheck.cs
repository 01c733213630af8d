using System.Globalization;

namespace Stampede.Proof;

/// <summary>A drop's movements, folded once more in the simplest way.</summary>
internal sealed class LedgerCheck(ProofFindings findings, LineCheck line)
{
    private readonly Dictionary<Guid, Counts> variants = [];
    private readonly List<Guid> order = [];
    private readonly Dictionary<Guid, LiveHold> live = [];
    private readonly HashSet<Guid> holds = [];
    private readonly Dictionary<Guid, Sale> sales = [];
    private readonly Dictionary<string, int> units = [];
    private readonly Dictionary<string, int> owned = [];

    private long version;
    private long bought;
    private DateTimeOffset lastAt = DateTimeOffset.MinValue;
    private string status = "draft";
    private long holdSeconds;
    private long paySeconds;
    private long limit;
    private bool isPaid;

    /// <summary>Null: the ledger does not say.</summary>
    private (long AmountMinor, string Currency)? price;

    public Guid Drop { get; set; }

    public void Read(LineFields fields)
    {
        var (next, at, kind) = (fields.Whole("version"), fields.Time("at"), fields.Text("kind"));
        if (next != version + 1)
            findings.Add("version_gap", $"After version {version} comes version {next}.");
        if (at < lastAt)
            findings.Add("time_falls", $"Version {next} is of {CanonicalTime.Text(at)}, the one before it of {CanonicalTime.Text(lastAt)}.");
        version = next;
        lastAt = at > lastAt ? at : lastAt;
        if ((kind == "created") != (next == 1))
            findings.Add("created_missing", $"Version {next} is {kind}; the first movement, and no other, is the drop's creation.");
        Follow(kind, at, fields);
        if (fields.TextIfAny("status") is { } becomes)
            status = becomes;
    }

    public string ToldStock() => ProofVerifier.Told(
        $"total = available + held + sold at each of {version} versions; at the end {string.Join(", ", order.Select(id => variants[id].ToString()))}");

    public string ToldHolds() => ProofVerifier.Told($"{holds.Count} holds, each ended at most once; {bought} of them bought, each in time; {live.Count} still live");

    public string ToldLimits() => ProofVerifier.Told($"{units.Count} customers, none ever above the limit of their time (now {limit})");

    private void Follow(string kind, DateTimeOffset at, LineFields fields)
    {
        switch (kind)
        {
            case "created":
                Create(fields);
                break;
            case "reserved":
                if (status != "live")
                    findings.Add("reserved_not_live", $"Reservation {fields.Id("reservation")} was made while the drop was {status}.");
                line.WalkUp(at, fields.Id("variant"), FreeOf, HasRoom);
                Open(at, fields, fields.Time("expiresAt"));
                if (fields.Time("expiresAt") != at.AddSeconds(holdSeconds))
                    findings.Add("hold_time_differs", $"Reservation {fields.Id("reservation")} does not end {holdSeconds} s after it was made.");
                break;
            case "offered":
                // Judged before its unit is taken: by what was free for all others.
                line.Offered(at, fields, FreeOf, HasRoom);
                Open(at, fields, fields.TimeIfAny("claimBy") ?? fields.Time("payBy"));
                break;
            case "claimed":
                Claim(at, fields);
                break;
            case "paying":
                Pay(at, fields);
                break;
            case "unpaid":
                if (Find(fields) is { } unpaid)
                    unpaid.Payment = null;
                break;
            case "purchased":
                Buy(at, fields);
                break;
            case "cancelled":
                End(at, fields, isByTime: false, "cancelled_too_late");
                break;
            case "expired":
                End(at, fields, isByTime: true, "expired_too_early");
                break;
            case "returned":
                Return(fields);
                break;
            case "adjusted":
                if (FindVariant(fields) is { } adjusted)
                    Move(adjusted, (int)fields.Whole("units"), 0, 0);
                break;
            case "opened":
                status = "live";
                break;
            case "paused":
                status = "paused";
                break;
            case "ended":
                status = "ended";
                break;
            case "published" or "resumed":
                status = fields.Text("status");
                break;
            case "changed":
                Change(fields.Nested("change"));
                break;
            case "line_opened" or "line_closed" or "line_sealed" or "line_drawn" or "line_listed" or "line_paced" or "skipped" or "line_finished" or "line_cancelled":
                line.Read(kind, at, fields, MayOwn);
                break;
            default:
                findings.Add("kind_unknown", $"Nobody knows a movement '{kind}'.");
                break;
        }
    }

    private void Create(LineFields fields)
    {
        if (fields.Id("drop") != Drop)
            findings.Add("drop_differs", $"The ledger is of drop {fields.Id("drop")}, the file of {Drop}.");
        (holdSeconds, paySeconds, limit) = (fields.Whole("holdSeconds"), fields.Whole("paySeconds"), fields.Whole("limitPerCustomer"));
        isPaid = fields.Text("payment") == "required";
        status = fields.Text("status");
        if (fields.Has("price"))
            price = PriceOf(fields.Nested("price"));
        Stock(fields);
    }

    private void Stock(LineFields fields)
    {
        variants.Clear();
        order.Clear();
        foreach (var variant in fields.NestedEach("variants"))
        {
            var id = variant.Id("id");
            variants[id] = new(variant.TextIfAny("label") ?? id.ToString(), checked((int)variant.Whole("units")));
            order.Add(id);
        }
    }

    private void Change(LineFields change)
    {
        limit = change.WholeIfAny("limitPerCustomer") ?? limit;
        if (change.Has("price"))
            price = PriceOf(change.Nested("price"));
        if (!change.Has("holdSeconds") && !change.Has("payment") && !change.Has("variants"))
            return;
        if (status != "draft")
            findings.Add("changed_when_published", $"Version {version} changes sizes, hold time or payment while the drop is {status}: only a draft's may change.");
        holdSeconds = change.WholeIfAny("holdSeconds") ?? holdSeconds;
        isPaid = (change.TextIfAny("payment") ?? (isPaid ? "required" : "none")) == "required";
        if (change.Has("variants"))
            Stock(change);
    }

    private static (long, string) PriceOf(LineFields price) => (price.Whole("amountMinor"), price.Text("currency"));

    private void Open(DateTimeOffset at, LineFields fields, DateTimeOffset until)
    {
        var (id, customer, quantity) = (fields.Id("reservation"), fields.Text("customer"), checked((int)fields.Whole("quantity")));
        if (quantity < 1)
            throw new InvalidDataException("Its quantity is not as it should be.");
        if (!holds.Add(id))
            findings.Add("hold_twice", $"Reservation {id} is made twice.");
        var variant = FindVariant(fields);
        live[id] = new LiveHold { Id = id, Customer = customer, Variant = fields.Id("variant"), Quantity = quantity, At = at, Until = until, Price = price, IsOffer = fields.Text("kind") == "offered", IsLive = fields.Has("claimBy") };
        if (variant is not null)
            Move(variant, -quantity, quantity, 0);
        var has = units[customer] = checked(units.GetValueOrDefault(customer) + quantity);
        if (has > limit)
            findings.Add("limit_exceeded", $"Customer {customer} has {has} units at version {version}; the limit is {limit}.");
    }

    private void Claim(DateTimeOffset at, LineFields fields)
    {
        if (Find(fields) is not { } hold)
            return;
        if (!hold.IsOffer || hold.IsClaimed)
            findings.Add("claimed_twice", $"Reservation {hold.Id} is no offer that waits to be claimed.");
        if (at >= hold.Until)
            findings.Add("claimed_too_late", $"The offer {hold.Id} was to be claimed by {CanonicalTime.Text(hold.Until)}, and is claimed at {CanonicalTime.Text(at)}.");
        // Saying yes never takes time away.
        var end = at.AddSeconds(holdSeconds) > hold.Until ? at.AddSeconds(holdSeconds) : hold.Until;
        if (fields.Time("expiresAt") != end)
            findings.Add("hold_time_differs", $"The claim of {hold.Id} does not end {holdSeconds} s after it was made.");
        (hold.IsClaimed, hold.Until) = (true, fields.Time("expiresAt"));
    }

    private void Pay(DateTimeOffset at, LineFields fields)
    {
        if (Find(fields) is not { } hold)
            return;
        var until = fields.Time("payUntil");
        if (hold.PayUntil is { } first && first != until)
            findings.Add("extended_twice", $"Reservation {hold.Id} was kept until {CanonicalTime.Text(first)}, and then until {CanonicalTime.Text(until)}.");
        else if (hold.PayUntil is null && until > at.AddSeconds(paySeconds))
            findings.Add("extended_too_long", $"Reservation {hold.Id} is kept for longer than {paySeconds} s.");
        if (at >= hold.KeptUntil)
            findings.Add("extended_too_long", $"Reservation {hold.Id} was over at {CanonicalTime.Text(hold.KeptUntil)}, and is kept at {CanonicalTime.Text(at)}.");
        (hold.PayUntil, hold.Payment) = (until, fields.Id("payment"));
    }

    private void Buy(DateTimeOffset at, LineFields fields)
    {
        var (purchase, payment) = (fields.Id("purchase"), fields.IdIfAny("payment"));
        var paid = PriceOf(fields.Nested("price"));
        if (Find(fields) is not { } hold)
            return;
        if (at >= hold.KeptUntil)
            findings.Add("bought_too_late", $"Reservation {hold.Id} was over at {CanonicalTime.Text(hold.KeptUntil)}, and is bought at {CanonicalTime.Text(at)}.");
        // What was paid for a hold that had ended is taken anew at the price of that hold: then both movements are one moment.
        var isTakenAnew = hold.Payment is null && payment is not null && hold.At == at;
        if (hold.Price is { } agreed && agreed != paid && !isTakenAnew)
            findings.Add("price_differs", $"Reservation {hold.Id} was made at {Told(agreed)}, and is bought at {Told(paid)}.");
        if (isPaid && paid.Item1 > 0 && payment is null)
            findings.Add("payment_missing", $"Purchase {purchase} was not paid for.");
        if (hold.Payment is { } underWay && payment != underWay)
            findings.Add("payment_differs", $"Purchase {purchase} is paid for by another payment than the one that was under way.");
        if (!sales.TryAdd(purchase, new(hold.Customer, hold.Variant, hold.Quantity, Returned: 0)))
            findings.Add("purchase_twice", $"There are two purchases {purchase}.");
        bought++;
        owned[hold.Customer] = checked(owned.GetValueOrDefault(hold.Customer) + hold.Quantity);
        live.Remove(hold.Id);
        if (variants.TryGetValue(hold.Variant, out var variant))
            Move(variant, 0, -hold.Quantity, hold.Quantity);
        line.Ended(hold.Id, LineCheck.End.Bought, at);
    }

    private void End(DateTimeOffset at, LineFields fields, bool isByTime, string code)
    {
        if (Find(fields) is not { } hold)
            return;
        if (isByTime ? at < hold.KeptUntil : at >= hold.KeptUntil)
            findings.Add(code, $"The time of reservation {hold.Id} ended at {CanonicalTime.Text(hold.KeptUntil)}; it is {fields.Text("kind")} at {CanonicalTime.Text(at)}.");
        live.Remove(hold.Id);
        Free(hold.Customer, hold.Quantity);
        if (variants.TryGetValue(hold.Variant, out var variant))
            Move(variant, hold.Quantity, -hold.Quantity, 0);
        var how = isByTime ? hold is { IsLive: true, IsClaimed: false } ? LineCheck.End.Unanswered : LineCheck.End.Unpaid
            : fields.Flag("keepsPlace") ? LineCheck.End.KeepsPlace : LineCheck.End.Declined;
        line.Ended(hold.Id, how, at);
    }

    private void Return(LineFields fields)
    {
        var (purchase, restocks) = (fields.Id("purchase"), fields.Flag("restock"));
        if (!sales.TryGetValue(purchase, out var sale))
        {
            findings.Add("return_unknown", $"Purchase {purchase} is returned, and was not made.");
            return;
        }

        var quantity = checked((int)fields.Whole("quantity"));
        var isTooMuch = sale.Returned + quantity > sale.Quantity;
        if (isTooMuch && quantity <= sale.Quantity)
            findings.Add("return_twice", $"More of purchase {purchase} is returned than was bought.");
        if (sale.Customer != fields.Text("customer") || sale.Variant != fields.Id("variant") || quantity > sale.Quantity)
            findings.Add("return_differs", $"The return of purchase {purchase} is of something else.");
        sales[purchase] = sale with { Returned = Math.Min(sale.Quantity, sale.Returned + quantity) };
        if (!restocks || isTooMuch)
            return;
        Free(sale.Customer, quantity);
        owned[sale.Customer] = owned.GetValueOrDefault(sale.Customer) - quantity;
        if (variants.TryGetValue(sale.Variant, out var variant))
            Move(variant, quantity, 0, -quantity);
    }

    /// <summary>The live hold that a movement is about. Null: there is none, and that is a finding.</summary>
    private LiveHold? Find(LineFields fields)
    {
        var id = fields.Id("reservation");
        if (!live.TryGetValue(id, out var hold))
        {
            findings.Add("hold_not_live", $"Reservation {id} is {fields.Text("kind")} at version {version}, and {(holds.Contains(id) ? "had ended before" : "was never made")}.");
            return null;
        }

        if (hold.Customer != fields.Text("customer") || hold.Variant != fields.Id("variant") || hold.Quantity != fields.Whole("quantity"))
            findings.Add("hold_differs", $"Reservation {id} is of another customer, variant or quantity at version {version} than when it was made.");
        return hold;
    }

    private Counts? FindVariant(LineFields fields)
    {
        var id = fields.Id("variant");
        if (variants.TryGetValue(id, out var counts))
            return counts;
        findings.Add("variant_unknown", $"The drop has no variant {id}.");
        return null;
    }

    private void Move(Counts variant, int available, int held, int sold)
    {
        variant.Move(available, held, sold);
        // total is what was put in: the sum of the three cannot differ from it here, so what is oversold shows as a negative count.
        if (variant.Available < 0 || variant.Held < 0 || variant.Sold < 0)
            findings.Add("oversold", $"At version {version} {variant}.");
    }

    private void Free(string customer, int quantity) => units[customer] = units.GetValueOrDefault(customer) - quantity;

    private int FreeOf(Guid variant) => variants.TryGetValue(variant, out var counts) ? counts.Available : 0;

    private bool MayOwn(string customer, int quantity) => owned.GetValueOrDefault(customer) + quantity <= limit;

    private bool HasRoom(string customer, int quantity) => units.GetValueOrDefault(customer) + quantity <= limit;

    private static string Told((long AmountMinor, string Currency) price) => string.Create(CultureInfo.InvariantCulture, $"{price.AmountMinor} {price.Currency}");

    private sealed class LiveHold
    {
        public required Guid Id { get; init; }
        public required string Customer { get; init; }
        public required Guid Variant { get; init; }
        public required int Quantity { get; init; }
        public required DateTimeOffset At { get; init; }
        public required bool IsOffer { get; init; }

        /// <summary>An offer that waits for a yes.</summary>
        public required bool IsLive { get; init; }
        public required (long, string)? Price { get; init; }
        public DateTimeOffset Until { get; set; }
        public DateTimeOffset? PayUntil { get; set; }
        public Guid? Payment { get; set; }
        public bool IsClaimed { get; set; }

        public DateTimeOffset KeptUntil => Payment is not null && PayUntil > Until ? PayUntil.Value : Until;
    }

    private sealed record Sale(string Customer, Guid Variant, int Quantity, int Returned);

    private sealed class Counts(string label, int available)
    {
        public int Available { get; private set; } = available;
        public int Held { get; private set; }
        public int Sold { get; private set; }

        public void Move(int toAvailable, int toHeld, int toSold) => (Available, Held, Sold) = (Available + toAvailable, Held + toHeld, Sold + toSold);

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{label}: {Available + Held + Sold} = {Available} available + {Held} held + {Sold} sold");
    }
}
