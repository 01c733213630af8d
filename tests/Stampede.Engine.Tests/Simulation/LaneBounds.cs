using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>What all lanes together may hold, whatever is asked for.</summary>
public sealed class LaneBounds
{
    private readonly World world = new(new Chance(1));
    private readonly Machine machine;
    private readonly Mended.Scripted journal;
    private int customers;

    public LaneBounds()
    {
        machine = new Machine(world, number: 1);
        journal = new Mended.Scripted(machine) { Stock = 100 };
    }

    [Fact]
    public void Past_the_bound_the_lane_that_was_unused_the_longest_makes_room_and_where_all_are_in_use_it_is_overloaded()
    {
        var lanes = Start(new LaneOptions { LanesMax = 2 });
        Ask(lanes, 1).ShouldBe("Reserved");
        world.RunFor(TimeSpan.FromSeconds(0.4));
        Ask(lanes, 2).ShouldBe("Reserved");
        Ask(lanes, 3).ShouldBe("Overloaded");
        Ask(lanes, 2).ShouldBe("Reserved", "a lane that is awake is asked all the same");
        world.RunFor(TimeSpan.FromSeconds(0.7));
        Ask(lanes, 3).ShouldBe("Reserved");
        lanes.Awake.Order(Numbers).ShouldBe([Drop(2), Drop(3)]);
        world.RunFor(TimeSpan.FromSeconds(1.1));
        Ask(lanes, 1).ShouldBe("Reserved", "it is loaded again");
        lanes.Awake.Order(Numbers).ShouldBe([Drop(1), Drop(3)]);
    }

    [Fact]
    public void What_all_remember_is_bounded_and_a_drop_that_is_too_much_beside_others_waits_for_its_turn()
    {
        journal.Buyers = _ => 80;
        var lanes = Start(new LaneOptions { CustomersMax = 100 });
        Ask(lanes, 1).ShouldBe("Reserved");
        Ask(lanes, 2).ShouldBe("Overloaded");
        lanes.Awake.ShouldBe([Drop(1)]);
        world.RunFor(TimeSpan.FromSeconds(1.1));
        Ask(lanes, 2).ShouldBe("Reserved");
        lanes.Awake.ShouldBe([Drop(2)]);
    }

    [Fact]
    public void A_drop_that_is_too_much_by_itself_is_served_alone()
    {
        journal.Buyers = drop => drop == Drop(1) ? 1_000 : 0;
        var lanes = Start(new LaneOptions { CustomersMax = 100 });
        Ask(lanes, 1).ShouldBe("Reserved");
        Ask(lanes, 2).ShouldBe("Overloaded");
        world.RunFor(TimeSpan.FromSeconds(1.1));
        Ask(lanes, 2).ShouldBe("Reserved");
        lanes.Awake.ShouldBe([Drop(2)]);
    }

    [Fact]
    public void All_who_wait_for_a_drop_that_there_is_no_room_for_hear_of_it_and_it_is_loaded_once()
    {
        journal.Buyers = _ => 80;
        journal.LoadTakes = TimeSpan.FromMilliseconds(100);
        var lanes = Start(new LaneOptions { CustomersMax = 100, BatchSizeMax = 1 });
        Task<Outcome>[] asked = [Reserve(lanes, 1), Reserve(lanes, 2), Reserve(lanes, 2), Reserve(lanes, 2)];
        world.RunFor(TimeSpan.FromSeconds(0.9));
        asked.Select(Word).ShouldBe(["Reserved", "Overloaded", "Overloaded", "Overloaded"], ignoreOrder: true);
        journal.Loads.ShouldBe(2);
    }

    private static readonly Comparer<DropId> Numbers = Comparer<DropId>.Create((a, b) => a.Value.CompareTo(b.Value));

    private static DropId Drop(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static string Word(Task<Outcome> task) => !task.IsCompletedSuccessfully ? "nothing"
        : task.Result is Outcome.Refused refused ? refused.Refusal.GetType().Name : task.Result.GetType().Name;

    private string Ask(Lanes lanes, int drop)
    {
        var asked = Reserve(lanes, drop);
        world.RunFor(TimeSpan.FromMilliseconds(10));
        return Word(asked);
    }

    private Task<Outcome> Reserve(Lanes lanes, int drop)
    {
        var number = ++customers;
        return lanes.SubmitAsync(Drop(drop), new Command.Reserve(
            new ReservationId(new Guid(number, 1, 0, new byte[8])), new CustomerId(new Guid(number, 2, 0, new byte[8])), null, 1, $"key {number}")).AsTask();
    }

    private Lanes Start(LaneOptions options) => new(new LaneContext
    {
        Journal = journal,
        Clock = new DatabaseClock(machine.Time),
        Time = machine.Time,
        Options = options,
        Metrics = new EngineMetrics(),
        Log = NullLogger.Instance,
        Scheduler = machine,
        Publish = _ => { },
    });
}
