using System.Diagnostics;
using System.Globalization;
using Stampede.Rehearsal.Targets;

namespace Stampede.Bench.Figures;

/// <summary>The cost of size: a long past, two nodes, many holds in memory, a start on existing data.</summary>
internal static class Scale
{
    public static Figure[] All { get; } =
    [
        new("past", [new("reservations/s with 1,000,000 past reservations in the drop and 10,000 other drops ÷ empty", "ratio", 0.9, AtLeast: true)], PastAsync),
        new("nodes", NodesGoals("one hot drop"), bench => NodesAsync(bench, drops: 1)),
        new("nodes-many", NodesGoals("100 drops"), bench => NodesAsync(bench, drops: 100)),
        new("memory-holds", [new("server's memory with 1,000,000 units and 100,000 live holds", "MB", 600, AtLeast: false)], HoldsMemoryAsync),
        new("start", [new("cold start to ready, existing data", "s", 3, AtLeast: false)], StartAsync),
    ];

    /// <summary>Holds last 20 s: long enough that none lapses during a measurement, short enough that a past is made quickly.</summary>
    private static async Task<Measured[]> PastAsync(Bench bench)
    {
        const int HoldSeconds = 20;
        var seconds = Math.Min(bench.Options.Seconds, HoldSeconds - 5);
        await using var bed = await Bed.MakeAsync(bench.Options);
        var empty = new WrkResult[bench.Options.Repeats];
        for (var i = 0; i < empty.Length; i++)
        {
            empty[i] = await bed.LoadAsync(Bed.Reservations(await bed.DropAsync(holdSeconds: HoldSeconds)), seconds);
            ClosedLoop.Granted(empty[i]);
            await Task.Delay(TimeSpan.FromSeconds(HoldSeconds + 2));
        }

        var drop = await bed.DropAsync(holdSeconds: HoldSeconds);
        var (past, others) = (bench.Options.Scaled(1_000_000), bench.Options.Scaled(10_000));
        bench.Tell($"Making {others} other drops and {past} past reservations");
        for (var i = 0; i < others; i++)
            await bed.DropAsync(stock: 100);
        for (long made = 0; made < past;)
            made += ClosedLoop.Granted(await bed.LoadAsync(Bed.Reservations(drop), 10));
        var full = await bench.RepeatAsync(async i =>
        {
            await WaitUntilNothingIsHeldAsync(bed, drop);
            await bed.TidyAsync();
            var load = await bed.LoadAsync(Bed.Reservations(drop), seconds);
            ClosedLoop.Granted(load);
            return Pair.Of(load, empty[i]);
        });
        return [Pair.ToMeasured(full, "empty")];
    }

    private static Goal[] NodesGoals(string drops) =>
    [
        new($"reservations/s on {drops}, two nodes on one PostgreSQL, each asked for every drop ÷ one node", "ratio", 0.8, AtLeast: true),
        new($"reservations/s on {drops}, two nodes behind HAProxy, each drop on one of them ÷ one node behind it", "ratio", 0.95, AtLeast: true),
    ];

    private static async Task<Measured[]> NodesAsync(Bench bench, int drops)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var data = Directory.CreateTempSubdirectory("stampede-bench-node-").FullName;
        await using var other = await ThrowAwayServer.StartAsync(
            bench.Options.Server, data, bench.Options.OperatorPassword,
            new Dictionary<string, string> { ["ConnectionStrings__Stampede"] = bed.DatabaseConnectionString().Replace(";Pooling=false", "", StringComparison.Ordinal) },
            CancellationToken.None);
        using var toOne = await Proxy.StartAsync(bed.Server.Address, bed.Server.Address, keepsDrops: false);
        using var inTurn = await Proxy.StartAsync(bed.Server.Address, other.Address, keepsDrops: false);
        using var byDrop = await Proxy.StartAsync(bed.Server.Address, other.Address, keepsDrops: true);
        // Warms both up: their code is compiled before anything counts.
        await bed.LoadOtherAsync(other.Address, Bed.Reservations(await bed.DropAsync()), Bed.Connections);
        var runs = await bench.RepeatAsync(async _ =>
        {
            var one = await bed.LoadAsync(Bed.Reservations(await bed.DropsAsync(drops)));
            var ofBoth = await bed.DropsAsync(drops);
            var both = await Task.WhenAll(
                bed.LoadAsync(Bed.Reservations(ofBoth), connections: Bed.Connections / 2),
                bed.LoadOtherAsync(other.Address, Bed.Reservations(ofBoth), Bed.Connections / 2));
            ClosedLoop.Granted(one);
            // The processor time of two servers and two loads cannot be told apart.
            var mixed = new Pair(both.Sum(load => ClosedLoop.Granted(load) / load.Seconds), one.PerSecond, both.Max(load => load.P99), default, one.Cost);
            var behind = await BehindAsync(toOne);
            return (Mixed: mixed, InTurn: Pair.Of(await BehindAsync(inTurn), behind), ByDrop: Pair.Of(await BehindAsync(byDrop), behind));
        });
        await other.DisposeAsync();
        Directory.Delete(data, recursive: true);
        var kept = Pair.ToMeasured([.. runs.Select(run => run.ByDrop)], "one node behind it");
        return
        [
            Pair.ToMeasured([.. runs.Select(run => run.Mixed)], "one node"),
            kept with { Details = new Dictionary<string, double[]>(kept.Details) { ["each request to the next node, ratio"] = [.. runs.Select(run => run.InTurn.Ratio)] } },
        ];

        async Task<WrkResult> BehindAsync(Proxy proxy)
        {
            var load = await bed.LoadOtherAsync(proxy.Address, Bed.Reservations(await bed.DropsAsync(drops)), Bed.Connections);
            ClosedLoop.Granted(load);
            return load;
        }
    }

    private static async Task<Measured[]> HoldsMemoryAsync(Bench bench)
    {
        var values = await bench.RepeatAsync(async _ =>
        {
            await using var bed = await Bed.MakeAsync(bench.Options);
            var drop = await bed.DropAsync(stock: 1_000_000);
            var before = Megabytes(bed);
            await bed.HoldAsync(drop, bench.Options.Scaled(100_000));
            return (After: Megabytes(bed), Before: before);
        });
        return [Measured.Of(values.Select(value => value.After), ("before, MB", values.Select(value => value.Before)))];
    }

    private static async Task<Measured[]> StartAsync(Bench bench)
    {
        var data = Path.Combine(Directory.CreateTempSubdirectory("stampede-bench-start-").FullName, "data");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.GetDirectoryName(data)!, (UnixFileMode)Convert.ToInt32("711", 8));
        var bed = await Bed.MakeAsync(bench.Options, data);
        await bed.LoadAsync(Bed.Reservations(await bed.DropAsync()));
        await bed.DisposeAsync();
        var values = await bench.RepeatAsync(async _ =>
        {
            await using var server = await ThrowAwayServer.StartAsync(bench.Options.Server, data, bench.Options.OperatorPassword, new Dictionary<string, string>(), CancellationToken.None);
            return server.StartTime.TotalSeconds;
        });
        Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        return [Measured.Of(values)];
    }

    internal static double Megabytes(Bed bed)
    {
        using var process = Process.GetProcessById(bed.Server.ProcessId);
        return Math.Round(process.WorkingSet64 / 1e6, 1);
    }

    private static async Task WaitUntilNothingIsHeldAsync(Bed bed, RehearsedDrop drop)
    {
        for (var left = 600; (await bed.Operator.ReadStockAsync(drop.Id, CancellationToken.None)).Held > 0; left--)
        {
            if (left == 0)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Holds of drop {drop.Id} do not end."));
            await Task.Delay(200);
        }

        // The server may still be busy with the events of the last lapses.
        await Task.Delay(1000);
    }
}
