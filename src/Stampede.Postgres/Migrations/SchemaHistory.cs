using Npgsql;

namespace Stampede.Postgres.Migrations;

/// <summary>One row of <c>schema_migration</c>.</summary>
internal readonly record struct AppliedMigration(int Version, string Name, string Sha256);

/// <summary>What a database says about the migrations that it has had.</summary>
internal static class SchemaHistory
{
    public const string Create =
        """
        create table schema_migration (
          version int primary key,
          name text not null,
          sha256 text not null,
          applied_at timestamptz not null default now()
        )
        """;

    public const string Insert = "insert into schema_migration (version, name, sha256) values ($1, $2, $3)";

    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select to_regclass('schema_migration') is not null", connection);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <returns>A schema that is not on the connection's search path and has had migrations; null: there is none.</returns>
    public static async Task<string?> FindElsewhereAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select history.relnamespace::regnamespace::text
            from pg_class history join pg_class ledger on ledger.relnamespace = history.relnamespace
            where history.relname = 'schema_migration' and ledger.relname = 'movement' and not pg_table_is_visible(history.oid)
            limit 1
            """, connection);
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    public static async Task<IReadOnlyList<AppliedMigration>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select version, name, sha256 from schema_migration order by version", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellation))
            applied.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    /// <summary>Why this code must not touch such a database; null where it may.</summary>
    public static string? Objection(IReadOnlyList<AppliedMigration> applied, IReadOnlyList<Migration> known)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            var (version, name, sha256) = applied[i];
            // While nodes are replaced one by one, the older ones go on.
            if (version > known.Count && version == i + 1 && !Migration.IsBreaking(name))
                continue;
            if (version > known.Count)
                return $"The database's schema is at version {applied[^1].Version} ({applied[^1].Name}), too new for this Stampede, which knows "
                    + $"versions up to {known.Count}. Run the Stampede that migrated it, or a newer one.";
            if (version != i + 1)
                return $"The database had migration {version:0000} ({name}) but never {i + 1:0000}: restore it from a backup.";
            if (sha256 != known[i].Sha256)
                return $"Migration {known[i].FileName} is not the one that this database had ({name}): an applied migration must not change. "
                    + "Restore the file, and put the change into a new migration.";
        }
        return null;
    }
}
