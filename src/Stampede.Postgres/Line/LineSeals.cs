using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Journal;
using Stampede.Proof;

namespace Stampede.Postgres.Line;

/// <summary>What the order of a line will be made of.</summary>
/// <param name="ClosedSize">The log at the close.</param>
/// <param name="Size">The log at the seal.</param>
/// <param name="Root">Of the log's tree at that size; 64 hex digits.</param>
/// <param name="Shuffled">Entries that will be shuffled.</param>
public sealed record LineSeal(long ClosedSize, long Size, string Root, int Shuffled);

/// <summary>Closes lines, and fixes what their orders are made of.</summary>
public sealed class LineSeals(NpgsqlDataSource database)
{
    private const int PageSize = 50_000;

    private const string ReadLog = "select index, line from line_log where drop_id = $1 and index > $2 and index < $3 order by index limit $4";

    private const string CountShuffled = """
        select count(*) from line_entry where drop_id = $1 and seq > $2 and seq <= $3 and joined_index < $4
          and (withdrawn_index is null or withdrawn_index >= $5) and (excluded_index is null or excluded_index >= $5)
        """;

    /// <summary>Again, it gives the same.</summary>
    /// <returns>Null: the line is not closed, or a draw is still under review, or the drop has no such line.</returns>
    /// <exception cref="CommitUnknownException">Nobody knows whether it is sealed: ask again.</exception>
    public async Task<LineSeal?> SealAsync(DropId drop, CancellationToken cancellation)
    {
        if (await FixAsync(drop, cancellation) is not { ClosedSize: { } closed, SealedSize: { } size } counters)
            return null;
        return new LineSeal(closed, size, await RootAsync(drop, size, cancellation), await CountAsync(drop, counters, cancellation));
    }

    private async Task<LineCounters?> FixAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin");
        LineSql.AddLock(batch, drop);
        LineBookRead? read;
        await using (var rows = await batch.ExecuteReaderAsync(cancellation))
            read = await LineSql.ReadLockedAsync(rows, cancellation);
        if (read is null || LineBook.Seal(read) is not { } after)
            return null;
        if (after == read.Counters)
            return after;
        using var replication = new Replication(connection);
        batch.BatchCommands.Clear();
        LineJournal.AddCounters(batch, drop, read.Counters, after);
        batch.Add("commit");
        try
        {
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception fault)
        {
            throw new CommitUnknownException($"The seal of the line of {drop} was not answered.", fault);
        }

        replication.ThrowIfCutShort();
        return after;
    }

    private async Task<string> RootAsync(DropId drop, long size, CancellationToken cancellation)
    {
        var tree = new CompactRange();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        while (tree.Size < size)
        {
            var before = tree.Size;
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(ReadLog).With(drop.Value).With(before - 1).With(size).With(PageSize);
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation) && rows.GetInt64(0) == tree.Size)
                tree.Append(Merkle.Leaf(System.Text.Encoding.UTF8.GetBytes(rows.GetString(1))));
            if (tree.Size == before)
                throw new InvalidDataException($"Line {before} of the log of drop {drop} is not there.");
        }

        return Convert.ToHexStringLower(tree.Root());
    }

    private async Task<int> CountAsync(DropId drop, LineCounters counters, CancellationToken cancellation)
    {
        var count = 0L;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        for (var after = 0L; after < counters.Entries; after += PageSize)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(CountShuffled).With(drop.Value).With(after).With(after + PageSize).With(counters.ClosedSize!.Value).With(counters.SealedSize!.Value);
            count += (long)(await batch.ExecuteScalarAsync(cancellation))!;
        }

        return checked((int)count);
    }
}
