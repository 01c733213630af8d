using System.Net;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Contract;

public sealed class Buying(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_purchase_is_made_once_and_shown_again()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 3 });
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer, quantity: 2);
        var first = await drop.BuyAsync(customer, hold);
        first.Status.ShouldBe(HttpStatusCode.Created, first.Body);
        var purchase = first.Json;
        foreach (var member in new[] { "id", "reservationId", "dropId", "variantId", "quantity", "price", "purchasedAt", "number" })
            purchase.Names().ShouldContain(member);
        (purchase.Text("reservationId"), purchase.Text("dropId"), purchase.Text("variantId"), purchase.Number("quantity"))
            .ShouldBe((hold.Text("id"), drop.Id, drop.Variant(), 2));
        purchase["price"]!.ToJsonString().ShouldBe("""{"amountMinor":19900,"currency":"USD"}""");
        purchase.Time("purchasedAt").ShouldBeInRange(hold.Time("createdAt"), hold.Time("expiresAt"));

        var again = await drop.BuyAsync(customer, hold);
        again.Status.ShouldBe(HttpStatusCode.OK);
        again.Body.ShouldBe(first.Body);
        (await customer.GetAsync("/api/v1/me/purchases")).ShouldBeOk().Json.Items().Single().ToJsonString().ShouldBe(purchase.ToJsonString());
        (await customer.GetAsync(drop.Of(hold))).Text("status").ShouldBe("purchased");
        (await customer.DeleteAsync(drop.Of(hold))).ShouldBe(409, "already_purchased");
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("held"), stock.Number("sold")).ShouldBe((8, 0, 2));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_purchase_is_found_by_its_id_by_its_owner_alone()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        var answer = await drop.BuyAsync(customer, await drop.HoldAsync(customer));
        var location = answer.Header("Location").ShouldNotBeNull();
        location.ShouldBe($"/api/v1/me/purchases/{answer.Text("id")}");
        (await customer.GetAsync(location)).ShouldBeOk().Body.ShouldBe(answer.Body);
        answer.Text("number").ShouldMatch("^ST-[0-9A-Z]{4}-[0-9A-Z]{2}$");
        (await (await shop.CustomerAsync()).GetAsync(location)).ShouldBe(404, "purchase_not_found");
        (await shop.Operator.GetAsync(location)).ShouldBe(404, "purchase_not_found");
        (await customer.GetAsync("/api/v1/me/purchases/nonsense")).ShouldBe(404, "purchase_not_found");
        (await shop.Anybody.GetAsync(location)).ShouldBe(401, "unauthenticated");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"price\": {\"amountMinor\": 1}, \"customerId\": \"x\", \"quantity\": 5}")]
    [InlineData("{ nonsense")]
    public async Task A_purchase_has_no_body_and_what_comes_as_one_changes_nothing(string body)
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        var answer = await customer.PostAsync($"{drop.Of(hold)}/purchase", body);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        (answer.Json["price"]!.Number("amountMinor"), answer.Json.Number("quantity")).ShouldBe((19900, 1));
    }

    [Fact]
    public async Task Fifty_purchases_of_one_hold_at_once_are_one()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => drop.BuyAsync(customer, hold)));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(49);
        answers.Select(answer => answer.Body).Distinct().Count().ShouldBe(1);
        (await drop.StockAsync()).Number("sold").ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_cancellation_gives_the_units_back_at_once_and_only_once()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1 });
        var (first, second) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        var hold = await drop.HoldAsync(first);
        var cancelled = (await first.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        cancelled.Status.ShouldBe(HttpStatusCode.OK);
        cancelled.Text("status").ShouldBe("cancelled");
        await drop.HoldAsync(second);
        var again = (await first.DeleteAsync(drop.Of(hold))).ShouldBeOk().Json;
        again.WithoutServerTime().ShouldBe(cancelled.Json.WithoutServerTime());
        (await drop.StockAsync()).Number("held").ShouldBe(1);
        (await drop.BuyAsync(first, hold)).ShouldBe(409, "reservation_cancelled");
        (await first.GetAsync(drop.Of(hold))).Text("status").ShouldBe("cancelled");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Of_purchases_and_cancellations_at_once_one_kind_wins()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 40, limitPerCustomer = 40 });
        var customer = await shop.CustomerAsync();
        var sold = 0;
        for (var round = 0; round < 10; round++)
        {
            var hold = await drop.HoldAsync(customer);
            var buying = Enumerable.Range(0, 5).Select(_ => drop.BuyAsync(customer, hold)).ToArray();
            var leaving = Enumerable.Range(0, 5).Select(_ => customer.DeleteAsync(drop.Of(hold))).ToArray();
            await Task.WhenAll([.. buying, .. leaving]);
            if ((await buying[0]).Status is HttpStatusCode.OK or HttpStatusCode.Created)
            {
                sold++;
                buying.ShouldAllBe(answer => answer.Result.Status == HttpStatusCode.OK || answer.Result.Status == HttpStatusCode.Created);
                foreach (var answer in leaving)
                    (await answer).ShouldBe(409, "already_purchased");
            }
            else
            {
                foreach (var answer in buying)
                    (await answer).ShouldBe(409, "reservation_cancelled");
                leaving.ShouldAllBe(answer => answer.Result.Status == HttpStatusCode.OK);
            }
        }

        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("held"), stock.Number("sold")).ShouldBe((40 - sold, 0, sold));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task The_name_of_the_buyer_is_shown_as_it_was_chosen()
    {
        var name = $"<b>\"{ServerUnderTest.AnyName()[..20]}\"</b>";
        var drop = await shop.CreateDropAsync();
        await drop.SellAsync(await shop.CustomerAsync($"  {name}  "));
        (await drop.ReadAsync())["latestPurchasers"]![0]!.Text("displayName").ShouldBe(name);
    }
}
