using Npgsql;

namespace Stampede.Postgres;

/// <summary>The connections of one process, in small pools: batching is what carries a crowd, not connections.</summary>
public sealed class Databases : IAsyncDisposable
{
    /// <param name="connectionString">Any PostgreSQL 15 or newer. What it sets itself stays as it is.</param>
    /// <param name="journalConnectionsMax">1 to 100.</param>
    /// <param name="readConnectionsMax">1 to 100.</param>
    public Databases(string connectionString, int journalConnectionsMax = 12, int readConnectionsMax = 12)
    {
        Journal = Create(connectionString, "stampede-journal", journalConnectionsMax);
        Reads = Create(connectionString, "stampede", readConnectionsMax);
    }

    /// <summary>For the journal alone, so that no crowd of readers can keep a batch waiting.</summary>
    public NpgsqlDataSource Journal { get; }

    public NpgsqlDataSource Reads { get; }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Reads.DisposeAsync();
    }

    private static NpgsqlDataSource Create(string connectionString, string applicationName, int connectionsMax)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = applicationName,
            MaxPoolSize = connectionsMax,
            Timeout = 3,
            CommandTimeout = 6,
            // A cancelled command waits this long for the server to confirm, before its connection is given up.
            CancellationTimeout = 500,
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Enlist = false,
            WriteBufferSize = 256 * 1024,
            ReadBufferSize = 64 * 1024,
            KeepAlive = 10,
        };
        // Nothing waits for ever: a row locked by somebody else, a statement gone astray, a client that vanished while it held a lock.
        // Plans are made once and not for each batch's values: on tables without statistics yet (a fresh database's first
        // minute) those read a drop's every reservation where the key would do. See docs/performance.md.
        settings.Options = string.Join(
            ' ', settings.Options, "-c lock_timeout=3000", "-c statement_timeout=6000", "-c idle_in_transaction_session_timeout=5000",
            "-c plan_cache_mode=force_generic_plan").Trim();
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
