using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Proofs;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Lines;

/// <summary>People in a line, from outside: joined, served in their turn, and what becomes of who is not there.</summary>
public sealed class ServingLines(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_queue_is_shuffled_at_its_close_and_served_at_the_opening_one_offer_for_each_unit()
    {
        var drop = await QueueAsync(units: 2);
        var people = await shop.CustomersAsync(4);
        foreach (var person in people)
            (await JoinAsync(drop, person)).Status.ShouldBe(HttpStatusCode.Created);
        (await JoinAsync(drop, people[0])).Status.ShouldBe(HttpStatusCode.OK);

        var offered = await OfferedAsync(drop, people, 2);
        var standing = await Task.WhenAll(people.Select(person => MeAsync(drop, person)));
        standing.Select(me => me.Number("place")).Order().ShouldBe([1, 2, 3, 4]);
        offered.Select(person => standing[Array.IndexOf(people, person)].Number("place")).Order().ShouldBe([1, 2]);

        // Nobody passes the line, and what is offered is held like everything else.
        (await drop.ReserveAsync(await shop.CustomerAsync())).ShouldBe(409, "line_first");
        (await drop.StockAsync()).Number("held").ShouldBe(2);

        var (first, second) = (offered[0], offered[1]);
        var claimed = await ClaimAsync(drop, first);
        claimed.Status.ShouldBe(HttpStatusCode.OK, claimed.Body);
        claimed.Json["offer"]!["payBy"].ShouldNotBeNull();
        (await ClaimAsync(drop, first)).Text("keptUntil").ShouldBe(claimed.Text("keptUntil"));
        var reservation = (await MeAsync(drop, first))["offer"]!.Text("reservationId");
        (await second.PostAsync($"{drop.Reservations}/{reservation}/claim")).ShouldBe(404, "reservation_not_found");
        (await first.PostAsync($"{drop.Reservations}/{reservation}/purchase")).Status.ShouldBe(HttpStatusCode.Created);
        (await MeAsync(drop, first)).Text("state").ShouldBe("bought");

        // Who says no passes it on at once.
        (await second.DeleteAsync($"{drop.Reservations}/{(await MeAsync(drop, second))["offer"]!.Text("reservationId")}")).ShouldBeOk();
        var third = (await OfferedAsync(drop, people, 1)).Single();
        (await MeAsync(drop, third)).Number("place").ShouldBe(3);
        var receipt = (await third.GetAsync($"{drop.Path}/receipt")).ShouldBeOk().Json;
        // On a busy machine who comes third may have joined after the close, and then has no ticket.
        var ticket = (await MeAsync(drop, third))["ticket"]?.GetValue<string>();
        (receipt.Text("code"), receipt.Number("place"), receipt["ticket"]?.GetValue<string>()).ShouldBe(("holding", 3, ticket));
        var register = (await shop.Anybody.GetAsync("/api/v1/register")).ShouldBeOk().Json["items"]!.AsArray();
        register.Select(line => (int)line!.Number("line")).ShouldBe(Enumerable.Range(1, register.Count).Reverse());
        await ShouldBeProvedAsync(drop);
    }

    [Fact]
    public async Task Who_misses_their_turn_goes_to_the_end_once_and_is_out_the_second_time()
    {
        var drop = await QueueAsync(units: 1);
        var people = await shop.CustomersAsync(2);
        foreach (var person in people)
            await JoinAsync(drop, person);
        var away = (await OfferedAsync(drop, people, 1)).Single();
        var there = people.Single(person => person != away);

        await Until.TrueAsync(async () => (await MeAsync(drop, there)).Text("state") == "offered");
        var me = await MeAsync(drop, away);
        me.Number("place").ShouldBe(3, "behind everybody");
        (await there.DeleteAsync($"{drop.Reservations}/{(await MeAsync(drop, there))["offer"]!.Text("reservationId")}")).ShouldBeOk();
        await Until.TrueAsync(async () => (await MeAsync(drop, away)).Text("state") == "offered");
        await Until.TrueAsync(async () => (await MeAsync(drop, away)).Text("state") == "missed");

        // Nobody waits any more: it is open to all.
        await Until.TrueAsync(async () => (await drop.ReserveAsync(await shop.CustomerAsync())).Status == HttpStatusCode.Created);
        await ShouldBeProvedAsync(drop);
    }

    [Fact]
    public async Task A_waitlist_begins_when_nothing_is_free_and_gets_what_comes_back()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1, limitPerCustomer = 1 });
        (await SetAsync(drop, new { mode = "open", waitlist = true })).ShouldBeOk();
        var (buyer, waiting, walkUp) = (await shop.CustomerAsync(), await shop.CustomerAsync(), await shop.CustomerAsync());
        (await JoinAsync(drop, waiting)).Status.ShouldBe(HttpStatusCode.Conflict);
        var hold = await drop.HoldAsync(buyer);
        (await JoinAsync(drop, waiting)).Status.ShouldBe(HttpStatusCode.Created);
        (await MeAsync(drop, waiting)).Text("state").ShouldBe("waiting");

        (await buyer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        (await drop.ReserveAsync(walkUp)).Status.ShouldBe(HttpStatusCode.Conflict);
        await Until.TrueAsync(async () => (await MeAsync(drop, waiting)).Text("state") == "offered");
        var offer = (await MeAsync(drop, waiting))["offer"]!;
        offer["payBy"].ShouldNotBeNull("a waitlist gives hours");
        (await waiting.PostAsync($"{drop.Reservations}/{offer.Text("reservationId")}/purchase")).Status.ShouldBe(HttpStatusCode.Created);
        await ShouldBeProvedAsync(drop);
    }

    [Fact]
    public async Task Who_is_told_that_they_are_in_is_passed_by_no_walk_up_from_that_moment_on()
    {
        const int Sizes = 12;
        var drop = await shop.CreateDropAsync(new { variants = Enumerable.Range(1, Sizes).Select(size => new { label = $"size {size}", total = 1 }) });
        (await SetAsync(drop, new { mode = "open", waitlist = true })).ShouldBeOk();
        // Nothing is offered meanwhile, so what comes back stays free for whoever may have it.
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/pace", new { paused = true })).ShouldBeOk();
        var (people, buyers, walkUp) = (await shop.CustomersAsync(Sizes), await shop.CustomersAsync(Sizes), await shop.CustomerAsync());
        for (var size = 0; size < Sizes; size++)
        {
            var hold = await drop.HoldAsync(buyers[size], variant: drop.Variant(size));
            // Nobody wanted this size before, and it comes back in the moment in which the first is told that they are in.
            (await people[size].PostAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant(size) } })).Status.ShouldBe(HttpStatusCode.Created);
            var returned = buyers[size].DeleteAsync(drop.Of(hold));
            var walkUps = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => drop.ReserveAsync(walkUp, variant: drop.Variant(size))));
            (await returned).ShouldBeOk();
            foreach (var answer in walkUps.Append(await drop.ReserveAsync(walkUp, variant: drop.Variant(size))))
                answer.ShouldBe(409, "line_first");
        }

        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/pace", new { paused = false })).ShouldBeOk();
        await OfferedAsync(drop, people, Sizes);
        await ShouldBeProvedAsync(drop);
    }

    [Fact]
    public async Task A_draw_with_a_declared_number_waits_for_it_and_writes_to_the_winners()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings.Where(setting => setting.Key != "Stampede:Reservations:RequireConfirmedAccount").ToDictionary());
        var other = hosted.Shop;
        var drop = await other.CreateDropAsync(new { totalStock = 1, startsAt = Soon(1) });
        (await SetAsync(drop, new { mode = "draw", waitlist = false, closesAt = Soon(3), beacon = new { kind = "declared", what = "lottery of Saturday" } })).ShouldBeOk();
        var people = new[] { await AccountAsync(other), await AccountAsync(other), await AccountAsync(other) };
        (await people[0].PostAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant() } })).ShouldBe(422, "rules_not_accepted");
        foreach (var person in people)
            (await JoinAsync(drop, person)).Status.ShouldBe(HttpStatusCode.Created);
        var excluded = (await MeAsync(drop, people[2])).Text("entryId");
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/exclusions", new { entryIds = new[] { excluded, new string('0', 32) }, reason = "one person, two accounts" }))
            .ShouldBeOk().Json.Number("excluded").ShouldBe(1);
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/beacon", new { value = "1 2 3" })).ShouldBe(503, "line_not_ready");

        await Until.TrueAsync(async () => (await OperationsAsync(drop)).Text("phase") == "sealed");
        (await OperationsAsync(drop))["waitsForBeacon"]!.GetValue<bool>().ShouldBeTrue();
        (await SetAsync(drop, new { mode = "draw", waitlist = true, closesAt = Soon(60) })).ShouldBe(409, "line_rules_fixed");
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/beacon", new { value = "1 2 3" })).ShouldBeOk().Text("phase").ShouldBe("serving");
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/beacon", new { value = "1 2 4" })).ShouldBe(503, "line_not_ready");

        var winner = (await OfferedAsync(drop, people[..2], 1)).Single();
        (await MeAsync(drop, people[2])).Text("state").ShouldBe("excluded");
        (await MeAsync(drop, people[2])).Text("reason").ShouldBe("one person, two accounts");
        var letter = await LetterAsync(post, "It is your turn");
        letter.Text.ShouldContain($"/drops/{drop.Slug}");
        letter.To.ShouldBe(Emails[winner]);
        (await winner.PostAsync($"{drop.Reservations}/{(await MeAsync(drop, winner))["offer"]!.Text("reservationId")}/purchase")).Status.ShouldBe(HttpStatusCode.Created);
        // All is sold, and nobody can wait for more: it is over, and who got nothing is told.
        await Until.TrueAsync(async () => (await OperationsAsync(drop)).Text("phase") == "finished");
        var sorry = await LetterAsync(post, "Not this time");
        var unlucky = people[..2].Single(person => person != winner);
        sorry.To.ShouldBe(Emails[unlucky]);
        (await unlucky.GetAsync($"{drop.Path}/receipt")).Text("code").ShouldBe("not_reached");
        (await winner.GetAsync($"{drop.Path}/receipt")).Text("code").ShouldBe("bought");
        (await people[2].GetAsync($"{drop.Path}/receipt")).Text("code").ShouldBe("excluded");
        await ShouldBeProvedAsync(drop);
    }

    [Fact]
    public async Task The_dial_pauses_and_goes_on_and_a_place_that_is_passed_over_is_seen_by_all()
    {
        var drop = await QueueAsync(units: 3);
        var people = await shop.CustomersAsync(3);
        foreach (var person in people)
            await JoinAsync(drop, person);
        await Until.TrueAsync(async () => (await OperationsAsync(drop)).Text("phase") == "serving");
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/pace", new { paused = true })).ShouldBeOk().Text("phase").ShouldBe("paused");
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/skip", new { place = 4, reason = "x" })).ShouldBe(400, "validation_failed");
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/pace", new { paused = false, pacePerMinute = 6_000 })).ShouldBeOk().Text("phase").ShouldBe("serving");
        await OfferedAsync(drop, people, 3);
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/cancel", new { reason = "the shoes did not arrive" })).ShouldBeOk().Text("cancelledReason").ShouldBe("the shoes did not arrive");
        (await JoinAsync(drop, await shop.CustomerAsync())).Status.ShouldBe(HttpStatusCode.Conflict);
        // What was offered stays offered.
        (await ClaimAsync(drop, people[0])).ShouldBeOk();
        await ShouldBeProvedAsync(drop);
    }

    [Fact]
    public async Task Who_is_passed_over_is_told_why_the_next_is_reminded_and_all_who_watch_see_the_line()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1, limitPerCustomer = 1 });
        (await SetAsync(drop, new { mode = "open", waitlist = true, claimSeconds = 15 })).ShouldBeOk();
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/pace", new { tempo = "live" })).ShouldBeOk();
        var buyer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(buyer);
        var people = await shop.CustomersAsync(3);
        foreach (var person in people)
            (await JoinAsync(drop, person)).Status.ShouldBe(HttpStatusCode.Created);
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/skip", new { place = 1, reason = "one person, two accounts" })).ShouldBeOk();
        var me = await MeAsync(drop, people[0]);
        (me.Text("state"), me.Text("reason"), me.Number("place")).ShouldBe(("skipped", "one person, two accounts", 1));
        (await MeAsync(drop, people[1])).Text("state").ShouldBe("waiting");

        using var devices = new LineEvents(drop, people);
        foreach (var person in people)
            await devices.UntilAsync(person, "snapshot");
        (await buyer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        var ending = await devices.UntilAsync(people[1], "offerEnding");
        var made = await devices.UntilAsync(people[1], "offerMade");
        (ending.Text("reservationId"), ending.Text("dropId"), ending.Text("variantId"), ending.Text("claimBy")).ShouldBe((made.Text("id"), drop.Id, drop.Variant(), made.Text("expiresAt")));
        (ending.Time("claimBy") - ending.Time("serverTime")).ShouldBe(TimeSpan.FromSeconds(10));
        foreach (var person in people)
        {
            var changed = await devices.UntilAsync(person, "lineChanged", line => line.Number("servedTo") == 2);
            (changed.Text("dropId"), changed.Text("phase"), changed.Number("size"), changed["perVariant"]![0]!.Number("inLine")).ShouldBe((drop.Id, "serving", 3, 3));
        }

        devices.Heard(people[0]).Concat(devices.Heard(people[2])).ShouldNotContain("offerEnding", "it is nobody else's");

        var own = (await people[0].GetAsync($"/api/v1/me/lines?dropId={drop.Slug}")).ShouldBeOk().Json["items"]!.AsArray().Single()!;
        (own.Text("dropId"), own.Text("entryId"), own.Number("seq")).ShouldBe((drop.Id, me.Text("entryId"), 1));
        (await people[0].GetAsync("/api/v1/me/lines")).ShouldBeOk().Json["items"]!.AsArray().Single()!.Text("entryId").ShouldBe(me.Text("entryId"));
        foreach (var query in new[] { "", $"?dropId={drop.Id}", "?dropId=nonsense" })
            (await (await shop.CustomerAsync()).GetAsync($"/api/v1/me/lines{query}")).ShouldBeOk().Json["items"]!.AsArray().ShouldBeEmpty();
        (await people[0].GetAsync("/api/v1/me/lines?cursor=nonsense")).ShouldBe(400, "validation_failed");
        var second = await shop.CreateDropAsync(new { totalStock = 1, startsAt = Soon(3_600) });
        (await SetAsync(second, new { mode = "draw", waitlist = false, closesAt = Soon(1_800) })).ShouldBeOk();
        await JoinAsync(second, people[0]);
        var page = (await people[0].GetAsync("/api/v1/me/lines?limit=1")).ShouldBeOk().Json;
        var rest = (await people[0].GetAsync($"/api/v1/me/lines?limit=1&cursor={page.Text("next")}")).ShouldBeOk().Json;
        new[] { page, rest }.Select(one => one["items"]!.AsArray().Single()!.Text("dropId")).ShouldBe([drop.Id, second.Id]);
        rest["next"].ShouldBeNull();
    }

    [Fact]
    public async Task Two_nodes_serve_one_line_and_each_place_once()
    {
        await using var second = await HostedShop.StartAsync(shared.Hosted.ConnectionString);
        var drop = await QueueAsync(units: 20, closesIn: 6);
        var people = await shop.CustomersAsync(40);
        var elsewhere = people.Select(person => new Visitor(second.Shop.Site, person.Token)).ToArray();
        (await Task.WhenAll(people.Select((person, at) => JoinAsync(drop, at % 2 == 0 ? person : elsewhere[at])))).ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
        var places = new HashSet<int>();
        var offered = await OfferedAsync(drop, people, 20);
        foreach (var person in offered)
            places.Add((int)(await MeAsync(drop, person)).Number("place"));
        places.Order().ShouldBe(Enumerable.Range(1, 20));
        foreach (var at in Enumerable.Range(0, people.Length).Where(at => offered.Contains(people[at])))
            (await ClaimAsync(drop, at % 2 == 0 ? elsewhere[at] : people[at])).ShouldBeOk();
        await ShouldBeProvedAsync(drop);
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Visitor, string> Addresses = [];

    private static AddressBook Emails => default;

    private readonly struct AddressBook
    {
        public string this[Visitor person] => Addresses.TryGetValue(person, out var address) ? address : throw new KeyNotFoundException();
    }

    private static async Task<Visitor> AccountAsync(Shop shop)
    {
        var email = $"{ServerUnderTest.AnyName()}@example.com";
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = "a long enough password", displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        var answer = await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = "a long enough password" });
        var visitor = new Visitor(shop.Site, answer.Text("accessToken"));
        Addresses.Add(visitor, email);
        return visitor;
    }

    /// <summary>The next letter that says so; others went when the accounts were made.</summary>
    private static async Task<(string To, string Text)> LetterAsync(PostOffice post, string subject)
    {
        while (true)
        {
            if (await post.NextAsync() is var letter && letter.Text.Contains($"Subject: {subject}", StringComparison.Ordinal))
                return letter;
        }
    }

    /// <summary>The books balance, and whoever recomputes all of it finds that nobody was passed over.</summary>
    private static async Task ShouldBeProvedAsync(Drop drop)
    {
        await drop.ShouldBalanceAsync();
        (await DownloadedProof.OfAsync(drop)).ShouldBeGood();
    }

    /// <summary>A drop with a queue that closes and opens within moments.</summary>
    private async Task<Drop> QueueAsync(int units, int closesIn = 3)
    {
        var opensAt = Soon(closesIn);
        var drop = await shop.CreateDropAsync(new { totalStock = units, startsAt = opensAt, holdSeconds = 600 });
        (await SetAsync(drop, new { mode = "queue", waitlist = true, closesAt = opensAt.AddMilliseconds(-100), claimSeconds = 15 })).ShouldBeOk();
        return drop;
    }

    private static async Task<Answer> SetAsync(Drop drop, object rules) =>
        await drop.Shop.Operator.SendAsync(HttpMethod.Put, $"{drop.Path}/line", JsonContent.Create(rules));

    private static Task<Answer> JoinAsync(Drop drop, Visitor person) =>
        person.PostAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant() }, acceptsRules = true });

    private static async Task<JsonNode> MeAsync(Drop drop, Visitor person) => (await person.GetAsync($"{drop.Path}/line/me")).ShouldBeOk().Json;

    private static async Task<JsonNode> OperationsAsync(Drop drop) => (await drop.Shop.Operator.GetAsync($"{drop.Path}/line/operations")).ShouldBeOk().Json;

    private static async Task<Answer> ClaimAsync(Drop drop, Visitor person) =>
        await person.PostAsync($"{drop.Reservations}/{(await MeAsync(drop, person))["offer"]!.Text("reservationId")}/claim");

    /// <summary>Those who have an offer, once there are so many.</summary>
    private static async Task<Visitor[]> OfferedAsync(Drop drop, Visitor[] people, int count)
    {
        Visitor[] offered = [];
        await Until.TrueAsync($"{count} offers", async () =>
        {
            var standing = await Task.WhenAll(people.Select(async person => (person, Me: await MeAsync(drop, person))));
            offered = [.. standing.Where(one => one.Me.Text("state") == "offered").Select(one => one.person)];
            return offered.Length == count;
        });
        return offered;
    }

    private static DateTimeOffset Soon(int seconds) => DateTimeOffset.UtcNow.AddSeconds(seconds);
}
