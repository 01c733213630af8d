using System.Runtime.InteropServices;

namespace Stampede.Server.Hosting;

/// <summary>How many files and sockets the system lets this process open, and how many of them callers may have.</summary>
internal static class FileHandles
{
    /// <summary>With these settings in this environment the program cannot start.</summary>
    private const int ConnectionsMin = 16;

    private const int ConnectionsMax = 100_000;

    /// <summary>.NET keeps two for each library: some 330 in all were counted once everything had been used.</summary>
    private const int OwnUse = 380;

    /// <summary>Notices, readiness, verification and start: what connects to the database beside the pools.</summary>
    private const int OtherConnections = 16;

    /// <summary>Callers beyond the bound are taken and closed: in a flood some are open at a time.</summary>
    private const int SpareOf = 16;

    /// <summary>Connections of callers at a time.</summary>
    public static int ForCallers(StampedeSettings settings) => Math.Clamp(Free(settings), ConnectionsMin, ConnectionsMax);

    /// <summary>Before anything is opened that would fail half-way, and end the process without a word.</summary>
    /// <exception cref="StartException">Too few for a server.</exception>
    public static void Check(StampedeSettings settings)
    {
        if (Free(settings) < ConnectionsMin)
            throw new StartException(TooFew((Needed(settings) + ConnectionsMin) * SpareOf / (SpareOf - 1) + 1));
    }

    /// <summary>For any verb, and before settings are read.</summary>
    public static bool AreTooFew() => Limit() < OwnUse;

    /// <returns>The exit code.</returns>
    public static int TellTooFew()
    {
        Console.Error.WriteLine(TooFew(OwnUse));
        return 1;
    }

    private static int Free(StampedeSettings settings)
    {
        var limit = Limit();
        return (int)Math.Clamp(limit - Needed(settings) - (limit / SpareOf), int.MinValue, int.MaxValue);
    }

    private static int Needed(StampedeSettings settings) => OwnUse + settings.JournalConnectionsMax + settings.ReadConnectionsMax + OtherConnections;

    private static string TooFew(int needed) =>
        $"This process may open {Limit()} files at a time and needs {needed} or more. Raise the limit (ulimit -n, or LimitNOFILE in a unit of systemd).";

    /// <summary>The soft limit: .NET has raised it to the hard one when it started.</summary>
    private static long Limit()
    {
        if (OperatingSystem.IsWindows())
            return long.MaxValue;
        return GetLimit(OperatingSystem.IsMacOS() ? 8 : 7, out var limit) == 0 ? (long)Math.Min(limit.Soft, long.MaxValue) : long.MaxValue;
    }

    [DllImport("libc", EntryPoint = "getrlimit", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
