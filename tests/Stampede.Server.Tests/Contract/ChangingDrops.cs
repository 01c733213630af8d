using System.Text.Json.Nodes;

namespace Stampede.Server.Tests.Contract;

public sealed class ChangingDrops(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    private Task<Drop> CreateFullDropAsync() => shop.CreateDropAsync(new
    {
        description = "As it was.",
        imageUrl = "/as-it-was.svg",
        startsAt = "2026-01-31T10:00:00Z",
        endsAt = "2190-01-01T00:00:00Z",
        limitPerCustomer = 2,
    });

    [Theory]
    [InlineData("""{"name": "Air Two"}""")]
    [InlineData("""{"description": "Another."}""")]
    [InlineData("""{"imageUrl": "https://pictures.example/two.jpg"}""")]
    [InlineData("""{"price": {"amountMinor": 1, "currency": "EUR"}}""")]
    [InlineData("""{"startsAt": "2026-01-31T11:00:00.000Z"}""")]
    [InlineData("""{"endsAt": "2191-01-01T00:00:00.000Z"}""")]
    [InlineData("""{"endsAt": null}""")]
    [InlineData("""{"limitPerCustomer": 3}""")]
    [InlineData("""{"description": null}""")]
    [InlineData("""{"imageUrl": null}""")]
    [InlineData("""{"description": null, "imageUrl": null, "endsAt": null}""")]
    [InlineData("{}")]
    public async Task What_is_named_changes_and_all_else_stays(string change)
    {
        var drop = await CreateFullDropAsync();
        var changed = (await shop.Operator.PatchAsync(drop.Path, change)).ShouldBeOk().Json;
        var expected = drop.Made.DeepClone().AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            expected[name] = value?.DeepClone();
        // The picture is also the only one of the drop's pictures.
        if (expected["imageUrl"] is { } image)
            expected["pictures"]![0]!["url"] = image.DeepClone();
        else
            expected["pictures"] = new JsonArray();
        expected["version"] = changed.Number("version");
        changed.Number("version").ShouldBeGreaterThanOrEqualTo(drop.Made.Number("version"));
        changed.WithoutServerTime().ShouldBe(expected.WithoutServerTime());
        (await drop.ReadAsync()).WithoutServerTime().ShouldBe(changed.WithoutServerTime());
    }

    [Theory]
    [InlineData("description", "Words.")]
    [InlineData("imageUrl", "/picture.svg")]
    [InlineData("startsAt", "2189-01-01T00:00:00.000Z")]
    [InlineData("endsAt", "2190-01-01T00:00:00.000Z")]
    public async Task What_a_draft_can_be_without_is_set_taken_away_and_set_again(string field, string value)
    {
        var drop = await shop.CreateDropAsync(new { draft = true });
        foreach (var set in new[] { value, null, null, value })
        {
            var changed = (await shop.Operator.PatchAsync(drop.Path, new JsonObject { [field] = set })).ShouldBeOk().Json;
            changed[field]?.GetValue<string>().ShouldBe(set);
            (set is null ? changed[field] : null).ShouldBeNull();
            (await drop.ReadAsync())[field]?.ToJsonString().ShouldBe(set is null ? null : $"\"{set}\"");
            // Another change leaves it as it is.
            (await shop.Operator.PatchAsync(drop.Path, new { limitPerCustomer = 2 })).ShouldBeOk().Json[field]?.GetValue<string>().ShouldBe(set);
        }

        foreach (var empty in new[] { "", "  " })
        {
            if (field is "description" or "imageUrl")
                (await shop.Operator.PatchAsync(drop.Path, new JsonObject { [field] = empty })).ShouldBeOk().Json[field].ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_draft_whose_start_was_taken_away_opens_when_it_is_published()
    {
        var drop = await shop.CreateDropAsync(new { draft = true, startsAt = "2189-01-01T00:00:00Z" });
        (await shop.Operator.PatchAsync(drop.Path, """{"startsAt": null}""")).ShouldBeOk();
        (await drop.RunAsync("publish")).Text("status").ShouldBe("live");
        await drop.HoldAsync(await shop.CustomerAsync());
    }

    [Fact]
    public async Task A_drop_without_an_end_goes_on()
    {
        var drop = await CreateFullDropAsync();
        (await shop.Operator.PatchAsync(drop.Path, """{"endsAt": null}""")).ShouldBeOk();
        (await drop.RunAsync("pause")).ShouldBeOk();
        (await drop.RunAsync("resume")).ShouldBeOk();
        (await drop.ReadAsync())["endsAt"].ShouldBeNull();
        await drop.HoldAsync(await shop.CustomerAsync());
    }

    [Theory]
    [InlineData("""{"name": ""}""", "name")]
    [InlineData("""{"name": 1}""", "name")]
    [InlineData("""{"name": null}""", "name")]
    [InlineData("""{"price": null}""", "price")]
    [InlineData("""{"limitPerCustomer": null}""", "limitPerCustomer")]
    [InlineData("""{"startsAt": null}""", "startsAt")]
    [InlineData("""{"name": null, "price": null, "limitPerCustomer": null}""", "name", "price", "limitPerCustomer")]
    [InlineData("""{"nmae": "Air Two"}""", "nmae")]
    [InlineData("""{"name": "Air Two", "Name": "Air Three"}""", "Name")]
    [InlineData("""{"price": {"amountMinor": 1, "currency": "EUR", "tax": 1}}""", "price.tax")]
    [InlineData("""{"price": {}}""", "price.amountMinor", "price.currency")]
    [InlineData("""{"startsAt": "soon"}""", "startsAt")]
    [InlineData("""{"endsAt": "2020-01-01T00:00:00Z"}""", "endsAt")]
    [InlineData("""{"endsAt": "2026-01-31T10:00:00Z"}""", "endsAt")]
    [InlineData("""{"startsAt": "2190-01-01T00:00:00Z"}""", "endsAt")]
    [InlineData("""{"limitPerCustomer": 0}""", "limitPerCustomer")]
    [InlineData("""{"limitPerCustomer": 1e9}""", "limitPerCustomer")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("", "body")]
    public async Task What_is_wrong_is_told_and_nothing_changes(string change, params string[] fields)
    {
        var drop = await CreateFullDropAsync();
        (await shop.Operator.PatchAsync(drop.Path, change)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(fields, ignoreOrder: true);
        (await drop.ReadAsync()).WithoutServerTime().ShouldBe(drop.Made.WithoutServerTime());
    }

    [Fact]
    public async Task A_new_price_is_for_new_reservations()
    {
        var drop = await shop.CreateDropAsync();
        var (early, late) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        var hold = await drop.HoldAsync(early);
        (await shop.Operator.PatchAsync(drop.Path, new { price = new { amountMinor = 5, currency = "EUR" } })).ShouldBeOk();
        (await drop.BuyAsync(early, hold)).ShouldBeOk().Json["price"]!.ToJsonString().ShouldBe("""{"amountMinor":19900,"currency":"USD"}""");
        (await drop.SellAsync(late))["price"]!.ToJsonString().ShouldBe("""{"amountMinor":5,"currency":"EUR"}""");
    }

    [Fact]
    public async Task A_new_limit_counts_from_now()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        await drop.SellAsync(customer);
        (await drop.ReserveAsync(customer)).ShouldBe(409, "limit_reached");
        (await shop.Operator.PatchAsync(drop.Path, new { limitPerCustomer = 3 })).ShouldBeOk();
        await drop.HoldAsync(customer, quantity: 2);
        (await shop.Operator.PatchAsync(drop.Path, new { limitPerCustomer = 1 })).ShouldBeOk();
        (await drop.ReserveAsync(customer)).ShouldBe(409, "limit_reached");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task An_ended_drop_is_not_rescheduled()
    {
        var drop = await CreateFullDropAsync();
        (await drop.RunAsync("end")).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, new { endsAt = "2192-01-01T00:00:00Z" })).ShouldBe(409, "ended");
        (await shop.Operator.PatchAsync(drop.Path, new { name = "Over" })).Text("name").ShouldBe("Over");
    }
}
