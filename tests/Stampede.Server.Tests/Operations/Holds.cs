using Stampede.Domain;
using Stampede.Postgres.Operations;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

public sealed class Holds(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_live_hold_is_listed_with_its_customers_name()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 2, variants = new[] { new { label = "EU 42", total = 5 }, new { label = "EU 43", total = 5 } } });
        var hold = await drop.HoldAsync(await shop.CustomerAsync("Ada of the holds"), quantity: 2, variant: drop.Variant(1));
        var page = (await shop.Operator.GetAsync($"{drop.Path}/holds")).ShouldBeOk().Json;
        page.Names().ShouldBe(["items", "next", "serverTime"], ignoreOrder: true);
        page["next"].ShouldBeNull();
        var line = page.Items().ShouldHaveSingleItem();
        (line.Text("id"), line.Text("variantId"), line.Text("variantLabel"), line.Number("quantity"), line.Text("displayName"))
            .ShouldBe((hold.Text("id"), drop.Variant(1), "EU 43", 2, "Ada of the holds"));
        (line.Time("createdAt"), line.Time("expiresAt")).ShouldBe((hold.Time("createdAt"), hold.Time("expiresAt")));
    }

    [Fact]
    public async Task An_operators_own_hold_is_told_from_a_customers_of_any_name()
    {
        var drop = await shop.CreateDropAsync();
        var (own, customers) = (await drop.HoldAsync(shop.Operator), await drop.HoldAsync(await shop.CustomerAsync("Olga of the desk")));
        var lines = (await shop.Operator.GetAsync($"{drop.Path}/holds")).ShouldBeOk().Json.Items();
        lines.Single(line => line.Text("id") == own.Text("id"))["isOperator"]!.GetValue<bool>().ShouldBeTrue();
        lines.Single(line => line.Text("id") == customers.Text("id"))["isOperator"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_released_hold_gives_its_stock_back_at_once()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1 });
        var customer = await shop.CustomerAsync("Ada who waits");
        var hold = await drop.HoldAsync(customer);
        (await HoldsOfAsync(drop)).ShouldBe([hold.Text("id")]);

        var released = (await ReleaseAsync(drop, hold.Text("id"))).ShouldBeOk().Json;
        (released.Text("id"), released.Text("status")).ShouldBe((hold.Text("id"), "cancelled"));
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("held")).ShouldBe((1, 0));
        // Not a second later: the operator has just let it go.
        (await HoldsOfAsync(drop)).ShouldBeEmpty();
        (await customer.GetAsync(drop.Of(hold))).ShouldBeOk().Json.Text("status").ShouldBe("cancelled");
        (await drop.BuyAsync(customer, hold)).ShouldBe(409, "reservation_cancelled");
        await drop.HoldAsync(await shop.CustomerAsync());

        var line = (await shop.Operator.GetAsync($"{drop.Path}/movements")).ShouldBeOk().Json.Items().Single(movement => movement.Text("kind") == "cancelled");
        var me = (await shop.Operator.GetAsync("/api/v1/me")).Json;
        (line.Text("actor"), line.Text("actorName"), line.Text("customerName")).ShouldBe((me.Text("id"), me.Text("displayName"), "Ada who waits"));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Releasing_what_has_ended_has_no_effect()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        (await customer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        var version = (await drop.ReadAsync()).Number("version");
        for (var i = 0; i < 2; i++)
            (await ReleaseAsync(drop, hold.Text("id"))).ShouldBeOk().Json.Text("status").ShouldBe("cancelled");
        (await drop.ReadAsync()).Number("version").ShouldBe(version);
    }

    [Fact]
    public async Task What_was_bought_is_not_released()
    {
        var drop = await shop.CreateDropAsync();
        var bought = await drop.SellAsync(await shop.CustomerAsync());
        (await ReleaseAsync(drop, bought.Text("reservationId"))).ShouldBe(409, "already_purchased");
        (await drop.StockAsync()).Number("sold").ShouldBe(1);
    }

    [Fact]
    public async Task A_reservation_of_another_drop_is_not_found()
    {
        var (drop, other) = (await shop.CreateDropAsync(), await shop.CreateDropAsync());
        var hold = await other.HoldAsync(await shop.CustomerAsync());
        (await ReleaseAsync(drop, hold.Text("id"))).ShouldBe(404, "reservation_not_found");
        (await ReleaseAsync(drop, "not-an-id")).ShouldBe(404, "reservation_not_found");
        (await other.StockAsync()).Number("held").ShouldBe(1);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_each_hold_once()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 10 });
        var customer = await shop.CustomerAsync();
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
            made.Add((await drop.HoldAsync(customer)).Text("id"));
        // Those that have ended leave no gap.
        (await ReleaseAsync(drop, made[3])).ShouldBeOk();
        made.RemoveAt(3);
        made.Reverse();

        var listed = new List<string>();
        string? next = null;
        do
        {
            var page = (await shop.Operator.GetAsync($"{drop.Path}/holds?limit=2{(next is null ? "" : $"&cursor={next}")}")).ShouldBeOk().Json;
            page.Items().Count.ShouldBe(2);
            listed.AddRange(page.Items().Select(hold => hold.Text("id")));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
        listed.ShouldBe(made);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(3)]
    public async Task Old_holds_among_many_that_have_ended_are_found_too(int lookBackMax)
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var hosted = await HostedShop.StartAsync(database.ConnectionString);
        var drop = await hosted.Shop.CreateDropAsync(new { limitPerCustomer = 10 });
        var customer = await hosted.Shop.CustomerAsync();
        var kept = new List<Guid>();
        foreach (var isKept in (bool[])[true, false, true, false, false, true, false, false])
        {
            var hold = await drop.HoldAsync(customer);
            if (isKept)
                kept.Insert(0, Guid.Parse(hold.Text("id")));
            else
                (await customer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        }

        var reads = new HoldReads(database.DataSource, lookBackMax);
        var all = (await reads.ListAsync(new DropId(Guid.Parse(drop.Id)), before: null, limit: 10, CancellationToken.None)).ShouldNotBeNull();
        all.Holds.Select(hold => hold.Id.Value).ShouldBe(kept);
        var older = (await reads.ListAsync(new DropId(Guid.Parse(drop.Id)), all.Holds[0].DropVersion, limit: 1, CancellationToken.None)).ShouldNotBeNull();
        older.Page(1).Items.Select(hold => hold.Id.Value).ShouldBe([kept[1]]);
        older.Page(1).Next.ShouldNotBeNull();
        (await reads.ListAsync(new DropId(Guid.NewGuid()), before: null, limit: 10, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_hold_that_lapses_leaves_the_list()
    {
        var drop = await shop.CreateDropAsync(new { holdSeconds = 1 });
        var hold = await drop.HoldAsync(await shop.CustomerAsync());
        await Until.TrueAsync(async () => (await HoldsOfAsync(drop)).Count == 0);
        (await ReleaseAsync(drop, hold.Text("id"))).ShouldBeOk().Json.Text("status").ShouldBe("expired");
    }

    private Task<Hosting.ServerUnderTest.Answer> ReleaseAsync(Drop drop, string reservation) =>
        shop.Operator.PostAsync($"{drop.Path}/holds/{reservation}/release");

    private async Task<IReadOnlyList<string>> HoldsOfAsync(Drop drop) =>
        [.. (await shop.Operator.GetAsync($"{drop.Path}/holds?limit=100")).ShouldBeOk().Json.Items().Select(hold => hold.Text("id"))];
}
