using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Proofs;

namespace Stampede.Postgres.Line;

/// <summary>What the notary and the proofs read of the lines' logs.</summary>
public sealed class LineLogReads(NpgsqlDataSource database)
{
    private const string List = "select line from line_log where drop_id = $1 and index >= $2 order by index limit $3";

    private const string Count = "select log_size from line where drop_id = $1";

    // Of each drop that ever had a line, one row: they are few.
    private const string FindGrown = """
        select l.drop_id from line l
        left join lateral (select size from proof_tree where drop_id = l.drop_id and tree = 'line' limit 1) t on true
        where l.log_size > coalesce(t.size, 0) order by l.drop_id limit $1
        """;

    // What a customer changed and changed again is told by the newest line alone.
    private const string Own = """
        select distinct i from line_entry e
        cross join lateral unnest(array[e.joined_index, e.missed_index, e.withdrawn_index, e.excluded_index, e.last_index]) as i
        where e.drop_id = $1 and e.customer_id = $2 and i is not null and i < $3 order by i
        """;

    public LineLogs ToLogs() => new(ReadAsync, CountAsync, FindGrownAsync);

    /// <summary>The indexes of a customer's own lines, in order.</summary>
    /// <param name="size">Of the log, as it is signed.</param>
    public async Task<IReadOnlyList<long>> ListOwnAsync(DropId drop, CustomerId customer, long size, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Own).With(drop.Value).With(customer.Value).With(size));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var indexes = new List<long>();
        while (await rows.ReadAsync(cancellation))
            indexes.Add(rows.GetInt64(0));
        return indexes;
    }

    private async Task<IReadOnlyList<string>> ReadAsync(DropId drop, long from, int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(List).With(drop.Value).With(from).With(limit));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var lines = new List<string>();
        while (await rows.ReadAsync(cancellation))
            lines.Add(rows.GetString(0));
        return lines;
    }

    private async Task<long> CountAsync(DropId drop, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Count).With(drop.Value));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? rows.GetInt64(0) : 0;
    }

    private async Task<IReadOnlyList<DropId>> FindGrownAsync(int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindGrown).With(limit));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var drops = new List<DropId>();
        while (await rows.ReadAsync(cancellation))
            drops.Add(new DropId(rows.GetGuid(0)));
        return drops;
    }
}
