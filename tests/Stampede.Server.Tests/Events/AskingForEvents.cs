using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Payments;
using Stampede.Testing;

namespace Stampede.Server.Tests.Events;

/// <summary>What happened, for programs that ask.</summary>
public sealed class AskingForEvents(PayingShop paying) : IClassFixture<PayingShop>
{
    private readonly Shop shop = paying.Shop;

    [Fact]
    public async Task Everything_of_a_drop_is_told_once_in_its_order_and_again_the_same()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 2, limitPerCustomer = 3, draft = true });
        var customer = await shop.CustomerAsync("a name that nobody is told");
        foreach (var act in new[] { "publish", "pause", "resume" })
            (await drop.RunAsync(act)).ShouldBeOk();
        var hold = await drop.HoldAsync(customer);
        (await customer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        var bought = new List<JsonNode>();
        for (var i = 0; i < 2; i++)
            bought.Add(await drop.SellAsync(customer));
        (await drop.AdjustAsync(1, "One more was found")).ShouldBeOk();
        bought.Add(await drop.SellAsync(customer));
        (await drop.RunAsync("end")).ShouldBeOk();

        var events = await WalkAsync($"drops={drop.Id}", until: "drop.ended");
        events.Select(one => one.Text("type")).ShouldBe(
        [
            "drop.published", "drop.opened", "drop.paused", "drop.resumed", "purchase.created", "purchase.created", "drop.soldOut", "stock.adjusted", "purchase.created", "drop.soldOut", "drop.ended",
        ]);
        events[0]["previousSequence"].ShouldBeNull();
        events.ShouldBeChained();
        events.Select(one => one.Text("id")).Distinct().Count().ShouldBe(events.Count);
        foreach (var one in events)
        {
            one.Text("id").ShouldStartWith($"evt_{drop.Id}_{one.Number("sequence")}");
            one.Text("dropId").ShouldBe(drop.Id);
            one.ToJsonString().ShouldNotContain("nobody is told");
        }

        var sale = events[4]["data"]!;
        (sale.Text("purchaseId"), sale.Text("purchaseNumber"), sale.Text("variantId"), sale.Number("quantity"), sale["price"]!.Number("amountMinor")).ShouldBe(
            (bought[0].Text("id"), bought[0].Text("number"), drop.Variant(), 1, 19_900));
        (events[7]["data"]!.Number("change"), events[7]["data"]!.Text("reason")).ShouldBe((1, "One more was found"));

        // By pages, from an event's id, of some types, and again: the same.
        (await WalkAsync($"drops={drop.Slug}&limit=1")).Select(one => one.ToJsonString()).ShouldBe(events.Select(one => one.ToJsonString()));
        (await WalkAsync($"drops={drop.Id}&after={events[5].Text("id")}")).Select(one => one.ToJsonString()).ShouldBe(events.Skip(6).Select(one => one.ToJsonString()));
        var some = await WalkAsync($"drops={drop.Id}&types=drop.opened,drop.soldOut&limit=1");
        some.Select(one => one.Text("type")).ShouldBe(["drop.opened", "drop.soldOut", "drop.soldOut"]);
        some.ShouldBeChained();
        some[0]["previousSequence"].ShouldBeNull();
        var holds = await WalkAsync($"drops={drop.Id}&types=hold.created,hold.cancelled,hold.expired&limit=2");
        holds.Select(one => one.Text("type")).ShouldBe(["hold.created", "hold.cancelled", "hold.created", "hold.created", "hold.created"]);
        holds.ShouldBeChained();
        holds[1]["data"]!.Text("endedBy").ShouldBe("customer");

        // At the end, the cursor is that of the end: what comes later is told from there.
        var end = (await shop.Operator.GetAsync($"/api/v1/events?drops={drop.Id}&limit=500")).ShouldBeOk().Json;
        (await shop.Operator.GetAsync($"/api/v1/events?drops={drop.Id}&after={end.Text("next")}")).ShouldBeOk().Json.Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_walk_over_all_drops_that_move_meanwhile_leaves_none_out()
    {
        var drops = new List<Drop>();
        for (var i = 0; i < 3; i++)
            drops.Add(await shop.CreateDropAsync(new { totalStock = 40 }));
        var walked = new List<JsonNode>();
        var buyers = await shop.CustomersAsync(12);
        var buying = Task.WhenAll(buyers.SelectMany(buyer => drops.Select(drop => drop.SellAsync(buyer))));
        var next = "";
        await Until.TrueAsync(async () =>
        {
            var page = (await shop.Operator.GetAsync($"/api/v1/events?types=purchase.created&limit=7&after={next}")).ShouldBeOk().Json;
            walked.AddRange(page.Items());
            next = page.Text("next");
            return buying.IsCompleted && walked.Count(one => drops.Exists(drop => drop.Id == one.Text("dropId"))) >= 36;
        });
        var sold = (await buying).Select(receipt => receipt.Text("id"));
        var told = walked.Where(one => drops.Exists(drop => drop.Id == one.Text("dropId"))).ToList();
        told.Select(one => one["data"]!.Text("purchaseId")).ShouldBe(sold, ignoreOrder: true);
        told.ShouldBeChained();
    }

    [Fact]
    public async Task What_becomes_of_money_is_told_by_payment()
    {
        var drop = await shop.CreateDropAsync(new { payment = "required", limitPerCustomer = 2 });
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer, 2);
        var paid = await customer.PostAsync($"{drop.Of(hold)}/payment", new { card = PayingShop.Succeeds });
        paid.Text("status").ShouldBe("captured");
        for (var i = 0; i < 2; i++)
            (await shop.Operator.PostAsync($"/api/v1/operations/payments/{paid.Text("id")}/refund", new { units = 1, restock = i == 0, reason = "Too small" })).ShouldBeOk();
        await paying.Hosted.ExecuteAsync($"update payment set disputed = true where id = '{paid.Text("id")}'");

        var events = await WalkAsync($"drops={drop.Id}&types=payment.captured,payment.refunded,payment.needsAttention,purchase.returned", until: "payment.needsAttention");
        var money = events.Where(one => one.Text("type").StartsWith("payment", StringComparison.Ordinal)).ToList();
        money.Select(one => (one.Text("type"), one.Text("id"), one["data"]!["captured"]!.Number("amountMinor"), one["data"]!["refunded"]!.Number("amountMinor"))).ShouldBe(
        [
            ("payment.captured", $"evt_{paid.Text("id")}_1", 39_800, 0), ("payment.refunded", $"evt_{paid.Text("id")}_2", 39_800, 19_900),
            ("payment.refunded", $"evt_{paid.Text("id")}_3", 39_800, 39_800), ("payment.needsAttention", $"evt_{paid.Text("id")}_4", 39_800, 39_800),
        ]);
        money.ShouldBeChained();
        var returns = events.Where(one => one.Text("type") == "purchase.returned").Select(one => one["data"]!).ToList();
        returns.Select(one => (one["restocked"]!.GetValue<bool>(), one.Number("quantity"), one.Text("purchaseId"))).ShouldBe([(true, 1, paid.Text("purchaseId")), (false, 1, paid.Text("purchaseId"))]);
        (await WalkAsync($"drops={drop.Id}&types=payment.refunded&after=evt_{paid.Text("id")}_2")).Select(one => one.Text("id")).ShouldBe([$"evt_{paid.Text("id")}_3"]);
    }

    [Fact]
    public async Task A_drop_that_is_put_off_and_opened_again_opens_twice()
    {
        var soon = DateTimeOffset.UtcNow.AddHours(1);
        var drop = await shop.CreateDropAsync(new { startsAt = soon });
        (await shop.Operator.PatchAsync(drop.Path, new { startsAt = DateTimeOffset.UtcNow.AddMinutes(-1) })).ShouldBeOk().Text("status").ShouldBe("live");
        (await shop.Operator.PatchAsync(drop.Path, new { name = "Another name" })).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, new { startsAt = soon })).ShouldBeOk().Text("status").ShouldBe("upcoming");
        (await shop.Operator.PatchAsync(drop.Path, new { startsAt = DateTimeOffset.UtcNow.AddMinutes(-1) })).ShouldBeOk();
        (await drop.RunAsync("end")).ShouldBeOk();
        var events = await WalkAsync($"drops={drop.Id}&limit=2", until: "drop.ended");
        events.Select(one => one.Text("type")).ShouldBe(["drop.published", "drop.opened", "drop.opened", "drop.ended"]);
        events.ShouldBeChained();
        (await WalkAsync($"drops={drop.Id}&types=drop.opened")).ShouldBeChained();
    }

    [Fact]
    public async Task A_customer_of_another_program_is_named_as_it_names_them_until_they_are_erased()
    {
        var key = new Visitor(shop.Site, (await shop.Operator.PostAsync("/api/v1/keys", new { name = "Their server", scopes = new[] { "customers:act" } })).ShouldBeOk().Text("key"));
        var drop = await shop.CreateDropAsync();
        var name = $"shopper-{Guid.NewGuid()}";
        var hold = (await key.SendAsync(HttpMethod.Post, drop.Reservations, null, ("Stampede-Customer", name))).ShouldBeOk().Json;
        (await key.SendAsync(HttpMethod.Post, $"{drop.Of(hold)}/purchase", null, ("Stampede-Customer", name))).ShouldBeOk();
        (await WalkAsync($"drops={drop.Id}", until: "purchase.created"))[^1]["data"]!.Text("externalCustomerId").ShouldBe(name);
        (await key.SendAsync(HttpMethod.Delete, "/api/v1/me", null, ("Stampede-Customer", name))).ShouldBeOk();
        (await WalkAsync($"drops={drop.Id}"))[^1].ToJsonString().ShouldNotContain(name);
    }

    [Theory]
    [InlineData("after=x", "after")]
    [InlineData("after=evt_x", "after")]
    [InlineData("after=evt_00000000-0000-0000-0000-000000000000_1", "after")]
    [InlineData("after=evt_00000000-0000-0000-0000-000000000000_99999999999999999999", "after")]
    [InlineData("types=purchase.made", "types")]
    [InlineData("types=drop.opened,drop.opened", "types")]
    [InlineData("types=drop.opened,", "types")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    public async Task What_is_asked_wrongly_is_told(string query, string field) =>
        (await shop.Operator.GetAsync($"/api/v1/events?{query}")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);

    /// <summary>All that there are, page by page.</summary>
    /// <param name="until">Only whole with one of this type: what has just happened is told a moment later.</param>
    private async Task<IReadOnlyList<JsonNode>> WalkAsync(string query, string? until = null)
    {
        IReadOnlyList<JsonNode> all = [];
        await Until.TrueAsync(async () =>
        {
            all = await WalkOnceAsync(query);
            return until is null || all.Any(one => one.Text("type") == until);
        });
        return all;
    }

    private async Task<IReadOnlyList<JsonNode>> WalkOnceAsync(string query)
    {
        var all = new List<JsonNode>();
        for (var after = ""; ;)
        {
            var page = (await shop.Operator.GetAsync($"/api/v1/events?{query}{after}")).ShouldBeOk().Json;
            all.AddRange(page.Items());
            if (!page["more"]!.GetValue<bool>())
                return all;
            query = string.Join('&', query.Split('&').Where(part => !part.StartsWith("after=", StringComparison.Ordinal)));
            after = $"&after={page.Text("next")}";
        }
    }
}
