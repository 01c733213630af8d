using Npgsql;
using Stampede.Domain;
using Stampede.Proof;

namespace Stampede.Postgres.Proofs;

/// <summary>
/// Lets a drop's trees grow by what is committed of its ledger and its log, and keeps what is signed of them. The signature is kept in
/// a transaction of its own that began after the movements' commit was seen: whoever reads it reads a promise that is as durable as they are.
/// </summary>
/// <param name="sign">With the key that signs now.</param>
public sealed class NotaryJournal(NpgsqlDataSource database, ProofRows rows, LineLogs logs, Func<KeptKey, Checkpoint, string> sign)
{
    /// <summary>Lines that are read at a time; a larger ledger is caught up with piece by piece.</summary>
    public const int LinesMax = 2_000;

    // By the index of the drops that are not over: it is asked twice a second.
    private const string FindChanged = """
        select d.id from drop d left join proof_tree t on t.drop_id = d.id and t.tree = 'ledger'
        where not d.is_over and d.id > $1 and d.version > coalesce(t.size, 0) order by d.id limit $2
        """;

    private const string FindChangedOfAll = """
        select d.id from drop d left join proof_tree t on t.drop_id = d.id and t.tree = 'ledger'
        where d.id > $1 and d.version > coalesce(t.size, 0) order by d.id limit $2
        """;

    private const string FindOf = """
        select d.id from drop d left join proof_tree t on t.drop_id = d.id and t.tree = 'ledger'
        where d.id = any($1) and d.version > coalesce(t.size, 0)
        """;

    private const string MakeTree = "insert into proof_tree (drop_id, tree) values ($1, $2) on conflict do nothing";

    private const string LockTree = "select size, range, signed_at from proof_tree where drop_id = $1 and tree = $2 for update skip locked";

    private const string KeyInUse = $"{ProofKeyRows.Select} where until_at is null for share";

    private const string KeepTree = "update proof_tree set size = $3, range = $4, signed_at = $5 where drop_id = $1 and tree = $2 and size = $6";

    private const string KeepTiles = """
        insert into proof_tile (drop_id, tree, index, root) select $1, $2, t.index, t.root from unnest($3::bigint[], $4::bytea[]) as t (index, root)
        """;

    private const string KeepCheckpoint = "insert into proof_checkpoint (drop_id, tree, size, at, note) values ($1, $2, $3, $4, $5)";

    /// <summary>Drops with movements that are not signed yet, by their ids.</summary>
    /// <param name="withOver">Those too that are over: few of them ever change again.</param>
    /// <param name="after">From the one after this.</param>
    public async Task<IReadOnlyList<DropId>> FindChangedAsync(bool withOver, DropId? after, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(withOver ? FindChangedOfAll : FindChanged).With(after?.Value ?? Guid.Empty).With(limit);
        return await ReadIdsAsync(batch, cancellation);
    }

    /// <summary>Those of these drops that have movements which are not signed yet.</summary>
    public async Task<IReadOnlyList<DropId>> FindChangedAsync(IReadOnlyCollection<DropId> drops, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindOf).With(drops.Select(drop => drop.Value).ToArray());
        return await ReadIdsAsync(batch, cancellation);
    }

    public Task<IReadOnlyList<DropId>> FindGrownLogsAsync(int limit, CancellationToken cancellation) => logs.FindGrownAsync(limit, cancellation);

    /// <summary>Takes in the next lines of a tree, and signs it where these were the last.</summary>
    /// <returns>True: there may be more. False: it is signed as it stands, or another node is at it.</returns>
    /// <exception cref="InvalidOperationException">No key signs.</exception>
    public async Task<bool> GrowAsync(DropId drop, string tree, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(connection, transaction, drop, tree, cancellation) is not { } grown)
            return false;
        var (lines, now) = await ReadAsync(connection, transaction, drop, tree, grown.Range.Size, cancellation);
        if (lines.Count == 0)
            return false;
        // Times of what was signed never fall, whatever the clock does.
        var at = now > grown.SignedAt ? now : grown.SignedAt ?? now;
        var from = grown.Range.Size;
        var tiles = Append(grown.Range, grown.Tile, lines);
        var isLast = lines.Count < LinesMax;

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(KeepTree).With(drop.Value).With(tree).With(grown.Range.Size).With(grown.Bytes()).With(isLast ? at : grown.SignedAt).With(from);
        if (tiles.Count > 0)
            batch.Add(KeepTiles).With(drop.Value).With(tree).With(tiles.Select(tile => tile.Index).ToArray()).With(tiles.Select(tile => tile.Root).ToArray());
        if (isLast)
        {
            var name = tree == ProofRows.Log ? ProofNames.Log(grown.Key.Key.Shop, drop.Value) : ProofNames.Ledger(grown.Key.Key.Shop, drop.Value);
            batch.Add(KeepCheckpoint).With(drop.Value).With(tree).With(grown.Range.Size).With(at)
                .With(sign(grown.Key, new Checkpoint(name, grown.Range.Size, grown.Range.Root())));
        }

        await batch.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return !isLast;
    }

    private static async Task<Grown?> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DropId drop, string tree, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.AddPseudonymKey(drop);
        batch.Add(MakeTree).With(drop.Value).With(tree);
        batch.Add(LockTree).With(drop.Value).With(tree);
        batch.Add(KeyInUse);
        await using var read = await batch.ExecuteReaderAsync(cancellation);
        if (!await read.ReadAsync(cancellation))
            return null;
        var (range, tile) = Grown.Parse(read.GetFieldValue<byte[]>(1));
        if (range.Size != read.GetInt64(0))
            throw new InvalidDataException($"The tree of drop {drop} has not the size that its row says.");
        var signedAt = read.IsDBNull(2) ? default(DateTimeOffset?) : read.GetFieldValue<DateTimeOffset>(2);
        await read.NextResultAsync(cancellation);
        return await read.ReadAsync(cancellation)
            ? new Grown(range, tile, signedAt, ProofKeyRows.Read(read))
            : throw new InvalidOperationException("No key of the shop is in use.");
    }

    private async Task<(IReadOnlyList<byte[]> Lines, DateTimeOffset Now)> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, DropId drop, string tree, long from, CancellationToken cancellation)
    {
        var lines = new List<byte[]>();
        if (tree == ProofRows.Log)
            lines.AddRange(await rows.ListLinesAsync(drop, tree, from, LinesMax, cancellation));
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (tree == ProofRows.Ledger)
        {
            batch.Add(ProofRows.Constants).With(drop.Value);
            batch.Add(CanonicalMovement.Lines).With(drop.Value).With(from).With(LinesMax);
        }

        // The last: it is no earlier than what was read.
        batch.Add("select clock_timestamp()");
        await using var read = await batch.ExecuteReaderAsync(cancellation);
        if (tree == ProofRows.Ledger)
        {
            if (!await read.ReadAsync(cancellation))
                throw new InvalidDataException($"Drop {drop} has a tree and no row.");
            var constants = ProofRows.ReadConstants(read, drop);
            await read.NextResultAsync(cancellation);
            while (await read.ReadAsync(cancellation))
            {
                if (read.GetInt64(0) != from + lines.Count + 1)
                    throw new InvalidDataException($"The ledger of drop {drop} has a gap before version {read.GetInt64(0)}: it is not signed.");
                lines.Add(CanonicalMovement.Read(read, constants));
            }

            await read.NextResultAsync(cancellation);
        }

        await read.ReadAsync(cancellation);
        return (lines, read.GetFieldValue<DateTimeOffset>(0));
    }

    private static List<(long Index, byte[] Root)> Append(CompactRange range, CompactRange tile, IReadOnlyList<byte[]> lines)
    {
        var tiles = new List<(long, byte[])>();
        foreach (var line in lines)
        {
            var leaf = Merkle.Leaf(line);
            range.Append(leaf);
            tile.Append(leaf);
            if (tile.Size < TiledTree.TileLeaves)
                continue;
            tiles.Add((range.Size / TiledTree.TileLeaves - 1, tile.Root()));
            tile.Clear();
        }

        return tiles;
    }

    private static async Task<IReadOnlyList<DropId>> ReadIdsAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var read = await batch.ExecuteReaderAsync(cancellation);
        var ids = new List<DropId>();
        while (await read.ReadAsync(cancellation))
            ids.Add(new(read.GetGuid(0)));
        return ids;
    }

    /// <param name="Tile">The leaves since the last whole tile.</param>
    private sealed record Grown(CompactRange Range, CompactRange Tile, DateTimeOffset? SignedAt, KeptKey Key)
    {
        public byte[] Bytes() => Range.ToBytes();

        /// <summary>The tile that is under way is the tree's last subtrees: those below the size of a tile.</summary>
        public static (CompactRange Range, CompactRange Tile) Parse(byte[] bytes)
        {
            var range = bytes.Length == 0 ? new CompactRange() : CompactRange.Parse(bytes);
            return (range, range.Rest(TiledTree.TileLeaves));
        }
    }
}
