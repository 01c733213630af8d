using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>What the simulator found, told plainly: a seed means nothing any more once the simulator has changed.</summary>
public sealed class Mended
{
    private static readonly DropId Drop = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly VariantId Variant = new(new Guid(2, 0, 0, new byte[8]));

    private readonly World world = new(new Chance(1));
    private readonly Machine machine;
    private readonly DatabaseClock clock;
    private int customers;

    public Mended()
    {
        machine = new Machine(world, number: 1);
        clock = new DatabaseClock(machine.Time);
    }

    [Fact]
    public void Nobody_waits_behind_a_full_batch_for_a_drop_that_is_not_there()
    {
        var journal = new Scripted(machine);
        var lanes = Start(journal, new LaneOptions { BatchSizeMax = 1 });
        var asked = Enumerable.Range(0, 3).Select(_ => Reserve(lanes)).ToArray();
        world.RunFor(TimeSpan.FromSeconds(1));
        Array.TrueForAll(asked, task => OutcomeOf(task) is Outcome.Refused).ShouldBeTrue();
        journal.Loads.ShouldBe(3);
    }

    [Fact]
    public void Who_was_told_that_there_is_no_such_drop_gets_nothing_when_it_is_made_a_moment_later()
    {
        var journal = new Scripted(machine) { LoadTakes = TimeSpan.FromMilliseconds(10) };
        var lanes = Start(journal, new LaneOptions { BatchSizeMax = 1 });
        var (first, second) = (Reserve(lanes), Reserve(lanes));
        world.RunFor(TimeSpan.FromMilliseconds(15));
        OutcomeOf(first).ShouldBe(new Outcome.Refused(new Refusal.DropNotFound()));
        journal.Stock = 10;
        world.RunFor(TimeSpan.FromSeconds(1));
        journal.Committed.ShouldBe(OutcomeOf(second) is Outcome.Reserved ? 1 : 0);
    }

    [Fact]
    public void Stopping_waits_for_a_lane_whose_place_another_has_taken()
    {
        var journal = new Scripted(machine) { LoadTakes = TimeSpan.FromMilliseconds(100) };
        var lanes = Start(journal, new LaneOptions { BatchSizeMax = 1 });
        var asked = new List<Task<Outcome>> { Reserve(lanes), Reserve(lanes) };
        world.RunFor(TimeSpan.FromMilliseconds(150)); // The first is answered, the lane has closed, and the second is under way.
        asked[0].IsCompleted.ShouldBeTrue();
        journal.LoadTakes = TimeSpan.Zero;
        asked.Add(Reserve(lanes)); // By another lane.
        world.RunFor(TimeSpan.FromMilliseconds(10));
        var stopped = false;
        machine.Start(async () =>
        {
            await lanes.DisposeAsync();
            stopped = true;
            asked.ShouldAllBe(task => task.IsCompleted);
        });
        world.RunFor(TimeSpan.FromSeconds(1));
        world.Fault.ShouldBeNull();
        stopped.ShouldBeTrue();
    }

    [Fact]
    public void Memory_is_as_old_as_its_question_not_as_the_answer()
    {
        var journal = new Scripted(machine) { Stock = 0, LookTakes = TimeSpan.FromSeconds(2), LockTakes = TimeSpan.FromSeconds(2) };
        var lanes = Start(journal, new LaneOptions());
        var first = Reserve(lanes);
        world.RunFor(TimeSpan.FromSeconds(2.1));
        OutcomeOf(first).ShouldBe(new Outcome.Refused(new Refusal.SoldOut()));
        var second = Reserve(lanes);
        world.RunFor(TimeSpan.FromSeconds(2.1));
        journal.Looks.ShouldBe(2, "what was read two seconds ago must be asked again");
        OutcomeOf(second).ShouldBe(new Outcome.Refused(new Refusal.SoldOut()));
        var buy = lanes.SubmitAsync(Drop, new Command.Buy(default, default, default, "somebody")).AsTask();
        world.RunFor(TimeSpan.FromSeconds(2.1));
        OutcomeOf(buy).ShouldBeOfType<Outcome.NotHeld>();
        journal.Locks.ShouldBe(1);
        Reserve(lanes);
        world.RunFor(TimeSpan.FromMilliseconds(10));
        journal.Looks.ShouldBe(3, "under the lock too");
    }

    [Fact]
    public void A_key_is_looked_up_until_it_is_known_who_was_granted_something()
    {
        var journal = new Scripted(machine) { Stock = 0, GrantedTakes = TimeSpan.FromSeconds(3) };
        var lanes = Start(journal, new LaneOptions());
        var first = Reserve(lanes, "one");
        world.RunFor(TimeSpan.FromSeconds(1));
        OutcomeOf(first).ShouldBe(new Outcome.Refused(new Refusal.SoldOut()));
        (journal.Locks, journal.Looks).ShouldBe((1, 0));
        world.RunFor(TimeSpan.FromSeconds(3));
        var second = Reserve(lanes, "two");
        world.RunFor(TimeSpan.FromSeconds(1));
        OutcomeOf(second).ShouldBe(new Outcome.Refused(new Refusal.SoldOut()));
        (journal.Locks, journal.Looks).ShouldBe((1, 1));
    }

    [Fact]
    public void A_reading_that_a_newer_one_has_overtaken_is_dropped()
    {
        var slow = clock.GetTimestamp();
        world.RunFor(TimeSpan.FromSeconds(5));
        clock.Observe(World.Beginning.AddSeconds(5), clock.GetTimestamp());
        clock.Observe(World.Beginning, slow);
        clock.Now.ShouldBe(World.Beginning.AddSeconds(5));
    }

    [Fact]
    public void A_clock_that_was_set_back_is_followed()
    {
        clock.Observe(World.Beginning.AddSeconds(5), clock.GetTimestamp());
        world.RunFor(TimeSpan.FromSeconds(1));
        clock.Observe(World.Beginning.AddSeconds(2), clock.GetTimestamp());
        clock.Now.ShouldBe(World.Beginning.AddSeconds(2));
    }

    [Fact]
    public void Between_the_earliest_and_the_latest_that_it_can_be_lies_the_reading_s_way()
    {
        clock.Latest.ShouldBe(DateTimeOffset.MaxValue, "nothing is known yet");
        var asked = clock.GetTimestamp();
        world.RunFor(TimeSpan.FromSeconds(3));
        clock.Observe(World.Beginning.AddSeconds(1), asked);
        (clock.Latest - clock.Now).ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_commit_that_cannot_be_looked_up_is_never_told_as_one_that_did_nothing()
    {
        var journal = new Scripted(machine) { Stock = 10, CommitsAreUnknown = true };
        var lanes = Start(journal, new LaneOptions { LookUpTime = TimeSpan.FromSeconds(1) });
        var asked = Reserve(lanes);
        world.RunFor(TimeSpan.FromSeconds(5));
        OutcomeOf(asked).ShouldBe(new Outcome.Refused(new Refusal.DatabaseUnavailable()));
    }

    [Fact]
    public void A_command_that_cannot_be_decided_is_answered_alone()
    {
        var journal = new Scripted(machine) { Stock = 10 };
        var lanes = Start(journal, new LaneOptions { BatchSizeMax = 3 });
        Task<Outcome>[] asked = [Reserve(lanes), Reserve(lanes, Passersby.Undecidable), Reserve(lanes), Reserve(lanes), Reserve(lanes, Passersby.Undecidable)];
        world.RunFor(TimeSpan.FromSeconds(1));
        asked.Select(task => OutcomeOf(task) is Outcome.Refused refused ? refused.Refusal.GetType().Name : OutcomeOf(task)?.GetType().Name)
            .ShouldBe(["Reserved", "InternalError", "Reserved", "Reserved", "InternalError"]);
        journal.Committed.ShouldBe(3);
        journal.Loads.ShouldBe(1, "the lane is well, and remembers");
    }

    private static Outcome? OutcomeOf(Task<Outcome> task) => task.IsCompletedSuccessfully ? task.Result : null;

    private Lanes Start(IJournal journal, LaneOptions options) => new(new LaneContext
    {
        Journal = journal,
        Clock = clock,
        Time = machine.Time,
        Options = options,
        Metrics = new EngineMetrics(),
        Log = NullLogger.Instance,
        Scheduler = machine,
        Publish = _ => { },
        IsOverload = fault => fault is BusyException,
    });

    private Task<Outcome> Reserve(Lanes lanes, string key) => Reserve(lanes, 1, key);

    private Task<Outcome> Reserve(Lanes lanes, int quantity = 1, string? key = null)
    {
        var number = ++customers;
        return lanes.SubmitAsync(
            Drop, new Command.Reserve(new ReservationId(new Guid(number, 1, 0, new byte[8])), new CustomerId(new Guid(number, 2, 0, new byte[8])), Variant, quantity, key)).AsTask();
    }

    private sealed class BusyException : Exception;

    /// <summary>A journal that does as it is told, in the time that it is told.</summary>
    internal sealed class Scripted(Machine machine) : IJournal
    {
        /// <summary>Null: the drop is not there.</summary>
        public int? Stock { get; set; }

        /// <summary>Of each drop.</summary>
        public Func<DropId, int> Buyers { get; set; } = _ => 0;

        public TimeSpan LoadTakes { get; set; }

        public TimeSpan LockTakes { get; set; }

        public TimeSpan LookTakes { get; set; }

        public TimeSpan GrantedTakes { get; set; }

        /// <summary>And the look-up meets a database that is busy.</summary>
        public bool CommitsAreUnknown { get; set; }

        public int Loads { get; private set; }

        public int Locks { get; private set; }

        public int Looks { get; private set; }

        public int Committed { get; private set; }

        public async Task<DropState?> LoadAsync(DropId drop, CancellationToken cancellation)
        {
            Loads++;
            await machine.DelayAsync(LoadTakes);
            var terms = new DropTerms { Price = new Money(100, "EUR"), HoldSeconds = 60, LimitPerCustomer = 1, StartsAt = World.Beginning };
            return Stock is { } stock
                ? new DropState(new DropView(drop, 1, DropStatus.Live, terms, [new VariantStock(Variant, "EU 42", stock, 0, 0)]), [],
                    Enumerable.Range(1, Buyers(drop)).Select(i => KeyValuePair.Create(new CustomerId(new Guid(i, 9, 0, new byte[8])), 1)))
                : null;
        }

        public async Task DecideAsync(
            DropState state, IReadOnlyCollection<Command> commands, Func<LockedRead, Decision> decide, CancellationToken cancellation)
        {
            Locks++;
            await machine.DelayAsync(LockTakes);
            var decision = decide(new LockedRead(machine.Time.GetUtcNow(), [], new Dictionary<RequestKey, Hold>()));
            if (CommitsAreUnknown && decision.WantsCommit)
                throw new CommitUnknownException("No answer.", inner: null);
            Committed += decision.Movements.OfType<Movement.Reserved>().Count();
        }

        public async Task<IReadOnlyList<Movement>> ReadMissedAsync(DropId drop, long afterVersion, CancellationToken cancellation)
        {
            Looks++;
            await machine.DelayAsync(LookTakes);
            return [];
        }

        public async Task<IReadOnlyList<CustomerId>> FindGrantedCustomersAsync(DropId drop, CustomerId after, int limit, CancellationToken cancellation)
        {
            await machine.DelayAsync(GrantedTakes);
            return [];
        }

        public async Task<bool> IsCommittedAsync(DropId drop, IReadOnlyList<Movement> batch, CancellationToken cancellation)
        {
            if (!CommitsAreUnknown)
                return true;
            while (!cancellation.IsCancellationRequested)
                await machine.DelayAsync(TimeSpan.FromMilliseconds(100));
            throw new BusyException();
        }

        public Task<IReadOnlyList<DropId>> FindDueAsync(TimeSpan ahead, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<DropId>>([]);
    }
}
