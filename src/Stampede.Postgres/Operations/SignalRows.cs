using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>How one customer went about reserving in one drop, since it was last written.</summary>
/// <param name="EarlyAttempts">Refused because the drop had not opened.</param>
/// <param name="PerSecondMax">The most attempts within one second.</param>
public readonly record struct ReserveSignal(
    DropId Drop, CustomerId Customer, long Attempts, long EarlyAttempts, int PerSecondMax, byte[] AddressHash, byte[] AgentHash);

public sealed class SignalRows(NpgsqlDataSource database)
{
    // In one order on every node, so that two of them cannot wait for each other. Each drop and account is looked up by its
    // key, whenever this is planned.
    private const string Insert = """
        insert into reserve_signal as s (drop_id, customer_id, attempts, early_attempts, per_second_max, address_hash, agent_hash)
        select n.* from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::integer[], $6::bytea[], $7::bytea[])
          as n (drop_id, customer_id, attempts, early_attempts, per_second_max, address_hash, agent_hash)
        cross join lateral (select from drop where id = n.drop_id limit 1) d
        cross join lateral (select from account where id = n.customer_id limit 1) a
        order by n.drop_id, n.customer_id
        on conflict (drop_id, customer_id) do update set
          attempts = s.attempts + excluded.attempts, early_attempts = s.early_attempts + excluded.early_attempts,
          per_second_max = greatest(s.per_second_max, excluded.per_second_max),
          address_hash = excluded.address_hash, agent_hash = excluded.agent_hash, last_at = clock_timestamp()
        """;

    // The time in a select of its own: beside a clock that moves no index is used.
    private const string Tidy = "delete from reserve_signal where last_at < (select clock_timestamp() - $1)";

    /// <summary>Adds to what this and other nodes have written. Each drop and customer once.</summary>
    public async Task AddAsync(IReadOnlyCollection<ReserveSignal> signals, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Insert)
            .With(signals.Select(s => s.Drop.Value).ToArray())
            .With(signals.Select(s => s.Customer.Value).ToArray())
            .With(signals.Select(s => s.Attempts).ToArray())
            .With(signals.Select(s => s.EarlyAttempts).ToArray())
            .With(signals.Select(s => s.PerSecondMax).ToArray())
            .With(signals.Select(s => s.AddressHash).ToArray())
            .With(signals.Select(s => s.AgentHash).ToArray());
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    public async Task TidyAsync(TimeSpan kept, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Tidy).With(kept));
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
