using System.Diagnostics;
using System.Globalization;

namespace Stampede.Rehearsal.Measures;

/// <summary>How busy everything was since the sample before. Processor figures are in cores.</summary>
/// <param name="At">Microseconds from the opening.</param>
/// <param name="MachineCores">Of all processes together. NaN where the operating system does not tell.</param>
/// <param name="ServerCores">NaN where the server is not ours.</param>
/// <param name="Waiting">Requests that are due and not sent, because no connection is free.</param>
internal readonly record struct ResourceSample(
    long At, double MachineCores, double ToolCores, double ServerCores, long ServerBytes, long Offered, long Answered, int Waiting, int InFlight);

/// <summary>Looks at the machine, the server and the crowd four times a second.</summary>
internal sealed class ResourceSampler(RunClock clock, int? serverProcessId, Func<Crowd.CrowdGlance> glance) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly Process? server = serverProcessId is { } id ? Process.GetProcessById(id) : null;
    private readonly CancellationTokenSource over = new();
    private readonly List<ResourceSample> samples = [];
    private Task? loop;

    public IReadOnlyList<ResourceSample> Samples => samples;

    public void Start(Action<ResourceSample> each) => loop = Task.Factory.StartNew(() => Look(each), over.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public async Task StopAsync()
    {
        await over.CancelAsync();
        if (loop is not null)
            await loop;
    }

    public void Dispose()
    {
        over.Dispose();
        server?.Dispose();
    }

    private void Look(Action<ResourceSample> each)
    {
        var (lastAt, lastMachine, lastTool, lastServer) = (Stopwatch.GetTimestamp(), MachineTime(), Environment.CpuUsage.TotalTime, ServerTime());
        while (!over.Token.WaitHandle.WaitOne(Interval))
        {
            var (at, machine, tool, serverTime) = (Stopwatch.GetTimestamp(), MachineTime(), Environment.CpuUsage.TotalTime, ServerTime());
            var seconds = Stopwatch.GetElapsedTime(lastAt, at).TotalSeconds;
            var seen = glance();
            var sample = new ResourceSample(
                clock.ToRun(at),
                (machine - lastMachine) / seconds,
                (tool - lastTool).TotalSeconds / seconds,
                (serverTime - lastServer) / seconds,
                ServerBytes(),
                seen.Offered, seen.Answered, seen.Waiting, seen.InFlight);
            if (samples.Count < 100_000)
                samples.Add(sample);
            each(sample);
            (lastAt, lastMachine, lastTool, lastServer) = (at, machine, tool, serverTime);
        }
    }

    private double ServerTime()
    {
        try
        {
            server?.Refresh();
            return server?.TotalProcessorTime.TotalSeconds ?? double.NaN;
        }
        catch (InvalidOperationException)
        {
            return double.NaN;
        }
    }

    private long ServerBytes()
    {
        try
        {
            return server?.WorkingSet64 ?? 0;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Processor seconds that all processes have used. Read on Linux only: elsewhere it takes more than one file.</summary>
    private static double MachineTime()
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        const double TicksPerSecond = 100;
        // user, nice, system, idle, iowait, irq, softirq, steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        var busy = 0.0;
        for (var i = 0; i < Math.Min(8, fields.Length); i++)
        {
            if (i is not (3 or 4))
                busy += double.Parse(fields[i], CultureInfo.InvariantCulture);
        }

        return busy / TicksPerSecond;
    }
}
