using System.Net;
using Stampede.Testing;

namespace Stampede.Server.Tests.Contract;

public sealed class Reserving(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_reservation_holds_its_units_for_the_drops_time()
    {
        var drop = await shop.CreateDropAsync(new { holdSeconds = 45, limitPerCustomer = 3, variants = new[] { new { label = "S", total = 5 }, new { label = "M", total = 4 } } });
        var customer = await shop.CustomerAsync();
        var answer = await customer.PostAsync($"/api/v1/drops/{drop.Slug}/reservations", new { variantId = drop.Variant(1), quantity = 3 });
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        var hold = answer.Json;
        hold.Names().ShouldBe(["id", "dropId", "variantId", "quantity", "status", "price", "createdAt", "expiresAt", "keptUntil", "serverTime", "dropVersion"], ignoreOrder: true);
        (hold.Text("dropId"), hold.Text("variantId"), hold.Number("quantity"), hold.Text("status")).ShouldBe((drop.Id, drop.Variant(1), 3, "active"));
        (hold.Time("expiresAt") - hold.Time("createdAt")).ShouldBe(TimeSpan.FromSeconds(45));
        hold.Time("serverTime").ShouldBeInRange(hold.Time("createdAt"), hold.Time("expiresAt"));
        hold.Number("dropVersion").ShouldBeGreaterThan(drop.Made.Number("version"));

        (await customer.GetAsync(answer.Header("Location").ShouldNotBeNull())).ShouldBeOk().Json.WithoutServerTime().ShouldBe(hold.WithoutServerTime());
        (await customer.GetAsync($"/api/v1/drops/{drop.Slug}/reservations/{hold.Text("id")}")).ShouldBeOk();
        var stock = await drop.StockAsync(1);
        (stock.Number("total"), stock.Number("available"), stock.Number("held"), stock.Number("sold")).ShouldBe((4, 1, 3, 0));
        (await drop.StockAsync(0)).Number("available").ShouldBe(5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"quantity": null, "variantId": null}""")]
    public async Task What_is_not_said_is_one_unit_of_the_only_variant(string? body)
    {
        var drop = await shop.CreateDropAsync();
        var answer = await (await shop.CustomerAsync()).PostAsync(drop.Reservations, body);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        (answer.Json.Number("quantity"), answer.Text("variantId")).ShouldBe((1, drop.Variant()));
    }

    [Theory]
    [InlineData("""{"quantity": 1, "somethingElse": [1, {"x": null}]}""", "somethingElse")]
    [InlineData("""{"quantity": 0}""", "quantity")]
    [InlineData("""{"quantity": -1}""", "quantity")]
    [InlineData("""{"quantity": 3}""", "quantity")]
    [InlineData("""{"quantity": 1.5}""", "quantity")]
    [InlineData("""{"quantity": 1e400}""", "quantity")]
    [InlineData("""{"quantity": 2147483648}""", "quantity")]
    [InlineData("""{"quantity": -2147483649}""", "quantity")]
    [InlineData("""{"quantity": 99999999999999999999999999}""", "quantity")]
    [InlineData("""{"quantity": "1"}""", "quantity")]
    [InlineData("""{"quantity": ""}""", "quantity")]
    [InlineData("""{"quantity": true}""", "quantity")]
    [InlineData("""{"quantity": [1]}""", "quantity")]
    [InlineData("""{"quantity": {}}""", "quantity")]
    [InlineData("""{"quantity": 1, "quantity": 2}""", "quantity")]
    [InlineData("""{"variantId": 5}""", "variantId")]
    [InlineData("""{"variantId": {}}""", "variantId")]
    [InlineData("""{"variantId": "\ud800"}""", "variantId")]
    [InlineData("5", "body")]
    [InlineData("\"text\"", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("{\"quantity\": 1} trailing", "body")]
    [InlineData("{'quantity': 1}", "body")]
    [InlineData("{\"quantity\": NaN}", "body")]
    [InlineData("\0", "body")]
    public async Task What_is_wrong_is_told_by_field(string body, string field)
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 2 });
        var answer = await (await shop.CustomerAsync()).PostAsync(drop.Reservations, body);
        answer.ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field], answer.Body);
        (await drop.ReadAsync()).Number("version").ShouldBe(drop.Made.Number("version"));
    }

    [Fact]
    public async Task Of_several_variants_one_is_named()
    {
        var drop = await shop.CreateDropAsync(new { variants = new[] { new { label = "S", total = 5 }, new { label = "M", total = 5 } } });
        var customer = await shop.CustomerAsync();
        (await drop.ReserveAsync(customer)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["variantId"]);
        foreach (var unknown in new[] { Guid.NewGuid().ToString(), (await shop.CreateDropAsync()).Variant(), "S", "", "a\0b", new string('x', 5_000) })
            (await drop.ReserveAsync(customer, variant: unknown)).ShouldBe(404, "variant_not_found");
    }

    [Fact]
    public async Task Nobody_reserves_without_a_sign_in()
    {
        var drop = await shop.CreateDropAsync();
        var forged = new Visitor(shop.Site, (await shop.CustomerAsync()).Token!.Remove(30, 1));
        foreach (var nobody in new[] { shop.Anybody, new Visitor(shop.Site, ""), new Visitor(shop.Site, "nonsense"), forged })
        {
            foreach (var path in new[] { drop.Reservations, "/api/v1/drops/nothing/reservations", $"{drop.Reservations}/{Guid.NewGuid()}/purchase" })
                (await nobody.PostAsync(path, "{")).ShouldBe(401, "unauthenticated");
            (await nobody.GetAsync($"{drop.Reservations}/{Guid.NewGuid()}")).ShouldBe(401, "unauthenticated");
            (await nobody.DeleteAsync($"{drop.Reservations}/{Guid.NewGuid()}")).ShouldBe(401, "unauthenticated");
            (await nobody.GetAsync("/api/v1/me/reservations")).ShouldBe(401, "unauthenticated");
            (await nobody.GetAsync("/api/v1/me/purchases")).ShouldBe(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task An_unknown_drop_is_not_found_by_any_verb()
    {
        var customer = await shop.CustomerAsync();
        foreach (var drop in new[] { Guid.NewGuid().ToString(), "nothing" })
        {
            foreach (var reservation in new[] { Guid.NewGuid().ToString(), "nonsense" })
            {
                var path = $"/api/v1/drops/{drop}/reservations";
                (await customer.PostAsync(path, new { quantity = 1 })).ShouldBe(404, "drop_not_found");
                (await customer.GetAsync($"{path}/{reservation}")).ShouldBe(404, "drop_not_found");
                (await customer.DeleteAsync($"{path}/{reservation}")).ShouldBe(404, "drop_not_found");
                (await customer.PostAsync($"{path}/{reservation}/purchase")).ShouldBe(404, "drop_not_found");
            }
        }
    }

    [Fact]
    public async Task Anothers_reservation_is_not_there()
    {
        var (drop, elsewhere) = (await shop.CreateDropAsync(new { limitPerCustomer = 4 }), await shop.CreateDropAsync());
        var owner = await shop.CustomerAsync();
        var active = await drop.HoldAsync(owner);
        var cancelled = await drop.HoldAsync(owner);
        (await owner.DeleteAsync(drop.Of(cancelled))).ShouldBeOk();
        var bought = await drop.HoldAsync(owner);
        (await drop.BuyAsync(owner, bought)).ShouldBeOk();
        foreach (var stranger in new[] { await shop.CustomerAsync(), shop.Operator })
        {
            foreach (var path in new[] { drop.Of(active), drop.Of(cancelled), drop.Of(bought), $"{drop.Reservations}/{Guid.NewGuid()}", $"{drop.Reservations}/nonsense" })
            {
                (await stranger.GetAsync(path)).ShouldBe(404, "reservation_not_found");
                (await stranger.DeleteAsync(path)).ShouldBe(404, "reservation_not_found");
                (await stranger.PostAsync($"{path}/purchase")).ShouldBe(404, "reservation_not_found");
            }

            (await stranger.GetAsync("/api/v1/me/reservations")).ShouldBeOk().Json.Items().ShouldBeEmpty();
            (await stranger.GetAsync("/api/v1/me/purchases")).ShouldBeOk().Json.Items().ShouldBeEmpty();
        }

        // The owner's own, under another drop's address.
        (await owner.GetAsync(elsewhere.Of(active))).ShouldBe(404, "reservation_not_found");
        (await owner.DeleteAsync(elsewhere.Of(active))).ShouldBe(404, "reservation_not_found");
        (await elsewhere.BuyAsync(owner, active)).ShouldBe(404, "reservation_not_found");
        (await owner.GetAsync(drop.Of(active))).Text("status").ShouldBe("active");
    }

    [Fact]
    public async Task A_hold_that_is_over_is_expired_and_its_stock_is_free_within_a_second_or_so()
    {
        var drop = await shop.CreateDropAsync(new { holdSeconds = 5, totalStock = 1 });
        var (first, second) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        var hold = await drop.HoldAsync(first);
        (await drop.ReserveAsync(second)).ShouldBe(409, "all_held");
        await Until.TrueAsync(async () => (await first.GetAsync(drop.Of(hold))).Text("status") == "expired");
        (await drop.BuyAsync(first, hold)).ShouldBe(409, "reservation_expired");
        await Until.TrueAsync(async () => (await drop.StockAsync()).Number("available") == 1);
        for (var i = 0; i < 2; i++)
            (await first.DeleteAsync(drop.Of(hold))).Text("status").ShouldBe("expired");
        var sold = await drop.SellAsync(second);
        (await drop.BuyAsync(first, hold)).ShouldBe(409, "reservation_expired");
        sold.Number("quantity").ShouldBe(1);
        (await drop.ReserveAsync(first)).ShouldBe(409, "sold_out");
        (await first.GetAsync("/api/v1/me/reservations?status=expired")).Json.Items().Count.ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task One_customer_fifty_times_at_once_gets_what_the_limit_allows()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 3, totalStock = 100 });
        var customer = await shop.CustomerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => drop.ReserveAsync(customer)));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(3);
        foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.Created))
            refused.ShouldBe(409, "already_reserved");
        (await drop.StockAsync()).Number("held").ShouldBe(3);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_crowd_gets_exactly_what_there_is()
    {
        var drop = await shop.CreateDropAsync(new { variants = new[] { new { label = "S", total = 7 }, new { label = "M", total = 13 } } });
        var crowd = await shop.CustomersAsync(150);
        var answers = await Task.WhenAll(crowd.Select((customer, i) => drop.ReserveAsync(customer, variant: drop.Variant(i % 2), key: i % 3 == 0 ? "k" : null)));
        var granted = crowd.Zip(answers).Where(pair => pair.Second.Status == HttpStatusCode.Created).ToList();
        granted.Count(pair => pair.Second.Text("variantId") == drop.Variant(0)).ShouldBe(7);
        granted.Count(pair => pair.Second.Text("variantId") == drop.Variant(1)).ShouldBe(13);
        foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.Created))
            refused.ShouldBe(409, "all_held");
        await Task.WhenAll(granted.Select(pair => drop.BuyAsync(pair.First, pair.Second.Json)));
        (await drop.ReadAsync()).Text("availability").ShouldBe("soldOut");
        (await drop.ReserveAsync(await shop.CustomerAsync(), variant: drop.Variant())).ShouldBe(409, "sold_out");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Ones_own_reservations_and_purchases_are_listed_in_pages()
    {
        var customer = await shop.CustomerAsync();
        var (reserved, bought) = (new List<string>(), new List<string>());
        var statuses = new Dictionary<string, int>();
        for (var i = 0; i < 7; i++)
        {
            var drop = await shop.CreateDropAsync();
            var hold = await drop.HoldAsync(customer);
            reserved.Add(hold.Text("id"));
            var status = (i % 3) switch { 0 => "active", 1 => "cancelled", _ => "purchased" };
            if (status == "cancelled")
                (await customer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
            else if (status == "purchased")
                bought.Add((await drop.BuyAsync(customer, hold)).Text("id"));
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        (await PagesAsync(customer, "/api/v1/me/reservations?limit=3")).ShouldBe(reserved, ignoreOrder: true);
        (await PagesAsync(customer, "/api/v1/me/purchases?limit=1")).ShouldBe(bought, ignoreOrder: true);
        foreach (var (status, count) in statuses)
        {
            var own = (await customer.GetAsync($"/api/v1/me/reservations?status={status}")).ShouldBeOk().Json.Items();
            own.Count.ShouldBe(count);
            own.ShouldAllBe(item => item.Text("status") == status);
        }

        foreach (var list in new[] { "/api/v1/me/reservations", "/api/v1/me/purchases" })
        {
            foreach (var limit in new[] { "0", "101", "x" })
                (await customer.GetAsync($"{list}?limit={limit}")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["limit"]);
            (await customer.GetAsync($"{list}?cursor=nonsense")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["cursor"]);
        }
    }

    private static async Task<List<string>> PagesAsync(Visitor customer, string first)
    {
        var ids = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = (await customer.GetAsync(next.Length == 0 ? first : $"{first}&cursor={Uri.EscapeDataString(next)}")).ShouldBeOk().Json;
            ids.AddRange(page.Items().Select(item => item.Text("id")));
            next = page["next"]?.GetValue<string>();
            ids.Count.ShouldBeLessThan(100);
        }

        return ids;
    }
}

public sealed class LimitingRate
{
    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_ask_again()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Stampede:RateLimits:Enabled"] = "true",
            ["Stampede:RateLimits:Customer:Burst"] = "5",
            ["Stampede:RateLimits:Customer:PerSecond"] = "1",
        });
        var drop = await hosted.Shop.CreateDropAsync();
        var (hasty, calm) = (await hosted.Shop.CustomerAsync(), await hosted.Shop.CustomerAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => drop.ReserveAsync(hasty)));
        var limited = answers.Where(answer => (int)answer.Status == 429).ToList();
        limited.Count.ShouldBeGreaterThan(0);
        foreach (var answer in limited)
            answer.ShouldBe(429, "rate_limited"); // Its Retry-After is held to the conventions.
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        await drop.HoldAsync(calm);
    }
}
