using System.Globalization;
using Stampede.Rehearsal;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;

namespace Stampede.Bench.Figures;

/// <summary>Requests at a fixed rate, however late the answers are. The rehearsal sends and audits them.</summary>
internal static class OpenLoop
{
    public static Figure[] All { get; } =
    [
        new("open", [new("p99 of a reservation at 70 % of the largest rate, open loop", "ms", 20, AtLeast: false)], OpenAsync),
        new("lapse",
        [
            new("reservations/s over 90 s with 5 s holds that all lapse ÷ without lapses", "ratio", 0.6, AtLeast: true),
            new("p99 of the same, in the worst tenth of the time", "ms", 50, AtLeast: false),
        ], LapseAsync),
    ];

    private static async Task<Measured[]> OpenAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var runs = await bench.RepeatAsync(async _ =>
        {
            var largest = await bed.LoadAsync(Bed.Reservations(await bed.DropAsync()));
            ClosedLoop.Granted(largest);
            var scenario = new Scenario
            {
                Customers = bed.Customers.Length,
                Watchers = 0,
                Stock = 1_000_000,
                LimitPerCustomer = 1_000_000,
                HoldSeconds = 3600,
                Arrival = Arrival.Steady,
                RatePerSecond = largest.PerSecond * 0.7,
                DurationSeconds = bed.Seconds,
                CountdownSeconds = 0.5,
                PayShare = 0,
                CancelShare = 0,
                AbuserShare = 0,
                IdempotencyKeys = false,
            };
            var report = await RehearseAsync(bed, scenario);
            return new OpenRun(report.Latency.Single(row => row is { Request: "reserve", Outcome: "granted" }), scenario.RatePerSecond, report.Resources);
        });
        return
        [
            Measured.Of(runs.Select(run => run.Row.P99Ms),
                ("offered, per second", runs.Select(run => run.Rate)), ("p50 ms", runs.Select(run => run.Row.P50Ms)), ("p99.9 ms", runs.Select(run => run.Row.P999Ms)),
                ("cores of the load generator", runs.Select(run => run.Resources.ToolCores)), ("cores of the server", runs.Select(run => run.Resources.ServerCores ?? 0))),
        ];
    }

    /// <summary>
    /// Closed loop. The stock lasts for 15 s, and holds lapse after 5 s: from then on every unit that is reserved came back by a lapse. Ten
    /// slices show whether any part of the time was slow.
    /// </summary>
    private static async Task<Measured[]> LapseAsync(Bench bench)
    {
        var slice = Math.Max(3, 9 * bench.Options.Scale);
        await using var bed = await Bed.MakeAsync(bench.Options);
        var runs = await bench.RepeatAsync(async _ =>
        {
            var without = await SliceAsync(bed, await bed.DropAsync(), slice);
            var drop = await bed.DropAsync(stock: (int)(without.Max(part => part.PerSecond) * 5 * 3), holdSeconds: 5);
            var with = await SliceAsync(bed, drop, slice);
            return new LapseRun(with.Average(part => part.PerSecond), without.Average(part => part.PerSecond), with.Max(part => part.P99), without.Max(part => part.P99));
        });
        return
        [
            Measured.Of(runs.Select(run => run.With / run.Without), ("per second", runs.Select(run => run.With)), ("without lapses, per second", runs.Select(run => run.Without))),
            Measured.Of(runs.Select(run => run.WorstP99), ("without lapses, ms", runs.Select(run => run.WorstP99Without))),
        ];
    }

    private static async Task<WrkResult[]> SliceAsync(Bed bed, Stampede.Rehearsal.Targets.RehearsedDrop drop, double seconds)
    {
        var parts = new WrkResult[10];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = await bed.LoadAsync(Bed.Reservations(drop), seconds);
            ClosedLoop.Granted(parts[i]);
        }

        return parts;
    }

    internal static async Task<RehearsalReport> RehearseAsync(Bed bed, Scenario scenario)
    {
        var stage = new Stage(bed.Server.Address, bed.Operator, bed.Server.ProcessId, SameClock: true);
        var run = await new RehearsalRun(stage, scenario, bed.Customers, new Silence()).PlayAsync(CancellationToken.None);
        var report = ReportBuilder.Build(run, "", null);
        return report.Audit.Passed ? report : throw new InvalidOperationException("The audit failed: " + string.Join("; ", report.Audit.Findings));
    }

    private sealed record OpenRun(LatencyRow Row, double Rate, ResourceReport Resources)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"p50 {Row.P50Ms:0.0}, p99 {Row.P99Ms:0.0}, p99.9 {Row.P999Ms:0.0} ms at {Rate:0}/s; cores: server {Resources.ServerCores}, load {Resources.ToolCores}");
    }

    private sealed record LapseRun(double With, double Without, double WorstP99, double WorstP99Without)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{With:0}/s ÷ {Without:0}/s = {With / Without:0.00}, worst p99 {WorstP99:0.0} ms (without lapses {WorstP99Without:0.0} ms)");
    }

    internal sealed class Silence : IProgressView
    {
        public void Tell(string step)
        {
        }

        public void Show(ResourceSample sample, CrowdGlance crowd)
        {
        }
    }
}
