using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

public sealed class Boards(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task Nothing_has_happened_on_a_new_drop()
    {
        var drop = await shop.CreateDropAsync();
        var board = await BoardAsync(drop);
        board.Names().ShouldBe(
            ["dropId", "serverTime", "asOf", "refused", "refusedByCode", "watchers", "reservationsPerSecond", "conversion", "series"], ignoreOrder: true);
        (board.Text("dropId"), board.Number("refused"), board.Number("watchers")).ShouldBe((drop.Id, 0, 0));
        board["refusedByCode"]!.Names().ShouldBeEmpty();
        board["conversion"].ShouldBeNull();
        board["reservationsPerSecond"]!.GetValue<double>().ShouldBe(0);
        var series = Series(board);
        series.Select(Stock).Distinct().ShouldBe([(10, 0, 0)]);
        series[0].Time("at").ShouldBe(drop.Made.Time("startsAt"));
    }

    [Fact]
    public async Task Before_the_start_there_is_no_series()
    {
        var drop = await shop.CreateDropAsync(new { startsAt = DateTimeOffset.UtcNow.AddHours(1) });
        Series(await BoardAsync(drop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_series_tells_how_the_stock_went()
    {
        var drop = await shop.CreateDropAsync();
        await drop.SellAsync(await shop.CustomerAsync());
        var second = await shop.CustomerAsync();
        (await second.DeleteAsync(drop.Of(await drop.HoldAsync(second)))).ShouldBeOk();
        (await drop.AdjustAsync(5)).ShouldBeOk();
        await drop.HoldAsync(await shop.CustomerAsync());

        var board = await UntilAsync(drop, read => Stock(Series(read)[^1]) == (13, 1, 1));
        Series(board).Select(Stock).ShouldBe([(10, 0, 0), (9, 1, 0), (9, 0, 1), (8, 1, 1), (9, 0, 1), (14, 0, 1), (13, 1, 1), (13, 1, 1)]);
        var times = Series(board).Select(point => point.Time("at")).ToArray();
        times.ShouldBe(times.Order());
        board["conversion"]!.GetValue<double>().ShouldBe(0.5);
    }

    [Fact]
    public async Task Reservations_count_towards_the_rate()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 10 });
        var customer = await shop.CustomerAsync();
        for (var i = 0; i < 5; i++)
            await drop.HoldAsync(customer);
        // Over five seconds, once the second that they were made in is over.
        await UntilAsync(drop, board => board["reservationsPerSecond"]!.GetValue<double>() == 1);
    }

    [Fact]
    public async Task A_crowd_that_is_refused_is_counted_by_code_to_the_last_one()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1 });
        var winner = await shop.CustomerAsync();
        await drop.HoldAsync(winner);
        (await drop.ReserveAsync(winner)).ShouldBe(409, "already_reserved");
        var crowd = await shop.CustomersAsync(40);
        await Task.WhenAll(crowd.Select(async customer => (await drop.ReserveAsync(customer)).ShouldBe(409, "all_held")));
        (await drop.RunAsync("pause")).ShouldBeOk();
        await Task.WhenAll(crowd.Take(7).Select(async customer => (await drop.ReserveAsync(customer)).ShouldBe(409, "paused")));
        // What an operator is refused is no demand.
        (await drop.AdjustAsync(-5)).ShouldBe(409, "stock_in_use");

        var board = await UntilAsync(drop, read => read.Number("refused") >= 48);
        board["refusedByCode"]!.ToJsonString().ShouldBe(new JsonObject { ["all_held"] = 40, ["already_reserved"] = 1, ["paused"] = 7 }.ToJsonString(), board.ToJsonString());
        board.Number("refused").ShouldBe(48);
    }

    [Fact]
    public async Task The_counts_of_two_nodes_add_up_and_outlive_them()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var first = await HostedShop.StartAsync(database.ConnectionString);
        var made = await first.Shop.CreateDropAsync(new { totalStock = 0 });
        await RefuseAsync(first, made, 6);
        await using (var second = await HostedShop.StartAsync(database.ConnectionString))
        {
            await RefuseAsync(second, made, 5);
            await UntilAsync(second, made, board => board.Number("refused") == 11);
            // Stops before the next writing would be due: what was counted last is written all the same.
            await RefuseAsync(second, made, 4);
            await second.StopAsync();
        }

        await UntilAsync(first, made, board => board["refusedByCode"]!.Number("sold_out") == 15);
        await using var third = await HostedShop.StartAsync(database.ConnectionString);
        (await BoardAsync(made with { Shop = third.Shop })).Number("refused").ShouldBe(15);
    }

    [Fact]
    public async Task Watchers_are_counted_on_all_nodes()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var first = await HostedShop.StartAsync(database.ConnectionString);
        await using var second = await HostedShop.StartAsync(database.ConnectionString);
        var drop = await first.Shop.CreateDropAsync();
        using (await WatchAsync(first.Shop, drop))
        using (await WatchAsync(second.Shop, drop))
        using (await WatchAsync(second.Shop, drop))
        {
            await UntilAsync(first, drop, board => board.Number("watchers") == 3);
            await UntilAsync(second, drop, board => board.Number("watchers") == 3);
        }

        await UntilAsync(first, drop, board => board.Number("watchers") == 0);
    }

    [Fact]
    public async Task An_operator_who_watches_is_no_demand()
    {
        var drop = await shop.CreateDropAsync();
        using (await WatchAsync(shop, drop, shop.Operator))
        using (await WatchAsync(shop, drop))
        {
            await UntilAsync(drop, board => board.Number("watchers") > 0);
            (await BoardAsync(drop)).Number("watchers").ShouldBe(1);
        }

        await UntilAsync(drop, board => board.Number("watchers") == 0);
    }

    [Fact]
    public async Task Says_of_which_moment_it_is()
    {
        var drop = await shop.CreateDropAsync();
        var first = await BoardAsync(drop);
        var second = await BoardAsync(drop); // Within the second that a reading is kept.
        second.Time("asOf").ShouldBeGreaterThanOrEqualTo(first.Time("asOf"));
        second.Time("asOf").ShouldBeLessThanOrEqualTo(second.Time("serverTime").AddSeconds(1));
        Series(first)[^1].Time("at").ShouldBeLessThanOrEqualTo(first.Time("asOf"));
    }

    [Fact]
    public async Task A_long_ledger_is_told_in_few_points_and_alike_on_every_node()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var first = await HostedShop.StartAsync(database.ConnectionString);
        var drop = await first.Shop.CreateDropAsync(new
        {
            limitPerCustomer = 1000,
            variants = new[] { new { label = "S", total = 250 }, new { label = "M", total = 60 } },
        });
        var customer = await first.Shop.CustomerAsync();
        await Parallel.ForAsync(0, 300, async (i, _) => await drop.SellAsync(customer, variant: drop.Variant(i < 250 ? 0 : 1)));
        // One node goes on from what it has read, as long as the first half; the other reads all at once.
        await UntilAsync(drop, board => Stock(Series(board)[^1]) == (10, 0, 300));
        await Parallel.ForAsync(0, 10, async (_, _) => await drop.SellAsync(customer, variant: drop.Variant(1)));
        var goneOn = Series(await UntilAsync(drop, board => Stock(Series(board)[^1]) == (0, 0, 310)));
        await using var second = await HostedShop.StartAsync(database.ConnectionString);
        var atOnce = Series(await BoardAsync(drop with { Shop = second.Shop }));

        atOnce.Count.ShouldBeInRange(100, 300);
        goneOn.Select(point => point.ToJsonString()).ShouldBe(atOnce.Select(point => point.ToJsonString()));
        Stock(atOnce[0]).ShouldBe((310, 0, 0));
        // No point is further from the next than a hundredth of all that ever moved.
        foreach (var (point, next) in atOnce.Zip(atOnce.Skip(1)))
            Math.Abs(point.Number("sold") - next.Number("sold")).ShouldBeLessThanOrEqualTo(7);

        var report = (await second.Shop.Operator.GetAsync($"{drop.Path}/report")).ShouldBeOk().Json;
        var sales = report["soldOverTime"]!.AsArray().Select(sale => sale!).ToArray();
        sales.Length.ShouldBeInRange(100, 300);
        sales.Last(sale => sale.Text("variantId") == drop.Variant(0)).Number("sold").ShouldBe(250);
        sales.Last(sale => sale.Text("variantId") == drop.Variant(1)).Number("sold").ShouldBe(60);
    }

    private static async Task RefuseAsync(HostedShop hosted, Drop drop, int times)
    {
        var customer = await hosted.Shop.CustomerAsync();
        for (var i = 0; i < times; i++)
            (await drop.ReserveAsync(customer)).ShouldBe(409, "sold_out");
    }

    private static async Task<HttpResponseMessage> WatchAsync(Shop shop, Drop drop, Visitor? visitor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, $"{drop.Path}/events"));
        if (visitor?.Token is { } token)
            request.Headers.Authorization = new("Bearer", token);
        return (await shop.Site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
    }

    private static async Task<JsonNode> BoardAsync(Drop drop) => (await drop.Shop.Operator.GetAsync($"{drop.Path}/board")).ShouldBeOk().Json;

    private static Task<JsonNode> UntilAsync(HostedShop hosted, Drop drop, Func<JsonNode, bool> condition) =>
        UntilAsync(drop with { Shop = hosted.Shop }, condition);

    private static async Task<JsonNode> UntilAsync(Drop drop, Func<JsonNode, bool> condition)
    {
        JsonNode board = null!;
        await Until.TrueAsync(async () => condition(board = await BoardAsync(drop)));
        return board;
    }

    private static IReadOnlyList<JsonNode> Series(JsonNode board) => [.. board["series"]!.AsArray().Select(point => point!)];

    private static (long Available, long Held, long Sold) Stock(JsonNode point) => (point.Number("available"), point.Number("held"), point.Number("sold"));
}
