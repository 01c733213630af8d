using System.Diagnostics;
using System.Globalization;

namespace Stampede.EmbeddedPostgres;

/// <summary>What PostgreSQL's main process wrote down about itself in <c>postmaster.pid</c>.</summary>
internal sealed record Postmaster(int ProcessId, string SocketDirectory, bool IsReady)
{
    private const int SocketDirectoryLine = 4;
    private const int StatusLine = 7;

    /// <summary>ESRCH: it went while it was looked at.</summary>
    private const int NoSuchProcess = 3;

    public static string Socket(string socketDirectory) => Path.Combine(socketDirectory, ".s.PGSQL.5432");

    public static string PidFile(string clusterDirectory) => Path.Combine(clusterDirectory, "postmaster.pid");

    /// <summary>
    /// The main process that serves this cluster now; null where the file is absent or tells of a process that is
    /// gone. Process ids are used again, after a restart of a container even likely so, hence a live process only
    /// counts where it works in this cluster.
    /// </summary>
    public static async Task<Postmaster?> FindAsync(string clusterDirectory, CancellationToken cancellation)
    {
        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(PidFile(clusterDirectory), cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        if (lines.Length == 0 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid))
            return null;
        return await ServesAsync(pid, clusterDirectory, cancellation)
            ? new(pid, lines.ElementAtOrDefault(SocketDirectoryLine) ?? "", lines.ElementAtOrDefault(StatusLine)?.Trim() == "ready")
            : null;
    }

    /// <summary>
    /// Clears away a file that PostgreSQL would take for a running server's and refuse to start: its process number now
    /// belongs to some other process or to a dead one that nobody has collected, or nothing in it can be read. A server that
    /// does run is safe all the same: a second one finds its shared memory in use.
    /// </summary>
    public static async Task ForgetStrangerAsync(string clusterDirectory, CancellationToken cancellation)
    {
        var file = PidFile(clusterDirectory);
        if (!File.Exists(file))
            return;
        var first = (await File.ReadAllLinesAsync(file, cancellation)).FirstOrDefault();
        var isReadable = int.TryParse(first, CultureInfo.InvariantCulture, out var pid) && pid > 0;
        if (!isReadable || (StateOf(pid) != ProcessState.Gone && !await ServesAsync(pid, clusterDirectory, cancellation)))
            File.Delete(file);
    }

    /// <summary>Whether a process of that number is running, whatever it is. Where that cannot be seen it counts as running.</summary>
    public static bool IsAlive(int pid) => StateOf(pid) is ProcessState.Running;

    private enum ProcessState
    {
        Gone,

        /// <summary>In a container where nobody collects dead processes, they stay listed.</summary>
        Zombie,
        Running,
    }

    private static ProcessState StateOf(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                return process.HasExited ? ProcessState.Gone : ProcessState.Running;
            }
            catch (ArgumentException)
            {
                return ProcessState.Gone;
            }
        }

        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is 'Z' or 'X' ? ProcessState.Zombie : ProcessState.Running;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || (e is IOException && e.HResult == NoSuchProcess))
        {
            return ProcessState.Gone;
        }
        catch (IOException)
        {
            // Without a handle to look with, it must not be taken for dead: its place would be taken by a second one.
            return ProcessState.Running;
        }
    }

    private static async Task<bool> ServesAsync(int pid, string clusterDirectory, CancellationToken cancellation)
    {
        if (!IsAlive(pid))
            return false;
        try
        {
            // A postmaster's working directory is its cluster.
            if (!OperatingSystem.IsLinux())
            {
                var listed = await Command.TryRunAsync(["lsof", "-a", "-d", "cwd", "-p", $"{pid}", "-Fn"], cancellation);
                var folder = listed.Output.Split('\n').FirstOrDefault(line => line.StartsWith('n'));
                return folder is not null && await FileOwner.AreSameAsync(folder[1..], clusterDirectory, cancellation);
            }
            return await FileOwner.AreSameAsync($"/proc/{pid}/cwd", clusterDirectory, cancellation);
        }
        catch (EmbeddedPostgresException)
        {
            return false; // gone meanwhile, or not ours to look at and so not ours
        }
    }
}
