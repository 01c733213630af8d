using System.Text.Json.Nodes;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Contract;

/// <summary>Whatever answer shows a reservation, it shows the same.</summary>
public sealed class ShowingReservations(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task The_price_is_the_holds_own_in_every_answer()
    {
        var drop = await shop.CreateDropAsync(new { price = new { amountMinor = 4900, currency = "EUR" } });
        var customer = await shop.CustomerAsync();
        var made = await drop.HoldAsync(customer, key: "first");
        (await shop.Operator.PatchAsync(drop.Path, new { price = new { amountMinor = 9900, currency = "USD" } })).ShouldBeOk();
        JsonNode[] answers =
        [
            made, await drop.HoldAsync(customer, key: "first"), (await customer.GetAsync(drop.Of(made))).ShouldBeOk().Json,
            (await customer.GetAsync("/api/v1/me/reservations")).ShouldBeOk().Json.Items().Single(),
            (await drop.ReserveAsync(customer)).ShouldBe(409, "already_reserved")["reservation"]!,
        ];
        foreach (var answer in answers)
            answer.WithoutServerTime().ShouldBe(made.WithoutServerTime());
        made["price"]!.ToJsonString().ShouldBe("""{"amountMinor":4900,"currency":"EUR"}""");
        made.Time("keptUntil").ShouldBe(made.Time("expiresAt"));
        made["endedBy"].ShouldBeNull();
        made["endedAt"].ShouldBeNull();
        (await customer.DeleteAsync(drop.Of(made))).ShouldBeOk().Json["price"]!.ToJsonString().ShouldBe(made["price"]!.ToJsonString());
    }

    [Fact]
    public async Task One_that_has_ended_says_who_ended_it_and_when()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 10, holdSeconds = 1 });
        var customer = await shop.CustomerAsync();
        var lapsed = await drop.HoldAsync(customer);
        await Until.TrueAsync(async () => (await customer.GetAsync(drop.Of(lapsed))).Text("status") == "expired");
        var drop2 = await shop.CreateDropAsync(new { limitPerCustomer = 10 });
        var (bought, cancelled, released) = (await drop2.HoldAsync(customer), await drop2.HoldAsync(customer), await drop2.HoldAsync(customer));
        var purchase = await drop2.BuyAsync(customer, bought);
        var let = (await customer.DeleteAsync(drop2.Of(cancelled))).ShouldBeOk().Json;
        var taken = (await shop.Operator.PostAsync($"{drop2.Path}/holds/{released.Text("id")}/release")).ShouldBeOk().Json;

        await ShouldHaveEndedAsync(drop, customer, lapsed, "time", lapsed.Time("expiresAt"));
        await ShouldHaveEndedAsync(drop2, customer, bought, "customer", purchase.Json.Time("purchasedAt"));
        await ShouldHaveEndedAsync(drop2, customer, cancelled, "customer", let.Time("endedAt"));
        await ShouldHaveEndedAsync(drop2, customer, released, "operator", taken.Time("endedAt"));
        (let.Text("endedBy"), taken.Text("endedBy")).ShouldBe(("customer", "operator"));
        (await customer.DeleteAsync(drop2.Of(released))).ShouldBeOk().Json.WithoutServerTime().ShouldBe(taken.WithoutServerTime());
    }

    [Fact]
    public async Task The_version_is_the_one_it_was_made_with_in_every_answer()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 10 });
        var customer = await shop.CustomerAsync();
        var (kept, released, bought) = (await drop.HoldAsync(customer), await drop.HoldAsync(customer), await drop.HoldAsync(customer));
        var purchase = await drop.BuyAsync(customer, bought);
        Answer[] answers =
        [
            await customer.DeleteAsync(drop.Of(kept)), await customer.DeleteAsync(drop.Of(kept)), await customer.GetAsync(drop.Of(kept)),
            await shop.Operator.PostAsync($"{drop.Path}/holds/{released.Text("id")}/release"),
            await shop.Operator.PostAsync($"{drop.Path}/holds/{released.Text("id")}/release"), await customer.GetAsync(drop.Of(released)),
            await customer.GetAsync(drop.Of(bought)),
        ];
        answers.Select(answer => answer.ShouldBeOk().Json.Number("dropVersion"))
            .ShouldBe([2, 2, 2, 3, 3, 3, 4]);
        // A purchase is a thing of its own, and was made with the version of its own line in the ledger.
        purchase.Json.Number("dropVersion").ShouldBe(5);
        (await drop.BuyAsync(customer, bought)).Json.Number("dropVersion").ShouldBe(5);
        (await customer.GetAsync("/api/v1/me/purchases")).Json.Items().Single().Number("dropVersion").ShouldBe(5);
        (await customer.GetAsync("/api/v1/me/reservations")).Json.Items().Select(item => item.Number("dropVersion")).ShouldBe([4, 3, 2]);
    }

    private static async Task ShouldHaveEndedAsync(Drop drop, Visitor customer, JsonNode hold, string by, DateTimeOffset at)
    {
        var found = (await customer.GetAsync(drop.Of(hold))).ShouldBeOk().Json;
        (found.Text("endedBy"), found.Time("endedAt")).ShouldBe((by, at));
        (await customer.GetAsync("/api/v1/me/reservations")).ShouldBeOk().Json.Items().Single(item => item.Text("id") == hold.Text("id"))
            .WithoutServerTime().ShouldBe(found.WithoutServerTime());
    }
}
