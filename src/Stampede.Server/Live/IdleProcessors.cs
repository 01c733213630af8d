using System.Diagnostics;
using System.Globalization;

namespace Stampede.Server.Live;

/// <summary>
/// How much of the processors nobody has used: of the whole machine where it says so (Linux), and never more than this
/// process has left of what it may use, which in a container is less.
/// </summary>
internal sealed class IdleProcessors
{
    private const string MachineFile = "/proc/stat";

    private (long Idle, long All) machine = ReadMachine();
    private TimeSpan used = Environment.CpuUsage.TotalTime;
    private long at = Stopwatch.GetTimestamp();

    /// <returns>Since the last call, 0 to 1. One caller at a time.</returns>
    public double Read()
    {
        var (machineNow, usedNow, now) = (ReadMachine(), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var own = 1 - (usedNow - used) / (Stopwatch.GetElapsedTime(at, now) * Environment.ProcessorCount);
        var ofMachine = machineNow.All > machine.All ? (double)(machineNow.Idle - machine.Idle) / (machineNow.All - machine.All) : 1;
        (machine, used, at) = (machineNow, usedNow, now);
        return Math.Clamp(Math.Min(own, ofMachine), 0, 1);
    }

    /// <summary>In clock ticks since the machine started; see proc_stat(5).</summary>
    private static (long Idle, long All) ReadMachine()
    {
        if (!File.Exists(MachineFile))
            return default;
        using var lines = new StreamReader(MachineFile);
        // cpu user nice system idle iowait irq softirq steal; guests are counted among the users.
        var ticks = lines.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (ticks[3] + ticks[4], ticks.Sum());
    }
}
