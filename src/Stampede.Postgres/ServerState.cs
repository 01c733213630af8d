using Npgsql;

namespace Stampede.Postgres;

/// <summary>This PostgreSQL cannot keep what Stampede promises, or not as it is set up. The message is for the operator.</summary>
public sealed class UnfitServerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What a PostgreSQL that somebody set up says about itself.</summary>
/// <param name="Version">As a number: 180004.</param>
/// <param name="VersionName">For instance 18.4.</param>
/// <param name="IsDirect">What was asked for at connect has arrived.</param>
public sealed record ServerState(
    int Version, string VersionName, string Encoding, bool IsStandby, bool IsDirect, bool Fsync, bool FullPageWrites)
{
    private const int VersionMin = 150_000;

    private const string Read = $"""
        select current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding'),
          pg_is_in_recovery(), current_setting('{ConnectionPools.Marker}', true) is not distinct from 'own',
          current_setting('fsync')::bool, current_setting('full_page_writes')::bool
        """;

    private const string NoPooler =
        "A pooler such as PgBouncer stands before the database, and the settings that keep Stampede's promises do not pass it. "
        + "Name PostgreSQL itself in ConnectionStrings__Stampede: each node keeps small pools of its own, see docs/operations/database.md.";

    /// <summary>Nothing acknowledged is lost by Stampede's doing, but by this server's.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. Fsync ? [] : new[] { "fsync is off in this PostgreSQL: when its machine fails, acknowledged reservations are lost, or the whole database. Set fsync = on." },
        .. FullPageWrites ? [] : new[] { "full_page_writes is off in this PostgreSQL: when its machine fails, the database may be broken. Set full_page_writes = on." },
    ];

    /// <summary>Why Stampede must not work with it; null where it may.</summary>
    private string? Objection =>
        !IsDirect ? NoPooler
        : Version < VersionMin ? $"The database's PostgreSQL is {VersionName}; Stampede needs 15 or newer. Upgrade it, or name another with ConnectionStrings__Stampede."
        : Encoding != "UTF8" ? $"The database's encoding is {Encoding}; Stampede needs UTF8. Make one with: create database … encoding 'UTF8' template template0."
        : null;

    /// <exception cref="UnfitServerException">Nothing can be done with this server; the message says what to change.</exception>
    /// <exception cref="NpgsqlException">It cannot be reached, or refuses this role.</exception>
    public static async Task<ServerState> ReadAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        try
        {
            await using var command = database.CreateCommand(Read);
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            await rows.ReadAsync(cancellation);
            var state = new ServerState(
                rows.GetInt32(0), rows.GetString(1), rows.GetString(2), rows.GetBoolean(3), rows.GetBoolean(4), rows.GetBoolean(5), rows.GetBoolean(6));
            return state.Objection is { } objection ? throw new UnfitServerException(objection) : state;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            // It does not know a setting that every session asks for.
            throw new UnfitServerException(
                $"The database is no PostgreSQL 15 or newer ({refused.MessageText}). Upgrade it, or name another with ConnectionStrings__Stampede.", refused);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            // PostgreSQL itself finds nothing wrong with how Npgsql connects: what stands before it does not know what a session asks for.
            throw new UnfitServerException($"{NoPooler} (It said: {refused.MessageText}.)", refused);
        }
    }
}
