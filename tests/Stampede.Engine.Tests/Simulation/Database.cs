using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// The one PostgreSQL of a run: row locks with a bounded wait, transactions that end with their session, commits that
/// take time and can be cut off by a crash. Its bounds are those that the server sets for its connections.
/// </summary>
internal sealed class Database(World world, Weather weather, Plant plant)
{
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan IdleInTransactionTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<DropId, DropRows> drops = [];
    private readonly List<Session> sessions = [];
    private DateTimeOffset lastRead;

    public Machine Machine { get; } = new(world, number: 0);

    public Plant Plant => plant;

    public bool IsUp { get; private set; } = true;

    public IEnumerable<DropRows> Drops => drops.Values;

    /// <summary>Hears of each batch at the instant in which it is durable, with the time its lock was had.</summary>
    public required Action<DropRows, StagedBatch, DateTimeOffset> Committed { get; init; }

    public void Create(DropView drop) => drops.Add(drop.Id, new DropRows(world, drop));

    public DropRows? Find(DropId drop) => drops.GetValueOrDefault(drop);

    public Session Open()
    {
        var session = new Session();
        sessions.RemoveAll(s => !s.IsOpen && s.Locked is null);
        sessions.Add(session);
        return session;
    }

    /// <summary>In microseconds, and never twice the same: a lock is not handed on within one.</summary>
    public DateTimeOffset ReadClock()
    {
        var now = world.Now;
        now = now.AddTicks(-(now.Ticks % 10));
        return lastRead = now > lastRead ? now : lastRead.AddTicks(10);
    }

    public async Task<LockedRows> LockAsync(Session session, DropId drop, long knownVersion, IReadOnlyCollection<RequestKey> keys)
    {
        var before = ReadClock();
        var rows = drops[drop];
        await LockAsync(session, rows);
        var now = plant == Plant.TimeBeforeLock ? before : session.LockedAt;
        var missed = plant == Plant.NoVersionCheck ? [] : rows.After(knownVersion);
        if (rows.Version != knownVersion + missed.Count && plant != Plant.NoVersionCheck)
            throw new InvalidDataException($"Drop {drop} is at version {rows.Version}; known are {knownVersion} and {missed.Count} more.");
        var granted = new Dictionary<RequestKey, Hold>();
        foreach (var key in keys)
        {
            if (plant != Plant.NoIdempotencyLookup && rows.Granted(key) is { } hold)
                granted[key] = hold;
        }

        EndIfIdle(session);
        return new LockedRows(now, missed, granted);
    }

    public async Task LockAsync(Session session, DropRows rows)
    {
        session.Requests++;
        session.Locked = rows;
        try
        {
            await rows.Lock.AcquireAsync(session, LockTimeout);
        }
        catch (Exception fault)
        {
            if (fault is LockTimeoutException)
                world.Note("lock timeout");
            session.LeaveLock();
            throw;
        }

        if (!session.IsOpen)
        {
            session.LeaveLock();
            throw new LinkBrokenException();
        }

        session.LockedAt = ReadClock();
    }

    public async Task CommitAsync(Session session, IReadOnlyList<Movement> movements, DropAfter after)
    {
        session.Requests++;
        var rows = session.Locked ?? throw new LinkBrokenException();
        try
        {
            if (weather.Fails())
                throw new ServerErrorException("No space left on device.");
            session.Committing = rows.Stage(movements, after, plant);
        }
        catch
        {
            session.LeaveLock(); // A transaction that has failed holds nothing any more.
            throw;
        }

        await Machine.DelayAsync(weather.Flush());
        if (session.Committing is null)
            throw new LinkBrokenException(); // A crash has settled it.
        Settle(session);
    }

    /// <summary>Waits for whoever holds the drop; only then is an absence final.</summary>
    public async Task<bool> IsCommittedAsync(Session session, DropId drop, Movement last)
    {
        await LockAsync(session, drops[drop]);
        var found = drops[drop].Has(last);
        session.LeaveLock();
        return found;
    }

    public (DateTimeOffset Now, IReadOnlyList<DropId> Due) FindDue(TimeSpan ahead)
    {
        var now = ReadClock();
        if (plant is Plant.ExpiryWithoutGuard or Plant.ExpiryWithGuard)
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

            session.End();
        }
    }

    public void Recover() => IsUp = true;

    /// <summary>Terminates the backends that a drop is locked by or waited for.</summary>
    public void TerminateSome()
    {
        foreach (var session in sessions.Where(s => s.Locked is not null).ToArray())
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

    private void Settle(Session session)
    {
        var (rows, batch) = (session.Locked!, session.Committing!);
        session.Committing = null;
        rows.Apply(batch);
        session.LeaveLock();
        Committed(rows, batch, session.LockedAt);
    }

    private void SweepBesideTheLanes(DropRows rows, DateTimeOffset now)
    {
        var due = rows.Reservations.Where(r => r.Status == ReservationStatus.Active && r.Hold.IsOver(now)).Select(r => r.Hold).ToArray();
        if (due.Length == 0)
            return;
        Machine.Start(async () =>
        {
            var session = Open();
            await Machine.DelayAsync(weather.Travel());
            try
            {
                await LockAsync(session, rows);
                session.Committing = rows.StageExpiry(due, session.LockedAt, guarded: plant == Plant.ExpiryWithGuard);
                if (session.Committing is not null)
                    Settle(session);
            }
            catch (Exception fault) when (fault is LockTimeoutException or LinkBrokenException)
            {
                // The next sweep comes.
            }

            session.End();
        });
    }
}

internal sealed record LockedRows(DateTimeOffset Now, IReadOnlyList<Movement> Missed, IReadOnlyDictionary<RequestKey, Hold> Granted);
