using System.Diagnostics;
using System.Globalization;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// The engine under everything that goes wrong, in virtual time. STAMPEDE_SIM_SEEDS=100000 plays more seeds, on all
/// processors; STAMPEDE_SIM_FIRST=n begins at another one; STAMPEDE_SIM_SEEDS=1 with STAMPEDE_SIM_FIRST=n replays one.
/// </summary>
public sealed class Simulating(ITestOutputHelper output)
{
    private static readonly int Seeds = Setting("STAMPEDE_SIM_SEEDS", 2000);
    private static readonly int First = Setting("STAMPEDE_SIM_FIRST", 1);

    [Fact]
    public void Every_promise_holds_whatever_goes_wrong_and_everything_converges_afterwards()
    {
        var clock = Stopwatch.StartNew();
        var (steps, answers, movements) = (0L, 0L, 0L);
        var broken = new List<Run.Result>();
        var threads = new ParallelOptions { MaxDegreeOfParallelism = Seeds > 5000 ? Environment.ProcessorCount : 1 };
        Parallel.For(First, First + (long)Seeds, threads, (seed, loop) =>
        {
            var result = Run.Of((ulong)seed);
            Interlocked.Add(ref steps, result.Steps);
            Interlocked.Add(ref answers, result.Answers);
            Interlocked.Add(ref movements, result.Movements);
            if (result.Broken is null)
                return;
            lock (broken)
                broken.Add(result);
            loop.Break();
        });
        output.WriteLine($"{Seeds} seeds in {clock.Elapsed.TotalSeconds:0.0} s: {steps} steps, {answers} answers, {movements} movements");
        if (broken.MinBy(result => result.Seed) is not { } worst)
            return;
        var replayed = Run.Of(worst.Seed, traced: true);
        replayed.TraceHash.ShouldBe(worst.TraceHash, $"seed {worst.Seed} must replay");
        Assert.Fail($"Seed {worst.Seed}: {worst.Broken}{Environment.NewLine}{string.Join(Environment.NewLine, replayed.Trace.TakeLast(80))}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
