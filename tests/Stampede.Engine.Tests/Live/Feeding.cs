using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;
using Stampede.Engine.Live;

namespace Stampede.Engine.Tests.Live;

/// <summary>A feed in virtual time, with one drop of one variant.</summary>
internal sealed class Feeding : IAsyncDisposable
{
    public static readonly DropId Drop = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));

    private static readonly VariantId Variant = new(Guid.Parse("00000000-0000-7000-8000-000000000002"));
    private static readonly Money Price = new(100, "EUR");

    private TimeSpan cost;

    public Feeding(LiveOptions? options = null)
    {
        ReadFull = _ => Task.FromResult<FullDrop?>(new FullDrop(Version, Status, new object()));
        Feed = new LiveFeed(options ?? new LiveOptions(), (drop, _) => ReadFull(drop), Time, NullLogger<LiveFeed>.Instance)
        {
            Settle = () =>
            {
                Time.Advance(cost);
                return Task.CompletedTask;
            },
        };
    }

    public ManualTime Time { get; } = new();

    public LiveFeed Feed { get; }

    public Func<DropId, Task<FullDrop?>> ReadFull { get; set; }

    /// <summary>Of the drop in the database.</summary>
    public long Version { get; set; } = 1;

    public DropStatus Status { get; set; } = DropStatus.Live;

    public static CustomerId Customer(int number) => new(new Guid(number, 0, 0, new byte[8]));

    /// <summary>What each fan-out takes from here on.</summary>
    public void FanOutsTake(TimeSpan time) => cost = time;

    /// <summary>Connects and watches from the present version on.</summary>
    public Recorder Watch(Recorder? watcher = null, DropId? drop = null)
    {
        watcher ??= new Recorder();
        Feed.Connect(watcher);
        Feed.Watch(watcher, drop ?? Drop);
        Feed.Begin(watcher, drop ?? Drop, Version);
        return watcher;
    }

    public Recorder WatchAll(Recorder? watcher = null)
    {
        watcher ??= new Recorder();
        Feed.Connect(watcher);
        Feed.WatchAll(watcher);
        return watcher;
    }

    /// <summary>A hold more.</summary>
    public void Reserve(int times = 1)
    {
        for (var i = 0; i < times; i++)
            Commit(v => new Movement.Reserved(v, default, HoldOf(1), null));
    }

    public void Buy(int purchases = 1) =>
        Commit([.. Enumerable.Repeat(1, purchases).Select(_ => (Func<long, Movement>)(v => new Movement.Purchased(v, default, HoldOf(1), default, "ann")))]);

    public void Expire(params int[] customers) =>
        Commit([.. customers.Select(c => (Func<long, Movement>)(v => new Movement.Expired(v, default, HoldOf(c))))]);

    public void Commit(params Func<long, Movement>[] movements)
    {
        var made = movements.Select(make => make(++Version)).ToArray();
        if (made.LastOrDefault(movement => movement.Status is not null)?.Status is { } status)
            Status = status;
        Feed.Publish(CommitOf(made));
    }

    public Commit CommitOf(params Movement[] movements) => new(ViewAt(movements.LastOrDefault()?.Version ?? Version), movements, IsOwn: true);

    public DropView ViewAt(long version, DropId? drop = null) => new(
        drop ?? Drop, version, Status, new DropTerms { Price = Price, HoldSeconds = 60, LimitPerCustomer = 1 },
        [new VariantStock(Variant, "EU 42", 1_000_000 - (int)version, (int)version, 0)]);

    public static Hold HoldOf(int customer) =>
        new(new ReservationId(new Guid(customer, 1, 0, new byte[8])), Customer(customer), Variant, 1, Price, default, default, 1);

    public ValueTask DisposeAsync() => Feed.DisposeAsync();
}
