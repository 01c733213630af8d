using Npgsql;
using Stampede.EmbeddedPostgres;
using Stampede.Postgres;
using Stampede.Postgres.Migrations;

namespace Stampede.Server.Hosting;

/// <summary>The database that this process works with: the one that is named, or one of its own that it starts and stops.</summary>
internal sealed partial class Storage : IAsyncDisposable
{
    private readonly EmbeddedServer? embedded;
    private readonly EmbeddedConnections? roles;

    private Storage(string connectionString, StampedeSettings settings, EmbeddedConnections? roles, EmbeddedServer? embedded)
    {
        (this.roles, this.embedded) = (roles, embedded);
        ConnectionString = connectionString;
        Pools = new ConnectionPools(connectionString, settings.JournalConnectionsMax, settings.ReadConnectionsMax);
    }

    public string ConnectionString { get; }

    public ConnectionPools Pools { get; }

    public bool IsEmbedded => embedded is not null;

    /// <param name="besideServer">Go on with the embedded PostgreSQL of a server that is running, instead of refusing to.</param>
    /// <exception cref="UnfitServerException">The PostgreSQL that is named is not one that Stampede can work with.</exception>
    public static async Task<Storage> OpenAsync(StampedeSettings settings, ILoggerFactory logs, bool besideServer, CancellationToken cancellation)
    {
        var storage = await FindAsync(settings, logs, besideServer, cancellation);
        try
        {
            var state = await storage.CheckAsync(logs.CreateLogger<Storage>(), cancellation);
            // Once for who runs the server: a verb's output is for its own answer.
            foreach (var warning in besideServer ? [] : state.Warnings)
                Unsafe(logs.CreateLogger<Storage>(), warning);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the schema up to date; nodes that start together take turns.</summary>
    /// <returns>How many migrations were applied.</returns>
    public async Task<int> MigrateAsync(Migrator migrator, CancellationToken cancellation)
    {
        if (roles is null)
            return await migrator.MigrateAsync(Pools.Reads, cancellation);
        await using var asOwner = new ConnectionPools(roles.Owner, 1, 1);
        var applied = await migrator.MigrateAsync(asOwner.Reads, cancellation);
        await roles.GrantAsync(cancellation);
        return applied;
    }

    private static async Task<Storage> FindAsync(StampedeSettings settings, ILoggerFactory logs, bool besideServer, CancellationToken cancellation)
    {
        if (settings.ConnectionString is { } named)
            return new Storage(named, settings, roles: null, embedded: null);
        var options = new EmbeddedPostgresOptions { DataDirectory = settings.DataDirectory };
        if (besideServer && await EmbeddedServer.FindRunningAsync(options, cancellation) is { } running)
            return new Storage(running.Server, settings, running.Server == running.Owner ? null : running, embedded: null);
        var embedded = await EmbeddedServer.StartAsync(options, logs.CreateLogger<EmbeddedServer>(), cancellation);
        return new Storage(embedded.Connections.Server, settings, embedded.Connections, embedded);
    }

    private Task<ServerState> CheckAsync(ILogger log, CancellationToken cancellation) => StartupRetries.RunAsync(
        async () =>
        {
            var state = await ServerState.ReadAsync(Pools.Health, cancellation);
            return state.IsStandby ? throw new StandbyException() : state;
        },
        ConnectionString, log, cancellation);

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void Unsafe(ILogger log, string warning);

    /// <summary>It may be promoted any moment.</summary>
    private sealed class StandbyException() : NpgsqlException(
        "this PostgreSQL is a standby, which only reads; name the primary in ConnectionStrings__Stampede, or all hosts with commas between",
        new IOException("A standby takes no writes."));

    public async ValueTask DisposeAsync()
    {
        await Pools.DisposeAsync();
        // Pools that others made with the same connection string would hold PostgreSQL's clean stop up.
        NpgsqlConnection.ClearAllPools();
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
