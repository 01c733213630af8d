using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Stampede.Server.Tests.Contract;

public sealed class CreatingDrops(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Price = "\"price\": {\"amountMinor\": 100, \"currency\": \"USD\"}";

    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_drop_with_only_what_is_needed_opens_now_with_the_defaults()
    {
        var answer = await shop.Operator.PostAsync("/api/v1/drops", $$"""{"name": " Bare ", {{Price}}, "totalStock": 3}""");
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        var drop = answer.Json;
        drop.Text("name").ShouldBe("Bare");
        drop.Text("status").ShouldBe("live");
        (drop.Number("holdSeconds"), drop.Number("limitPerCustomer")).ShouldBe((60, 1));
        drop.AsObject().ContainsKey("endsAt").ShouldBeTrue();
        drop["endsAt"].ShouldBeNull();
        drop.Time("startsAt").ShouldBeLessThanOrEqualTo(drop.Time("serverTime"));
        drop["variants"]!.AsArray().Select(variant => variant!.Number("total")).ShouldBe([3]);

        var location = answer.Header("Location").ShouldNotBeNull();
        (await shop.Anybody.GetAsync(location)).ShouldBeOk().Text("id").ShouldBe(drop.Text("id"));
    }

    [Fact]
    public async Task Drops_of_one_name_have_slugs_of_their_own()
    {
        var drops = new[] { await shop.CreateDropAsync(new { name = "Twins" }), await shop.CreateDropAsync(new { name = "Twins" }), await shop.CreateDropAsync(new { name = "限定 ***" }) };
        drops.Select(drop => drop.Slug).Distinct().Count().ShouldBe(3);
        foreach (var drop in drops)
            (await shop.Anybody.GetAsync($"/api/v1/drops/{drop.Slug}")).Text("id").ShouldBe(drop.Id);
    }

    [Fact]
    public async Task A_time_without_a_zone_is_UTC()
    {
        var drop = await shop.CreateDropAsync(new { startsAt = "2190-01-31T10:00:00" });
        drop.Made.Text("startsAt").ShouldBe("2190-01-31T10:00:00.000Z");
        drop.Made.Text("status").ShouldBe("upcoming");
    }

    [Theory]
    [InlineData("""{"price": {"amountMinor": 1, "currency": "USD"}, "totalStock": 1}""", "name")]
    [InlineData("""{"name": "", @, "totalStock": 1}""", "name")]
    [InlineData("""{"name": "   ", @, "totalStock": 1}""", "name")]
    [InlineData("""{"name": "a\u0000b", @, "totalStock": 1}""", "name")]
    [InlineData("""{"name": "\ud800", @, "totalStock": 1}""", "name")]
    [InlineData("""{"name": 5, @, "totalStock": 1}""", "name")]
    [InlineData("""{"name": "x", "totalStock": 1}""", "price")]
    [InlineData("""{"name": "x", "price": null, "totalStock": 1}""", "price")]
    [InlineData("""{"name": "x", "price": 100, "totalStock": 1}""", "price")]
    [InlineData("""{"name": "x", "price": {"currency": "USD"}, "totalStock": 1}""", "price.amountMinor")]
    [InlineData("""{"name": "x", "price": {"amountMinor": -1, "currency": "USD"}, "totalStock": 1}""", "price.amountMinor")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1.5, "currency": "USD"}, "totalStock": 1}""", "price.amountMinor")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 99999999999999999999, "currency": "USD"}, "totalStock": 1}""", "price.amountMinor")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "usd"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "USN"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "XAU"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "XTS"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "XXX"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "ABC"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "USDX"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", "price": {"amountMinor": 1, "currency": "USD\n"}, "totalStock": 1}""", "price.currency")]
    [InlineData("""{"name": "x", @}""", "totalStock")]
    [InlineData("""{"name": "x", @, "totalStock": -1}""", "totalStock")]
    [InlineData("""{"name": "x", @, "totalStock": 1.5}""", "totalStock")]
    [InlineData("""{"name": "x", @, "totalStock": "1"}""", "totalStock")]
    [InlineData("""{"name": "x", @, "totalStock": 2147483647}""", "totalStock")]
    [InlineData("""{"name": "x", @, "totalStock": 99999999999}""", "totalStock")]
    [InlineData("""{"name": "x", @, "variants": []}""", "variants")]
    [InlineData("""{"name": "x", @, "variants": {}}""", "variants")]
    [InlineData("""{"name": "x", @, "variants": [null]}""", "variants[0].label", "variants[0].total")]
    [InlineData("""{"name": "x", @, "variants": [{"label": "S"}]}""", "variants[0].total")]
    [InlineData("""{"name": "x", @, "variants": [{"total": 1}]}""", "variants[0].label")]
    [InlineData("""{"name": "x", @, "variants": [{"label": "S", "total": -1}]}""", "variants[0].total")]
    [InlineData("""{"name": "x", @, "variants": [{"label": "S", "total": 1}, {"label": "S", "total": 1}]}""", "variants[1].label")]
    [InlineData("""{"name": "x", @, "variants": [{"label": "S", "total": 1}], "totalStock": 1}""", "totalStock")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "holdSeconds": 0}""", "holdSeconds")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "holdSeconds": 3601}""", "holdSeconds")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "limitPerCustomer": 0}""", "limitPerCustomer")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "limitPerCustomer": 1000001}""", "limitPerCustomer")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "startsAt": "tomorrow"}""", "startsAt")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "startsAt": 1769853600}""", "startsAt")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "startsAt": "0001-01-01T00:00:00+14:00"}""", "startsAt")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "startsAt": "9999-12-31T23:59:59-14:00"}""", "startsAt")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "endsAt": "2020-01-01T00:00:00Z"}""", "endsAt")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "startsAt": "2190-01-01T00:00:00Z", "endsAt": "2190-01-01T00:00:00Z"}""", "endsAt")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "startsAt": "2190-01-01T00:00:00.0000001Z", "endsAt": "2190-01-01T00:00:00.0000009Z"}""", "endsAt")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "imageUrl": "javascript:alert(1)"}""", "imageUrl")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "imageUrl": "//elsewhere.example/x"}""", "imageUrl")]
    [InlineData("""{"name": "x", @, "totalStock": 1, "draft": "yes"}""", "draft")]
    [InlineData("""{"name": "x", "name": "y", @, "totalStock": 1}""", "name")]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("5", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"name": "x",}""", "body")]
    public async Task What_is_wrong_is_told_by_field(string body, params string[] fields)
    {
        var answer = await shop.Operator.PostAsync("/api/v1/drops", body.Replace("@", Price, StringComparison.Ordinal));
        answer.ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(fields, answer.Body);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var answer = await shop.Operator.PostAsync("/api/v1/drops", new { name = new string('x', 201), price = new { amountMinor = -1, currency = "?" }, totalStock = -1, holdSeconds = 0 });
        answer.ShouldBe(400, "validation_failed")["errors"]!.Names()
            .ShouldBe(["name", "price.amountMinor", "price.currency", "totalStock", "holdSeconds"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_end_at_the_very_moment_of_the_creation_is_told_by_field_or_taken()
    {
        var (drop, refused) = (await shop.CreateDropAsync(), 0);
        for (var i = 0; i < 60; i++)
        {
            // What the server takes for the time is a few milliseconds behind the database's; some of these are in between.
            var now = (await drop.ReadAsync()).Time("serverTime");
            var answer = await shop.Operator.PostAsync("/api/v1/drops", new
            {
                name = "x",
                price = new { amountMinor = 1, currency = "USD" },
                totalStock = 1,
                endsAt = now.AddMilliseconds(i % 20),
            });
            if (answer.Status == System.Net.HttpStatusCode.Created)
                continue;
            answer.ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["endsAt"], answer.Body);
            refused++;
        }

        refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_drop_of_no_units_is_sold_out_from_the_beginning()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 0 });
        drop.Made.Text("availability").ShouldBe("soldOut");
        (await drop.ReserveAsync(await shop.CustomerAsync())).ShouldBe(409, "sold_out");
    }

    [Theory]
    [InlineData("POST", "/api/v1/drops")]
    [InlineData("PATCH", "/api/v1/drops/@")]
    [InlineData("POST", "/api/v1/drops/@/publish")]
    [InlineData("POST", "/api/v1/drops/@/pause")]
    [InlineData("POST", "/api/v1/drops/@/resume")]
    [InlineData("POST", "/api/v1/drops/@/end")]
    [InlineData("POST", "/api/v1/drops/@/variants/@/adjustments")]
    [InlineData("GET", "/api/v1/drops/@/movements")]
    [InlineData("GET", "/api/v1/drops/@/purchases.csv")]
    [InlineData("GET", "/api/v1/drops/@/verification")]
    public async Task Only_operators_run_drops(string method, string path)
    {
        var drop = await shop.CreateDropAsync();
        foreach (var id in new[] { drop.Id, Guid.NewGuid().ToString() }) // Who you are comes before what is there.
        {
            var address = path.Replace("@", id, StringComparison.Ordinal);
            (await shop.Anybody.SendAsync(new HttpMethod(method), address)).ShouldBe(401, "unauthenticated");
            (await new Visitor(shop.Site, "nonsense").SendAsync(new HttpMethod(method), address, new StringContent("{", Encoding.UTF8, "application/json"))).ShouldBe(401, "unauthenticated");
            (await (await shop.CustomerAsync()).SendAsync(new HttpMethod(method), address)).ShouldBe(403, "forbidden");
        }

        (await drop.ReadAsync()).Number("version").ShouldBe(drop.Made.Number("version"));
        if (path.Contains('@', StringComparison.Ordinal))
        {
            var unknown = path.Replace("@", Guid.NewGuid().ToString(), StringComparison.Ordinal);
            var body = JsonNode.Parse(path.EndsWith("adjustments", StringComparison.Ordinal) ? """{"change": 1, "reason": "x"}""" : "{}");
            (await (method == "GET" ? shop.Operator.GetAsync(unknown) : shop.Operator.SendAsync(new HttpMethod(method), unknown, System.Net.Http.Json.JsonContent.Create(body))))
                .ShouldBe(404, "drop_not_found");
        }
    }
}
