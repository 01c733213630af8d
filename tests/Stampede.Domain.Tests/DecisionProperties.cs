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

    private sealed record Story(int[] Stock, int Limit, Schedule Schedule, Cooldown? Cooldown, bool IsPaid, IReadOnlyList<Batch> Batches);

    private static readonly Gen<DateTimeOffset?> AnyTime = Gen.Frequency(
        (2, Gen.Constant<DateTimeOffset?>(null)),
        (3, Gen.Choose(-20, 200).Select(seconds => (DateTimeOffset?)Given.Ten.AddSeconds(seconds))));

    private static readonly Gen<Schedule> AnySchedule = Gen.Frequency(
        (3, Gen.Constant(new Schedule(DropStatus.Live, Given.Ten, null))),
        (1, from isDraft in Gen.Elements(true, false)
            from start in AnyTime
            from end in AnyTime
            select isDraft
                ? new Schedule(DropStatus.Draft, start, end > start || start is null ? end : null)
                : new Schedule(start > Given.Ten ? DropStatus.Upcoming : DropStatus.Live, start ?? Given.Ten, end > (start ?? Given.Ten) ? end : null)));

    private static readonly Gen<DropChange> AnyChange =
        from what in Gen.Choose(0, 8)
        from start in AnyTime
        from end in AnyTime
        from limit in Gen.Choose(1, 4)
        select what switch
        {
            0 => new DropChange { Name = "Renamed" },
            1 => new DropChange { LimitPerCustomer = limit },
            2 => new DropChange { EndsAt = end, WithoutEnd = end is null },
            3 => new DropChange { WithoutStart = true },
            7 => new DropChange { HoldSeconds = 30 * limit },
            8 => new DropChange { Variants = [new DraftVariant(Given.Variant(0), "S", limit), new DraftVariant(Given.Variant(1), "M", 3)] },
            4 => new DropChange { Price = new Money(100 * limit, "EUR") },
            _ => new DropChange { StartsAt = start, EndsAt = end },
        };

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
        (1, from which in Gen.Choose(0, 26)
            select (Func<int, Command>)(_ => which switch
            {
                0 => new Command.End(Given.Operator),
                < 8 => new Command.Pause(Given.Operator),
                < 20 => new Command.Resume(Given.Operator),
                _ => new Command.Publish(Given.Operator),
            })),
        (9, from back in Gen.Choose(1, 12)
            from customer in Gen.Choose(1, Customers)
            from what in Gen.Choose(0, 13)
            from attempt in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Constant(1)))
            from variant in Gen.Choose(0, 1)
            from quantity in Gen.Choose(1, 2)
            from isRight in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
            select (Func<int, Command>)(n => Paying(what, n, Math.Max(0, n - back), customer, attempt, variant, quantity, isRight))),
        (1, from change in AnyChange
            select (Func<int, Command>)(_ => new Command.Amend(change, Given.Operator))));

    private static readonly Gen<Story> AnyStory =
        from first in Gen.Choose(0, 6)
        from second in Gen.Choose(0, 6)
        from limit in Gen.Choose(1, 4)
        from schedule in AnySchedule
        from cooldown in Gen.Frequency(
            (1, Gen.Constant<Cooldown?>(null)),
            (2, from free in Gen.Choose(0, 2)
                from first in Gen.Choose(1, 40)
                from window in Gen.Choose(40, 150)
                select (Cooldown?)new Cooldown(free, TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(window))))
        from isPaid in Gen.Elements(true, false)
        from batches in (
            from seconds in Gen.Frequency((6, Gen.Choose(0, 5)), (1, Gen.Choose(50, 70)), (1, Gen.Choose(-70, -1)))
            from commands in AnyCommand.ListOf()
            from declined in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, Customers)))
            select new Batch(seconds, [.. commands, .. Declined(declined)])).NonEmptyListOf()
        select new Story([first, second], limit, schedule, cooldown, isPaid, batches.ToArray());

    /// <summary>Somebody reserves, tries to pay, and is declined: by chance alone that is rare.</summary>
    /// <param name="customer">0: nobody.</param>
    private static IEnumerable<Func<int, Command>> Declined(int customer) => customer == 0
        ? []
        :
        [
            n => Given.Reserve(n, customer),
            n => new Command.Pay(Given.Reservation(n - 1), Given.Payment(n - 1, 0), Given.Customer(customer)),
            n => new Command.Unpay(Given.Reservation(n - 2), Given.Payment(n - 2, 0), "declined"),
        ];

    private static Command Paying(int what, int n, int reservation, int customer, int attempt, int variant, int quantity, bool isRight)
    {
        var payment = Given.Payment(reservation, attempt);
        return what switch
        {
            < 5 => new Command.Pay(Given.Reservation(reservation), payment, Given.Customer(customer)),
            < 9 => new Command.Settle(
                Given.Reservation(reservation), payment, Given.Customer(customer),
                Given.Price with { AmountMinor = (isRight ? quantity : 7) * Given.Price.AmountMinor }, new PurchaseId(Given.Id(0xB0000 + n)), "ann",
                what < 7 ? null : new LateHold(Given.Reservation(0x5000 + n), Given.Variant(variant), quantity, Given.Price)),
            < 13 => new Command.Unpay(Given.Reservation(reservation), payment, "declined"),
            _ => new Command.Return(
                new PurchaseReturn(
                    new PurchaseId(Given.Id(0xB0000 + reservation)), Given.Reservation(reservation), Given.Customer(customer), Given.Variant(variant), quantity,
                    Restocks: isRight, payment),
                "sent back", Given.Operator),
        };
    }

    [Fact]
    public void Every_answer_is_the_models_and_every_promise_holds()
    {
        var seen = new HashSet<MovementKind>();
        Prop.ForAll(AnyStory.ToArbitrary(), story => Play(story, seen)).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60));
        // Those of the line are the business of LineProperties.
        Enum.GetValues<MovementKind>().Where(kind => kind < MovementKind.LineOpened).ShouldAllBe(kind => seen.Contains(kind), $"the stories bring about every kind of movement, not only {string.Join(", ", seen)}");
    }

    private static void Play(Story story, HashSet<MovementKind> seen)
    {
        var (status, start, end) = story.Schedule;
        var state = Given.State(story.Stock, story.Limit, HoldSeconds, status, start, end, story.Cooldown, withoutStart: start is null, isPaid: story.IsPaid);
        var model = new Model(story.Stock, story.Limit, HoldSeconds, story.Schedule, story.Cooldown, story.IsPaid);
        var limit = story.Limit;
        var holdSeconds = HoldSeconds;
        var granted = new Dictionary<RequestKey, Hold>();
        var ends = new Dictionary<ReservationId, Movement>();
        var (clock, lastAt) = (Given.Ten, DateTimeOffset.MinValue);
        var number = 0;
        var price = state.Terms.Price;
        foreach (var batch in story.Batches)
        {
            clock = clock.AddSeconds(batch.Seconds);
            var now = clock > lastAt ? clock : lastAt;
            var commands = batch.Commands.Select(make => make(++number)).ToArray();
            model.LetTimePass(now);
            var expected = commands.Select(command => model.Answer(command, now)).ToArray();

            var decision = state.Commit(clock, granted, commands);

            decision.Outcomes.Select(Word).ShouldBe(expected);
            state.Status.ShouldBe(model.Status);
            CheckSchedule(state);
            CheckCounts(state, model); // A
            // Lowering the limit takes nothing away from anybody.
            limit = Math.Max(limit, commands.OfType<Command.Amend>().Max(amend => amend.What.LimitPerCustomer) ?? 0);
            holdSeconds = Math.Max(holdSeconds, commands.OfType<Command.Amend>().Max(amend => amend.What.HoldSeconds) ?? 0); // A draft's may be another.
            CheckLimit(state, limit); // F
            foreach (var movement in decision.Movements)
            {
                movement.At.ShouldBeGreaterThanOrEqualTo(lastAt, "a ledger's times never fall, whatever the clock does");
                lastAt = movement.At;
                seen.Add(movement.Kind);
                price = movement.Change?.Price ?? price;
                if (movement.Hold is { Step: HoldStep.Opens } opened)
                    opened.Of.Price.ShouldBe(price, "a hold is sold at the price of its time");
                if (movement.Hold is not { Step: HoldStep.Ends } ended)
                    continue;
                ends.TryAdd(ended.Of.Id, movement).ShouldBeTrue("a reservation ends once"); // E
                if (ended.Becomes == ReservationStatus.Purchased)
                    movement.At.ShouldBeLessThan(ended.Of.KeptUntil); // D
                // The one extension is bounded, however many attempts there are.
                ended.Of.KeptUntil.ShouldBeLessThanOrEqualTo(ended.Of.CreatedAt.AddSeconds(holdSeconds + Given.PaySeconds));
                if (story.IsPaid && ended.Of.Price.AmountMinor > 0 && ended.Becomes == ReservationStatus.Purchased)
                    movement.Payment.ShouldNotBeNull("nothing is sold without its payment");
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

    /// <summary>What the table demands of a drop.</summary>
    private static void CheckSchedule(DropState state)
    {
        if (state.Status is not (DropStatus.Draft or DropStatus.Ended))
            state.Terms.StartsAt.ShouldNotBeNull();
        if (state.Terms is { StartsAt: { } start, EndsAt: { } end })
            end.ShouldBeGreaterThan(start);
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
        Outcome.Paying paying => $"paying until {paying.Hold.KeptUntil:O}",
        Outcome.NotHeld => "not held",
        Outcome.Done => "done",
        Outcome.Refused refused => refused.Refusal.GetType().Name,
        _ => throw new InvalidOperationException(outcome.GetType().Name),
    };
}
