using Npgsql;

namespace Stampede.Postgres;

/// <summary>The connections of one process, in small pools: batching is what carries a crowd, not connections.</summary>
public sealed class Databases : IAsyncDisposable
{
    /// <param name="connectionString">
    /// Any PostgreSQL 15 or newer; of several hosts, the one that is the primary. Its <c>Timeout</c>, <c>Keepalive</c>,
    /// <c>GSS Encryption Mode</c> and <c>Host Recheck Seconds</c> stay as they are; what else bounds a request's time is set here.
    /// </param>
    /// <param name="journalConnectionsMax">1 to 100.</param>
    /// <param name="readConnectionsMax">1 to 100.</param>
    public Databases(string connectionString, int journalConnectionsMax = 12, int readConnectionsMax = 12)
    {
        // All that a batch reads and writes it has the key of. A plan that was made while the tables were empty must not
        // read them whole, nor be compiled for the millions of rows that it takes for possible.
        Journal = Create(connectionString, "stampede-journal", journalConnectionsMax, "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off");
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

    /// <summary>How a server is found, and how soon one is given up, where the connection string does not say.</summary>
    internal static void Reach(NpgsqlConnectionStringBuilder settings)
    {
        var hosts = settings.Host?.Contains(',') == true;
        // Of a host that takes connections and says nothing each step costs as much: reaching it, and cancelling there.
        if (!settings.ShouldSerialize("Timeout"))
            settings.Timeout = hosts ? 2 : 3;
        if (!settings.ShouldSerialize("GSS Encryption Mode"))
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        if (!settings.ShouldSerialize("Keepalive"))
            settings.KeepAlive = 10;
        if (!hosts)
            return;
        // Nothing is decided on a standby, nor shown from one. Which host is the primary is asked anew when it was last
        // seen so long ago: a standby that has become the primary is not found sooner.
        settings.TargetSessionAttributes = "primary";
        if (!settings.ShouldSerialize("Host Recheck Seconds"))
            settings.HostRecheckSeconds = 2;
    }

    private static NpgsqlDataSource Create(string connectionString, string applicationName, int connectionsMax, string plans = "")
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = applicationName,
            MaxPoolSize = connectionsMax,
            CommandTimeout = 6,
            // A cancelled command waits this long for the server to confirm, before its connection is given up.
            CancellationTimeout = 500,
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Enlist = false,
            WriteBufferSize = 256 * 1024,
            ReadBufferSize = 64 * 1024,
        };
        Reach(settings);
        // Nothing waits for ever: a row locked by somebody else, a statement gone astray, a client that vanished while it held a lock.
        // Plans are made once and not for each batch's values: on tables without statistics yet (a fresh database's first
        // minute) those read a drop's every reservation where the key would do. See docs/performance.md.
        settings.Options = string.Join(
            ' ', settings.Options, "-c lock_timeout=3000", "-c statement_timeout=6000", "-c idle_in_transaction_session_timeout=5000",
            "-c plan_cache_mode=force_generic_plan", plans).Trim();
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
