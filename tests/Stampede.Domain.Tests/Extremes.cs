using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Stampede.Domain.Tests;

/// <summary>Settings and values over the whole of their ranges: nothing overflows at their bounds, or anywhere between.</summary>
public sealed class Extremes
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Cooldown> AnyCooldown =
        from free in Within(0, 100)
        from first in Within(1, 3_600)
        from window in Within(10, 86_400)
        select new Cooldown(free, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(window));

    private sealed record Story(
        int Limit, int HoldSeconds, int Variants, int Stock, long Price, Cooldown Cooldown, DateTimeOffset Start, IReadOnlyList<(int Wait, Command Command)> Commands);

    private static readonly Gen<Story> AnyStory =
        from limit in Within(1, 1_000_000)
        from hold in Within(1, 3_600)
        from variants in Within(1, 200)
        from stock in Within(0, VariantStock.TotalMax)
        from price in Gen.Elements(0L, 1L, 1_000_000_000_000L)
        from cooldown in AnyCooldown
        from start in Gen.Elements(Earliest, Given.Ten, Latest)
        from commands in CommandsOf(limit, variants).ListOf()
        select new Story(limit, hold, variants, stock, price, cooldown, start, commands.ToArray());

    /// <summary>Each bound as often as all between them.</summary>
    private static Gen<int> Within(int min, int max) => Gen.Frequency((1, Gen.Constant(min)), (1, Gen.Constant(max)), (1, Gen.Choose(min, max)));

    private static Gen<(int Wait, Command Command)> CommandsOf(int limit, int variants) =>
        from wait in Gen.Frequency((6, Gen.Constant(0)), (1, Within(1, 90_000)))
        from customer in Gen.Choose(1, 2)
        from reservation in Gen.Choose(1, 8)
        from variant in Within(0, variants - 1)
        from quantity in Within(1, limit)
        from change in Gen.Elements(int.MinValue, -VariantStock.TotalMax, -1, 1, VariantStock.TotalMax, int.MaxValue)
        from time in Gen.Elements<DateTimeOffset?>(null, Earliest, Given.Ten, Latest)
        from command in Gen.Frequency<Command>(
            (6, Gen.Constant<Command>(Given.Reserve(reservation, customer, variant, quantity))),
            (3, Gen.Constant<Command>(Given.Cancel(reservation, customer))),
            (2, Gen.Constant<Command>(Given.Buy(reservation, customer))),
            (1, Gen.Constant<Command>(new Command.Adjust(Given.Variant(variant), change, "count", Given.Operator))),
            (1, Gen.Constant<Command>(new Command.Amend(new DropChange { StartsAt = time, EndsAt = Latest.AddDays(-1), LimitPerCustomer = limit }, Given.Operator))),
            (1, Gen.Constant<Command>(new Command.Publish(Given.Operator))))
        select (wait, command);

    [Fact]
    public void A_wait_is_what_counting_without_a_bound_makes_it()
    {
        var any =
            from cooldown in AnyCooldown
            from ends in Within(0, cooldown.EndsOfOneMax)
            from apart in Within(0, 700)
            select (cooldown, ends, apart);
        Prop.ForAll(any.ToArbitrary(), story =>
        {
            var (cooldown, count, apart) = story;
            DateTimeOffset[] ends = [.. Enumerable.Range(0, count).Select(i => Given.Ten.AddSeconds(i * apart))];
            var counted = ends.Count(end => ends[^1] - end < cooldown.Window);
            var expected = counted <= cooldown.FreeHolds
                ? (DateTimeOffset?)null
                : ends[^1].AddTicks((long)BigInteger.Min(cooldown.Window.Ticks, cooldown.First.Ticks * BigInteger.Pow(2, counted - cooldown.FreeHolds - 1)));
            cooldown.Until(ends).ShouldBe(expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Nothing_in_range_overflows() =>
        Prop.ForAll(AnyStory.ToArbitrary(), Play).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(60));

    [Fact]
    public void Whoever_lets_go_for_ever_waits_no_longer_than_the_window_at_any_bound()
    {
        foreach (var free in (int[])[0, 100])
        {
            foreach (var (first, window) in ((int, int)[])[(1, 10), (1, 86_400), (430, 600), (3_600, 10), (3_600, 86_400)])
            {
                var cooldown = new Cooldown(free, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(window));
                var (state, now) = (Given.State([200], limit: 200, cooldown: cooldown), Given.Ten);
                for (var i = 0; i < 150; i++)
                    state.Commit(now, Given.Reserve(i, 1));
                for (var i = 0; i < 150; i++)
                    state.Commit(now, Given.Cancel(i, 1));
                state.Commit(now, Given.Reserve(1_000, 1))[0].RefusedWith<Refusal.WaitToReserve>().Until.ShouldBe(now.AddSeconds(window));
                Decision.RefuseFromMemory(state.View(), state.UnitsOf(Given.Customer(1)), Given.Reserve(1_001, 1), now)
                    .ShouldBe(new Refusal.WaitToReserve(now.AddSeconds(window)));
            }
        }
    }

    private static void Play(Story story)
    {
        var variants = Enumerable.Range(0, story.Variants).Select(i => new VariantStock(Given.Variant(i), $"EU {i}", story.Stock, 0, 0));
        var terms = new DropTerms
        {
            Price = new Money(story.Price, "EUR"),
            StartsAt = story.Start,
            HoldSeconds = story.HoldSeconds,
            LimitPerCustomer = story.Limit,
            Cooldown = story.Cooldown,
        };
        var state = new DropState(new DropView(Given.Drop, 1, DropStatus.Live, terms, [.. variants]), [], []);
        var now = story.Start;
        foreach (var (wait, command) in story.Commands)
        {
            now = now.AddSeconds(wait);
            // An id is used once.
            if (command is Command.Reserve reserve && state.FindHold(reserve.Id) is not null)
                continue;
            state.Commit(now, command);
            Decision.RefuseFromMemory(state.View(), state.UnitsOf(Given.Customer(1)), Given.Reserve(99, 1), now);
            foreach (var variant in state.Variants)
                variant.Total.ShouldBeInRange(0, VariantStock.TotalMax);
            (state.NextDue is null || state.NextDue > now).ShouldBeTrue();
        }
    }
}
