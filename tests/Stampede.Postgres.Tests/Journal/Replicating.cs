using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Migrations;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>A PostgreSQL whose commits a standby must confirm, and the standby is away.</summary>
public sealed class Replicating
{
    [Fact]
    public async Task What_is_on_one_disk_alone_is_told_to_nobody_however_often_they_ask_and_once_the_standby_is_back_each_has_one_answer()
    {
        await using var folder = new DataFolder();
        await using var postgres = await folder.StartAsync();
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(database, TestContext.Current.CancellationToken);
        await using var node = new Node(postgres.ConnectionString, new LaneOptions());
        var drop = await CreateDropAsync(database);
        var (buyer, newcomer) = (AnyCustomer(), AnyCustomer());
        var held = (await node.ReserveAsync(drop, buyer)).ShouldBeOfType<Outcome.Reserved>().Hold;

        await RequireStandbyAsync(database, "nobody");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            // The first of each commits here, and its wait is cut short; the second finds it done.
            var asked = await Task.WhenAll(node.ReserveAsync(drop, newcomer, key: "once"), node.BuyAsync(drop.Id, held)).WaitAsync(Until.Patience);
            asked.ShouldAllBe(outcome => outcome is Outcome.Refused);
            ((Outcome.Refused)asked[0]).Refusal.ShouldBeOfType<Refusal.DatabaseUnavailable>();
        }

        (await CountAsync(database, "select count(*) from reservation where request_key = 'once'")).ShouldBe(1, "it was committed, on this disk");
        (await CountAsync(database, "select count(*) from purchase")).ShouldBe(1);

        await RequireStandbyAsync(database, "");
        Hold? granted = null;
        await Until.TrueAsync(async () => (granted = (await node.ReserveAsync(drop, newcomer, key: "once") as Outcome.Reserved)?.Hold) is not null);
        (await CountAsync(database, $"select count(*) from reservation where request_key = 'once' and id = '{granted!.Id.Value}'")).ShouldBe(1);
        (await node.BuyAsync(drop.Id, held)).ShouldBeOfType<Outcome.NotHeld>("it was bought, once");
        (await CountAsync(database, "select count(*) from purchase")).ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_commit_that_is_found_on_one_disk_alone_is_still_unknown()
    {
        await using var folder = new DataFolder();
        await using var postgres = await folder.StartAsync();
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(database, TestContext.Current.CancellationToken);
        await using var node = new Node(postgres.ConnectionString, new LaneOptions());
        var drop = await CreateDropAsync(database);
        await RequireStandbyAsync(database, "nobody");

        var asking = node.ReserveAsync(drop, AnyCustomer(), key: "lost");
        await Until.TrueAsync(async () => await CountAsync(database, Waiting) == 1);
        // It ends the wait and the connection: the commit stands, and its answer never comes.
        await CountAsync(database, $"select count(pg_terminate_backend(pid)) from ({WaitingBackends}) as waiting");
        (await asking.WaitAsync(Until.Patience)).ShouldBeOfType<Outcome.Refused>();
        (await CountAsync(database, "select count(*) from reservation where request_key = 'lost'")).ShouldBe(1);
    }

    private const string WaitingBackends = "select pid from pg_stat_activity where application_name = 'stampede-journal' and wait_event = 'SyncRep'";
    private const string Waiting = $"select count(*) from ({WaitingBackends}) as waiting";

    private static async Task<DropSnapshot> CreateDropAsync(NpgsqlDataSource database)
    {
        var drop = new NewDrop
        {
            Id = new DropId(Guid.CreateVersion7()),
            Slug = "drop",
            Name = "Drop",
            Terms = new DropTerms { Price = new Money(100, "EUR"), HoldSeconds = 600, LimitPerCustomer = 1 },
            IsDraft = false,
            Variants = [new VariantStock(new VariantId(Guid.CreateVersion7()), "EU 42", 10, 0, 0)],
        };
        (await new DropWrites(database).TryCreateAsync(drop, byOperator: null, CancellationToken.None)).ShouldBeTrue();
        return (await new DropReads(database, latestPurchasers: 3).FindAsync(drop.Id, CancellationToken.None)).ShouldNotBeNull();
    }

    /// <summary>Until a commit feels it.</summary>
    private static async Task RequireStandbyAsync(NpgsqlDataSource database, string name)
    {
        await using var connection = await database.OpenConnectionAsync();
        var warned = false;
        connection.Notice += (_, told) => warned |= told.Notice.InvariantSeverity == "WARNING";
        await ExecuteAsync("set synchronous_commit = off");
        await ExecuteAsync($"alter system set synchronous_standby_names = '{name}'");
        await ExecuteAsync("select pg_reload_conf()");
        await ExecuteAsync("set synchronous_commit = on; set statement_timeout = 100");
        await Until.TrueAsync(async () =>
        {
            warned = false;
            await ExecuteAsync("select pg_logical_emit_message(true, 'stampede', '')");
            return warned == name.Length > 0;
        });

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
