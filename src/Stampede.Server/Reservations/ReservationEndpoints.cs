using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Operations;
using Stampede.Postgres.Orders;
using Stampede.Postgres.Reservations;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Reservations;

internal sealed record ReserveBody
{
    /// <summary>Absent: the drop's only variant.</summary>
    public string? VariantId { get; init; }

    /// <summary>From 1 to the drop's limit per customer; absent: 1.</summary>
    [Range(1, 1_000_000)]
    public int? Quantity { get; init; }
}

/// <summary>A customer's way through a drop: reserve, buy or let go.</summary>
internal static class ReservationEndpoints
{
    /// <summary>Needs the storage.</summary>
    public static IServiceCollection AddReservations(this IServiceCollection services) => services
        .AddSingleton<ProofOfWork>()
        .AddSingleton<ReserveSignals>()
        .AddSingleton(provider => new SignalRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddHostedService<SignalWriter>()
        .AddSingleton(provider => new BlockRows(provider.GetRequiredService<ConnectionPools>().Reads))
        .AddSingleton<Blocks>()
        .AddHostedService(provider => provider.GetRequiredService<Blocks>());

    public static void MapReservations(this IEndpointRouteBuilder routes)
    {
        var reservations = routes.MapGroup("/api/v1/drops/{dropId}/reservations").WithTags("Reservations")
            .RequireAuthorization(Policies.Customer).WithProblems("unauthenticated", "drop_not_found", "overloaded", "database_unavailable");
        routes.MapGet("/api/v1/drops/{dropId}/challenge", ChallengeAsync).WithTags("Reservations").RequireAuthorization(Policies.Customer)
            .WithName("GetChallenge").WithSummary("The work that a reservation of the caller is to be paid for with; none by default")
            .WithProblems("unauthenticated", "drop_not_found", "database_unavailable");
        reservations.MapPost("/", ReserveAsync).WithName("Reserve").WithSummary("Holds stock for the caller")
            .WithProblems("validation_failed", "idempotency_key_reused", "variant_not_found", "not_started", "ended", "paused", "limit_reached",
                "already_reserved", "wait_to_reserve", "line_first", "sold_out", "all_held", "insufficient_stock", "confirmation_required", "blocked", "proof_required")
            .WithHeader(IdempotencyKey.Header, "A name for this request, 1 to 200 printable ASCII characters: sent again with the same one, it has no second effect.")
            .WithHeader(ProofOfWork.Header, "The answer to a challenge, as challenge:number, where this shop asks for work.")
            .WithExample("""{"variantId": "0199b2f0-0000-7000-8000-000000000000", "quantity": 1}""");
        reservations.MapGet("/{id}", FindAsync).WithName("GetReservation").WithSummary("One of the caller's reservations").WithProblems("reservation_not_found");
        reservations.MapDelete("/{id}", CancelAsync).WithName("CancelReservation").WithSummary("Gives the stock back at once")
            .WithProblems("reservation_not_found", "already_purchased");
        reservations.MapPost("/{id}/purchase", BuyAsync).WithName("Purchase").WithSummary("Turns a reservation into a purchase")
            .WithProblems("reservation_not_found", "reservation_expired", "reservation_cancelled", "payment_required", "delivery_required");

        reservations.MapPost("/{id}/claim", ClaimAsync).WithName("ClaimOffer").WithSummary("Says yes to an offer of the line: from here on there is the drop's hold time to buy it")
            .WithProblems("reservation_not_found", "not_offered", "claim_over");

        var mine = routes.MapGroup("/api/v1/me").WithTags("Me").RequireAuthorization(Policies.Customer).WithProblems("unauthenticated");
        mine.MapGet("/reservations", ListMineAsync).WithName("ListMyReservations").WithSummary("The caller's reservations, newest first")
            .WithProblems("validation_failed").WithPageCost(itemsPerToken: 10);
        mine.MapGet("/purchases/{id}", FindMyPurchaseAsync).WithName("GetMyPurchase").WithSummary("One of the caller's purchases")
            .WithProblems("purchase_not_found");
        mine.MapGet("/purchases", ListMyPurchasesAsync).WithName("ListMyPurchases").WithSummary("The caller's purchases, newest first")
            .WithProblems("validation_failed").WithPageCost(itemsPerToken: 10);
    }

    private static async Task<Results<Created<Reservation>, ApiProblem>> ReserveAsync(
        string dropId, ReserveBody? body, HttpRequest request, Caller caller, StampedeSettings settings, ConfirmedAccounts confirmed, DropLookup addresses,
        DropStandings standings, Blocks blocks, ProofOfWork proofs, DropGate gate, DatabaseClock clock, ReserveSignals signals, PeopleCounts people)
    {
        var check = new Validation();
        var quantity = check.FieldsOf<ReserveBody>().Range(nameof(ReserveBody.Quantity), body?.Quantity, 1);
        var key = IdempotencyKey.Read(request, check);
        if (check.Failed)
            return check.Problem;
        if (settings.Reservations.RequireConfirmedAccount && !await confirmed.ContainAsync(caller, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.ConfirmationRequired);
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (await blocks.RefuseAsync(drop, caller, request, key))
            return ApiProblem.Of(ProblemKinds.Blocked);
        // Another program vouches for its customers, and all of them come from its address.
        if (proofs.AreAskedFor && caller.Key is null && !proofs.IsProved(request.Headers[ProofOfWork.Header], drop, caller.Id, key))
        {
            if (!await standings.IsPublishedAsync(drop, CancellationToken.None))
                return ApiProblem.Of(ProblemKinds.DropNotFound);
            var challenge = proofs.ChallengeFor(drop, caller.Id);
            return ApiProblem.Of(ProblemKinds.ProofRequired, problem => problem with { Challenge = challenge, ServerTime = challenge.ServerTime });
        }

        VariantId? variant = body?.VariantId is { } text ? new VariantId(Guid.TryParse(text, out var id) ? id : Guid.Empty) : null;
        var reserve = new Command.Reserve(new ReservationId(Guid.CreateVersion7()), caller.Id, variant, quantity, key);
        var outcome = await gate.SubmitAsync(drop, reserve);
        // Of a drop that is not there anybody could ask for any number.
        if (caller.Key is null && outcome is not Outcome.Refused { Refusal: Refusal.DropNotFound })
        {
            people.Press(drop, caller.Id);
            if (caller.Key is null)
                signals.Add(drop, caller.Id, request, isEarly: outcome is Outcome.Refused { Refusal: Refusal.NotStarted });
        }

        return outcome switch
        {
            Outcome.Reserved { Hold: var hold } => TypedResults.Created(
                $"/api/v1/drops/{drop}/reservations/{hold.Id}", Reservation.Granted(hold, drop, clock.Now)),
            Outcome.Refused refused => refused.Refusal.ToProblem(drop, clock.Now),
            var other => throw Unexpected(reserve, other),
        };
    }

    private static async Task<Results<Ok<Challenge>, ApiProblem>> ChallengeAsync(
        string dropId, Caller caller, DropLookup addresses, DropStandings standings, ProofOfWork proofs, CancellationToken cancellation) =>
        await addresses.FindAsync(dropId, cancellation) is { } drop && await standings.IsPublishedAsync(drop, cancellation)
            ? TypedResults.Ok(proofs.ChallengeFor(drop, caller.Id))
            : ApiProblem.Of(ProblemKinds.DropNotFound);

    private static async Task<Results<Ok<Reservation>, ApiProblem>> FindAsync(
        string dropId, string id, Caller caller, DropLookup addresses, ReservationReads reads, DropStandings standings, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var reservation = Guid.TryParse(id, out var value) ? await reads.FindAsync(drop, new ReservationId(value), caller.Id, cancellation) : null;
        return reservation is null ? await NotFoundAsync(drop, standings) : TypedResults.Ok(reservation);
    }

    private static async Task<Results<Ok<Reservation>, ApiProblem>> CancelAsync(
        string dropId, string id, Caller caller, DropLookup addresses, DropGate gate, ReservationReads reads, DropStandings standings, DatabaseClock clock)
    {
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (!Guid.TryParse(id, out var value))
            return await NotFoundAsync(drop, standings);
        var cancel = new Command.Cancel(new ReservationId(value), caller.Id);
        switch (await gate.SubmitAsync(drop, cancel))
        {
            case Outcome.Cancelled { Hold: var hold, At: var at }:
                return TypedResults.Ok(Reservation.Cancelled(hold, drop, at, EndedBy.Customer, clock.Now));
            case Outcome.Refused refused:
                return refused.Refusal.ToProblem(drop, clock.Now);
            case Outcome.NotHeld:
                var ended = await reads.FindAsync(drop, cancel.Reservation, caller.Id, CancellationToken.None);
                return ended switch
                {
                    null => await NotFoundAsync(drop, standings),
                    { Status: ReservationStatus.Purchased } => ApiProblem.Of(ProblemKinds.AlreadyPurchased),
                    _ => TypedResults.Ok(ended),
                };
            case var other:
                throw Unexpected(cancel, other);
        }
    }

    private static async Task<Results<Created<Receipt>, Ok<Receipt>, ApiProblem>> BuyAsync(
        string dropId, string id, Caller caller, ShownNames names, DropLookup addresses, DropGate gate, ReservationReads reads, DropStandings standings, ContactRows contacts, DatabaseClock clock)
    {
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (!Guid.TryParse(id, out var value))
            return await NotFoundAsync(drop, standings);
        var reservation = new ReservationId(value);
        var buy = new Command.Buy(reservation, new PurchaseId(Guid.CreateVersion7()), caller.Id, names.OfPurchaser(caller));
        var outcome = await gate.SubmitAsync(drop, buy);
        // Asked for only where the drop says so: most need nothing, and theirs is one step.
        Contact? contact = null;
        if (outcome is Outcome.Refused { Refusal: Refusal.DeliveryRequired { Rule: var rule } } && (contact = await contacts.FindAsync(caller.Id, CancellationToken.None)) is not null)
        {
            contact = rule == DeliveryRule.Email ? contact with { Address = null } : contact;
            outcome = await gate.SubmitAsync(drop, buy with { Contact = contact });
        }

        switch (outcome)
        {
            case Outcome.Purchased { Purchase: var bought, DropVersion: var version }:
                return TypedResults.Created($"/api/v1/me/purchases/{bought.Id}", new Receipt(
                    bought.Id, bought.Reservation, drop, bought.Variant, bought.Quantity, bought.Price, bought.PurchasedAt, version)
                { SendTo = contact });
            case Outcome.Refused refused:
                return refused.Refusal.ToProblem(drop, clock.Now);
            case Outcome.NotHeld:
                if (await reads.FindReceiptAsync(drop, reservation, caller.Id, CancellationToken.None) is { } receipt)
                    return TypedResults.Ok(receipt);
                var ended = await reads.FindAsync(drop, reservation, caller.Id, CancellationToken.None);
                if (ended is null)
                    return await NotFoundAsync(drop, standings);
                return ApiProblem.Of(ended.Status switch
                {
                    ReservationStatus.Expired => ProblemKinds.ReservationExpired,
                    ReservationStatus.Cancelled => ProblemKinds.ReservationCancelled,
                    // The lane was sure that it had ended, and a reservation ends in one of the ways above.
                    ReservationStatus.Active or ReservationStatus.Purchased => throw new InvalidDataException($"Reservation {id} is not held, and {ended.Status}."),
                });
            case var other:
                throw Unexpected(buy, other);
        }
    }

    private static async Task<Results<Ok<Reservation>, ApiProblem>> ClaimAsync(
        string dropId, string id, Caller caller, DropLookup addresses, DropGate gate, ReservationReads reads, DropStandings standings, DatabaseClock clock)
    {
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (!Guid.TryParse(id, out var value))
            return await NotFoundAsync(drop, standings);
        var claim = new Command.Claim(new ReservationId(value), caller.Id);
        switch (await gate.SubmitAsync(drop, claim))
        {
            case Outcome.Claimed { Hold: var hold }:
                return TypedResults.Ok(Reservation.Granted(hold, drop, clock.Now));
            case Outcome.Refused refused:
                return refused.Refusal.ToProblem(drop, clock.Now);
            case Outcome.NotHeld:
                return await reads.FindAsync(drop, claim.Reservation, caller.Id, CancellationToken.None) switch
                {
                    null => await NotFoundAsync(drop, standings),
                    { Offer: null } => ApiProblem.Of(ProblemKinds.NotOffered),
                    { Status: ReservationStatus.Purchased } bought => TypedResults.Ok(bought),
                    _ => ApiProblem.Of(ProblemKinds.ClaimOver),
                };
            case var other:
                throw Unexpected(claim, other);
        }
    }

    private static async Task<Results<Ok<Page<Reservation>>, ApiProblem>> ListMineAsync(
        string? status, string? cursor, string? limit, Caller caller, ReservationReads reads, Cursors cursors, CancellationToken cancellation)
    {
        var check = new Validation();
        var wanted = check.Choice<ReservationStatus>("status", status);
        var page = Paging.Parse(cursor, limit, check);
        var after = page.CursorId(cursors, "reservations", check);
        if (check.Failed)
            return check.Problem;
        var found = await reads.ListAsync(caller.Id, wanted, after is { } id ? new ReservationId(id) : null, page.Limit, cancellation);
        return TypedResults.Ok(cursors.Signed("reservations", found));
    }

    private static async Task<Results<Ok<Page<Receipt>>, ApiProblem>> ListMyPurchasesAsync(
        string? cursor, string? limit, Caller caller, ReservationReads reads, Cursors cursors, CancellationToken cancellation)
    {
        var check = new Validation();
        var page = Paging.Parse(cursor, limit, check);
        var after = page.CursorId(cursors, "purchases", check);
        if (check.Failed)
            return check.Problem;
        var found = await reads.ListReceiptsAsync(caller.Id, after is { } id ? new PurchaseId(id) : null, page.Limit, cancellation);
        return TypedResults.Ok(cursors.Signed("purchases", found));
    }

    private static async Task<Results<Ok<Receipt>, ApiProblem>> FindMyPurchaseAsync(
        string id, Caller caller, ReservationReads reads, CancellationToken cancellation) =>
        Guid.TryParse(id, out var value) && await reads.FindReceiptAsync(new PurchaseId(value), caller.Id, cancellation) is { } receipt
            ? TypedResults.Ok(receipt)
            : ApiProblem.Of(ProblemKinds.PurchaseNotFound);

    /// <summary>Which of the two is not there. A draft is not, whatever address it was called by.</summary>
    private static async Task<ApiProblem> NotFoundAsync(DropId drop, DropStandings standings) =>
        await standings.IsPublishedAsync(drop, CancellationToken.None) ? ProblemKinds.ReservationNotFound : ProblemKinds.DropNotFound;

    private static InvalidOperationException Unexpected(Command command, Outcome outcome) =>
        new($"{command.GetType().Name} came to {outcome.GetType().Name}.");
}
