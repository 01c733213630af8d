using System.Collections.Concurrent;
using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>The lanes of this process, one for each drop that something is happening to.</summary>
public sealed class Lanes : IAsyncDisposable
{
    private readonly LaneContext context;
    private readonly ConcurrentDictionary<DropId, Lane> awake = new();

    // Those too that have closed, and whose place a new lane has taken, while they decide what they still had.
    private readonly ConcurrentDictionary<Lane, DropId> running = new();
    private readonly Lock waking = new();
    private long woken;
    private volatile bool closed;

    public Lanes(LaneContext context)
    {
        this.context = context;
        context.Metrics.ObserveQueues(() => awake.Values.Sum(lane => lane.Queued), () => awake.Count, () => Woken, Customers);
    }

    /// <summary>The drops that a lane is awake for here.</summary>
    public IEnumerable<DropId> Awake => awake.Keys;

    /// <summary>Has the command decided. The outcome is durable when it is known; waiting for it can't be cancelled.</summary>
    public ValueTask<Outcome> SubmitAsync(DropId drop, Command command)
    {
        while (!closed)
        {
            if (LaneOf(drop) is not { } lane)
                break;
            if (command is Command.Reserve reserve && lane.RefuseFromMemory(reserve) is { } refusal)
            {
                var refused = new Outcome.Refused(refusal);
                context.Answered(drop, command, refused);
                return new(refused);
            }

            var pending = new Pending(command, context.Time.GetTimestamp());
            if (lane.TryEnqueue(pending))
                return new(pending.Task);
            if (!lane.IsClosed)
                break;
            // It fell asleep just now.
            awake.TryRemove(new(drop, lane));
        }

        var overloaded = new Outcome.Refused(new Refusal.Overloaded());
        context.Answered(drop, command, overloaded);
        return new(overloaded);
    }

    /// <summary>Another node took the drop to this version. A lane that is asleep has nothing to learn.</summary>
    /// <returns>Whether a lane is awake, and so will read the movements and publish them.</returns>
    public bool Notice(DropId drop, long version)
    {
        if (!awake.TryGetValue(drop, out var lane))
            return false;
        lane.Notice(version);
        return true;
    }

    /// <summary>Has the drop looked at for what is due. Where there is no room for its lane, the sweep comes back to it.</summary>
    public void Wake(DropId drop)
    {
        if (!closed)
            LaneOf(drop)?.Ring();
    }

    public bool IsAwake(DropId drop) => awake.ContainsKey(drop);

    /// <summary>Lanes that were woken since the start.</summary>
    public long Woken => Interlocked.Read(ref woken);

    /// <summary>Counts an answer that needed no lane.</summary>
    public void Count(DropId drop, Command command, Outcome outcome) => context.Answered(drop, command, outcome);

    /// <summary>Wakes lanes for the drops that are due, until it is cancelled.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(context.Options.SweepInterval, context.Time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            // Lanes that are awake grow.
            lock (waking)
                MakeRoom(context.Options.LanesMax);
            try
            {
                foreach (var drop in await context.Journal.FindDueAsync(context.Options.SweepAhead, cancellation))
                    Wake(drop);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                context.Log.SweepFailed(fault);
            }
        }
    }

    /// <summary>Takes no more commands, decides what is queued, and lets all lanes end.</summary>
    public async ValueTask DisposeAsync()
    {
        closed = true;
        var all = running.Keys.ToArray();
        foreach (var lane in all)
            lane.Close();
        await Task.WhenAll(all.Select(lane => lane.Finished));
    }

    /// <returns>Null: no lane is awake for it. 0: one is, and knows nothing just now.</returns>
    internal long? KnownVersionOf(DropId drop) => awake.TryGetValue(drop, out var lane) ? lane.KnownVersion : null;

    private long Customers() => awake.Values.Sum(lane => (long)lane.Customers);

    /// <summary>
    /// Under the lock. Puts lanes to sleep, of those that nobody uses the longest unused first, until there are so many at
    /// most and they remember no more than they may.
    /// </summary>
    /// <returns>False: all that are left are in use.</returns>
    private bool MakeRoom(int lanesMax)
    {
        while (awake.Count > lanesMax || Customers() > context.Options.CustomersMax)
        {
            var atRest = awake.Where(pair => pair.Value.IsAtRest).ToArray();
            if (atRest.Length == 0)
                return false;
            var longest = atRest.MinBy(pair => pair.Value.UsedAt);
            longest.Value.Close();
            awake.TryRemove(longest);
        }

        return true;
    }

    private bool HasRoom(Lane loaded)
    {
        lock (waking)
            return MakeRoom(context.Options.LanesMax) || awake.Values.All(lane => lane == loaded || lane.Customers == 0);
    }

    /// <returns>Null: it would have to be woken, and there is no room for it.</returns>
    private Lane? LaneOf(DropId drop)
    {
        if (awake.TryGetValue(drop, out var lane))
            return lane;
        lock (waking)
        {
            if (awake.TryGetValue(drop, out lane))
                return lane;
            if (!MakeRoom(context.Options.LanesMax - 1) && !awake.IsEmpty)
                return null;
            lane = new Lane(drop, context, HasRoom);
            Interlocked.Increment(ref woken);
            awake[drop] = lane;
            running[lane] = drop;
        }

        _ = lane.Finished.ContinueWith(
            _ =>
            {
                awake.TryRemove(new(drop, lane));
                running.TryRemove(lane, out var _);
            },
            context.Scheduler);
        return lane;
    }
}
