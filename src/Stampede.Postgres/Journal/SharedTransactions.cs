using System.Collections.ObjectModel;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Operators;

namespace Stampede.Postgres.Journal;

/// <summary>
/// Carries the batches of all drops that ask at about the same time in one transaction. A hundred drops that are busy at
/// once have few commands each: alone, every two or three of them would pay for two round trips and a flush.
/// </summary>
/// <remarks>A drop that is locked elsewhere, or whose write is refused, goes on by itself: it costs the others nothing but that.</remarks>
/// <param name="dropsMax">1: no transaction touches two drops.</param>
internal sealed class SharedTransactions(NpgsqlDataSource database, int dropsMax)
{
    /// <summary>Of a batch: with the look-up of a lost answer behind it, its callers still hear within 10 s.</summary>
    private const int TimeoutSeconds = 5;

    /// <summary>Of one transaction, so that it does not become long; a drop's batch is never cut.</summary>
    private const int CommandsMax = 1_000;

    /// <summary>More would not make the database faster, and would leave too few connections to those that go alone.</summary>
    private static readonly int AtOnceMax = Math.Min(Environment.ProcessorCount, 6);

    /// <summary>After a refused write: it may be refused again, and must not be the others' each time.</summary>
    private static readonly TimeSpan AloneTime = TimeSpan.FromSeconds(10);

    private static readonly ReadOnlyDictionary<RequestKey, Hold> NoGrants = ReadOnlyDictionary<RequestKey, Hold>.Empty;

    private readonly Lock gate = new();
    private readonly Queue<PendingBatch> waiting = new();
    private int commandsWaiting;
    private int underWay;
    private int commandsUnderWay;
    private long aloneUntil;

    /// <summary>A transaction that takes longer (it waits for a lock, or the disk is slow) is not waited for by the next.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <returns>Ends when the batch is durable, or has nothing to commit.</returns>
    public Task RunAsync(PendingBatch drop)
    {
        lock (gate)
        {
            waiting.Enqueue(drop);
            commandsWaiting += drop.Weight;
        }

        Start();
        return drop.Ended;
    }

    private void Start()
    {
        while (TakeNext() is { Count: > 0 } drops)
            _ = GoAsync(drops);
    }

    private async Task GoAsync(List<PendingBatch> drops)
    {
        var commands = drops.Sum(drop => drop.Weight);
        await Task.WhenAny(RunAsync(drops), Task.Delay(Patience));
        lock (gate)
        {
            underWay--;
            commandsUnderWay -= commands;
        }

        Start();
    }

    /// <summary>What is worth a transaction now; nothing, where it is better to let more gather.</summary>
    private List<PendingBatch> TakeNext()
    {
        lock (gate)
        {
            var drops = new List<PendingBatch>();
            // Beside others it starts once it has as much to carry as they have, so that transactions stay of a size.
            if (underWay > 0 && (underWay >= AtOnceMax || commandsWaiting * underWay < commandsUnderWay))
                return drops;
            var most = Environment.TickCount64 < aloneUntil ? 1 : dropsMax;
            var (ids, commands) = (new HashSet<DropId>(), 0);
            for (var left = waiting.Count; left > 0 && drops.Count < most && commands < CommandsMax; left--)
            {
                var drop = waiting.Dequeue();
                if (ids.Add(drop.Id))
                {
                    drops.Add(drop);
                    commands += drop.Weight;
                }
                else
                {
                    // A lane that closes, and the one that takes its place.
                    waiting.Enqueue(drop);
                }
            }

            if (drops.Count > 0)
                underWay++;
            commandsWaiting -= commands;
            commandsUnderWay += commands;
            return drops;
        }
    }

    /// <summary>Whatever happens is told to the drops.</summary>
    /// <param name="skipsLocked">Those that are locked elsewhere go on by themselves; otherwise they are waited for a moment.</param>
    private async Task RunAsync(List<PendingBatch> drops, bool skipsLocked = false)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.OpenConnectionAsync();
            var locked = await LockAsync(connection, drops, skipsLocked);
            foreach (var drop in drops.Where(drop => !locked.ContainsKey(drop.Id)))
                _ = RunAsync([drop]);
            drops = [.. drops.Where(drop => locked.TryGetValue(drop.Id, out var read) && drop.Decide(read))];
            if (drops.Count > 0)
                await CommitAsync(connection, drops);
            drops.ForEach(drop => drop.End());
            drops = [];
            // Where nobody wanted a commit, this rolls back.
            await connection.DisposeAsync();
        }
        catch (Exception fault)
        {
            try
            {
                if (connection is not null)
                    await connection.DisposeAsync();
            }
            finally
            {
                if (drops.Count > 1 && !skipsLocked && fault is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
                    _ = RunAsync(drops, skipsLocked: true);
                else if (drops.Count > 1 && IsRefusal(fault))
                    GoAlone(drops);
                else
                    drops.ForEach(drop => drop.Fail(fault));
            }
        }
    }

    /// <summary>What was refused was rolled back whole. Each drop goes on by itself from where it was: undecided, or decided and not written.</summary>
    private void GoAlone(List<PendingBatch> drops)
    {
        lock (gate)
            aloneUntil = Environment.TickCount64 + (long)AloneTime.TotalMilliseconds;
        foreach (var drop in drops)
            _ = drop.IsDecided ? WriteAloneAsync(drop) : RunAsync([drop]);
    }

    /// <summary>What was decided under another lock stands if nobody has changed the drop since: the guard of its version says so.</summary>
    private async Task WriteAloneAsync(PendingBatch drop)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
            batch.Add("begin");
            batch.Add(JournalSql.Lock).With(new[] { drop.Id.Value });
            await batch.ExecuteNonQueryAsync();
            await CommitAsync(connection, [drop]);
        }
        catch (Exception fault)
        {
            drop.Fail(fault);
            return;
        }

        drop.End();
    }

    /// <returns>What was read for those that are locked now; of one drop that one, or it throws.</returns>
    private static async Task<Dictionary<DropId, LockedRead>> LockAsync(NpgsqlConnection connection, List<PendingBatch> drops, bool skipsLocked)
    {
        var ids = drops.Select(drop => drop.Id.Value).ToArray();
        var keys = drops.SelectMany(drop => drop.Keys, (drop, key) => (Drop: drop.Id.Value, Customer: key.Customer.Value, key.Key)).ToArray();
        await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
        batch.Add("begin");
        if (drops.Count > 1)
            batch.Add(JournalSql.WaitBriefly);
        batch.Add(skipsLocked ? JournalSql.LockFree : JournalSql.Lock).With(ids);
        batch.Add(JournalSql.Clock);
        batch.Add(JournalSql.MissedLines).With(ids).With(drops.Select(drop => drop.KnownVersion).ToArray());
        if (keys.Length > 0)
        {
            batch.Add(JournalSql.Granted)
                .With(Array.ConvertAll(keys, key => key.Drop)).With(Array.ConvertAll(keys, key => key.Customer)).With(Array.ConvertAll(keys, key => key.Key));
        }

        var versions = new Dictionary<DropId, long>();
        DateTimeOffset now;
        var missed = drops.ToDictionary(drop => drop.Id, drop => drop.Missed());
        var granted = new Dictionary<DropId, Dictionary<RequestKey, Hold>>();
        try
        {
            await using var rows = await batch.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                versions.Add(new DropId(rows.GetGuid(0)), rows.GetInt64(1));
            await rows.NextResultAsync();
            await rows.ReadAsync();
            now = rows.GetFieldValue<DateTimeOffset>(0);
            await rows.NextResultAsync();
            while (await rows.ReadAsync())
                missed[new DropId(rows.GetGuid(12))].Read(rows);
            if (keys.Length > 0)
                await rows.NextResultAsync();
            while (keys.Length > 0 && await rows.ReadAsync())
            {
                var (drop, customer) = (new DropId(rows.GetGuid(0)), new CustomerId(rows.GetGuid(1)));
                if (!granted.TryGetValue(drop, out var ofDrop))
                    granted.Add(drop, ofDrop = []);
                ofDrop[new RequestKey(customer, rows.GetString(2))] = new Hold(
                    new ReservationId(rows.GetGuid(3)), customer, new VariantId(rows.GetGuid(4)), rows.GetInt32(5),
                    new Money(rows.GetInt64(6), rows.GetString(7)),
                    rows.GetFieldValue<DateTimeOffset>(8), rows.GetFieldValue<DateTimeOffset>(9), rows.GetInt64(10));
            }
        }
        catch (Exception fault)
        {
            PostgresJournal.LeaveIfSilent(connection, fault);
            throw;
        }

        var locked = new Dictionary<DropId, LockedRead>(drops.Count);
        foreach (var drop in drops)
        {
            var missedHere = missed[drop.Id].All;
            if (versions.TryGetValue(drop.Id, out var version) && version == drop.KnownVersion + missedHere.Count)
            {
                locked.Add(drop.Id, new LockedRead(now, missedHere, granted.TryGetValue(drop.Id, out var grantedHere) ? grantedHere : NoGrants));
            }
            else if (drops.Count == 1)
            {
                throw new InvalidDataException(version == 0
                    ? $"Drop {drop.Id} is gone."
                    : $"Drop {drop.Id} is at version {version}; known are {drop.KnownVersion} and {missedHere.Count} movements more.");
            }
        }

        return locked;
    }

    private static async Task CommitAsync(NpgsqlConnection connection, List<PendingBatch> drops)
    {
        using var replication = new Replication(connection);
        (Guid Drop, Movement Movement, DropRequest Request)[] requests = [];
        try
        {
            await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
            if (drops.Select(drop => drop.Writes).OfType<DropBatch>().ToArray() is { Length: > 0 } batches)
            {
                new BatchWrites(batches).AddTo(batch);
                requests = [.. batches.SelectMany(one => one.Requests)];
            }

            if (requests.Length > 0)
            {
                // Operators are few: what they are answered may cost round trips of its own.
                await batch.ExecuteNonQueryAsync();
                batch.BatchCommands.Clear();
                foreach (var (drop, movement, request) in requests)
                    await request.RecordAsync(connection, new DropId(drop), movement, batch);
            }

            batch.Add("commit");
            await batch.ExecuteNonQueryAsync();
        }
        catch (Exception fault)
        {
            PostgresJournal.LeaveIfSilent(connection, fault);
            // Some of these are certain to mean "not committed", but the look-up that tells costs one query, seldom.
            throw new CommitUnknownException($"The commit of {string.Join(", ", drops.Select(drop => drop.Id))} was not answered.", fault);
        }

        replication.ThrowIfCutShort();
        foreach (var (_, _, request) in requests)
            request.Committed();
    }

    /// <summary>A statement was refused, which may be one drop's doing; nothing of the transaction was committed.</summary>
    private static bool IsRefusal(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => true,
        PostgresException { SqlState: var state } => state.StartsWith("23", StringComparison.Ordinal),
        InvalidDataException => true,
        CommitUnknownException { InnerException: { } inner } => IsRefusal(inner),
        _ => false,
    };
}
