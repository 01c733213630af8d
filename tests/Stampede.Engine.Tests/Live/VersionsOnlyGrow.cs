using Stampede.Domain;
using Stampede.Engine.Live;

namespace Stampede.Engine.Tests.Live;

/// <summary>Promise G, whatever the order in which commits, snapshots, slow reads and comings and goings meet.</summary>
public sealed class VersionsOnlyGrow
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task And_everybody_ends_at_the_last_state(int seed)
    {
        for (var run = 0; run < 50; run++)
            await RunAsync(new Random(seed * 1000 + run));
    }

    private static async Task RunAsync(Random random)
    {
        // Virtual time runs ahead of the threads here; no watcher is to be dropped for that.
        await using var feeding = new Feeding(new LiveOptions { WriteTimeout = TimeSpan.FromDays(1) });
        var watchers = new List<Tracked>();
        var late = new List<Commit>();
        for (var step = 0; step < 120; step++)
        {
            switch (random.Next(11))
            {
                case 0 when watchers.Count < 8:
                    watchers.Add(Tracked.Start(feeding, random.Next(2) == 0));
                    break;
                case 1 when watchers.Count > 0:
                    await watchers[random.Next(watchers.Count)].SnapshotAsync(feeding, random);
                    break;
                case 2 when watchers.Count > 0:
                    watchers[random.Next(watchers.Count)].Recorder.Block();
                    break;
                case 3 when watchers.Count > 0:
                    watchers[random.Next(watchers.Count)].Recorder.Unblock();
                    break;
                case 4:
                    feeding.Commit(v => random.Next(2) == 0 ? new Movement.Paused(v, default, null) : new Movement.Resumed(v, default, DropStatus.Live, null));
                    break;
                case 5:
                    feeding.Buy(random.Next(1, 6));
                    break;
                case 6:
                    // Another thread read the same commit, and publishes it again later.
                    late.Add(feeding.CommitOf(new Movement.Purchased(++feeding.Version, default, Feeding.HoldOf(1), default, "bob")));
                    feeding.Feed.Publish(late[^1]);
                    break;
                case 7 when late.Count > 0:
                    feeding.Feed.Publish(late[random.Next(late.Count)]);
                    break;
                case 8:
                    feeding.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 120)));
                    await Task.Yield();
                    break;
                default:
                    feeding.Reserve(random.Next(1, 4));
                    break;
            }
        }

        feeding.Reserve();
        foreach (var watcher in watchers)
        {
            watcher.Recorder.Unblock();
            await watcher.FinishSnapshotAsync(feeding);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var watcher in watchers)
        {
            while (watcher.Told() is var told && told.Last() < feeding.Version)
            {
                patience.Token.ThrowIfCancellationRequested();
                feeding.Time.Advance(TimeSpan.FromMilliseconds(50));
                await Task.Yield();
            }

            var versions = watcher.Told();
            for (var i = 1; i < versions.Count; i++)
                versions[i].ShouldBeGreaterThanOrEqualTo(versions[i - 1], string.Join(' ', versions));
            watcher.ShouldRepeatNothing();
        }
    }

    /// <summary>A watcher with what its connection has told it, snapshots included.</summary>
    private sealed class Tracked
    {
        private readonly bool all;
        private bool isReading;

        private Tracked(bool all) => this.all = all;

        public Recorder Recorder { get; } = new();

        private List<(int At, long Version)> Snapshots { get; } = [];

        public static Tracked Start(Feeding feeding, bool all)
        {
            var tracked = new Tracked(all);
            feeding.Feed.Connect(tracked.Recorder);
            tracked.Recorder.Hold();
            if (all)
                feeding.Feed.WatchAll(tracked.Recorder);
            else
                feeding.Feed.Watch(tracked.Recorder, Feeding.Drop);
            tracked.isReading = true;
            return tracked;
        }

        /// <summary>Begins a snapshot, or finishes the one that was begun: commits come in between.</summary>
        public async Task SnapshotAsync(Feeding feeding, Random random)
        {
            if (isReading)
            {
                await FinishSnapshotAsync(feeding);
                return;
            }

            Recorder.Hold();
            if (!all && random.Next(2) == 0)
                feeding.Feed.Unwatch(Recorder, Feeding.Drop);
            if (!all)
                feeding.Feed.Watch(Recorder, Feeding.Drop);
            isReading = true;
        }

        public Task FinishSnapshotAsync(Feeding feeding)
        {
            if (!isReading)
                return Task.CompletedTask;
            isReading = false;
            feeding.Feed.Begin(Recorder, Feeding.Drop, feeding.Version);
            lock (Recorder.All)
                Snapshots.Add((Recorder.All.Count, feeding.Version));
            Recorder.Release();
            return Task.CompletedTask;
        }

        public List<long> Told()
        {
            lock (Recorder.All)
            {
                var told = Recorder.All.Cast<LiveEvent.OfDrop>().Select(e => e.Version).ToList();
                foreach (var (at, version) in Enumerable.Reverse(Snapshots))
                    told.Insert(at, version);
                return told;
            }
        }

        public void ShouldRepeatNothing()
        {
            lock (Recorder.All)
                Recorder.All.Select(Recorder.Text).ShouldBeUnique();
        }
    }
}
