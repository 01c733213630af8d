using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Payments;

/// <summary>A shop that takes test cards.</summary>
public sealed class PayingShop : IAsyncLifetime
{
    internal const string Succeeds = "4242424242424242";
    internal const string Declined = "4000000000000002";
    internal const string Challenged = "4000002500003155";
    internal const string Silent = "4000000000009999";

    internal static readonly Dictionary<string, string?> Settings = new()
    {
        ["Stampede:Payments:Provider"] = "test",
        ["Stampede:Payments:PaySeconds"] = "30",
        ["Stampede:Payments:TimeoutSeconds"] = "1",
        ["Stampede:Payments:AttemptsPerHold"] = "3",
    };

    private HostedShop? hosted;

    internal HostedShop Hosted => hosted!;

    internal Shop Shop => hosted!.Shop;

    public async ValueTask InitializeAsync() => hosted = await HostedShop.StartAsync(settings: Settings);

    public async ValueTask DisposeAsync()
    {
        if (hosted is not null)
            await hosted.DisposeAsync();
    }
}

public sealed class Paying(PayingShop paying) : IClassFixture<PayingShop>
{
    private readonly Shop shop = paying.Shop;

    [Fact]
    public async Task A_card_that_succeeds_buys_what_was_held_and_its_money_is_captured()
    {
        (await shop.Anybody.GetAsync("/api/v1/payments/config")).ShouldBeOk().Body.ShouldBe("""{"provider":"test","paySeconds":30}""");
        var (drop, customer, hold) = await HoldAsync(quantity: 2);
        (await drop.BuyAsync(customer, hold)).ShouldBe(402, "payment_required");

        var paid = await PayAsync(drop, customer, hold, PayingShop.Succeeds, key: "k1");
        paid.Status.ShouldBe(HttpStatusCode.Created, paid.Body);
        paid.Json["amount"]!.ToJsonString().ShouldBe("""{"amountMinor":39800,"currency":"USD"}""");
        paid.Text("status").ShouldBe("captured");
        (await customer.GetAsync(drop.Of(hold))).Text("status").ShouldBe("purchased");
        var receipt = (await customer.GetAsync($"/api/v1/me/purchases/{paid.Text("purchaseId")}")).ShouldBeOk().Json;
        (receipt.Number("quantity"), receipt.Text("paymentStatus")).ShouldBe((2, "captured"));
        (await drop.StockAsync()).Number("sold").ShouldBe(2);

        var again = await PayAsync(drop, customer, hold, PayingShop.Succeeds, key: "k1");
        (again.Status, again.Text("id")).ShouldBe((HttpStatusCode.OK, paid.Text("id")));
        (await PayAsync(drop, customer, hold, PayingShop.Declined, key: "k1")).ShouldBe(422, "idempotency_key_reused");
        (await PayAsync(drop, customer, hold, PayingShop.Succeeds)).ShouldBe(409, "already_purchased");
        (await drop.BuyAsync(customer, hold)).Status.ShouldBe(HttpStatusCode.OK);
        (await customer.DeleteAsync(Payment(drop, hold))).ShouldBe(409, "already_purchased");
        var booked = await BookedAsync(paid.Text("id"));
        (booked.Text("state"), booked.Number("amountMinor")).ShouldBe(("captured", 39800));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_declined_card_leaves_the_hold_as_it_was_and_another_one_buys()
    {
        var (drop, customer, hold) = await HoldAsync();
        var declined = await PayAsync(drop, customer, hold, PayingShop.Declined);
        declined.ShouldBe(402, "payment_declined");
        (declined.Json.Text("declineCode"), declined.Json.Number("attemptsLeft")).ShouldBe(("card_declined", 2));
        var left = (await customer.GetAsync(drop.Of(hold))).Json;
        (left.Text("status"), left.Text("keptUntil")).ShouldBe(("active", hold.Text("expiresAt")));
        (await PayAsync(drop, customer, hold, PayingShop.Declined)).ShouldBe(402, "payment_declined");
        (await PayAsync(drop, customer, hold, PayingShop.Succeeds)).Text("status").ShouldBe("captured");
        (await customer.GetAsync(Payment(drop, hold))).Text("status").ShouldBe("captured");

        var (other, unlucky, second) = await HoldAsync();
        for (var i = 0; i < 3; i++)
            (await PayAsync(other, unlucky, second, PayingShop.Declined)).ShouldBe(402, "payment_declined");
        (await PayAsync(other, unlucky, second, PayingShop.Succeeds)).ShouldBe(429, "too_many_attempts");
        await drop.ShouldBalanceAsync();
        await other.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_challenge_keeps_the_hold_and_passed_it_buys_once_however_often_it_is_asked_after()
    {
        var (drop, customer, hold) = await HoldAsync();
        var asked = await PayAsync(drop, customer, hold, PayingShop.Challenged);
        asked.Status.ShouldBe(HttpStatusCode.Created, asked.Body);
        (asked.Text("status"), asked.Json["nextAction"]!.Text("type")).ShouldBe(("action", "test_challenge"));
        (await PayAsync(drop, customer, hold, PayingShop.Succeeds)).ShouldBe(409, "payment_under_way");
        (await customer.PostAsync($"{Payment(drop, hold)}/refresh")).ShouldBeOk().Text("status").ShouldBe("action");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => customer.PostAsync($"{Payment(drop, hold)}/refresh", new { challenge = "pass" })));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        await Until.TrueAsync(async () => (await customer.GetAsync(Payment(drop, hold))).Text("status") == "captured");
        (await customer.GetAsync("/api/v1/me/purchases")).Json.Items().Count.ShouldBe(1);
        (await drop.StockAsync()).Number("sold").ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_challenge_that_fails_is_a_decline_and_the_hold_ends_when_it_would_have()
    {
        var (drop, customer, hold) = await HoldAsync();
        var asked = await PayAsync(drop, customer, hold, PayingShop.Challenged);
        asked.Json.Time("keptUntil").ShouldBeGreaterThanOrEqualTo(hold.Time("expiresAt"));
        var failed = await customer.PostAsync($"{Payment(drop, hold)}/refresh", new { challenge = "fail" });
        failed.ShouldBe(402, "payment_declined");
        failed.Json.Text("declineCode").ShouldBe("authentication_failed");
        (await customer.GetAsync(drop.Of(hold))).Text("keptUntil").ShouldBe(hold.Text("expiresAt"));
        (await drop.StockAsync()).Number("held").ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_asked_again_and_nothing_is_paid_twice()
    {
        var (drop, customer, hold) = await HoldAsync(holdSeconds: 600);
        var silent = await PayAsync(drop, customer, hold, PayingShop.Silent);
        (silent.Status, silent.Json.Text("status")).ShouldBe((HttpStatusCode.Accepted, "unknown"));
        // Nobody asks any more: what is due settles it.
        await Until.TrueAsync(async () => (await customer.GetAsync(Payment(drop, hold))).Text("status") == "captured");
        (await LedgerAsync())["items"]!.AsArray().Count(item => item!.Text("paymentId") == silent.Json.Text("id")).ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_challenge_passed_after_the_hold_has_lapsed_buys_what_is_left_and_else_the_money_goes_back(int stock)
    {
        // Long enough to ask for a payment on a busy machine; the half minute of paying is what is waited for.
        var drop = await shop.CreateDropAsync(new { payment = "required", holdSeconds = 10, totalStock = stock, limitPerCustomer = 1 });
        var (late, other) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        var hold = await drop.HoldAsync(late);
        var asked = await PayAsync(drop, late, hold, PayingShop.Challenged);
        asked.Json.Time("keptUntil").ShouldBeGreaterThan(hold.Time("expiresAt").AddSeconds(15));
        // Expired by the clock; its unit is free a moment later.
        await Until.TrueAsync(async () => (await late.GetAsync(drop.Of(hold))).Text("status") == "expired" && (await drop.StockAsync()).Number("held") == 0);
        (await PayAsync(drop, other, await drop.HoldAsync(other), PayingShop.Succeeds)).Text("status").ShouldBe("captured");

        var passed = await late.PostAsync($"{Payment(drop, hold)}/refresh", new { challenge = "pass" });
        if (stock == 1)
        {
            passed.ShouldBe(409, "reservation_expired");
            (await BookedAsync(asked.Text("id"))).Text("state").ShouldBe("voided");
            (await late.GetAsync(Payment(drop, hold))).Text("status").ShouldBe("voided");
        }
        else
        {
            passed.ShouldBeOk().Text("status").ShouldBe("captured");
            (await late.GetAsync("/api/v1/me/purchases")).Json.Items().Count.ShouldBe(1);
        }

        (await drop.StockAsync()).Number("sold").ShouldBe(stock);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_given_back_while_its_payment_is_under_way_is_not_charged()
    {
        var (drop, customer, hold) = await HoldAsync();
        var asked = await PayAsync(drop, customer, hold, PayingShop.Challenged);
        (await customer.DeleteAsync(drop.Of(hold))).ShouldBeOk().Text("status").ShouldBe("cancelled");
        (await customer.PostAsync($"{Payment(drop, hold)}/refresh", new { challenge = "pass" })).ShouldBe(409, "reservation_expired");
        await Until.TrueAsync(async () => (await customer.GetAsync(Payment(drop, hold))).Text("status") == "voided");
        (await LedgerAsync())["items"]!.AsArray().ShouldAllBe(item => item!.Text("paymentId") != asked.Text("id") || item!.Text("state") == "voided");

        var (second, other, held) = await HoldAsync();
        await PayAsync(second, other, held, PayingShop.Challenged);
        (await other.DeleteAsync(Payment(second, held))).ShouldBeOk().Text("status").ShouldBe("voided");
        (await PayAsync(second, other, held, PayingShop.Succeeds)).Text("status").ShouldBe("captured");
        await drop.ShouldBalanceAsync();
        await second.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Money_is_given_back_in_part_and_whole_each_once_and_the_stock_where_it_is_said()
    {
        var (drop, customer, hold) = await HoldAsync(limit: 1);
        var paid = await PayAsync(drop, customer, hold, PayingShop.Succeeds);
        var path = $"/api/v1/operations/payments/{paid.Text("id")}";
        (await shop.Operator.PostAsync($"{path}/refund", new { amountMinor = 19901, reason = "x" })).ShouldBe(422, "refund_too_large");
        (await shop.Operator.PostAsync($"{path}/refund", new { amountMinor = 1 })).ShouldBe(400, "validation_failed");
        (await customer.PostAsync($"{path}/refund", new { reason = "x" })).ShouldBe(403, "forbidden");
        var part = await shop.Operator.PostAsync($"{path}/refund", new { amountMinor = 900, reason = "Scratched" }, key: "r1");
        (part.ShouldBeOk().Text("status"), part.Json.Number("refundedMinor")).ShouldBe(("part_refunded", 900));
        (await shop.Operator.PostAsync($"{path}/refund", new { amountMinor = 900, reason = "Scratched" }, key: "r1")).Body.ShouldBe(part.Body);
        (await drop.StockAsync()).Number("sold").ShouldBe(1);
        (await drop.ReserveAsync(customer)).ShouldBe(409, "limit_reached");

        var whole = await shop.Operator.PostAsync($"{path}/refund", new { restock = true, reason = "Sent back" });
        (whole.ShouldBeOk().Text("status"), whole.Json.Number("refundedMinor")).ShouldBe(("refunded", 19900));
        (await shop.Operator.PostAsync($"{path}/refund", new { reason = "x" })).ShouldBe(422, "refund_too_large");
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("sold")).ShouldBe((10, 0));
        (await drop.ReserveAsync(customer)).Status.ShouldBe(HttpStatusCode.Created);
        (await BookedAsync(paid.Text("id"))).Text("state").ShouldBe("refunded");
        var line = (await shop.Operator.GetAsync($"{drop.Path}/movements")).Json.Items().Single(movement => movement.Text("kind") == "returned");
        line.Text("reason").ShouldBe("Sent back");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Operators_list_payments_and_export_them_and_nobody_else_does()
    {
        var (drop, customer, hold) = await HoldAsync();
        var paid = await PayAsync(drop, customer, hold, PayingShop.Succeeds);
        var listed = (await shop.Operator.GetAsync($"/api/v1/operations/payments?dropId={drop.Id}&state=captured")).ShouldBeOk().Json.Items().Single();
        (listed.Text("id"), listed.Text("status"), listed.Number("capturedMinor"), listed["needsHand"]!.GetValue<bool>()).ShouldBe((paid.Text("id"), "captured", 19900, false));
        (await shop.Operator.GetAsync($"/api/v1/operations/payments?dropId={drop.Id}&state=voided")).ShouldBeOk().Json.Items().ShouldBeEmpty();
        (await shop.Operator.GetAsync("/api/v1/operations/payments?state=nonsense")).ShouldBe(400, "validation_failed");
        (await shop.Operator.GetAsync($"/api/v1/operations/payments/{paid.Text("id")}")).ShouldBeOk().Json.Number("attempt").ShouldBe(1);
        (await customer.GetAsync("/api/v1/operations/payments")).ShouldBe(403, "forbidden");
        (await shop.Operator.GetAsync($"{drop.Path}/payments.csv")).ShouldBeOk().Body.ShouldContain($"\"{paid.Text("id")}\"");
        (await shop.Operator.GetAsync($"{drop.Path}/purchases.csv")).ShouldBeOk().Body.ShouldContain("\"captured\",\"19900\",\"0\"");
        (await (await shop.CustomerAsync()).GetAsync(Payment(drop, hold))).ShouldBe(404, "payment_not_found");
        (await (await shop.CustomerAsync()).PostAsync(Payment(drop, hold), new { card = PayingShop.Succeeds })).ShouldBe(404, "reservation_not_found");
        (await customer.PostAsync(Payment(drop, hold), new { card = "4111111111111111" })).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task What_costs_nothing_and_what_needs_no_payment_is_bought_by_a_press()
    {
        foreach (var body in new object[] { new { payment = "required", price = new { amountMinor = 0, currency = "USD" } }, new { payment = "none" } })
        {
            var drop = await shop.CreateDropAsync(body);
            var customer = await shop.CustomerAsync();
            var hold = await drop.HoldAsync(customer);
            (await PayAsync(drop, customer, hold, PayingShop.Succeeds)).ShouldBe(409, "payment_not_required");
            (await drop.BuyAsync(customer, hold)).Status.ShouldBe(HttpStatusCode.Created);
            await drop.ShouldBalanceAsync();
        }
    }

    [Fact]
    public async Task A_crowd_with_all_kinds_of_cards_leaves_both_sides_books_equal()
    {
        var drop = await shop.CreateDropAsync(new { payment = "required", totalStock = 20, holdSeconds = 600 });
        var customers = await shop.CustomersAsync(40);
        string[] cards = [PayingShop.Succeeds, PayingShop.Succeeds, PayingShop.Succeeds, PayingShop.Declined, PayingShop.Challenged];
        await Parallel.ForEachAsync(customers.Index(), async (each, _) =>
        {
            var (i, customer) = each;
            var reserved = await drop.ReserveAsync(customer);
            if (reserved.Status != HttpStatusCode.Created)
                return;
            var answer = await PayAsync(drop, customer, reserved.Json, cards[i % cards.Length]);
            if (answer.Status == HttpStatusCode.Created && answer.Text("status") == "action")
                await customer.PostAsync($"{Payment(drop, reserved.Json)}/refresh", new { challenge = i % 2 == 0 ? "pass" : "fail" });
            else if (answer.Status == HttpStatusCode.PaymentRequired)
                await PayAsync(drop, customer, reserved.Json, PayingShop.Succeeds);
        });
        await Until.TrueAsync(async () => await paying.Hosted.CountAsync($"select count(*) from payment where drop_id = '{drop.Id}' and due_at is not null") == 0);
        var sold = (await drop.StockAsync()).Number("sold");
        var payments = await paying.Hosted.CountAsync($"select coalesce(sum(captured_minor), 0)::bigint from payment where drop_id = '{drop.Id}'");
        var provider = await paying.Hosted.CountAsync($"""
            select coalesce(sum(b.captured_minor - b.refunded_minor), 0)::bigint from built_in_payment b join payment p on p.id = b.payment_id where p.drop_id = '{drop.Id}'
            """);
        (payments, provider).ShouldBe((sold * 19900L, sold * 19900L));
        (await paying.Hosted.CountAsync($"select count(*) from built_in_payment b join payment p on p.id = b.payment_id where p.drop_id = '{drop.Id}' and b.state = 'authorized'")).ShouldBe(0);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_shop_that_takes_no_payment_makes_no_drop_that_needs_one()
    {
        await using var plain = await HostedShop.StartAsync();
        (await plain.Shop.Anybody.GetAsync("/api/v1/payments/config")).ShouldBeOk().Body.ShouldBe("""{"provider":"none","paySeconds":300}""");
        (await plain.Shop.Operator.PostAsync("/api/v1/drops", new { name = "Paid", price = new { amountMinor = 100, currency = "USD" }, totalStock = 1, payment = "required" }))
            .ShouldBe(400, "price_not_payable");
    }

    private async Task<(Drop Drop, Visitor Customer, JsonNode Hold)> HoldAsync(int quantity = 1, int holdSeconds = 60, int limit = 2)
    {
        var drop = await shop.CreateDropAsync(new { payment = "required", holdSeconds, limitPerCustomer = limit });
        var customer = await shop.CustomerAsync();
        return (drop, customer, await drop.HoldAsync(customer, quantity));
    }

    private static string Payment(Drop drop, JsonNode hold) => $"{drop.Of(hold)}/payment";

    private static Task<Answer> PayAsync(Drop drop, Visitor customer, JsonNode hold, string card, string? key = null) =>
        customer.PostAsync(Payment(drop, hold), new { card }, key);

    private async Task<JsonNode> LedgerAsync() => (await shop.Operator.GetAsync("/api/v1/operations/payments/test/ledger")).ShouldBeOk().Json;

    private async Task<JsonNode> BookedAsync(string payment) => (await LedgerAsync())["items"]!.AsArray().Single(item => item!.Text("paymentId") == payment)!;
}
