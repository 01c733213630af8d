using System.ComponentModel.DataAnnotations;
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
using Stampede.Server.Operations;

namespace Stampede.Server.Reservations;

/// <param name="Kind">none, drand or declared.</param>
/// <param name="Chain">Of drand: the chain's hash; absent: quicknet's.</param>
/// <param name="Round">Of drand: named beforehand; absent: the first one that is out 30 s or more after the seal.</param>
/// <param name="What">Of a declared one: which public number it is, in words.</param>
internal sealed record BeaconBody(string? Kind, string? Chain, long? Round, [property: StringLength(BeaconBody.WhatLengthMax)] string? What)
{
    public const int WhatLengthMax = 200;
}

/// <param name="From">A time of the day, such as 22:00.</param>
/// <param name="Zone">An IANA name, such as Europe/Berlin.</param>
internal sealed record QuietHoursBody([property: Required] string? From, [property: Required] string? To, [property: Required] string? Zone);

internal sealed record LineBody
{
    /// <summary>open, queue or draw.</summary>
    [Required]
    public string? Mode { get; init; }

    /// <summary>Whether people may go on to join once nothing is free. Absent: no; with open it must be true or false.</summary>
    public bool? Waitlist { get; init; }

    /// <summary>When the shuffled part closes. Absent: of a queue 10 s before the start; a draw needs it.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>Of a draw: how long entries may be excluded after the close. Absent: 0.</summary>
    [Range(0, 10_080)]
    public int? ReviewMinutes { get; init; }

    /// <summary>How long somebody who is there has to say yes. Absent: 30.</summary>
    [Range(15, 300)]
    public int? ClaimSeconds { get; init; }

    /// <summary>How long somebody who is written to has to pay. Absent: 24 hours.</summary>
    [Range(72_000, 604_800)]
    public int? PaySeconds { get; init; }

    /// <summary>Offers a minute, at most. Absent: as many as there is stock.</summary>
    [Range(1, 1_000_000)]
    public int? PacePerMinute { get; init; }

    public BeaconBody? Beacon { get; init; }

    public QuietHoursBody? QuietHours { get; init; }

    /// <returns>Null: something is wrong.</returns>
    public LineTerms? ToTerms(DateTimeOffset? startsAt, Validation check)
    {
        var fields = check.FieldsOf<LineBody>();
        if (check.Choice<Entrance>("mode", Mode) is not { } mode)
        {
            if (Mode is null)
                check.Add("mode", "Is needed: open, queue or draw.", FieldError.Required);
            return null;
        }

        var closesAt = mode switch
        {
            Entrance.Open => null,
            Entrance.Queue => ClosesAt ?? startsAt?.AddSeconds(-10),
            Entrance.Draw => ClosesAt,
        };
        check.Require(mode == Entrance.Open || closesAt is not null, "closesAt", "Is needed: when the entries are shuffled.", FieldError.Required);
        check.Require(mode != Entrance.Open || ClosesAt is null, "closesAt", "An open drop has nothing to close.");
        check.Require(mode == Entrance.Draw || ReviewMinutes is null or 0, "reviewMinutes", "Only a draw is reviewed.");
        check.Require(mode != Entrance.Queue || closesAt is null || startsAt is null || closesAt <= startsAt, "closesAt", "A queue closes before the drop starts.");
        var terms = new LineTerms
        {
            Mode = mode,
            Waitlist = Waitlist ?? false,
            ClosesAt = closesAt?.ToUniversalTime(),
            ReviewMinutes = fields.Range(nameof(ReviewMinutes), ReviewMinutes, 0),
            ClaimSeconds = fields.Range(nameof(ClaimSeconds), ClaimSeconds, 30),
            PaySeconds = fields.Range(nameof(PaySeconds), PaySeconds, 86_400),
            PacePerMinute = PacePerMinute is null ? null : fields.Range(nameof(PacePerMinute), PacePerMinute, 1),
            Beacon = BeaconOf(mode, closesAt, check),
            QuietHours = QuietHoursOf(check),
        };
        return check.Failed ? null : terms;
    }

    private LineBeacon BeaconOf(Entrance mode, DateTimeOffset? closesAt, Validation check)
    {
        if (Beacon is not { } beacon || check.Choice<BeaconKind>("beacon.kind", beacon.Kind ?? "none") is not { } kind)
            return new LineBeacon(BeaconKind.None);
        check.Require(kind == BeaconKind.None || mode != Entrance.Open, "beacon.kind", "Nobody is shuffled, so no number is wanted.");
        switch (kind)
        {
            case BeaconKind.Drand:
                var chain = beacon.Chain ?? DrandChain.Quicknet.Hash;
                check.Require(chain.Length == 64 && chain.All(char.IsAsciiHexDigitLower), "beacon.chain", "64 hex digits, in lower case.");
                check.Require(beacon.Round is null or >= 1, "beacon.round", "At least 1.");
                check.Require(
                    beacon.Round is not { } named || DrandChain.Find(chain)?.TimeOf(named) is not { } outAt || outAt >= closesAt?.AddMinutes(ReviewMinutes ?? 0) + TimeSpan.FromMinutes(1),
                    "beacon.round", "Is out too soon: at least a minute after the close and the review.");
                check.Require(beacon.Round is not null || DrandChain.Find(chain) is not null, "beacon.round", "Is needed: this chain's periods are not known here.", FieldError.Required);
                return new LineBeacon(kind, chain, beacon.Round);
            case BeaconKind.Declared:
                var what = check.Text("beacon.what", beacon.What, BeaconBody.WhatLengthMax);
                check.Require(what.All(letter => letter is >= ' ' and <= '~' and not '/'), "beacon.what", "Printable ASCII characters without a slash.", FieldError.Characters);
                return new LineBeacon(kind, What: what);
            default:
                return new LineBeacon(BeaconKind.None);
        }
    }

    private QuietHours? QuietHoursOf(Validation check)
    {
        if (QuietHours is not { } quiet)
            return null;
        var from = Time("quietHours.from", quiet.From);
        var to = Time("quietHours.to", quiet.To);
        check.Require(quiet.Zone is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), "quietHours.zone", "The IANA name of a time zone, such as Europe/Berlin.");
        return new QuietHours(from, to, quiet.Zone ?? "");

        TimeOnly Time(string field, string? text)
        {
            var isTime = TimeOnly.TryParseExact(text, "HH:mm", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var time);
            check.Require(isTime, field, "A time of the day, such as 22:00.");
            return time;
        }
    }
}

/// <summary>The dial while the line runs; what is absent stays.</summary>
internal sealed record PaceBody
{
    /// <summary>Offers a minute, at most; 0: as many as there is stock.</summary>
    [Range(0, 1_000_000)]
    public int? PacePerMinute { get; init; }

    public bool? Paused { get; init; }

    /// <summary>calm: from here on everybody is written to, and has hours; live: they must be there.</summary>
    public string? Tempo { get; init; }
}

/// <param name="EntryIds">1 to 1,000.</param>
internal sealed record ExclusionsBody(
    [property: Required, Length(1, ExclusionsBody.EntriesMax)] IReadOnlyList<string?>? EntryIds, [property: Required, StringLength(500, MinimumLength = 1)] string? Reason)
{
    public const int EntriesMax = 1_000;
}

/// <param name="Excluded">How many are excluded now.</param>
/// <param name="NotFound">Entries that this line does not have.</param>
internal sealed record ExclusionsAnswer(int Excluded, IReadOnlyList<string> NotFound);

/// <summary>The public number, where the server does not fetch it.</summary>
/// <param name="Randomness">Of drand: 64 hex digits, the SHA-256 of the signature.</param>
/// <param name="Signature">Of drand, in hex.</param>
/// <param name="Value">Of a declared one: the number, as it was published.</param>
internal sealed record BeaconValueBody(string? Randomness, string? Signature, [property: StringLength(200)] string? Value);

internal sealed record SkipBody([property: Required, Range(1, int.MaxValue)] int? Place, [property: Required, StringLength(500, MinimumLength = 1)] string? Reason);

internal sealed record CancelLineBody([property: Required, StringLength(500, MinimumLength = 1)] string? Reason);

/// <summary>A line as operators see it.</summary>
/// <param name="Number">In the shop's register.</param>
/// <param name="Entries">People who ever joined.</param>
/// <param name="BeaconRound">Of drand: the round that counts, once the line is sealed.</param>
/// <param name="WaitsForBeacon">It is sealed, and the public number is not here yet.</param>
/// <param name="MailMissing">People are written to, and this shop sends no mail.</param>
internal sealed record OperatorLine(
    DropId DropId,
    long Number,
    string Mode,
    bool Waitlist,
    string Phase,
    string Tempo,
    DateTimeOffset? ClosesAt,
    int ReviewMinutes,
    int ClaimSeconds,
    int PaySeconds,
    int? PacePerMinute,
    QuietHoursBody? QuietHours,
    BeaconBody Beacon,
    long Entries,
    string Commit,
    string? Root,
    string? Secret,
    string? Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? BeaconRound,
    bool WaitsForBeacon,
    bool MailMissing,
    string? CancelledReason)
{
    public static OperatorLine Of(RegisteredLine registered, LineState line, bool sendsMail)
    {
        var terms = line.Terms;
        var isSealed = line.Phase == LinePhase.Sealed;
        return new(
            registered.Drop, line.Number, Names.Of(terms.Mode), terms.Waitlist, Names.Of(line.Phase), Names.Of(line.Tempo), terms.ClosesAt, terms.ReviewMinutes, terms.ClaimSeconds,
            terms.PaySeconds, line.PacePerMinute,
            terms.QuietHours is { } quiet ? new QuietHoursBody($"{quiet.From:HH\\:mm}", $"{quiet.To:HH\\:mm}", quiet.Zone) : null,
            new BeaconBody(Names.Of(terms.Beacon.Kind), terms.Beacon.Chain, terms.Beacon.Round, terms.Beacon.What), registered.Entries, line.Commit, line.Root, line.Secret, line.Seed,
            line.Awaits is not null && terms.Beacon.Kind == BeaconKind.Drand ? Beacons.RoundOf(line) : null,
            isSealed && terms.Beacon.Kind != BeaconKind.None, line.Tempo == LineTempo.Calm && !sendsMail, registered.CancelledWhy);
    }
}

/// <summary>What operators do with a drop's line.</summary>
internal static class LineOperations
{
    /// <summary>Needs the storage, the engine and the drops.</summary>
    public static IServiceCollection AddLineOperations(this IServiceCollection services, StampedeSettings settings)
    {
        services.AddHttpClient(Beacons.Client, client => client.Timeout = TimeSpan.FromSeconds(5));
        return services
            .AddSingleton(provider => new LineJournal(
                provider.GetRequiredService<ConnectionPools>().Journal, provider.GetRequiredService<DropGate>().SubmitAsync, provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<LineJournal>>()))
            .AddSingleton(provider => new LineOrders(provider.GetRequiredService<ConnectionPools>().Reads, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new LineReads(provider.GetRequiredService<ConnectionPools>().Reads))
            .AddSingleton(provider => new LineRows(provider.GetRequiredService<ConnectionPools>().Reads))
            .AddSingleton(provider => new LineSeals(provider.GetRequiredService<ConnectionPools>().Journal))
            .AddSingleton(provider => new MissedOffers(provider.GetRequiredService<ConnectionPools>().Reads, provider.GetRequiredService<LineJournal>()))
            .AddSingleton(provider => new Beacons(settings.BeaconUrl, provider.GetRequiredService<IHttpClientFactory>()))
            .AddSingleton<LineDesk>()
            .AddSingleton<Usher>()
            .AddHostedService(provider => provider.GetRequiredService<Usher>())
            .AddSingleton<LineKeeping>()
            .AddHostedService(provider => provider.GetRequiredService<LineKeeping>());
    }

    public static void MapLineOperations(this IEndpointRouteBuilder routes)
    {
        var line = routes.MapGroup("/api/v1/drops/{dropId}/line").WithTags("Line").ForOperators()
            .WithProblems("unauthenticated", "forbidden", "drop_not_found", "overloaded", "database_unavailable");
        line.MapPut("/", OpenAsync).WithName("SetLine").WithSummary("How people come in: open, a queue at the opening, or a draw; each with a waitlist or not")
            .WithProblems("validation_failed", "line_rules_fixed", "ended")
            .WithExample("""{"mode": "queue", "waitlist": true, "claimSeconds": 30}""");
        line.MapGet("/operations", FindAsync).WithName("GetLineAsOperator").WithSummary("The line, with what only operators see").WithProblems("line_not_open");
        line.MapPost("/pace", PaceAsync).WithName("PaceLine").WithSummary("Faster, slower, pause, or calm; the order stays")
            .WithProblems("validation_failed", "line_not_open", "line_not_ready").WithExample("""{"pacePerMinute": 60}""");
        line.MapPost("/exclusions", ExcludeAsync).WithName("ExcludeEntries").WithSummary("Takes entries out before the seal, with a reason that the person sees")
            .WithProblems("validation_failed", "line_not_open", "line_rules_fixed").WithExample("""{"entryIds": ["0123456789abcdef0123456789abcdef"], "reason": "One person, two accounts"}""");
        line.MapPost("/beacon", BeaconAsync).WithName("SetBeacon").WithSummary("Brings the public number of a sealed line")
            .WithProblems("validation_failed", "line_not_open", "line_not_ready").WithExample("""{"value": "03 11 17 28 33 45"}""");
        line.MapPost("/skip", SkipAsync).WithName("SkipPlace").WithSummary("Passes a place over; everybody sees it, with the reason")
            .WithProblems("validation_failed", "line_not_open", "line_not_ready").WithExample("""{"place": 3, "reason": "Sold by hand in the shop"}""");
        line.MapPost("/cancel", CancelAsync).WithName("CancelLine").WithSummary("Ends the line; it stays in the register, with the reason")
            .WithProblems("validation_failed", "line_not_open", "line_rules_fixed").WithExample("""{"reason": "The shoes did not arrive"}""");
    }

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> OpenAsync(
        string dropId, LineBody body, Caller caller, DropLookup addresses, DropStandings standings, LineDesk desk, LineRows rows, StampedeSettings settings, DatabaseClock clock)
    {
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop || await standings.FindAsync(drop, CancellationToken.None) is not { } standing)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var check = new Validation();
        if (body.ToTerms(standing.View.Terms.StartsAt, check) is not { } terms)
            return check.Problem;
        if (await desk.OpenAsync(drop, terms, caller.Id) is Outcome.Refused refused)
        {
            return refused.Refusal is Refusal.ScheduleInvalid
                ? ApiProblem.Invalid("closesAt", "Has passed. Name a later time.")
                : refused.Refusal.ToProblem(drop, clock.Now);
        }

        return await AnswerAsync(drop, rows, settings);
    }

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> FindAsync(
        string dropId, DropLookup addresses, DropStandings standings, LineRows rows, StampedeSettings settings) =>
        await FindDropAsync(dropId, addresses, standings) is { } drop ? await AnswerAsync(drop, rows, settings) : ApiProblem.Of(ProblemKinds.DropNotFound);

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> PaceAsync(
        string dropId, PaceBody body, Caller caller, DropLookup addresses, DropGate gate, LineRows rows, StampedeSettings settings, DatabaseClock clock)
    {
        var check = new Validation();
        var pace = body.PacePerMinute is null ? (int?)null : check.FieldsOf<PaceBody>().Range(nameof(PaceBody.PacePerMinute), body.PacePerMinute, 0);
        var tempo = check.Choice<LineTempo>("tempo", body.Tempo);
        if (check.Failed)
            return check.Problem;
        return await RunAsync(
            dropId, new Command.PaceLine(pace is 0 ? null : pace, pace is 0, body.Paused, tempo, caller.Id), addresses, gate, rows, settings, clock);
    }

    private static async Task<Results<Ok<ExclusionsAnswer>, ApiProblem>> ExcludeAsync(
        string dropId, ExclusionsBody body, DropLookup addresses, DropStandings standings, LineJournal lines, DatabaseClock clock)
    {
        var check = new Validation();
        var reason = check.FieldsOf<ExclusionsBody>().Text(nameof(ExclusionsBody.Reason), body.Reason);
        var ids = body.EntryIds ?? [];
        check.Require(ids.Count is >= 1 and <= ExclusionsBody.EntriesMax, "entryIds", $"From 1 to {ExclusionsBody.EntriesMax}.", FieldError.Length(1, ExclusionsBody.EntriesMax));
        if (check.Failed)
            return check.Problem;
        if (await FindDropAsync(dropId, addresses, standings) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var outcomes = await Task.WhenAll(ids.Select(id => Guid.TryParseExact(id, "N", out var entry)
            ? lines.SubmitAsync(drop, new LineRequest.Exclude(new EntryId(entry), reason))
            : Task.FromResult<LineOutcome>(new LineOutcome.Refused(new Refusal.NotInLine()))));
        var notFound = outcomes.Index().Where(outcome => outcome.Item is LineOutcome.Refused { Refusal: Refusal.NotInLine }).Select(outcome => ids[outcome.Index] ?? "").ToArray();
        if (outcomes.OfType<LineOutcome.Refused>().FirstOrDefault(outcome => outcome.Refusal is not Refusal.NotInLine) is { } refused)
            return refused.Refusal.ToProblem(drop, clock.Now);
        return TypedResults.Ok(new ExclusionsAnswer(outcomes.Length - notFound.Length, notFound));
    }

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> BeaconAsync(
        string dropId, BeaconValueBody body, DropLookup addresses, DropStandings standings, LineKeeping keeping, LineRows rows, StampedeSettings settings, DatabaseClock clock, CancellationToken cancellation)
    {
        if (await FindDropAsync(dropId, addresses, standings) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (await rows.FindAsync(drop, cancellation) is not { Line: { } line })
            return ApiProblem.Of(ProblemKinds.LineNotOpen);
        if (line.Phase is LinePhase.Gathering or LinePhase.Closed or LinePhase.Cancelled)
            return ApiProblem.Of(ProblemKinds.LineNotReady);
        var check = new Validation();
        if (BeaconText(body, line, check) is not { } text)
            return check.Problem;
        if (await keeping.DrawAsync(drop, line, text, line.Terms.Beacon.Kind == BeaconKind.Drand ? body.Signature : null, CancellationToken.None) is Outcome.Refused refused)
            return refused.Refusal.ToProblem(drop, clock.Now);
        return await AnswerAsync(drop, rows, settings);
    }

    private static string? BeaconText(BeaconValueBody body, LineState line, Validation check)
    {
        switch (line.Terms.Beacon.Kind)
        {
            case BeaconKind.Declared:
                var value = check.Text("value", body.Value, 200);
                check.Require(value.All(letter => letter is >= ' ' and <= '~'), "value", "Printable ASCII characters.", FieldError.Characters);
                return check.Failed ? null : $"{line.Awaits}/{value}";
            case BeaconKind.Drand:
                check.Require(IsHex(body.Randomness, 64), "randomness", "64 hex digits, in lower case.");
                check.Require(IsHex(body.Signature, null), "signature", "Hex digits, in lower case.");
                if (check.Failed)
                    return null;
                var text = Beacons.TextOf(line, body.Randomness!, body.Signature!);
                check.Require(text is not null, "randomness", "Is not the SHA-256 of the signature.");
                return text;
            default:
                check.Add("value", "This line wants no public number.");
                return null;
        }

        static bool IsHex(string? text, int? length) =>
            text is { Length: > 0 and <= 512 } && text.Length % 2 == 0 && (length is null || text.Length == length) && text.All(char.IsAsciiHexDigitLower);
    }

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> SkipAsync(
        string dropId, SkipBody body, Caller caller, DropLookup addresses, DropStandings standings, DropGate gate, LineRows rows, LineOrders orders, StampedeSettings settings, DatabaseClock clock)
    {
        var check = new Validation();
        var fields = check.FieldsOf<SkipBody>();
        var place = fields.Number(nameof(SkipBody.Place), body.Place);
        var reason = fields.Text(nameof(SkipBody.Reason), body.Reason);
        if (check.Failed)
            return check.Problem;
        if (await FindDropAsync(dropId, addresses, standings) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (await rows.FindAsync(drop, CancellationToken.None) is not { Line: { } line })
            return ApiProblem.Of(ProblemKinds.LineNotOpen);
        if (await orders.FindAsync(drop, line, TimeSpan.Zero, CancellationToken.None) is not { } order)
            return ApiProblem.Of(ProblemKinds.LineNotReady);
        if (place > order.Places.Count)
            return ApiProblem.Invalid("place", $"From 1 to {order.Places.Count}.", FieldError.Range(1, Math.Max(1, order.Places.Count)));
        return await RunAsync(dropId, new Command.SkipPlace(place, order.Places.EntryAt(place), reason, caller.Id), addresses, gate, rows, settings, clock);
    }

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> CancelAsync(
        string dropId, CancelLineBody body, Caller caller, DropLookup addresses, DropGate gate, LineRows rows, StampedeSettings settings, DatabaseClock clock)
    {
        var check = new Validation();
        var reason = check.FieldsOf<CancelLineBody>().Text(nameof(CancelLineBody.Reason), body.Reason);
        return check.Failed ? check.Problem : await RunAsync(dropId, new Command.CancelLine(reason, caller.Id), addresses, gate, rows, settings, clock);
    }

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> RunAsync(
        string dropId, Command command, DropLookup addresses, DropGate gate, LineRows rows, StampedeSettings settings, DatabaseClock clock)
    {
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return await gate.SubmitAsync(drop, command) is Outcome.Refused refused
            ? refused.Refusal.ToProblem(drop, clock.Now)
            : await AnswerAsync(drop, rows, settings);
    }

    /// <returns>Null: there is no such drop.</returns>
    private static async ValueTask<DropId?> FindDropAsync(string dropId, DropLookup addresses, DropStandings standings) =>
        await addresses.FindAsync(dropId, CancellationToken.None) is { } drop && await standings.FindAsync(drop, CancellationToken.None) is not null ? drop : null;

    private static async Task<Results<Ok<OperatorLine>, ApiProblem>> AnswerAsync(DropId drop, LineRows rows, StampedeSettings settings) =>
        await rows.FindAsync(drop, CancellationToken.None) is { Line: { } line } registered
            ? TypedResults.Ok(OperatorLine.Of(registered, line, settings.Mail is not null))
            : ApiProblem.Of(ProblemKinds.LineNotOpen);
}
