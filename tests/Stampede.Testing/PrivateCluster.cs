using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Postgres.Embedded;

namespace Stampede.Testing;

/// <summary>
/// One PostgreSQL per test process, in a temporary folder, started when the first test asks for it and gone with the
/// process, whether the tests pass, fail or are killed.
/// </summary>
public static class PrivateCluster
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Started = new(StartAsync);
    private static Process? _pipe;

    /// <summary>The cluster; its connection string leads to a database that no test should use: see <see cref="TestDatabase"/>.</summary>
    public static Task<EmbeddedPostgres> GetAsync() => Started.Value;

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        var directory = TemporaryFolder.Make("stampede-tests-");
        ClearAwayWithThisProcess(directory);
        return await EmbeddedPostgres.StartAsync(
            new()
            {
                DataDirectory = directory,
                BinariesDirectory = PostgresUnderTest.BinariesDirectory,
                // What the tests store need not outlive a crash of the machine.
                Settings = new Dictionary<string, string>
                {
                    ["fsync"] = "off",
                    ["full_page_writes"] = "off",
                    ["shared_buffers"] = "64MB",
                    ["min_wal_size"] = "64MB",
                    ["max_connections"] = "200",
                },
            },
            NullLogger.Instance, CancellationToken.None);
    }

    /// <summary>
    /// A shell reads from a pipe that nobody writes to: the kernel closes it when this process ends, however it ends,
    /// and the shell clears up.
    /// </summary>
    private static void ClearAwayWithThisProcess(string directory)
    {
        const string Script =
            """
            exec >/dev/null 2>&1
            trap '' INT TERM HUP
            read -r _
            pid=$(sed -n 1p "$1/postgres/postmaster.pid")
            sockets=$(sed -n 5p "$1/postgres/postmaster.pid")
            kill -QUIT "$pid"
            tries=0
            while [ -n "$pid" ] && kill -0 "$pid" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
            rm -rf "$1"
            case "$sockets" in */stampede-*) rm -rf "$sockets" ;; esac
            """;
        var shell = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", directory]) { RedirectStandardInput = true, WorkingDirectory = "/" };
        // Never disposed: the pipe has to live as long as the process.
        _pipe = Process.Start(shell);
    }

}
