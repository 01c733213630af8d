using System.Diagnostics;
using System.Globalization;

namespace Stampede.Postgres.Embedded;

/// <summary>What PostgreSQL's main process wrote down about itself in <c>postmaster.pid</c>.</summary>
internal sealed record Postmaster(int ProcessId, string SocketDirectory, bool IsReady)
{
    private const int SocketDirectoryLine = 4;
    private const int StatusLine = 7;

    public static string PidFile(string clusterDirectory) => Path.Combine(clusterDirectory, "postmaster.pid");

    /// <summary>
    /// The main process that serves this cluster now; null where the file is absent or tells of a process that is
    /// gone. Process ids are used again, after a restart of a container even likely so, hence a live process only
    /// counts where it works in this cluster.
    /// </summary>
    public static async Task<Postmaster?> FindAsync(string clusterDirectory, CancellationToken ct)
    {
        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(PidFile(clusterDirectory), ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        if (lines.Length == 0 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid))
            return null;
        return await ServesAsync(pid, clusterDirectory, ct)
            ? new(pid, lines.ElementAtOrDefault(SocketDirectoryLine) ?? "", lines.ElementAtOrDefault(StatusLine)?.Trim() == "ready")
            : null;
    }

    /// <summary>
    /// Clears away a file whose process number now belongs to some other process of the same account: PostgreSQL would
    /// take that for a running server and refuse to start.
    /// </summary>
    public static async Task ForgetStrangerAsync(string clusterDirectory, CancellationToken ct)
    {
        var file = PidFile(clusterDirectory);
        if (File.Exists(file)
            && int.TryParse((await File.ReadAllLinesAsync(file, ct)).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid)
            && IsAlive(pid) && !await ServesAsync(pid, clusterDirectory, ct))
            File.Delete(file);
    }

    /// <summary>Whether a process of that number is running, whatever it is.</summary>
    public static bool IsAlive(int pid)
    {
        if (OperatingSystem.IsLinux())
            return IsRunningOnLinux(pid);
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>In a container where nobody collects dead processes, they stay listed as zombies.</summary>
    private static bool IsRunningOnLinux(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<bool> ServesAsync(int pid, string clusterDirectory, CancellationToken ct)
    {
        if (!IsAlive(pid))
            return false;
        try
        {
            // A postmaster's working directory is its cluster.
            if (!OperatingSystem.IsLinux())
            {
                var listed = await Command.TryRunAsync(["lsof", "-a", "-d", "cwd", "-p", $"{pid}", "-Fn"], ct);
                var folder = listed.Output.Split('\n').FirstOrDefault(line => line.StartsWith('n'));
                return folder is not null && await FileOwner.AreSameAsync(folder[1..], clusterDirectory, ct);
            }
            return await FileOwner.AreSameAsync($"/proc/{pid}/cwd", clusterDirectory, ct);
        }
        catch (EmbeddedPostgresException)
        {
            return false; // gone meanwhile, or not ours to look at and so not ours
        }
    }
}
