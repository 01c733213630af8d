using Npgsql;
using Stampede.Postgres.Migrations;
using Stampede.Testing;

namespace Stampede.Postgres.Tests.Migrations;

public sealed class Migrating
{
    private static readonly Migration First = new(1, "shelf", "create table shelf (id int primary key); insert into shelf values (1);");
    private static readonly Migration Second = new(2, "label", "alter table shelf add label text not null default 'none'");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_missing_is_applied_once_and_in_order()
    {
        await using var database = await TestDatabase.CreateAsync();
        (await new Migrator([First]).MigrateAsync(database.DataSource, Ct)).ShouldBe(1);
        (await new Migrator([First, Second]).MigrateAsync(database.DataSource, Ct)).ShouldBe(1);
        (await new Migrator([First, Second]).MigrateAsync(database.DataSource, Ct)).ShouldBe(0);
        (await AskAsync(database, "select string_agg(version || name, ',' order by version) from schema_migration")).ShouldBe("1shelf,2label");
    }

    [Fact]
    public async Task Eight_nodes_that_start_at_once_apply_each_migration_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new Migrator([First, Second]).MigrateAsync(database.DataSource, Ct)));
        applied.Sum().ShouldBe(2);
        (await AskAsync(database, "select count(*) from shelf")).ShouldBe("1");
    }

    [Fact]
    public async Task While_a_newer_node_has_migrated_older_ones_go_on_and_start()
    {
        await using var database = await TestDatabase.CreateAsync();
        await new Migrator([First, Second]).MigrateAsync(database.DataSource, Ct);
        var older = new Migrator([First]);
        (await older.IsCurrentAsync(database.DataSource, Ct)).ShouldBeTrue();
        (await older.MigrateAsync(database.DataSource, Ct)).ShouldBe(0);
        (await AskAsync(database, "select count(*) from schema_migration")).ShouldBe("2");
    }

    [Fact]
    public async Task A_newer_migration_that_is_marked_as_breaking_is_refused_by_name()
    {
        await using var database = await TestDatabase.CreateAsync();
        await new Migrator([First, Second with { Name = "breaking_label" }]).MigrateAsync(database.DataSource, Ct);
        var older = new Migrator([First]);
        (await older.IsCurrentAsync(database.DataSource, Ct)).ShouldBeFalse();
        var refusal = await Should.ThrowAsync<MigrationException>(() => older.MigrateAsync(database.DataSource, Ct));
        refusal.Message.ShouldContain("at version 2 (breaking_label), too new for this Stampede, which knows versions up to 1");
    }

    [Fact]
    public async Task Tables_that_are_not_on_the_search_path_are_not_made_a_second_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ExecuteAsync(database, "create schema shop");
        await using var aside = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "shop" }.ConnectionString);
        Migration ledger = new(1, "ledger", "create table movement (id int)");
        await new Migrator([ledger]).MigrateAsync(aside, Ct);
        var refusal = await Should.ThrowAsync<MigrationException>(() => new Migrator([ledger]).MigrateAsync(database.DataSource, Ct));
        refusal.Message.ShouldContain("\"Search Path=shop\"");
        // Who names another one means it.
        await ExecuteAsync(database, "create schema other");
        await using var other = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "other" }.ConnectionString);
        (await new Migrator([ledger]).MigrateAsync(other, Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_applied_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await new Migrator([First]).MigrateAsync(database.DataSource, Ct);
        var changed = new Migrator([First with { Sql = "create table other (id int)" }, Second]);
        var refusal = await Should.ThrowAsync<MigrationException>(() => changed.MigrateAsync(database.DataSource, Ct));
        refusal.Message.ShouldContain("0001_shelf.sql is not the one that this database had");
        (await AskAsync(database, "select count(*) from schema_migration")).ShouldBe("1");
    }

    [Fact]
    public async Task Other_line_ends_are_no_change()
    {
        await using var database = await TestDatabase.CreateAsync();
        await new Migrator([new(1, "lines", "create table a ();\ncreate table b ();\n")]).MigrateAsync(database.DataSource, Ct);
        (await new Migrator([new(1, "lines", "create table a ();\r\ncreate table b ();\r\n")]).IsCurrentAsync(database.DataSource, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_of_itself_and_says_why()
    {
        await using var database = await TestDatabase.CreateAsync();
        var broken = new Migrator([First, new(2, "broken", "create table half ();\nselect 1;\nselect nonsense;")]);
        var failure = await Should.ThrowAsync<MigrationException>(() => broken.MigrateAsync(database.DataSource, Ct));
        failure.Message.ShouldBe("Migration 0002_broken.sql failed: column \"nonsense\" does not exist (42703).");
        (await AskAsync(database, "select to_regclass('half') is null and to_regclass('shelf') is not null")).ShouldBe("True");
        (await new Migrator([First, Second]).MigrateAsync(database.DataSource, Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task A_database_is_current_only_with_every_migration()
    {
        await using var database = await TestDatabase.CreateAsync();
        var migrator = new Migrator([First, Second]);
        (await migrator.IsCurrentAsync(database.DataSource, Ct)).ShouldBeFalse();
        await new Migrator([First]).MigrateAsync(database.DataSource, Ct);
        (await migrator.IsCurrentAsync(database.DataSource, Ct)).ShouldBeFalse();
        await migrator.MigrateAsync(database.DataSource, Ct);
        (await migrator.IsCurrentAsync(database.DataSource, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_migrates_forever_does_not_make_the_others_wait_forever()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var busy = await database.DataSource.OpenConnectionAsync(Ct);
        await using (var turn = new NpgsqlCommand($"select pg_advisory_lock({Migrator.TurnKey})", busy))
            await turn.ExecuteNonQueryAsync(Ct);
        var refusal = await Should.ThrowAsync<MigrationException>(
            () => new Migrator([First]) { WaitSecondsMax = 1 }.MigrateAsync(database.DataSource, Ct));
        refusal.Message.ShouldContain("Another node has been migrating");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_waited_for_within_bounds()
    {
        await using var source = NpgsqlDataSource.Create("Host=/nowhere;Username=none");
        await Should.ThrowAsync<NpgsqlException>(() => new Migrator([First]) { WaitSecondsMax = 1 }.MigrateAsync(source, Ct));
    }

    [Fact]
    public void Files_are_found_among_the_resources_by_their_names() =>
        Migration.In(typeof(Migrating).Assembly, "Stampede.Postgres.Tests.Migrations.Samples").ShouldHaveSingleItem().FileName.ShouldBe("0001_probe.sql");

    [Fact]
    public void A_number_that_is_there_twice_or_missing_is_an_error()
    {
        Should.Throw<MigrationException>(() => Migration.InOrder([First, Second, new(2, "other", "")]));
        Should.Throw<MigrationException>(() => Migration.InOrder([First, new(3, "late", "")]));
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<string> AskAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return $"{await command.ExecuteScalarAsync(Ct)}";
    }
}
