using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Postgres.Migrations;
using Stampede.Testing;

namespace Stampede.Server.Tests.Embedded;

public sealed class SeparatingRoles
{
    [Fact]
    public async Task The_server_reads_and_writes_rows_and_no_more()
    {
        await using var folder = new DataFolder();
        await using var postgres = await folder.StartAsync();
        await MigrateAsync(postgres.Connections.Owner);
        await postgres.Connections.GrantAsync(TestContext.Current.CancellationToken);
        foreach (var statement in new[]
        {
            "create table mine (id int)", "create temp table mine (id int)", "alter table drop add column mine int", "drop table purchase", "truncate purchase",
            "update purchase set quantity = 2", "delete from movement", "delete from schema_migration", "create role mine", "copy account to program 'cat'",
            "select pg_read_file('PG_VERSION')", "alter system set fsync = off",
        })
        {
            (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(postgres.Connections.Server, statement)))
                .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        }

        (await DataFolder.AskAsync(postgres, "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname like 'stampede%' and not rolsuper"))
            .ShouldBe("stampede_owner stampede_server");
    }

    [Fact]
    public async Task A_data_directory_of_before_is_brought_over()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var folder = new DataFolder();
        await using (var before = await folder.StartAsync())
        {
            await ExecuteAsync(before.ConnectionString, """
                drop owned by stampede_server;
                reassign owned by stampede_owner to stampede;
                drop owned by stampede_owner;
                drop role stampede_owner;
                drop role stampede_server;
                """);
            await MigrateAsync(before.ConnectionString);
            await DataFolder.AskAsync(before, "insert into revoked_session select gen_random_uuid(), now() where false");
        }

        await using var postgres = await folder.StartAsync();
        (await DataFolder.AskAsync(postgres, "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relowner <> 'stampede_owner'::regrole")).ShouldBe("0");
        (await DataFolder.AskAsync(postgres, "select count(*) from pg_proc where pronamespace = 'public'::regnamespace and proowner <> 'stampede_owner'::regrole")).ShouldBe("0");
        await MigrateAsync(postgres.Connections.Owner);
        await ExecuteAsync(postgres.Connections.Owner, "alter table drop add column of_a_later_migration int");
        await postgres.Connections.GrantAsync(ct);
        await ExecuteAsync(postgres.Connections.Server, "delete from node");
    }

    [Fact]
    public async Task A_running_shop_is_served_by_the_role_that_only_has_rows()
    {
        await using var folder = new DataFolder();
        var (server, address) = await ServerProcess.StartAsync(ServerProcess.In(folder.Path));
        await using var _ = server;
        using var shop = new Contract.Shop(address);
        await shop.SignInOperatorAsync();
        var drop = await shop.CreateDropAsync(new { totalStock = 3 });
        await drop.SellAsync(await shop.CustomerAsync());
        await drop.ShouldBalanceAsync();
        var running = (await Stampede.EmbeddedPostgres.Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull();
        await using var source = NpgsqlDataSource.Create(Stampede.EmbeddedPostgres.Cluster.ConnectionString(running.SocketDirectory, "stampede"));
        await using var users = source.CreateCommand("select string_agg(distinct usename, ' ') from pg_stat_activity where application_name like 'stampede%'");
        (await users.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe("stampede_server");
        (await server.TerminateAsync()).ExitCode.ShouldBe(0);
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(source, TestContext.Current.CancellationToken);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
