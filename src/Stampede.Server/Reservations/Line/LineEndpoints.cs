using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Line;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Reservations;

internal sealed record JoinBody
{
    /// <summary>Ids of variants, the dearest first, each once. Absent: the drop's only variant.</summary>
    [Length(1, LineEntry.PreferencesMax)]
    public IReadOnlyList<string?>? Preferences { get; init; }

    /// <summary>From 1 to the drop's limit per customer; absent: 1.</summary>
    [Range(1, 1_000_000)]
    public int? Quantity { get; init; }

    /// <summary>A draw has rules: without true nobody gets into it.</summary>
    public bool? AcceptsRules { get; init; }
}

internal sealed record PreferBody
{
    /// <summary>Ids of variants, the dearest first, each once.</summary>
    [Required, Length(1, LineEntry.PreferencesMax)]
    public IReadOnlyList<string?>? Preferences { get; init; }

    /// <summary>Absent: as it was.</summary>
    [Range(1, 1_000_000)]
    public int? Quantity { get; init; }
}

/// <param name="EntryId">The caller's, to compute their own ticket with.</param>
/// <param name="Seq">How many had joined, this one too.</param>
/// <param name="Line">A moment old.</param>
internal sealed record JoinedAnswer(EntryId EntryId, long Seq, DateTimeOffset JoinedAt, LineDocument Line);

/// <param name="Place">Among those who list the variant.</param>
/// <param name="Odds">certain, very_likely, possible, unlikely or sold_out; null: fewer than 30 offers have ended.</param>
internal sealed record PlaceInAnswer(VariantId VariantId, int Place, string? Odds);

/// <param name="ClaimBy">Until then it wants a yes: POST …/claim. Left out: it has one, or needs none.</param>
/// <param name="PayBy">Until then it wants to be bought. Left out: it wants a yes first.</param>
internal sealed record OfferAnswer(
    ReservationId ReservationId,
    VariantId VariantId,
    int Quantity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ClaimBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? PayBy);

/// <param name="HasLeft">Withdrawn, or excluded.</param>
internal sealed record OwnLine(DropId DropId, EntryId EntryId, long Seq, DateTimeOffset JoinedAt, bool HasLeft)
{
    public const string List = "lines";

    public static OwnLine Of(DropId drop, LineEntry entry) => new(drop, entry.Id, entry.Seq, entry.JoinedAt, entry.HasLeft);
}

/// <summary>The caller in a line.</summary>
/// <param name="State">waiting, offered, missed, bought, lapsed, skipped, excluded or withdrawn.</param>
/// <param name="Reason">Of excluded and skipped the shop's (limit_reached: the caller owns as much as the drop allows); of lapsed declined or not_paid; of missed to_the_end (there is another turn) or twice (there is none). Left out otherwise.</param>
/// <param name="Ticket">SHA-256 of the seed and the entry's id: the order is by it. Null: it is not drawn, or the entry came later.</param>
/// <param name="Place">1 is the first. Null: it is not drawn, or the entry has none.</param>
/// <param name="Odds">The best of all sizes; sold_out is for good. Null: fewer than 30 offers have ended.</param>
/// <param name="PlacesPerUnit">People up to this place for each unit that is left of what they list; null: the place is not known, or nothing is left.</param>
internal sealed record LineMe(
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    EntryId EntryId,
    long Seq,
    DateTimeOffset JoinedAt,
    IReadOnlyList<VariantId> Preferences,
    int Quantity,
    string? Ticket,
    int? Place,
    IReadOnlyList<PlaceInAnswer> PlaceIn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OfferAnswer? Offer,
    string? Odds,
    double? PlacesPerUnit,
    int PollAfter,
    DateTimeOffset ServerTime);

/// <summary>A customer's way through a line: look at it, join, change one's mind, leave.</summary>
internal static class LineEndpoints
{
    public const int PollSecondsMin = 5;
    public const int PollSecondsMax = 120;

    private const int DocumentAgeSeconds = 2;

    private const string MissedOnce = "to_the_end";
    private const string MissedTwice = "twice";

    /// <summary>Needs the storage, and what operators do with lines.</summary>
    public static IServiceCollection AddLines(this IServiceCollection services) => services.AddSingleton<LineDocuments>().AddHostedService<LineTelling>();

    public static void MapLines(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/drops/{dropId}/line", FindAsync).WithTags("Line").WithName("GetLine").WithSummary("A drop's line, the same for everybody")
            .WithProblems("drop_not_found", "line_not_open", "database_unavailable");
        routes.MapGet("/api/v1/me/lines", ListMineAsync).WithTags("Line").WithName("ListMyLines").WithSummary("The lines that the caller has joined; of one drop, by its id or slug")
            .RequireAuthorization(Policies.Customer).WithProblems("unauthenticated", "validation_failed", "database_unavailable");
        var mine = routes.MapGroup("/api/v1/drops/{dropId}/line").WithTags("Line")
            .RequireAuthorization(Policies.Customer).WithProblems("unauthenticated", "drop_not_found", "line_not_open", "overloaded", "database_unavailable");
        mine.MapPost("/", JoinAsync).WithName("JoinLine").WithSummary("Joins the line; a second time, from any device, it is the same entry")
            .WithProblems("validation_failed", "variant_not_found", "ended", "line_closed", "line_full", "available_now", "excluded", "line_left", "rules_not_accepted",
                "confirmation_required", "blocked", "proof_required")
            .WithHeader(IdempotencyKey.Header, "Not needed: a customer has one entry. Proof of work is solved for it, where this shop asks for work.")
            .WithHeader(ProofOfWork.Header, "The answer to a challenge, as challenge:number, where this shop asks for work.")
            .WithExample("""{"preferences": ["0199b2f0-0000-7000-8000-000000000000"], "quantity": 1, "acceptsRules": true}""");
        mine.MapGet("/me", FindMineAsync).WithName("GetMyEntry").WithSummary("Where the caller stands").WithProblems("not_in_line");
        mine.MapPatch("/me", PreferAsync).WithName("ChangeMyEntry").WithSummary("Other sizes, until the close")
            .WithProblems("validation_failed", "variant_not_found", "not_in_line", "ended", "line_closed", "excluded", "line_left")
            .WithExample("""{"preferences": ["0199b2f0-0000-7000-8000-000000000000"]}""");
        mine.MapDelete("/me", LeaveAsync).WithName("LeaveLine").WithSummary("Leaves the line, for good").WithProblems("not_in_line", "excluded");
    }

    /// <summary>Those who are in no line are told so by an empty list: a page may ask without knowing.</summary>
    private static async Task<Results<Ok<Page<OwnLine>>, ApiProblem>> ListMineAsync(
        Caller caller, DropLookup lookup, LineReads reads, Cursors cursors, string? dropId, string? cursor, string? limit, CancellationToken cancellation)
    {
        var check = new Validation();
        var paging = Paging.Parse(cursor, limit, check);
        var after = paging.CursorId(cursors, OwnLine.List, check);
        if (check.Failed)
            return check.Problem;
        if (dropId is not null)
        {
            return TypedResults.Ok(new Page<OwnLine>(
                await lookup.FindAsync(dropId, cancellation) is { } drop && await reads.FindEntryAsync(drop, caller.Id, cancellation) is (var entry, _, _) ? [OwnLine.Of(drop, entry)] : [], null));
        }

        var entries = await reads.ListEntriesAsync(caller.Id, new DropId(after ?? Guid.Empty), paging.Limit + 1, cancellation);
        return TypedResults.Ok(new Page<OwnLine>(
            [.. entries.Take(paging.Limit).Select(one => OwnLine.Of(one.Drop, one.Entry))],
            entries.Count > paging.Limit ? cursors.Write(OwnLine.List, entries[paging.Limit - 1].Drop.Value) : null));
    }

    /// <summary>A quarter of the time until something happens, within the bounds.</summary>
    public static int PollSeconds(TimeSpan until) => (int)Math.Clamp(until.TotalSeconds / 4, PollSecondsMin, PollSecondsMax);

    private static async Task<Results<PreparedJsonResult<LineDocument>, ApiProblem>> FindAsync(
        string dropId, HttpContext context, DropLookup lookup, DropStandings standings, LineDocuments documents, CancellationToken cancellation)
    {
        if (await lookup.FindAsync(dropId, cancellation) is not { } drop || await standings.FindAsync(drop, cancellation) is not { } standing
            || standing.View.Status == DropStatus.Draft && Caller.Of(context.User) is not { SeesDrafts: true })
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return await documents.FindAsync(drop, cancellation) is { } view
            ? new PreparedJsonResult<LineDocument>(view.Json) { ETag = view.ETag, MaxAgeSeconds = DocumentAgeSeconds }
            : ApiProblem.Of(ProblemKinds.LineNotOpen);
    }

    private static async Task<Results<Created<JoinedAnswer>, Ok<JoinedAnswer>, ApiProblem>> JoinAsync(
        string dropId, JoinBody? body, HttpRequest request, Caller caller, StampedeSettings settings, ConfirmedAccounts confirmed, DropLookup lookup, DropStandings standings, LineReads reads,
        Blocks blocks, ProofOfWork proofs, LineDocuments documents, LineJournal lines, ReserveSignals signals, Usher usher, DatabaseClock clock)
    {
        var check = new Validation();
        var quantity = check.FieldsOf<JoinBody>().Range(nameof(JoinBody.Quantity), body?.Quantity, 1);
        var preferences = Preferences(body?.Preferences, check);
        var key = IdempotencyKey.Read(request, check);
        if (check.Failed)
            return check.Problem;
        if (settings.Reservations.RequireConfirmedAccount && !await confirmed.ContainAsync(caller, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.ConfirmationRequired);
        if (await lookup.FindAsync(dropId, CancellationToken.None) is not { } drop || !await standings.IsPublishedAsync(drop, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        // Whoever has a place keeps it, and is told so; only nobody new comes in.
        if (await blocks.RefuseAsync(drop, caller, request, key: null) && await reads.FindEntryAsync(drop, caller.Id, CancellationToken.None) is null)
            return ApiProblem.Of(ProblemKinds.Blocked);
        if (proofs.AreAskedFor && caller.Key is null && !proofs.IsProved(request.Headers[ProofOfWork.Header], drop, caller.Id, key))
        {
            var challenge = proofs.ChallengeFor(drop, caller.Id);
            return ApiProblem.Of(ProblemKinds.ProofRequired, problem => problem with { Challenge = challenge, ServerTime = challenge.ServerTime });
        }

        if (await documents.FindAsync(drop, CancellationToken.None) is not { } view)
            return ApiProblem.Of(ProblemKinds.LineNotOpen);
        if (view.Document.Mode == Entrance.Draw && body?.AcceptsRules != true)
            return ApiProblem.Of(ProblemKinds.RulesNotAccepted);
        if (preferences is null)
        {
            if (view.Standing.Variants is not [var only])
                return ApiProblem.Invalid("preferences", "The drop has several variants: name those you want.", FieldError.Required);
            preferences = [only.Id];
        }

        if (caller.Key is null)
            signals.Add(drop, caller.Id, request, isEarly: false);
        var entry = new EntryId(new Guid(RandomNumberGenerator.GetBytes(16)));
        var outcome = await lines.SubmitAsync(drop, new LineRequest.Join(caller.Id, entry, [.. preferences], quantity));
        // What nobody wanted before is theirs from here on: the ledger has to know.
        if (outcome is LineOutcome.Joined { IsNew: true } && view.Standing.Line is { HasOrder: true } served)
            usher.Call(drop, served);
        return outcome switch
        {
            LineOutcome.Joined { IsNew: true, Entry: var made } => TypedResults.Created($"/api/v1/drops/{drop}/line/me", Answer(made)),
            LineOutcome.Joined { Entry: var known } => TypedResults.Ok(Answer(known)),
            LineOutcome.Refused { Refusal: var refusal } => refusal.ToProblem(drop, clock.Now),
            var other => throw Unexpected(other),
        };

        JoinedAnswer Answer(LineEntry joined) => new(joined.Id, joined.Seq, joined.JoinedAt, view.Document);
    }

    private static async Task<Results<Ok<LineMe>, ApiProblem>> PreferAsync(
        string dropId, PreferBody body, Caller caller, DropLookup lookup, DropStandings standings, LineDocuments documents, LineReads reads, LineOrders orders, LineJournal lines, DatabaseClock clock)
    {
        var check = new Validation();
        int? quantity = body.Quantity is null ? null : check.FieldsOf<PreferBody>().Range(nameof(PreferBody.Quantity), body.Quantity, 1);
        var preferences = Preferences(body.Preferences, check);
        if (preferences is null)
            check.Add("preferences", "Is needed.", FieldError.Required);
        if (check.Failed)
            return check.Problem;
        return await ChangeAsync(dropId, new LineRequest.Prefer(caller.Id, [.. preferences!], quantity), caller, lookup, standings, documents, reads, orders, lines, clock);
    }

    private static Task<Results<Ok<LineMe>, ApiProblem>> LeaveAsync(
        string dropId, Caller caller, DropLookup lookup, DropStandings standings, LineDocuments documents, LineReads reads, LineOrders orders, LineJournal lines, DatabaseClock clock) =>
        ChangeAsync(dropId, new LineRequest.Withdraw(caller.Id), caller, lookup, standings, documents, reads, orders, lines, clock);

    private static async Task<Results<Ok<LineMe>, ApiProblem>> ChangeAsync(
        string dropId, LineRequest request, Caller caller, DropLookup lookup, DropStandings standings, LineDocuments documents, LineReads reads, LineOrders orders, LineJournal lines, DatabaseClock clock)
    {
        if (await lookup.FindAsync(dropId, CancellationToken.None) is not { } drop || !await standings.IsPublishedAsync(drop, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (await documents.FindAsync(drop, CancellationToken.None) is null)
            return ApiProblem.Of(ProblemKinds.LineNotOpen);
        return await lines.SubmitAsync(drop, request) is LineOutcome.Refused { Refusal: var refusal }
            ? refusal.ToProblem(drop, clock.Now)
            : await FindMineAsync(dropId, caller, lookup, standings, documents, reads, orders, clock, CancellationToken.None);
    }

    private static async Task<Results<Ok<LineMe>, ApiProblem>> FindMineAsync(
        string dropId, Caller caller, DropLookup lookup, DropStandings standings, LineDocuments documents, LineReads reads, LineOrders orders, DatabaseClock clock,
        CancellationToken cancellation)
    {
        if (await lookup.FindAsync(dropId, cancellation) is not { } drop || !await standings.IsPublishedAsync(drop, cancellation))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (await documents.FindAsync(drop, cancellation) is not { } view)
            return ApiProblem.Of(ProblemKinds.LineNotOpen);
        if (await reads.FindEntryAsync(drop, caller.Id, cancellation) is not (var entry, var offers, var skipped))
            return ApiProblem.Of(ProblemKinds.NotInLine);
        // What has just become of the caller is theirs to see at once.
        var order = view.Order is { } known && known.LogSize > entry.LastIndex ? known : await orders.FindAsync(drop, view.Standing.Line, TimeSpan.Zero, cancellation);
        return TypedResults.Ok(Answer(entry, offers, skipped, view with { Order = order }, clock.Now));
    }

    private static LineMe Answer(LineEntry entry, IReadOnlyList<MadeOffer> offers, SkippedPlace? skipped, LineView view, DateTimeOffset now)
    {
        var (line, order) = (view.Standing.Line, view.Order);
        var (state, reason) = StateOf(entry, offers);
        // Who is out has no place any more, though it stands in the order for all to see.
        var place = entry.HasLeft ? null : order?.PlaceOf(entry) ?? (offers is [var newest, ..] ? newest.Place : null);
        if (skipped is not null && skipped.Place == place && IsWaiting(state, reason))
            (state, reason) = ("skipped", skipped.Why);
        var isWaiting = place is not null && IsWaiting(state, reason);
        var places = place is { } at && order is not null
            ? entry.Preferences.Select(variant => PlaceIn(variant, order.PlaceIn(variant, at), view)).OfType<PlaceInAnswer>().ToArray()
            : [];
        var offer = state == "offered" ? offers[0] : null;
        var left = entry.Preferences.Sum(variant => view.Find(variant) is { } known ? (long)known.Available + known.Held : 0);
        return new LineMe(
            state, reason, entry.Id, entry.Seq, entry.JoinedAt, entry.Preferences, entry.Quantity,
            entry.JoinedIndex < (line.ClosedSize ?? 0) ? LineOrder.TicketOf(line, entry.Id) : null, place, places,
            offer is null ? null : new OfferAnswer(
                offer.Reservation, offer.Variant, offer.Quantity, NeedsYes(offer) ? offer.ExpiresAt : null, NeedsYes(offer) ? null : offer.KeptUntil),
            isWaiting ? Word(LineOdds.Best(places.Select(one => one.Odds is { } odds ? Names.Parse<OddsWord>(odds) : (OddsWord?)null))) : null,
            isWaiting && left > 0 ? Math.Round(Math.Max(1.0, place!.Value - view.Document.ServedTo) / left, 2) : null,
            PollAfter(state, reason, place, view), now);
    }

    private static PlaceInAnswer? PlaceIn(VariantId variant, int? place, LineView view)
    {
        if (place is not { } at || view.Find(variant) is not { } known)
            return null;
        var made = view.Standing.Offers.TryGetValue(variant, out var offers) ? offers.Made : 0;
        var lasts = known.LastsUntil is { } until ? new LastsUntil(until.Low, until.Likely, until.High) : null;
        return new PlaceInAnswer(variant, at, Word(LineOdds.Of(at, known.ServedTo, made, known.Available, known.Held, view.Document.LimitPerCustomer, lasts)));
    }

    private static string? Word(OddsWord? odds) => odds is { } word ? Names.Of(word) : null;

    private static bool NeedsYes(MadeOffer offer) => offer.Tempo == LineTempo.Live && offer.ClaimedUntil is null;

    /// <param name="offers">The newest first.</param>
    private static (string State, string? Reason) StateOf(LineEntry entry, IReadOnlyList<MadeOffer> offers)
    {
        if (offers is [{ Status: ReservationStatus.Purchased }, ..])
            return ("bought", null);
        if (offers is [{ Status: ReservationStatus.Active }, ..])
            return ("offered", null);
        if (entry.ExcludedIndex is not null)
            return ("excluded", entry.ExcludedReason);
        if (entry.WithdrawnIndex is not null)
            return ("withdrawn", null);
        if (offers is not [var last, ..])
            return ("waiting", null);
        if (last.Status == ReservationStatus.Cancelled)
        {
            // Who declines what they did not want most keeps their place, for what they want more.
            return last is { Choice: > 0, ClaimedUntil: null } ? ("waiting", null) : ("lapsed", "declined");
        }

        if (!NeedsYes(last))
            return ("lapsed", "not_paid");
        // One may have two places: the second is at the end.
        return offers.Any(offer => offer.Status == ReservationStatus.Expired && NeedsYes(offer) && offer.Place != last.Place) ? ("missed", MissedTwice) : ("missed", MissedOnce);
    }

    private static bool IsWaiting(string state, string? reason) => state == "waiting" || state == "missed" && reason == MissedOnce;

    private static int PollAfter(string state, string? reason, int? place, LineView view)
    {
        if (state == "offered")
            return PollSecondsMin;
        if (!IsWaiting(state, reason))
            return PollSecondsMax;
        return place is { } at && view.Standing.Line.PacePerMinute is { } pace
            ? PollSeconds(TimeSpan.FromMinutes(Math.Max(0, at - view.Document.ServedTo) / (double)pace))
            : view.Document.PollAfter;
    }

    /// <returns>Null: absent, or wrong.</returns>
    private static List<VariantId>? Preferences(IReadOnlyList<string?>? ids, Validation check)
    {
        if (ids is null || !check.Require(
            ids.Count is >= 1 and <= LineEntry.PreferencesMax, "preferences", $"From 1 to {LineEntry.PreferencesMax} variants.", FieldError.Length(1, LineEntry.PreferencesMax)))
            return null;
        // What is no id of ours names no variant.
        List<VariantId> variants = [.. ids.Select(id => new VariantId(Guid.TryParse(id, out var variant) ? variant : Guid.Empty))];
        return check.Require(variants.Distinct().Count() == variants.Count, "preferences", "Each variant once.") ? variants : null;
    }

    private static InvalidOperationException Unexpected(LineOutcome outcome) => new($"Joining came to {outcome.GetType().Name}.");
}
