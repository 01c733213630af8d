using Stampede.Domain;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

public sealed class CoolingDown(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private static readonly Cooldown Waits = new(FreeHolds: 1, First: TimeSpan.FromSeconds(600), Window: TimeSpan.FromSeconds(900));

    [Fact]
    public async Task A_wait_holds_on_every_node_and_after_a_restart()
    {
        var (one, other) = (engine.StartNode(), engine.StartNode());
        var drop = await engine.CreateDropAsync([5], cooldown: Waits);
        var customer = AnyCustomer();
        (await other.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>(); // Its lane is awake, and catches up.
        await ReserveAndCancelAsync(one, drop, customer);
        await ReserveAndCancelAsync(one, drop, customer);

        var until = (await WaitAsync(one, drop, customer)).ShouldNotBeNull();
        (until - one.Clock.Now).ShouldBeInRange(TimeSpan.FromSeconds(590), TimeSpan.FromSeconds(600));
        (await WaitAsync(other, drop, customer)).ShouldBe(until);
        (await WaitAsync(engine.StartNode(), drop, customer)).ShouldBe(until);
        (await one.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>();
    }

    [Fact]
    public async Task What_was_left_two_windows_ago_is_not_even_loaded_and_what_an_operator_gave_back_does_not_count()
    {
        var brief = Waits with { Window = TimeSpan.FromMilliseconds(50) };
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([5], cooldown: Waits);
        await ReserveAndCancelAsync(node, drop, AnyCustomer());
        var released = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        await node.Lanes.SubmitAsync(drop.Id, new Command.Release(released.Id, AnyCustomer()));
        await Until.TrueAsync(async () => await engine.ScalarAsync<bool>($"select clock_timestamp() > at + interval '100 ms' from movement where drop_id = '{drop.Id}' order by version desc limit 1"));

        (await LoadedAsync(brief)).ShouldBe(0);
        (await LoadedAsync(Waits)).ShouldBe(1);

        async Task<int> LoadedAsync(Cooldown cooldown) => (int)await engine.ScalarAsync<long>($"""
            select count(*) from movement where drop_id = '{drop.Id}' and kind in ('expired', 'cancelled') and operator_id is null
              and version >= first_movement_since('{drop.Id}', clock_timestamp() - interval '{(2 * cooldown.Window).TotalMilliseconds} ms')
            """);
    }

    [Fact]
    public async Task The_first_movement_since_any_time_is_found()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([5]);
        for (var i = 0; i < 6; i++)
            await ReserveAndCancelAsync(node, drop, AnyCustomer());

        // For each movement's own time, a moment before the first and a moment after the last: what counting finds.
        (await engine.ScalarAsync<long>($"""
            select count(*) from (
              select at from movement where drop_id = '{drop.Id}'
              union all select min(at) - interval '1 s' from movement where drop_id = '{drop.Id}'
              union all select max(at) + interval '1 s' from movement where drop_id = '{drop.Id}') t
            where first_movement_since('{drop.Id}', t.at)
              is distinct from 1 + (select count(*) from movement m where m.drop_id = '{drop.Id}' and m.at < t.at)
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task Of_an_ended_drop_neither_buyers_nor_waits_are_loaded()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([5], cooldown: Waits);
        await ReserveAndCancelAsync(node, drop, AnyCustomer());
        await node.BuyAsync(drop.Id, ((Outcome.Reserved)await node.ReserveAsync(drop, AnyCustomer())).Hold);
        var held = ((Outcome.Reserved)await node.ReserveAsync(drop, AnyCustomer())).Hold;
        await using var pools = new Postgres.ConnectionPools(engine.Database.ConnectionString, 2, 2);
        var journal = new Postgres.Journal.PostgresJournal(pools.Journal, node.Clock, dropsPerTransactionMax: 1);
        (await journal.LoadAsync(drop.Id, default)).ShouldNotBeNull().CustomersKnown.ShouldBe(3);
        await node.Lanes.SubmitAsync(drop.Id, new Command.End(AnyCustomer()));
        var over = (await journal.LoadAsync(drop.Id, default)).ShouldNotBeNull();
        (over.CustomersKnown, over.FindHold(held.Id)).ShouldBe((1, held));
    }

    [Fact]
    public async Task Without_a_cooldown_nobody_waits()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([1]);
        var customer = AnyCustomer();
        for (var i = 0; i < 10; i++)
            await ReserveAndCancelAsync(node, drop, customer);
    }

    private static async Task ReserveAndCancelAsync(Node node, Postgres.Drops.DropSnapshot drop, CustomerId customer) =>
        await node.CancelAsync(drop.Id, (await node.ReserveAsync(drop, customer)).ShouldBeOfType<Outcome.Reserved>().Hold);

    private static async Task<DateTimeOffset?> WaitAsync(Node node, Postgres.Drops.DropSnapshot drop, CustomerId customer) =>
        ((await node.ReserveAsync(drop, customer)) as Outcome.Refused)?.Refusal is Refusal.WaitToReserve wait ? wait.Until : null;
}
