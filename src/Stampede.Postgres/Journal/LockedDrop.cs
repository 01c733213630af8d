using Npgsql;
using Stampede.Domain;
using Stampede.Engine;

namespace Stampede.Postgres.Journal;

/// <summary>A transaction that holds a drop's row.</summary>
internal sealed class LockedDrop : ILockedDrop
{
    /// <summary>Of a batch: with the look-up of a lost answer behind it, its callers still hear within 10 s.</summary>
    private const int TimeoutSeconds = 5;

    private readonly NpgsqlConnection connection;
    private readonly DropId drop;

    private LockedDrop(NpgsqlConnection connection, DropId drop) => (this.connection, this.drop) = (connection, drop);

    public DateTimeOffset Now { get; private init; }

    public required IReadOnlyList<Movement> Missed { get; init; }

    public required IReadOnlyDictionary<RequestKey, Hold> Granted { get; init; }

    public static async Task<LockedDrop> LockAsync(
        NpgsqlConnection connection, DropState state, IReadOnlyCollection<RequestKey> keys, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
        batch.Add("begin");
        batch.Add(JournalSql.Lock).With(state.Id.Value);
        batch.Add(JournalSql.Clock);
        batch.Add(JournalSql.Missed).With(state.Id.Value).With(state.Version);
        if (keys.Count > 0)
        {
            batch.Add(JournalSql.Granted).With(state.Id.Value)
                .With(keys.Select(key => key.Customer.Value).ToArray()).With(keys.Select(key => key.Key).ToArray());
        }

        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        if (!await rows.ReadAsync(cancellation))
            throw new InvalidDataException($"Drop {state.Id} is gone.");
        var version = rows.GetInt64(0);
        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var now = rows.GetFieldValue<DateTimeOffset>(0);
        await rows.NextResultAsync(cancellation);
        var missed = await MovementRows.ReadAsync(rows, cancellation);
        if (version != state.Version + missed.Count)
            throw new InvalidDataException($"Drop {state.Id} is at version {version}; known are {state.Version} and {missed.Count} movements more.");

        var granted = new Dictionary<RequestKey, Hold>();
        if (keys.Count > 0)
        {
            await rows.NextResultAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                var customer = new CustomerId(rows.GetGuid(0));
                granted[new RequestKey(customer, rows.GetString(1))] = new Hold(
                    new ReservationId(rows.GetGuid(2)), customer, new VariantId(rows.GetGuid(3)), rows.GetInt32(4),
                    new Money(rows.GetInt64(5), rows.GetString(6)),
                    rows.GetFieldValue<DateTimeOffset>(7), rows.GetFieldValue<DateTimeOffset>(8), rows.GetInt64(9));
            }
        }

        return new LockedDrop(connection, state.Id) { Now = now, Missed = missed, Granted = granted };
    }

    public async Task CommitAsync(IReadOnlyList<Movement> movements, DropState after, CancellationToken cancellation)
    {
        using var replication = new Replication(connection);
        try
        {
            await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
            new BatchWrites(drop, movements, after).AddTo(batch);
            batch.Add("commit");
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception fault)
        {
            PostgresJournal.LeaveIfSilent(connection, fault);
            // Some of these are certain to mean "not committed", but the look-up that tells costs one query, seldom.
            throw new CommitUnknownException($"The commit of drop {drop} at version {after.Version} was not answered.", fault);
        }

        replication.ThrowIfCutShort();
    }

    /// <summary>The lock itself is written to the log, so its commit waits for the standby as any other: for all that came before it too.</summary>
    public async Task ConfirmAsync(CancellationToken cancellation)
    {
        using var replication = new Replication(connection);
        await using var commit = new NpgsqlCommand("commit", connection) { CommandTimeout = TimeoutSeconds };
        await commit.ExecuteNonQueryAsync(cancellation);
        replication.ThrowIfCutShort();
    }

    /// <summary>Closing the connection rolls back what was not committed.</summary>
    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
