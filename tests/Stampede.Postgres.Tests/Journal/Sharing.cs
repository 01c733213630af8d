using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>Batches of several drops in one transaction: each drop is decided as if it were alone.</summary>
public sealed class Sharing(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConnectionPools pools = new(engine.Database.ConnectionString, 8, 2);

    public ValueTask DisposeAsync() => pools.DisposeAsync();

    [Theory]
    [InlineData(100, 1)]
    [InlineData(1, 5)]
    public async Task What_gathers_while_a_transaction_is_under_way_goes_together_in_the_next(int dropsPerTransactionMax, int transactions)
    {
        var journal = Journal(dropsPerTransactionMax);
        var drops = await CreateDropsAsync(5);
        await Task.WhenAll(await GatherAsync(journal, drops));
        (await engine.ScalarAsync<long>($"select count(distinct xmin::text) from movement where version > 1 and {In(drops)}")).ShouldBe(transactions);
        (await engine.ScalarAsync<long>($"select count(*) from reservation where {In(drops)}")).ShouldBe(5);
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_drop_that_somebody_has_locked_keeps_no_other_waiting()
    {
        var journal = Journal();
        var drops = await CreateDropsAsync(5);
        Task held;
        await using (var somebody = await engine.Database.OpenConnectionAsync())
        {
            await using var transaction = await somebody.BeginTransactionAsync();
            await using var locking = new NpgsqlCommand($"select 1 from drop where id = '{drops[2].Id}' for update", somebody, transaction);
            await locking.ExecuteScalarAsync();
            var written = await GatherAsync(journal, drops);
            held = written[2];
            await Task.WhenAll(written.Where((_, i) => i != 2));
            held.IsCompleted.ShouldBeFalse();
            // Nor was it their transaction that waited, and was given up.
            (await engine.ScalarAsync<long>($"select count(distinct xmin::text) from movement where version > 1 and {In(drops)}")).ShouldBe(1);
        }

        await held;
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_drop_whose_write_is_refused_takes_no_other_with_it()
    {
        var journal = Journal();
        var drops = await CreateDropsAsync(5);
        using var held = new HeldDecision();
        var written = await GatherAsync(journal, drops, (_, state, read) =>
        {
            held.Wait();
            return Reserving(state, read);
        });
        await held.ReachedAsync();
        // Somebody's hand in the table: what the drop's lane knows of it is no more.
        await engine.ExecuteAsync($"update variant set total = 5, available = 5 where drop_id = '{drops[2].Id}'");
        held.GoOn();
        await Should.ThrowAsync<CommitUnknownException>(written[2]);
        await Task.WhenAll(written.Where((_, i) => i != 2));
        (await engine.ScalarAsync<long>($"select count(*) from reservation where {In(drops)}")).ShouldBe(4);
        (await engine.ScalarAsync<long>($"select count(*) from reservation where drop_id = '{drops[2].Id}'")).ShouldBe(0);
        await engine.ExecuteAsync($"update variant set total = 10, available = 10 where drop_id = '{drops[2].Id}'");
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_drop_that_another_node_changed_meanwhile_is_not_written_over_when_it_goes_on_alone()
    {
        var journal = Journal();
        var drops = await CreateDropsAsync(2);
        using var held = new HeldDecision();
        var written = await GatherAsync(journal, drops, (_, state, read) =>
        {
            held.Wait();
            return Reserving(state, read);
        });
        await held.ReachedAsync();
        // The group is refused because of the first; before the second is written alone, it is somebody else's.
        await engine.ExecuteAsync($"update variant set total = 5, available = 5 where drop_id = '{drops[0].Id}'");
        await using var somebody = await engine.Database.OpenConnectionAsync();
        await using var buyingTime = new NpgsqlCommand($"""
            begin; update drop set version = version + 1 where id = '{drops[1].Id}'
            """, somebody);
        var waiting = buyingTime.ExecuteNonQueryAsync();
        await Until.TrueAsync(async () => await engine.ScalarAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%set version = version + 1%'") == 1);
        held.GoOn();
        await waiting;
        await using (var commit = new NpgsqlCommand("commit", somebody))
            await commit.ExecuteNonQueryAsync();
        await Should.ThrowAsync<CommitUnknownException>(written[0]);
        await Should.ThrowAsync<CommitUnknownException>(written[1]);
        (await engine.ScalarAsync<long>($"select count(*) from reservation where {In(drops)}")).ShouldBe(0);
        await engine.ExecuteAsync($"update drop set version = version - 1 where id = '{drops[1].Id}'");
        await engine.ExecuteAsync($"update variant set total = 10, available = 10 where drop_id = '{drops[0].Id}'");
    }

    [Fact]
    public async Task A_drop_that_wants_nothing_written_lets_the_others_go_on_and_of_two_that_ask_for_one_drop_the_second_sees_the_first()
    {
        var journal = Journal();
        var drops = await CreateDropsAsync(3);
        var reads = new LockedRead[4];
        await Task.WhenAll(await GatherAsync(journal, [.. drops, drops[0]], (i, state, read) =>
        {
            reads[i] = read;
            return i is 0 or 2 ? Reserving(state, read) : new Decision([], []);
        }));
        reads[3].Missed.Single().ShouldBeOfType<Movement.Reserved>();
        (await engine.ScalarAsync<long>($"select count(*) from reservation where {In(drops)}")).ShouldBe(2);
    }

    [Fact]
    public async Task A_decision_that_fails_fails_for_its_drop_alone()
    {
        var journal = Journal();
        var drops = await CreateDropsAsync(3);
        var written = await GatherAsync(
            journal, drops, (i, state, read) => i == 1 ? throw new UndecidableException(null, new ArithmeticException()) : Reserving(state, read));
        await Should.ThrowAsync<UndecidableException>(written[1].WaitAsync(Patience));
        await Task.WhenAll(written[0], written[2]).WaitAsync(Patience);
        (await engine.ScalarAsync<long>($"select count(*) from reservation where {In(drops)}")).ShouldBe(2);
        (await engine.ScalarAsync<long>($"select count(distinct xmin::text) from movement where version > 1 and {In(drops)}")).ShouldBe(1);
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Keys_and_what_another_node_wrote_are_each_drops_own()
    {
        var (journal, other) = (Journal(), Journal());
        var drops = await CreateDropsAsync(4);
        var customer = AnyCustomer();
        var states = await Task.WhenAll(drops.Select(drop => LoadAsync(journal, drop)));
        foreach (var drop in drops.Take(2))
        {
            var state = await LoadAsync(other, drop);
            await other.DecideAsync(state, [Reserve(customer, "key")], read => Reserving(state, read, customer, "key"), default);
        }

        var reads = new LockedRead[4];
        await Task.WhenAll(await GatherAsync(
            journal,
            drops,
            (i, _, read) =>
            {
                reads[i] = read;
                return new Decision([], []);
            },
            states,
            customer,
            "key"));
        for (var i = 0; i < drops.Length; i++)
        {
            if (i < 2)
            {
                var hold = reads[i].Missed.Single().ShouldBeOfType<Movement.Reserved>().Of;
                hold.Variant.ShouldBe(drops[i].Variants[0].Id);
                reads[i].Granted.ShouldHaveSingleItem().ShouldBe(new(new RequestKey(customer, "key"), hold));
            }
            else
            {
                reads[i].Missed.ShouldBeEmpty();
                reads[i].Granted.ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task A_batch_is_looked_up_whole_and_one_that_only_repeats_is_there()
    {
        var journal = Journal();
        var state = await LoadAsync(journal, (await CreateDropsAsync(1))[0]);
        Decision? written = null;
        await journal.DecideAsync(
            state,
            [],
            read =>
            {
                written = Decision.Decide(state, [Reserve(AnyCustomer(), null), Reserve(AnyCustomer(), null)], read.Now, read.Granted);
                foreach (var movement in written.Movements)
                    state.Apply(movement);
                return written;
            },
            default);
        var batch = written.ShouldNotBeNull().Movements;
        (await journal.IsCommittedAsync(state.Id, batch, default)).ShouldBeTrue();
        (await journal.IsCommittedAsync(state.Id, [], default)).ShouldBeTrue();
        var others = (Movement.Reserved)batch[0];
        (await journal.IsCommittedAsync(state.Id, [others with { Of = others.Of with { Id = new ReservationId(Guid.CreateVersion7()) } }, batch[1]], default)).ShouldBeFalse();
        (await journal.IsCommittedAsync(state.Id, [batch[0], batch[1] with { At = batch[1].At.AddMicroseconds(1) }], default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Killed_backends_under_a_crowd_on_many_drops_lose_nothing_that_was_acknowledged()
    {
        var node = engine.StartNode();
        var drops = await CreateDropsAsync(30, stock: 10_000);
        var acknowledged = new List<(DropId Drop, Hold Hold)>();
        for (var round = 0; round < 10; round++)
        {
            var asking = drops.SelectMany(drop => Enumerable.Range(0, 3).Select(async _ => (drop.Id, Outcome: await node.ReserveAsync(drop, AnyCustomer())))).ToArray();
            await engine.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'stampede-journal'");
            foreach (var (drop, outcome) in await Task.WhenAll(asking))
            {
                if (outcome is Outcome.Reserved reserved)
                    acknowledged.Add((drop, reserved.Hold));
                else
                    outcome.ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.DatabaseUnavailable>();
            }
        }

        foreach (var drop in drops)
            await Until.TrueAsync(async () => await node.ReserveAsync(drop, AnyCustomer()) is Outcome.Reserved);
        foreach (var (drop, hold) in acknowledged)
            (await node.BuyAsync(drop, hold)).ShouldBeOfType<Outcome.Purchased>();
        await engine.ShouldBalanceAsync();
    }

    private static string In(IEnumerable<DropSnapshot> drops) => $"drop_id in ({string.Join(", ", drops.Select(drop => $"'{drop.Id}'"))})";

    private PostgresJournal Journal(int dropsPerTransactionMax = 100) => new(pools.Journal, new DatabaseClock(TimeProvider.System), dropsPerTransactionMax) { SharingPatience = Patience };

    private Task<DropSnapshot[]> CreateDropsAsync(int count, int stock = 10) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => engine.CreateDropAsync([stock], limit: 10, holdSeconds: 600)));

    private static async Task<DropState> LoadAsync(PostgresJournal journal, DropSnapshot drop) => (await journal.LoadAsync(drop.Id, default)).ShouldNotBeNull();

    /// <summary>All drops ask while something larger is under way, and so in one transaction, where that is allowed.</summary>
    /// <param name="decide">By the drop's place in <paramref name="drops"/>; null: each reserves one.</param>
    /// <returns>What each of them came to, once all have asked.</returns>
    private async Task<Task[]> GatherAsync(
        PostgresJournal journal, DropSnapshot[] drops, Func<int, DropState, LockedRead, Decision>? decide = null,
        DropState[]? states = null, CustomerId? customer = null, string? key = null)
    {
        decide ??= (_, state, read) => Reserving(state, read);
        var larger = await LoadAsync(journal, await engine.CreateDropAsync([1]));
        states ??= await Task.WhenAll(drops.Select(drop => LoadAsync(journal, drop)));
        using var held = new HeldDecision();
        // Not on this thread: what is read at once is decided at once.
        var first = Task.Run(() => journal.DecideAsync(
            larger,
            Enumerable.Repeat(Reserve(AnyCustomer(), null), 100).ToArray(),
            _ =>
            {
                held.Wait();
                return new Decision([], []);
            },
            default));
        await held.ReachedAsync();
        Task[] all = [.. states.Select((state, i) => journal.DecideAsync(state, [Reserve(customer ?? AnyCustomer(), key)], read => decide(i, state, read), default))];
        held.GoOn();
        await first;
        return all;
    }

    private static Command.Reserve Reserve(CustomerId customer, string? key) => new(new ReservationId(Guid.CreateVersion7()), customer, null, 1, key);

    private static Decision Reserving(DropState state, LockedRead read, CustomerId? customer = null, string? key = null)
    {
        foreach (var movement in read.Missed)
            state.Apply(movement);
        var decision = Decision.Decide(state, [Reserve(customer ?? AnyCustomer(), key)], read.Now, read.Granted);
        foreach (var movement in decision.Movements)
            state.Apply(movement);
        return decision;
    }

    /// <summary>Stops at the first decision of a transaction, when all its drops are locked, until it is told to go on.</summary>
    private sealed class HeldDecision : IDisposable
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim goesOn = new();

        public void Wait()
        {
            reached.TrySetResult();
            goesOn.Wait(Patience).ShouldBeTrue();
        }

        public Task ReachedAsync() => reached.Task.WaitAsync(Patience);

        public void GoOn() => goesOn.Set();

        public void Dispose() => goesOn.Dispose();
    }
}
