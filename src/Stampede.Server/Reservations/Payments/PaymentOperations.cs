using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Payments;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Reservations;

/// <summary>A payment as operators see it.</summary>
/// <param name="Reference">The provider's own name for it.</param>
/// <param name="NeedsHand">Somebody should look at it: sold and not captured, disputed, or tried again and again in vain.</param>
/// <param name="LastError">Why it did not go on at the last try.</param>
/// <param name="Quantity">Of what it pays for.</param>
/// <param name="ReturnedUnits">Of them, came back.</param>
internal sealed record OperatorPayment(
    PaymentId Id,
    DropId DropId,
    string DropName,
    string DropSlug,
    ReservationId ReservationId,
    CustomerId CustomerId,
    string CustomerName,
    int Attempt,
    string Provider,
    string? Reference,
    string Status,
    Money Amount,
    long CapturedMinor,
    long RefundedMinor,
    bool NeedsHand,
    bool Disputed,
    PurchaseId? PurchaseId,
    string? DeclineCode,
    DateTimeOffset? CaptureBefore,
    string? LastError,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    int Quantity,
    int ReturnedUnits)
{
    /// <summary>What became of it, in order. Only of one payment that is asked for by its id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OperatorPaymentStep>? Steps { get; init; }

    /// <summary>In order. Only of one payment that is asked for by its id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OperatorRefund>? Refunds { get; init; }

    public static OperatorPayment Of(ListedPayment listed)
    {
        var payment = listed.Payment;
        return new(
            payment.Id, payment.Drop, listed.DropName, listed.DropSlug, payment.Reservation, payment.Customer, listed.CustomerName, payment.Attempt, payment.Provider,
            payment.Reference, Names.Of(payment.State), payment.Amount, payment.CapturedMinor, payment.RefundedMinor, payment.NeedsHand, payment.Disputed,
            payment.Purchase, payment.DeclineCode, payment.CaptureBefore, payment.LastError, payment.CreatedAt, payment.ChangedAt, listed.Quantity, listed.ReturnedUnits);
    }
}

/// <param name="From">The status before. Null: it began. The same as <paramref name="To"/>: somebody did something with it.</param>
/// <param name="Actor">The operator who did it. Null: the customer, the provider, or time.</param>
internal sealed record OperatorPaymentStep(
    PaymentId PaymentId, string CustomerName, DateTimeOffset At, string? From, string To, string? Why, CustomerId? Actor, string? ActorName)
{
    public static OperatorPaymentStep Of(PaymentStep step) => new(
        step.Payment, step.CustomerName, step.At, step.From, step.To, step.Why, step.Operator, step.OperatorName);
}

/// <param name="Units">How many come back with it.</param>
/// <param name="Restock">They are free again. False: they stay sold.</param>
/// <param name="Status">asked, done, or failed where the provider refuses it.</param>
internal sealed record OperatorRefund(Guid Id, long AmountMinor, int Units, bool Restock, string Reason, CustomerId? Actor, string Status, DateTimeOffset CreatedAt);

/// <summary>What operators did with a drop's payments, newest first.</summary>
internal sealed record PaymentActs(IReadOnlyList<OperatorPaymentStep> Items);

internal sealed record RefundBody
{
    /// <summary>Absent: all that is left; with <see cref="Units"/>, their price, where so much is left.</summary>
    public long? AmountMinor { get; init; }

    /// <summary>What comes back is free again, and no longer counts for the customer's limit. Else it stays sold.</summary>
    public bool? Restock { get; init; }

    /// <summary>How many come back. Absent: all that did not come back before, where they are restocked or all the money goes back; else none.</summary>
    public int? Units { get; init; }

    public string? Reason { get; init; }
}

internal sealed record TestLedgerItem(string Ref, PaymentId PaymentId, long AmountMinor, string Currency, string State, long CapturedMinor, long RefundedMinor);

/// <summary>The test provider's own books.</summary>
/// <param name="AuthorizedMinor">Authorised and neither captured nor let go.</param>
/// <param name="CapturedMinor">All that was ever captured.</param>
/// <param name="RefundedMinor">All that was ever given back.</param>
internal sealed record TestLedger(IReadOnlyList<TestLedgerItem> Items, long AuthorizedMinor, long CapturedMinor, long RefundedMinor);

/// <summary>What operators see of payments, and do with them.</summary>
internal static class PaymentOperations
{
    private const int ReasonLengthMax = 500;
    private const int ActsMax = 100;

    public static void MapPaymentOperations(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/api/v1").WithTags("Payments").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
        operators.MapGet("/operations/payments", ListAsync).WithName("ListPayments").WithSummary("Payments, newest first").WithProblems("validation_failed", "drop_not_found")
            .WithPageCost(itemsPerToken: 10);
        operators.MapGet("/operations/payments/{paymentId}", FindAsync).WithName("GetPaymentAsOperator").WithSummary("One payment, its steps and its refunds").WithProblems("payment_not_found");
        operators.MapPost("/operations/payments/{paymentId}/refund", RefundAsync).WithName("RefundPayment").WithSummary("Gives money back, all or a part of it")
            .WithProblems("payment_not_found", "payment_state", "refund_too_large", "refund_not_allowed", "validation_failed")
            .WithExample("""{"amountMinor": 19900, "restock": true, "units": 1, "reason": "Sent back unworn"}""");
        operators.MapPost("/operations/payments/{paymentId}/capture", CaptureAsync).WithName("CapturePayment")
            .WithSummary("Captures again what could not be captured; of the manual provider: says that it is paid").WithProblems("payment_not_found", "payment_state", "payment_unavailable");
        operators.MapPost("/operations/payments/{paymentId}/void", VoidAsync).WithName("VoidPayment")
            .WithSummary("Lets an authorisation go; where it was sold and not captured, the sale is taken back").WithProblems("payment_not_found", "payment_state", "payment_unavailable");
        operators.MapGet("/drops/{dropId}/payments/acts", ListActsAsync).WithName("ListPaymentActs")
            .WithSummary("What operators did with a drop's payments: the newest hundred").WithProblems("drop_not_found").WithCost(10);
        operators.MapGet("/operations/payments/test/ledger", TestLedgerAsync).WithName("GetTestLedger").WithSummary("The test provider's own books")
            .WithProblems("not_found").WithCost(20);
        operators.MapGet("/drops/{dropId}/payments.csv", ExportAsync).WithName("ExportPayments").WithSummary("All payments of a drop, as CSV")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithProblems("drop_not_found").WithCost(20);
    }

    private static async Task<Results<Ok<Page<OperatorPayment>>, ApiProblem>> ListAsync(
        string? state, string? needsHand, string? dropId, string? cursor, string? limit, DropLookup lookup, PaymentRows rows, Cursors cursors, CancellationToken cancellation)
    {
        var check = new Validation();
        var wanted = check.Choice<PaymentState>("state", state);
        check.Require(needsHand is null or "true" or "false", "needsHand", "true or false.");
        var page = Paging.Parse(cursor, limit, check);
        var after = page.CursorId(cursors, "payments", check);
        if (check.Failed)
            return check.Problem;
        DropId? drop = null;
        if (dropId is not null && (drop = await lookup.FindAsync(dropId, cancellation)) is null)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var found = await rows.ListAsync(wanted, drop, needsHand is null ? null : needsHand == "true", after is { } id ? new PaymentId(id) : null, page.Limit, cancellation);
        return TypedResults.Ok(cursors.Signed("payments", new Page<OperatorPayment>([.. found.Items.Select(OperatorPayment.Of)], found.Next)));
    }

    private static async Task<Results<Ok<OperatorPayment>, ApiProblem>> FindAsync(string paymentId, PaymentRows rows, CancellationToken cancellation)
    {
        if (await ListedAsync(paymentId, rows, cancellation) is not { } listed)
            return ApiProblem.Of(ProblemKinds.PaymentNotFound);
        var steps = await rows.ListStepsAsync(listed.Payment, cancellation);
        var refunds = await rows.ListRefundsAsync(listed.Payment, cancellation);
        return TypedResults.Ok(OperatorPayment.Of(listed) with
        {
            Steps = [.. steps.Select(OperatorPaymentStep.Of)],
            Refunds = [.. refunds.Select(refund => new OperatorRefund(
                refund.Id, refund.AmountMinor, refund.Units ?? 0, refund.Restock, refund.Reason, refund.Operator, refund.State, refund.CreatedAt))],
        });
    }

    private static async Task<Results<Ok<PaymentActs>, ApiProblem>> ListActsAsync(string dropId, DropLookup lookup, DropStandings standings, PaymentRows rows, CancellationToken cancellation) =>
        await lookup.FindAsync(dropId, cancellation) is { } drop && await standings.FindAsync(drop, cancellation) is not null
            ? TypedResults.Ok(new PaymentActs([.. (await rows.ListActsAsync(drop, ActsMax, cancellation)).Select(OperatorPaymentStep.Of)]))
            : ApiProblem.Of(ProblemKinds.DropNotFound);

    private static async Task<Results<Ok<OperatorPayment>, ApiProblem>> RefundAsync(
        string paymentId, RefundBody body, HttpRequest request, Caller caller, PaymentRows rows, PeopleRows people, IServiceProvider services)
    {
        var check = new Validation();
        var key = IdempotencyKey.Read(request, check);
        var reason = check.Text("reason", body.Reason, ReasonLengthMax);
        check.Require(body.AmountMinor is null or > 0, "amountMinor", "At least 1.");
        check.Require(body.Units is null or > 0, "units", "At least 1; absent where nothing comes back.");
        if (check.Failed)
            return check.Problem;
        if (await ListedAsync(paymentId, rows, CancellationToken.None) is not { Payment: var payment } listed || services.GetService<PaymentDesk>() is not { } desk)
            return ApiProblem.Of(ProblemKinds.PaymentNotFound);
        if (payment.State is not (PaymentState.Captured or PaymentState.PartRefunded or PaymentState.Refunded))
            return ApiProblem.Of(ProblemKinds.PaymentState);
        var left = payment.CapturedMinor - payment.RefundedMinor;
        // What is paid for is a whole number of units, at one price.
        var meant = body.Units is { } units ? Math.Min(left, payment.Amount.AmountMinor / listed.Quantity * Math.Min(units, listed.Quantity)) : left;
        var asked = new Refund(
            payment.Drop, payment.Id, Guid.CreateVersion7(), body.AmountMinor ?? Math.Max(1, meant), body.Units, body.Restock ?? false, reason, caller.Id, "asked", default);
        long? bound = caller.Role == ShopRole.Support ? await RefundMaxOfSupportAsync(payment.Amount.Currency, people) : null;
        if (!await desk.RefundAsync(asked, key, bound))
            return ApiProblem.Of(bound is not null && asked.AmountMinor <= left ? ProblemKinds.RefundNotAllowed : ProblemKinds.RefundTooLarge);
        return TypedResults.Ok(OperatorPayment.Of((await ListedAsync(paymentId, rows, CancellationToken.None))!));
    }

    /// <returns>In minor units, of one payment and of all its refunds together.</returns>
    private static async Task<long> RefundMaxOfSupportAsync(string currency, PeopleRows people)
    {
        var bound = (await people.ReadRulesAsync(CancellationToken.None)).SupportRefundMax;
        for (var decimals = Currencies.DecimalsOf(currency); decimals > 0; decimals--)
            bound *= 10;
        return bound;
    }

    private static async Task<Results<Ok<OperatorPayment>, ApiProblem>> CaptureAsync(string paymentId, Caller caller, PaymentRows rows, IServiceProvider services)
    {
        if (await ListedAsync(paymentId, rows, CancellationToken.None) is not { Payment: var payment } || services.GetService<PaymentDesk>() is not { } desk)
            return ApiProblem.Of(ProblemKinds.PaymentNotFound);
        if (payment.State == PaymentState.Action && services.GetService<IPaymentProvider>() is ManualProvider manual)
            await desk.MarkPaidAsync(manual, payment, caller.Id);
        else if (payment.State is PaymentState.CaptureFailed or PaymentState.Sold && !await desk.CaptureAgainAsync(payment, caller.Id))
            return ApiProblem.Of(ProblemKinds.PaymentUnavailable);
        else if (payment.State is not (PaymentState.CaptureFailed or PaymentState.Sold or PaymentState.Captured))
            return ApiProblem.Of(ProblemKinds.PaymentState);
        return TypedResults.Ok(OperatorPayment.Of((await ListedAsync(paymentId, rows, CancellationToken.None))!));
    }

    private static async Task<Results<Ok<OperatorPayment>, ApiProblem>> VoidAsync(string paymentId, Caller caller, PaymentRows rows, IServiceProvider services)
    {
        if (await ListedAsync(paymentId, rows, CancellationToken.None) is not { Payment: var payment } || services.GetService<PaymentDesk>() is not { } desk)
            return ApiProblem.Of(ProblemKinds.PaymentNotFound);
        if (!PaymentStates.Leads(payment.State, PaymentState.Voiding) && payment.State is not (PaymentState.Voiding or PaymentState.Voided))
            return ApiProblem.Of(ProblemKinds.PaymentState);
        if (!await desk.VoidAsync(payment, caller.Id))
            return ApiProblem.Of(ProblemKinds.PaymentUnavailable);
        return TypedResults.Ok(OperatorPayment.Of((await ListedAsync(paymentId, rows, CancellationToken.None))!));
    }

    private static async Task<Results<Ok<TestLedger>, ApiProblem>> TestLedgerAsync(IServiceProvider services, CancellationToken cancellation)
    {
        if (services.GetService<IPaymentProvider>() is not TestProvider test)
            return ApiProblem.Of(ProblemKinds.NotFound, "This shop does not run on the test provider.");
        var items = new List<TestLedgerItem>();
        await foreach (var payment in test.ListAsync(DateTimeOffset.UnixEpoch, cancellation))
        {
            var state = payment.State switch
            {
                ProviderState.Captured when payment.RefundedMinor == payment.CapturedMinor => "refunded",
                ProviderState.Authorized => "authorized",
                ProviderState.Captured => "captured",
                ProviderState.Voided => "voided",
                // What never was authorised moves no money, and is in nobody's books.
                _ => null,
            };
            if (state is not null)
                items.Add(new(payment.Reference, payment.Payment!.Value, payment.Amount.AmountMinor, payment.Amount.Currency, state, payment.CapturedMinor, payment.RefundedMinor));
        }

        return TypedResults.Ok(new TestLedger(
            items, items.Where(item => item.State == "authorized").Sum(item => item.AmountMinor), items.Sum(item => item.CapturedMinor), items.Sum(item => item.RefundedMinor)));
    }

    private static async Task<Results<PaymentsCsv, ApiProblem>> ExportAsync(string dropId, DropLookup lookup, DropAnswers answers, PaymentRows rows, CancellationToken cancellation) =>
        await lookup.FindAsync(dropId, cancellation) is { } drop && await answers.FindAsync(drop, cancellation) is { } answer
            ? new PaymentsCsv(drop, answer.Drop.Slug, rows)
            : ApiProblem.Of(ProblemKinds.DropNotFound);

    private static async Task<ListedPayment?> ListedAsync(string paymentId, PaymentRows rows, CancellationToken cancellation) =>
        Guid.TryParse(paymentId, out var id) ? await rows.FindListedAsync(new PaymentId(id), cancellation) : null;
}
