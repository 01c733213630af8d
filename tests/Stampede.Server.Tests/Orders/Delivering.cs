using System.Net;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Payments;
using static Stampede.Server.Tests.Orders.OrderingShop;

namespace Stampede.Server.Tests.Orders;

/// <summary>What a drop asks for before it can be bought, and what is kept of the answer.</summary>
public sealed class Delivering(OrderingShop ordering) : IClassFixture<OrderingShop>
{
    private readonly Shop shop = ordering.Shop;

    [Fact]
    public async Task A_guest_buys_once_the_shop_knows_where_it_goes_and_the_order_keeps_it()
    {
        var (drop, guest, hold) = await ordering.HoldAsync(new { delivery = "address", deliveryCountries = new[] { "DE", "AT" } });
        (drop.Made.Text("delivery"), drop.Made["deliveryCountries"]!.ToJsonString()).ShouldBe(("address", """["AT","DE"]"""));
        (await guest.GetAsync("/api/v1/me/contact")).Status.ShouldBe(HttpStatusCode.NoContent);

        Missing(await drop.BuyAsync(guest, hold)).ShouldBe(["email", "name", "address"]);
        var withoutAddress = Contact();
        withoutAddress.Remove("address");
        (await SayAsync(guest, withoutAddress)).ShouldBeOk();
        Missing(await drop.BuyAsync(guest, hold)).ShouldBe(["address"]);
        (await SayAsync(guest, Contact(postalCode: "1010", country: "CH"))).ShouldBeOk();
        Missing(await drop.BuyAsync(guest, hold)).ShouldBe(["address.country"]);
        (await guest.GetAsync(drop.Of(hold))).Text("status").ShouldBe("active");

        (await SayAsync(guest, Contact())).ShouldBeOk();
        var bought = await drop.BuyAsync(guest, hold);
        bought.Status.ShouldBe(HttpStatusCode.Created, bought.Body);
        (await SayAsync(guest, Contact(name: "Somebody Else"))).ShouldBeOk();

        var again = await drop.BuyAsync(guest, hold);
        (again.Status, again.Text("id")).ShouldBe((HttpStatusCode.OK, bought.Text("id")));
        var order = await ordering.OrderAsync(bought.Text("id"));
        order["contact"]!["address"]!.Text("line1").ShouldBe("Marienstraße 1");
        (order["contact"]!.Text("name"), order.Text("status"), order.Text("number")).ShouldBe(("Alice Example", "new", bought.Text("number")));
        (await guest.GetAsync("/api/v1/me/contact")).ShouldBeOk().Text("name").ShouldBe("Somebody Else");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Who_only_wants_an_email_keeps_no_address()
    {
        var drop = await shop.CreateDropAsync(new { delivery = "email" });
        var (_, bought) = await ordering.SellAsync(drop, Contact());
        var contact = (await ordering.OrderAsync(bought.Text("id")))["contact"]!;
        contact.Text("email").ShouldBe("alice@example.com");
        contact["address"].ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_rule_nothing_is_asked_for_and_nothing_is_kept()
    {
        var drop = await shop.CreateDropAsync();
        drop.Made.Text("delivery").ShouldBe("none");
        var (_, bought) = await ordering.SellAsync(drop, Contact());
        (await ordering.OrderAsync(bought.Text("id")))["contact"].ShouldBeNull();
        (await ordering.Hosted.CountAsync($"select count(*) from shop_order where drop_id = '{drop.Id}'")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_paid_for_goes_where_it_was_to_go_when_the_payment_began()
    {
        var (drop, customer, hold) = await ordering.HoldAsync(new { delivery = "address", payment = "required" });
        Missing(await PayAsync(drop, customer, hold, key: "k")).ShouldBe(["email", "name", "address"]);
        (await SayAsync(customer, Contact(name: "First Attempt"))).ShouldBeOk();
        (await PayAsync(drop, customer, hold, PayingShop.Declined)).ShouldBe(402, "payment_declined");
        (await SayAsync(customer, Contact(name: "Second Attempt"))).ShouldBeOk();
        (await PayAsync(drop, customer, hold, PayingShop.Challenged, key: "k")).Text("status").ShouldBe("action");

        (await SayAsync(customer, Contact(name: "Too Late"))).ShouldBeOk();
        var paid = (await customer.PostAsync($"{drop.Of(hold)}/payment/refresh", new { challenge = "pass" })).ShouldBeOk();
        (await ordering.OrderAsync(paid.Text("purchaseId")))["contact"]!.Text("name").ShouldBe("Second Attempt");
        // The first answer again, whatever is said by then.
        (await PayAsync(drop, customer, hold, PayingShop.Challenged, key: "k")).ShouldBeOk().Text("id").ShouldBe(paid.Text("id"));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_rule_that_came_a_moment_ago_holds_for_payments_too()
    {
        var (drop, customer, hold) = await ordering.HoldAsync(new { payment = "required" });
        // The rule of before is remembered for some seconds.
        (await customer.GetAsync($"{drop.Path}/reservations/{Guid.NewGuid()}")).ShouldBe(404, "reservation_not_found");
        (await shop.Operator.PatchAsync(drop.Path, new { delivery = "email" })).ShouldBeOk().Text("delivery").ShouldBe("email");
        (await PayAsync(drop, customer, hold)).ShouldBe(422, "delivery_required");
        (await drop.StockAsync()).Number("sold").ShouldBe(0);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_asked_for_stands_once_something_is_bought()
    {
        var drop = await shop.CreateDropAsync(new { delivery = "email" });
        var changed = (await shop.Operator.PatchAsync(drop.Path, new { delivery = "address", deliveryCountries = new[] { "FR" } })).ShouldBeOk().Json;
        (changed.Text("delivery"), changed["deliveryCountries"]!.ToJsonString()).ShouldBe(("address", """["FR"]"""));
        (await shop.Operator.PatchAsync(drop.Path, """{"deliveryCountries": null}""")).ShouldBeOk().Json["deliveryCountries"].ShouldBeNull();
        await ordering.SellAsync(drop, Contact());

        (await shop.Operator.PatchAsync(drop.Path, new { delivery = "none" })).ShouldBe(409, "delivery_fixed");
        (await shop.Operator.PatchAsync(drop.Path, new { deliveryCountries = new[] { "DE" } })).ShouldBe(409, "delivery_fixed");
        (await shop.Operator.PatchAsync(drop.Path, new { delivery = "address", name = "Another name" })).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, """{"delivery": null}""")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["delivery"]);
        (await shop.Operator.PatchAsync(drop.Path, new { deliveryCountries = new[] { "DE", "XX" } })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["deliveryCountries[1]"]);
        await drop.ShouldBalanceAsync();
    }

    [Theory]
    [InlineData("postalCode", "1011", "address.postalCode")]
    [InlineData("postalCode", "1011A", "address.postalCode")]
    [InlineData("postalCode", null, "address.postalCode")]
    [InlineData("country", "de", "address.country")]
    [InlineData("country", null, "address.country")]
    [InlineData("city", " ", "address.city")]
    [InlineData("line1", null, "address.line1")]
    [InlineData("line2", "\u0000", "address.line2")]
    public async Task What_is_wrong_with_an_address_is_said_by_its_field(string field, string? value, string named)
    {
        var customer = await shop.CustomerAsync();
        var contact = Contact();
        contact["address"]![field] = value;
        (await SayAsync(customer, contact)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([named]);
        (await customer.GetAsync("/api/v1/me/contact")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("email", "nobody", "email")]
    [InlineData("name", null, "name")]
    [InlineData("phone", "call me", "phone")]
    public async Task What_is_wrong_with_a_contact_is_said_by_its_field(string field, string? value, string named)
    {
        var contact = Contact();
        contact[field] = value;
        (await SayAsync(await shop.CustomerAsync(), contact)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([named]);
    }

    [Theory]
    [InlineData("DE", "D-10117", null)]
    [InlineData("GB", "sw1a 1aa", null)]
    [InlineData("US", "94105-1234", "CA")]
    [InlineData("NL", "1012 AB", null)]
    [InlineData("CA", "K1A 0B1", "ON")]
    [InlineData("IE", null, null)]
    [InlineData("HK", null, null)]
    public async Task Each_country_has_its_own_shape(string country, string? postalCode, string? region)
    {
        var contact = Contact(country: country);
        (contact["address"]!["postalCode"], contact["address"]!["region"]) = (postalCode, region);
        (await SayAsync(await shop.CustomerAsync(), contact)).ShouldBeOk();
    }

    [Fact]
    public async Task Where_an_address_has_a_state_it_is_asked_for()
    {
        (await SayAsync(await shop.CustomerAsync(), Contact(postalCode: "94105", country: "US"))).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["address.region"]);
        var countries = (await shop.Anybody.GetAsync("/api/v1/countries")).ShouldBeOk().Json.Items();
        countries.Count.ShouldBeGreaterThan(240);
        countries.Select(country => country!.Text("code")).Distinct().Count().ShouldBe(countries.Count);
    }

    private static IEnumerable<string> Missing(Hosting.ServerUnderTest.Answer answer) =>
        answer.ShouldBe(422, "delivery_required")["missing"]!.AsArray().Select(field => field!.GetValue<string>());
}
