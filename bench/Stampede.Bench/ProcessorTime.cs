using System.Globalization;

namespace Stampede.Bench;

/// <summary>
/// Processor time so far, in µs: of the server, of its PostgreSQL, and of the load generator. Where others use the machine, a rate is only what
/// they left over, but the processor time of a request is its own. Read on Linux only; elsewhere zero.
/// </summary>
internal readonly record struct ProcessorTime(double Server, double Database, double Load)
{
    private const double MicrosecondsPerTick = 10_000;

    public double Total => Server + Database + Load;

    public static ProcessorTime operator -(ProcessorTime after, ProcessorTime before) =>
        new(after.Server - before.Server, after.Database - before.Database, after.Load - before.Load);

    public static ProcessorTime operator /(ProcessorTime time, double count) => new(time.Server / count, time.Database / count, time.Load / count);

    /// <param name="postmaster">PostgreSQL's main process. Its children do the work; the times of children that ended are in its own.</param>
    public static ProcessorTime Read(int server, int postmaster)
    {
        if (!OperatingSystem.IsLinux())
            return default;
        double database = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Fields(pid) is { } fields
                && (pid == postmaster || fields[1] == postmaster.ToString(CultureInfo.InvariantCulture)))
                database += Ticks(fields, 11) + Ticks(fields, 12) + (pid == postmaster ? Ticks(fields, 13) + Ticks(fields, 14) : 0);
        }

        var own = Fields(Environment.ProcessId)!;
        var its = Fields(server) ?? own;
        return new((Ticks(its, 11) + Ticks(its, 12)) * MicrosecondsPerTick, database * MicrosecondsPerTick, (Ticks(own, 13) + Ticks(own, 14)) * MicrosecondsPerTick);
    }

    private static double Ticks(string[] fields, int at) => double.Parse(fields[at], CultureInfo.InvariantCulture);

    /// <returns>The fields of /proc/PID/stat behind the name, which may contain spaces. Null: the process is gone.</returns>
    private static string[]? Fields(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
