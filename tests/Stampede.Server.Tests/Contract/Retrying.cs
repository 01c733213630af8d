using System.Net;
using Stampede.Testing;

namespace Stampede.Server.Tests.Contract;

public sealed class Retrying(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Theory]
    [InlineData("active")]
    [InlineData("purchased")]
    [InlineData("cancelled")]
    [InlineData("expired")]
    [InlineData("paused")]
    [InlineData("ended")]
    [InlineData("sold out")]
    public async Task The_same_key_gets_the_first_answer_again_whatever_came_of_it(string since)
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 2, limitPerCustomer = 2, holdSeconds = since == "expired" ? 1 : 600 });
        var customer = await shop.CustomerAsync();
        var key = $"key {since} !~";
        var first = await drop.ReserveAsync(customer, quantity: 1, key: key);
        first.Status.ShouldBe(HttpStatusCode.Created, first.Body);
        switch (since)
        {
            case "purchased":
                (await drop.BuyAsync(customer, first.Json)).ShouldBeOk();
                break;
            case "cancelled":
                (await customer.DeleteAsync(drop.Of(first.Json))).ShouldBeOk();
                break;
            case "expired":
                await Until.TrueAsync(async () => (await drop.StockAsync()).Number("available") == 2);
                break;
            case "paused":
                (await drop.RunAsync("pause")).ShouldBeOk();
                break;
            case "ended":
                (await drop.RunAsync("end")).ShouldBeOk();
                break;
            case "sold out":
                await drop.SellAsync(await shop.CustomerAsync());
                (await drop.BuyAsync(customer, first.Json)).ShouldBeOk();
                break;
        }

        var version = (await drop.ReadAsync()).Number("version");
        for (var i = 0; i < 2; i++)
        {
            var again = await drop.ReserveAsync(customer, quantity: 1, key: key);
            again.Status.ShouldBe(HttpStatusCode.Created, again.Body);
            again.Json.WithoutServerTime().ShouldBe(first.Json.WithoutServerTime());
            again.Header("Location").ShouldBe(first.Header("Location"));
        }

        (await drop.ReserveAsync(customer, quantity: 2, key: key)).ShouldBe(422, "idempotency_key_reused");
        (await drop.ReserveAsync(customer, quantity: 1, variant: Guid.NewGuid().ToString(), key: key)).ShouldBe(422, "idempotency_key_reused");
        (await drop.ReadAsync()).Number("version").ShouldBe(version);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task The_same_request_in_other_words_is_the_same()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        var first = await drop.HoldAsync(customer, key: "k");
        foreach (var body in new[] { "{}", "{ \"quantity\" : 1 }", $$"""{"quantity": 1, "variantId": "{{drop.Variant()}}"}""", $$"""{"variantId": "{{drop.Variant().ToUpperInvariant()}}"}""" })
            (await customer.PostAsync(drop.Reservations, body, "k")).Json.WithoutServerTime().ShouldBe(first.WithoutServerTime());
        (await customer.PostAsync($"/api/v1/drops/{drop.Slug}/reservations", "{}", "k")).Json.WithoutServerTime().ShouldBe(first.WithoutServerTime());
    }

    [Fact]
    public async Task A_key_is_the_customers_own_and_the_drops()
    {
        var (drop, other) = (await shop.CreateDropAsync(), await shop.CreateDropAsync());
        var (one, two) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        var ids = new[] { await drop.HoldAsync(one, key: "k"), await drop.HoldAsync(two, key: "k"), await other.HoldAsync(one, key: "k") }.Select(hold => hold.Text("id"));
        ids.Distinct().Count().ShouldBe(3);
        (await drop.StockAsync()).Number("held").ShouldBe(2);
    }

    [Fact]
    public async Task Keys_differ_by_every_character()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 10 });
        var customer = await shop.CustomerAsync();
        var keys = new[] { "a", "A", "a,b", "a b", "\"a\"", new string('x', 199), new string('x', 200), Guid.NewGuid().ToString() };
        var ids = new HashSet<string>();
        foreach (var key in keys)
            ids.Add((await drop.HoldAsync(customer, key: key)).Text("id"));
        ids.Count.ShouldBe(keys.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("é")]
    [InlineData("a\tb")]
    public async Task A_key_that_is_none_is_told(string key)
    {
        var drop = await shop.CreateDropAsync();
        var answer = await (await shop.CustomerAsync()).PostAsync(drop.Reservations, "{}", key);
        answer.ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_key_too_long_is_told()
    {
        var drop = await shop.CreateDropAsync();
        (await drop.ReserveAsync(await shop.CustomerAsync(), key: new string('x', 201))).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task A_refusal_is_not_kept_and_the_key_asks_anew()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1 });
        var (holder, waiting) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        var hold = await drop.HoldAsync(holder);
        (await drop.ReserveAsync(waiting, key: "k")).ShouldBe(409, "all_held");
        (await holder.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        var granted = await drop.HoldAsync(waiting, key: "k");
        (await drop.HoldAsync(waiting, key: "k")).WithoutServerTime().ShouldBe(granted.WithoutServerTime());
    }

    [Fact]
    public async Task One_key_fifty_times_at_once_is_one_reservation()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 50, totalStock = 500 });
        var customer = await shop.CustomerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => drop.ReserveAsync(customer, quantity: 2, key: "k")));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
        answers.Select(answer => answer.Json.WithoutServerTime()).Distinct().Count().ShouldBe(1);

        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => drop.ReserveAsync(customer, quantity: 3 + i % 2, key: "k")));
        foreach (var other in others)
            other.ShouldBe(422, "idempotency_key_reused");

        // The first of several bodies decides which one is the key's.
        var mixed = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => drop.ReserveAsync(customer, quantity: 1 + i % 2, key: "mixed")));
        mixed.Where(answer => answer.Status == HttpStatusCode.Created).Select(answer => answer.Json.WithoutServerTime()).Distinct().Count().ShouldBe(1);
        mixed.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(25);
        mixed.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity).ShouldBe(25);
        (await drop.StockAsync()).Number("held").ShouldBe(2 + mixed.First(answer => answer.Status == HttpStatusCode.Created).Json.Number("quantity"));
        await drop.ShouldBalanceAsync();
    }
}
