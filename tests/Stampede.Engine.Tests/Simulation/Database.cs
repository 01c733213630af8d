using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// The one PostgreSQL of a run: row locks with a bounded wait, transactions that end with their session, commits that
/// take time and can be cut off by a crash. Its bounds are those that the server sets for its connections.
/// </summary>
internal sealed class Database
{
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan LockTimeoutBesideOthers = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan IdleInTransactionTimeout = TimeSpan.FromSeconds(5);

    private readonly World world;
    private readonly Weather weather;
    private readonly Plant plant;
    private readonly Dictionary<DropId, DropRows> drops = [];
    private readonly List<Session> sessions = [];
    private DateTimeOffset lastRead;
    private TimeSpan clockBehind;

    /// <param name="paymentMoved">Hears of each payment that goes on by itself.</param>
    public Database(World world, Weather weather, Plant plant, Action<PaymentRow> paymentMoved)
    {
        (this.world, this.weather, this.plant) = (world, weather, plant);
        Machine = new Machine(world, number: 0);
        Payments = new PaymentTable(world, id => sessions.Exists(s => s.Committing?.Any(batch => batch.Payments.ContainsKey(id)) == true), Machine, plant, paymentMoved);
    }

    public Machine Machine { get; }

    public PaymentTable Payments { get; }

    public Plant Plant => plant;

    public bool IsUp { get; private set; } = true;

    public IEnumerable<DropRows> Drops => drops.Values;

    /// <summary>Hears of each batch at the instant in which it is durable, with the time its lock was had.</summary>
    public required Action<StagedBatch, DateTimeOffset> Committed { get; init; }

    /// <summary>Hears of what is durable of a line.</summary>
    public required Action<LineWrite> LineCommitted { get; init; }

    public void Create(DropView drop) => drops.Add(drop.Id, new DropRows(world, drop, Payments, plant));

    public DropRows? Find(DropId drop) => drops.GetValueOrDefault(drop);

    public Session Open()
    {
        var session = new Session();
        sessions.RemoveAll(s => !s.IsOpen && s.Locked.Count == 0);
        sessions.Add(session);
        return session;
    }

    /// <summary>In microseconds, and never twice the same: a lock is not handed on within one.</summary>
    public DateTimeOffset ReadClock()
    {
        var now = world.Now - clockBehind;
        now = now.AddTicks(-(now.Ticks % 10));
        return lastRead = now > lastRead ? now : lastRead.AddTicks(10);
    }

    /// <summary>Locks several drops for one transaction, in the order of their ids. A single one that cannot be had throws.</summary>
    /// <param name="skipsLocked">Passes over those that somebody else has locked.</param>
    /// <returns>What was read of those that are locked now.</returns>
    public async Task<IReadOnlyDictionary<DropId, LockedRead>> LockAsync(Session session, IReadOnlyCollection<LockQuestion> questions, bool skipsLocked)
    {
        var before = ReadClock();
        foreach (var question in questions.OrderBy(question => question.Drop.Value))
        {
            var rows = drops[question.Drop];
            if (!skipsLocked || rows.Lock.IsFree)
                await LockAsync(session, rows.Lock, questions.Count > 1 ? LockTimeoutBesideOthers : LockTimeout);
        }

        var now = plant == Plant.TimeBeforeLock ? before : session.LockedAt;
        var read = new Dictionary<DropId, LockedRead>();
        foreach (var (drop, knownVersion, keys) in questions)
        {
            var rows = drops[drop];
            if (!session.Locked.Contains(rows.Lock))
                continue;
            var missed = plant == Plant.NoVersionCheck ? [] : rows.After(knownVersion, plant);
            if (rows.Version == knownVersion + missed.Count || plant == Plant.NoVersionCheck)
                read.Add(drop, new LockedRead(now, missed, Granted(rows, keys)));
            else if (questions.Count == 1)
                throw new InvalidDataException($"Drop {drop} is at version {rows.Version}; known are {knownVersion} and {missed.Count} more.");
        }

        EndIfIdle(session);
        return plant == Plant.GrantsOfAnother ? Mixed(read) : read;
    }

    /// <summary>For what was decided under another lock.</summary>
    public async Task<bool> LockAsync(Session session, DropId drop)
    {
        await LockAsync(session, drops[drop]);
        EndIfIdle(session);
        return true;
    }

    public Task LockAsync(Session session, DropRows rows) => LockAsync(session, rows.Lock, LockTimeout);

    /// <summary>The drop itself is not locked: what is read of it may be old by the time that it is written by.</summary>
    public async Task<LineBookRead> LockLineAsync(Session session, LineTable table)
    {
        if (plant == Plant.LineUnlocked)
            session.Locked.Add(new RowLock(world));
        else
            await LockAsync(session, table.Lock, LockTimeout);
        EndIfIdle(session);
        return table.Read(ReadClock());
    }

    public async Task CommitLineAsync(Session session, LineWrite write)
    {
        session.Requests++;
        if (session.Locked.Count == 0)
            throw new LinkBrokenException();
        try
        {
            if (weather.Fails())
                throw new ServerErrorException("No space left on device.");
            write.Table.Expect(write);
            session.CommittingLine = write;
        }
        catch
        {
            session.LeaveLocks();
            throw;
        }

        await Machine.DelayAsync(weather.Flush());
        if (session.CommittingLine is null)
            throw new LinkBrokenException(); // A crash has settled it.
        SettleLine(session);
    }

    /// <summary>Writes the batches of a transaction; none: it only has its locks made durable.</summary>
    public async Task CommitAsync(Session session, IReadOnlyList<BatchWrite> writes)
    {
        session.Requests++;
        if (session.Locked.Count == 0)
            throw new LinkBrokenException();
        try
        {
            if (weather.Fails())
                throw new ServerErrorException("No space left on device.");
            session.Committing = [.. writes.Select(write => drops[write.Drop].Stage(write.Movements, write.After, plant))];
            if (writes.Count > 1 && weather.RefusesSharedWrites())
                throw new RefusedException("A row that somebody's hand has locked.");
        }
        catch
        {
            session.Committing = null;
            session.LeaveLocks(); // A transaction that has failed holds nothing any more.
            throw;
        }

        await Machine.DelayAsync(weather.Flush());
        if (session.Committing is null)
            throw new LinkBrokenException(); // A crash has settled it.
        Settle(session);
    }

    /// <summary>Waits for whoever holds the drop; only then is an absence final.</summary>
    public async Task<bool> IsCommittedAsync(Session session, DropId drop, IReadOnlyList<Movement> batch)
    {
        await LockAsync(session, drops[drop]);
        var found = drops[drop].Has(batch);
        session.LeaveLocks();
        return found;
    }

    public (DateTimeOffset Now, IReadOnlyList<DropId> Due) FindDue(TimeSpan ahead)
    {
        var now = ReadClock();
        if (plant is Plant.ExpiryWithoutGuard or Plant.ExpiryWithGuard or Plant.LapseWhilePaying)
        {
            foreach (var rows in drops.Values)
                SweepBesideTheLanes(rows, now);
        }

        return (now, plant == Plant.NoSweep ? [] : drops.Values.Where(d => d.NextDue <= now + ahead).Select(d => d.Id).ToArray());
    }

    /// <summary>A crash: every transaction is gone, but for those whose commit had reached the disk.</summary>
    public void Crash()
    {
        IsUp = false;
        foreach (var session in sessions.ToArray())
        {
            if (session.Committing is not null)
            {
                if (world.Chance.Is(0.5))
                    Settle(session);
                session.Committing = null;
            }

            if (session.CommittingLine is not null)
            {
                if (world.Chance.Is(0.5))
                    SettleLine(session);
                session.CommittingLine = null;
            }

            session.End();
        }
    }

    public void Recover() => IsUp = true;

    /// <summary>As an operator or a time server does; zero sets it right.</summary>
    public void SetClockBack(TimeSpan by)
    {
        clockBehind = by;
        lastRead = default;
        weather.ClockBehindMax = by > weather.ClockBehindMax ? by : weather.ClockBehindMax;
    }

    /// <summary>Terminates the backends that a drop is locked by or waited for.</summary>
    public void TerminateSome()
    {
        foreach (var session in sessions.Where(s => s.Locked.Count > 0).ToArray())
        {
            if (world.Chance.Is(0.5))
                session.End();
        }
    }

    /// <summary>Nobody is at the other end any more, and this is noticed only by the bound for idle transactions.</summary>
    private void EndIfIdle(Session session)
    {
        var requests = session.Requests;
        world.After(IdleInTransactionTimeout, () =>
        {
            if (session.IsOpen && session.Requests == requests)
                session.End();
        });
    }

    private async Task LockAsync(Session session, RowLock row, TimeSpan timeout)
    {
        session.Requests++;
        session.Locked.Add(row);
        try
        {
            await row.AcquireAsync(session, timeout);
        }
        catch (Exception fault)
        {
            if (fault is LockTimeoutException)
                world.Note("lock timeout");
            session.LeaveLocks();
            throw;
        }

        if (!session.IsOpen)
        {
            session.LeaveLocks();
            throw new LinkBrokenException();
        }

        session.LockedAt = ReadClock();
    }

    private Dictionary<RequestKey, Hold> Granted(DropRows rows, IEnumerable<RequestKey> keys)
    {
        var granted = new Dictionary<RequestKey, Hold>();
        foreach (var key in keys)
        {
            if (plant != Plant.NoIdempotencyLookup && rows.Granted(key) is { } hold)
                granted[key] = hold;
        }

        return granted;
    }

    /// <summary>As a reader does that has lost sight of which drop a grant is of.</summary>
    private static Dictionary<DropId, LockedRead> Mixed(Dictionary<DropId, LockedRead> read)
    {
        DropId[] ids = [.. read.Keys];
        return ids.Index().ToDictionary(one => one.Item, one => read[one.Item] with { Granted = read[ids[(one.Index + 1) % ids.Length]].Granted });
    }

    private void Settle(Session session)
    {
        var batches = session.Committing!;
        session.Committing = null;
        foreach (var batch in batches)
            batch.Rows.Apply(batch);
        session.LeaveLocks();
        foreach (var batch in batches)
            Committed(batch, session.LockedAt);
    }

    private void SettleLine(Session session)
    {
        var write = session.CommittingLine!;
        session.CommittingLine = null;
        write.Table.Apply(write);
        session.LeaveLocks();
        LineCommitted(write);
    }

    /// <summary>As somebody does who has been paid, and knows nothing of lanes.</summary>
    public async Task SellBesideTheLanesAsync(Session session, DropId drop, Command.Settle settle)
    {
        await LockAsync(session, drops[drop]);
        if (drops[drop].StageLateSale(settle, session.LockedAt) is { } batch)
        {
            session.Committing = [batch];
            Settle(session);
        }

        session.LeaveLocks();
    }

    private void SweepBesideTheLanes(DropRows rows, DateTimeOffset now)
    {
        var whilePaying = plant == Plant.LapseWhilePaying;
        var due = rows.Reservations.Where(r => r.Status == ReservationStatus.Active && (whilePaying ? r.Hold.Payment is not null && r.Hold.ExpiresAt <= now : r.Hold.IsOver(now)))
            .Select(r => r.Hold).ToArray();
        if (due.Length == 0)
            return;
        Machine.Start(async () =>
        {
            var session = Open();
            await Machine.DelayAsync(weather.Travel());
            try
            {
                await LockAsync(session, rows);
                if (rows.StageExpiry(due, session.LockedAt, guarded: plant == Plant.ExpiryWithGuard, leavesThemActive: whilePaying) is { } batch)
                {
                    session.Committing = [batch];
                    Settle(session);
                }
            }
            catch (Exception fault) when (fault is LockTimeoutException or LinkBrokenException)
            {
                // The next sweep comes.
            }

            session.End();
        });
    }
}

internal sealed record LockQuestion(DropId Drop, long KnownVersion, IReadOnlyList<RequestKey> Keys);

internal sealed record BatchWrite(DropId Drop, IReadOnlyList<Movement> Movements, DropAfter After);
