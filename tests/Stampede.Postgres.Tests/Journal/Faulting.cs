using Npgsql;
using Stampede.Domain;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>What goes wrong between the engine and PostgreSQL.</summary>
public sealed class Faulting(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    [Fact]
    public async Task A_killed_backend_costs_a_clear_refusal_at_most_and_the_lane_is_back_at_once()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([10_000], limit: 1_000);
        var acknowledged = new List<Hold>();
        for (var round = 0; round < 20; round++)
        {
            var asking = Enumerable.Range(0, 50).Select(_ => node.ReserveAsync(drop, AnyCustomer())).ToArray();
            await engine.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'stampede-journal'");
            foreach (var outcome in await Task.WhenAll(asking))
            {
                if (outcome is Outcome.Reserved reserved)
                    acknowledged.Add(reserved.Hold);
                else
                    outcome.ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.DatabaseUnavailable>();
            }
        }

        await Until.TrueAsync(async () => await node.ReserveAsync(drop, AnyCustomer()) is Outcome.Reserved);
        foreach (var hold in acknowledged)
            (await node.BuyAsync(drop.Id, hold)).ShouldBeOfType<Outcome.Purchased>();
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_row_locked_by_somebody_else_is_a_refusal_in_bounded_time()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([10]);
        await using (var somebody = await engine.Database.OpenConnectionAsync())
        {
            await using var transaction = await somebody.BeginTransactionAsync();
            await using var locking = new NpgsqlCommand($"select 1 from drop where id = '{drop.Id}' for update", somebody, transaction);
            await locking.ExecuteScalarAsync();
            var outcome = await node.ReserveAsync(drop, AnyCustomer()).WaitAsync(Until.Patience);
            outcome.ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.DatabaseUnavailable>();
        }

        await Until.TrueAsync(async () => await node.ReserveAsync(drop, AnyCustomer()) is Outcome.Reserved);
    }

    [Fact]
    public async Task Memory_that_disagrees_with_the_table_writes_nothing()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([10]);
        (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>();
        // Somebody's hand in the table, without a movement: the lane must not write over it.
        await engine.ExecuteAsync($"update variant set total = 5, available = 4 where drop_id = '{drop.Id}'");
        (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.DatabaseUnavailable>();
        (await engine.FindAsync(drop.Id)).Variants[0].Held.ShouldBe(1);
        // It loads again, and goes on with what is there.
        (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>();
        (await engine.FindAsync(drop.Id)).Variants[0].Available.ShouldBe(3);
        await engine.ExecuteAsync($"update variant set total = 10, available = 8 where drop_id = '{drop.Id}'");
    }

    [Fact]
    public async Task A_drop_that_is_not_there_is_refused()
    {
        var node = engine.StartNode();
        var nowhere = new DropId(Guid.CreateVersion7());
        var reserve = new Command.Reserve(new ReservationId(Guid.CreateVersion7()), AnyCustomer(), null, 1, null);
        (await node.Lanes.SubmitAsync(nowhere, reserve)).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.DropNotFound>();
        await Until.TrueAsync(() => !node.Lanes.Awake.Contains(nowhere));
    }
}
