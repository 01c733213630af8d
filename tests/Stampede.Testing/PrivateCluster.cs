using Microsoft.Extensions.Logging.Abstractions;
using Stampede.EmbeddedPostgres;

namespace Stampede.Testing;

/// <summary>
/// One PostgreSQL per test process, in a temporary folder, started when the first test asks for it and gone with the
/// process, whether the tests pass, fail or are killed.
/// </summary>
public static class PrivateCluster
{
    private static readonly Lazy<Task<EmbeddedServer>> Started = new(StartAsync);

    /// <summary>The cluster; its connection string leads to a database that no test should use: see <see cref="TestDatabase"/>.</summary>
    public static Task<EmbeddedServer> GetAsync() => Started.Value;

    private static async Task<EmbeddedServer> StartAsync()
    {
        var directory = TemporaryFolder.Make("stampede-tests-");
        ProcessEnd.Clear(directory);
        return await EmbeddedServer.StartAsync(
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
}
