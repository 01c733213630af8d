using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Stampede.Domain;
using Stampede.Proof;

namespace Stampede.Postgres.Proofs;

/// <summary>What the shop has signed of one of a drop's trees.</summary>
public sealed record SignedTree(long Size, DateTimeOffset At, string Note);

/// <summary>What is proved of a drop, and whether it may be shown.</summary>
/// <param name="Version">Of the ledger, as it stands.</param>
public sealed record ProvedDrop(DropId Id, string Slug, string Name, DropStatus Status, long Version);

/// <summary>
/// Lines of the lines' logs in canonical form. Whoever keeps them says how they are read.
/// </summary>
/// <param name="ReadAsync">At most so many lines of a drop from an index on, in order.</param>
/// <param name="CountAsync">Lines of a drop's log, as it stands.</param>
/// <param name="FindGrownAsync">Drops whose log is longer than its tree, at most so many.</param>
public sealed record LineLogs(
    Func<DropId, long, int, CancellationToken, Task<IReadOnlyList<string>>> ReadAsync,
    Func<DropId, CancellationToken, Task<long>> CountAsync,
    Func<int, CancellationToken, Task<IReadOnlyList<DropId>>> FindGrownAsync);

/// <summary>Reads what a proof is made of. Between two pages no connection is held.</summary>
public sealed class ProofRows(NpgsqlDataSource database, LineLogs logs)
{
    public const string Ledger = "ledger";
    public const string Log = "line";

    internal const string Constants = """
        select p.key, d.hold_seconds, d.pay_seconds from drop d join proof_pseudonym p on p.drop_id = d.id where d.id = $1
        """;

    private const string FindDrop = "select id, slug, name, status, version from drop where id = $1";

    private const string Latest = "select size, at, note from proof_checkpoint where drop_id = $1 and tree = $2 order by size desc limit 1";

    private const string Checkpoints = """
        select size, at, note from proof_checkpoint where drop_id = $1 and tree = $2 and size > $3 and size <= $4 order by size limit $5
        """;

    private const string Tiles = "select root from proof_tile where drop_id = $1 and tree = $2 and index < $3 order by index";

    // By the customer's reservations the first of their movements is known; from there on the ledger is read.
    private const string Own = """
        select m.version from (
          select min(drop_version) as first from reservation where drop_id = $1 and customer_id = $2) f
        cross join lateral (
          select version from movement where drop_id = $1 and version >= f.first and version <= $3 and customer_id = $2 order by version desc limit $4) m
        """;

    /// <returns>Null: there is no such drop.</returns>
    public async Task<ProvedDrop?> FindAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindDrop).With(drop.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? new(new(rows.GetGuid(0)), rows.GetString(1), rows.GetString(2), Names.Parse<DropStatus>(rows.GetString(3)), rows.GetInt64(4))
            : null;
    }

    /// <returns>Null: nothing was signed yet.</returns>
    public async Task<SignedTree?> FindLatestAsync(DropId drop, string tree, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Latest).With(drop.Value).With(tree);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? Signed(rows) : null;
    }

    /// <summary>Those with sizes from the one after <paramref name="after"/> up to <paramref name="upTo"/>, in order.</summary>
    public async Task<IReadOnlyList<SignedTree>> ListCheckpointsAsync(DropId drop, string tree, long after, long upTo, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Checkpoints).With(drop.Value).With(tree).With(after).With(upTo).With(limit);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var found = new List<SignedTree>();
        while (await rows.ReadAsync(cancellation))
            found.Add(Signed(rows));
        return found;
    }

    /// <summary>A page of a tree's lines in canonical form, from an index on.</summary>
    public async Task<IReadOnlyList<byte[]>> ListLinesAsync(DropId drop, string tree, long from, int limit, CancellationToken cancellation)
    {
        if (tree == Log)
            return [.. (await logs.ReadAsync(drop, from, limit, cancellation)).Select(Encoding.UTF8.GetBytes)];
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Constants).With(drop.Value);
        batch.Add(CanonicalMovement.Lines).With(drop.Value).With(from).With(limit);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        if (!await rows.ReadAsync(cancellation))
            return [];
        var constants = ReadConstants(rows, drop);
        await rows.NextResultAsync(cancellation);
        var lines = new List<byte[]>();
        while (await rows.ReadAsync(cancellation))
            lines.Add(CanonicalMovement.Read(rows, constants));
        return lines;
    }

    /// <summary>Lines of a drop's log, as it stands.</summary>
    public Task<long> CountLogAsync(DropId drop, CancellationToken cancellation) => logs.CountAsync(drop, cancellation);

    /// <summary>The roots of a tree's whole tiles, in order.</summary>
    /// <param name="size">Of the tree.</param>
    public async Task<IReadOnlyList<byte[]>> ListTilesAsync(DropId drop, string tree, long size, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Tiles).With(drop.Value).With(tree).With(size / TiledTree.TileLeaves);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var tiles = new List<byte[]>();
        while (await rows.ReadAsync(cancellation))
            tiles.Add(rows.GetFieldValue<byte[]>(0));
        return tiles;
    }

    /// <summary>The versions of a customer's own movements, in order: the latest, at most <paramref name="limit"/>.</summary>
    /// <param name="upTo">No later version.</param>
    public async Task<IReadOnlyList<long>> ListOwnVersionsAsync(DropId drop, CustomerId customer, long upTo, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Own).With(drop.Value).With(customer.Value).With(upTo).With(limit);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var versions = new List<long>();
        while (await rows.ReadAsync(cancellation))
            versions.Add(rows.GetInt64(0));
        versions.Reverse();
        return versions;
    }

    /// <summary>The key that makes the pseudonyms of a drop's customers; it is made when it is first asked for, and never changes.</summary>
    public async Task<byte[]> PseudonymKeyAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.AddPseudonymKey(drop);
        batch.Add("select key from proof_pseudonym where drop_id = $1").With(drop.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return rows.GetFieldValue<byte[]>(0);
    }

    internal static DropConstants ReadConstants(NpgsqlDataReader row, DropId drop) => new(drop, row.GetFieldValue<byte[]>(0), row.GetInt32(1), row.GetInt32(2));

    private static SignedTree Signed(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2));
}

internal static class PseudonymKeys
{
    private const string Keep = "insert into proof_pseudonym (drop_id, key) values ($1, $2) on conflict do nothing";

    /// <summary>Makes a drop's key where it has none.</summary>
    public static void AddPseudonymKey(this NpgsqlBatch batch, DropId drop) =>
        batch.Add(Keep).With(drop.Value).With(RandomNumberGenerator.GetBytes(Pseudonym.KeyBytes));
}
