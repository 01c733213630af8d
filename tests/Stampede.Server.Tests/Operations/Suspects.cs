using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Operations;

/// <summary>What an operator does about those who go about it like machines.</summary>
public sealed class Suspects(Suspects.WatchedShop shared) : IClassFixture<Suspects.WatchedShop>
{
    private static readonly Dictionary<string, string?> WithSignals = new() { ["Stampede:Reservations:Signals"] = "true" };

    /// <summary>One for all tests, that records signals.</summary>
    public sealed class WatchedShop : IAsyncLifetime
    {
        internal HostedShop Hosted { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Hosted = await HostedShop.StartAsync(settings: WithSignals);

        public ValueTask DisposeAsync() => Hosted.DisposeAsync();
    }

    private readonly HostedShop hosted = shared.Hosted;

    private Shop Shop => hosted.Shop;

    [Fact]
    public async Task A_blocked_account_reserves_nothing_new_on_any_node_and_keeps_what_it_has()
    {
        await using var second = await HostedShop.StartAsync(hosted.ConnectionString, WithSignals);
        var (drop, other) = (await Shop.CreateDropAsync(new { limitPerCustomer = 10_000, totalStock = 10_000 }), await Shop.CreateDropAsync());
        var bot = await Shop.CustomerAsync("Bot Botson");
        var there = new Visitor(second.Shop.Site, bot.Token);
        var id = await IdOfAsync(bot);
        var hold = await drop.HoldAsync(bot, key: "before");

        var block = (await BlockAsync(new { dropId = drop.Slug, customerIds = new[] { id }, reason = "Ten at once" })).ShouldBeOk().Json["items"]![0]!;
        (block.Text("kind"), block.Text("customerName"), block.Text("dropName"), block["until"]).ShouldBe(("account", "Bot Botson", drop.Made.Text("name"), null));

        // Here at once, there within two seconds.
        (await drop.ReserveAsync(bot)).ShouldBe(403, "blocked");
        await Until.TrueAsync(async () => (await there.PostAsync(drop.Reservations, new { })).Status == HttpStatusCode.Forbidden);
        // What a key was granted before keeps its answer, and what is held can be bought.
        (await drop.ReserveAsync(bot, key: "before")).Status.ShouldBe(HttpStatusCode.Created);
        (await drop.ReserveAsync(bot, key: "after")).ShouldBe(403, "blocked");
        (await drop.BuyAsync(bot, hold)).Status.ShouldBe(HttpStatusCode.Created);
        (await other.ReserveAsync(bot)).Status.ShouldBe(HttpStatusCode.Created);
        (await drop.ReserveAsync(await Shop.CustomerAsync())).Status.ShouldBe(HttpStatusCode.Created);

        // Blocked again is blocked once, with the newer reason.
        var again = (await BlockAsync(new { dropId = drop.Id, customerIds = new[] { id }, reason = "Twenty", until = DateTimeOffset.UtcNow.AddHours(1) })).ShouldBeOk().Json["items"]![0]!;
        (again.Text("id"), again.Text("reason")).ShouldBe((block.Text("id"), "Twenty"));
        (await BlocksAsync(drop, id)).Count.ShouldBe(1);
        for (var i = 0; i < 2; i++)
            (await Shop.Operator.DeleteAsync($"/api/v1/blocks/{block.Text("id")}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await drop.ReserveAsync(bot)).Status.ShouldBe(HttpStatusCode.Created);
        await Until.TrueAsync(async () => (await there.PostAsync(drop.Reservations, new { })).Status == HttpStatusCode.Created);

        var history = (await Shop.Operator.GetAsync("/api/v1/history")).ShouldBeOk().Json.Items().Where(line => line["subjectId"]?.GetValue<string>() == id).ToList();
        history.Select(line => (line.Text("what"), line.Text("subjectName"), line.Text("role"))).ShouldBe(
            [("LiftBlock", "Bot Botson", "owner"), ("Block", "Bot Botson", "owner"), ("Block", "Bot Botson", "owner")]);
        history.ShouldAllBe(line => !line.Text("summary").Contains("Twenty"), "a reason may name somebody, and the history is never forgotten");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_block_ends_with_its_time_and_counts_in_the_whole_shop_where_no_drop_is_named()
    {
        var (drop, other) = (await Shop.CreateDropAsync(new { limitPerCustomer = 5 }), await Shop.CreateDropAsync());
        var bot = await Shop.CustomerAsync();
        var id = await IdOfAsync(bot);
        (await BlockAsync(new { customerIds = new[] { id }, reason = "For a while", until = DateTimeOffset.UtcNow.AddSeconds(2) })).ShouldBeOk();
        (await drop.ReserveAsync(bot)).ShouldBe(403, "blocked");
        (await other.ReserveAsync(bot)).ShouldBe(403, "blocked");
        await Until.TrueAsync(async () => (await drop.ReserveAsync(bot)).Status == HttpStatusCode.Created);
        (await BlocksAsync(drop, id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_is_blocked_in_its_drop_and_a_network_wherever_it_is_said()
    {
        var (drop, other) = (await Shop.CreateDropAsync(), await Shop.CreateDropAsync());
        var bot = await Shop.CustomerAsync("Bot of the address");
        await drop.HoldAsync(bot);
        var id = await IdOfAsync(bot);
        JsonNode? line = null;
        await Until.TrueAsync(async () => (line = await LineOfAsync(drop, id))?["attempts"]?.GetValue<int>() == 1);
        line!["blocked"]!.GetValue<bool>().ShouldBeFalse();

        var block = (await BlockAsync(new { dropId = drop.Id, addressOf = id, reason = "One address" })).ShouldBeOk().Json["items"]![0]!;
        (block.Text("kind"), block["customerId"], block["network"]).ShouldBe(("address", null, null));
        (await drop.ReserveAsync(await Shop.CustomerAsync())).ShouldBe(403, "blocked");
        await other.HoldAsync(await Shop.CustomerAsync());
        (await LineOfAsync(drop, id))!["blocked"]!.GetValue<bool>().ShouldBeTrue();
        (await Shop.Operator.DeleteAsync($"/api/v1/blocks/{block.Text("id")}")).Status.ShouldBe(HttpStatusCode.NoContent);
        await drop.HoldAsync(await Shop.CustomerAsync());

        var network = (await BlockAsync(new { network = "127.0.0.5/24", reason = "This machine" })).ShouldBeOk().Json["items"]![0]!;
        network.Text("network").ShouldBe("127.0.0.0/24");
        foreach (var one in new[] { drop, other })
            (await one.ReserveAsync(await Shop.CustomerAsync())).ShouldBe(403, "blocked");
        (await Shop.Operator.DeleteAsync($"/api/v1/blocks/{network.Text("id")}")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Who_is_blocked_comes_into_no_line_and_keeps_the_place_they_have()
    {
        var drop = await Shop.CreateDropAsync(new { draft = true, startsAt = DateTimeOffset.UtcNow.AddHours(1) });
        (await Shop.Operator.PutAsync($"{drop.Path}/line", new { mode = "queue", closesAt = DateTimeOffset.UtcNow.AddMinutes(50) })).ShouldBeOk();
        (await drop.RunAsync("publish")).ShouldBeOk();
        var (waiting, late) = (await Shop.CustomerAsync(), await Shop.CustomerAsync());
        Task<Answer> JoinAsync(Visitor who) => who.PostAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant() }, quantity = 1 });
        var place = (await JoinAsync(waiting)).ShouldBeOk().Json;
        (await BlockAsync(new { customerIds = new[] { await IdOfAsync(waiting), await IdOfAsync(late) }, reason = "Both of them" })).ShouldBeOk().Json["items"]!.AsArray().Count.ShouldBe(2);
        (await JoinAsync(late)).ShouldBe(403, "blocked");
        (await JoinAsync(waiting)).ShouldBeOk().Json.Text("entryId").ShouldBe(place.Text("entryId"));
    }

    [Fact]
    public async Task All_that_suspects_hold_is_given_back_and_what_is_sold_stays_sold()
    {
        var drop = await Shop.CreateDropAsync(new { limitPerCustomer = 5 });
        var (bot, twin, person) = (await Shop.CustomerAsync("Bot who holds"), await Shop.CustomerAsync(), await Shop.CustomerAsync());
        await drop.SellAsync(bot);
        foreach (var who in new[] { bot, bot, twin, person })
            await drop.HoldAsync(who);
        var (id, twinId) = (await IdOfAsync(bot), await IdOfAsync(twin));
        var released = (await Shop.Operator.PostAsync($"{drop.Path}/holds/release", new { customerIds = new[] { id, twinId, Guid.NewGuid().ToString() } }, "k")).ShouldBeOk().Json;
        released.Items().Select(item => (item.Number("released"), item.Number("kept"))).ShouldBe([(2, 0), (1, 0), (0, 0)]);
        var stock = await drop.StockAsync();
        (stock.Number("held"), stock.Number("sold")).ShouldBe((1, 1));
        var lines = (await Shop.Operator.GetAsync($"{drop.Path}/movements?kind=cancelled&limit=100")).ShouldBeOk().Json.Items();
        lines.Count.ShouldBe(3);
        lines.ShouldAllBe(line => line["actorName"] != null);
        (await Shop.Operator.GetAsync("/api/v1/history?what=ReleaseHolds")).ShouldBeOk().Json.Items().Where(line => line.Text("subjectId") == id || line.Text("subjectId") == twinId).Select(line => line.Text("summary"))
            .ShouldBe([$"{drop.Made.Text("name")}: 1", $"{drop.Made.Text("name")}: 2"], ignoreOrder: true);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_note_is_for_operators_and_the_person_alone_and_goes_with_the_account_like_its_blocks()
    {
        var drop = await Shop.CreateDropAsync();
        var bot = await Shop.CustomerAsync("=cmd bot");
        var id = await IdOfAsync(bot);
        await drop.HoldAsync(bot);
        (await Shop.Operator.PutAsync($"/api/v1/customers/{id}/note", new { note = "An unforgettable note" })).ShouldBeOk();
        (await BlockAsync(new { customerIds = new[] { id }, reason = "An unforgettable reason" })).ShouldBeOk();
        (await LineOfAsync(drop, id))!.Text("note").ShouldBe("An unforgettable note");
        var csv = (await Shop.Operator.GetAsync($"{drop.Path}/signals.csv")).ShouldBeOk().Body;
        csv.ShouldContain("\"An unforgettable note\"");
        csv.ShouldContain("\"'=cmd bot\"");
        var export = (await bot.GetAsync("/api/v1/me/export")).ShouldBeOk().Json;
        (export["note"]!.Text("note"), export["blocks"]![0]!.Text("reason")).ShouldBe(("An unforgettable note", "An unforgettable reason"));
        (await bot.GetAsync("/api/v1/me")).Body.ShouldNotContain("unforgettable");
        (await drop.ReserveAsync(bot)).ShouldBe(403, "blocked").ToJsonString().ShouldNotContain("unforgettable");

        (await bot.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        foreach (var table in new[] { "block", "customer_note", "history" })
            (await hosted.CountAsync($"select count(*) from {table} t where t::text like '%unforgettable%'")).ShouldBe(0, table);
        (await BlocksAsync(drop, id)).ShouldBeEmpty();
        (await Shop.Operator.PutAsync($"/api/v1/customers/{id}/note", new { note = "Too late" })).ShouldBe(404, "account_not_found");
        (await BlockAsync(new { customerIds = new[] { id }, reason = "Too late" })).ShouldBe(404, "account_not_found");
    }

    [Theory]
    [InlineData("""{"reason": "x"}""", "customerIds")]
    [InlineData("""{"reason": "x", "customerIds": ["me"]}""", "customerIds[0]")]
    [InlineData("""{"reason": "x", "network": "10.0.0.0/8"}""", "network")]
    [InlineData("""{"reason": "x", "network": "2001:db8::/16"}""", "network")]
    [InlineData("""{"reason": "x", "network": "somewhere"}""", "network")]
    [InlineData("""{"reason": "x", "network": "127.0.0.0/33"}""", "network")]
    [InlineData("""{"network": "192.0.2.0/24"}""", "reason")]
    [InlineData("""{"reason": "x", "addressOf": "0199b2f0-0000-7000-8000-000000000000"}""", "dropId")]
    [InlineData("""{"reason": "x", "network": "192.0.2.0/24", "until": "2001-01-01T00:00:00Z"}""", "until")]
    public async Task What_is_wrong_with_a_block_is_named(string body, string field)
    {
        (await BlockAsync(body)).ShouldBe(400, "validation_failed")["errors"]![field].ShouldNotBeNull();
        (await hosted.CountAsync("select count(*) from block where reason = 'x'")).ShouldBe(0);
    }

    private Task<Answer> BlockAsync(object body) => Shop.Operator.PostAsync("/api/v1/blocks", body);

    private async Task<IReadOnlyList<JsonNode>> BlocksAsync(Drop drop, string customer) =>
        [.. (await Shop.Operator.GetAsync($"/api/v1/blocks?drop={drop.Slug}&limit=100")).ShouldBeOk().Json.Items().Where(block => block["customerId"]?.GetValue<string>() == customer)];

    private static async Task<string> IdOfAsync(Visitor visitor) => (await visitor.GetAsync("/api/v1/me")).ShouldBeOk().Json.Text("id");

    private async Task<JsonNode?> LineOfAsync(Drop drop, string customer) =>
        (await Shop.Operator.GetAsync($"{drop.Path}/signals")).ShouldBeOk().Json["lines"]!.AsArray().FirstOrDefault(line => line!.Text("customerId") == customer);
}
