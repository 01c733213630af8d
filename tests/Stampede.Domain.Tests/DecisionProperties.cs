using FsCheck;
using FsCheck.Fluent;

namespace Stampede.Domain.Tests;

/// <summary>Random batches against <see cref="Model"/>: each answer is the model's, and the promises hold after each batch.</summary>
public sealed class DecisionProperties
{
    private const int HoldSeconds = 60;
    private const int Customers = 6;
    private const int Keys = 3;

    private sealed record Batch(int Seconds, IReadOnlyList<Func<int, Command>> Commands);

    private sealed record Story(int[] Stock, int Limit, Cooldown? Cooldown, IReadOnlyList<Batch> Batches);

    private static readonly Gen<Func<int, Command>> AnyCommand = Gen.Frequency(
        (10, from customer in Gen.Choose(1, Customers)
             from variant in Gen.Choose(0, 2)
             from quantity in Gen.Choose(1, 3)
             from key in Gen.Choose(0, 2 * Keys)
             select (Func<int, Command>)(n => Given.Reserve(n, customer, variant, quantity, key is > 0 and <= Keys ? $"k{key}" : null))),
        (6, from back in Gen.Choose(1, 12)
            from customer in Gen.Choose(1, Customers)
            select (Func<int, Command>)(n => Given.Buy(Math.Max(0, n - back), customer))),
        (3, from back in Gen.Choose(1, 12)
            from customer in Gen.Choose(1, Customers)
            select (Func<int, Command>)(n => Given.Cancel(Math.Max(0, n - back), customer))),
        (1, from back in Gen.Choose(1, 12)
            select (Func<int, Command>)(n => new Command.Release(Given.Reservation(Math.Max(0, n - back)), Given.Operator))),
        (1, from variant in Gen.Choose(0, 1)
            from change in Gen.Choose(-3, 3).Where(change => change != 0)
            select (Func<int, Command>)(_ => new Command.Adjust(Given.Variant(variant), change, "count", Given.Operator))),
        (1, from which in Gen.Choose(0, 19)
            select (Func<int, Command>)(_ => which switch
            {
                0 => new Command.End(Given.Operator),
                < 8 => new Command.Pause(Given.Operator),
                _ => new Command.Resume(Given.Operator),
            })));

    private static readonly Gen<Story> AnyStory =
        from first in Gen.Choose(0, 6)
        from second in Gen.Choose(0, 6)
        from limit in Gen.Choose(1, 4)
        from cooldown in Gen.Frequency(
            (1, Gen.Constant<Cooldown?>(null)),
            (2, from free in Gen.Choose(0, 2)
                from first in Gen.Choose(1, 40)
                from window in Gen.Choose(40, 150)
                select (Cooldown?)new Cooldown(free, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(window))))
        from batches in (
            from seconds in Gen.Frequency((6, Gen.Choose(0, 5)), (1, Gen.Choose(50, 70)))
            from commands in AnyCommand.ListOf()
            select new Batch(seconds, commands.ToArray())).NonEmptyListOf()
        select new Story([first, second], limit, cooldown, batches.ToArray());

    [Fact]
    public void Every_answer_is_the_models_and_every_promise_holds() =>
        Prop.ForAll(AnyStory.ToArbitrary(), Play).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60));

    private static void Play(Story story)
    {
        var state = Given.State(story.Stock, story.Limit, HoldSeconds, cooldown: story.Cooldown);
        var model = new Model(story.Stock, story.Limit, HoldSeconds, story.Cooldown);
        var granted = new Dictionary<RequestKey, Hold>();
        var ends = new Dictionary<ReservationId, Movement>();
        var now = Given.Ten;
        var number = 0;
        foreach (var batch in story.Batches)
        {
            now = now.AddSeconds(batch.Seconds);
            var commands = batch.Commands.Select(make => make(++number)).ToArray();
            model.LetTimePass(now);
            var expected = commands.Select(command => model.Answer(command, now)).ToArray();

            var decision = state.Commit(now, granted, commands);

            decision.Outcomes.Select(Word).ShouldBe(expected);
            CheckCounts(state, model); // A
            CheckLimit(state, story.Limit); // F
            foreach (var movement in decision.Movements.OfType<Movement.OfHold>())
            {
                if (movement is Movement.Reserved)
                    continue;
                ends.TryAdd(movement.Hold.Id, movement).ShouldBeTrue("a reservation ends once"); // E
                if (movement is Movement.Purchased)
                    movement.At.ShouldBeLessThan(movement.Hold.ExpiresAt); // D
            }

            model.Entries.Count(e => e.Status == "active").ShouldBe(state.LiveHolds);
            if (state.NextDue is { } due)
                due.ShouldBeGreaterThan(now, "nothing stays held past its time"); // E
        }

        // C: a key was granted once, whatever was asked with it.
        model.Entries.Where(e => e.Key is not null).GroupBy(e => (e.Customer, e.Key)).ShouldAllBe(same => same.Count() == 1);
    }

    private static void CheckCounts(DropState state, Model model)
    {
        for (var i = 0; i < state.Variants.Length; i++)
        {
            var variant = state.Variants[i];
            variant.Total.ShouldBe(model.Total(i));
            variant.Held.ShouldBe(model.Held(i));
            variant.Sold.ShouldBe(model.Sold(i));
            Math.Min(variant.Available, Math.Min(variant.Held, variant.Sold)).ShouldBeGreaterThanOrEqualTo(0);
        }
    }

    private static void CheckLimit(DropState state, int limit)
    {
        for (var customer = 1; customer <= Customers; customer++)
        {
            var units = state.UnitsOf(Given.Customer(customer));
            (units.Sold + units.Held).ShouldBeLessThanOrEqualTo(limit);
        }
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Reserved reserved => $"reserved {reserved.Hold.Id}",
        Outcome.Purchased => "purchased",
        Outcome.Cancelled => "cancelled",
        Outcome.NotHeld => "not held",
        Outcome.Done => "done",
        Outcome.Refused refused => refused.Refusal.GetType().Name,
        _ => throw new InvalidOperationException(outcome.GetType().Name),
    };
}
