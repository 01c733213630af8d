using System.Diagnostics;

namespace Stampede.Testing;

/// <summary>Clearing up after this process, however it ends.</summary>
public static class ProcessEnd
{
    // Never disposed: a pipe has to live as long as the process.
    private static readonly List<Process?> Pipes = [];

    /// <summary>
    /// Ends the PostgreSQL of this data directory with the process, and removes both. A shell reads from a pipe that
    /// nobody writes to: the kernel closes it when this process ends, and the shell clears up.
    /// </summary>
    public static void Clear(string dataDirectory) => Run(
        """
        pid=$(sed -n 1p "$1/postgres/postmaster.pid")
        sockets=$(sed -n 5p "$1/postgres/postmaster.pid")
        kill -QUIT "$pid"
        tries=0
        while [ -n "$pid" ] && kill -0 "$pid" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
        rm -rf "$1"
        case "$sockets" in */stampede-*) rm -rf "$sockets" ;; esac
        """,
        dataDirectory);

    /// <summary>Runs these lines of shell when this process has ended.</summary>
    public static void Run(string script, params IEnumerable<string> arguments)
    {
        string[] line = ["-c", $"exec >/dev/null 2>&1\ntrap '' INT TERM HUP\nread -r _\n{script}", "sh", .. arguments];
        lock (Pipes)
            Pipes.Add(Process.Start(new ProcessStartInfo("/bin/sh", line) { RedirectStandardInput = true, WorkingDirectory = "/" }));
    }
}
