using Stampede.Domain;
using Stampede.Server.Operations;

namespace Stampede.Server.Tests.Operations;

public sealed class Counting
{
    private static readonly Command Reserve =
        new Command.Reserve(new ReservationId(Guid.NewGuid()), new CustomerId(Guid.NewGuid()), null, 1, null);

    [Fact]
    public async Task Nothing_is_lost_or_counted_twice_while_counts_are_taken()
    {
        const int Threads = 8, Each = 50_000;
        DropId[] drops = [new(Guid.NewGuid()), new(Guid.NewGuid())];
        var counts = new RefusalCounts();
        var taken = new Dictionary<(DropId Drop, string Code), long>();
        var counting = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                counts.Count(drops[i % 2], Reserve, thread % 2 == 0 ? new Refusal.SoldOut() : new Refusal.AllHeld());
        })));
        while (!counting.IsCompleted)
            counts.TakeInto(taken);
        await counting;
        counts.TakeInto(taken);
        counts.TakeInto(taken);

        taken.Keys.ShouldBe(
            [(drops[0], "sold_out"), (drops[0], "all_held"), (drops[1], "sold_out"), (drops[1], "all_held")], ignoreOrder: true);
        taken.Values.ShouldAllBe(count => count == Threads * Each / 4);
    }

    [Fact]
    public void Only_demand_for_drops_that_are_there_counts()
    {
        var (counts, drop, somebody) = (new RefusalCounts(), new DropId(Guid.NewGuid()), new CustomerId(Guid.NewGuid()));
        counts.Count(drop, Reserve, new Refusal.DropNotFound());
        counts.Count(drop, new Command.Pause(somebody), new Refusal.Ended());
        counts.Count(drop, new Command.Cancel(new ReservationId(Guid.NewGuid()), somebody), new Refusal.ReservationNotFound());
        var taken = new Dictionary<(DropId Drop, string Code), long>();
        counts.TakeInto(taken);
        taken.ShouldBeEmpty();
    }

    [Fact]
    public void Any_number_of_drops_is_counted_in_bounded_memory()
    {
        var counts = new RefusalCounts();
        for (var i = 0; i < 50_000; i++)
            counts.Count(new DropId(Guid.NewGuid()), Reserve, new Refusal.Overloaded());
        var taken = new Dictionary<(DropId Drop, string Code), long>();
        counts.TakeInto(taken);
        taken.Count.ShouldBe(20_000);
    }
}
