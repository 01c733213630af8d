using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stampede.Domain;
using Stripe;

namespace Stampede.Server.Reservations;

/// <summary>
/// Stripe: a payment is a payment intent that is created and confirmed here in one call, with the token that the browser got for the card.
/// So no intent can succeed that the ledger does not know.
/// </summary>
/// <remarks>
/// Stripe keeps its first answer to a key for a day, failures too. So a failure is not trusted: the intent itself tells what happened.
/// Nothing of Stripe's answers but codes and ids goes into a message: an answer can hold the secret with which a browser ends a challenge.
/// </remarks>
internal sealed class StripeProvider : IPaymentProvider, IDisposable
{
    private const string PaymentKey = "payment";
    private const string RefundKey = "refund";
    private const string LatestCharge = "latest_charge";
    private const int PageSize = 100;

    /// <summary>Between this machine's clock, which our ids have their time from, and Stripe's.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    /// <summary>A payment is started under the same key for a day at most.</summary>
    private static readonly TimeSpan KeysLive = TimeSpan.FromDays(1);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly StripeSettings settings;
    private readonly HttpClient http;
    private readonly PaymentIntentService intents;
    private readonly RefundService refunds;

    public StripeProvider(StripeSettings settings)
    {
        this.settings = settings;

        // Connections do not live for ever, so that a change of Stripe's addresses is seen.
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds),
        };

        // No repeating in there: our jobs repeat, and know what they repeat.
        var client = new StripeClient(new StripeClientOptions
        {
            ApiKey = settings.SecretKey,
            ApiBase = settings.ApiBase.GetLeftPart(UriPartial.Authority),
            HttpClient = new SystemNetHttpClient(http, maxNetworkRetries: 0, new AppInfo { Name = "Stampede" }, enableTelemetry: false),
        });
        intents = client.V1.PaymentIntents;
        refunds = client.V1.Refunds;
    }

    public string Name => "stripe";

    public void Dispose() => http.Dispose();

    public bool CanTake(Money amount) => StripeCurrencies.CanTake(amount);

    public async Task<ProviderPayment> StartAsync(PaymentStart start, CancellationToken cancellation)
    {
        var options = new PaymentIntentCreateOptions
        {
            Amount = StripeCurrencies.ToStripe(start.Amount),
            Currency = start.Amount.Currency.ToLowerInvariant(),
            CaptureMethod = "manual",
            Confirm = true,
            ConfirmationToken = start.Token,

            // Others move the money at once, or send the customer away.
            AllowedPaymentMethodTypes = ["card"],
            Description = start.Description,
            Metadata = new()
            {
                [PaymentKey] = start.Payment.ToString(),
                ["drop"] = start.Drop.ToString(),
                ["reservation"] = start.Reservation.ToString(),
            },
            Expand = [LatestCharge],
        };
        var what = $"starting payment {start.Payment}";
        try
        {
            var key = Key(start.Payment.ToString());
            var intent = await AskAsync(what, () => intents.CreateAsync(options, key, cancellation), cancellation);
            return await AfterwardsAsync(() => SettledAsync(intent, start.Payment, cancellation));
        }
        catch (StripeException e) when (IsRefusal(e))
        {
            return Declined(e.StripeError.PaymentIntent?.Id ?? "", CodeOf(e.StripeError));
        }
        catch (StripeException e)
        {
            // Stripe failed, and repeats that to the same key for a day, whether it made the intent or not.
            return await AfterwardsAsync(() => FindAsync(start.Payment, null, cancellation))
                ?? (IsReplay(e) ? Declined("", "processing_error") : throw Unanswered(what, e));
        }

        ProviderPayment Declined(string reference, string? code) =>
            new(start.Payment, reference, ProviderState.Declined, start.Amount, DeclineCode: code);
    }

    public async Task<ProviderPayment?> FindAsync(PaymentId payment, string? reference, CancellationToken cancellation)
    {
        var intent = reference is null ? await LookForAsync(payment, cancellation) : await GetAsync(reference, cancellation);
        return intent is null ? null : await SettledAsync(intent, payment, cancellation);
    }

    public Task<ProviderPayment> CaptureAsync(PaymentId payment, string reference, CancellationToken cancellation) => EndAsync(
        $"capturing {reference}",
        $"cap:{payment}",
        reference,
        key => intents.CaptureAsync(reference, new() { Expand = [LatestCharge] }, key, cancellation),
        cancellation);

    public Task<ProviderPayment> VoidAsync(PaymentId payment, string reference, CancellationToken cancellation) => EndAsync(
        $"cancelling {reference}",
        $"void:{payment}",
        reference,
        key => intents.CancelAsync(reference, new() { CancellationReason = "abandoned", Expand = [LatestCharge] }, key, cancellation),
        cancellation);

    public async Task<bool> RefundAsync(Guid refund, PaymentId payment, string reference, long amountMinor, CancellationToken cancellation)
    {
        if (await GetAsync(reference, cancellation) is not { } intent)
            return false;
        var options = new RefundCreateOptions
        {
            PaymentIntent = reference,
            Amount = StripeCurrencies.ToStripe(new Money(amountMinor, intent.Currency.ToUpperInvariant())),
            Metadata = new() { [RefundKey] = refund.ToString(), [PaymentKey] = payment.ToString() },
        };

        // Not the id alone: what is given back whole has the payment's id, and that is the key of its start.
        return await GiveBackAsync(refund, options, $"refund:{refund}", cancellation);
    }

    public async IAsyncEnumerable<ProviderPayment> ListAsync(
        DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var intent in PagesAsync(new DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime }, cancellation))
        {
            if (Told(intent) is { Payment: not null } payment)
                yield return payment;
        }
    }

    public ProviderEvent? ReadEvent(ReadOnlyMemory<byte> body, IHeaderDictionary headers)
    {
        if (headers["Stripe-Signature"] is not [{ } signature])
            return null;
        try
        {
            var text = StrictUtf8.GetString(body.Span);
            if (!settings.WebhookSecrets.Any(secret => IsSigned(text, signature, secret)))
                return null;

            // Not by Stripe.net's type of an event: what else is in there has the form of whichever API version the account is at.
            using var document = JsonDocument.Parse(text);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "id") is { } id
                ? new ProviderEvent(id, IntentOf(root))
                : null;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsSigned(string body, string signature, string secret)
    {
        try
        {
            EventUtility.ValidateSignature(body, signature, secret, EventUtility.DefaultTimeTolerance);
            return true;
        }
        catch (StripeException)
        {
            // That is how it says no.
            return false;
        }
    }

    /// <summary>Of events on payment intents, and on charges, refunds and disputes, which name theirs.</summary>
    private static string? IntentOf(JsonElement root)
    {
        if (!root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("object", out var about) || about.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return Text(about, "object") == "payment_intent" ? Text(about, "id") : Text(about, "payment_intent");
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>
    /// Captures or cancels. Each has its effect once whatever the key, since Stripe refuses the second; and after either the intent tells.
    /// </summary>
    /// <param name="key">Null: a new one.</param>
    private async Task<ProviderPayment> EndAsync(
        string what, string? key, string reference, Func<RequestOptions?, Task<PaymentIntent>> call, CancellationToken cancellation)
    {
        try
        {
            return Told(await AskAsync(what, () => call(key is null ? null : Key(key)), cancellation));
        }
        catch (StripeException e)
        {
            var intent = await GetAsync(reference, cancellation) ?? throw Unanswered(what, e);
            if (intent.Status is "succeeded" or "canceled")
                return Told(intent);

            // Stripe repeats a failure of before, and would for a day. Whatever hindered it then may be over.
            if (key is not null && IsReplay(e))
                return await EndAsync(what, null, reference, call, cancellation);
            return IsRefusal(e) ? Told(intent) : throw Unanswered(what, e);
        }
    }

    private async Task<bool> GiveBackAsync(Guid refund, RefundCreateOptions options, string key, CancellationToken cancellation)
    {
        var what = $"refund {refund} of {options.PaymentIntent}";
        try
        {
            return IsGiven(await AskAsync(what, () => refunds.CreateAsync(options, Key(key), cancellation), cancellation));
        }
        catch (StripeException e)
        {
            if (await LookForRefundAsync(refund, options.PaymentIntent, cancellation) is { } made)
                return IsGiven(made);
            if (IsRefusal(e))
                return false;

            // Stripe repeats a failure of before, and has no such refund. One second key, so that two callers give the money once.
            var second = $"refund:{refund}:2";
            return IsReplay(e) && key != second ? await GiveBackAsync(refund, options, second, cancellation) : throw Unanswered(what, e);
        }
    }

    /// <summary>What is asked after a call that may have had its effect: even if this surely had none, nobody knows about that one.</summary>
    private static async Task<T> AfterwardsAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (PaymentUnreachableException e)
        {
            throw new PaymentUnansweredException(e.Message, e);
        }
    }

    /// <summary>
    /// A browser that was given the secret for a challenge could try another card on the same intent after the first one failed. So an
    /// intent of ours that waits for a card is cancelled: what was told to be declined stays so.
    /// </summary>
    private async Task<ProviderPayment> SettledAsync(PaymentIntent intent, PaymentId payment, CancellationToken cancellation)
    {
        var told = Told(intent);
        if (told.State != ProviderState.Declined || told.Payment != payment)
            return told;
        var what = $"cancelling {intent.Id}";
        try
        {
            var options = new PaymentIntentCancelOptions { CancellationReason = "abandoned" };
            await AskAsync(what, () => intents.CancelAsync(intent.Id, options, null, cancellation), cancellation);
            return told;
        }
        catch (StripeException e)
        {
            // Another node was faster, or the browser was.
            var now = await GetAsync(intent.Id, cancellation);
            return now?.Status == "canceled" ? told
                : now is not null && Told(now) is { State: not ProviderState.Declined } other ? other
                : throw Unanswered(what, e);
        }
    }

    private async Task<PaymentIntent?> GetAsync(string reference, CancellationToken cancellation)
    {
        var what = $"reading {reference}";
        try
        {
            var options = new PaymentIntentGetOptions { Expand = [LatestCharge] };
            return await AskAsync(what, () => intents.GetAsync(reference, options, null, cancellation), cancellation);
        }
        catch (StripeException e)
        {
            return e.HttpStatusCode == HttpStatusCode.NotFound ? null : throw Unanswered(what, e);
        }
    }

    /// <summary>By the list and not by Stripe's search, which is up to a minute behind.</summary>
    private async Task<PaymentIntent?> LookForAsync(PaymentId payment, CancellationToken cancellation)
    {
        var started = StartedAt(payment);
        var range = new DateRangeOptions
        {
            GreaterThanOrEqual = (started - ClocksDiffer).UtcDateTime,
            LessThanOrEqual = (started + KeysLive + ClocksDiffer).UtcDateTime,
        };
        await foreach (var intent in PagesAsync(range, cancellation))
        {
            if (intent.Metadata?.GetValueOrDefault(PaymentKey) == payment.ToString())
                return intent;
        }

        return null;
    }

    private async Task<Refund?> LookForRefundAsync(Guid refund, string reference, CancellationToken cancellation)
    {
        var options = new RefundListOptions { PaymentIntent = reference, Limit = PageSize };
        var all = EachAsync($"listing the refunds of {reference}", refunds.ListAutoPagingAsync(options, null, cancellation), cancellation);
        await foreach (var made in all)
        {
            if (made.Metadata?.GetValueOrDefault(RefundKey) == refund.ToString())
                return made;
        }

        return null;
    }

    private IAsyncEnumerable<PaymentIntent> PagesAsync(DateRangeOptions created, CancellationToken cancellation)
    {
        var options = new PaymentIntentListOptions { Created = created, Limit = PageSize, Expand = [$"data.{LatestCharge}"] };
        return EachAsync("listing payments", intents.ListAutoPagingAsync(options, null, cancellation), cancellation);
    }

    private async IAsyncEnumerable<T> EachAsync<T>(
        string what, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var each = items.GetAsyncEnumerator(cancellation);
        while (await MoveAsync())
            yield return each.Current;

        async Task<bool> MoveAsync()
        {
            try
            {
                return await AskAsync(what, () => each.MoveNextAsync().AsTask(), cancellation);
            }
            catch (StripeException e)
            {
                throw Unanswered(what, e);
            }
        }
    }

    /// <exception cref="StripeException">Stripe says no (<see cref="IsRefusal"/>), or failed: 5xx.</exception>
    private async Task<T> AskAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (StripeException e) when (!IsRefusal(e) && (int)e.HttpStatusCode < 500)
        {
            throw Unanswered(what, e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new PaymentUnreachableException($"Stripe cannot be reached: {what}.", e);
        }
        catch (HttpRequestException e)
        {
            throw new PaymentUnansweredException($"Stripe went away without an answer: {what}.", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new PaymentUnansweredException($"Stripe did not answer within {settings.TimeoutSeconds} s: {what}.", e);
        }
    }

    /// <summary>Not with the exception that it comes of: its message may be the whole of Stripe's answer.</summary>
    private static PaymentUnansweredException Unanswered(string what, StripeException e)
    {
        var told = $"{what}, {CodeOf(e.StripeError) ?? "no code"}, {e.StripeResponse?.RequestId ?? "no request id"}.";
        return e.HttpStatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new PaymentUnreachableException($"Stripe does not accept the secret key: {told}"),
            HttpStatusCode.TooManyRequests => new PaymentUnreachableException($"Stripe is asked too often: {told}"),
            HttpStatusCode.Conflict => new PaymentUnansweredException($"Stripe is still at the same call: {told}"),
            var status => new PaymentUnansweredException($"Stripe answered {(int)status}: {told}"),
        };
    }

    /// <summary>Stripe looked at the call and says no. It would say so again.</summary>
    private static bool IsRefusal(StripeException e) =>
        e.StripeError is { Type: not "idempotency_error" }
        && (int)e.HttpStatusCode is >= 400 and < 500 and not (401 or 403 or 408 or 409 or 429);

    private static bool IsReplay(StripeException e) =>
        e.StripeResponse?.Headers is { } headers && headers.TryGetValues("Idempotent-Replayed", out var values) && values.Contains("true");

    private static bool IsGiven(Refund refund) => refund.Status is not ("failed" or "canceled");

    private static RequestOptions Key(string key) => new() { IdempotencyKey = key };

    private static string? CodeOf(StripeError? error) => error?.DeclineCode ?? error?.Code ?? error?.Type;

    /// <summary>A payment's id is a UUID of version 7: its first 48 bits are the milliseconds since 1970.</summary>
    private static DateTimeOffset StartedAt(PaymentId payment)
    {
        Span<byte> bytes = stackalloc byte[16];
        payment.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }

    private ProviderPayment Told(PaymentIntent intent)
    {
        var charge = intent.LatestCharge;
        var state = StateOf(intent.Status);

        // What is released without having been taken counts as refunded at Stripe.
        var refunded = charge is { Captured: true } ? charge.AmountRefunded : 0;
        return new ProviderPayment(
            Guid.TryParse(intent.Metadata?.GetValueOrDefault(PaymentKey), out var id) ? new PaymentId(id) : null,
            intent.Id,
            state,
            StripeCurrencies.FromStripe(intent.Amount, intent.Currency),
            StripeCurrencies.FromStripe(intent.AmountReceived, intent.Currency).AmountMinor,
            StripeCurrencies.FromStripe(refunded, intent.Currency).AmountMinor,
            CodeOf(intent.LastPaymentError),
            state == ProviderState.Action ? NextActionOf(intent) : null,
            CaptureBefore(charge),
            charge?.Disputed ?? false);
    }

    private static DateTimeOffset? CaptureBefore(Charge? charge) =>
        charge?.PaymentMethodDetails?.Card?.CaptureBefore is { } before && before > DateTime.UnixEpoch
            ? new DateTimeOffset(before, TimeSpan.Zero)
            : null;

    private static ProviderState StateOf(string status) => status switch
    {
        "requires_action" => ProviderState.Action,
        "requires_capture" => ProviderState.Authorized,
        "succeeded" => ProviderState.Captured,
        "canceled" => ProviderState.Voided,

        // It was confirmed when it was made: it waits for another card because the first one failed.
        "requires_payment_method" or "requires_confirmation" => ProviderState.Declined,

        // And what Stripe may add one day: nothing is decided by it.
        _ => ProviderState.Processing,
    };

    private string NextActionOf(PaymentIntent intent) => new JsonObject
    {
        ["type"] = intent.NextAction?.Type,
        ["clientSecret"] = intent.ClientSecret,
        ["publishableKey"] = settings.PublishableKey,
    }.ToJsonString();
}
