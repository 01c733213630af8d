using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Payments;

/// <summary>What comes back of a purchase, and whose name stands beside it.</summary>
public sealed class Refunding(PayingShop paying) : IClassFixture<PayingShop>
{
    private const string OperatorName = "Operator";

    private readonly Shop shop = paying.Shop;

    [Fact]
    public async Task Units_come_back_one_by_one_and_never_more_than_were_bought()
    {
        var (drop, customer, payment, receipt) = await BoughtAsync(quantity: 3, limit: 3);
        (await drop.ReserveAsync(customer)).ShouldBe(409, "limit_reached");

        // Without an amount, one unit is refunded at its price.
        var one = await RefundAsync(payment, new { units = 1, restock = true, reason = "Too small" });
        (one.ShouldBeOk().Text("status"), one.Json.Number("refundedMinor"), one.Json.Number("quantity"), one.Json.Number("returnedUnits"))
            .ShouldBe(("part_refunded", 19_900, 3, 1));
        await ShouldHaveAsync(drop, available: 8, sold: 2);
        var bought = (await customer.GetAsync(receipt)).ShouldBeOk().Json;
        (bought.Text("paymentStatus"), bought.Number("refundedMinor"), bought.Number("returnedUnits"), bought.Number("quantity")).ShouldBe(("part_refunded", 19_900, 1, 3));

        // Its place below the limit is free again, and no more than its own.
        (await drop.ReserveAsync(customer, 2)).ShouldBe(409, "limit_reached");
        var again = await drop.HoldAsync(customer);
        (await customer.DeleteAsync(drop.Of(again))).ShouldBeOk();

        (await RefundAsync(payment, new { units = 3, restock = true, reason = "x" })).ShouldBe(422, "refund_too_large");
        (await RefundAsync(payment, new { units = 0, restock = true, reason = "x" })).ShouldBe(400, "validation_failed");
        (await RefundAsync(payment, new { units = -1, restock = true, reason = "x" })).ShouldBe(400, "validation_failed");

        // A part of the money, and all that is left of the units: two at once are one.
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RefundAsync(payment, new { amountMinor = 100, units = 2, restock = true, reason = "Sent back" })));
        both.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        both.Single(answer => answer.Status != HttpStatusCode.OK).ShouldBe(422, "refund_too_large");
        await Until.TrueAsync(async () => (await OneAsync(payment)).Number("refundedMinor") == 20_000);
        await ShouldHaveAsync(drop, available: 10, sold: 0);

        // The money that is left, and nothing more to put back: of that the ledger has no line, but the acts have.
        (await RefundAsync(payment, new { restock = true, reason = "The rest" })).ShouldBeOk().Text("status").ShouldBe("refunded");
        await ShouldHaveAsync(drop, available: 10, sold: 0);
        var lines = (await shop.Operator.GetAsync($"{drop.Path}/movements")).Json.Items().Where(line => line.Text("kind") == "returned").ToArray();
        lines.Select(line => (line.Number("quantity"), line["restocked"]!.GetValue<bool>(), line.Text("actorName"))).ShouldBe([(1, true, OperatorName), (2, true, OperatorName)]);
        var acts = (await shop.Operator.GetAsync($"{drop.Path}/payments/acts")).ShouldBeOk().Json.Items();
        acts.Select(act => (act.Text("why"), act.Text("actorName"))).ShouldBe([("The rest", OperatorName), ("Sent back", OperatorName), ("Too small", OperatorName)]);
        (await shop.Operator.GetAsync($"{drop.Path}/purchases.csv")).ShouldBeOk().Body.ShouldContain("\"refunded\",\"59700\",\"59700\",\"3\"");
        var money = (await shop.Operator.GetAsync($"{drop.Path}/report")).ShouldBeOk().Json["money"]!;
        (money.Number("soldMinor"), money.Number("capturedMinor"), money.Number("refundedMinor"), money.Number("revenueMinor")).ShouldBe((0, 59_700, 59_700, 0));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_not_put_back_on_sale_is_refunded_and_stays_sold()
    {
        var (drop, customer, payment, receipt) = await BoughtAsync(quantity: 2, limit: 2);
        (await RefundAsync(payment, new { units = 1, reason = "Came back broken" })).ShouldBeOk().Json.Number("returnedUnits").ShouldBe(1);
        (await RefundAsync(payment, new { reason = "For the trouble" })).ShouldBeOk().Text("status").ShouldBe("refunded");
        await ShouldHaveAsync(drop, available: 8, sold: 2);
        (await drop.ReserveAsync(customer)).ShouldBe(409, "limit_reached");
        (await customer.GetAsync(receipt)).Json.Number("returnedUnits").ShouldBe(2);
        var lines = (await shop.Operator.GetAsync($"{drop.Path}/movements")).Json.Items().Where(line => line.Text("kind") == "returned").ToArray();
        lines.Select(line => (line.Number("quantity"), line["restocked"]!.GetValue<bool>(), line.Text("reason"), line.Text("actorName")))
            .ShouldBe([(1, false, "Came back broken", OperatorName), (1, false, "For the trouble", OperatorName)]);

        var report = (await shop.Operator.GetAsync($"{drop.Path}/report")).ShouldBeOk().Json;
        (report["money"]!.Number("soldMinor"), report["money"]!.Number("revenueMinor")).ShouldBe((39_800, 0));
        var board = (await shop.Operator.GetAsync($"{drop.Path}/board")).ShouldBeOk().Json;
        (board["money"]!.Number("capturedMinor"), board["money"]!.Number("refundedMinor"), board["money"]!.Number("uncaptured")).ShouldBe((39_800, 39_800, 0));
        board["series"]!.AsArray()[^1]!.Number("sold").ShouldBe(2);
        (await shop.Operator.GetAsync($"{(await shop.CreateDropAsync()).Path}/board")).ShouldBeOk().Json["money"].ShouldBeNull();
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_sells_out_and_is_refunded_has_sold_out_when_it_did_and_its_curve_ends_where_it_stands()
    {
        var (drop, customer, payment, receipt) = await BoughtAsync(quantity: 2, limit: 2, stock: 2);
        (await RefundAsync(payment, new { amountMinor = 100, units = 1, reason = "Came back broken" })).ShouldBeOk();
        var before = await ReportAsync();
        before.Time("soldOutAt").ShouldBe((await customer.GetAsync(receipt)).Json.Time("purchasedAt"));
        (await RefundAsync(payment, new { units = 1, restock = true, reason = "Sent back" })).ShouldBeOk();
        var after = await ReportAsync();
        after["soldOutAt"].ShouldBeNull();
        after["soldOverTime"]!.AsArray().Select(point => point!.Number("sold")).ShouldBe([2, 1]);
        after["money"]!.Number("soldMinor").ShouldBe(19_900);

        async Task<JsonNode> ReportAsync()
        {
            // A report is read once a second at most.
            var refunded = (await OneAsync(payment)).Number("refundedMinor");
            JsonNode report = null!;
            await Until.TrueAsync(async () =>
                (report = (await shop.Operator.GetAsync($"{drop.Path}/report")).Json)["money"]!.Number("refundedMinor") == refunded);
            return report;
        }
    }

    [Fact]
    public async Task One_payment_is_told_with_its_steps_and_refunds_and_each_act_with_its_operators_name()
    {
        var (drop, customer, payment, _) = await BoughtAsync(quantity: 2, limit: 2);
        (await RefundAsync(payment, new { amountMinor = 500, reason = "Scratched" })).ShouldBeOk();
        var told = await OneAsync(payment);
        told["steps"]!.AsArray().Select(step => step!.Text("to")).ShouldBe(["unknown", "authorized", "sold", "captured", "part_refunded"]);
        told["steps"]!.AsArray().Select(step => step!["actorName"]?.GetValue<string>()).ShouldBe([null, null, null, null, OperatorName]);
        var refund = told["refunds"]!.AsArray().Single()!;
        (refund.Number("amountMinor"), refund.Number("units"), refund.Text("reason"), refund.Text("status")).ShouldBe((500, 0, "Scratched", "done"));
        (await shop.Operator.GetAsync($"/api/v1/operations/payments?dropId={drop.Id}")).Json.Items().Single()["steps"].ShouldBeNull();
        (await shop.Operator.GetAsync("/api/v1/operations/payments/0199b2f0-0000-7000-8000-000000000042")).ShouldBe(404, "payment_not_found");

        // Let go before it was sold: the ledger says by whom, and the customer's later cancellation is their own.
        var second = await shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
        var hold = await second.HoldAsync(customer);
        var asked = await customer.PostAsync($"{second.Of(hold)}/payment", new { card = PayingShop.Challenged });
        (await shop.Operator.PostAsync($"/api/v1/operations/payments/{asked.Text("id")}/void")).ShouldBeOk().Text("status").ShouldBe("voided");
        var unpaid = (await shop.Operator.GetAsync($"{second.Path}/movements")).Json.Items().Single(line => line.Text("kind") == "unpaid");
        (unpaid.Text("actorName"), unpaid.Text("reason")).ShouldBe((OperatorName, "let go by an operator"));
        (await customer.DeleteAsync(second.Of(hold))).ShouldBeOk().Text("endedBy").ShouldBe("customer");
        (await customer.GetAsync(second.Of(hold))).Text("endedBy").ShouldBe("customer");
        await second.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Support_refunds_up_to_the_sum_that_an_owner_sets_and_no_more_in_parts_or_at_once()
    {
        var (_, _, payment, _) = await BoughtAsync(quantity: 1, limit: 1);
        var email = $"{Guid.NewGuid():n}@example.com";
        var link = (await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role = "support" })).Text("link");
        (await shop.Anybody.PostAsync("/api/v1/accounts/invitation/accept", new { token = link.Split('#')[1], displayName = "Kim", password = "a colleague's own" })).ShouldBeOk();
        var kim = new Visitor(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = "a colleague's own" })).Text("accessToken"));
        Task<Answer> RefundAsKimAsync(long amountMinor) => kim.PostAsync($"/api/v1/operations/payments/{payment}/refund", new { amountMinor, reason = "Late" });

        (await RefundAsKimAsync(1)).ShouldBe(403, "refund_not_allowed"); // Nothing is set.
        async Task SetAsync(long max)
        {
            using var rules = System.Net.Http.Json.JsonContent.Create(new { requireSecondFactor = false, supportRefundMax = max });
            (await shop.Operator.SendAsync(HttpMethod.Put, "/api/v1/people/rules", rules)).ShouldBeOk();
        }

        await SetAsync(50);
        (await RefundAsKimAsync(5_001)).ShouldBe(403, "refund_not_allowed");
        var both = await Task.WhenAll(RefundAsKimAsync(3_000), RefundAsKimAsync(3_000));
        both.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        both.Single(answer => answer.Status != HttpStatusCode.OK).ShouldBe(403, "refund_not_allowed");
        await Until.TrueAsync(async () => (await OneAsync(payment)).Number("refundedMinor") == 3_000);
        (await RefundAsKimAsync(2_000)).ShouldBeOk();
        (await RefundAsKimAsync(1)).ShouldBe(403, "refund_not_allowed");
        (await RefundAsync(payment, new { amountMinor = 10_000, reason = "By the owner" })).ShouldBeOk();
        (await RefundAsync(payment, new { amountMinor = 10_000, reason = "More than is left" })).ShouldBe(422, "refund_too_large");
        await SetAsync(0);
    }

    [Fact]
    public async Task What_is_given_back_and_what_is_asked_for_never_both_lack_a_refund()
    {
        // Else a second refund, asked for in between, is checked against a sum without the first.
        var (_, _, payment, _) = await BoughtAsync(quantity: 1, limit: 1);
        var counter = $"counted_{Guid.Parse(payment):n}";
        await paying.Hosted.ExecuteAsync($"create function {counter}() returns trigger language plpgsql as $$ begin "
            + "if (select sum(amount_minor) from refund where payment_id = new.payment_id and state <> 'failed') <> (select refunded_minor from payment where id = new.payment_id) "
            + "then raise exception 'A refund is counted nowhere.'; end if; return null; end $$");
        await paying.Hosted.ExecuteAsync($"create constraint trigger {counter} after update on refund deferrable initially deferred "
            + $"for each row when (new.payment_id = '{payment}' and new.state = 'done') execute function {counter}()");
        foreach (var refunded in (int[])[3_000, 6_000])
        {
            (await RefundAsync(payment, new { amountMinor = 3_000, reason = "Late" })).ShouldBeOk();
            await Until.TrueAsync(async () => (await OneAsync(payment)) is var told && told.Number("refundedMinor") == refunded
                && told["refunds"]!.AsArray().All(refund => refund!.Text("status") == "done"));
        }
    }

    [Fact]
    public async Task What_could_not_be_captured_is_captured_again_or_taken_back_and_both_are_in_the_history()
    {
        foreach (var act in (string[])["capture", "void"])
        {
            var (drop, _, payment, _) = await BoughtAsync(quantity: 1, limit: 1);
            // As where the provider had not handed it out.
            await paying.Hosted.ExecuteAsync($"update payment set state = 'capture_failed', captured_minor = 0 where id = '{payment}'");
            await paying.Hosted.ExecuteAsync($"update built_in_payment set state = 'authorized', captured_minor = 0 where payment_id = '{payment}'");
            (await shop.Operator.GetAsync($"/api/v1/operations/payments?dropId={drop.Id}&needsHand=true")).Json.Items().Count.ShouldBe(1);
            (await shop.Operator.GetAsync($"{drop.Path}/report")).Json["money"]!.Number("uncaptured").ShouldBe(1);

            var path = $"/api/v1/operations/payments/{payment}/{act}";
            var done = (await shop.Operator.PostAsync(path, key: "a")).ShouldBeOk();
            done.Text("status").ShouldBe(act == "capture" ? "captured" : "voided");
            (await shop.Operator.PostAsync(path, key: "a")).ShouldBeOk().Text("status").ShouldBe(done.Text("status"));
            await ShouldHaveAsync(drop, available: act == "capture" ? 9 : 10, sold: act == "capture" ? 1 : 0);
            var acts = (await shop.Operator.GetAsync($"{drop.Path}/payments/acts")).ShouldBeOk().Json.Items();
            acts.ShouldContain(step => step.Text("paymentId") == payment && step.Text("actorName") == OperatorName);
            (await shop.Operator.GetAsync($"{drop.Path}/movements")).Json.Items().Count(line => line.Text("kind") == "returned" && line.Text("actorName") == OperatorName)
                .ShouldBe(act == "capture" ? 0 : 1);
            await drop.ShouldBalanceAsync();
        }
    }

    [Fact]
    public async Task What_still_cannot_be_captured_stays_so_and_says_why()
    {
        var (drop, _, payment, _) = await BoughtAsync(quantity: 1, limit: 1);
        await paying.Hosted.ExecuteAsync($"update payment set state = 'capture_failed', captured_minor = 0 where id = '{payment}'");
        await paying.Hosted.ExecuteAsync($"update built_in_payment set state = 'voided', captured_minor = 0 where payment_id = '{payment}'");
        foreach (var key in (string[])["a", "b"])
        {
            var failed = (await shop.Operator.PostAsync($"/api/v1/operations/payments/{payment}/capture", key: key)).ShouldBeOk().Json;
            (failed.Text("status"), failed.Text("lastError"), failed["needsHand"]!.GetValue<bool>()).ShouldBe(("capture_failed", "The provider does not hand the money out.", true));
        }

        (await OneAsync(payment))["steps"]!.AsArray().Count(step => step!["why"]?.GetValue<string>() == "to be captured again" && step!.Text("actorName") == OperatorName).ShouldBe(2);
        await ShouldHaveAsync(drop, available: 9, sold: 1);
    }

    private async Task<(Drop Drop, Visitor Customer, string Payment, string Receipt)> BoughtAsync(int quantity, int limit, int stock = 10)
    {
        var drop = await shop.CreateDropAsync(new { payment = "required", holdSeconds = 600, limitPerCustomer = limit, totalStock = stock });
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer, quantity);
        var paid = await customer.PostAsync($"{drop.Of(hold)}/payment", new { card = PayingShop.Succeeds });
        paid.Text("status").ShouldBe("captured");
        return (drop, customer, paid.Text("id"), $"/api/v1/me/purchases/{paid.Text("purchaseId")}");
    }

    private Task<Answer> RefundAsync(string payment, object body) => shop.Operator.PostAsync($"/api/v1/operations/payments/{payment}/refund", body);

    private async Task<JsonNode> OneAsync(string payment) => (await shop.Operator.GetAsync($"/api/v1/operations/payments/{payment}")).ShouldBeOk().Json;

    private static async Task ShouldHaveAsync(Drop drop, int available, int sold)
    {
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("sold")).ShouldBe((available, sold));
    }
}
