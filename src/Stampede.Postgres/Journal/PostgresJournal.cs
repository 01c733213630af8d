using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;

namespace Stampede.Postgres.Journal;

/// <summary>The journal on PostgreSQL: two round trips a batch, whatever its size.</summary>
/// <param name="database">A small pool of its own, so that reads can't take the journal's connections.</param>
/// <param name="clock">Set by each reading that comes along.</param>
/// <param name="dropsPerTransactionMax">1: no transaction touches two drops.</param>
public sealed class PostgresJournal(NpgsqlDataSource database, DatabaseClock clock, int dropsPerTransactionMax) : IJournal
{
    /// <summary>Movements that are looked through for holds left unbought when a drop is loaded; on a drop that is busier, who waited may not.</summary>
    private const long MovementsReadMax = 500_000;

    private readonly SharedTransactions transactions = new(database, dropsPerTransactionMax);

    /// <summary>For tests of what shares a transaction: they must not hang on the machine's speed.</summary>
    internal TimeSpan SharingPatience
    {
        init => transactions.Patience = value;
    }

    public async Task<DropState?> LoadAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // One snapshot for all of it: a batch that another node commits meanwhile is seen whole or not at all.
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin isolation level repeatable read read only");
        batch.Add(JournalSql.LoadDrop).With(drop.Value);
        batch.Add(JournalSql.LoadVariants).With(drop.Value);
        batch.Add(JournalSql.LoadHolds).With(drop.Value);
        batch.Add(JournalSql.LoadUnitsSold).With(drop.Value);
        batch.Add(JournalSql.LoadChoicesLeft).With(drop.Value);
        batch.Add(JournalSql.LoadUnboughtEnds).With(drop.Value).With(Cooldown.EndsMax).With(MovementsReadMax);
        batch.Add("commit");
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        if (!await rows.ReadAsync(cancellation))
            return null;
        var (version, status) = (rows.GetInt64(0), Names.Parse<DropStatus>(rows.GetString(1)));
        var terms = new DropTerms
        {
            Price = new Money(rows.GetInt64(2), rows.GetString(3)),
            StartsAt = rows.IsDBNull(4) ? null : rows.GetFieldValue<DateTimeOffset>(4),
            EndsAt = rows.IsDBNull(5) ? null : rows.GetFieldValue<DateTimeOffset>(5),
            HoldSeconds = rows.GetInt32(6),
            LimitPerCustomer = rows.GetInt32(7),
            Cooldown = CooldownColumns.Read(rows, 11),
            Payment = Names.Parse<PaymentRule>(rows.GetString(15)),
            PaySeconds = rows.GetInt32(16),
            Delivery = Names.Parse<DeliveryRule>(rows.GetString(18)),
            DeliveryCountries = rows.IsDBNull(19) ? null : rows.GetString(19),
        };
        var (isRemoved, isArchived) = (rows.GetBoolean(20), rows.GetBoolean(21));
        var line = rows.IsDBNull(17) ? null : LineJson.Parse(rows.GetString(17));
        var lastMovementAt = rows.IsDBNull(14) ? default : rows.GetFieldValue<DateTimeOffset>(14);
        var text = new DropText(rows.GetString(8), rows.IsDBNull(9) ? null : rows.GetString(9), rows.IsDBNull(10) ? null : rows.GetString(10));

        await rows.NextResultAsync(cancellation);
        var variants = new List<VariantStock>();
        while (await rows.ReadAsync(cancellation))
            variants.Add(new(new VariantId(rows.GetGuid(0)), rows.GetString(1), rows.GetInt32(2), rows.GetInt32(3), rows.GetInt32(4)));

        await rows.NextResultAsync(cancellation);
        var holds = new List<Hold>();
        while (await rows.ReadAsync(cancellation))
        {
            holds.Add(new(
                new ReservationId(rows.GetGuid(0)), new CustomerId(rows.GetGuid(1)), new VariantId(rows.GetGuid(2)), rows.GetInt32(3),
                new Money(rows.GetInt64(4), rows.GetString(5)),
                rows.GetFieldValue<DateTimeOffset>(6), rows.GetFieldValue<DateTimeOffset>(7), rows.GetInt64(8))
            {
                Payment = rows.IsDBNull(9) ? null : new PaymentId(rows.GetGuid(9)),
                PayUntil = rows.IsDBNull(10) ? null : rows.GetFieldValue<DateTimeOffset>(10),
                Offer = MovementRows.ReadOffer(rows, 11),
                ClaimedUntil = rows.IsDBNull(15) ? null : rows.GetFieldValue<DateTimeOffset>(15),
            });
        }

        await rows.NextResultAsync(cancellation);
        var sold = new List<KeyValuePair<CustomerId, int>>();
        while (await rows.ReadAsync(cancellation))
            sold.Add(new(new CustomerId(rows.GetGuid(0)), rows.GetInt32(1)));

        await rows.NextResultAsync(cancellation);
        var choicesLeft = new List<KeyValuePair<int, int>>();
        while (await rows.ReadAsync(cancellation))
            choicesLeft.Add(new(rows.GetInt32(0), rows.GetInt32(1)));

        await rows.NextResultAsync(cancellation);
        var unbought = new List<UnboughtEnd>();
        while (await rows.ReadAsync(cancellation))
            unbought.Add(new(new CustomerId(rows.GetGuid(0)), rows.GetFieldValue<DateTimeOffset>(1)));
        unbought.Reverse(); // They came newest first, so that a bound leaves out the oldest.

        var view = new DropView(drop, version, status, terms, [.. variants]) { LastMovementAt = lastMovementAt, Line = line };
        return new DropState(view, holds, sold, unbought, text, choicesLeft, isRemoved, isArchived);
    }

    public Task DecideAsync(
        DropState state, IReadOnlyCollection<Command> commands, Func<LockedRead, Decision> decide, CancellationToken cancellation)
    {
        // Later it is too late: other drops may be in the same transaction.
        cancellation.ThrowIfCancellationRequested();
        return transactions.RunAsync(new PendingBatch(state, commands, decide));
    }

    /// <summary>
    /// Where the network swallows the answers and lets the requests pass, each of the pool's other connections would take
    /// the drop's lock with it in its turn, until the database misses its client. They are closed; new ones can't be made.
    /// </summary>
    internal static void LeaveIfSilent(NpgsqlConnection connection, Exception fault)
    {
        if (fault is NpgsqlException { InnerException: TimeoutException })
            NpgsqlConnection.ClearPool(connection);
    }

    public async Task<IReadOnlyList<Movement>> ReadMissedAsync(DropId drop, long afterVersion, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(JournalSql.Missed).With(new[] { drop.Value }).With(new[] { afterVersion });
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return [.. (await MovementRows.ReadAsync(rows, cancellation))[drop]];
    }

    public async Task<IReadOnlyList<CustomerId>> FindGrantedCustomersAsync(DropId drop, CustomerId after, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(JournalSql.GrantedCustomers).With(drop.Value).With(after.Value).With(limit);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var customers = new List<CustomerId>();
        while (await rows.ReadAsync(cancellation))
            customers.Add(new CustomerId(rows.GetGuid(0)));
        return customers;
    }

    public async Task<bool> IsCommittedAsync(DropId drop, IReadOnlyList<Movement> batch, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var question = new NpgsqlBatch(connection);
        // The lock waits for the transaction in question, should it still be under way; only then is its absence final.
        question.Add("begin");
        question.Add(JournalSql.Lock).With(new[] { drop.Value });
        question.Add(JournalSql.FindCommitted).With(drop.Value)
            .With(batch.Select(movement => movement.Version).ToArray()).With(batch.Select(movement => movement.At).ToArray())
            .With(batch.Select(movement => Names.Of(movement.Kind)).ToArray())
            .With(batch.Select(movement => movement.Reservation?.Value).ToArray())
            .With(batch.Select(movement => movement.Sale?.Purchase.Value).ToArray())
            .With((long)batch.Count);
        question.Add("commit");
        using var replication = new Replication(connection);
        bool isCommitted;
        await using (var rows = await question.ExecuteReaderAsync(cancellation))
        {
            await rows.NextResultAsync(cancellation);
            await rows.ReadAsync(cancellation);
            isCommitted = rows.GetBoolean(0);
        }

        // The reader's end was the commit's answer. Without the standby what was found here is still unknown.
        replication.ThrowIfCutShort();
        return isCommitted;
    }

    public async Task<IReadOnlyList<DropId>> FindDueAsync(TimeSpan ahead, CancellationToken cancellation)
    {
        var askedAt = clock.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(JournalSql.Clock);
        batch.Add(JournalSql.FindDue).With(ahead);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        clock.Observe(rows.GetFieldValue<DateTimeOffset>(0), askedAt);
        await rows.NextResultAsync(cancellation);
        var drops = new List<DropId>();
        while (await rows.ReadAsync(cancellation))
            drops.Add(new DropId(rows.GetGuid(0)));
        return drops;
    }
}
