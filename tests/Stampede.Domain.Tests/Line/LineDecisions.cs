namespace Stampede.Domain.Tests.Line;

public sealed class LineDecisions
{
    private static readonly VariantId Small = Given.Variant(0);
    private static readonly VariantId Large = Given.Variant(1);

    private static readonly LineTerms Queue = new() { Mode = Entrance.Queue, Waitlist = true, ClosesAt = Given.Ten.AddSeconds(-10) };

    private static DropState Upcoming(params int[] stock) => Given.State(stock, status: DropStatus.Upcoming);

    private static Command.OpenLine Open(LineTerms terms, long number = 1) => new(terms, number, "c", Given.Operator);

    private static PlacedEntry Entry(int customer, params VariantId[] preferences) => new(new EntryId(Given.Id(customer)), Given.Customer(customer), [.. preferences], 1);

    private static ServingOrder Order(long logSize, params PlacedEntry[] places) => new("d", 2, logSize, places);

    private static Command.Serve Serve(ServingOrder order, int id) => new(order, [Given.Reservation(id), Given.Reservation(id + 1)], null, IsNewest: true);

    /// <summary>A line of two at ten o'clock: one wants the large one and else the small one, the other the small one.</summary>
    private static (DropState State, ServingOrder Order) Serving(LineTerms terms, params int[] stock)
    {
        var state = Upcoming(stock);
        state.Commit(Given.Ten.AddMinutes(-5), Open(terms))[0].ShouldBeOfType<Outcome.Done>();
        state.Commit(Given.Ten.AddSeconds(-10), new Command.SealLine(2, 2, "r", "s"), new Command.DrawLine("none", "d", 2)).ShouldAllBe(outcome => outcome is Outcome.Done);
        return (state, Order(2, Entry(1, Large, Small), Entry(2, Small)));
    }

    [Fact]
    public void It_closes_by_the_schedule_and_is_sealed_and_drawn_once()
    {
        var state = Upcoming(1, 1);
        state.Commit(Given.Ten.AddMinutes(-5), Open(Queue));
        state.NextDue.ShouldBe(Queue.ClosesAt);
        state.Commit(Given.Ten.AddMinutes(-5), new Command.SealLine(0, 0, "r", "s"))[0].RefusedWith<Refusal.LineNotReady>();

        state.Commit(Queue.ClosesAt!.Value);
        state.Line!.Phase.ShouldBe(LinePhase.Closed);
        state.Commit(Queue.ClosesAt!.Value, new Command.DrawLine("none", "d", 2))[0].RefusedWith<Refusal.LineNotReady>();
        state.Commit(Queue.ClosesAt!.Value, new Command.SealLine(2, 2, "r", "s"), new Command.SealLine(2, 2, "r", "s"), new Command.SealLine(3, 3, "r", "s"))
            .Select(outcome => outcome.GetType()).ShouldBe([typeof(Outcome.Done), typeof(Outcome.Done), typeof(Outcome.Refused)]);
        state.Commit(Queue.ClosesAt!.Value, new Command.DrawLine("none", "d", 2), new Command.DrawLine("none", "d", 2), new Command.DrawLine("another", "e", 2))
            .Select(outcome => outcome.GetType()).ShouldBe([typeof(Outcome.Done), typeof(Outcome.Done), typeof(Outcome.Refused)]);
        state.Line!.Phase.ShouldBe(LinePhase.Serving);
    }

    [Fact]
    public void A_draw_is_not_sealed_before_its_review_is_over()
    {
        var state = Upcoming(1);
        state.Commit(Given.Ten.AddMinutes(-5), Open(Queue with { Mode = Entrance.Draw, ReviewMinutes = 10 }));
        state.Commit(Queue.ClosesAt!.Value.AddMinutes(10).AddTicks(-1), new Command.SealLine(0, 0, "r", "s"))[0].RefusedWith<Refusal.LineNotReady>();
        state.Commit(Queue.ClosesAt!.Value.AddMinutes(10), new Command.SealLine(0, 0, "r", "s"))[0].ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public void Nothing_is_offered_before_the_opening_or_while_it_is_paused()
    {
        var (state, order) = Serving(Queue, 1, 1);
        state.Commit(Given.Ten.AddTicks(-1), Serve(order, 1))[0].ShouldBe(new Outcome.Served(0, false));
        state.Commit(Given.Ten, new Command.PaceLine(null, false, Paused: true, null, Given.Operator), Serve(order, 1))[1].ShouldBe(new Outcome.Served(0, false));
        state.Commit(Given.Ten, new Command.PaceLine(null, false, Paused: false, null, Given.Operator), Serve(order, 1))[1].ShouldBe(new Outcome.Served(2, false));
    }

    [Fact]
    public void A_stale_order_serves_nobody()
    {
        var (state, order) = Serving(Queue, 1, 1);
        state.Commit(Given.Ten, Serve(Order(1, Entry(1, Large)), 1))[0].RefusedWith<Refusal.LineNotReady>();
        state.Commit(Given.Ten, Serve(new ServingOrder("another", 2, 2, [Entry(1, Large)]), 1))[0].RefusedWith<Refusal.LineNotReady>();
        state.Commit(Given.Ten, Serve(order, 1))[0].ShouldBe(new Outcome.Served(2, false));
    }

    [Fact]
    public void Saying_yes_gives_the_drops_hold_time_once_and_only_in_time()
    {
        var (state, order) = Serving(Queue, 1, 1);
        state.Commit(Given.Ten, Serve(order, 1));
        state.Commit(Given.Ten.AddSeconds(29), new Command.Claim(Given.Reservation(1), Given.Customer(2)))[0].RefusedWith<Refusal.ReservationNotFound>();
        var claimed = state.Commit(Given.Ten.AddSeconds(29), new Command.Claim(Given.Reservation(1), Given.Customer(1)))[0].ShouldBeOfType<Outcome.Claimed>().Hold;
        claimed.KeptUntil.ShouldBe(Given.Ten.AddSeconds(89));
        state.Commit(Given.Ten.AddSeconds(60), new Command.Claim(Given.Reservation(1), Given.Customer(1)))[0].ShouldBeOfType<Outcome.Claimed>().Hold.KeptUntil.ShouldBe(claimed.KeptUntil);
        state.Commit(Given.Ten.AddSeconds(30), new Command.Claim(Given.Reservation(2), Given.Customer(2)))[0].ShouldBeOfType<Outcome.NotHeld>();
        state.Commit(Given.Ten.AddSeconds(88), Given.Buy(1, 1))[0].ShouldBeOfType<Outcome.Purchased>();
    }

    [Fact]
    public void A_hold_that_nobody_offered_cannot_be_claimed()
    {
        var state = Given.State([1]);
        state.Commit(Given.Ten, Given.Reserve(1, 1));
        state.Commit(Given.Ten, new Command.Claim(Given.Reservation(1), Given.Customer(1)))[0].RefusedWith<Refusal.NotOffered>();
    }

    [Fact]
    public void What_is_missed_goes_to_the_next_and_does_not_count_for_the_cooldown()
    {
        var state = Given.State([1], status: DropStatus.Upcoming, cooldown: new Cooldown(0, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(600)));
        state.Commit(Given.Ten.AddMinutes(-5), Open(Queue));
        state.Commit(Queue.ClosesAt!.Value, new Command.SealLine(2, 2, "r", "s"), new Command.DrawLine("none", "d", 2));
        var order = Order(2, Entry(1, Small), Entry(2, Small));
        state.Commit(Given.Ten, Serve(order, 1));
        state.FindHold(Given.Reservation(1))!.Customer.ShouldBe(Given.Customer(1));
        state.Commit(Given.Ten.AddSeconds(30), Serve(order, 3));
        state.FindHold(Given.Reservation(3))!.Customer.ShouldBe(Given.Customer(2));
        state.UnitsOf(Given.Customer(1)).Unbought.ShouldBeEmpty();
    }

    [Fact]
    public void Who_declines_a_lesser_choice_keeps_their_place_for_a_better_one()
    {
        var (state, order) = Serving(Queue, 2, 0);
        state.Commit(Given.Ten, Serve(order, 1));
        state.FindHold(Given.Reservation(1))!.Variant.ShouldBe(Small);
        state.Commit(Given.Ten, Given.Cancel(1, 1), Serve(order, 3))[1].ShouldBe(new Outcome.Served(0, false));
        state.Commit(Given.Ten, new Command.Adjust(Large, 1, "found", Given.Operator), Serve(order, 5))[1].ShouldBe(new Outcome.Served(1, false));
        state.FindHold(Given.Reservation(5))!.Variant.ShouldBe(Large);
    }

    [Fact]
    public void Who_waits_again_for_a_better_choice_is_passed_by_nobody_before_the_next_serving()
    {
        var (state, order) = Serving(Queue, 2, 0);
        state.Commit(Given.Ten, Serve(order, 1));
        state.Line!.Keeps(Large).ShouldBeFalse();
        state.Commit(Given.Ten, Given.Cancel(1, 1), new Command.Adjust(Large, 1, "found", Given.Operator), Given.Reserve(3, 3, 1))[2].RefusedWith<Refusal.LineFirst>();
        state.Commit(Given.Ten, Serve(order, 5))[0].ShouldBe(new Outcome.Served(1, false));
        state.Line!.Keeps(Small).ShouldBeFalse("an order knows that nobody waits for it");
    }

    [Fact]
    public void Who_joins_while_the_line_is_paused_is_passed_by_nobody()
    {
        var (state, order) = Serving(Queue, 2, 1);
        state.Commit(Given.Ten, Serve(order, 1), new Command.PaceLine(null, false, Paused: true, null, Given.Operator), new Command.Adjust(Large, 1, "found", Given.Operator));
        state.Line!.Keeps(Large).ShouldBeFalse();
        state.Commit(Given.Ten, Serve(order.With(3, [Entry(3, Large)], []), 5))[0].ShouldBe(new Outcome.Served(0, false));
        state.Commit(Given.Ten, Given.Reserve(7, 4, 1))[0].RefusedWith<Refusal.LineFirst>();
    }

    [Fact]
    public void An_order_of_a_moment_ago_opens_nothing_and_who_joins_is_kept_what_they_wait_for()
    {
        var (state, order) = Serving(Queue, 3, 1);
        var before = Serve(order, 1) with { IsNewest = false };
        state.Commit(Given.Ten, before)[0].ShouldBe(new Outcome.Served(2, false) { KeepsTooMuch = true });
        (state.Line!.Keeps(Small), state.Line!.Keeps(Large)).ShouldBe((true, true), "somebody may have joined");
        state.Commit(Given.Ten, Serve(order, 3), Given.Reserve(5, 5))[1].ShouldBeOfType<Outcome.Reserved>();
        state.Commit(Given.Ten, new Command.KeepForLine([Small, Given.Variant(9)]), new Command.KeepForLine([Small]), Given.Reserve(6, 6))[2].RefusedWith<Refusal.LineFirst>();
        state.Line!.Keeps(Large).ShouldBeFalse();
        // The order in which nobody waits for it yet does not open it either.
        state.Commit(Given.Ten, before with { Ids = [Given.Reservation(7)] }, Given.Reserve(8, 6))[1].RefusedWith<Refusal.LineFirst>();
        state.Commit(Given.Ten, new Command.CancelLine("no more", Given.Operator), new Command.KeepForLine([Small]), Given.Reserve(9, 6))[2].ShouldBeOfType<Outcome.Reserved>();
    }

    [Fact]
    public void Letters_give_hours_and_not_less_than_the_rules_say()
    {
        var (state, order) = Serving(Queue with { Mode = Entrance.Draw, PaySeconds = 72_000 }, 1, 1);
        state.Commit(Given.Ten, new Command.Serve(order, [Given.Reservation(1)], Given.Ten.AddHours(25), IsNewest: true), new Command.Serve(order, [Given.Reservation(2)], Given.Ten.AddHours(1), IsNewest: true));
        state.FindHold(Given.Reservation(1))!.KeptUntil.ShouldBe(Given.Ten.AddHours(25));
        state.FindHold(Given.Reservation(2))!.KeptUntil.ShouldBe(Given.Ten.AddSeconds(72_000));
        state.Commit(Given.Ten, new Command.Claim(Given.Reservation(1), Given.Customer(1)))[0].ShouldBeOfType<Outcome.Claimed>().Hold.KeptUntil.ShouldBe(Given.Ten.AddHours(25));
    }

    [Fact]
    public void The_rules_change_only_while_people_gather()
    {
        var state = Upcoming(1);
        state.Commit(Given.Ten.AddMinutes(-5), Open(Queue), Open(Queue with { Waitlist = false }), Open(Queue, number: 2))
            .Select(outcome => outcome.GetType()).ShouldBe([typeof(Outcome.Done), typeof(Outcome.Done), typeof(Outcome.Refused)]);
        state.Line!.Terms.Waitlist.ShouldBeFalse();
        state.Commit(Queue.ClosesAt!.Value, Open(Queue))[0].RefusedWith<Refusal.LineRulesFixed>();
        Given.State([1]).Commit(Given.Ten, Open(Queue with { ClosesAt = Given.Ten.AddHours(1) }))[0].RefusedWith<Refusal.LineRulesFixed>();
        Given.State([1]).Commit(Given.Ten, Open(new LineTerms { Mode = Entrance.Open, Waitlist = true }))[0].ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public void A_waitlist_keeps_only_what_somebody_waits_for()
    {
        var state = Given.State([1, 1]);
        state.Commit(Given.Ten, Open(new LineTerms { Mode = Entrance.Open, Waitlist = true }), Given.Reserve(1, 1), Given.Reserve(2, 2, variant: 1))
            .Skip(1).ShouldAllBe(outcome => outcome is Outcome.Reserved);
        var order = new ServingOrder(null, 0, 1, [Entry(3, Small)]);
        state.Commit(Given.Ten, Serve(order, 3))[0].ShouldBe(new Outcome.Served(0, false));
        // Both come back at once: the small one is not a walk-up's.
        var outcomes = state.Commit(Given.Ten.AddSeconds(60), Given.Reserve(10, 10), Given.Reserve(11, 11, variant: 1), Serve(order, 5));
        outcomes[0].RefusedWith<Refusal.LineFirst>();
        outcomes[1].ShouldBeOfType<Outcome.Reserved>();
        outcomes[2].ShouldBe(new Outcome.Served(1, false));
        state.FindHold(Given.Reservation(5))!.Customer.ShouldBe(Given.Customer(3));
    }

    [Fact]
    public void Nobody_is_offered_more_than_the_limit_and_who_owns_as_much_is_passed_over()
    {
        var state = Given.State([1, 1]);
        state.Commit(Given.Ten, Open(new LineTerms { Mode = Entrance.Open, Waitlist = true }), Given.Reserve(1, 1));
        // The customer waits for the large one while they hold the small one.
        var order = new ServingOrder(null, 0, 1, [Entry(1, Large)]);
        state.Commit(Given.Ten, Serve(order, 2))[0].ShouldBe(new Outcome.Served(0, false));
        state.ChoicesLeftAt(1).ShouldBeNull();
        state.Commit(Given.Ten, Given.Cancel(1, 1), Serve(order, 4))[1].ShouldBe(new Outcome.Served(1, false));
        state.Commit(Given.Ten, Given.Cancel(4, 1), Given.Reserve(6, 1), Given.Buy(6, 1))[2].ShouldBeOfType<Outcome.Purchased>();
        var again = new ServingOrder(null, 0, 2, [Entry(1, Large), Entry(1, Large)]);
        state.Commit(Given.Ten, Serve(again, 8))[0].ShouldBe(new Outcome.Served(0, false));
        state.ChoicesLeftAt(2).ShouldBe(0);
    }

    [Fact]
    public void It_is_over_with_the_drop_and_then_serves_nobody()
    {
        var (state, order) = Serving(Queue, 1, 1);
        state.Commit(Given.Ten, new Command.End(Given.Operator));
        state.Line!.Phase.ShouldBe(LinePhase.Finished);
        state.Commit(Given.Ten, Serve(order, 1))[0].ShouldBe(new Outcome.Served(0, false));
        state.Commit(Given.Ten, new Command.CancelLine("late", Given.Operator))[0].RefusedWith<Refusal.LineRulesFixed>();
    }
}
