using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>The people that this and other nodes have counted.</summary>
public sealed class PeopleRows(NpgsqlDataSource database)
{
    // In one order on every node, so that two of them cannot wait for each other. What was said of a drop that is not there is left out.
    private const string Insert = """
        insert into people_count (drop_id, step, registers)
        select n.drop_id, n.step, n.registers from unnest($1::uuid[], $2::text[], $3::bytea[]) as n (drop_id, step, registers)
        cross join lateral (select from drop where id = n.drop_id limit 1) d
        order by n.drop_id, n.step
        on conflict do nothing
        """;

    private const string Lock = """
        select p.ordinality, c.registers from unnest($1::uuid[], $2::text[]) with ordinality as p (drop_id, step, ordinality)
        join people_count c on c.drop_id = p.drop_id and c.step = p.step
        order by p.drop_id, p.step for update of c
        """;

    private const string Update = """
        update people_count c set registers = n.registers from unnest($1::uuid[], $2::text[], $3::bytea[]) as n (drop_id, step, registers)
        where c.drop_id = n.drop_id and c.step = n.step
        """;

    /// <summary>Joins them with what other nodes have written. Each drop and step once.</summary>
    public async Task MergeAsync(IReadOnlyList<(DropId Drop, string Step, PeopleSketch People)> counts, CancellationToken cancellation)
    {
        var (drops, steps) = (counts.Select(count => count.Drop.Value).ToArray(), counts.Select(count => count.Step).ToArray());
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.Add(Insert).With(drops).With(steps).With(counts.Select(count => count.People.ToArray()).ToArray());
        batch.Add(Lock).With(drops).With(steps);
        var all = new List<(Guid Drop, string Step, byte[] Registers)>();
        await using (var rows = await batch.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                var (at, stored) = ((int)rows.GetInt64(0) - 1, new PeopleSketch(rows.GetFieldValue<byte[]>(1)));
                if (stored.Merge(counts[at].People.ToArray()))
                    all.Add((drops[at], steps[at], stored.ToArray()));
            }
        }

        if (all.Count > 0)
        {
            await using var writing = new NpgsqlBatch(connection, transaction);
            writing.Add(Update).With(all.Select(one => one.Drop).ToArray()).With(all.Select(one => one.Step).ToArray()).With(all.Select(one => one.Registers).ToArray());
            await writing.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }
}
