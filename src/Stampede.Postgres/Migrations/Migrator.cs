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

    private readonly IReadOnlyList<Migration> _migrations;
    private readonly ILogger _logger;

    /// <summary>With the migrations of Stampede itself.</summary>
    public Migrator(ILogger<Migrator> logger)
        : this(Migration.In(typeof(Migrator).Assembly, typeof(Migrator).Namespace!), logger)
    {
    }

    internal Migrator(IReadOnlyList<Migration> migrations, ILogger? logger = null)
    {
        _migrations = migrations;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>How long to try while no server answers, or another node migrates: 1 to 3600. Default: 60.</summary>
    public int WaitSecondsMax { get; init; } = 60;

    /// <summary>Applies what is missing. Safe to call at any time, from any number of nodes at once.</summary>
    /// <returns>How many migrations this call applied.</returns>
    /// <exception cref="MigrationException">A newer schema breaks with this code, an applied file has changed, or one fails.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached within <see cref="WaitSecondsMax"/>.</exception>
    public async Task<int> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken ct = default)
    {
        await using var connection = await OpenAsync(dataSource, ct);
        await TakeTurnAsync(connection, ct);
        try
        {
            // Only where it is missing: "if not exists" would ask for the right to create one all the same.
            if (!await SchemaHistory.ExistsAsync(connection, ct))
            {
                if (!NamesSearchPath(dataSource) && await SchemaHistory.FindElsewhereAsync(connection, ct) is { } schema)
                    throw new MigrationException(
                        $"This database has Stampede's tables in the schema {schema}, where this connection does not look. "
                        + $"Add \"Search Path={schema}\" to ConnectionStrings__Stampede.");
                await ExecuteAsync(connection, SchemaHistory.Create, ct);
            }

            var applied = await SchemaHistory.ReadAsync(connection, ct);
            if (SchemaHistory.Objection(applied, _migrations) is { } objection)
                throw new MigrationException(objection);
            if (applied.Count > _migrations.Count)
                _logger.SchemaAhead(applied[^1].Version, _migrations.Count);
            var missing = _migrations.Skip(applied.Count).ToList();
            foreach (var migration in missing)
                await ApplyAsync(connection, migration, ct);
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
    public async Task<bool> IsCurrentAsync(NpgsqlDataSource dataSource, CancellationToken ct = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        try
        {
            var applied = await SchemaHistory.ReadAsync(connection, ct);
            return applied.Count >= _migrations.Count && SchemaHistory.Objection(applied, _migrations) is null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await dataSource.OpenConnectionAsync(ct);
            }
            catch (NpgsqlException e) when (DatabaseFaults.IsPassing(e) && waited.Elapsed.TotalSeconds < WaitSecondsMax)
            {
                _logger.DatabaseNotThere(DatabaseFaults.Reason(e));
                await Task.Delay(BetweenTries, ct);
            }
        }
    }

    private static bool NamesSearchPath(NpgsqlDataSource dataSource) =>
        new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).SearchPath is { Length: > 0 } path && path != Databases.UsualSearchPath;

    private async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            // A connection's usual bounds are for answering requests; a migration of a large table may take its time.
            await ExecuteAsync(connection, "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0", ct);
            // lock_timeout bounds the wait for an advisory lock too; the command itself must then not give up earlier.
            await ExecuteAsync(connection, $"set lock_timeout = '{WaitSecondsMax}s'", ct);
            await ExecuteAsync(connection, $"select pg_advisory_lock({TurnKey})", ct);
            await ExecuteAsync(connection, "reset lock_timeout", ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new MigrationException($"Another node has been migrating this database for more than {WaitSecondsMax} s. Start again when it is done.", e);
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ExecuteAsync(connection, migration.Sql, ct);
            await using var record = new NpgsqlCommand(SchemaHistory.Insert, connection);
            record.Parameters.AddWithValue(migration.Version);
            record.Parameters.AddWithValue(migration.Name);
            record.Parameters.AddWithValue(migration.Sha256);
            await record.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState != PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException($"Migration {migration.FileName} failed: {e.MessageText} ({e.SqlState}).", e);
        }
        _logger.Applied(migration.FileName, watch.ElapsedMilliseconds);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
