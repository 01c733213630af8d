using Npgsql;

namespace Stampede.Postgres;

/// <summary>The connections of one process, in small pools: batching is what carries a crowd, not connections.</summary>
public sealed class ConnectionPools : IAsyncDisposable
{
    /// <summary>A parameter of our own. A pooler that drops what is asked for at connect drops it too, and is found out by that.</summary>
    internal const string Marker = "stampede.session";

    internal const string UsualSearchPath = "\"$user\",public";

    /// <summary>
    /// What every session relies on, whatever the defaults of its server, database and role are. Nothing waits for ever: a
    /// row locked by somebody else, a statement gone astray, a client that vanished while it held a lock.
    /// </summary>
    private static readonly string[] Session =
    [
        "lock_timeout=3000",
        "statement_timeout=6000",
        "idle_in_transaction_session_timeout=5000",
        // A listener waits for hours, and a pool keeps what it may need.
        "idle_session_timeout=0",
        // Plans are made once and not for each batch's values: on tables without statistics yet (a fresh database's first
        // minute) those read a drop's every reservation where the key would do. See docs/performance.md.
        "plan_cache_mode=force_generic_plan",
        // What is acknowledged is on disk, and with the standbys that the server waits for.
        "synchronous_commit=on",
        // A commit that its standby may not have is told by a warning.
        "client_min_messages=notice",
        "default_transaction_isolation=read\\ committed",
        "default_transaction_read_only=off",
        "default_transaction_deferrable=off",
        "DateStyle=ISO,MDY",
        "IntervalStyle=postgres",
        $"{Marker}=own",
    ];

    /// <param name="connectionString">
    /// Any PostgreSQL 15 or newer; of several hosts, the one that is the primary. Its <c>Timeout</c>, <c>Keepalive</c>,
    /// <c>GSS Encryption Mode</c>, <c>Host Recheck Seconds</c> and <c>Search Path</c> stay as they are; what else bounds a request's
    /// time is set here.
    /// </param>
    /// <param name="journalConnectionsMax">1 to 100.</param>
    /// <param name="readConnectionsMax">1 to 100.</param>
    public ConnectionPools(string connectionString, int journalConnectionsMax = 12, int readConnectionsMax = 12)
    {
        // All that a batch reads and writes it has the key of. A plan that was made while the tables were empty must not
        // read them whole, nor be compiled for the millions of rows that it takes for possible.
        Journal = Create(connectionString, "stampede-journal", journalConnectionsMax, "enable_seqscan=off", "enable_hashjoin=off", "enable_mergejoin=off", "jit=off");
        Reads = Create(connectionString, "stampede", readConnectionsMax);
        Health = Create(connectionString, "stampede-health", 1);
        Verification = Create(connectionString, "stampede-verification", VerificationsMax);
        Proofs = Create(connectionString, "stampede-proofs", ProofsMax, "enable_seqscan=off", "enable_hashjoin=off", "enable_mergejoin=off", "jit=off");
    }

    /// <summary>Verifications at a time: each may read for minutes.</summary>
    public const int VerificationsMax = 2;

    /// <summary>The notary, and proofs and receipts that are written at a time.</summary>
    public const int ProofsMax = 3;

    /// <summary>For the journal alone, so that no crowd of readers can keep a batch waiting.</summary>
    public NpgsqlDataSource Journal { get; }

    public NpgsqlDataSource Reads { get; }

    /// <summary>One connection, on which the node looks whether it is ready: readers cannot take it.</summary>
    public NpgsqlDataSource Health { get; }

    /// <summary>For going through whole ledgers, so that no operator's question keeps customers' reads waiting.</summary>
    public NpgsqlDataSource Verification { get; }

    /// <summary>For what is signed and proved of the ledgers, each by its key. Apart from the others, so that the notary does not wait for customers' reads.</summary>
    public NpgsqlDataSource Proofs { get; }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Reads.DisposeAsync();
        await Health.DisposeAsync();
        await Verification.DisposeAsync();
        await Proofs.DisposeAsync();
    }

    /// <summary>
    /// Forgets PGUSER, PGOPTIONS, PGCLIENTENCODING and the like. Npgsql reads them, and they are meant for another program on
    /// another database: what Stampede connects to, and how, stands in its connection string alone.
    /// </summary>
    public static void ForgetEnvironment()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.OfType<string>().Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            Environment.SetEnvironmentVariable(name, null);
    }

    /// <summary>A connection string for all of Stampede's connections: how a server is found, and what a session relies on.</summary>
    /// <param name="options">More settings of the session, as <c>name=value</c>.</param>
    internal static NpgsqlConnectionStringBuilder Connect(string connectionString, string applicationName, params IEnumerable<string> options)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = applicationName,
            Enlist = false,
            Encoding = "UTF8",
            ClientEncoding = "UTF8",
            Timezone = "UTC",
        };
        Reach(settings);
        // A role's or a database's own default would win over PostgreSQL's, and could hide the tables.
        if (string.IsNullOrWhiteSpace(settings.SearchPath))
            settings.SearchPath = UsualSearchPath;
        settings.Options = string.Join(' ', Session.Concat(options).Select(option => $"-c {option}").Prepend(settings.Options)).Trim();
        return settings;
    }

    /// <summary>How a server is found, and how soon one is given up, where the connection string does not say.</summary>
    private static void Reach(NpgsqlConnectionStringBuilder settings)
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

    private static NpgsqlDataSource Create(string connectionString, string applicationName, int connectionsMax, params IEnumerable<string> plans)
    {
        var settings = Connect(connectionString, applicationName, plans);
        settings.MaxPoolSize = connectionsMax;
        settings.CommandTimeout = 6;
        // A cancelled command waits this long for the server to confirm, before its connection is given up.
        settings.CancellationTimeout = 500;
        settings.MaxAutoPrepare = 60;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;
        settings.WriteBufferSize = 256 * 1024;
        settings.ReadBufferSize = 64 * 1024;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
