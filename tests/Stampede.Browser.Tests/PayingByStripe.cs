using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>Stripe's form. Its script is a stand-in that the browser gets in place of Stripe's; behind the server stands the fake Stripe.</summary>
public sealed class PayingByStripe(PayingByStripe.StripeShop fixture) : IClassFixture<PayingByStripe.StripeShop>
{
    /// <summary>
    /// As much of Stripe.js as the shop uses. What is typed names what the fake Stripe does with the card; "unread" and "wrong" come to no token.
    /// A challenge is done when the test calls <c>answered()</c>.
    /// </summary>
    private const string StripeJs = """
        window.Stripe = () => {
          const card = document.createElement('input');
          card.setAttribute('aria-label', 'Card number');
          return {
            elements: () => ({
              create: () => {
                const handlers = {};
                return {
                  mount: (place) => { place.append(card); queueMicrotask(() => handlers.ready()); },
                  on: (name, handler) => { handlers[name] = handler; },
                  destroy: () => card.remove(),
                };
              },
              submit: async () => (card.value === '' ? { error: { type: 'validation_error', code: 'incomplete_number' } } : {}),
            }),
            createConfirmationToken: async () => ({
              unread: { error: { type: 'api_connection_error' } },
              wrong: { error: { type: 'card_error', code: 'incorrect_number' } },
            })[card.value] ?? { confirmationToken: { id: `ctoken_${card.value}_${Math.random().toString(16).slice(2)}` } },
            handleNextAction: () => new Promise((done) => { window.answered = () => done({}); }),
          };
        };
        window.Stripe.version = 'endive';
        """;

    private readonly Shop shop = fixture.Shop;

    public sealed class StripeShop(Chromium chromium) : IAsyncLifetime
    {
        internal Shop Shop { get; private set; } = null!;

        internal FakeStripeProcess Stripe { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Stripe = await FakeStripeProcess.StartAsync();
            Shop = new(chromium)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Stampede__Payments__Provider"] = "stripe",
                    ["Stampede__Payments__Stripe__SecretKey"] = FakeStripeProcess.SecretKey,
                    ["Stampede__Payments__Stripe__PublishableKey"] = FakeStripeProcess.PublishableKey,
                    ["Stampede__Payments__Stripe__WebhookSecrets__0"] = FakeStripeProcess.WebhookSecret,
                    ["Stampede__Payments__Stripe__ApiBase"] = Stripe.Api.ToString(),
                },
            };
            await Shop.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Shop.DisposeAsync();
            await Stripe.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_keeps_the_card_from_the_bank_is_said_and_a_good_card_then_buys()
    {
        await using var visitor = await HoldAsync("By Card");
        var before = await fixture.Stripe.CallsAsync("create");
        // The form itself marks what is missing.
        await PayAsync(visitor, "");
        await Expect(visitor.Pay).ToBeEnabledAsync();
        (await fixture.Stripe.CallsAsync("create")).ShouldBe(before);

        await PayAsync(visitor, "unread");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The payment service does not answer. Nothing was charged, and your reservation stays. Try again in a moment.");
        await PayAsync(visitor, "wrong");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The card’s number is not right.");
        await PayAsync(visitor, "poor");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is not enough money on this card. 4 tries left.");
        await PayAsync(visitor, "succeeds");
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Paid", new() { Exact = true })).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_challenge_that_is_closed_can_be_opened_again_and_passed_it_buys()
    {
        await using var visitor = await HoldAsync("By Question");
        await PayAsync(visitor, "challenge");
        await Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new("^Your bank asks whether it is you") })).ToBeVisibleAsync();
        await AnswerAsync(visitor);
        await visitor.Button("Answer your bank").ClickAsync();
        (await fixture.Stripe.ChallengeAsync((await fixture.Stripe.BooksAsync()).Intents.Single(intent => intent.Status == "requires_action").Id, passes: true)).ShouldBeTrue();
        await AnswerAsync(visitor);
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_Stripes_script_does_not_come_the_page_says_so_and_keeps_the_hold()
    {
        await using var visitor = await HoldAsync("No Script", hasScript: false);
        await Expect(visitor.Page.GetByText("The payment service does not answer.")).ToBeVisibleAsync();
        await Expect(visitor.Hold).ToBeVisibleAsync();
    }

    private async Task<Visitor> HoldAsync(string name, bool hasScript = true)
    {
        var drop = await shop.OfferAsync(name, isPaid: true, sizes: [("One size", 3)]);
        var visitor = await shop.VisitAsync();
        await visitor.Context.RouteAsync(
            "https://js.stripe.com/**", route => hasScript ? route.FulfillAsync(new() { ContentType = "text/javascript", Body = StripeJs }) : route.AbortAsync());
        await visitor.BeGuestAsync($"{name}’s buyer");
        await visitor.ReserveAsync(drop);
        return visitor;
    }

    private static async Task PayAsync(Visitor visitor, string card)
    {
        await visitor.Field("Card number").FillAsync(card);
        await Visitor.ReadAsync(visitor.Pay);
        await visitor.Pay.ClickAsync();
    }

    /// <summary>Stripe's dialog is gone, whatever was answered in it.</summary>
    private static async Task AnswerAsync(Visitor visitor)
    {
        await visitor.Page.WaitForFunctionAsync("() => window.answered");
        await visitor.Page.EvaluateAsync("() => { window.answered(); window.answered = undefined; }");
    }
}
