using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stampede.Domain;
using Stampede.Server.Reservations;
using Stampede.Testing;

namespace Stampede.Server.Tests.Payments;

/// <summary>The provider against the fake Stripe, over HTTP and through Stripe.net's own types.</summary>
public sealed class StripeProviding(StripeProviding.Fake fixture) : IClassFixture<StripeProviding.Fake>, IAsyncLifetime
{
    private static readonly Money Price = new(4_900, "EUR");

    private readonly FakeStripeProcess fake = fixture.Process;
    private readonly StripeProvider provider = Provider(fixture.Process.Api);

    public sealed class Fake : IAsyncLifetime
    {
        internal FakeStripeProcess Process { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Process = await FakeStripeProcess.StartAsync(slowSeconds: 3);

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }

    public async ValueTask InitializeAsync()
    {
        await fake.NoFaultsAsync();
        await fake.NoWebhookAsync();
    }

    public ValueTask DisposeAsync()
    {
        provider.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_card_that_succeeds_is_authorised_and_then_captured_once()
    {
        var start = Start("succeeds");
        var authorized = await provider.StartAsync(start, default);
        authorized.ShouldBe(new ProviderPayment(start.Payment, authorized.Reference, ProviderState.Authorized, Price, CaptureBefore: authorized.CaptureBefore));
        authorized.CaptureBefore!.Value.ShouldBe(DateTimeOffset.UtcNow.AddDays(7), TimeSpan.FromHours(1));
        (await EntryAsync(start)).ShouldBe(new StripeBooks.Intent(
            authorized.Reference, start.Payment.ToString(), start.Drop.ToString(), start.Reservation.ToString(), "requires_capture", "eur",
            Price.AmountMinor, 0, 0, 0, (await EntryAsync(start)).AuthorizedAt));

        for (var i = 0; i < 2; i++)
        {
            var captured = await provider.CaptureAsync(start.Payment, authorized.Reference, default);
            captured.ShouldBe(authorized with { State = ProviderState.Captured, CapturedMinor = Price.AmountMinor });
        }

        (await provider.FindAsync(start.Payment, authorized.Reference, default))!.State.ShouldBe(ProviderState.Captured);
        (await EntryAsync(start)).CapturedMinor.ShouldBe(Price.AmountMinor);
    }

    [Fact]
    public async Task Started_again_it_is_the_same_payment()
    {
        var start = Start("succeeds");
        (await provider.StartAsync(start, default)).ShouldBe(await provider.StartAsync(start, default));
        await EntryAsync(start);
    }

    [Theory]
    [InlineData("declined", "generic_decline")]
    [InlineData("poor", "insufficient_funds")]
    [InlineData("outdated", "expired_card")]
    public async Task A_declined_card_is_told_with_its_reason_however_often_it_is_asked(string kind, string reason)
    {
        var start = Start(kind);
        for (var i = 0; i < 2; i++)
        {
            var declined = await provider.StartAsync(start, default);
            declined.ShouldBe(new ProviderPayment(start.Payment, (await EntryAsync(start)).Id, ProviderState.Declined, Price, DeclineCode: reason));
        }

        var found = await provider.FindAsync(start.Payment, null, default);
        (found!.State, found.DeclineCode).ShouldBe((ProviderState.Declined, reason));
    }

    [Fact]
    public async Task A_token_that_is_unknown_or_was_used_is_declined_and_makes_no_intent()
    {
        var first = Start("succeeds");
        await provider.StartAsync(first, default);
        foreach (var start in new[] { Start("succeeds") with { Token = first.Token }, Start("succeeds") with { Token = "ctoken_of_another_account" } })
        {
            var refused = await provider.StartAsync(start, default);
            (refused.State, refused.Reference).ShouldBe((ProviderState.Declined, ""));
            refused.DeclineCode.ShouldNotBeNullOrEmpty();
            (await provider.FindAsync(start.Payment, null, default)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_challenge_tells_the_browser_what_it_needs_and_passes()
    {
        var start = Start("challenge");
        var asked = await provider.StartAsync(start, default);
        asked.State.ShouldBe(ProviderState.Action);
        using var action = JsonDocument.Parse(asked.NextAction!);
        action.RootElement.GetProperty("type").GetString().ShouldBe("use_stripe_sdk");
        action.RootElement.GetProperty("clientSecret").GetString()!.ShouldStartWith($"{asked.Reference}_secret_");
        action.RootElement.GetProperty("publishableKey").GetString().ShouldBe(FakeStripeProcess.PublishableKey);
        (await provider.FindAsync(start.Payment, asked.Reference, default)).ShouldBe(asked);

        (await fake.ChallengeAsync(asked.Reference, passes: true)).ShouldBeTrue();
        var passed = await provider.FindAsync(start.Payment, asked.Reference, default);
        (passed!.State, passed.NextAction).ShouldBe((ProviderState.Authorized, null));
    }

    [Fact]
    public async Task After_a_failed_challenge_the_browser_cannot_try_another_card_on_the_same_intent()
    {
        var start = Start("challenge");
        var asked = await provider.StartAsync(start, default);
        var secret = JsonDocument.Parse(asked.NextAction!).RootElement.GetProperty("clientSecret").GetString()!;
        (await fake.ChallengeAsync(asked.Reference, passes: false)).ShouldBeTrue();

        var failed = await provider.FindAsync(start.Payment, asked.Reference, default);
        (failed!.State, failed.DeclineCode).ShouldBe((ProviderState.Declined, "payment_intent_authentication_failure"));

        using var browser = new HttpClient { BaseAddress = fake.Api };
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FakeStripeProcess.SecretKey);
        using var another = await browser.PostAsync(
            $"/v1/payment_intents/{asked.Reference}/confirm",
            new FormUrlEncodedContent([new("client_secret", secret), new("confirmation_token", FakeStripeProcess.Token("succeeds"))]));
        another.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await EntryAsync(start)).Status.ShouldBe("canceled");
        var later = await provider.FindAsync(start.Payment, asked.Reference, default);
        (later!.State, later.DeclineCode).ShouldBe((ProviderState.Voided, "payment_intent_authentication_failure"));
    }

    [Fact]
    public async Task A_payment_that_Stripe_is_still_at_is_told_so()
    {
        var start = Start("processing");
        (await provider.StartAsync(start, default)).State.ShouldBe(ProviderState.Processing);
        (await provider.FindAsync(start.Payment, null, default))!.State.ShouldBe(ProviderState.Processing);
    }

    [Theory]
    [InlineData("succeeds")]
    [InlineData("challenge")]
    [InlineData("processing")]
    public async Task What_is_not_captured_is_let_go_and_costs_nobody_anything(string kind)
    {
        var start = Start(kind);
        var reference = (await provider.StartAsync(start, default)).Reference;
        for (var i = 0; i < 2; i++)
        {
            var voided = await provider.VoidAsync(start.Payment, reference, default);
            (voided.State, voided.CapturedMinor, voided.RefundedMinor).ShouldBe((ProviderState.Voided, 0, 0));
        }

        (await fake.ChallengeAsync(reference, passes: true)).ShouldBeFalse();
        (await provider.CaptureAsync(start.Payment, reference, default)).State.ShouldBe(ProviderState.Voided);
        (await EntryAsync(start)).Status.ShouldBe("canceled");
    }

    [Fact]
    public async Task What_is_captured_stays_so_when_it_is_voided()
    {
        var (start, reference) = await CapturedAsync();
        (await provider.VoidAsync(start.Payment, reference, default)).State.ShouldBe(ProviderState.Captured);
        (await EntryAsync(start)).CapturedMinor.ShouldBe(Price.AmountMinor);
    }

    [Fact]
    public async Task An_authorisation_that_ran_out_cannot_be_captured()
    {
        var start = Start("succeeds");
        var reference = (await provider.StartAsync(start, default)).Reference;
        (await fake.ExpireAsync(reference)).ShouldBeTrue();
        var late = await provider.CaptureAsync(start.Payment, reference, default);
        (late.State, late.CapturedMinor, late.RefundedMinor).ShouldBe((ProviderState.Voided, 0, 0));
    }

    [Fact]
    public async Task A_refund_is_given_once_for_its_key_and_never_more_than_was_captured()
    {
        var (start, reference) = await CapturedAsync();
        var (part, rest) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var i = 0; i < 2; i++)
            (await provider.RefundAsync(part, start.Payment, reference, 1_000, default)).ShouldBeTrue();
        (await provider.RefundAsync(Guid.CreateVersion7(), start.Payment, reference, Price.AmountMinor, default)).ShouldBeFalse();
        (await provider.RefundAsync(rest, start.Payment, reference, Price.AmountMinor - 1_000, default)).ShouldBeTrue();
        (await provider.RefundAsync(Guid.CreateVersion7(), start.Payment, reference, 1, default)).ShouldBeFalse();

        var found = await provider.FindAsync(start.Payment, reference, default);
        (found!.State, found.CapturedMinor, found.RefundedMinor).ShouldBe((ProviderState.Captured, Price.AmountMinor, Price.AmountMinor));
        (await EntryAsync(start)).Refunds.ShouldBe(2);
    }

    [Fact]
    public async Task A_refund_may_have_the_payment_s_own_id()
    {
        var (start, reference) = await CapturedAsync();
        (await provider.RefundAsync(start.Payment.Value, start.Payment, reference, Price.AmountMinor, default)).ShouldBeTrue();
        (await EntryAsync(start)).RefundedMinor.ShouldBe(Price.AmountMinor);
    }

    [Fact]
    public async Task What_was_not_captured_or_is_unknown_is_not_refunded()
    {
        var start = Start("succeeds");
        var reference = (await provider.StartAsync(start, default)).Reference;
        (await provider.RefundAsync(Guid.CreateVersion7(), start.Payment, reference, 1_000, default)).ShouldBeFalse();
        (await provider.RefundAsync(Guid.CreateVersion7(), start.Payment, "pi_unknown", 1_000, default)).ShouldBeFalse();
        (await EntryAsync(start)).Status.ShouldBe("requires_capture");
    }

    [Fact]
    public async Task A_dispute_is_told()
    {
        var (start, reference) = await CapturedAsync();
        (await provider.FindAsync(start.Payment, reference, default))!.Disputed.ShouldBeFalse();
        (await fake.DisputeAsync(reference)).ShouldBeTrue();
        (await provider.FindAsync(start.Payment, reference, default))!.Disputed.ShouldBeTrue();
    }

    [Fact]
    public async Task All_that_was_started_is_listed_and_found_by_our_id_over_several_pages_and_what_is_of_others_is_not()
    {
        var since = DateTimeOffset.UtcNow.AddSeconds(-1);
        var starts = Enumerable.Range(0, 120).Select(_ => Start("succeeds")).ToArray();
        foreach (var some in starts.Chunk(20))
            await Task.WhenAll(some.Select(start => provider.StartAsync(start, default)));

        using var other = new HttpClient { BaseAddress = fake.Api };
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FakeStripeProcess.SecretKey);
        using var made = await other.PostAsync("/v1/payment_intents", new FormUrlEncodedContent(
            [new("amount", "700"), new("currency", "eur"), new("confirm", "true"), new("confirmation_token", FakeStripeProcess.Token("succeeds"))]));
        made.EnsureSuccessStatusCode();
        var foreign = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString();

        var listed = await provider.ListAsync(since, default).ToListAsync();
        listed.Select(payment => payment.Payment!.Value).ShouldBeUnique();
        starts.Select(start => start.Payment).ShouldBeSubsetOf(listed.Select(payment => payment.Payment!.Value));
        listed.Select(payment => payment.Reference).ShouldNotContain(foreign);
        (await provider.FindAsync(starts[0].Payment, null, default))!.Payment.ShouldBe(starts[0].Payment);
        (await provider.FindAsync(starts[0].Payment, foreign, default))!.Payment.ShouldBeNull();
        (await provider.FindAsync(new PaymentId(Guid.CreateVersion7()), null, default)).ShouldBeNull();
        (await provider.FindAsync(starts[0].Payment, "pi_unknown", default)).ShouldBeNull();
        (await provider.ListAsync(DateTimeOffset.UtcNow.AddMinutes(1), default).ToListAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("failAfter")]
    [InlineData("cutAfter")]
    [InlineData("tooMany")]
    public async Task A_start_whose_answer_is_lost_has_one_effect(string fault)
    {
        var start = Start("succeeds");
        await fake.FaultAsync("create", fault);
        var authorized = await UntilAnsweredAsync(() => provider.StartAsync(start, default));
        authorized.State.ShouldBe(ProviderState.Authorized);
        (await EntryAsync(start)).Id.ShouldBe(authorized.Reference);
    }

    [Fact]
    public async Task A_start_that_failed_at_Stripe_and_made_nothing_is_unanswered_once_and_then_declined()
    {
        var start = Start("succeeds");
        await fake.FaultAsync("create", "failBefore");
        (await Should.ThrowAsync<PaymentUnansweredException>(provider.StartAsync(start, default))).ShouldNotBeOfType<PaymentUnreachableException>();
        (await provider.FindAsync(start.Payment, null, default)).ShouldBeNull();

        // Stripe repeats the failure for a day: the customer is not left waiting, and another attempt has another key.
        (await provider.StartAsync(start, default)).ShouldBe(
            new ProviderPayment(start.Payment, "", ProviderState.Declined, Price, DeclineCode: "processing_error"));
        (await provider.StartAsync(start with { Payment = new PaymentId(Guid.CreateVersion7()) }, default)).State.ShouldBe(ProviderState.Authorized);
    }

    [Theory]
    [InlineData("failBefore")]
    [InlineData("failAfter")]
    [InlineData("cutAfter")]
    [InlineData("tooMany")]
    public async Task A_capture_a_void_and_a_refund_whose_answer_is_lost_have_one_effect_each(string fault)
    {
        var (sold, unsold) = (Start("succeeds"), Start("succeeds"));
        var soldReference = (await provider.StartAsync(sold, default)).Reference;
        var unsoldReference = (await provider.StartAsync(unsold, default)).Reference;
        var refund = Guid.CreateVersion7();
        await fake.FaultAsync("capture", fault);
        await fake.FaultAsync("cancel", fault);
        await fake.FaultAsync("refund", fault);

        (await UntilAnsweredAsync(() => provider.CaptureAsync(sold.Payment, soldReference, default))).State.ShouldBe(ProviderState.Captured);
        (await UntilAnsweredAsync(() => provider.VoidAsync(unsold.Payment, unsoldReference, default))).State.ShouldBe(ProviderState.Voided);
        (await UntilAnsweredAsync(() => provider.RefundAsync(refund, sold.Payment, soldReference, 1_500, default))).ShouldBeTrue();

        var entry = await EntryAsync(sold);
        (entry.CapturedMinor, entry.RefundedMinor, entry.Refunds).ShouldBe((Price.AmountMinor, 1_500, 1));
        var released = await EntryAsync(unsold);
        (released.Status, released.CapturedMinor).ShouldBe(("canceled", 0));
    }

    [Fact]
    public async Task A_refund_that_failed_at_Stripe_twice_waits_and_is_never_given_twice()
    {
        var (start, reference) = await CapturedAsync();
        var refund = Guid.CreateVersion7();
        await fake.FaultAsync("refund", "failBefore", times: 2);
        for (var i = 0; i < 3; i++)
            await Should.ThrowAsync<PaymentUnansweredException>(provider.RefundAsync(refund, start.Payment, reference, 1_000, default));
        (await EntryAsync(start)).Refunds.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_repeated_inside_a_call()
    {
        var (start, reference) = await CapturedAsync();
        var before = await fake.CallsAsync("read");
        await fake.FaultAsync("read", "failBefore");
        await Should.ThrowAsync<PaymentUnansweredException>(provider.FindAsync(start.Payment, reference, default));
        (await fake.CallsAsync("read")).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_bank_that_takes_its_time_is_not_answered_and_then_succeeds_once()
    {
        var start = Start("slow");
        using var impatient = Provider(fake.Api, timeoutSeconds: 1);
        (await Should.ThrowAsync<PaymentUnansweredException>(impatient.StartAsync(start, default))).ShouldNotBeOfType<PaymentUnreachableException>();
        ProviderPayment? authorized = null;
        await Until.TrueAsync(async () =>
        {
            try
            {
                authorized = await provider.StartAsync(start, default);
                return true;
            }
            catch (PaymentUnansweredException e)
            {
                // The first call is still under way at Stripe.
                e.Message.ShouldContain("still at the same call");
                return false;
            }
        });
        authorized!.State.ShouldBe(ProviderState.Authorized);
        (await EntryAsync(start)).Id.ShouldBe(authorized.Reference);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_no_lost_answer()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(provider.FindAsync(new PaymentId(Guid.CreateVersion7()), null, gone.Token));
    }

    [Fact]
    public async Task A_Stripe_that_is_not_there_had_no_effect_for_certain()
    {
        await using var dying = await FakeStripeProcess.StartAsync();
        using var lonely = Provider(dying.Api);
        await dying.KillAsync();
        await Should.ThrowAsync<PaymentUnreachableException>(lonely.StartAsync(Start("succeeds"), default));
    }

    [Fact]
    public async Task A_key_that_Stripe_does_not_accept_is_told_without_the_key()
    {
        using var revoked = new StripeProvider(new("sk_test_revoked", FakeStripeProcess.PublishableKey, [], fake.Api, 60));
        var told = await Should.ThrowAsync<PaymentUnreachableException>(revoked.StartAsync(Start("succeeds"), default));
        told.Message.ShouldContain("does not accept the secret key");
        told.ToString().ShouldNotContain("revoked");
    }

    [Fact]
    public async Task An_answer_that_is_none_is_unanswered_and_its_text_is_not_told()
    {
        await using var broken = await Listener.StartAsync((context, _) => context.Response.WriteAsync("{\"client_secret\": \"pi_1_secret_2\", "));
        using var confused = Provider(broken.Address);
        var told = await Should.ThrowAsync<PaymentUnansweredException>(confused.StartAsync(Start("succeeds"), default));
        told.ToString().ShouldNotContain("pi_1_secret_2");
        told.ToString().ShouldNotContain(FakeStripeProcess.SecretKey);
    }

    [Fact]
    public async Task Amounts_reach_Stripe_in_its_own_unit_and_come_back_in_ours()
    {
        foreach (var (price, atStripe) in new[]
        {
            (new Money(1_200, "JPY"), 1_200L), (new Money(5, "ISK"), 500), (new Money(5_000, "UGX"), 500_000), (new Money(500_000, "MGA"), 5_000),
            (new Money(4_990, "KWD"), 4_990),
        })
        {
            provider.CanTake(price).ShouldBeTrue();
            var start = Start("succeeds") with { Amount = price };
            var reference = (await provider.StartAsync(start, default)).Reference;
            (await EntryAsync(start)).AmountMinor.ShouldBe(atStripe);
            var captured = await provider.CaptureAsync(start.Payment, reference, default);
            (captured.Amount, captured.CapturedMinor).ShouldBe((price, price.AmountMinor));
            (await provider.RefundAsync(Guid.CreateVersion7(), start.Payment, reference, price.AmountMinor, default)).ShouldBeTrue();
            (await provider.FindAsync(start.Payment, reference, default))!.RefundedMinor.ShouldBe(price.AmountMinor);
        }
    }

    [Theory]
    [InlineData(0, "EUR", true)]
    [InlineData(0, "XXX", true)]
    [InlineData(49, "EUR", false)]
    [InlineData(50, "EUR", true)]
    [InlineData(29, "GBP", false)]
    [InlineData(30, "GBP", true)]
    [InlineData(17_499, "HUF", false)]
    [InlineData(17_500, "HUF", true)]
    [InlineData(49, "JPY", false)]
    [InlineData(50, "JPY", true)]
    [InlineData(99_999_999, "EUR", true)]
    [InlineData(100_000_000, "EUR", false)]
    [InlineData(100_000_000, "IDR", true)]
    [InlineData(999_999_999_999, "IDR", true)]
    [InlineData(1_000_000_000_000, "IDR", false)]
    [InlineData(4_990, "KWD", true)]
    [InlineData(4_995, "KWD", false)]
    [InlineData(1, "ISK", true)]
    [InlineData(999_999, "ISK", true)]
    [InlineData(1_000_000, "ISK", false)]
    [InlineData(long.MaxValue, "ISK", false)]
    [InlineData(100, "MGA", true)]
    [InlineData(150, "MGA", false)]
    [InlineData(5_000, "IRR", false)]
    [InlineData(5_000, "CLF", false)]
    [InlineData(5_000, "IQD", false)]
    public void What_Stripe_cannot_take_is_known_before(long amount, string currency, bool taken) =>
        provider.CanTake(new Money(amount, currency)).ShouldBe(taken);

    [Fact]
    public async Task Each_event_names_its_payment_and_an_account_s_other_API_version_does_not_matter()
    {
        await using var shop = await Listener.StartAsync();
        await fake.WebhookAsync(shop.Address, FakeStripeProcess.WebhookSecret);
        var before = (await fake.SentEventsAsync()).Count;
        var (_, sold) = await CapturedAsync();
        await provider.RefundAsync(Guid.CreateVersion7(), new PaymentId(Guid.CreateVersion7()), sold, 100, default);
        await fake.DisputeAsync(sold);
        var unsold = Start("succeeds");
        var released = (await provider.StartAsync(unsold, default)).Reference;
        await provider.VoidAsync(unsold.Payment, released, default);
        var failed = (await provider.StartAsync(Start("declined"), default)).Reference;

        var sent = (await fake.SentEventsAsync()).Skip(before).ToList();
        sent.Select(one => one.Type).ShouldBe(
        [
            "payment_intent.amount_capturable_updated", "payment_intent.succeeded", "charge.refunded", "charge.dispute.created",
            "payment_intent.amount_capturable_updated", "charge.refunded", "payment_intent.canceled", "payment_intent.payment_failed",
        ]);
        await Until.TrueAsync(() => shop.Heard.Count >= sent.Count);
        var read = shop.Heard.Select(heard => provider.ReadEvent(heard.Body, heard.Headers)!).ToList();
        read.Select(one => one.Id).ShouldBe(sent.Select(one => one.Id));
        read.Select(one => one.Reference).ShouldBe([sold, sold, sold, sold, released, released, released, failed]);
    }

    [Fact]
    public async Task An_event_is_taken_by_the_new_secret_and_by_the_old_one_and_by_no_other()
    {
        await using var shop = await Listener.StartAsync();
        await fake.WebhookAsync(shop.Address, "whsec_old");
        await provider.StartAsync(Start("succeeds"), default);
        await Until.TrueAsync(() => shop.Heard.Count == 1);
        var (body, headers) = shop.Heard.Single();

        Read("whsec_new", "whsec_old").ShouldNotBeNull();
        Read("whsec_old").ShouldNotBeNull();
        Read("whsec_new").ShouldBeNull();
        Read().ShouldBeNull();

        // And while Stripe signs by both.
        await fake.WebhookAsync(shop.Address, "whsec_new", "whsec_old");
        await provider.StartAsync(Start("succeeds"), default);
        await Until.TrueAsync(() => shop.Heard.Count == 2);
        (body, headers) = shop.Heard[^1];
        Read("whsec_new").ShouldNotBeNull();
        Read("whsec_old").ShouldNotBeNull();

        ProviderEvent? Read(params string[] secrets)
        {
            using var reader = new StripeProvider(new(FakeStripeProcess.SecretKey, FakeStripeProcess.PublishableKey, secrets, fake.Api, 60));
            return reader.ReadEvent(body, headers);
        }
    }

    [Fact]
    public void An_event_that_is_not_signed_as_it_should_be_is_not_taken()
    {
        const string Body = """{"id": "evt_1", "object": "event", "data": {"object": {"id": "pi_1", "object": "payment_intent"}}}""";
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var signed = Stripe.EventUtility.GenerateSignatureHeader(Body, FakeStripeProcess.WebhookSecret, now);
        Read(Body, signed).ShouldBe(new ProviderEvent("evt_1", "pi_1"));
        Read(Body, Stripe.EventUtility.GenerateSignatureHeader(Body, FakeStripeProcess.WebhookSecret, now - 240)).ShouldNotBeNull();

        Read(Body).ShouldBeNull();
        Read(Body, "").ShouldBeNull();
        Read(Body, signed, signed).ShouldBeNull();
        Read(Body, "v1").ShouldBeNull();
        Read(Body, "t=1").ShouldBeNull();
        Read(Body, $"v1={signed}").ShouldBeNull();
        Read(Body, signed.Replace("v1=", "v0=")).ShouldBeNull();
        Read(Body, signed[..^1]).ShouldBeNull();
        Read($"{Body} ", signed).ShouldBeNull();
        Read(Body, Stripe.EventUtility.GenerateSignatureHeader(Body, FakeStripeProcess.WebhookSecret, now - 600)).ShouldBeNull();
        Read(Body, Stripe.EventUtility.GenerateSignatureHeader(Body, FakeStripeProcess.WebhookSecret, now + 600)).ShouldBeNull();
        ReadBytes([0xFF, .. "{}"u8], signed).ShouldBeNull();

        ProviderEvent? Read(string body, params string[] signatures) => ReadBytes(System.Text.Encoding.UTF8.GetBytes(body), signatures);

        ProviderEvent? ReadBytes(byte[] body, params string[] signatures)
        {
            var headers = new HeaderDictionary();
            if (signatures.Length > 0)
                headers["Stripe-Signature"] = signatures;
            return provider.ReadEvent(body, headers);
        }
    }

    [Theory]
    [InlineData("not JSON", false, null)]
    [InlineData("[]", false, null)]
    [InlineData("""{"id": 7}""", false, null)]
    [InlineData("""{"id": "evt_1"}""", true, null)]
    [InlineData("""{"id": "evt_1", "data": 7}""", true, null)]
    [InlineData("""{"id": "evt_1", "data": {"object": {"object": "customer", "id": "cus_1"}}}""", true, null)]
    [InlineData("""{"id": "evt_1", "data": {"object": {"object": "charge", "id": "ch_1", "payment_intent": null}}}""", true, null)]
    [InlineData("""{"id": "evt_1", "data": {"object": {"object": "refund", "id": "re_1", "payment_intent": "pi_1"}}}""", true, "pi_1")]
    public void Of_an_event_only_the_ids_are_read(string body, bool taken, string? reference)
    {
        var headers = new HeaderDictionary { ["Stripe-Signature"] = Stripe.EventUtility.GenerateSignatureHeader(body, FakeStripeProcess.WebhookSecret) };
        provider.ReadEvent(System.Text.Encoding.UTF8.GetBytes(body), headers).ShouldBe(taken ? new ProviderEvent("evt_1", reference) : null);
    }

    [Fact]
    public async Task Events_come_again_until_they_are_taken_and_doubled_reordered_lost_or_late_as_the_fake_is_told()
    {
        // Refuses the first two.
        await using var shop = await Listener.StartAsync((context, count) =>
        {
            context.Response.StatusCode = count <= 2 ? 503 : 200;
            return Task.CompletedTask;
        });
        await fake.WebhookAsync(shop.Address, FakeStripeProcess.WebhookSecret);
        await provider.StartAsync(Start("succeeds"), default);
        await Until.TrueAsync(() => shop.Heard.Count >= 3);
        shop.Heard.Take(3).Select(IdOf).Distinct().Count().ShouldBe(1);

        await fake.EventsAsync("duplicate");
        await provider.StartAsync(Start("succeeds"), default);
        await Until.TrueAsync(() => shop.Heard.Count >= 13);
        shop.Heard.Skip(3).Select(IdOf).Distinct().Count().ShouldBe(1);

        await fake.EventsAsync("lose");
        await provider.StartAsync(Start("succeeds"), default);
        await fake.EventsAsync("hold");
        await provider.StartAsync(Start("succeeds"), default);
        await provider.StartAsync(Start("succeeds"), default);
        shop.Heard.Count.ShouldBe(13);
        await fake.EventsAsync("deliver");
        await Until.TrueAsync(() => shop.Heard.Count >= 15);
        var sent = await fake.SentEventsAsync();
        shop.Heard.Skip(13).Select(IdOf).ShouldBe(sent.TakeLast(2).Select(one => one.Id));
        sent[^3].Attempts.ShouldBe(0);

        await fake.EventsAsync("reorder");
        await CapturedAsync();
        await Until.TrueAsync(() => shop.Heard.Count >= 17);
        sent = await fake.SentEventsAsync();
        shop.Heard.Skip(15).Select(IdOf).ShouldBe(sent.TakeLast(2).Select(one => one.Id), ignoreOrder: true);
        await fake.EventsAsync("deliver");

        string IdOf((byte[] Body, IHeaderDictionary Headers) heard) => provider.ReadEvent(heard.Body, heard.Headers)!.Id;
    }

    private static StripeProvider Provider(Uri api, int timeoutSeconds = 60) =>
        new(new(FakeStripeProcess.SecretKey, FakeStripeProcess.PublishableKey, [FakeStripeProcess.WebhookSecret], api, timeoutSeconds));

    private static PaymentStart Start(string card) => new(
        new DropId(Guid.CreateVersion7()),
        new PaymentId(Guid.CreateVersion7()),
        new ReservationId(Guid.CreateVersion7()),
        new CustomerId(Guid.CreateVersion7()),
        Price,
        "1 × a pair of shoes",
        FakeStripeProcess.Token(card));

    private async Task<(PaymentStart Start, string Reference)> CapturedAsync()
    {
        var start = Start("succeeds");
        var reference = (await provider.StartAsync(start, default)).Reference;
        (await provider.CaptureAsync(start.Payment, reference, default)).State.ShouldBe(ProviderState.Captured);
        return (start, reference);
    }

    /// <summary>In the fake's own books, and there once.</summary>
    private async Task<StripeBooks.Intent> EntryAsync(PaymentStart start) =>
        (await fake.BooksAsync()).Intents.Where(intent => intent.Payment == start.Payment.ToString()).ShouldHaveSingleItem();

    /// <summary>As the shop's jobs do: the same call again.</summary>
    private static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        const int TriesMax = 5;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (PaymentUnansweredException) when (tries < TriesMax)
            {
                // Again.
            }
        }
    }

    /// <summary>Somebody who listens over HTTP, and what they heard.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly List<(byte[] Body, IHeaderDictionary Headers)> heard = [];
        private readonly WebApplication app;

        private Listener(Func<HttpContext, int, Task> answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            app = builder.Build();
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                int count;
                lock (heard)
                {
                    heard.Add((body.ToArray(), new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value))));
                    count = heard.Count;
                }

                await answer(context, count);
            });
        }

        public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        public IReadOnlyList<(byte[] Body, IHeaderDictionary Headers)> Heard
        {
            get
            {
                lock (heard)
                    return [.. heard];
            }
        }

        public static async Task<Listener> StartAsync(Func<HttpContext, int, Task>? answer = null)
        {
            var listener = new Listener(answer ?? ((_, _) => Task.CompletedTask));
            await listener.app.StartAsync();
            return listener;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
