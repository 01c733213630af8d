using static Stampede.Domain.Tests.Given;

namespace Stampede.Domain.Tests;

public sealed class DecisionTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    [Fact]
    public void Deciding_leaves_the_state_as_it_is()
    {
        var state = State([2]);
        Decision.Decide(state, [Reserve(1, 1), Buy(1, 1)], Ten, new Dictionary<RequestKey, Hold>()).Movements.Count.ShouldBe(2);
        state.Version.ShouldBe(1);
        state.Variants[0].Available.ShouldBe(2);
        state.FindHold(Reservation(1)).ShouldBeNull();
    }

    [Fact]
    public void The_last_pair_goes_to_the_first_of_a_batch()
    {
        var outcomes = State([1]).Commit(Ten, Reserve(1, 1), Reserve(2, 2));
        outcomes[0].ShouldBeOfType<Outcome.Reserved>();
        outcomes[1].RefusedWith<Refusal.AllHeld>();
    }

    [Fact]
    public void A_hold_that_lapses_at_the_instant_of_payment_is_not_sold()
    {
        var state = State([1]);
        state.Commit(Ten, Reserve(1, 1));
        var decision = state.Commit(Ten.AddSeconds(60), [], [Buy(1, 1)]);
        decision.Outcomes[0].ShouldBeOfType<Outcome.NotHeld>();
        decision.Movements.ShouldHaveSingleItem().ShouldBeOfType<Movement.Expired>();
    }

    [Fact]
    public void A_hold_is_sold_up_to_the_last_microsecond_before_its_end()
    {
        var state = State([1]);
        state.Commit(Ten, Reserve(1, 1));
        state.Commit(Ten.AddSeconds(60) - Tick, Buy(1, 1))[0].ShouldBeOfType<Outcome.Purchased>();
    }

    [Fact]
    public void What_lapsed_is_free_for_the_next_in_the_same_batch()
    {
        var state = State([1]);
        state.Commit(Ten, Reserve(1, 1));
        state.Commit(Ten.AddSeconds(60), Reserve(2, 2))[0].ShouldBeOfType<Outcome.Reserved>();
    }

    [Fact]
    public void Lapses_beyond_the_bound_wait_for_the_next_decision_and_are_never_sold()
    {
        var state = State([Decision.LapsesMax + 5]);
        for (var i = 0; i < Decision.LapsesMax + 5; i++)
            state.Commit(Ten, Reserve(i, i));
        var last = Decision.LapsesMax + 4;
        var decision = state.Commit(Ten.AddSeconds(60), [], [Buy(last, last), Reserve(9_999_999, last)]);
        decision.Movements.OfType<Movement.Expired>().Count().ShouldBe(Decision.LapsesMax + 1);
        decision.Outcomes[0].RefusedWith<Refusal.ReservationExpired>();
        decision.Outcomes[1].ShouldBeOfType<Outcome.Reserved>();
        state.NextDue.ShouldBe(Ten.AddSeconds(60));
    }

    [Fact]
    public void A_purchase_keeps_the_price_of_its_hold()
    {
        var state = State([1]);
        state.Commit(Ten, Reserve(1, 1), new Command.Amend(new DropChange { Price = new Money(29900, "USD") }, Operator));
        state.Commit(Ten, Buy(1, 1))[0].ShouldBeOfType<Outcome.Purchased>().Purchase.Price.AmountMinor.ShouldBe(19900);
    }

    [Fact]
    public void Sold_out_all_held_and_too_few_are_told_apart()
    {
        var state = State([2], limit: 3);
        state.Commit(Ten, Reserve(1, 1, quantity: 3))[0].RefusedWith<Refusal.InsufficientStock>().Available.ShouldBe(2);
        state.Commit(Ten, Reserve(2, 1, quantity: 2), Reserve(3, 2))[1].RefusedWith<Refusal.AllHeld>();
        state.Commit(Ten, Buy(2, 1), Reserve(4, 2))[1].RefusedWith<Refusal.SoldOut>();
    }

    [Fact]
    public void The_limit_counts_what_is_held_and_what_is_sold()
    {
        var state = State([10], limit: 3);
        state.Commit(Ten, Reserve(1, 1, quantity: 2));
        state.Commit(Ten, Reserve(2, 1, quantity: 2))[0].RefusedWith<Refusal.AlreadyReserved>().Newest.Id.ShouldBe(Reservation(1));
        state.Commit(Ten, Buy(1, 1), Reserve(3, 1, quantity: 2))[1].RefusedWith<Refusal.LimitReached>().Bought.ShouldBe(2);
        state.Commit(Ten, Reserve(4, 1))[0].ShouldBeOfType<Outcome.Reserved>();
    }

    [Fact]
    public void Refusals_stand_in_their_documented_order()
    {
        // Everything is wrong at once; each row mends the first thing that was named.
        var state = State([0, 0], limit: 1, status: DropStatus.Draft);
        state.Commit(Ten, Reserve(1, 1, variant: null, quantity: 2))[0].RefusedWith<Refusal.DropNotFound>();
        state = State([0, 1], limit: 1, startsAt: Ten.AddHours(1), status: DropStatus.Upcoming);
        state.Commit(Ten, Reserve(1, 1, variant: null, quantity: 2))[0].RefusedWith<Refusal.VariantRequired>();
        state.Commit(Ten, Reserve(1, 1, variant: 7, quantity: 2))[0].RefusedWith<Refusal.VariantNotFound>();
        state.Commit(Ten, Reserve(1, 1, quantity: 2))[0].RefusedWith<Refusal.QuantityOutOfRange>();
        state.Commit(Ten, Reserve(1, 1))[0].RefusedWith<Refusal.NotStarted>().StartsAt.ShouldBe(Ten.AddHours(1));
        var open = Ten.AddHours(1);
        state.Commit(open, Reserve(2, 1, variant: 1))[0].ShouldBeOfType<Outcome.Reserved>();
        state.Commit(open, Reserve(3, 1))[0].RefusedWith<Refusal.AlreadyReserved>();
        state.Commit(open, Buy(2, 1), Reserve(4, 1))[1].RefusedWith<Refusal.LimitReached>();
        state.Commit(open, Reserve(5, 2))[0].RefusedWith<Refusal.SoldOut>();
        state.Commit(open, new Command.Pause(Operator), Reserve(6, 2))[1].RefusedWith<Refusal.Paused>();
        state.Commit(open, new Command.End(Operator), Reserve(7, 2))[1].RefusedWith<Refusal.Ended>();
    }

    [Fact]
    public void A_hold_made_before_a_pause_or_the_end_still_completes()
    {
        var state = State([2]);
        state.Commit(Ten, Reserve(1, 1), Reserve(2, 2), new Command.Pause(Operator));
        state.Commit(Ten, Buy(1, 1))[0].ShouldBeOfType<Outcome.Purchased>();
        state.Commit(Ten, new Command.End(Operator), Buy(2, 2))[1].ShouldBeOfType<Outcome.Purchased>();
    }

    [Fact]
    public void The_schedule_opens_and_ends_by_itself()
    {
        var state = State([1], status: DropStatus.Upcoming, startsAt: Ten, endsAt: Ten.AddHours(1));
        state.NextDue.ShouldBe(Ten);
        state.Commit(Ten);
        state.Status.ShouldBe(DropStatus.Live);
        state.NextDue.ShouldBe(Ten.AddHours(1));
        state.Commit(Ten.AddHours(1));
        state.Status.ShouldBe(DropStatus.Ended);
        state.NextDue.ShouldBeNull();
    }

    [Fact]
    public void A_drop_opens_and_ends_in_one_decision_when_nobody_looked_in_between()
    {
        var state = State([1], status: DropStatus.Upcoming, startsAt: Ten, endsAt: Ten.AddHours(1));
        state.Commit(Ten.AddHours(2), [], []).Movements.Select(m => m.Kind.ToString()).ShouldBe(["Opened", "Ended"]);
    }

    [Fact]
    public void An_operators_command_that_is_in_effect_already_writes_nothing()
    {
        var state = State([1]);
        Command[] twice = [new Command.Pause(Operator), new Command.Pause(Operator)];
        state.Commit(Ten, [], twice).Movements.Count.ShouldBe(1);
        Command[] resumed = [new Command.Resume(Operator), new Command.Resume(Operator), new Command.Publish(Operator)];
        state.Commit(Ten, [], resumed).Movements.Count.ShouldBe(1);
        Command[] ended = [new Command.End(Operator), new Command.End(Operator)];
        state.Commit(Ten, [], ended).Movements.Count.ShouldBe(1);
    }

    [Fact]
    public void A_draft_opens_when_it_is_published_and_a_start_to_come_is_kept()
    {
        var later = State([1], status: DropStatus.Draft, startsAt: Ten.AddHours(1));
        later.Commit(Ten, new Command.Publish(Operator));
        later.Status.ShouldBe(DropStatus.Upcoming);
        var now = State([1], status: DropStatus.Draft, startsAt: Ten);
        now.Commit(Ten, new Command.Publish(Operator));
        now.Status.ShouldBe(DropStatus.Live);
    }

    [Fact]
    public void Nothing_is_reserved_after_an_end_that_came_while_the_drop_was_a_draft()
    {
        var state = State([1], status: DropStatus.Draft, startsAt: Ten.AddHours(-2), endsAt: Ten);
        state.Commit(Ten, new Command.Publish(Operator), Reserve(1, 1))[1].RefusedWith<Refusal.Ended>();
        state.Status.ShouldBe(DropStatus.Ended);
    }

    [Fact]
    public void A_draft_that_would_end_before_it_starts_is_not_published_and_can_be_changed_until_it_can()
    {
        var state = State([1], status: DropStatus.Draft, endsAt: Ten, withoutStart: true);
        state.Commit(Ten, new Command.Publish(Operator))[0].RefusedWith<Refusal.ScheduleInvalid>();
        state.Version.ShouldBe(1);
        state.Commit(Ten, new Command.Amend(new DropChange { Name = "Renamed" }, Operator))[0].ShouldBeOfType<Outcome.Done>();
        state.Commit(Ten, new Command.Amend(new DropChange { Name = "Again", EndsAt = Ten }, Operator))[0].ShouldBeOfType<Outcome.Done>("the end stays as it is");
        state.Commit(Ten, new Command.Amend(new DropChange { EndsAt = Ten.AddSeconds(-1) }, Operator))[0].RefusedWith<Refusal.ScheduleInvalid>();
        state.Commit(Ten, new Command.Amend(new DropChange { EndsAt = Ten + Tick }, Operator), new Command.Publish(Operator))[1].ShouldBeOfType<Outcome.Done>();
        state.Status.ShouldBe(DropStatus.Live);
        state.Terms.StartsAt.ShouldBe(Ten);
    }

    [Fact]
    public void Nothing_is_reserved_after_an_end_that_is_moved_into_the_past()
    {
        var state = State([1], startsAt: Ten.AddHours(-2), endsAt: Ten.AddHours(1));
        state.Commit(Ten, new Command.Amend(new DropChange { EndsAt = Ten.AddHours(-1) }, Operator), Reserve(1, 1))[1].RefusedWith<Refusal.Ended>();
        state.Status.ShouldBe(DropStatus.Ended);
    }

    [Fact]
    public void Stock_in_use_cannot_be_taken_away()
    {
        var state = State([3]);
        state.Commit(Ten, Reserve(1, 1), Reserve(2, 2), Buy(2, 2));
        state.Commit(Ten, new Command.Adjust(Variant(0), -2, "damaged", Operator))[0].RefusedWith<Refusal.StockInUse>().Available.ShouldBe(1);
        state.Commit(Ten, new Command.Adjust(Variant(0), -1, "damaged", Operator))[0].ShouldBeOfType<Outcome.Done>();
        state.Variants[0].Total.ShouldBe(2);
        state.Commit(Ten, new Command.Adjust(Variant(0), int.MaxValue, "typo", Operator))[0].RefusedWith<Refusal.StockOutOfRange>();
    }

    [Fact]
    public void An_end_before_the_start_is_refused_and_the_schedule_stays()
    {
        var state = State([1], status: DropStatus.Upcoming, startsAt: Ten.AddHours(1));
        state.Commit(Ten, new Command.Amend(new DropChange { EndsAt = Ten }, Operator))[0].RefusedWith<Refusal.ScheduleInvalid>();
        state.Terms.EndsAt.ShouldBeNull();
    }

    [Fact]
    public void A_live_drop_whose_start_moves_into_the_future_is_upcoming_again()
    {
        var state = State([1]);
        state.Commit(Ten, new Command.Amend(new DropChange { StartsAt = Ten.AddHours(1) }, Operator));
        state.Status.ShouldBe(DropStatus.Upcoming);
        state.Commit(Ten, Reserve(1, 1))[0].RefusedWith<Refusal.NotStarted>();
    }

    [Fact]
    public void Anothers_reservation_is_not_there()
    {
        var state = State([1]);
        state.Commit(Ten, Reserve(1, 1));
        state.Commit(Ten, Buy(1, 2))[0].RefusedWith<Refusal.ReservationNotFound>();
        state.Commit(Ten, Cancel(1, 2))[0].RefusedWith<Refusal.ReservationNotFound>();
    }

    [Fact]
    public void One_key_has_one_effect_within_a_batch_and_across_batches()
    {
        var state = State([5], limit: 5);
        var granted = new Dictionary<RequestKey, Hold>();
        var first = state.Commit(Ten, granted, [Reserve(1, 1, key: "k"), Reserve(2, 1, key: "k")]);
        first.Movements.Count.ShouldBe(1);
        var later = state.Commit(Ten.AddSeconds(90), granted, [Reserve(3, 1, key: "k"), Reserve(4, 1, quantity: 2, key: "k"), Reserve(5, 2, key: "k")]);
        later.Outcomes[0].ShouldBe(first.Outcomes[0]);
        later.Outcomes[1].RefusedWith<Refusal.IdempotencyKeyReused>();
        later.Outcomes[2].ShouldBeOfType<Outcome.Reserved>().Hold.Id.ShouldBe(Reservation(5));
    }

    [Fact]
    public void The_oldest_live_hold_is_known_whatever_ended_before_it()
    {
        var state = State([5]);
        state.Commit(Ten, Reserve(1, 1), Reserve(2, 2), Reserve(3, 3));
        state.OldestHoldVersion().ShouldBe(2);
        state.Commit(Ten, Buy(2, 2), Cancel(1, 1));
        state.OldestHoldVersion().ShouldBe(4);
        state.Commit(Ten, Cancel(3, 3));
        state.OldestHoldVersion().ShouldBe(state.Version);
    }

    [Fact]
    public void What_has_ended_is_forgotten_by_those_too_who_only_follow_and_behind_a_hold_that_lasts()
    {
        var (state, version) = (State([9]), 1L);
        Hold Held(long made) => new(new ReservationId(Id((int)made)), Customer((int)made), Variant(0), 1, new Money(1, "EUR"), Ten, Ten.AddHours(1), made);
        state.Apply(new Movement.Reserved(++version, Ten, Held(version), null)); // It lasts.
        for (var i = 0; i < 20_000; i++)
        {
            var hold = Held(++version);
            state.Apply(new Movement.Reserved(version, Ten, hold, null));
            state.Apply(new Movement.Cancelled(++version, Ten, hold, null));
        }

        state.HoldsByVersion.ShouldBeLessThanOrEqualTo(2 + DropState.EndedHoldsMax);
        state.OldestHoldVersion().ShouldBe(2);
        state.Apply(new Movement.Cancelled(++version, Ten, Held(2), null));
        state.HoldsByVersion.ShouldBe(0);
        state.OldestHoldVersion().ShouldBe(version);
    }

    [Fact]
    public void A_command_that_cannot_be_decided_is_named_and_the_state_is_left_as_it_is()
    {
        var state = State([2]);
        var fault = Should.Throw<UndecidableException>(() => Decision.Decide(
            state, [Reserve(1, 1), Reserve(2, 2, quantity: -9), Reserve(3, 3)], Ten, new Dictionary<RequestKey, Hold>()));
        fault.At.ShouldBe(1);
        state.Version.ShouldBe(1);
        state.Commit(Ten, Reserve(1, 1), Reserve(3, 3)).ShouldAllBe(outcome => outcome is Outcome.Reserved);
    }

    [Theory]
    [InlineData(DropStatus.Live)]
    [InlineData(DropStatus.Paused)]
    [InlineData(DropStatus.Ended)]
    public void Memory_refuses_as_the_decision_would(DropStatus status)
    {
        var state = State([0], status: status);
        var fromMemory = Decision.RefuseFromMemory(state.View(), CustomerUnits.None, Reserve(1, 1), Ten);
        fromMemory.ShouldNotBeNull();
        state.Commit(Ten, Reserve(1, 1))[0].ShouldBe(new Outcome.Refused(fromMemory));
    }

    [Fact]
    public void Memory_leaves_to_the_decision_whatever_could_be_a_yes()
    {
        var state = State([0, 1], limit: 2);
        Decision.RefuseFromMemory(state.View(), CustomerUnits.None, Reserve(1, 1, variant: 1), Ten).ShouldBeNull();
        Decision.RefuseFromMemory(state.View(), CustomerUnits.None, Reserve(1, 1, key: "k"), Ten).ShouldBeNull();
        Decision.RefuseFromMemory(state.View(), CustomerUnits.None with { Sold = 1 }, Reserve(1, 1), Ten).ShouldBeNull();
        var soon = State([1], status: DropStatus.Upcoming, startsAt: Ten.AddMilliseconds(100));
        Decision.RefuseFromMemory(soon.View(), CustomerUnits.None, Reserve(1, 1), Ten).ShouldBeNull();
    }

    private static readonly Cooldown Waits = new(FreeHolds: 1, First: TimeSpan.FromSeconds(30), Window: TimeSpan.FromSeconds(300));

    [Fact]
    public void Who_leaves_hold_after_hold_unbought_waits_longer_each_time()
    {
        var state = State([9], cooldown: Waits);
        state.Commit(Ten, Reserve(1, 1), Cancel(1, 1), Reserve(2, 1))[2].ShouldBeOfType<Outcome.Reserved>();

        var lapsed = Ten.AddSeconds(60);
        state.Commit(lapsed, Reserve(3, 1))[0].RefusedWith<Refusal.WaitToReserve>().Until.ShouldBe(lapsed.AddSeconds(30));
        state.Commit(lapsed.AddSeconds(30) - Tick, Reserve(4, 1))[0].RefusedWith<Refusal.WaitToReserve>();
        state.Commit(lapsed.AddSeconds(30), Reserve(5, 1))[0].ShouldBeOfType<Outcome.Reserved>();
        state.Commit(lapsed.AddSeconds(30), Cancel(5, 1), Reserve(6, 1))[1].RefusedWith<Refusal.WaitToReserve>().Until.ShouldBe(lapsed.AddSeconds(90));
        state.Commit(lapsed.AddSeconds(30), Reserve(7, 2))[0].ShouldBeOfType<Outcome.Reserved>();
    }

    [Fact]
    public void A_wait_is_no_longer_than_the_window_and_counts_what_the_window_holds()
    {
        Waits.Until([.. Enumerable.Repeat(Ten, 40)]).ShouldBe(Ten.AddSeconds(300));
        Waits.Until([Ten, Ten.AddSeconds(300)]).ShouldBeNull();
        Waits.Until([Ten, Ten.AddSeconds(299)]).ShouldBe(Ten.AddSeconds(329));
        Waits.Until([]).ShouldBeNull();
    }

    [Fact]
    public void A_hold_that_an_operator_gives_back_or_that_is_bought_makes_nobody_wait()
    {
        var state = State([9], limit: 2, cooldown: Waits with { FreeHolds = 0 });
        state.Commit(Ten, Reserve(1, 1), new Command.Release(Reservation(1), Operator), Reserve(2, 1), Buy(2, 1), Reserve(3, 1))[4].ShouldBeOfType<Outcome.Reserved>();
    }

    [Fact]
    public void A_wait_is_told_after_the_limit_and_before_the_stock()
    {
        var state = State([1], limit: 1, cooldown: Waits with { FreeHolds = 0 });
        state.Commit(Ten, Reserve(1, 1), Cancel(1, 1), Reserve(2, 2), Reserve(3, 1))[3].RefusedWith<Refusal.WaitToReserve>();
        state.Commit(Ten, new Command.Pause(Operator), Reserve(4, 1))[1].RefusedWith<Refusal.Paused>();
        state.Commit(Ten, new Command.Resume(Operator), Cancel(2, 2), Reserve(5, 2, quantity: 2))[2].RefusedWith<Refusal.QuantityOutOfRange>();
    }

    [Fact]
    public void The_same_request_key_has_its_answer_even_while_its_customer_waits()
    {
        var state = State([1], cooldown: Waits with { FreeHolds = 0 });
        var granted = new Dictionary<RequestKey, Hold>();
        state.Commit(Ten, granted, [Reserve(1, 1, key: "k"), Cancel(1, 1)]);
        state.Commit(Ten, granted, [Reserve(2, 1, key: "k")]).Outcomes[0].ShouldBeOfType<Outcome.Reserved>().Hold.Id.ShouldBe(Reservation(1));
        state.Commit(Ten, granted, [Reserve(3, 1, key: "l")]).Outcomes[0].RefusedWith<Refusal.WaitToReserve>();
    }

    [Fact]
    public void Whoever_waited_is_forgotten_after_the_window()
    {
        var state = State([9], cooldown: Waits);
        state.Commit(Ten, Reserve(1, 1), Cancel(1, 1));
        state.UnitsOf(Customer(1)).Unbought.ShouldBe([Ten]);
        state.Commit(Ten.AddSeconds(300), Reserve(2, 2), Cancel(2, 2));
        state.UnitsOf(Customer(1)).ShouldBe(CustomerUnits.None);
        State([9]).UnitsOf(Customer(1)).Unbought.ShouldBeEmpty();
    }

    [Fact]
    public void A_state_that_is_loaded_waits_as_the_one_before_it_did()
    {
        UnboughtEnd[] ends = [new(Customer(1), Ten.AddSeconds(-100)), new(Customer(2), Ten.AddSeconds(-20)), new(Customer(1), Ten.AddSeconds(-10))];
        var loaded = new DropState(State([5], cooldown: Waits).View(), [], [], ends);
        loaded.Commit(Ten, Reserve(1, 1))[0].RefusedWith<Refusal.WaitToReserve>().Until.ShouldBe(Ten.AddSeconds(20));
        loaded.Commit(Ten, Reserve(2, 2))[0].ShouldBeOfType<Outcome.Reserved>();
    }

    [Fact]
    public void Memory_tells_a_wait_before_the_stock_and_after_the_status()
    {
        var state = State([0], cooldown: Waits with { FreeHolds = 0 });
        var units = CustomerUnits.None with { Unbought = [Ten] };
        Decision.RefuseFromMemory(state.View(), units, Reserve(1, 1), Ten.AddSeconds(29)).ShouldBe(new Refusal.WaitToReserve(Ten.AddSeconds(30)));
        Decision.RefuseFromMemory(state.View(), units, Reserve(1, 1), Ten.AddSeconds(30)).ShouldBeOfType<Refusal.SoldOut>();
        Decision.RefuseFromMemory(state.View() with { Status = DropStatus.Paused }, units, Reserve(1, 1), Ten).ShouldBeOfType<Refusal.Paused>();
    }

    [Fact]
    public void Memory_makes_nobody_wait_for_an_end_that_its_view_does_not_know_of()
    {
        var state = State([1], cooldown: Waits with { FreeHolds = 0 });
        state.Commit(Ten, Reserve(1, 1));
        var committed = state.View();
        state.Commit(Ten, Cancel(1, 1)); // As a batch folds it before it is committed.
        Decision.RefuseFromMemory(committed, state.UnitsOf(Customer(1)), Reserve(2, 1), Ten).ShouldBeNull();
        Decision.RefuseFromMemory(state.View(), state.UnitsOf(Customer(1)), Reserve(2, 1), Ten).ShouldBeOfType<Refusal.WaitToReserve>();
    }
}
