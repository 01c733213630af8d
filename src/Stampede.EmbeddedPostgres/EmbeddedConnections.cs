using Npgsql;

namespace Stampede.EmbeddedPostgres;

/// <summary>
/// The roles of the embedded PostgreSQL. The socket asks nobody for a password, so they keep no one out: they keep what goes
/// wrong in the server from reaching further than its rows.
/// </summary>
/// <param name="Superuser">May do everything; for setting up and for backups.</param>
/// <param name="Owner">Has the tables, and migrates them.</param>
/// <param name="Server">Reads and writes rows.</param>
public sealed record EmbeddedConnections(string Superuser, string Owner, string Server)
{
    private const string OwnerRole = "stampede_owner";
    private const string ServerRole = "stampede_server";
    private const int TriesMax = 10;

    /// <summary>Safe to repeat. What an older Stampede made as the superuser is handed over.</summary>
    private const string Prepare = $"""
        do $$
        declare
          step text;
        begin
          if pg_is_in_recovery() then
            return; -- A restored copy that is not its own yet.
          end if;
          if to_regrole('{OwnerRole}') is null then
            create role {OwnerRole} login;
          end if;
          if to_regrole('{ServerRole}') is null then
            create role {ServerRole} login;
          end if;
          execute format('alter database %I owner to {OwnerRole}', current_database());
          execute format('revoke temporary on database %I from public', current_database());
          for step in
            select format('alter %s %s owner to {OwnerRole}',
              case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, c.oid::regclass)
            from pg_class c
            where relnamespace = 'public'::regnamespace and relowner = current_user::regrole and relkind in ('r', 'p', 'v', 'm', 'S')
              -- These follow their table, or belong to an extension.
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i', 'e'))
            union all
            select format('alter routine %s owner to {OwnerRole}', p.oid::regprocedure)
            from pg_proc p
            where pronamespace = 'public'::regnamespace and proowner = current_user::regrole
              and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
          loop
            execute step;
          end loop;
          alter default privileges for role {OwnerRole} in schema public grant select, insert, update, delete on tables to {ServerRole};
          alter default privileges for role {OwnerRole} in schema public grant usage, select on sequences to {ServerRole};
        end $$
        """;

    /// <summary>The ledger and the sales are only ever added to, and the history of migrations is not the server's.</summary>
    private const string Grant = $"""
        do $$
        begin
          grant select, insert, update, delete on all tables in schema public to {ServerRole};
          grant usage, select on all sequences in schema public to {ServerRole};
          revoke update, delete on movement, purchase, history from {ServerRole};
          revoke insert, update, delete on schema_migration from {ServerRole};
        end $$
        """;

    internal static EmbeddedConnections To(string socketDirectory, string database) => new(
        Cluster.ConnectionString(socketDirectory, database),
        Cluster.ConnectionString(socketDirectory, database, OwnerRole),
        Cluster.ConnectionString(socketDirectory, database, ServerRole));

    /// <summary>Before the migrations.</summary>
    internal Task PrepareAsync(CancellationToken cancellation) => RepeatAsync(Prepare, cancellation);

    /// <summary>After the migrations.</summary>
    public Task GrantAsync(CancellationToken cancellation) => RepeatAsync(Grant, cancellation);

    /// <summary>Beside an older Stampede that runs, whose PostgreSQL has these roles only after its next start.</summary>
    internal async Task<EmbeddedConnections> AsTheyAreAsync(CancellationToken cancellation) =>
        await ExecuteAsync($"select to_regrole('{ServerRole}') is not null", cancellation) is true ? this : new(Superuser, Superuser, Superuser);

    /// <summary>After a crash others connect again at once: they lock tables in another order than these statements, and PostgreSQL ends one of the two.</summary>
    private async Task RepeatAsync(string sql, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ExecuteAsync(sql, cancellation);
                return;
            }
            catch (PostgresException inTheWay) when (inTheWay.SqlState == PostgresErrorCodes.DeadlockDetected && tries < TriesMax)
            {
                // Nothing of it was done.
            }
        }
    }

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Superuser) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        return await command.ExecuteScalarAsync(cancellation);
    }
}
