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
        new("nodes", [new("reservations/s on one hot drop, two nodes on one PostgreSQL ÷ one node", "ratio", 0.8, AtLeast: true)], bench => NodesAsync(bench, drops: 1)),
        new("nodes-many", [new("reservations/s on 100 drops, two nodes on one PostgreSQL ÷ one node", "ratio", 0.8, AtLeast: true)], bench => NodesAsync(bench, drops: 100)),
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

    private static async Task<Measured[]> NodesAsync(Bench bench, int drops)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var data = Directory.CreateTempSubdirectory("stampede-bench-node-").FullName;
        await using var other = await ThrowAwayServer.StartAsync(
            bench.Options.Server, data, bench.Options.OperatorPassword,
            new Dictionary<string, string> { ["ConnectionStrings__Stampede"] = bed.DatabaseConnectionString().Replace(";Pooling=false", "", StringComparison.Ordinal) },
            CancellationToken.None);
        // Warms both up: their code is compiled before anything counts.
        await bed.LoadOtherAsync(other.Address, Bed.Reservations(await bed.DropAsync()), Bed.Connections);
        var pairs = await bench.RepeatAsync(async _ =>
        {
            var one = await bed.LoadAsync(Bed.Reservations(await bed.DropsAsync(drops)));
            var ofBoth = await bed.DropsAsync(drops);
            var both = await Task.WhenAll(
                bed.LoadAsync(Bed.Reservations(ofBoth), connections: Bed.Connections / 2),
                bed.LoadOtherAsync(other.Address, Bed.Reservations(ofBoth), Bed.Connections / 2));
            ClosedLoop.Granted(one);
            // The processor time of two servers and two loads cannot be told apart.
            return new Pair(both.Sum(load => ClosedLoop.Granted(load) / load.Seconds), one.PerSecond, both.Max(load => load.P99), default, one.Cost);
        });
        await other.DisposeAsync();
        Directory.Delete(data, recursive: true);
        return [Pair.ToMeasured(pairs, "one node")];
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
