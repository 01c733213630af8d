using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>So many reservations of one drop were refused with one code.</summary>
public readonly record struct RefusalCount(DropId Drop, string Code, long Count);

public sealed class RefusalRows(NpgsqlDataSource database)
{
    // In one order on every node, so that two of them cannot wait for each other. What was said of a drop that is not
    // there (the database was away, nobody knew) is left out; each drop is looked up by its key, whenever this is planned.
    private const string Insert = """
        insert into refusal_count as r (drop_id, minute, code, count)
        select n.drop_id, c.minute, n.code, n.count
        from (select date_trunc('minute', clock_timestamp(), 'UTC') as minute) c,
          unnest($1::uuid[], $2::text[], $3::bigint[]) as n (drop_id, code, count)
        cross join lateral (select from drop where id = n.drop_id limit 1) d
        order by n.drop_id, n.code
        on conflict (drop_id, minute, code) do update set count = r.count + excluded.count
        """;

    /// <summary>Adds to what this and other nodes have counted. Each drop and code once.</summary>
    public async Task AddAsync(IReadOnlyCollection<RefusalCount> counts, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Insert)
            .With(counts.Select(count => count.Drop.Value).ToArray())
            .With(counts.Select(count => count.Code).ToArray())
            .With(counts.Select(count => count.Count).ToArray());
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
