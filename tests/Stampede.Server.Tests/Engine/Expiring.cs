using Stampede.Domain;
using Stampede.Engine;
using static Stampede.Server.Tests.Engine.EngineOnPostgres;

namespace Stampede.Server.Tests.Engine;

public sealed class Expiring(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Eight_thousand_holds_that_fall_due_together_come_back_once_and_on_time()
    {
        var (one, other) = (engine.StartNode(), engine.StartNode());
        var drop = await engine.CreateDropAsync([8_000], holdSeconds: 2);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8_000).Select(i => (i % 2 == 0 ? one : other).ReserveAsync(drop, AnyCustomer())));
        outcomes.OfType<Outcome.Reserved>().Count().ShouldBe(8_000);

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
        (expired.At - hold.ExpiresAt).ShouldBeInRange(TimeSpan.Zero, Promise);
    }

    [Fact]
    public async Task The_schedule_opens_a_drop_that_nobody_touched()
    {
        var startsAt = DateTimeOffset.UtcNow.AddSeconds(1.5);
        var drop = await engine.CreateDropAsync([1], startsAt: startsAt, endsAt: startsAt.AddSeconds(1));
        drop.Status.ShouldBe(DropStatus.Upcoming);
        var node = engine.StartNode();

        (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.NotStarted>();
        var opened = await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.Movements[^1] is Movement.Opened);
        (opened.Movements[^1].At - drop.StartsAt!.Value).ShouldBeInRange(TimeSpan.Zero, Promise);
        var ended = await node.UntilAsync(commit => commit.View.Id == drop.Id && commit.Movements[^1] is Movement.Ended);
        (ended.Movements[^1].At - drop.EndsAt!.Value).ShouldBeInRange(TimeSpan.Zero, Promise);
    }

    [Fact]
    public async Task A_purchase_at_the_instant_of_expiry_is_sold_or_given_back_never_both()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([3_000], holdSeconds: 1);
        var holds = (await Task.WhenAll(Enumerable.Range(0, 3_000).Select(_ => node.ReserveAsync(drop, AnyCustomer()))))
            .Cast<Outcome.Reserved>().Select(o => o.Hold).ToArray();

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
}
