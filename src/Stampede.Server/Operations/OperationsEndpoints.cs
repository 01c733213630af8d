using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operations;
using Stampede.Postgres.Operators;
using Stampede.Postgres.Reservations;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Reservations;

namespace Stampede.Server.Operations;

/// <summary>What an operator watches while a drop runs, and reads when it is over.</summary>
internal static class OperationsEndpoints
{
    /// <summary>For the database's answer; after it, the answer is that there is none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly ApiProblem NoSuchReservation = ApiProblem.Of(
        ProblemKinds.ReservationNotFound, "No reservation of this drop has this id. GET /api/v1/drops/{dropId}/holds lists the live ones.");

    private static readonly ApiProblem BoughtMeanwhile = ApiProblem.Of(
        ProblemKinds.AlreadyPurchased, "It became a purchase and can no longer be released. GET /api/v1/drops/{dropId}/purchases.csv has it.");

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/api/v1").WithTags("Operations").ForOperators()
            .WithProblems("unauthenticated", "forbidden");
        operators.MapGet("/operations/health", HealthAsync).WithName("GetOperationsHealth").WithSummary("Database, nodes and lag").WithCost(5);

        var drops = operators.MapGroup("/drops/{dropId}").WithProblems("drop_not_found", "database_unavailable");
        drops.MapGet("/board", BoardAsync).WithName("GetBoard").WithSummary("What the stock does not tell: demand, refusals, the way it went");
        drops.MapGet("/report", ReportAsync).WithName("GetReport").WithSummary("What came of the drop");
        drops.MapGet("/signals", SignalsAsync).WithName("GetSignals").WithSummary("Who goes about reserving like a machine: hints, not proofs");
        drops.MapGet("/holds", HoldsAsync).WithName("ListHolds").WithSummary("Live holds, newest first or by the time left").WithProblems("validation_failed")
            .WithPageCost(itemsPerToken: 10, firstPageIsShared: true);
        drops.MapPost("/holds/{reservationId}/release", ReleaseAsync).WithName("ReleaseHold").WithSummary("Gives a customer's hold back")
            .WithProblems("reservation_not_found", "already_purchased", "overloaded");
    }

    private static async Task<Results<Ok<Board>, ApiProblem>> BoardAsync(
        string dropId, DropLookup addresses, PolledReads<BoardReading> boards, LiveFeed live, DatabaseClock clock, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } drop || await boards.GetAsync(drop, cancellation) is not { } reading)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return TypedResults.Ok(new Board(
            drop, clock.Now, reading.ReadAt, reading.RefusedByCode.Values.Sum(), reading.RefusedByCode, live.AudienceCountOf(drop) + reading.WatchersElsewhere,
            reading.History.ReservationsPerSecond(reading.ReadAt), reading.History.Conversion, reading.Series(), reading.Money));
    }

    private static async Task<Results<Ok<DropReport>, ApiProblem>> ReportAsync(
        string dropId, DropLookup addresses, PolledReads<DropReport> reports, CancellationToken cancellation) =>
        await addresses.FindAsync(dropId, cancellation) is { } drop && await reports.GetAsync(drop, cancellation) is { } report
            ? TypedResults.Ok(report)
            : ApiProblem.Of(ProblemKinds.DropNotFound);

    private static async Task<Results<Ok<DropSignals>, ApiProblem>> SignalsAsync(
        string dropId, DropLookup addresses, PolledReads<SignalsReading> readings, ReserveSignals signals, DatabaseClock clock, CancellationToken cancellation) =>
        await addresses.FindAsync(dropId, cancellation) is { } drop && await readings.GetAsync(drop, cancellation) is { } reading
            ? TypedResults.Ok(new DropSignals(drop, clock.Now, signals.AreRecorded, reading.Customers, reading.Purchased, reading.Counts, reading.Lines))
            : ApiProblem.Of(ProblemKinds.DropNotFound);

    /// <param name="query">A part of the customer's name.</param>
    /// <param name="variant">Only holds of this variant, by its id.</param>
    /// <param name="quantity">Only holds of so many units or more.</param>
    /// <param name="sort">newest, or ending: the least time left first. Absent: newest.</param>
    private static async Task<Results<Ok<HoldsPage>, ApiProblem>> HoldsAsync(
        string dropId, string? query, string? variant, string? quantity, string? sort, string? cursor, string? limit, DropLookup addresses, PolledReads<HoldsReading> newest, HoldReads holds, DatabaseClock clock,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var paging = Paging.Parse(cursor, limit, check);
        var name = check.OptionalText("query", query, DropRules.NameLengthMax)?.ToLowerInvariant();
        Guid variantId = default;
        check.Require(variant is null || Guid.TryParse(variant, out variantId), "variant", "The id of a variant.");
        var units = 1;
        check.Require(
            quantity is null || int.TryParse(quantity, NumberStyles.None, CultureInfo.InvariantCulture, out units) && units is >= 1 and <= DropRules.LimitMax, "quantity",
            $"A whole number from 1 to {DropRules.LimitMax}.", FieldError.Range(1, DropRules.LimitMax));
        check.Require(sort is null or "newest" or "ending", "sort", "newest or ending.", FieldError.Choice);
        var filter = new HoldFilter(name, variant is null ? null : new VariantId(variantId), units, EndingFirst: sort == "ending");
        var after = paging.Cursor is { } text ? HoldCursor.Parse(text) : null;
        check.Require(paging.Cursor is null || after is not null && after.EndsAt is not null == filter.EndingFirst, "cursor", "Not a cursor that a page gave as next.");
        if (check.Failed)
            return check.Problem;
        if (await addresses.FindAsync(dropId, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        // The first page is what every console polls.
        var page = filter != new HoldFilter() ? await holds.FindAsync(drop, filter, after, paging.Limit, cancellation)
            : (after is null ? await newest.GetAsync(drop, cancellation) : await holds.ListAsync(drop, after.DropVersion, paging.Limit, cancellation))?.Page(paging.Limit);
        if (page is null)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return TypedResults.Ok(new HoldsPage(page.Items, page.Next, clock.Now));
    }

    private static async Task<Results<Ok<Reservation>, ApiProblem>> ReleaseAsync(
        string dropId, string reservationId, Caller caller, OperatorCall call, DropLookup addresses, DropGate gate, DropReads drops, PolledReads<HoldsReading> newest,
        ReservationReads reads, DatabaseClock clock)
    {
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        // An id that is none of ours names no reservation; the drop is looked for first all the same.
        var reservation = new ReservationId(Guid.TryParse(reservationId, out var id) ? id : Guid.Empty);
        var request = new DropRequest(drops, call.Name, (movement, _) => call.Keep(
            StatusCodes.Status200OK, null, Reservation.After(movement.Hold!.Value, drop, movement.At, clock.Now), ApiJson.Wire.Reservation));
        var release = new Command.Release(reservation, caller.Id) { Request = request };
        switch (await gate.SubmitAsync(drop, release))
        {
            case Outcome.Cancelled { Hold: var hold, At: var at }:
                newest.Forget(drop);
                call.IsKept(request.Answer);
                return TypedResults.Ok(Reservation.Cancelled(hold, drop, at, EndedBy.Operator, clock.Now));
            case Outcome.Refused refused:
                return refused.Refusal.ToProblem(drop, clock.Now);
            case Outcome.NotHeld:
                call.HadNoEffect = true;
                return await reads.FindOfAnybodyAsync(drop, reservation, CancellationToken.None) switch
                {
                    null => NoSuchReservation,
                    { Status: ReservationStatus.Purchased } => BoughtMeanwhile,
                    var ended => TypedResults.Ok(ended),
                };
            case var other:
                throw new InvalidOperationException($"{nameof(Command.Release)} came to {other.GetType().Name}.");
        }
    }

    private static async Task<Ok<OperationsHealth>> HealthAsync(
        ThisNode node, NodeRows nodes, LiveFeed live, EngineMetrics metrics, DatabaseClock clock, TimeProvider time, Readiness readiness,
        StampedeSettings settings, LetterMetrics letters, CancellationToken cancellation)
    {
        var look = readiness.LookAsync();
        var startedAt = time.GetTimestamp();
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Patience);
        try
        {
            // A connection that hangs may not hear of the cancellation: the caller is answered all the same.
            var vitals = await nodes.ReadAsync(node.Id, bounded.Token).WaitAsync(bounded.Token);
            var latency = Math.Round(time.GetElapsedTime(startedAt).TotalMilliseconds, 1);
            return TypedResults.Ok(new OperationsHealth(
                vitals.Now, new(true, vitals.Version, latency, (await look).Warnings), vitals.Nodes, LagOf(metrics, vitals.Overdue), live.WatcherCount + vitals.WatchersElsewhere,
                settings.Mail is not null)
            { Mail = MailHealth.Of(letters.Latest) });
        }
        catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException or TimeoutException && !cancellation.IsCancellationRequested)
        {
            return TypedResults.Ok(new OperationsHealth(clock.Now, new(false, null, null, []), [], LagOf(metrics, default), live.WatcherCount, settings.Mail is not null)
            { Mail = MailHealth.Of(letters.Latest) });
        }
    }

    private static double? LagOf(EngineMetrics metrics, TimeSpan overdue) =>
        Math.Max(metrics.LastExpiryLagMilliseconds, overdue.TotalMilliseconds) is > 0 and var lag ? Math.Round(lag, 1) : null;
}
