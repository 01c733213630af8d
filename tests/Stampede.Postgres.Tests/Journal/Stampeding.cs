using Stampede.Domain;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>Crowds against the engine on a real PostgreSQL.</summary>
public sealed class Stampeding(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    [Fact]
    public async Task Five_thousand_customers_get_a_hundred_units_in_several_sizes()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([50, 30, 20]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(i => node.ReserveAsync(drop, AnyCustomer(), variant: i % 3)));

        var holds = outcomes.OfType<Outcome.Reserved>().Select(o => o.Hold).ToArray();
        holds.Length.ShouldBe(100);
        outcomes.OfType<Outcome.Refused>().ShouldAllBe(o => o.Refusal is Refusal.AllHeld);
        var held = await engine.FindAsync(drop.Id);
        held.Variants.Select(v => (v.Available, v.Held)).ShouldBe([(0, 50), (0, 30), (0, 20)]);
        held.Availability.ShouldBe(Availability.AllHeld);

        await Task.WhenAll(holds.Take(60).Select(hold => node.BuyAsync(drop.Id, hold)));
        await Task.WhenAll(holds.Skip(60).Select(hold => node.CancelAsync(drop.Id, hold)));
        var after = await engine.FindAsync(drop.Id);
        after.Variants.Sum(v => v.Sold).ShouldBe(60);
        after.Variants.Sum(v => v.Available).ShouldBe(40);
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task One_customer_fifty_times_at_once_gets_one()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([100]);
        var customer = AnyCustomer();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => node.ReserveAsync(drop, customer)));

        var granted = outcomes.OfType<Outcome.Reserved>().ShouldHaveSingleItem().Hold;
        outcomes.OfType<Outcome.Refused>().Select(o => o.Refusal).ShouldAllBe(r => r is Refusal.AlreadyReserved && ((Refusal.AlreadyReserved)r).Newest.Id == granted.Id);
    }

    [Fact]
    public async Task One_key_fifty_times_at_once_gets_one_answer_and_another_body_none()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([100], limit: 5);
        var customer = AnyCustomer();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => node.ReserveAsync(drop, customer, key: "once")));

        outcomes.Distinct().ShouldHaveSingleItem().ShouldBeOfType<Outcome.Reserved>();
        (await node.ReserveAsync(drop, customer, quantity: 2, key: "once")).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.IdempotencyKeyReused>();
        // Another process knows it too.
        (await engine.StartNode().ReserveAsync(drop, customer, key: "once")).ShouldBe(outcomes[0]);
        (await engine.FindAsync(drop.Id)).Variants[0].Held.ShouldBe(1);
    }

    [Fact]
    public async Task Twenty_parallel_purchases_of_one_hold_are_one_sale()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([1]);
        var hold = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.BuyAsync(drop.Id, hold)));

        outcomes.OfType<Outcome.Purchased>().ShouldHaveSingleItem();
        outcomes.OfType<Outcome.NotHeld>().Count().ShouldBe(19);
        (await engine.FindAsync(drop.Id)).Variants[0].Sold.ShouldBe(1);
    }

    [Fact]
    public async Task Two_nodes_with_the_same_customers_keep_stock_and_limit()
    {
        var nodes = new[] { engine.StartNode(), engine.StartNode() };
        var drop = await engine.CreateDropAsync([40, 40], limit: 2);
        var customers = Enumerable.Range(0, 60).Select(_ => AnyCustomer()).ToArray();

        // Each customer eight times, on both nodes and both sizes: twice as much as there is, four times the limit.
        var outcomes = await Task.WhenAll(
            from round in Enumerable.Range(0, 8)
            from customer in customers
            select nodes[round % 2].ReserveAsync(drop, customer, variant: round / 2 % 2));

        var holds = outcomes.OfType<Outcome.Reserved>().Select(o => o.Hold).ToArray();
        holds.Length.ShouldBe(80);
        holds.GroupBy(h => h.Customer).ShouldAllBe(mine => mine.Sum(h => h.Quantity) <= 2);
        // Bought on the other node than it was reserved on, some on both at once.
        var bought = await Task.WhenAll(holds.SelectMany(h => nodes.Select(node => node.BuyAsync(drop.Id, h))));
        bought.OfType<Outcome.Purchased>().Count().ShouldBe(80);
        var after = await engine.FindAsync(drop.Id);
        after.Variants.Select(v => (v.Available, v.Held, v.Sold)).ShouldBe([(0, 0, 40), (0, 0, 40)]);
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_full_queue_says_so()
    {
        var node = engine.StartNode(new() { QueueLengthMax = 5, BatchSizeMax = 1 });
        var drop = await engine.CreateDropAsync([1_000]);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => node.ReserveAsync(drop, AnyCustomer())));

        outcomes.OfType<Outcome.Refused>().Select(o => o.Refusal).Distinct().ShouldHaveSingleItem().ShouldBeOfType<Refusal.Overloaded>();
        (await engine.FindAsync(drop.Id)).Variants[0].Held.ShouldBe(outcomes.OfType<Outcome.Reserved>().Count());
    }
}
