using System.Diagnostics;
using System.Globalization;

namespace Stampede.Server.Live;

/// <summary>
/// The share of the processors that nobody has used: of the whole machine where the system tells it (Linux), and never more than
/// this process has left of its own allowance, which is smaller in a container.
/// </summary>
internal sealed class IdleProcessors
{
    private const string MachineFile = "/proc/stat";

    private Sample last = Take();

    /// <param name="MachineIdleTicks">Since the machine started; 0 where the system does not tell.</param>
    /// <param name="MachineTicks">Idle or not.</param>
    /// <param name="Used">Processor time of this process.</param>
    /// <param name="At">A clock that only grows.</param>
    internal readonly record struct Sample(long MachineIdleTicks, long MachineTicks, TimeSpan Used, TimeSpan At);

    /// <returns>Since the last call, 0 to 1. One caller at a time.</returns>
    public double Read()
    {
        var (before, now) = (last, Take());
        last = now;
        return Share(before, now, Environment.ProcessorCount);
    }

    internal static double Share(Sample before, Sample now, int processors)
    {
        var own = 1 - (now.Used - before.Used) / ((now.At - before.At) * processors);
        var ofMachine = now.MachineTicks > before.MachineTicks
            ? (double)(now.MachineIdleTicks - before.MachineIdleTicks) / (now.MachineTicks - before.MachineTicks)
            : 1;
        return Math.Clamp(Math.Min(own, ofMachine), 0, 1);
    }

    /// <summary>The first line of /proc/stat; see proc_stat(5).</summary>
    internal static (long Idle, long All) Parse(string line)
    {
        // cpu user nice system idle iowait irq softirq steal; guests are counted among the users.
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (ticks[3] + ticks[4], ticks.Sum());
    }

    private static Sample Take()
    {
        var (idle, all) = File.Exists(MachineFile) ? Parse(File.ReadLines(MachineFile).First()) : default;
        return new(idle, all, Environment.CpuUsage.TotalTime, Stopwatch.GetElapsedTime(0));
    }
}
