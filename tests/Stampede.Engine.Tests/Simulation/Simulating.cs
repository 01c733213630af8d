using System.Diagnostics;
using System.Globalization;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// The engine under everything that goes wrong, in virtual time. STAMPEDE_SIM_SEEDS=100000 plays more seeds, on all
/// processors; STAMPEDE_SIM_FIRST=n begins at another one. To replay a seed n: STAMPEDE_SIM_SEEDS=1 STAMPEDE_SIM_FIRST=n.
/// </summary>
public sealed class Simulating(ITestOutputHelper output)
{
    private const int SeedsByDefault = 1000;
    private const int TraceLinesMax = 120;

    // What a simulator that has quietly gone blind would no longer see.
    private static readonly string[] Expected =
    [
        "Reserved", "Purchased", "Expired", "Cancelled", "Adjusted", "Published", "Opened", "Paused", "Resumed", "Ended", "Changed", "Paying", "Unpaid", "Returned",
        "NotHeld", "Done", "IdempotencyKeyReused", "DropNotFound", "VariantNotFound", "VariantRequired", "ReservationNotFound",
        "QuantityOutOfRange", "ScheduleInvalid", "NotPublished", "NotStarted", "LimitReached", "AlreadyReserved", "WaitToReserve", "SoldOut", "AllHeld",
        "InsufficientStock", "StockInUse", "PaymentRequired", "PaymentNotNeeded", "Overloaded", "DatabaseUnavailable", "InternalError",
        "crash", "pause", "clock set back", "cut off", "database crash", "terminate", "stranger's lock", "stop", "lost", "timeout", "lock timeout",
        "unknown commit", "it was committed", "it was not committed", "shared", "shared by those that are free", "written alone", "healed",
        "payment Captured", "payment Declined", "payment Abandoned", "payment Voided", "payment Refunded", "payment Action", "taken anew", "bank silent", "bank unreachable",
    ];

    private static readonly int Seeds = Setting("STAMPEDE_SIM_SEEDS", SeedsByDefault);
    private static readonly int First = Setting("STAMPEDE_SIM_FIRST", 1);

    [Fact]
    public void Every_promise_holds_whatever_goes_wrong_and_everything_converges_afterwards()
    {
        var clock = Stopwatch.StartNew();
        var seen = new Dictionary<string, long>();
        var (steps, broken) = (0L, new List<Run.Result>());
        var threads = new ParallelOptions { MaxDegreeOfParallelism = Seeds > SeedsByDefault ? Environment.ProcessorCount : 1 };
        Parallel.For(First, First + (long)Seeds, threads, (seed, loop) =>
        {
            var result = Run.Of((ulong)seed);
            lock (seen)
            {
                steps += result.Steps;
                foreach (var (what, times) in result.Seen)
                    seen[what] = seen.GetValueOrDefault(what) + times;
                if (result.Broken is not null)
                    broken.Add(result);
            }

            if (result.Broken is not null)
                loop.Break();
        });
        output.WriteLine($"{Seeds} seeds in {clock.Elapsed.TotalSeconds:0.0} s: {steps} steps");
        output.WriteLine(string.Join(", ", seen.OrderByDescending(s => s.Value).Select(s => $"{s.Key} {s.Value}")));
        if (broken.MinBy(result => result.Seed) is { } worst)
            Assert.Fail(Story(worst));
        if (Seeds >= SeedsByDefault)
            Expected.Where(what => !seen.ContainsKey(what)).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_seed_plays_the_same_run()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var (first, second) = (Run.Of(seed), Run.Of(seed, traced: true));
            (second.TraceHash, second.Steps).ShouldBe((first.TraceHash, first.Steps), $"seed {seed}");
        }
    }

    /// <summary>The run once more, in words.</summary>
    private static string Story(Run.Result broken)
    {
        var again = Run.Of(broken.Seed, traced: true);
        again.TraceHash.ShouldBe(broken.TraceHash, $"seed {broken.Seed} must replay");
        return string.Join(Environment.NewLine, [$"Seed {broken.Seed}: {broken.Broken}", .. again.Trace.TakeLast(TraceLinesMax)]);
    }

    internal static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
