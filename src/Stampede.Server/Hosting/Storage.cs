using Npgsql;
using Stampede.Postgres;
using Stampede.Postgres.Embedded;
using Stampede.Postgres.Migrations;
using Stampede.Server.Settings;

namespace Stampede.Server.Hosting;

/// <summary>The database that this process works with: the one that is named, or one of its own that it starts and stops.</summary>
internal sealed class Storage : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    private Storage(string connectionString, StampedeSettings settings, EmbeddedPostgres? embedded)
    {
        this.embedded = embedded;
        ConnectionString = connectionString;
        Databases = new Databases(connectionString, settings.JournalConnectionsMax, settings.ReadConnectionsMax);
    }

    public string ConnectionString { get; }

    public Databases Databases { get; }

    public bool IsEmbedded => embedded is not null;

    /// <param name="besideServer">Go on with the embedded PostgreSQL of a server that is running, instead of refusing to.</param>
    public static async Task<Storage> OpenAsync(StampedeSettings settings, ILoggerFactory logs, bool besideServer, CancellationToken cancellation)
    {
        if (settings.ConnectionString is { } named)
            return new Storage(named, settings, embedded: null);
        var options = new EmbeddedPostgresOptions { DataDirectory = settings.DataDirectory };
        if (besideServer && await EmbeddedPostgres.FindRunningAsync(options, cancellation) is { } running)
            return new Storage(running, settings, embedded: null);
        var embedded = await EmbeddedPostgres.StartAsync(options, logs.CreateLogger<EmbeddedPostgres>(), cancellation);
        return new Storage(embedded.ConnectionString, settings, embedded);
    }

    /// <summary>Brings the schema up to date; nodes that start together take turns.</summary>
    /// <returns>How many migrations were applied.</returns>
    public async Task<int> MigrateAsync(Migrator migrator, CancellationToken cancellation) =>
        await migrator.MigrateAsync(Databases.Reads, cancellation);

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        // Pools that others made with the same connection string would hold PostgreSQL's clean stop up.
        NpgsqlConnection.ClearAllPools();
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
