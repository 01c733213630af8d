using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

public sealed class Reports(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_drop_that_has_not_opened_has_nothing_to_report()
    {
        var report = await ReportAsync(await shop.CreateDropAsync(new { startsAt = DateTimeOffset.UtcNow.AddHours(1) }));
        foreach (var name in (string[])["startedAt", "soldOutAt", "secondsToSellOut"])
            report[name].ShouldBeNull(name);
        foreach (var name in (string[])["reservations", "purchased", "expired", "cancelled"])
            report.Number(name).ShouldBe(0, name);
        report["soldOverTime"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_report_tells_what_came_of_the_drop()
    {
        var drop = await shop.CreateDropAsync(new
        {
            holdSeconds = 8,
            limitPerCustomer = 2,
            draft = true,
            variants = new[] { new { label = "S", total = 2 }, new { label = "M", total = 3 } },
        });
        (await drop.RunAsync("publish")).ShouldBeOk();
        await drop.HoldAsync(await shop.CustomerAsync(), variant: drop.Variant(0));
        await Until.TrueAsync(async () => (await drop.StockAsync()).Number("held") == 0);
        var leaver = await shop.CustomerAsync();
        (await leaver.DeleteAsync(drop.Of(await drop.HoldAsync(leaver, variant: drop.Variant(0))))).ShouldBeOk();
        await drop.SellAsync(await shop.CustomerAsync(), quantity: 1, variant: drop.Variant(0));
        await drop.SellAsync(await shop.CustomerAsync(), quantity: 1, variant: drop.Variant(0));
        (await drop.ReserveAsync(leaver, variant: drop.Variant(0))).ShouldBe(409, "sold_out");
        await drop.SellAsync(await shop.CustomerAsync(), quantity: 2, variant: drop.Variant(1));

        var before = await ReportAsync(drop);
        before["soldOutAt"].ShouldBeNull();
        before["secondsToSellOut"].ShouldBeNull();
        var last = await drop.SellAsync(await shop.CustomerAsync(), quantity: 1, variant: drop.Variant(1));

        var report = before;
        await Until.TrueAsync(async () => (report = await ReportAsync(drop))["soldOutAt"] is not null && report["refusedByCode"]!.AsObject().Count > 0);
        report.Names().ShouldBe(
            ["dropId", "startedAt", "soldOutAt", "secondsToSellOut", "reservations", "purchased", "expired", "cancelled", "money", "refusedByCode", "variants", "soldOverTime"],
            ignoreOrder: true);
        (report.Number("reservations"), report.Number("purchased"), report.Number("expired"), report.Number("cancelled")).ShouldBe((6, 4, 1, 1));
        report.Time("soldOutAt").ShouldBe(last.Time("purchasedAt"));
        report["secondsToSellOut"]!.GetValue<double>().ShouldBe((report.Time("soldOutAt") - report.Time("startedAt")).TotalSeconds, 0.002);
        var published = (await shop.Operator.GetAsync($"{drop.Path}/movements")).Json.Items().Single(movement => movement.Text("kind") == "published");
        report.Time("startedAt").ShouldBe(published.Time("at"));
        report["refusedByCode"]!.ToJsonString().ShouldBe(new JsonObject { ["sold_out"] = 1 }.ToJsonString());
        report["variants"]!.AsArray().Select(variant => (variant!.Text("id"), variant!.Text("label"), variant!.Number("total"), variant!.Number("sold")))
            .ShouldBe([(drop.Variant(0), "S", 2, 2), (drop.Variant(1), "M", 3, 3)]);
        report["soldOverTime"]!.AsArray().Select(sale => (sale!.Text("variantId"), sale!.Number("sold")))
            .ShouldBe([(drop.Variant(0), 1), (drop.Variant(0), 2), (drop.Variant(1), 2), (drop.Variant(1), 3)]);
    }

    private async Task<JsonNode> ReportAsync(Drop drop) => (await shop.Operator.GetAsync($"{drop.Path}/report")).ShouldBeOk().Json;
}
