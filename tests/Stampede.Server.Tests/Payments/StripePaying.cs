using System.Net;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

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

public sealed class StripePaying(StripeShop fixture) : StripeScenes(fixture), IClassFixture<StripeShop>
{
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

    [Fact]
    public async Task A_hold_that_could_cost_more_than_Stripe_takes_is_refused_when_the_drop_is_made_or_changed()
    {
        var dear = new { amountMinor = 50_000_000, currency = "USD" };
        (await shop.Operator.PostAsync("/api/v1/drops", new { name = "Dear", price = dear, totalStock = 5, payment = "required", limitPerCustomer = 2 }))
            .ShouldBe(400, "price_not_payable");
        await shop.CreateDropAsync(new { price = dear, payment = "none", limitPerCustomer = 2 });
        var drop = await shop.CreateDropAsync(new { price = dear, payment = "required", limitPerCustomer = 1 });
        (await shop.Operator.PatchAsync(drop.Path, new { limitPerCustomer = 2 })).ShouldBe(400, "price_not_payable");
        (await shop.Operator.PatchAsync(drop.Path, new { price = new { amountMinor = 49, currency = "USD" } })).ShouldBe(400, "price_not_payable");
        (await shop.Operator.PatchAsync(drop.Path, new { limitPerCustomer = 2, price = new { amountMinor = 49_999_999, currency = "USD" } })).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, new { price = new { amountMinor = 0, currency = "USD" } })).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, new { name = "Dearer" })).ShouldBeOk();
    }
}
