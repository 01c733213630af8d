using System.Diagnostics;
using System.Globalization;
using Stampede.Rehearsal.Targets;

namespace Stampede.Bench.Figures;

/// <summary>As many requests as possible, over 256 connections. The base is a request that does nothing, in the same repeat.</summary>
internal static class ClosedLoop
{
    /// <summary>Taken only where it is named: it needs another build.</summary>
    public const string Before = "before";

    public static Figure[] All { get; } =
    [
        new("reserve", [new("durable reservations/s on one hot drop ÷ nothing", "ratio", 0.65, AtLeast: true)], ReserveAsync),
        new("reserve-keyed", [new("the same, each with an idempotency key ÷ the same without", "ratio", 0.8, AtLeast: true)], ReserveKeyedAsync),
        new("refuse", [new("sold-out refusals/s ÷ nothing", "ratio", 0.9, AtLeast: true)], bench => RefuseAsync(bench, keyed: false)),
        new("refuse-keyed", [new("sold-out refusals/s, each request with an idempotency key ÷ nothing", "ratio", 0.9, AtLeast: true)], bench => RefuseAsync(bench, keyed: true)),
        new("purchase", [new("purchases/s ÷ nothing", "ratio", 0.55, AtLeast: true)], PurchaseAsync),
        new("pay", [new("payments settled per second (pay, sold, captured), test provider", "/s", null, AtLeast: true)], PayAsync),
        new("many", [new("reservations/s on 100 drops at once ÷ one hot drop", "ratio", 0.8, AtLeast: true)], ManyAsync),
        new("list", [new("lists of 100 drops with latest purchasers/s ÷ nothing", "ratio", 0.5, AtLeast: true)], ListAsync),
        new("join", [new("joins of a line/s ÷ nothing", "ratio", 0.4, AtLeast: true)], JoinAsync),
        new("line", [new("documents of a line/s ÷ nothing", "ratio", 0.8, AtLeast: true)], LineAsync),
        new("offers", [new("offers per second of lines that are served at once, from the first batch to the last", "/s", 3_000, AtLeast: true)], OffersAsync),
        new("beside", [new("reservations/s on another drop while people join a line and are served ÷ alone", "ratio", 0.9, AtLeast: true)], BesideAsync),
        new("guests", [new("guest sign-ins/s ÷ nothing", "ratio", 0.15, AtLeast: true)], GuestsAsync),
        new(Before,
        [
            new("reservations/s on one hot drop ÷ the same by another build (--before=DLL), in turn", "ratio", 0.97, AtLeast: true),
            new("the same, by the processor time of server and PostgreSQL", "ratio", 0.97, AtLeast: true),
        ], BeforeAsync),
    ];

    private static async Task<Measured[]> ReserveAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        return [await AgainstNothingAsync(bench, bed, async () =>
        {
            var drop = await bed.DropAsync();
            var (allocated, wal, commits) = (bed.AllocatedBytes, await WalAsync(bed), await CommitsAsync(bed));
            var load = await bed.LoadAsync(Bed.Reservations(drop));
            // The probe writes ten times a second, and a backend of PostgreSQL reports its counts once a second.
            await Task.Delay(1_200);
            var granted = Granted(load);
            var (allocatedEach, walEach) = ((bed.AllocatedBytes - allocated) / granted, (await WalAsync(bed) - wal) / granted);
            var batch = granted / Math.Max(1.0, await CommitsAsync(bed) - commits);
            bench.Tell(string.Create(CultureInfo.InvariantCulture,
                $"  {allocatedEach} bytes allocated and {walEach:0} bytes of WAL a reservation, about {batch:0} reservations a batch"));
            return load;
        })];
    }

    private static async Task<Measured[]> ReserveKeyedAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var pairs = await bench.RepeatAsync(async _ =>
        {
            var (plain, keyed) = (await bed.DropAsync(), await bed.DropAsync());
            var without = await bed.LoadAsync(Bed.Reservations(plain));
            var with = await bed.LoadAsync(Bed.Reservations(keyed), keyed: true);
            Granted(with);
            Granted(without);
            return Pair.Of(with, without);
        });
        return [Pair.ToMeasured(pairs, "without a key")];
    }

    private static async Task<Measured[]> RefuseAsync(Bench bench, bool keyed)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var drop = await bed.DropAsync(stock: 1);
        var held = await bed.HoldAsync(drop, 1);
        await bed.CallAsync(HttpMethod.Post, $"/api/v1/drops/{drop.Id}/reservations/{held[0].Id}/purchase", customer: held[0].Token - 1);
        return [await AgainstNothingAsync(bench, bed, async () =>
        {
            // Without the customer who bought: they get another answer, which is rare.
            var load = await bed.LoadAsync(Bed.Reservations(drop).Where(call => call.Token != held[0].Token), keyed: keyed);
            return load.Refused == load.Requests ? load : throw new InvalidOperationException($"{load.Requests - load.Refused} of {load.Requests} were not refused.");
        })];
    }

    private static async Task<Measured[]> PurchaseAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        return [await AgainstNothingAsync(bench, bed, async () =>
        {
            var drop = await bed.DropAsync();
            // More than can be bought in the time: a purchase costs about as much as a reservation.
            var reserved = await bed.LoadAsync(Bed.Reservations(await bed.DropAsync()), 2);
            var held = await bed.HoldAsync(drop, Math.Max(10_000, (int)(reserved.PerSecond * bed.Seconds * 2.5)));
            var load = await bed.LoadAsync(held.Select(hold => new PlannedCall("POST", $"/api/v1/drops/{drop.Id}/reservations/{hold.Id}/purchase", hold.Token)), once: true);
            Granted(load);
            return load;
        })];
    }

    /// <summary>A payment is answered once it is captured, or is taken up within a second by what is due; so the load is over when the last one is captured.</summary>
    private static async Task<Measured[]> PayAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options, more: ThrowAwayServer.TakesTestCards);
        await PayOnceAsync(bed, 2); // .NET compiles hot code twice.
        var runs = await bench.RepeatAsync(_ => PayOnceAsync(bed, bed.Seconds));
        return
        [
            Measured.Of(runs.Select(run => run.PerSecond),
                ("p50 ms, closed loop", runs.Select(run => run.Load.P50)), ("p99 ms, closed loop", runs.Select(run => run.Load.P99)),
                ("server, µs each", runs.Select(run => run.Load.Cost.Server)), ("PostgreSQL, µs each", runs.Select(run => run.Load.Cost.Database)),
                ("load generator, µs each", runs.Select(run => run.Load.Cost.Load))),
        ];
    }

    private static async Task<PayRun> PayOnceAsync(Bed bed, double seconds)
    {
        const int PerSecondMax = 4_000;
        var drop = await bed.DropAsync(isPaidFor: true);
        var held = await bed.HoldAsync(drop, (int)(PerSecondMax * seconds));
        var begun = Stopwatch.GetTimestamp();
        var load = await bed.LoadAsync(
            held.Select(hold => new PlannedCall("POST", $"/api/v1/drops/{drop.Id}/reservations/{hold.Id}/payment", hold.Token, "{\"card\":\"4242424242424242\"}")), seconds, once: true);
        Granted(load);
        for (var captured = 0L; captured < load.Requests;)
        {
            captured = await bed.AskDatabaseAsync<long>($"select count(*) from payment where drop_id = '{drop.Id}' and state = 'captured'");
            if (Stopwatch.GetElapsedTime(begun).TotalSeconds > seconds + 60)
                throw new InvalidOperationException($"{captured} of {load.Requests} payments were captured.");
        }

        return new PayRun(load, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private sealed record PayRun(WrkResult Load, double Seconds)
    {
        public double PerSecond => Load.Requests / Seconds;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{PerSecond:0}/s, p50 {Load.P50:0.0}, p99 {Load.P99:0.0} ms; processor ({Load.Cost.Server:0}+{Load.Cost.Database:0}+{Load.Cost.Load:0}) µs each");
    }

    /// <summary>Both builds run, and are measured in turn, the other one first in each second repeat: what the machine does meanwhile meets both alike.</summary>
    private static async Task<Measured[]> BeforeAsync(Bench bench)
    {
        if (bench.Options.Before.Length == 0)
            throw new InvalidOperationException("This figure needs --before=Stampede.Server.dll, of another build.");
        await using var now = await Bed.MakeAsync(bench.Options);
        await using var before = await Bed.MakeAsync(bench.Options with { Server = bench.Options.Before });
        var pairs = await bench.RepeatAsync(async i =>
        {
            var first = await ReserveOnceAsync(i % 2 == 0 ? now : before);
            var second = await ReserveOnceAsync(i % 2 == 0 ? before : now);
            return i % 2 == 0 ? Pair.Of(first, second) : Pair.Of(second, first);
        });
        return
        [
            Pair.ToMeasured(pairs, "before"),
            Measured.Of(pairs.Select(pair => (pair.BaseCost.Server + pair.BaseCost.Database) / (pair.Cost.Server + pair.Cost.Database))),
        ];
    }

    private static async Task<WrkResult> ReserveOnceAsync(Bed bed)
    {
        var load = await bed.LoadAsync(Bed.Reservations(await bed.DropAsync()));
        Granted(load);
        return load;
    }

    private static async Task<Measured[]> ManyAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var pairs = await bench.RepeatAsync(async _ =>
        {
            var one = await bed.LoadAsync(Bed.Reservations(await bed.DropAsync()));
            var many = await bed.LoadAsync(Bed.Reservations(await bed.DropsAsync(100)));
            Granted(many);
            Granted(one);
            return Pair.Of(many, one);
        });
        return [Pair.ToMeasured(pairs, "one hot drop")];
    }

    private static async Task<Measured[]> ListAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        for (var i = 0; i < 100; i++)
        {
            var drop = await bed.DropAsync(stock: 1000);
            foreach (var (id, token) in await bed.HoldAsync(drop, 3))
                await bed.CallAsync(HttpMethod.Post, $"/api/v1/drops/{drop.Id}/reservations/{id}/purchase", customer: token - 1);
        }

        return [await AgainstNothingAsync(bench, bed, async () =>
        {
            var load = await bed.LoadAsync([new PlannedCall("GET", "/api/v1/drops?limit=100", 1)]);
            Granted(load);
            return load;
        })];
    }

    /// <summary>Nobody joins twice, so the lines are filled one after the other: at any time all callers are in the same one.</summary>
    private static async Task<Measured[]> JoinAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        return [await AgainstNothingAsync(bench, bed, async () =>
        {
            // More than can be joined in the time.
            var lines = new List<RehearsedDrop>();
            for (var count = Math.Max(5, (int)(15 * bed.Seconds)); lines.Count < count;)
                lines.Add(await bed.LineAsync());
            var load = await bed.LoadAsync(
                lines.SelectMany(line => Enumerable.Range(1, bed.Customers.Length).Select(token => new PlannedCall("POST", $"/api/v1/drops/{line.Id}/line", token, "{}"))), once: true);
            Granted(load);
            return load;
        })];
    }

    private static async Task<Measured[]> LineAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var line = await bed.LineAsync();
        Granted(await bed.LoadAsync(Enumerable.Range(1, bed.Customers.Length).Select(token => new PlannedCall("POST", $"/api/v1/drops/{line.Id}/line", token, "{}")), once: true));
        return [await AgainstNothingAsync(bench, bed, async () =>
        {
            var load = await bed.LoadAsync([new PlannedCall("GET", $"/api/v1/drops/{line.Id}/line", 1)]);
            Granted(load);
            return load;
        })];
    }

    /// <summary>Everybody joins before the close; then the ledger's own times tell how fast they were offered something.</summary>
    private static async Task<Measured[]> OffersAsync(Bench bench)
    {
        const int LinesServed = 20;
        await using var bed = await Bed.MakeAsync(bench.Options);
        var runs = await bench.RepeatAsync(async _ =>
        {
            // A customer joins a line once, so there are several; they are served at the same time.
            var lines = await Task.WhenAll(Enumerable.Range(0, LinesServed).Select(_ => bed.ServedLineAsync(inSeconds: (2 * bed.Seconds) + 15)));
            var tokens = Enumerable.Range(1, bed.Customers.Length);
            await bed.LoadAsync(lines.SelectMany(line => tokens.Select(token => new PlannedCall("POST", $"/api/v1/drops/{line.Id}/line", token, "{}"))), 2 * bed.Seconds, once: true);
            var ids = string.Join(", ", lines.Select(line => $"'{line.Id}'"));
            await UntilAsync(bed, $"select count(*) = 0 from drop where id in ({ids}) and line ->> 'phase' <> 'serving'", bed.Seconds + 60);
            var joined = await bed.AskDatabaseAsync<long>($"select sum(entries)::bigint from line where drop_id in ({ids})");
            await UntilAsync(bed, $"select count(*) >= {joined} from movement where drop_id in ({ids}) and kind = 'offered'", bed.Seconds + 60);
            return await bed.AskDatabaseAsync<double>($"""
                select ((count(*) - count(*) filter (where at = first)) / extract(epoch from max(at) - min(at)))::double precision
                from (select at, min(at) over () as first from movement where drop_id in ({ids}) and kind = 'offered') o
                """);
        });
        return [Measured.Of(runs)];
    }

    private static async Task<Measured[]> BesideAsync(Bench bench)
    {
        const int JoiningAtOnce = 4;
        const int JoinsToWarmUp = 400;
        await using var bed = await Bed.MakeAsync(bench.Options);
        var joined = 0;
        var pairs = await bench.RepeatAsync(async _ =>
        {
            var alone = await ReserveOnceAsync(bed);
            var line = await bed.ServedLineAsync(inSeconds: 2);
            await UntilAsync(bed, $"select line ->> 'phase' = 'serving' from drop where id = '{line.Id}'", 60);
            using var over = new CancellationTokenSource();
            var (next, before) = (-1, joined);
            var joining = Enumerable.Range(0, JoiningAtOnce).Select(async _ =>
            {
                while (!over.IsCancellationRequested && Interlocked.Increment(ref next) is var at && at < bed.Customers.Length)
                {
                    await bed.CallAsync(HttpMethod.Post, $"/api/v1/drops/{line.Id}/line", new { }, at);
                    Interlocked.Increment(ref joined);
                }
            }).ToArray();
            // What runs for the first time is compiled beside it, and that is paid once.
            while (Volatile.Read(ref joined) - before < JoinsToWarmUp && !Array.Exists(joining, task => task.IsCompleted))
                await Task.Delay(20);
            var beside = await ReserveOnceAsync(bed);
            await over.CancelAsync();
            await Task.WhenAll(joining);
            var offered = await bed.AskDatabaseAsync<long>($"select count(*) from movement where drop_id = '{line.Id}' and kind = 'offered'");
            bench.Tell(string.Create(CultureInfo.InvariantCulture, $"  {joined - before} joined meanwhile, and {offered} were offered something"));
            return Pair.Of(beside, alone);
        });
        return [Pair.ToMeasured(pairs, "alone")];
    }

    private static async Task UntilAsync(Bed bed, string question, double seconds)
    {
        for (var begun = Stopwatch.GetTimestamp(); !await bed.AskDatabaseAsync<bool>($"select ({question})");)
        {
            if (Stopwatch.GetElapsedTime(begun).TotalSeconds > seconds)
                throw new InvalidOperationException($"Not within {seconds} s: {question}");
            await Task.Delay(100);
        }
    }

    private static async Task<Measured[]> GuestsAsync(Bench bench)
    {
        await using var bed = await Bed.MakeAsync(bench.Options);
        var signedIn = 0;
        return [await AgainstNothingAsync(bench, bed, async () =>
        {
            var first = signedIn;
            signedIn += (int)(25_000 * bed.Seconds);
            var load = await bed.LoadAsync(
                Enumerable.Range(first, signedIn - first).Select(i => new PlannedCall("POST", "/api/v1/accounts/guest", 0, $$"""{"displayName":"Guest {{i}}"}""")), bed.Seconds, once: true);
            Granted(load);
            return load;
        })];
    }

    private static async Task<Measured> AgainstNothingAsync(Bench bench, Bed bed, Func<Task<WrkResult>> load)
    {
        var pairs = await bench.RepeatAsync(async _ =>
        {
            var nothing = await bed.NothingAsync();
            Granted(nothing);
            var figure = await load();
            return Pair.Of(figure, nothing);
        });
        return Pair.ToMeasured(pairs, "nothing");
    }

    /// <returns>How many were accepted. Throws unless all were.</returns>
    internal static long Granted(WrkResult load) => load is { Refused: 0, Broken: 0 }
        ? load.Requests
        : throw new InvalidOperationException($"{load.Refused} requests were refused and {load.Broken} broke, of {load.Requests}.");

    private static Task<long> CommitsAsync(Bed bed) =>
        bed.AskDatabaseAsync<long>("select xact_commit from pg_stat_database where datname = current_database()");

    private static Task<decimal> WalAsync(Bed bed) => bed.AskDatabaseAsync<decimal>("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
}

/// <summary>A figure and its base, from one repeat. Rates in requests a second.</summary>
/// <param name="Cost">Processor time of one request; <paramref name="BaseCost"/> is that of one request of the base.</param>
internal readonly record struct Pair(double PerSecond, double Base, double P99, ProcessorTime Cost, ProcessorTime BaseCost)
{
    public double Ratio => PerSecond / Base;

    /// <summary>The ratio that follows from the processor time alone: as if nothing else limited the two, and nobody else used the machine.</summary>
    public double CostRatio => BaseCost.Total / Cost.Total;

    private bool HasCost => Cost.Total > 0 && BaseCost.Total > 0;

    public static Pair Of(WrkResult figure, WrkResult @base) => new(figure.PerSecond, @base.PerSecond, figure.P99, figure.Cost, @base.Cost);

    public static Measured ToMeasured(Pair[] pairs, string baseName)
    {
        List<(string Name, IEnumerable<double> Values)> of =
        [
            ("per second", pairs.Select(pair => pair.PerSecond)),
            (baseName + ", per second", pairs.Select(pair => pair.Base)),
            ("p99 ms, closed loop", pairs.Select(pair => pair.P99)),
        ];
        if (pairs.All(pair => pair.HasCost))
        {
            of.AddRange(
                ("by processor time", pairs.Select(pair => pair.CostRatio)),
                ("server, µs each", pairs.Select(pair => pair.Cost.Server)),
                ("PostgreSQL, µs each", pairs.Select(pair => pair.Cost.Database)),
                ("load generator, µs each", pairs.Select(pair => pair.Cost.Load)),
                (baseName + ", server, µs each", pairs.Select(pair => pair.BaseCost.Server)),
                (baseName + ", PostgreSQL, µs each", pairs.Select(pair => pair.BaseCost.Database)),
                (baseName + ", load generator, µs each", pairs.Select(pair => pair.BaseCost.Load)));
        }

        return Measured.Of(pairs.Select(pair => pair.Ratio), [.. of]);
    }

    public override string ToString()
    {
        var rates = string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0}/s ÷ {Base:0}/s = {Ratio:0.00}; p99 {P99:0.0} ms");
        return HasCost ? rates + string.Create(CultureInfo.InvariantCulture, $"; processor {Say(BaseCost)} ÷ {Say(Cost)} µs = {CostRatio:0.00}") : rates;
    }

    private static string Say(ProcessorTime time) => string.Create(CultureInfo.InvariantCulture, $"({time.Server:0}+{time.Database:0}+{time.Load:0})");
}
