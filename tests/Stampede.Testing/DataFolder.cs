using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.EmbeddedPostgres;

namespace Stampede.Testing;

/// <summary>A data directory of a test's own. Whatever the test left running on it is stopped at the end.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string root = TemporaryFolder.Make("stampede-embedded-");

    public DataFolder(string below = "data") => Path = System.IO.Path.Combine(root, below);

    public string Path { get; }

    public string Cluster => System.IO.Path.Combine(Path, "postgres");

    public EmbeddedPostgresOptions Options => new() { DataDirectory = Path, BinariesDirectory = PostgresUnderTest.BinariesDirectory };

    public Task<EmbeddedServer> StartAsync() => StartAsync(Options);

    public static Task<EmbeddedServer> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedServer.StartAsync(options, NullLogger.Instance, TestContext.Current.CancellationToken).WaitAsync(Patience);

    public static async Task<string> AskAsync(EmbeddedServer postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return $"{await command.ExecuteScalarAsync()}";
    }

    public async ValueTask DisposeAsync()
    {
        if (await Postmaster.FindAsync(Cluster, CancellationToken.None) is { } running)
        {
            await KillAsync(running.ProcessId);
            if (running.SocketDirectory.Length > 0)
                SocketDirectory.Remove(running.SocketDirectory);
        }
        Directory.Delete(root, recursive: true);
    }

    /// <summary>As by a power cut; a process that has gone already is gone.</summary>
    public static async Task KillAsync(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }
}
