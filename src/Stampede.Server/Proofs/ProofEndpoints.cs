using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Line;
using Stampede.Postgres.Proofs;
using Stampede.Proof;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Proofs;

/// <param name="PublicKey">Ed25519, 32 bytes in base64.</param>
/// <param name="Fingerprint">SHA-256 of the 32 bytes, in hex: what people compare.</param>
/// <param name="Shop">The name that it signs under.</param>
/// <param name="Until">Null: it signs now.</param>
internal sealed record ProofKeyAnswer(string PublicKey, string Fingerprint, string Shop, DateTimeOffset From, DateTimeOffset? Until);

/// <param name="Keys">The oldest first.</param>
internal sealed record ProofKeysAnswer(IReadOnlyList<ProofKeyAnswer> Keys);

/// <summary>One line of the shop: a drop's queue, draw or waitlist.</summary>
/// <param name="Line">Its number in the shop; there is no gap between two.</param>
internal sealed record RegisterItem(long Line, DropId DropId, string DropName, string DropSlug, string Mode, string Phase, string? Commit, string? Root, string? CancelledReason);

/// <param name="Next">To go on with <c>before</c>; null: that was the first line of the shop.</param>
internal sealed record LineRegister(IReadOnlyList<RegisterItem> Items, long? Next);

internal sealed record ReceiptDropAnswer(Guid Id, string Name, string Slug);

internal sealed record ReceiptKeyAnswer(DateTimeOffset From, string PublicKey, string Shop, DateTimeOffset? Until);

internal sealed record ReceiptCheckpointAnswer(string Note, string Tree);

internal sealed record ReceiptLineAnswer(long Index, string Line, IReadOnlyList<string> Path, string Tree);

/// <summary>The shape of a receipt, whose bytes are made by <see cref="ProofReceipt"/>.</summary>
internal sealed record ReceiptAnswer(
    IReadOnlyList<ReceiptCheckpointAnswer> Checkpoints, string Code, string Customer, ReceiptDropAnswer Drop, string Format, IReadOnlyList<ReceiptKeyAnswer> Keys,
    IReadOnlyList<ReceiptLineAnswer> Lines, long? Place, string Sentence, string Shop, string? Ticket);

/// <summary>What shows everybody that a drop was sold as its ledger says.</summary>
internal static class ProofEndpoints
{
    private const int RegisterPageSize = 100;

    /// <summary>Needs the storage and the accounts.</summary>
    public static IServiceCollection AddProofs(this IServiceCollection services) => services
        .AddSingleton(provider => new LineLogReads(provider.GetRequiredService<ConnectionPools>().Proofs))
        .AddSingleton(provider => provider.GetRequiredService<LineLogReads>().ToLogs())
        .AddSingleton(provider => new ProofKeyRows(provider.GetRequiredService<ConnectionPools>().Proofs))
        .AddSingleton(provider => new ProofRows(provider.GetRequiredService<ConnectionPools>().Proofs, provider.GetRequiredService<LineLogs>()))
        .AddSingleton<ProofKeys>()
        .AddSingleton<ProofRequests>()
        .AddSingleton(provider =>
        {
            var keys = provider.GetRequiredService<ProofKeys>();
            return new NotaryJournal(
                provider.GetRequiredService<ConnectionPools>().Proofs, provider.GetRequiredService<ProofRows>(), provider.GetRequiredService<LineLogs>(),
                (key, checkpoint) => checkpoint.Sign(keys.Open(key)).ToString());
        })
        .AddSingleton<Notary>()
        .AddHostedService(provider => provider.GetRequiredService<Notary>());

    public static void MapProofs(this IEndpointRouteBuilder routes)
    {
        var drops = routes.MapGroup("/api/v1/drops/{dropId}").WithTags("Proofs").WithProblems("drop_not_found", "database_unavailable");
        drops.MapGet("/proof", DownloadAsync).WithName("GetProof").WithSummary("All that happened to the drop, signed: a file for verify-proof")
            .Produces(StatusCodes.Status200OK, contentType: ProofStream.MediaType).WithProblems("proof_not_ready", "overloaded").WithCost(20);
        drops.MapGet("/proof/checkpoint", FindCheckpointAsync).WithName("GetCheckpoint").WithSummary("The newest signed checkpoint of the drop's ledger")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").WithProblems("proof_not_ready");
        drops.MapGet("/receipt", FindReceiptAsync).WithName("GetReceipt").WithSummary("What became of the caller in the drop, with the way into what was signed")
            .RequireAuthorization(Policies.Customer).WithProblems("unauthenticated", "receipt_not_found", "proof_not_ready", "overloaded").WithCost(10);
        routes.MapGet("/api/v1/register", ListAsync).WithTags("Proofs").WithName("ListLines").WithSummary("All lines of the shop, without a gap, newest first")
            .WithProblems("validation_failed", "database_unavailable");
        routes.MapGet("/.well-known/stampede-keys", ListKeysAsync).WithTags("Proofs").WithName("ListProofKeys").WithSummary("The keys that the shop signs with")
            .WithProblems("database_unavailable");
    }

    private static async Task<Results<ProofStream, ApiProblem>> DownloadAsync(string dropId, DropLookup addresses, ProofRequests requests, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } id || await requests.FindAsync(id, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        if (await requests.FindSignedAsync(drop, mustCover: false, cancellation) is not { } signed)
            return ApiProblem.Of(ProblemKinds.ProofNotReady);
        return requests.Begin() is { } place ? new ProofStream(signed, requests, place) : ApiProblem.Of(ProblemKinds.Overloaded);
    }

    /// <param name="tree"><c>ledger</c> (the default) or <c>line</c>: the log of the drop's line.</param>
    private static async Task<Results<ContentHttpResult, ApiProblem>> FindCheckpointAsync(
        string dropId, string? tree, DropLookup addresses, ProofRequests requests, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } id || await requests.FindAsync(id, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var wanted = tree == ProofRows.Log ? tree : ProofRows.Ledger;
        // A drop that was made just now is waited for.
        var signed = await requests.Rows.FindLatestAsync(drop.Id, wanted, cancellation)
            ?? (await requests.FindSignedAsync(drop, mustCover: false, cancellation))?.Trees.FirstOrDefault(found => found.Tree == wanted).Signed;
        return signed is not null
            ? TypedResults.Text(signed.Note, "text/plain; charset=utf-8")
            : ApiProblem.Of(ProblemKinds.ProofNotReady);
    }

    private static async Task<Results<PreparedJsonResult<ReceiptAnswer>, ApiProblem>> FindReceiptAsync(
        string dropId, Caller caller, DropLookup addresses, ProofRequests requests, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } id || await requests.FindAsync(id, cancellation) is not { } drop)
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        using var place = requests.Begin();
        if (place is null)
            return ApiProblem.Of(ProblemKinds.Overloaded);
        if (await requests.FindSignedAsync(drop, mustCover: true, cancellation) is not { } signed)
            return ApiProblem.Of(ProblemKinds.ProofNotReady);
        return await requests.MakeReceiptAsync(signed, caller.Id, cancellation) is { } receipt
            ? new PreparedJsonResult<ReceiptAnswer>(new(receipt.ToBytes()))
            : ApiProblem.Of(ProblemKinds.ReceiptNotFound);
    }

    /// <param name="before">Only lines with a lower number.</param>
    private static async Task<Results<Ok<LineRegister>, ApiProblem>> ListAsync(string? before, LineRows lines, DropStandings standings, CancellationToken cancellation)
    {
        long? number = null;
        if (before is not null)
        {
            var isNumber = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed);
            if (!isNumber)
                return ApiProblem.Invalid("before", "A line's number.");
            number = parsed;
        }

        var page = await lines.ListAsync(number, RegisterPageSize, cancellation);
        var items = new List<RegisterItem>();
        foreach (var line in page.Items)
        {
            // A draft's name is nobody's business yet, and its line is in the register all the same.
            var name = await standings.IsPublishedAsync(line.Drop, cancellation) ? (line.Name, line.Slug) : ("", "");
            items.Add(new RegisterItem(
                line.Number, line.Drop, name.Item1, name.Item2, Names.Of(line.Line?.Terms.Mode ?? Entrance.Open), Names.Of(line.Line?.Phase ?? LinePhase.Gathering), line.Commit,
                line.Line?.Root, line.CancelledWhy));
        }

        return TypedResults.Ok(new LineRegister(items, page.Next is null ? null : page.Items[^1].Number));
    }

    private static async Task<Ok<ProofKeysAnswer>> ListKeysAsync(ProofKeys keys, CancellationToken cancellation) => TypedResults.Ok(new ProofKeysAnswer(
    [
        .. from kept in await keys.ListAsync(cancellation)
           select new ProofKeyAnswer(kept.Key.Public.Base64, kept.Key.Public.Fingerprint, kept.Key.Shop, kept.Key.From, kept.Key.Until),
    ]));
}
