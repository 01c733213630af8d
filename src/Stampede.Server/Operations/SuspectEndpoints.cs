using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Operations;
using Stampede.Postgres.Operators;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Http;
using Stampede.Server.Reservations;

namespace Stampede.Server.Operations;

internal sealed record ReleaseHoldsBody
{
    [Required, Length(1, SuspectEndpoints.CustomersMax)]
    public IReadOnlyList<string?>? CustomerIds { get; init; }
}

/// <param name="HasMore">There were more holds than one call gives back: send it again.</param>
internal sealed record ReleasedHolds(IReadOnlyList<ReleasedOf> Items, bool HasMore);

/// <param name="Released">Holds that were given back.</param>
/// <param name="Kept">Holds that were not: they were bought or over by then, or could not be decided now.</param>
internal sealed record ReleasedOf(CustomerId CustomerId, int Released, int Kept);

/// <summary>One of customerIds, addressOf and network is needed.</summary>
internal sealed record BlockBody
{
    /// <summary>Absent: in the whole shop.</summary>
    public string? DropId { get; init; }

    /// <summary>Accounts, guests too.</summary>
    [Length(1, SuspectEndpoints.CustomersMax)]
    public IReadOnlyList<string?>? CustomerIds { get; init; }

    /// <summary>A customer: the network address that they had last in this drop is blocked there, with everybody who shares it. Only where signals are recorded.</summary>
    public string? AddressOf { get; init; }

    /// <summary>A network, such as 203.0.113.0/24 or 2001:db8::/48.</summary>
    [StringLength(60)]
    public string? Network { get; init; }

    /// <summary>For operators; and the customer may read it in the export of their data.</summary>
    [Required, StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }

    /// <summary>Absent: until it is lifted.</summary>
    public DateTimeOffset? Until { get; init; }
}

internal sealed record BlockedList(IReadOnlyList<Block> Items);

internal sealed record CustomerNoteBody
{
    /// <summary>Empty or null: there is none any more.</summary>
    [StringLength(2_000)]
    public string? Note { get; init; }
}

/// <summary>What an operator does about those who go about it like machines. What is sold stays sold.</summary>
internal static class SuspectEndpoints
{
    public const int CustomersMax = 100;

    private const int HoldsMax = 1_000;
    private const string List = "blocks";

    private static readonly ApiProblem NobodyKnown = ApiProblem.Of(
        ProblemKinds.AccountNotFound, "None of these is a customer here any more; or no address of theirs was recorded in this drop.");

    public static void MapSuspects(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/api/v1").WithTags("Operations").ForOperators().WithProblems("unauthenticated", "forbidden", "database_unavailable");
        operators.MapPost("/drops/{dropId}/holds/release", ReleaseAsync).WithName("ReleaseHolds").WithSummary("Gives back all that these customers hold in the drop")
            .WithProblems("validation_failed", "drop_not_found").WithCost(20).WithExample("""{"customerIds": ["0199b2f0-0000-7000-8000-000000000000"]}""");
        operators.MapGet("/drops/{dropId}/signals.csv", ExportAsync).WithName("ExportSignals").WithSummary("Who goes about reserving like a machine, as CSV: at most 10,000, those that show the most first")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithProblems("drop_not_found").WithCost(20);
        operators.MapGet("/blocks", ListAsync).WithName("ListBlocks").WithSummary("Who may not reserve, newest first").WithProblems("validation_failed", "drop_not_found")
            .WithPageCost(itemsPerToken: 10);
        operators.MapPost("/blocks", BlockAsync).WithName("Block")
            .WithSummary("Keeps accounts, an address or a network from reserving and from joining lines; it counts on all nodes within two seconds")
            .WithProblems("validation_failed", "drop_not_found", "account_not_found").WithExample("""{"network": "203.0.113.0/24", "reason": "Five hundred accounts in an hour"}""");
        operators.MapDelete("/blocks/{blockId}", LiftAsync).WithName("LiftBlock").WithSummary("Lifts a block");
        operators.MapPut("/customers/{accountId}/note", NoteAsync).WithName("SetCustomerNote").WithSummary("What operators should know of a customer")
            .WithProblems("validation_failed", "account_not_found").WithExample("""{"note": "Wrote to us: buys for a club."}""");
    }

    private static async Task<Results<Ok<ReleasedHolds>, ApiProblem>> ReleaseAsync(
        string dropId, ReleaseHoldsBody body, Caller caller, OperatorCall call, DropLookup addresses, DropReads drops, DropGate gate, HoldReads holds,
        PolledReads<HoldsReading> newest, PolledReads<SignalsReading> readings)
    {
        if (await addresses.FindAsync(dropId, CancellationToken.None) is not { } drop || await drops.FindAsync(drop, CancellationToken.None) is not { } known)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var check = new Validation();
        check.Require(body.CustomerIds is { Count: >= 1 }, "customerIds", $"From 1 to {CustomersMax} ids of customers.", FieldError.Length(1, CustomersMax));
        var customers = CustomersOf(body.CustomerIds, check);
        if (check.Failed)
            return check.Problem;
        var found = await holds.ListOfAsync(drop, customers, HoldsMax + 1, CancellationToken.None);
        var (released, kept) = (customers.ToDictionary(one => one, _ => 0), customers.ToDictionary(one => one, _ => 0));
        foreach (var (customer, hold) in found.Take(HoldsMax))
        {
            var outcome = await gate.SubmitAsync(drop, new Command.Release(hold, caller.Id));
            (outcome is Outcome.Cancelled ? released : kept)[customer]++;
        }

        newest.Forget(drop);
        readings.Forget(drop);
        call.Deeds.AddRange(released.Where(of => of.Value > 0).Select(of => new HistoryEntry("ReleaseHolds", HistorySubject.OfAccount(of.Key.Value), $"{known.Name}: {of.Value}")));
        call.HadNoEffect = call.Deeds.Count == 0;
        return TypedResults.Ok(new ReleasedHolds([.. customers.Select(one => new ReleasedOf(one, released[one], kept[one]))], found.Count > HoldsMax));
    }

    private static async Task<Results<SignalsCsv, ApiProblem>> ExportAsync(
        string dropId, DropLookup addresses, DropReads drops, SignalReads signals, CancellationToken cancellation) =>
        await addresses.FindAsync(dropId, cancellation) is { } drop && await drops.FindAsync(drop, cancellation) is { } known
        && await signals.ReadAsync(drop, SignalsCsv.LinesMax, cancellation) is { } reading
            ? new SignalsCsv(known.Slug, reading)
            : ApiProblem.Of(ProblemKinds.DropNotFound);

    /// <param name="drop">Only those that count in this drop, the whole shop's among them; its id or its slug.</param>
    private static async Task<Results<Ok<Page<Block>>, ApiProblem>> ListAsync(
        string? drop, string? cursor, string? limit, DropLookup addresses, BlockRows blocks, Cursors cursors, CancellationToken cancellation)
    {
        var check = new Validation();
        var page = Paging.Parse(cursor, limit, check);
        var after = page.CursorId(cursors, List, check);
        if (check.Failed)
            return check.Problem;
        DropId? of = null;
        if (drop is not null && (of = await addresses.FindAsync(drop, cancellation)) is null)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        return TypedResults.Ok(cursors.Signed(List, await blocks.ListAsync(of, after, page.Limit, cancellation)));
    }

    private static async Task<Results<Ok<BlockedList>, ApiProblem>> BlockAsync(
        BlockBody body, Caller caller, OperatorCall call, DropLookup addresses, DropReads drops, BlockRows rows, Blocks blocks, PolledReads<SignalsReading> readings,
        DatabaseClock clock)
    {
        var check = new Validation();
        var reason = check.FieldsOf<BlockBody>().Text(nameof(body.Reason), body.Reason);
        var customers = CustomersOf(body.CustomerIds, check);
        IPNetwork? network = null;
        if (body.Network is not null)
        {
            network = BlockedNetwork.Parse(body.Network.Trim());
            check.Require(network is not null, "network",
                $"A network such as 203.0.113.0/24, not wider than /{BlockedNetwork.PrefixMin4}; of IPv6 not wider than /{BlockedNetwork.PrefixMin6}.");
        }

        CustomerId? addressOf = null;
        if (body.AddressOf is not null && check.Require(Guid.TryParse(body.AddressOf, out var seen), "addressOf", "The id of a customer."))
            addressOf = new CustomerId(seen);
        check.Require((customers.Length > 0 ? 1 : 0) + (body.AddressOf is null ? 0 : 1) + (body.Network is null ? 0 : 1) == 1, "customerIds", "One of customerIds, addressOf and network.");
        check.Require(body.AddressOf is null || body.DropId is not null, "dropId", "An address is known within one drop only: name it.", FieldError.Required);
        check.Require(body.Until is null || body.Until > clock.Now, "until", "Is over already.");
        if (check.Failed)
            return check.Problem;
        DropSnapshot? drop = null;
        if (body.DropId is not null
            && (await addresses.FindAsync(body.DropId, CancellationToken.None) is not { } id || (drop = await drops.FindAsync(id, CancellationToken.None)) is null))
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (await rows.WriteAsync(new(drop?.Id, customers, addressOf, network, reason, body.Until, caller.Id), CancellationToken.None) is not { } written)
            return ApiProblem.Invalid("customerIds", $"A shop has at most {BlockRows.CountMax} blocks. Lift some first.", FieldError.Range(0, BlockRows.CountMax));
        if (written.Count == 0)
            return NobodyKnown;
        await blocks.RefreshAsync(CancellationToken.None);
        if (drop is not null)
            readings.Forget(drop.Id);
        // Without the reason and the network, which may name a person: the history is never forgotten, and the list of blocks has them.
        var until = body.Until is { } end ? $"until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "until it is lifted";
        call.Deeds.AddRange(written.Select(block => new HistoryEntry("Block", SubjectOf(block.CustomerId, drop?.Id), $"{drop?.Name ?? "The whole shop"}, {block.Kind}, {until}")));
        return TypedResults.Ok(new BlockedList(written));
    }

    private static async Task<NoContent> LiftAsync(string blockId, OperatorCall call, BlockRows rows, Blocks blocks, PolledReads<SignalsReading> readings)
    {
        var lifted = Guid.TryParse(blockId, out var id) ? await rows.LiftAsync(id, CancellationToken.None) : null;
        if (lifted is not (var drop, var customer))
        {
            call.HadNoEffect = true;
            return TypedResults.NoContent();
        }

        await blocks.RefreshAsync(CancellationToken.None);
        if (drop is { } of)
            readings.Forget(of);
        call.About = SubjectOf(customer, drop);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<CustomerNote>, NoContent, ApiProblem>> NoteAsync(
        string accountId, CustomerNoteBody body, Caller caller, OperatorCall call, CustomerNotes notes)
    {
        var check = new Validation();
        var note = check.FieldsOf<CustomerNoteBody>().OptionalText(nameof(body.Note), body.Note, lines: true);
        if (check.Failed)
            return check.Problem;
        // The history says that there was a note, and not what it says: it must be forgotten with the customer.
        call.Summary = note is null ? "removed" : "";
        if (!Guid.TryParse(accountId, out var id))
            return NobodyKnown;
        if (note is not null)
            return await notes.WriteAsync(new CustomerId(id), note, caller.Id, CancellationToken.None) is { } written ? TypedResults.Ok(written) : NobodyKnown;
        call.HadNoEffect = !await notes.DeleteAsync(new CustomerId(id), CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static HistorySubject? SubjectOf(CustomerId? customer, DropId? drop) =>
        customer is { } who ? HistorySubject.OfAccount(who.Value) : drop is { } where ? HistorySubject.Of(where) : null;

    private static CustomerId[] CustomersOf(IReadOnlyList<string?>? ids, Validation check)
    {
        if (ids is null || !check.Require(ids.Count <= CustomersMax, "customerIds", $"At most {CustomersMax} ids of customers.", FieldError.Length(1, CustomersMax)))
            return [];
        for (var i = 0; i < ids.Count; i++)
            check.Require(Guid.TryParse(ids[i], out _), $"customerIds[{i}]", "Not the id of a customer.");
        return [.. ids.Select(id => new CustomerId(Guid.TryParse(id, out var customer) ? customer : Guid.Empty)).Distinct()];
    }
}

/// <summary>Who shows signs of a machine, those that show the most first.</summary>
internal sealed class SignalsCsv(string slug, SignalsReading reading) : CsvStream($"{slug}-signals.csv")
{
    public const int LinesMax = 10_000;

    private int written;

    protected override string[] Columns { get; } =
    [
        "customerId", "displayName", "signals", "attempts", "earlyAttempts", "perSecondMax", "reservations", "unbought", "purchased", "holds", "firstAfterMilliseconds",
        "accountAgeSeconds", "sameAddress", "sameAddressAndAgent", "addressGroup", "blocked", "note",
    ];

    protected override Task<IReadOnlyList<string[]>> ReadNextAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string[]> next = [.. reading.Lines.Skip(written).Take(PageSize).Select(Line)];
        written += next.Count;
        return Task.FromResult(next);
    }

    private static string[] Line(SignalLine line) =>
    [
        line.CustomerId.ToString(), line.DisplayName, string.Join(' ', line.Signals), Number(line.Attempts), Number(line.EarlyAttempts), Number(line.PerSecondMax),
        Text(line.Reservations), Text(line.Unbought), Text(line.Purchased), Text(line.Holds), Number((long?)line.FirstAfterMilliseconds), Number((long?)line.AccountAgeSeconds),
        Number(line.SameAddress), Number(line.SameAddressAndAgent), Number(line.AddressGroup), line.Blocked ? "yes" : "no", line.Note ?? "",
    ];

    private static string Number(long? number) => number is { } known ? Text(known) : "";
}
