using System.Diagnostics;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>Lines under everything that goes wrong, in virtual time; the seeds are set as for <see cref="Simulating"/>.</summary>
public sealed class LineSimulating(ITestOutputHelper output)
{
    private const int SeedsByDefault = 300;
    private const int TraceLinesMax = 150;

    // What a simulator that has quietly gone blind would no longer see.
    private static readonly string[] Expected =
    [
        "LineClosed", "LineSealed", "LineDrawn", "LineListed", "LinePaced", "LineFinished", "LineCancelled", "Skipped", "Offered", "Claimed", "Purchased", "Expired", "Cancelled", "Paying",
        "line Joined", "line Changed", "line Withdrawn", "line Excluded", "line Missed", "Served",
        "LineFirst", "LineNotReady", "LineClosed", "LineLeft", "AvailableNow", "NotInLine", "Excluded", "ReservationNotFound",
        "crash", "pause", "clock set back", "database crash", "stop", "lost", "lock timeout", "healed",
    ];

    private static readonly int Seeds = Simulating.Setting("STAMPEDE_SIM_SEEDS", SeedsByDefault);
    private static readonly int First = Simulating.Setting("STAMPEDE_SIM_FIRST", 1);

    [Fact]
    public void Nobody_is_envied_nothing_is_wasted_and_no_walk_up_passes_whatever_goes_wrong()
    {
        var clock = Stopwatch.StartNew();
        var seen = new Dictionary<string, long>();
        for (var seed = (ulong)First; seed < (ulong)First + (ulong)Seeds; seed++)
        {
            var result = Run.Of(seed, hasLine: true);
            foreach (var (what, times) in result.Seen)
                seen[what] = seen.GetValueOrDefault(what) + times;
            if (result.Broken is not null)
                Assert.Fail(string.Join(Environment.NewLine, [$"Seed {seed}: {result.Broken}", .. Run.Of(seed, traced: true, hasLine: true).Trace.TakeLast(TraceLinesMax)]));
        }

        output.WriteLine($"{Seeds} seeds in {clock.Elapsed.TotalSeconds:0.0} s");
        output.WriteLine(string.Join(", ", seen.OrderByDescending(s => s.Value).Select(s => $"{s.Key} {s.Value}")));
        if (Seeds >= SeedsByDefault)
            Expected.Where(what => !seen.ContainsKey(what)).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_seed_plays_the_same_run()
    {
        for (var seed = 1UL; seed <= 20; seed++)
            Run.Of(seed, hasLine: true).TraceHash.ShouldBe(Run.Of(seed, traced: true, hasLine: true).TraceHash, $"seed {seed}");
    }
}
