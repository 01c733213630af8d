using System.Net;

namespace Stampede.Server.Tests.Contract;

/// <summary>Where several reasons stand in the way, one order says which is given: who you are, what is there, is the drop live, your limit, the stock.</summary>
public sealed class RefusalPrecedence(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    // With a key the drop's lane decides; without one the answer may come from memory. Both keep to one order.
    private static async Task ShouldRefuseAsync(Drop drop, Visitor customer, int status, string code, int? quantity = null, string? variant = null)
    {
        (await drop.ReserveAsync(customer, quantity, variant, key: Guid.NewGuid().ToString())).ShouldBe(status, code);
        (await drop.ReserveAsync(customer, quantity, variant)).ShouldBe(status, code);
        (await drop.ReserveAsync(customer, quantity, variant)).ShouldBe(status, code);
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("end", "ended")]
    public async Task What_is_there_then_the_state_then_the_limit_then_the_stock(string verb, string code)
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1 });
        var (owner, stranger) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        var hold = await drop.HoldAsync(owner, key: "k");

        await ShouldRefuseAsync(drop, owner, 409, "already_reserved"); // Not all_held.
        await ShouldRefuseAsync(drop, stranger, 409, "all_held");
        (await drop.BuyAsync(owner, hold)).ShouldBeOk();
        await ShouldRefuseAsync(drop, owner, 409, "limit_reached"); // Not sold_out.
        await ShouldRefuseAsync(drop, stranger, 409, "sold_out");

        (await drop.RunAsync(verb)).ShouldBeOk();
        await ShouldRefuseAsync(drop, owner, 409, code); // Not limit_reached.
        await ShouldRefuseAsync(drop, stranger, 409, code); // Not sold_out.
        await ShouldRefuseAsync(drop, stranger, 404, "variant_not_found", variant: Guid.NewGuid().ToString());
        await ShouldRefuseAsync(drop, stranger, 400, "validation_failed", quantity: 2);
        (await drop.ReserveAsync(owner, quantity: 0, key: "k")).ShouldBe(400, "validation_failed");
        (await drop.ReserveAsync(owner, variant: Guid.NewGuid().ToString(), key: "k")).ShouldBe(422, "idempotency_key_reused");
    }

    [Fact]
    public async Task Before_its_start_a_drop_has_no_other_reason()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 0, startsAt = "2190-01-01T00:00:00Z" });
        var customer = await shop.CustomerAsync();
        await ShouldRefuseAsync(drop, customer, 409, "not_started");
        await ShouldRefuseAsync(drop, customer, 404, "variant_not_found", variant: Guid.NewGuid().ToString());
        (await drop.RunAsync("pause")).ShouldBeOk();
        await ShouldRefuseAsync(drop, customer, 409, "paused");
        (await drop.RunAsync("resume")).Text("status").ShouldBe("upcoming");
        await ShouldRefuseAsync(drop, customer, 409, "not_started");
    }

    [Fact]
    public async Task What_was_bought_comes_before_what_is_held()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 20, limitPerCustomer = 5 });
        var customer = await shop.CustomerAsync();
        await drop.SellAsync(customer, quantity: 2);
        var older = await drop.HoldAsync(customer, quantity: 1);
        var newest = await drop.HoldAsync(customer, quantity: 1);
        older.Text("id").ShouldNotBe(newest.Text("id"));

        // 2 bought, 2 held, 5 allowed: 1 fits, 2 and 3 meet the holds, 4 and 5 what is bought.
        var refused = (await drop.ReserveAsync(customer, quantity: 2)).ShouldBe(409, "already_reserved");
        refused["reservation"]!.WithoutServerTime().ShouldBe(newest.WithoutServerTime());
        await ShouldRefuseAsync(drop, customer, 409, "already_reserved", quantity: 3);
        await ShouldRefuseAsync(drop, customer, 409, "limit_reached", quantity: 4);
        await ShouldRefuseAsync(drop, customer, 409, "limit_reached", quantity: 5);
        await ShouldRefuseAsync(drop, customer, 400, "validation_failed", quantity: 6);
        await drop.HoldAsync(customer, quantity: 1);
        await ShouldRefuseAsync(drop, customer, 409, "already_reserved");
    }

    [Fact]
    public async Task The_stock_of_the_variant_that_was_asked_for_counts()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 9, variants = new[] { new { label = "S", total = 3 }, new { label = "M", total = 9 } } });
        var customers = await shop.CustomersAsync(2);
        (await drop.ReserveAsync(customers[0], quantity: 4, variant: drop.Variant())).ShouldBe(409, "insufficient_stock").Number("available").ShouldBe(3);
        var hold = await drop.HoldAsync(customers[1], quantity: 2, variant: drop.Variant());
        await ShouldRefuseAsync(drop, customers[0], 409, "insufficient_stock", quantity: 2, variant: drop.Variant());
        await drop.SellAsync(customers[1], quantity: 1, variant: drop.Variant());
        await ShouldRefuseAsync(drop, customers[0], 409, "all_held", variant: drop.Variant());
        await ShouldRefuseAsync(drop, customers[0], 409, "all_held", quantity: 9, variant: drop.Variant());
        (await drop.ReadAsync()).Text("availability").ShouldBe("available");
        (await drop.BuyAsync(customers[1], hold)).ShouldBeOk();
        await ShouldRefuseAsync(drop, customers[0], 409, "sold_out", variant: drop.Variant());
        await ShouldRefuseAsync(drop, customers[0], 409, "sold_out", quantity: 9, variant: drop.Variant());

        // Once there is more, memory says no more no.
        (await drop.AdjustAsync(1)).ShouldBeOk();
        (await drop.ReserveAsync(customers[0], variant: drop.Variant())).Status.ShouldBe(HttpStatusCode.Created);
    }
}
