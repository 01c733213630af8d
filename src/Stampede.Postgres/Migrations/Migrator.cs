using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Stampede.Postgres.Migrations;

/// <summary>
/// Brings a database to the schema of this code, one numbered SQL file after the other, each in a transaction of its
/// own with its row in <c>schema_migration</c>. Nodes that start together take turns.
/// </summary>
public sealed class Migrator
{
    /// <summary>"Stampede" as a number: the key of the lock that migrating nodes take turns on.</summary>
    internal const long TurnKey = 0x5374616d70656465;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<Migration> migrations;
    private readonly ILogger logger;

    /// <summary>With the migrations of Stampede itself.</summary>
    public Migrator(ILogger<Migrator> logger)
        : this(Migration.In(typeof(Migrator).Assembly, typeof(Migrator).Namespace!), logger)
    {
    }

    internal Migrator(IReadOnlyList<Migration> migrations, ILogger? logger = null)
    {
        this.migrations = migrations;
        this.logger = logger ?? NullLogger.Instance;
    }

    /// <summary>How long to try while no server answers, or another node migrates: 1 to 3600. Default: 60.</summary>
    public int WaitSecondsMax { get; init; } = 60;

    /// <summary>Applies what is missing. Safe to call at any time, from any number of nodes at once.</summary>
    /// <returns>How many migrations this call applied.</returns>
    /// <exception cref="MigrationException">A newer schema breaks with this code, an applied file has changed, or one fails.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached within <see cref="WaitSecondsMax"/>.</exception>
    public async Task<int> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken cancellation = default)
    {
        await using var connection = await OpenAsync(dataSource, cancellation);
        await TakeTurnAsync(connection, cancellation);
        try
        {
            // Only where it is missing: "if not exists" would ask for the right to create one all the same.
            if (!await SchemaHistory.ExistsAsync(connection, cancellation))
            {
                if (!NamesSearchPath(dataSource) && await SchemaHistory.FindElsewhereAsync(connection, cancellation) is { } schema)
                    throw new MigrationException(
                        $"This database has Stampede's tables in the schema {schema}, where this connection does not look. "
                        + $"Add \"Search Path={schema}\" to ConnectionStrings__Stampede.");
                await ExecuteAsync(connection, SchemaHistory.Create, cancellation);
            }

            var applied = await SchemaHistory.ReadAsync(connection, cancellation);
            if (SchemaHistory.Objection(applied, migrations) is { } objection)
                throw new MigrationException(objection);
            if (applied.Count > migrations.Count)
                logger.SchemaAhead(applied[^1].Version, migrations.Count);
            var missing = migrations.Skip(applied.Count).ToList();
            foreach (var migration in missing)
                await ApplyAsync(connection, migration, cancellation);
            return missing.Count;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(
                $"The schema is not this version's, and the role of this connection may not change it ({e.MessageText}). "
                + "Run `migrate` once with the owner's connection string.", e);
        }
        finally
        {
            // The turn ends with the connection's session; a pooled one lives on.
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await ExecuteAsync(connection, $"select pg_advisory_unlock({TurnKey})", CancellationToken.None);
                await ExecuteAsync(connection, "reset statement_timeout; reset idle_in_transaction_session_timeout", CancellationToken.None);
            }
        }
    }

    /// <summary>Whether the database has all migrations of this code; those of a newer one besides are no harm, unless one is marked as breaking.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public async Task<bool> IsCurrentAsync(NpgsqlDataSource dataSource, CancellationToken cancellation = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        try
        {
            var applied = await SchemaHistory.ReadAsync(connection, cancellation);
            return applied.Count >= migrations.Count && SchemaHistory.Objection(applied, migrations) is null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource dataSource, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await dataSource.OpenConnectionAsync(cancellation);
            }
            catch (NpgsqlException e) when (DatabaseFaults.IsPassing(e, dataSource.ConnectionString) && waited.Elapsed.TotalSeconds < WaitSecondsMax)
            {
                logger.DatabaseNotThere(DatabaseFaults.Reason(e));
                await Task.Delay(BetweenTries, cancellation);
            }
        }
    }

    private static bool NamesSearchPath(NpgsqlDataSource dataSource) =>
        new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).SearchPath is { Length: > 0 } path && path != ConnectionPools.UsualSearchPath;

    private async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            // A connection's usual bounds are for answering requests; a migration of a large table may take its time.
            await ExecuteAsync(connection, "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0", cancellation);
            // lock_timeout bounds the wait for an advisory lock too; the command itself must then not give up earlier.
            await ExecuteAsync(connection, $"set lock_timeout = '{WaitSecondsMax}s'", cancellation);
            await ExecuteAsync(connection, $"select pg_advisory_lock({TurnKey})", cancellation);
            await ExecuteAsync(connection, "reset lock_timeout", cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new MigrationException($"Another node has been migrating this database for more than {WaitSecondsMax} s. Start again when it is done.", e);
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync(connection, migration.Sql, cancellation);
            await using var record = new NpgsqlCommand(SchemaHistory.Insert, connection);
            record.Parameters.AddWithValue(migration.Version);
            record.Parameters.AddWithValue(migration.Name);
            record.Parameters.AddWithValue(migration.Sha256);
            await record.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState != PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException($"Migration {migration.FileName} failed: {e.MessageText} ({e.SqlState}).", e);
        }
        logger.Applied(migration.FileName, watch.ElapsedMilliseconds);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>The database's schema cannot be brought to this version of the code. The message is for the operator.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);

internal static partial class MigratorLog
{
    [LoggerMessage(LogLevel.Information, "Applied migration {File} in {Milliseconds} ms")]
    public static partial void Applied(this ILogger logger, string file, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "The database does not answer yet ({Reason}), trying on")]
    public static partial void DatabaseNotThere(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "A newer Stampede has migrated this database to version {Version}; this one knows {Known}, and goes on with it")]
    public static partial void SchemaAhead(this ILogger logger, int version, int known);
}
