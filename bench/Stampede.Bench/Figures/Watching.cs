using System.Globalization;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Watching;
using Stampede.Rehearsal.Wire;

namespace Stampede.Bench.Figures;

/// <summary>What ten thousand watchers cost, and how late they see a change.</summary>
internal static class Watching
{
    public static Figure[] All { get; } =
    [
        new("watched",
        [
            new("reservations/s with 10,000 live watchers ÷ none", "ratio", 0.6, AtLeast: true),
        ], WatchedAsync),
        new("memory-watchers", [new("server's memory with 10,000 watchers, after 10 s of a stampede", "MB", 500, AtLeast: false)], MemoryAsync),
        new("delay",
        [
            new("delay of a stock change at 10,000 watchers, p99, during a stampede", "ms", 500, AtLeast: false),
            new("the same at a calm pace", "ms", 250, AtLeast: false),
        ], DelayAsync),
    ];

    private static async Task<Measured[]> WatchedAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var scenario = new Scenario { Watchers = bench.Options.Scaled(10_000) };
        var pairs = await bench.RepeatAsync(async _ =>
        {
            var alone = await bed.LoadAsync(Bed.Reservations(await bed.DropAsync()));
            var drop = await bed.DropAsync();
            using var party = new WatchParty(scenario, new RunClock(TimeSpan.Zero), await Dialer.ToAsync(bed.Server.Address, CancellationToken.None), drop.Id);
            await party.ConnectAsync(CancellationToken.None);
            var watched = await bed.LoadAsync(Bed.Reservations(drop));
            ClosedLoop.Granted(watched);
            ClosedLoop.Granted(alone);
            return Pair.Of(watched, alone);
        });
        return [Pair.ToMeasured(pairs, "without watchers")];
    }

    private static async Task<Measured[]> MemoryAsync(Bench bench)
    {
        var values = await bench.RepeatAsync(async _ =>
        {
            await using var bed = await Bed.MakeAsync(bench.Options, warm: false);
            var drop = await bed.DropAsync();
            var alone = Scale.Megabytes(bed);
            using var party = new WatchParty(
                new Scenario { Watchers = bench.Options.Scaled(10_000) }, new RunClock(TimeSpan.Zero), await Dialer.ToAsync(bed.Server.Address, CancellationToken.None), drop.Id);
            await party.ConnectAsync(CancellationToken.None);
            var quiet = Scale.Megabytes(bed);
            ClosedLoop.Granted(await bed.LoadAsync(Bed.Reservations(drop), seconds: 10));
            return (After: Scale.Megabytes(bed), Quiet: quiet, Alone: alone);
        });
        return [Measured.Of(values.Select(value => value.After), ("before, MB", values.Select(value => value.Alone)), ("watched, not sold, MB", values.Select(value => value.Quiet)))];
    }

    private static async Task<Measured[]> DelayAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var runs = await bench.RepeatAsync(async _ =>
        {
            var calm = new Scenario
            {
                Customers = bed.Customers.Length,
                Watchers = bench.Options.Scaled(10_000),
                Stock = 100_000,
                LimitPerCustomer = 1_000_000,
                HoldSeconds = 600,
                Arrival = Arrival.Steady,
                RatePerSecond = 2,
                DurationSeconds = Math.Max(10, bed.Seconds),
                CountdownSeconds = 1,
                PayShare = 1,
                CancelShare = 0,
                AbuserShare = 0,
            };
            var stampede = calm with { RatePerSecond = 3_000 };
            return new DelayRun((await OpenLoop.RehearseAsync(bed, stampede)).Live, (await OpenLoop.RehearseAsync(bed, calm)).Live);
        });
        return [Of(runs, run => run.Stampede), Of(runs, run => run.Calm)];
    }

    /// <summary>Judges by the oldest change that each event brings: that is how long a change was unseen.</summary>
    private static Measured Of(DelayRun[] runs, Func<DelayRun, LiveReport> live) => Measured.Of(
        runs.Select(run => live(run).OldestP99Ms),
        ("p50 ms", runs.Select(run => live(run).OldestP50Ms)),
        ("newest change, p99 ms", runs.Select(run => live(run).NewestP99Ms)),
        ("events a second and watcher", runs.Select(run => live(run).EventsPerWatcherSecond)),
        ("seconds to connect", runs.Select(run => live(run).ConnectSeconds)));

    private sealed record DelayRun(LiveReport Stampede, LiveReport Calm)
    {
        public override string ToString() => $"stampede {Say(Stampede)}; calm {Say(Calm)}";

        private static string Say(LiveReport live) => string.Create(CultureInfo.InvariantCulture,
            $"p99 {live.OldestP99Ms:0} ms (newest change {live.NewestP99Ms:0} ms) at {live.EventsPerWatcherSecond:0.0} events/s");
    }
}
