using Stampede.Domain;
using Stampede.Postgres.Journal;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>What another node did, as a lane reads it under the lock: out of the ledger and of what it knows, without a look at the reservations.</summary>
public sealed class CatchingUp(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lane_makes_of_the_ledger_what_stands_in_the_rows()
    {
        var (here, there) = (engine.StartNode(), engine.StartNode());
        var drop = await engine.CreateDropAsync([100], limit: 50);
        var (customer, shopkeeper) = (AnyCustomer(), AnyCustomer());
        // Holds that the other lane knows, and some that it does not.
        (await there.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>();
        var known = await HoldAsync(there, "known");
        var known2 = await HoldAsync(there, null);
        var loaded = (await engine.FindAsync(drop.Id)).Version;

        await here.BuyAsync(drop.Id, known);
        await here.CancelAsync(drop.Id, known2);
        await here.BuyAsync(drop.Id, await HoldAsync(here, "bought"));
        await here.CancelAsync(drop.Id, await HoldAsync(here, null));
        await AskAsync(new Command.Release((await HoldAsync(here, "released")).Id, shopkeeper));
        await AskAsync(new Command.Adjust(drop.Variants[0].Id, 5, "a pallet more", shopkeeper));
        await AskAsync(new Command.Amend(new DropChange { Price = new Money(200, "EUR"), Name = "Another" }, shopkeeper));
        var dearer = await HoldAsync(here, "dearer");
        await AskAsync(new Command.Pause(shopkeeper));
        await AskAsync(new Command.Resume(shopkeeper));
        await AskAsync(new Command.End(shopkeeper));

        await there.ReserveAsync(drop, AnyCustomer());
        var caughtUp = there.Commits.Where(commit => !commit.IsOwn).SelectMany(commit => commit.Movements).Where(movement => movement.Version > loaded)
            .OrderBy(movement => movement.Version).ToArray();
        await using var pools = new ConnectionPools(engine.ConnectionString, 1, 1);
        var journal = new PostgresJournal(pools.Journal, there.Clock, dropsPerTransactionMax: 1);
        var rows = await journal.ReadMissedAsync(drop.Id, loaded, Ct);
        caughtUp.ShouldBe(rows);
        caughtUp.Select(movement => movement.Kind).Distinct().ShouldBe(
            [MovementKind.Reserved, MovementKind.Purchased, MovementKind.Cancelled, MovementKind.Adjusted, MovementKind.Changed, MovementKind.Paused,
                MovementKind.Resumed, MovementKind.Ended], ignoreOrder: true);
        caughtUp.Single(movement => movement is { Kind: MovementKind.Reserved, RequestKey: "dearer" }).Hold!.Value.Of.ShouldBe(dearer);
        dearer.Price.ShouldBe(new Money(200, "EUR"));

        async Task<Hold> HoldAsync(Node node, string? key) =>
            (await node.ReserveAsync(drop, customer, key: key)).ShouldBeOfType<Outcome.Reserved>().Hold;

        async Task AskAsync(Command command) => (await here.Lanes.SubmitAsync(drop.Id, command)).ShouldNotBeOfType<Outcome.Refused>();
    }

    [Fact]
    public async Task Who_was_granted_something_with_a_key_is_read_in_pages()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([100], limit: 5);
        var customers = Enumerable.Range(0, 5).Select(_ => AnyCustomer()).ToArray();
        foreach (var customer in customers)
        {
            foreach (var key in (string[])["one", "two", "three"])
                (await node.ReserveAsync(drop, customer, key: key)).ShouldBeOfType<Outcome.Reserved>();
        }

        (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>();
        await using var pools = new ConnectionPools(engine.ConnectionString, 1, 1);
        var journal = new PostgresJournal(pools.Journal, node.Clock, dropsPerTransactionMax: 1);
        var found = new HashSet<CustomerId>();
        IReadOnlyList<CustomerId> page = [];
        do
        {
            page = await journal.FindGrantedCustomersAsync(drop.Id, page is [.., var last] ? last : default, limit: 2, Ct);
            found.UnionWith(page);
        }
        while (page.Count == 2);
        found.ShouldBe(customers, ignoreOrder: true);
    }

    /// <summary>The second node has the drop awake, refuses by a look, and has not heard of the first one's grant.</summary>
    [Fact]
    public async Task A_key_that_another_node_granted_gets_its_first_answer_though_the_drop_is_sold_out_here()
    {
        var (here, there) = (engine.StartNode(), engine.StartNode());
        var drop = await engine.CreateDropAsync([1], limit: 1, holdSeconds: 60);
        var (first, second) = (AnyCustomer(), AnyCustomer());
        var held = (await here.ReserveAsync(drop, first, key: "k")).ShouldBeOfType<Outcome.Reserved>().Hold;
        for (var i = 0; i < 20; i++)
            (await there.ReserveAsync(drop, AnyCustomer(), key: "k")).ShouldBe(new Outcome.Refused(new Refusal.AllHeld()));
        (await here.CancelAsync(drop.Id, held)).ShouldBeOfType<Outcome.Cancelled>();
        var granted = (await here.ReserveAsync(drop, second, key: "k")).ShouldBeOfType<Outcome.Reserved>();
        (await there.ReserveAsync(drop, second, key: "k")).ShouldBe(granted);
        // Of a hold that has ended long since nothing is left but the reservation.
        (await there.ReserveAsync(drop, first, key: "k")).ShouldBe(new Outcome.Reserved(held));
        (await engine.StartNode().ReserveAsync(drop, first, key: "k")).ShouldBe(new Outcome.Reserved(held));
    }
}
