using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>
/// Tells everybody who watches on this node what becomes of the drops: often enough to be live, seldom enough to leave
/// the processor to those who buy, and the last state always.
/// </summary>
/// <remarks>
/// Drops that nobody watches cost one look into a dictionary a commit. Connections write at their own speed: see
/// <see cref="Watcher"/>.
/// </remarks>
public sealed class LiveFeed : IAsyncDisposable
{
    /// <summary>Changes of reservations that have not reached their owners yet; more are dropped, oldest first.</summary>
    private const int NoticesMax = 100_000;

    /// <summary>Reservations whose last told version is remembered, twice over.</summary>
    private const int ToldMax = 50_000;

    /// <summary>Watchers that are offered an event before it is waited until they have been sent it.</summary>
    private const int SliceSize = 512;

    private readonly ConcurrentDictionary<DropId, Topic> topics = new();
    private readonly ConcurrentDictionary<CustomerId, ImmutableArray<Watcher>> owners = new();
    private readonly WatcherSet everyone = new();
    private readonly Func<DropId, CancellationToken, Task<FullDrop?>> readFull;
    private readonly StalledWrites stalled;
    private readonly OfferEndings endings;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task telling;
    private readonly Channel<LiveEvent.ReservationChanged> notices = Channel.CreateBounded<LiveEvent.ReservationChanged>(
        new BoundedChannelOptions(NoticesMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    // One fan-out at a time: only so does its duration tell what it costs.
    private readonly SemaphoreSlim turn = new(1);
    private Watcher[] walk = [];
    private Action<Commit>? onOwn;
    private Action<DropId, long, long>? onMissed;

    // Only the loop that tells owners uses these.
    private Dictionary<ReservationId, long> told = [];
    private Dictionary<ReservationId, long> toldBefore = [];
    private int watcherCount;

    /// <param name="readFull">A drop with all that is shown of it, at its newest version; null: there is none.</param>
    public LiveFeed(
        LiveOptions options,
        Func<DropId, CancellationToken, Task<FullDrop?>> readFull,
        TimeProvider time,
        ILogger<LiveFeed> log)
    {
        (Options, Time, Log, this.readFull) = (options, time, log, readFull);
        Budget = new FanOutBudget(options, time);
        stalled = new StalledWrites(time, options.WriteTimeout, _ =>
        {
            LiveMetrics.SlowWatchersDropped.Add(1);
            LiveLog.SlowWatcherDropped(log, options.WriteTimeout.TotalSeconds);
        });
        endings = new OfferEndings(time, Tell);
        telling = Task.Run(TellOwnersAsync);
    }

    /// <summary>Connections here.</summary>
    public int WatcherCount => Volatile.Read(ref watcherCount);

    /// <summary>Of them those that have no room for the event they are being sent.</summary>
    public int StalledCount => stalled.Count;

    /// <summary>Somebody here watches all drops, those that are yet to come too.</summary>
    public bool IsAllWatched => everyone.Count > 0;

    /// <summary>Somebody here may own a hold.</summary>
    public bool HasOwners => !owners.IsEmpty;

    internal LiveOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILogger Log { get; }

    internal FanOutBudget Budget { get; }

    internal CancellationToken Stopping => stopping.Token;

    internal int TopicCount => topics.Count;

    /// <summary>
    /// Waits until what a fan-out has set in motion is done. Offering an event only fills a connection's pipe; the
    /// dearer half, sending it, queues up in the thread pool, in turn: once for the pipe, once for the socket.
    /// </summary>
    internal Func<Task> Settle { get; init; } = async () =>
    {
        for (var hop = 0; hop < 3; hop++)
            await Task.Yield();
    };

    /// <summary>Movements that are durable. From any thread; never throws, never waits.</summary>
    public void Publish(Commit commit)
    {
        try
        {
            var drop = commit.View.Id;
            while (topics.TryGetValue(drop, out var topic) || IsAllWatched && (topic = TopicOf(drop)) is not null)
            {
                if (topic.TryPublish(commit, out var missedFrom))
                {
                    if (missedFrom > 0 && HasOwners)
                        onMissed?.Invoke(drop, missedFrom, commit.Movements[0].Version - 1);
                    break;
                }

                topics.TryRemove(new(drop, topic));
            }

            NotifyOwners(commit);
            if (commit.IsOwn)
                onOwn?.Invoke(commit);
        }
        catch (Exception fault)
        {
            // The movements are durable: a feed that fails must not make the lane think otherwise.
            LiveLog.PublishFailed(Log, commit.View.Id, fault);
        }
    }

    /// <summary>Where this node's own commits go on to: the other nodes.</summary>
    public void ForwardOwn(Action<Commit> forward) => onOwn = forward;

    /// <summary>Who reads the movements, first to last, that were never published here: their reservations' owners are to hear of them.</summary>
    public void OnMissed(Action<DropId, long, long> read) => onMissed = read;

    public void Connect(Watcher watcher)
    {
        watcher.Attach(stalled);
        Interlocked.Increment(ref watcherCount);
        LiveMetrics.Watchers.Add(1);
        if (watcher.Customer is { } customer)
            owners.AddOrUpdate(customer, _ => [watcher], (_, others) => others.Add(watcher));
    }

    /// <summary>Once for each <see cref="Connect"/>.</summary>
    public void Disconnect(Watcher watcher)
    {
        Interlocked.Decrement(ref watcherCount);
        LiveMetrics.Watchers.Add(-1);
        if (watcher.Customer is { } customer)
            LeaveOwners(customer, watcher);
        watcher.Close();
        LeaveAll(watcher);
    }

    /// <summary>From here on the watcher is told of this drop: call this first, then read the snapshot, then <see cref="Begin(Watcher, DropId, long)"/>.</summary>
    public void Watch(Watcher watcher, DropId drop)
    {
        watcher.Ask(drop);
        while (TopicOf(drop) is var topic && !topic.TryAdd(watcher))
            topics.TryRemove(new(drop, topic));
        // It may have disconnected meanwhile, and left before it had joined.
        if (watcher.IsClosed)
            LeaveAll(watcher);
    }

    /// <summary>Of all drops, and of new ones.</summary>
    public void WatchAll(Watcher watcher)
    {
        watcher.AskForAll();
        everyone.Add(watcher);
        if (watcher.IsClosed)
            LeaveAll(watcher);
    }

    /// <summary>The watcher has a snapshot of this version and wants nothing older.</summary>
    public void Begin(Watcher watcher, DropId drop, long version)
    {
        watcher.Begin(drop, version);
        while (TopicOf(drop) is var topic && !topic.TryBegin(version))
            topics.TryRemove(new(drop, topic));
    }

    /// <summary>The same for one who watches all drops: the answer told the snapshot's stock, and its rest is told from here.</summary>
    public void Begin(Watcher watcher, StockSnapshot snapshot)
    {
        snapshot.BeginOnce((drop, version, stock) =>
        {
            while (TopicOf(drop) is var topic && !topic.TryBegin(version, stock))
                topics.TryRemove(new(drop, topic));
        });
        watcher.Begin(snapshot, drop => topics.TryGetValue(drop, out var topic) ? topic.Stock : null);
    }

    public void Unwatch(Watcher watcher, DropId drop)
    {
        watcher.Forget(drop);
        Leave(watcher, drop);
    }

    /// <summary>The drops that somebody watches here, with the version that they know or are about to be told.</summary>
    public IReadOnlyDictionary<DropId, long> Watched() => topics.ToDictionary(t => t.Key, t => t.Value.KnownVersion);

    /// <returns>Null: nobody here watches this drop. 0: they know of no version.</returns>
    public long? KnownVersionOf(DropId drop) =>
        topics.TryGetValue(drop, out var topic) ? topic.KnownVersion : IsAllWatched ? 0 : null;

    /// <summary>How many connections here watch which drop. Those that watch all drops are not counted.</summary>
    public IEnumerable<KeyValuePair<DropId, int>> AudienceCounts() =>
        topics.Select(topic => KeyValuePair.Create(topic.Key, topic.Value.AudienceCount)).Where(watched => watched.Value > 0);

    public int AudienceCountOf(DropId drop) => topics.TryGetValue(drop, out var topic) ? topic.AudienceCount : 0;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        notices.Writer.TryComplete();
        stalled.Dispose();
        endings.Dispose();
        await telling;
    }

    /// <summary>
    /// Tells those who watch the drop how its line stands. Whoever does not read gets the newest of several. At most once a second for a drop: its caller sees to it.
    /// </summary>
    public async Task TellAsync(LiveEvent.LineChanged changed)
    {
        if (!topics.TryGetValue(changed.Drop, out var topic))
            return;
        await turn.WaitAsync(Stopping);
        try
        {
            var count = topic.CopyWatchers(ref walk);
            for (var at = 0; at < count; at += SliceSize)
            {
                foreach (var watcher in walk.AsSpan(at, Math.Min(SliceSize, count - at)))
                    watcher.Offer(changed);
                await Settle();
            }

            Array.Clear(walk, 0, count);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <returns>What it cost.</returns>
    internal async ValueTask<TimeSpan> FanOutAsync(Topic topic, Round round)
    {
        await turn.WaitAsync(Stopping);
        try
        {
            var start = Time.GetTimestamp();
            await OfferAsync(topic.CopyWatchers(ref walk), round, amongAll: false);
            await OfferAsync(everyone.Copy(ref walk), round, amongAll: true);
            var cost = Time.GetElapsedTime(start);
            LiveMetrics.FanOutSeconds.Record(cost.TotalSeconds);
            return cost;
        }
        finally
        {
            turn.Release();
        }
    }

    internal async Task<FullDrop?> ReadFullAsync(DropId drop)
    {
        using var timeout = new CancellationTokenSource(Options.ReadTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, Stopping);
        return await readFull(drop, either.Token);
    }

    internal void FreeIfUnwatched(DropId drop, Topic topic)
    {
        // With somebody watching all drops a topic stays, as the memory of what they have been told.
        if (!IsAllWatched && topic.TryFree())
            topics.TryRemove(new(drop, topic));
    }

    /// <summary>
    /// In slices, each sent before the next is offered: requests that come meanwhile take their turn in between, and the
    /// slices share a few hundred buffers, where all at once would need one for each watcher.
    /// </summary>
    private async ValueTask OfferAsync(int count, Round round, bool amongAll)
    {
        for (var at = 0; at < count; at += SliceSize)
        {
            foreach (var watcher in walk.AsSpan(at, Math.Min(SliceSize, count - at)))
            {
                if (!round.IsDraft || watcher.SeesDrafts)
                    watcher.Offer(round.Drop, amongAll ? round.ForAll : round.ForAskers, amongAll);
            }

            await Settle();
        }

        Array.Clear(walk, 0, count); // Or the buffer would keep those that leave.
    }

    private void Tell(LiveEvent.OfferEnding ending)
    {
        if (!owners.TryGetValue(ending.Hold.Customer, out var watchers))
            return;
        foreach (var watcher in watchers)
            watcher.Tell(ending);
    }

    private Topic TopicOf(DropId drop) => topics.GetOrAdd(drop, static (id, feed) => new Topic(id, feed), this);

    private void Leave(Watcher watcher, DropId drop)
    {
        if (!topics.TryGetValue(drop, out var topic))
            return;
        topic.Remove(watcher);
        FreeIfUnwatched(drop, topic);
    }

    private void LeaveAll(Watcher watcher)
    {
        var (drops, watchesAll) = watcher.Watches;
        foreach (var drop in drops)
            Leave(watcher, drop);
        if (!watchesAll || everyone.Remove(watcher) > 0)
            return;
        foreach (var (drop, topic) in topics)
            FreeIfUnwatched(drop, topic);
    }

    private void NotifyOwners(Commit commit)
    {
        if (owners.IsEmpty)
            return;
        foreach (var movement in commit.Movements)
        {
            if (movement.Hold is { } effect && owners.ContainsKey(effect.Of.Customer))
                notices.Writer.TryWrite(new LiveEvent.ReservationChanged(commit.View.Id, movement.Version, movement.At, effect));
        }
    }

    private async Task TellOwnersAsync()
    {
        await foreach (var notice in notices.Reader.ReadAllAsync())
        {
            var hold = notice.Effect.Of;
            if (!IsNews(hold.Id, notice.Version))
                continue;
            endings.Hear(notice);
            if (!owners.TryGetValue(hold.Customer, out var watchers))
                continue;
            var expired = notice.Effect.Becomes == ReservationStatus.Expired ? new LiveEvent.ReservationExpired(hold, notice.Drop) : null;
            var offered = notice.Effect is { Step: HoldStep.Opens, Of.Offer: not null } ? new LiveEvent.OfferMade(hold, notice.Drop, notice.At) : null;
            foreach (var watcher in watchers)
            {
                watcher.Tell(notice);
                if (offered is not null)
                    watcher.Tell(offered);
                if (expired is not null)
                    watcher.Tell(expired);
            }
        }
    }

    /// <summary>A lane and a reader of other nodes' work may both come upon a movement, and the later one be told first.</summary>
    private bool IsNews(ReservationId reservation, long version)
    {
        if (told.TryGetValue(reservation, out var last) || toldBefore.TryGetValue(reservation, out last))
        {
            if (version <= last)
                return false;
        }

        if (told.Count >= ToldMax)
            (told, toldBefore) = ([], told);
        told[reservation] = version;
        return true;
    }

    private void LeaveOwners(CustomerId customer, Watcher watcher)
    {
        while (owners.TryGetValue(customer, out var watchers))
        {
            var left = watchers.Remove(watcher);
            if (left.IsEmpty ? owners.TryRemove(new(customer, watchers)) : owners.TryUpdate(customer, left, watchers))
                return;
        }
    }
}
