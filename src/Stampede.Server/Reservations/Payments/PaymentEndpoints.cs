using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Orders;
using Stampede.Postgres.Payments;
using Stampede.Postgres.Reservations;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Orders;

namespace Stampede.Server.Reservations;

/// <summary>How this shop takes money.</summary>
/// <param name="Provider">none, test, manual or stripe.</param>
/// <param name="PublishableKey">What the provider's part of the page is opened with.</param>
/// <param name="PaySeconds">How long a hold is kept at most while its first payment is under way.</param>
internal sealed record PaymentConfig(
    string Provider, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PublishableKey, int PaySeconds);

internal sealed record PayBody
{
    /// <summary>What the provider's part of the page made of the card.</summary>
    public string? ConfirmationToken { get; init; }

    /// <summary>Of the test provider: one of its card numbers.</summary>
    public string? Card { get; init; }
}

internal sealed record RefreshPaymentBody
{
    /// <summary>Of the test provider: pass or fail, as the customer's bank would say.</summary>
    public string? Challenge { get; init; }
}

/// <summary>One attempt to pay.</summary>
/// <param name="Status">starting, unknown, action, authorized, sold, captured, capture_failed, part_refunded or refunded; declined, abandoned, voiding, voided or refunding where nothing was bought with it.</param>
/// <param name="KeptUntil">Until then the stock is kept.</param>
/// <param name="NextAction">What the browser needs for the bank's question.</param>
/// <param name="PurchaseId">What was bought with it.</param>
/// <param name="DeclineCode">Why the provider said no.</param>
internal sealed record PaymentAnswer(
    PaymentId Id,
    ReservationId ReservationId,
    DropId DropId,
    string Status,
    Money Amount,
    DateTimeOffset KeptUntil,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? NextAction,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PurchaseId? PurchaseId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeclineCode,
    DateTimeOffset ServerTime);

/// <summary>A customer's way from the hold to what is paid for.</summary>
internal static class PaymentEndpoints
{
    private const int TokenLengthMax = 500;
    private const int EventBytesMax = 256 * 1024;

    /// <summary>Needs the storage, the engine and the drops.</summary>
    public static IServiceCollection AddPayments(this IServiceCollection services, PaymentSettings settings)
    {
        services.AddSingleton(settings)
            .AddSingleton(settings.Provider == PaymentSettings.Stripe ? BrowserPolicies.WithStripe : BrowserPolicies.Own)
            .AddSingleton(provider => new PaymentRows(provider.GetRequiredService<ConnectionPools>().Reads));
        if (settings.Provider == PaymentSettings.None)
            return services;
        return services
            .AddSingleton(provider => ProviderOf(settings, provider.GetRequiredService<ConnectionPools>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<PaymentSettlement>()
            .AddSingleton<PaymentDesk>()
            .AddSingleton<PaymentAudit>()
            .AddHostedService<PaymentWork>()
            .AddHostedService<PaymentAuditing>();
    }

    /// <summary>Of a shop that takes payment.</summary>
    public static IPaymentProvider ProviderOf(PaymentSettings settings, ConnectionPools pools, TimeProvider time) => settings.Provider switch
    {
        PaymentSettings.Test => new TestProvider(new BuiltInBooks(pools.Reads, PaymentSettings.Test), TimeSpan.FromSeconds(settings.TimeoutSeconds), time),
        PaymentSettings.Manual => new ManualProvider(new BuiltInBooks(pools.Reads, PaymentSettings.Manual)),
        PaymentSettings.Stripe => new StripeProvider(settings.Account!),
        var name => throw SettingsTable.Paying.Provider.Wrong(name),
    };

    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/payments/config", Config).WithTags("Payments").WithName("GetPaymentConfig").WithSummary("How this shop takes money");
        var payments = routes.MapGroup("/api/v1/drops/{dropId}/reservations/{id}/payment").WithTags("Payments")
            .RequireAuthorization(Policies.Customer).WithProblems("unauthenticated", "drop_not_found", "reservation_not_found", "payment_unavailable", "database_unavailable");
        payments.MapPost("/", PayAsync).WithName("Pay").WithSummary("Pays for a reservation, which is kept meanwhile").WithCost(5)
            .WithProblems("validation_failed", "payment_declined", "payment_not_required", "payment_under_way", "reservation_expired", "reservation_cancelled", "already_purchased",
                "idempotency_key_reused", "too_many_attempts", "delivery_required", "overloaded")
            .WithHeader(IdempotencyKey.Header, "A name for this attempt, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect.")
            .WithExample("""{"confirmationToken": "ctoken_1Mx…"}""");
        payments.MapGet("/", FindAsync).WithName("GetPayment").WithSummary("The newest attempt to pay for a reservation").WithProblems("payment_not_found");
        payments.MapDelete("/", GiveUpAsync).WithName("GiveUpPayment").WithSummary("Gives the attempt up; the hold goes on to its first end")
            .WithProblems("payment_not_found", "already_purchased");
        payments.MapPost("/refresh", RefreshAsync).WithName("RefreshPayment").WithSummary("After the bank's question: asks the provider, and settles now").WithCost(5)
            .WithProblems("payment_not_found", "validation_failed", "payment_declined", "reservation_expired").WithExample("""{"challenge": "pass"}""");
        routes.MapPost("/api/v1/payments/events/{provider}", EventAsync).WithTags("Payments").WithName("ReceivePaymentEvent")
            .WithSummary("What the provider tells; signed by it").WithProblems("signature_invalid", "not_found", "payload_too_large", "database_unavailable");
    }

    private static Ok<PaymentConfig> Config(PaymentSettings settings) =>
        TypedResults.Ok(new PaymentConfig(settings.Provider, settings.Provider == PaymentSettings.Stripe ? settings.Account!.PublishableKey : null, settings.PaySeconds));

    private static async Task<Results<Created<PaymentAnswer>, Accepted<PaymentAnswer>, Ok<PaymentAnswer>, ApiProblem>> PayAsync(
        string dropId, string id, PayBody? body, HttpRequest request, Caller caller, DropLookup lookup, ReservationReads reservations, DropStandings standings,
        IServiceProvider services, ContactRows contacts, PaymentSettings settings, DatabaseClock clock)
    {
        var check = new Validation();
        var key = IdempotencyKey.Read(request, check);
        var token = (settings.Provider == PaymentSettings.Stripe ? body?.ConfirmationToken : body?.Card ?? body?.ConfirmationToken) ?? "";
        if (settings.Provider == PaymentSettings.Stripe)
            check.Require(token.Length is > 0 and <= TokenLengthMax, "confirmationToken", $"Is needed: 1 to {TokenLengthMax} characters.");
        // Anything else could be a real card, and is neither kept nor repeated.
        if (settings.Provider == PaymentSettings.Test)
            check.Require(token is TestProvider.Succeeds or TestProvider.Declined or TestProvider.Challenged or TestProvider.Silent, "card", "Only the test provider's own numbers: see docs/payments.md.");
        if (check.Failed)
            return check.Problem;
        if (await lookup.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var reservation = Guid.TryParse(id, out var value)
            ? await reservations.FindAsync(drop, new ReservationId(value), caller.Id, CancellationToken.None)
            : null;
        if (reservation is null)
            return ApiProblem.Of(await standings.IsPublishedAsync(drop, CancellationToken.None) ? ProblemKinds.ReservationNotFound : ProblemKinds.DropNotFound);
        if (services.GetService<PaymentDesk>() is not { } desk)
            return ApiProblem.Of(ProblemKinds.PaymentNotRequired);

        var amount = reservation.Price with { AmountMinor = checked(reservation.Price.AmountMinor * reservation.Quantity) };
        if (amount.AmountMinor == 0 || (await standings.FindAsync(drop, CancellationToken.None))?.View.Terms is not { Payment: PaymentRule.Required } terms)
            return ApiProblem.Of(ProblemKinds.PaymentNotRequired);
        var contact = terms.Delivery == DeliveryRule.None ? null : await contacts.FindAsync(caller.Id, CancellationToken.None);
        var gap = terms.GapOf(contact);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{reservation.Id}\n{token}"));
        var (payment, fault, isAgain) = await desk.PayAsync(
            drop, reservation, caller.Id, key, hash, token, amount, gap is null ? terms.NeededOf(contact) : null, lacksContact: gap is not null);
        if (fault is { } no)
        {
            ApiProblem refused = no switch
            {
                PaymentFault.KeyReused => ProblemKinds.IdempotencyKeyReused,
                PaymentFault.TooMany => ProblemKinds.TooManyAttempts,
                PaymentFault.UnderWay => reservation.Status == ReservationStatus.Purchased ? ProblemKinds.AlreadyPurchased : ProblemKinds.PaymentUnderWay,
                PaymentFault.Ended => reservation.Status switch
                {
                    ReservationStatus.Purchased => ProblemKinds.AlreadyPurchased,
                    ReservationStatus.Cancelled => ProblemKinds.ReservationCancelled,
                    ReservationStatus.Active or ReservationStatus.Expired => ProblemKinds.ReservationExpired,
                },
                PaymentFault.NoContact => DeliveryProblems.Missing(terms.Delivery, gap!.Value),
            };
            return refused;
        }

        var answer = await AnswerAsync(payment!, reservations, clock);
        if (ProblemOf(payment!, settings) is { } problem)
            return problem;
        if (isAgain)
            return TypedResults.Ok(answer);
        var at = $"/api/v1/drops/{drop}/reservations/{reservation.Id}/payment";
        return payment!.State is PaymentState.Starting or PaymentState.Unknown ? TypedResults.Accepted(at, answer) : TypedResults.Created(at, answer);
    }

    private static async Task<Results<Ok<PaymentAnswer>, ApiProblem>> FindAsync(
        string dropId, string id, Caller caller, DropLookup lookup, PaymentRows rows, ReservationReads reservations, DatabaseClock clock)
    {
        if (await lookup.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return await NewestAsync(drop, id, caller, rows) is { } payment
            ? TypedResults.Ok(await AnswerAsync(payment, reservations, clock))
            : ApiProblem.Of(ProblemKinds.PaymentNotFound);
    }

    private static async Task<Results<Ok<PaymentAnswer>, ApiProblem>> GiveUpAsync(
        string dropId, string id, Caller caller, DropLookup lookup, PaymentRows rows, ReservationReads reservations, IServiceProvider services, DatabaseClock clock)
    {
        if (await lookup.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (services.GetService<PaymentDesk>() is not { } desk || await NewestAsync(drop, id, caller, rows) is not { } payment)
            return ApiProblem.Of(ProblemKinds.PaymentNotFound);
        var after = await desk.GiveUpAsync(payment);
        return after.Purchase is not null
            ? ApiProblem.Of(ProblemKinds.AlreadyPurchased)
            : TypedResults.Ok(await AnswerAsync(after, reservations, clock));
    }

    private static async Task<Results<Ok<PaymentAnswer>, ApiProblem>> RefreshAsync(
        string dropId, string id, RefreshPaymentBody? body, Caller caller, DropLookup lookup, PaymentRows rows, ReservationReads reservations, IServiceProvider services,
        PaymentSettings settings, DatabaseClock clock)
    {
        var check = new Validation();
        check.Require(body?.Challenge is null or "pass" or "fail", "challenge", "pass or fail; of the test provider alone.");
        if (check.Failed)
            return check.Problem;
        if (await lookup.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (services.GetService<PaymentDesk>() is not { } desk || await NewestAsync(drop, id, caller, rows) is not { } payment)
            return ApiProblem.Of(ProblemKinds.PaymentNotFound);
        if (body?.Challenge is { } said && services.GetService<IPaymentProvider>() is TestProvider test)
            await test.AnswerAsync(payment.Id, passes: said == "pass", CancellationToken.None);
        payment = await desk.SettleAsync(payment);
        return ProblemOf(payment, settings) is { } problem
            ? problem
            : TypedResults.Ok(await AnswerAsync(payment, reservations, clock));
    }

    /// <summary>A hint: it is noted, and what it is about is fetched from the provider itself.</summary>
    private static async Task<Results<Ok, ApiProblem>> EventAsync(string provider, HttpRequest request, IServiceProvider services, CancellationToken cancellation)
    {
        if (services.GetService<PaymentDesk>() is not { } desk || desk.Provider != provider)
            return ApiProblem.Of(ProblemKinds.NotFound);
        var body = new ArrayBufferWriter<byte>();
        while (await request.BodyReader.ReadAsync(cancellation) is var read)
        {
            foreach (var part in read.Buffer)
                body.Write(part.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (body.WrittenCount > EventBytesMax)
                return ApiProblem.Of(ProblemKinds.PayloadTooLarge);
            if (read.IsCompleted)
                break;
        }

        return await desk.HearAsync(body.WrittenMemory, request.Headers) ? TypedResults.Ok() : ApiProblem.Of(ProblemKinds.SignatureInvalid);
    }

    private static async Task<Payment?> NewestAsync(DropId drop, string reservation, Caller caller, PaymentRows rows) =>
        Guid.TryParse(reservation, out var id) ? await rows.FindNewestAsync(drop, new ReservationId(id), caller.Id, CancellationToken.None) : null;

    /// <summary>An attempt that has come to nothing is answered with the reason.</summary>
    private static ApiProblem? ProblemOf(Payment payment, PaymentSettings settings) => payment.State switch
    {
        PaymentState.Declined => ApiProblem.Of(ProblemKinds.PaymentDeclined, body => body with
        {
            DeclineCode = payment.DeclineCode,
            AttemptsLeft = Math.Max(0, settings.AttemptsPerHold - payment.Attempt),
        }),
        PaymentState.Abandoned when payment.DeclineCode == PaymentSettlement.Unreachable => ProblemKinds.PaymentUnavailable,
        PaymentState.Abandoned when payment.DeclineCode == PaymentSettlement.LacksContact => ProblemKinds.DeliveryRequired,
        PaymentState.Abandoned or PaymentState.Voiding or PaymentState.Voided or PaymentState.Refunding or PaymentState.Refunded when payment.Purchase is null =>
            ApiProblem.Of(ProblemKinds.ReservationExpired, "Its time was over, or it was given back, before the payment was through. Nothing is charged; your bank may show the amount for some days."),
        _ => null,
    };

    private static async Task<PaymentAnswer> AnswerAsync(Payment payment, ReservationReads reservations, DatabaseClock clock)
    {
        var reservation = await reservations.FindAsync(payment.Drop, payment.Reservation, payment.Customer, CancellationToken.None)
            ?? throw new InvalidDataException($"Payment {payment.Id} is for reservation {payment.Reservation}, which is not there.");
        return new PaymentAnswer(
            payment.Id, payment.Reservation, payment.Drop, Names.Of(payment.State), payment.Amount, reservation.KeptUntil,
            payment is { State: PaymentState.Action, NextAction: { } action } ? JsonDocument.Parse(action).RootElement : null,
            payment.Purchase, payment.DeclineCode, clock.Now);
    }
}
