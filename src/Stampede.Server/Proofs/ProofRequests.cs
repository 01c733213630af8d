using System.Globalization;
using System.Text;
using Stampede.Domain;
using Stampede.Postgres.Line;
using Stampede.Postgres.Proofs;
using Stampede.Proof;

namespace Stampede.Server.Proofs;

/// <summary>A drop's trees as they are signed, at least as far as they had grown when somebody asked.</summary>
/// <param name="Log">Null: it has no line.</param>
internal sealed record SignedDrop(ProvedDrop Drop, SignedTree Ledger, SignedTree? Log)
{
    public IEnumerable<(string Tree, SignedTree Signed)> Trees => Log is null ? [(ProofRows.Ledger, Ledger)] : [(ProofRows.Ledger, Ledger), (ProofRows.Log, Log)];
}

/// <summary>What is asked for of the proofs. Each is dear to make, so few are made at a time.</summary>
/// <param name="logs">Of the lines' logs what is one customer's.</param>
internal sealed class ProofRequests(ProofRows rows, ProofKeys keys, LineLogReads logs, LineReads lines, LineOrders orders, TimeProvider time) : IDisposable
{
    /// <summary>Files that are downloaded at a time, and receipts that are made.</summary>
    public const int UnderWayMax = 20;

    /// <summary>A customer's newest movements in one drop; who made thousands of holds gets the last of them.</summary>
    public const int OwnLinesMax = 200;

    /// <summary>So long the notary is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Pages that are read at a time: the notary needs a connection beside them.</summary>
    private readonly SemaphoreSlim pages = new(2);

    private readonly SemaphoreSlim underWay = new(UnderWayMax);

    public ProofRows Rows => rows;

    public ProofKeys Keys => keys;

    /// <returns>Null: too many are under way.</returns>
    public IDisposable? Begin() => underWay.Wait(TimeSpan.Zero) ? new Place(underWay) : null;

    /// <returns>Null: there is no such drop, or it is a draft and nobody's but its operators'.</returns>
    public async Task<ProvedDrop?> FindAsync(DropId drop, CancellationToken cancellation) =>
        await rows.FindAsync(drop, cancellation) is { Status: not DropStatus.Draft } found ? found : null;

    /// <summary>Waits for the notary.</summary>
    /// <param name="mustCover">False: what was signed before will do.</param>
    /// <returns>Null: it is not signed in time.</returns>
    public async Task<SignedDrop?> FindSignedAsync(ProvedDrop drop, bool mustCover, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            var ledger = await rows.FindLatestAsync(drop.Id, ProofRows.Ledger, cancellation);
            // Counted after the ledger was found: a ledger never speaks of lines that its log lacks.
            var wanted = await rows.CountLogAsync(drop.Id, cancellation);
            var log = wanted > 0 ? await rows.FindLatestAsync(drop.Id, ProofRows.Log, cancellation) : null;
            var isCovered = ledger?.Size >= drop.Version && (log?.Size ?? 0) >= wanted;
            if (isCovered)
                return new(drop, ledger!, log);
            if (time.GetElapsedTime(begin) >= Patience)
                return mustCover || ledger is null || wanted > 0 && log is null ? null : new(drop, ledger, log);
            await Task.Delay(Poll, time, cancellation);
        }
    }

    public async Task<IReadOnlyList<byte[]>> ReadPageAsync(DropId drop, string tree, long from, int limit, CancellationToken cancellation)
    {
        await pages.WaitAsync(cancellation);
        try
        {
            return await rows.ListLinesAsync(drop, tree, from, limit, cancellation);
        }
        finally
        {
            pages.Release();
        }
    }

    /// <returns>Null: nothing happened to this customer in this drop.</returns>
    public async Task<ProofReceipt?> MakeReceiptAsync(SignedDrop signed, CustomerId customer, CancellationToken cancellation)
    {
        var drop = signed.Drop;
        var versions = await rows.ListOwnVersionsAsync(drop.Id, customer, signed.Ledger.Size, OwnLinesMax, cancellation);
        var ledger = versions.Count > 0
            ? await ReadOwnAsync(drop.Id, ProofRows.Ledger, signed.Ledger.Size, [.. versions.Select(version => version - 1)], cancellation)
            : [];
        var log = signed.Log is { } tree && await logs.ListOwnAsync(drop.Id, customer, tree.Size, cancellation) is { Count: > 0 } own
            ? await ReadOwnAsync(drop.Id, ProofRows.Log, tree.Size, own, cancellation)
            : [];
        if (ProofReceipt.CodeOf(ledger.Select(line => line.Line), log.Select(line => line.Line)) is not { } code)
            return null;
        var told = log.Count > 0 ? await TellAsync(drop.Id, customer, code, signed.Log!.Size, cancellation) : new(code, SentenceOf(code), null, null);
        var kept = await keys.ListAsync(cancellation);
        return new(
            drop.Id.Value, drop.Slug, drop.Name, kept.Single(key => key.Key.Until is null).Key.Shop,
            Pseudonym.Of(await rows.PseudonymKeyAsync(drop.Id, cancellation), customer.Value), told.Code, told.Sentence, [.. kept.Select(key => key.Key)],
            [.. signed.Trees.Select(signed => new ReceiptCheckpoint(signed.Tree, signed.Signed.Note))], [.. ledger, .. log])
        {
            Place = told.Place,
            Ticket = told.Ticket,
        };
    }

    /// <summary>Where somebody stood in the line, and why they were not served.</summary>
    private async Task<ToldPlace> TellAsync(DropId drop, CustomerId customer, string code, long signedSize, CancellationToken cancellation)
    {
        if (await lines.FindStandingAsync(drop, cancellation) is not { } standing || await lines.FindEntryAsync(drop, customer, cancellation) is not var (entry, _, _))
            return new(code, SentenceOf(code), null, null);
        // Only what the receipt's own lines show: they may have got another place since these were signed.
        if (entry.MissedIndex >= signedSize)
            entry = entry with { MissedIndex = null };
        var order = await orders.FindAsync(drop, standing.Line, TimeSpan.FromSeconds(2), cancellation);
        var (place, ticket) = (order?.PlaceOf(entry), entry.JoinedIndex < standing.Line.ClosedSize ? Postgres.Line.LineOrder.TicketOf(standing.Line, entry.Id) : null);
        var isOver = standing.Line.IsOver || entry.Preferences.All(variant => standing.Variants.Any(stock => stock.Id == variant && stock is { Available: 0, Held: 0 }));
        if (code != "waiting" || !isOver || place is not { } stood)
            return new(code, SentenceOf(code), place, ticket);
        var reached = standing.Offers.Values.Select(offers => offers.LastPlace).DefaultIfEmpty(0).Max();
        return reached < stood
            ? new("not_reached", string.Create(CultureInfo.InvariantCulture, $"Your place is {stood}; the line was served up to place {reached}."), place, ticket)
            : new(
                "passed_sizes",
                string.Create(CultureInfo.InvariantCulture, $"Your place is {stood}, and the line was served up to place {reached}; of the sizes that you listed too little was left when it was your turn."),
                place, ticket);
    }

    private sealed record ToldPlace(string Code, string Sentence, long? Place, string? Ticket);

    public void Dispose()
    {
        pages.Dispose();
        underWay.Dispose();
    }

    /// <summary>The lines with these indexes, each with its path: of the whole ledger only their own tiles and the last one are read.</summary>
    private async Task<IReadOnlyList<ReceiptLine>> ReadOwnAsync(DropId drop, string tree, long size, IReadOnlyList<long> indexes, CancellationToken cancellation)
    {
        var tiles = await rows.ListTilesAsync(drop, tree, size, cancellation);
        var read = new Dictionary<long, IReadOnlyList<byte[]>>();
        foreach (var tile in indexes.Select(index => index / TiledTree.TileLeaves).Append(tiles.Count).Distinct())
        {
            var from = tile * TiledTree.TileLeaves;
            read[tile] = from < size ? await ReadPageAsync(drop, tree, from, (int)Math.Min(TiledTree.TileLeaves, size - from), cancellation) : [];
        }

        var hashes = read.ToDictionary(tile => tile.Key, tile => tile.Value.Select(line => Merkle.Leaf(line)).ToArray());
        var tiled = new TiledTree(
            tile => tile < tiles.Count ? tiles[(int)tile] : null,
            index => hashes[index / TiledTree.TileLeaves][index % TiledTree.TileLeaves]);
        return
        [
            .. indexes.Select(index => new ReceiptLine(
                tree, index, Encoding.UTF8.GetString(read[index / TiledTree.TileLeaves][(int)(index % TiledTree.TileLeaves)]),
                Merkle.InclusionPath(index, size, tiled.RootOf))),
        ];
    }

    private static string SentenceOf(string code) => code switch
    {
        "bought" => "You bought.",
        "returned" => "You bought, and the sale was taken back.",
        "holding" => "You hold stock, and have not bought it yet.",
        "waiting" => "You wait in the line.",
        "excluded" => "The shop took your entry out of the line before the draw.",
        "withdrew" => "You left the line.",
        "offer_not_claimed" => "It was your turn, and you did not say yes in time.",
        "offer_not_paid" => "It was your turn, and you did not buy in time.",
        "not_bought" => "You held stock and did not buy it: it went back for others.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{code.Replace('_', ' ')}."),
    };

    private sealed class Place(SemaphoreSlim of) : IDisposable
    {
        private SemaphoreSlim? of = of;

        public void Dispose() => Interlocked.Exchange(ref of, null)?.Release();
    }
}
