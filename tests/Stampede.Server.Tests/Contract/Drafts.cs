using System.Net;
using System.Text.Json.Nodes;

namespace Stampede.Server.Tests.Contract;

/// <summary>Drafts are wholly editable and can be deleted; what was published can be archived.</summary>
public sealed class Drafts(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    private Task<Drop> DraftAsync() => shop.CreateDropAsync(new
    {
        draft = true,
        variants = new[] { new { label = "S", total = 5 }, new { label = "M", total = 6 }, new { label = "L", total = 7 } },
    });

    [Fact]
    public async Task Sizes_of_a_draft_are_renamed_removed_added_and_put_into_another_order()
    {
        var draft = await DraftAsync();
        var (s, m) = (draft.Variant(0), draft.Variant(1));
        (await draft.AdjustAsync(10)).ShouldBeOk();
        var changed = (await shop.Operator.PatchAsync(draft.Path, $$"""
            {"holdSeconds": 90, "variants": [{"label": "XL", "total": 3}, {"id": "{{m}}", "label": "S", "total": 8}, {"id": "{{s}}", "label": "M", "total": 9}]}
            """)).ShouldBeOk().Json;
        changed.Number("holdSeconds").ShouldBe(90);
        Labels(changed).ShouldBe(["XL 3", "S 8", "M 9"]);
        (changed["variants"]![1]!.Text("id"), changed["variants"]![2]!.Text("id")).ShouldBe((m, s), "each stays the same one");
        (await draft.ReadAsync()).WithoutServerTime().ShouldBe(changed.WithoutServerTime());
        await draft.ShouldBalanceAsync();

        // By its label a size stays the same one too, and the stock of new sizes is on sale.
        changed = (await shop.Operator.PatchAsync(draft.Path, """{"variants": [{"label": "M", "total": 1}, {"label": "Short", "total": 2}]}""")).ShouldBeOk().Json;
        changed["variants"]![0]!.Text("id").ShouldBe(s);
        (await draft.RunAsync("publish")).ShouldBeOk();
        var customer = await shop.CustomerAsync();
        var hold = await draft.HoldAsync(customer, variant: changed["variants"]![1]!.Text("id"));
        (DateTimeOffset.Parse(hold.Text("expiresAt"), null) - DateTimeOffset.Parse(hold.Text("createdAt"), null)).ShouldBe(TimeSpan.FromSeconds(90));
        (await draft.ReserveAsync(await shop.CustomerAsync(), variant: m)).ShouldBe(404, "variant_not_found");
        await draft.ShouldBalanceAsync();
        var board = (await shop.Operator.GetAsync($"{draft.Path}/board")).ShouldBeOk().Json;
        board["series"]!.AsArray()[^1]!.Number("available").ShouldBe(2, "the chart counts the sizes as they were published");
    }

    [Theory]
    [InlineData("""{"holdSeconds": 30}""")]
    [InlineData("""{"payment": "required"}""")]
    [InlineData("""{"totalStock": 30}""")]
    [InlineData("""{"variants": [{"label": "S", "total": 1}]}""")]
    public async Task What_was_published_keeps_its_sizes_hold_time_and_payment(string change)
    {
        var drop = await shop.CreateDropAsync();
        var before = await drop.ReadAsync();
        (await shop.Operator.PatchAsync(drop.Path, change)).ShouldBe(409, "already_published");
        (await drop.ReadAsync()).WithoutServerTime().ShouldBe(before.WithoutServerTime());
    }

    [Theory]
    [InlineData("""{"variants": null}""", "variants")]
    [InlineData("""{"variants": []}""", "variants")]
    [InlineData("""{"variants": [{"label": "S", "total": 1}, {"label": "Ѕ", "total": 1}]}""", "variants[1].label")]
    [InlineData("""{"variants": [{"label": "S", "total": -1}]}""", "variants[0].total")]
    [InlineData("""{"variants": [{"label": "S"}]}""", "variants[0].total")]
    [InlineData("""{"variants": [{"id": "9b2c0b8e-0000-7000-8000-000000000000", "label": "S", "total": 1}]}""", "variants[0].id")]
    [InlineData("""{"variants": [{"id": "S", "label": "S", "total": 1}]}""", "variants[0].id")]
    [InlineData("""{"variants": [{"label": "S", "total": 1}], "totalStock": 1}""", "totalStock")]
    [InlineData("""{"holdSeconds": 0}""", "holdSeconds")]
    [InlineData("""{"payment": "maybe"}""", "payment")]
    public async Task What_is_wrong_with_a_draft_is_named(string change, string field)
    {
        var draft = await DraftAsync();
        (await shop.Operator.PatchAsync(draft.Path, change)).ShouldBe(400, "validation_failed")["errors"]![field].ShouldNotBeNull();
        Labels(await draft.ReadAsync()).ShouldBe(["S 5", "M 6", "L 7"]);
    }

    [Fact]
    public async Task A_deleted_draft_is_gone_and_stays_in_the_books()
    {
        var draft = await DraftAsync();
        (await shop.Operator.DeleteAsync(draft.Path)).Status.ShouldBe(HttpStatusCode.NoContent);
        foreach (var answer in new[]
        {
            await shop.Operator.GetAsync(draft.Path), await shop.Operator.GetAsync($"/api/v1/drops/{draft.Slug}"), await draft.RunAsync("publish"),
            await shop.Operator.DeleteAsync(draft.Path), await shop.Operator.PatchAsync(draft.Path, """{"name": "Back"}"""), await draft.AdjustAsync(1),
        })
            answer.ShouldBe(404, "drop_not_found");
        (await ListAsync("?limit=100")).ShouldNotContain(draft.Id);
        (await shop.Operator.DeleteAsync((await shop.CreateDropAsync()).Path)).ShouldBe(409, "already_published");
        (await shop.Anybody.DeleteAsync((await DraftAsync()).Path)).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task Archived_drops_are_left_out_of_the_lists_and_nothing_else()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        var purchase = await drop.SellAsync(customer);
        (await drop.RunAsync("archive")).ShouldBe(409, "not_archivable");
        var held = await drop.HoldAsync(await shop.CustomerAsync());
        (await drop.RunAsync("pause")).ShouldBeOk();
        (await drop.RunAsync("archive")).ShouldBe(409, "not_archivable");
        (await shop.Operator.PostAsync($"{drop.Path}/holds/{held.Text("id")}/release")).ShouldBeOk();
        foreach (var _ in new[] { "once", "again" })
        {
            var archived = (await drop.RunAsync("archive")).ShouldBeOk().Json;
            (archived.Text("status"), archived["archived"]!.GetValue<bool>()).ShouldBe(("ended", true), "nobody would find it to buy from");
        }

        (await ListAsync("?limit=100")).ShouldNotContain(drop.Id);
        (await ListAsync("?archived=true&limit=100")).ShouldContain(drop.Id);
        (await customer.GetAsync($"/api/v1/me/purchases/{purchase.Text("id")}")).ShouldBeOk();
        (await customer.GetAsync(drop.Path)).ShouldBeOk();
        (await drop.RunAsync("unarchive")).ShouldBeOk();
        (await ListAsync("?limit=100")).ShouldContain(drop.Id);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Drops_are_found_by_a_part_of_their_name()
    {
        var drop = await shop.CreateDropAsync(new { name = "Ünusual Kiln 100% No. 7" });
        foreach (var query in new[] { "KILN", "ünusual", "100%", "no. 7", "  kiln " })
            (await ListAsync($"?query={Uri.EscapeDataString(query)}")).ShouldContain(drop.Id, query);
        foreach (var query in new[] { "k_ln", "%", "nothing like it" })
            (await ListAsync($"?query={Uri.EscapeDataString(query)}")).Contains(drop.Id).ShouldBe(query == "%", query);
        (await shop.Operator.GetAsync($"/api/v1/drops?query={new string('a', 201)}")).ShouldBe(400, "validation_failed");
        (await shop.Operator.GetAsync("/api/v1/drops?archived=maybe")).ShouldBe(400, "validation_failed");
    }

    private async Task<string[]> ListAsync(string query) =>
        [.. (await shop.Operator.GetAsync($"/api/v1/drops{query}")).ShouldBeOk().Json["items"]!.AsArray().Select(drop => drop!.Text("id"))];

    private static string[] Labels(JsonNode drop) =>
        [.. drop["variants"]!.AsArray().Select(variant => $"{variant!.Text("label")} {variant!.Number("total")}")];
}
