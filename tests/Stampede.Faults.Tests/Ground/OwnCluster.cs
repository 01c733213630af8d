using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.EmbeddedPostgres;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Ground;

/// <summary>
/// A PostgreSQL to be ill-treated, its flushes and its synchronous commit as in production. Where it is not stopped by
/// the test, it is started again as soon as it ends.
/// </summary>
internal sealed class OwnCluster : IAsyncDisposable
{
    private readonly string folder;
    private readonly bool ownsFolder;
    private readonly IReadOnlyDictionary<string, string> settings;
    private EmbeddedServer? running;

    private OwnCluster(string folder, bool ownsFolder, IReadOnlyDictionary<string, string> settings) =>
        (this.folder, this.ownsFolder, this.settings) = (folder, ownsFolder, settings);

    /// <summary>Of the postgres database; the same after every start.</summary>
    public string ConnectionString { get; private set; } = "";

    public string SocketDirectory => running!.SocketDirectory;

    public int ProcessId => running!.ProcessId;

    /// <param name="folder">Null: a temporary one.</param>
    public static async Task<OwnCluster> StartAsync(string? folder = null, params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> all = new() { ["max_connections"] = "200", ["shared_buffers"] = "64MB", ["min_wal_size"] = "64MB", ["max_wal_size"] = "512MB" };
        foreach (var (name, value) in settings)
            all[name] = value;
        var cluster = new OwnCluster(folder ?? TemporaryFolder.Make("stampede-faults-"), folder is null, all);
        ProcessEnd.Clear(cluster.folder);
        try
        {
            await cluster.StartAgainAsync();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return cluster;
    }

    public async Task StartAgainAsync()
    {
        running = await EmbeddedServer.StartAsync(
            new() { DataDirectory = folder, BinariesDirectory = PostgresUnderTest.BinariesDirectory, Settings = settings }, NullLogger.Instance, CancellationToken.None);
        ConnectionString = running.ConnectionString;
    }

    /// <summary>As <c>pg_ctl stop -m immediate</c> does: nothing is finished, nothing written down. It stays away.</summary>
    public async Task StopAtOnceAsync()
    {
        var stopped = running!;
        running = null;
        await ServerProcess.SignalAsync("QUIT", stopped.ProcessId);
        await stopped.StopAsync();
    }

    public Task<T> AskAsync<T>(string sql, string? database = null) => AskAsync<T>(ConnectionString, sql, database);

    public static async Task<T> AskAsync<T>(string connectionString, string sql, string? database = null)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection((database is null ? own : new(own.ConnectionString) { Database = database }).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)Convert.ChangeType(await command.ExecuteScalarAsync() ?? default(T)!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task SetAsync(string name, string value)
    {
        await AskAsync<object>($"alter system set {name} = '{value}'");
        await AskAsync<bool>("select pg_reload_conf()");
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
            await running.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (ownsFolder)
            Directory.Delete(folder, recursive: true);
    }
}
