using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Payments;

/// <summary>A shop whose money is moved by the fake Stripe, which tells it so.</summary>
public sealed class StripeShop : IAsyncLifetime
{
    private HostedShop? hosted;
    private FakeStripeProcess? stripe;

    internal HostedShop Hosted => hosted!;

    internal FakeStripeProcess Stripe => stripe!;

    internal static Dictionary<string, string?> Settings(FakeStripeProcess stripe) => new()
    {
        ["Stampede:Payments:Provider"] = "stripe",
        ["Stampede:Payments:AttemptsPerHold"] = "5",
        ["Stampede:Payments:Stripe:SecretKey"] = FakeStripeProcess.SecretKey,
        ["Stampede:Payments:Stripe:PublishableKey"] = FakeStripeProcess.PublishableKey,
        ["Stampede:Payments:Stripe:WebhookSecrets:0"] = FakeStripeProcess.WebhookSecret,
        ["Stampede:Payments:Stripe:ApiBase"] = stripe.Api.ToString(),
    };

    public async ValueTask InitializeAsync()
    {
        stripe = await FakeStripeProcess.StartAsync();
        hosted = await HostedShop.StartAsync(settings: Settings(stripe));
        await stripe.WebhookAsync(new Uri(hosted.Shop.Site.Address, "/api/v1/payments/events/stripe"), FakeStripeProcess.WebhookSecret);
    }

    public async ValueTask DisposeAsync()
    {
        if (hosted is not null)
            await hosted.DisposeAsync();
        if (stripe is not null)
            await stripe.DisposeAsync();
    }
}

public sealed class StripePaying(StripeShop fixture) : IClassFixture<StripeShop>, IAsyncLifetime
{
    private readonly Shop shop = fixture.Hosted.Shop;
    private readonly FakeStripeProcess stripe = fixture.Stripe;

    public async ValueTask InitializeAsync()
    {
        await stripe.NoFaultsAsync();
        await stripe.EventsAsync("deliver");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_card_buys_what_was_held_and_given_back_it_leaves_nothing_at_Stripe()
    {
        (await shop.Anybody.GetAsync("/api/v1/payments/config")).ShouldBeOk().Body
            .ShouldBe("""{"provider":"stripe","publishableKey":"pk_test_fake","paySeconds":300}""");
        var (drop, customer, hold) = await HoldAsync();
        var paid = await PayAsync(drop, customer, hold, "succeeds");
        paid.Status.ShouldBe(HttpStatusCode.Created, paid.Body);
        await ComesToAsync("captured", drop, customer, hold);
        (await KeptAsync(drop)).ShouldBe(19900);

        (await shop.Operator.PostAsync($"/api/v1/operations/payments/{paid.Text("id")}/refund", new { restock = true, reason = "Sent back" })).ShouldBeOk();
        await ComesToAsync("refunded", drop, customer, hold);
        (await KeptAsync(drop)).ShouldBe(0);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_declined_card_and_a_token_that_is_none_are_told_with_their_reasons_and_another_card_buys()
    {
        var (drop, customer, hold) = await HoldAsync();
        var poor = await PayAsync(drop, customer, hold, "poor");
        poor.ShouldBe(402, "payment_declined");
        (poor.Json.Text("declineCode"), poor.Json.Number("attemptsLeft")).ShouldBe(("insufficient_funds", 4));
        for (var i = 0; i < 2; i++)
            (await PayAsync(drop, customer, hold, "nothing")).ShouldBe(402, "payment_declined");
        (await PayAsync(drop, customer, hold, "succeeds")).Status.ShouldBe(HttpStatusCode.Created);
        await ComesToAsync("captured", drop, customer, hold);
        (await KeptAsync(drop)).ShouldBe(19900);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_challenge_that_is_passed_is_heard_of_by_the_event_alone_however_often_it_comes()
    {
        var (drop, customer, hold) = await HoldAsync();
        var asked = await PayAsync(drop, customer, hold, "challenge");
        (asked.Text("status"), asked.Json["nextAction"]!.Text("type")).ShouldBe(("action", "use_stripe_sdk"));
        var intent = (await IntentsAsync(drop)).Single().Id;
        asked.Json["nextAction"]!.Text("clientSecret").ShouldStartWith($"{intent}_secret_");

        await stripe.EventsAsync("duplicate");
        (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
        await ComesToAsync("captured", drop, customer, hold);
        (await customer.GetAsync("/api/v1/me/purchases")).Json.Items().Count.ShouldBe(1);
        (await KeptAsync(drop)).ShouldBe(19900);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_a_customer_gives_up_while_Stripe_is_still_at_it_is_not_kept_by_the_bank()
    {
        await using var slow = await FakeStripeProcess.StartAsync(slowSeconds: 8);
        var settings = StripeShop.Settings(slow);
        settings["Stampede:Payments:TimeoutSeconds"] = "3";
        await using var hasty = await HostedShop.StartAsync(settings: settings);
        var drop = await hasty.Shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
        var customer = await hasty.Shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        (await PayAsync(drop, customer, hold, "slow")).Status.ShouldBe(HttpStatusCode.Accepted);
        await customer.DeleteAsync(drop.Of(hold));
        await customer.DeleteAsync(Payment(drop, hold));

        // Stripe makes the intent now, when nobody waits for it any more.
        await Until.TrueAsync(async () => (await slow.BooksAsync()).Intents is [{ Status: "canceled", AuthorizedAt: not null }]);
        await ComesToAsync("voided", drop, customer, hold);
        (await drop.StockAsync()).Number("sold").ShouldBe(0);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_crowd_with_all_kinds_of_cards_and_a_Stripe_that_fails_in_all_ways_leaves_both_sides_books_equal()
    {
        var drop = await shop.CreateDropAsync(new { payment = "required", totalStock = 20, holdSeconds = 600 });
        var customers = await shop.CustomersAsync(30);
        await stripe.EventsAsync("duplicate");
        foreach (var fault in new[] { "failBefore", "failAfter", "cutAfter", "tooMany" })
            await stripe.FaultAsync(null, fault, times: int.MaxValue, share: 0.08);
        string[] cards = ["succeeds", "succeeds", "succeeds", "declined", "challenge"];
        await Parallel.ForEachAsync(customers.Index(), async (each, _) =>
        {
            var (i, customer) = each;
            var reserved = await drop.ReserveAsync(customer);
            if (reserved.Status != HttpStatusCode.Created)
                return;
            var answer = await PayAsync(drop, customer, reserved.Json, cards[i % cards.Length]);
            if (answer.Status is HttpStatusCode.PaymentRequired or HttpStatusCode.ServiceUnavailable)
                await PayAsync(drop, customer, reserved.Json, "succeeds");
            else if (answer.Status == HttpStatusCode.Created && answer.Text("status") == "action" && i % 2 == 0)
                await customer.DeleteAsync(Payment(drop, reserved.Json));
        });
        await stripe.NoFaultsAsync();
        foreach (var asked in (await IntentsAsync(drop)).Where(intent => intent.Status == "requires_action"))
            await stripe.ChallengeAsync(asked.Id, passes: true);
        await Until.TrueAsync(async () => await fixture.Hosted.CountAsync($"select count(*) from payment where drop_id = '{drop.Id}' and due_at is not null") == 0);

        var sold = (await drop.StockAsync()).Number("sold");
        sold.ShouldBeGreaterThan(0);
        (await fixture.Hosted.CountAsync($"select coalesce(sum(captured_minor), 0)::bigint from payment where drop_id = '{drop.Id}'")).ShouldBe(sold * 19900L);
        (await KeptAsync(drop)).ShouldBe(sold * 19900L);
        (await IntentsAsync(drop)).ShouldAllBe(intent => intent.Status == "succeeded" || intent.Status == "canceled" || intent.Status == "requires_payment_method");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task An_event_of_somebody_else_is_refused_and_one_on_a_payment_that_is_not_ours_is_not()
    {
        const string Body = """{"id": "evt_other", "object": "event", "data": {"object": {"id": "pi_other", "object": "payment_intent"}}}""";
        foreach (var (secret, status) in new[] { ("whsec_other", HttpStatusCode.BadRequest), (FakeStripeProcess.WebhookSecret, HttpStatusCode.OK) })
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(shop.Site.Address, "/api/v1/payments/events/stripe")) { Content = new StringContent(Body) };
            request.Headers.TryAddWithoutValidation("Stripe-Signature", Stripe.EventUtility.GenerateSignatureHeader(Body, secret));
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(status);
        }
    }

    private async Task<(Drop Drop, Visitor Customer, JsonNode Hold)> HoldAsync()
    {
        var drop = await shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
        var customer = await shop.CustomerAsync();
        return (drop, customer, await drop.HoldAsync(customer));
    }

    private static string Payment(Drop drop, JsonNode hold) => $"{drop.Of(hold)}/payment";

    private static Task<Answer> PayAsync(Drop drop, Visitor customer, JsonNode hold, string card) =>
        customer.PostAsync(Payment(drop, hold), new { confirmationToken = FakeStripeProcess.Token(card) });

    private async Task<IReadOnlyList<StripeBooks.Intent>> IntentsAsync(Drop drop) =>
        [.. (await stripe.BooksAsync()).Intents.Where(intent => intent.Drop == drop.Id.ToString())];

    /// <summary>In the answer to the request, or a moment later by whoever takes what is due.</summary>
    private static Task ComesToAsync(string status, Drop drop, Visitor customer, JsonNode hold) =>
        Until.TrueAsync(async () => (await customer.GetAsync(Payment(drop, hold))).Text("status") == status);

    /// <summary>What Stripe has taken for the drop and not given back.</summary>
    private async Task<long> KeptAsync(Drop drop) => (await IntentsAsync(drop)).Sum(intent => intent.CapturedMinor - intent.RefundedMinor);
}
