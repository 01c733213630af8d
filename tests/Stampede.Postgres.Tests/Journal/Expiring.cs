using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>Nothing is over before its time. That it is over a second after it at most, the simulator shows in virtual time.</summary>
public sealed class Expiring(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    [Fact]
    public async Task Eight_thousand_holds_that_fall_due_together_come_back_once()
    {
        var (one, other) = (engine.StartNode(), engine.StartNode());
        var drop = await engine.CreateDropAsync([8_000], holdSeconds: 2);
        await HoldAsync(drop, 8_000, one, other);

        await one.UntilAsync(commit => commit.View.Variants[0] is { Available: 8_000, Held: 0 });

        await engine.ShouldBalanceAsync();
        (await engine.ScalarAsync<long>($"select count(*) from movement where drop_id = '{drop.Id}' and kind = 'expired'")).ShouldBe(8_000);
    }

    [Fact]
    public async Task A_hold_lapses_after_its_node_died_and_no_lane_is_awake_for_it()
    {
        var dead = engine.StartNode();
        var drop = await engine.CreateDropAsync([1], holdSeconds: 1);
        var hold = (await dead.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        await dead.DisposeAsync();

        var commit = await engine.StartNode().UntilAsync(commit => commit.View.Id == drop.Id && commit.Movements[^1] is Movement.Expired);

        var expired = (Movement.Expired)commit.Movements[^1];
        expired.Of.ShouldBe(hold);
        expired.At.ShouldBeGreaterThanOrEqualTo(hold.ExpiresAt);
    }

    [Fact]
    public async Task The_schedule_opens_a_drop_that_nobody_touched()
    {
        var early = engine.StartNode();
        var drop = await engine.CreateDropAsync([1], startsAt: DateTimeOffset.UtcNow.AddHours(1));
        drop.Status.ShouldBe(DropStatus.Upcoming);
        (await early.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.NotStarted>();
        var startsAt = early.Clock.Now.AddSeconds(1);
        var schedule = new DropChange { StartsAt = startsAt, EndsAt = startsAt.AddSeconds(1) };
        (await early.Lanes.SubmitAsync(drop.Id, new Command.Amend(schedule, AnyCustomer()))).ShouldBeOfType<Outcome.Done>();
        await early.DisposeAsync();

        // No lane of it is awake any more.
        var node = engine.StartNode();
        var opened = await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.Movements[^1] is Movement.Opened);
        opened.Movements[^1].At.ShouldBeGreaterThanOrEqualTo(startsAt);
        var ended = await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.Movements[^1] is Movement.Ended);
        ended.Movements[^1].At.ShouldBeGreaterThanOrEqualTo(startsAt.AddSeconds(1));
    }

    [Fact]
    public async Task A_purchase_at_the_instant_of_expiry_is_sold_or_given_back_never_both()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([3_000], holdSeconds: 1);
        var holds = await HoldAsync(drop, 3_000, node);

        // Aimed, by the database's clock, at a few milliseconds around each hold's own end.
        var outcomes = await Task.WhenAll(holds.Select(async (hold, i) =>
        {
            var aim = hold.ExpiresAt.AddMilliseconds((i % 11) - 7) - node.Clock.Now;
            if (aim > TimeSpan.Zero)
                await Task.Delay(aim);
            return await node.BuyAsync(drop.Id, hold);
        }));

        var sold = outcomes.OfType<Outcome.Purchased>().Count();
        await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.View.Variants[0].Held == 0);
        var after = await engine.FindAsync(drop.Id);
        (after.Variants[0].Sold, after.Variants[0].Available).ShouldBe((sold, 3_000 - sold));
        await engine.ShouldBalanceAsync();
    }

    [Fact]
    public async Task An_idle_lane_sleeps_and_wakes_with_what_it_knew()
    {
        var node = engine.StartNode(new LaneOptions { IdleTime = TimeSpan.FromMilliseconds(50) });
        var drop = await engine.CreateDropAsync([2], holdSeconds: 600);
        var customer = AnyCustomer();
        var hold = (await node.ReserveAsync(drop, customer)).ShouldBeOfType<Outcome.Reserved>().Hold;
        await Until.TrueAsync(() => !node.Lanes.Awake.Contains(drop.Id));

        (await node.ReserveAsync(drop, customer)).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.AlreadyReserved>().Newest.ShouldBe(hold);
        (await node.BuyAsync(drop.Id, hold)).ShouldBeOfType<Outcome.Purchased>();
        await Until.TrueAsync(() => !node.Lanes.Awake.Contains(drop.Id));
        (await node.ReserveAsync(drop, customer)).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.LimitReached>();
    }

    /// <summary>Holds of a unit each. No more ask at once than a slow machine can answer in time.</summary>
    private static async Task<Hold[]> HoldAsync(DropSnapshot drop, int count, params Node[] nodes)
    {
        var holds = new Hold[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 500 }, async (i, _) =>
            holds[i] = (await nodes[i % nodes.Length].ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold);
        return holds;
    }
}
