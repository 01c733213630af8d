using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Notices;

namespace Stampede.Testing;

/// <summary>A node without HTTP: lanes, live feed, notices.</summary>
internal sealed class LiveNode : IAsyncDisposable
{
    private readonly ConnectionPools pools;
    private readonly EngineMetrics metrics = new();
    private readonly NodeNotices notices;

    public LiveNode(string connectionString)
    {
        pools = new ConnectionPools(connectionString, 4, 4);
        var clock = new DatabaseClock(TimeProvider.System);
        var reads = new DropReads(pools.Reads, latestPurchasers: 3);
        var journal = new PostgresJournal(pools.Journal, clock, dropsPerTransactionMax: 100);
        Feed = new LiveFeed(
            new LiveOptions(),
            async (drop, cancellation) => await reads.FindAsync(drop, cancellation) is { } found ? new FullDrop(found.Version, found.Status, found) : null,
            TimeProvider.System,
            NullLogger<LiveFeed>.Instance);
        Lanes = new Lanes(new LaneContext
        {
            Journal = journal,
            Clock = clock,
            Time = TimeProvider.System,
            Options = new LaneOptions(),
            Metrics = metrics,
            Log = NullLogger.Instance,
            Publish = Feed.Publish,
        });
        notices = new NodeNotices(
            connectionString, pools.Reads, reads, journal, Feed, Lanes.Notice, () => Lanes.Awake, TimeProvider.System, NullLogger<NodeNotices>.Instance);
    }

    public LiveFeed Feed { get; }

    public Lanes Lanes { get; }

    public HeardEvents Watch(DropSnapshot drop)
    {
        var watcher = new HeardEvents();
        Feed.Connect(watcher);
        Feed.Watch(watcher, drop.Id);
        Feed.Begin(watcher, drop.Id, drop.Version);
        return watcher;
    }

    public HeardEvents Connect(CustomerId customer)
    {
        var watcher = new HeardEvents(customer);
        Feed.Connect(watcher);
        return watcher;
    }

    public HeardEvents WatchAll()
    {
        var watcher = new HeardEvents();
        Feed.Connect(watcher);
        Feed.WatchAll(watcher);
        return watcher;
    }

    public async Task<Hold> ReserveAsync(DropSnapshot drop, CustomerId? customer = null) =>
        (await Lanes.SubmitAsync(
            drop.Id,
            new Command.Reserve(new ReservationId(Guid.CreateVersion7()), customer ?? new CustomerId(Guid.CreateVersion7()), drop.Variants[0].Id, 1, null)))
        .ShouldBeOfType<Outcome.Reserved>().Hold;

    public async Task<long> BuyAsync(DropSnapshot drop, Hold hold, string displayName) =>
        (await Lanes.SubmitAsync(drop.Id, new Command.Buy(hold.Id, new PurchaseId(Guid.CreateVersion7()), hold.Customer, displayName)))
        .ShouldBeOfType<Outcome.Purchased>().DropVersion;

    public async ValueTask DisposeAsync()
    {
        await Lanes.DisposeAsync();
        await notices.DisposeAsync();
        await Feed.DisposeAsync();
        await pools.DisposeAsync();
        metrics.Dispose();
    }
}
