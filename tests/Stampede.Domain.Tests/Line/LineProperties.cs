using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Stampede.Domain.Tests.Line;

/// <summary>Random lines, served while people come, go, claim, decline, and time passes: after each step the line's promises hold.</summary>
public sealed class LineProperties
{
    private const int ClaimSeconds = 30;
    private const int HoldSeconds = 60;
    private const int Limit = 2;
    private const string Seed = "a seed";

    /// <param name="Pick">Whom or what it is about.</param>
    private sealed record Step(int What, int Pick, int Seconds);

    /// <param name="Wishes">Of each person: first and second preference (the same: only one), quantity.</param>
    private sealed record Story(int[] Stock, IReadOnlyList<(int First, int Second, int Quantity)> Wishes, bool Waitlist, int? Pace, IReadOnlyList<Step> Steps);

    private static readonly Gen<(int First, int Second, int Quantity)> AnyWish =
        from first in Gen.Choose(0, 2)
        from second in Gen.Choose(0, 2)
        from quantity in Gen.Frequency((4, Gen.Constant(1)), (1, Gen.Constant(2)))
        select (first, second, quantity);

    private static readonly Gen<Story> AnyStory =
        from stock in Gen.Choose(0, 3).ListOf(3)
        from wishes in AnyWish.ListOf()
        from waitlist in Gen.Elements(true, false)
        from pace in Gen.Frequency((3, Gen.Constant<int?>(null)), (1, Gen.Constant<int?>(6)))
        from steps in (
            from what in Gen.Choose(0, 23)
            from pick in Gen.Choose(0, 9)
            from seconds in Gen.Frequency((5, Gen.Choose(0, 5)), (1, Gen.Choose(25, 70)))
            select new Step(what, pick, seconds)).NonEmptyListOf()
        select new Story(stock.ToArray(), wishes.ToArray(), waitlist, pace, steps.ToArray());

    [Fact]
    public void Everybody_is_served_in_their_turn_and_nothing_is_kept_from_them()
    {
        var seen = new HashSet<MovementKind>();
        Prop.ForAll(AnyStory.ToArbitrary(), story => new Play(story, seen).Run()).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(50));
        seen.ShouldContain(MovementKind.Offered);
        seen.ShouldContain(MovementKind.Claimed);
        seen.ShouldContain(MovementKind.Skipped);
        seen.ShouldContain(MovementKind.LineListed);
        seen.ShouldContain(MovementKind.LinePaced);
        seen.ShouldContain(MovementKind.LineFinished);
        seen.ShouldContain(MovementKind.LineCancelled);
        seen.ShouldContain(MovementKind.Purchased);
        seen.ShouldContain(MovementKind.Reserved);
    }

    private sealed class Play(Story story, HashSet<MovementKind> seen)
    {
        private readonly DropState state = Given.State(story.Stock, Limit, HoldSeconds, startsAt: Given.Ten);
        private readonly List<PlacedEntry> places = [.. story.Wishes.Select((wish, at) => Entry(at, wish))];
        private readonly List<Hold> offers = [];
        private readonly Dictionary<ReservationId, Movement> ends = [];

        // The model: of each place which preferences it may still get; and what is offered to whom, place by place.
        private readonly Dictionary<int, int> choicesLeft = [];
        private readonly HashSet<(int Place, VariantId Variant)> offered = [];
        private DateTimeOffset now = Given.Ten;
        private long logSize = story.Wishes.Count;
        private int number;

        public void Run()
        {
            Begin();
            foreach (var step in story.Steps)
            {
                now = now.AddSeconds(step.Seconds);
                var before = Snapshot();
                var command = CommandOf(step);
                var outcome = Commit(command);
                if (command is Command.Serve serve)
                    CheckServed(serve, outcome, before);
                if (command is Command.Reserve reserve)
                    CheckWalkUp(reserve, outcome);
                if (command is Command.KeepForLine { Variants: [var kept] })
                    state.Line!.Keeps(kept).ShouldBe(!state.Line.IsOver);
            }
        }

        private static PlacedEntry Entry(int at, (int First, int Second, int Quantity) wish) => new(
            new EntryId(Given.Id(0x70000 + at)), Given.Customer(at),
            wish.First == wish.Second ? [Given.Variant(wish.First)] : [Given.Variant(wish.First), Given.Variant(wish.Second)], wish.Quantity);

        private void Begin()
        {
            var terms = new LineTerms { Mode = Entrance.Queue, Waitlist = story.Waitlist, ClosesAt = Given.Ten.AddSeconds(-10), ClaimSeconds = ClaimSeconds, PacePerMinute = story.Pace };
            // As the ledger tells it: the line was gathered, sealed and drawn before the opening.
            Movement[] past =
            [
                new Movement.LineOpened(2, now, new LineChange { Number = 1, Terms = terms, Commit = "c", Phase = LinePhase.Gathering }, Given.Operator),
                new Movement.LineClosed(3, now, new LineChange { Phase = LinePhase.Closed }),
                new Movement.LineSealed(4, now, new LineChange { Phase = LinePhase.Sealed, SealedSize = logSize, ClosedSize = logSize, LogSize = logSize }),
                new Movement.LineDrawn(5, now, new LineChange { Phase = LinePhase.Serving, Seed = Seed, Shuffled = places.Count }),
            ];
            foreach (var movement in past)
                state.Apply(movement);
        }

        private ServingOrder Order() => new(Seed, story.Wishes.Count, logSize, places);

        private Command CommandOf(Step step)
        {
            number++;
            var offer = offers.Count > 0 ? offers[step.Pick % offers.Count] : null;
            return step.What switch
            {
                < 7 => new Command.Serve(Order(), [.. Enumerable.Range(0, step.Pick == 0 ? 1 : 10).Select(i => Given.Reservation((100 * number) + i))], null, IsNewest: step.Seconds % 3 > 0),
                < 11 when offer is not null => new Command.Claim(offer.Id, offer.Customer),
                < 14 when offer is not null => new Command.Buy(offer.Id, new PurchaseId(Given.Id(0xB0000 + number)), offer.Customer, "somebody"),
                < 17 when offer is not null => new Command.Cancel(offer.Id, offer.Customer),
                < 19 => new Command.Reserve(Given.Reservation(100 * number), Given.Customer(step.Pick < 6 ? step.Pick : 500 + number), Given.Variant(step.Pick % 3), 1, null),
                19 => Joined(step.Pick),
                20 => Left(step.Pick),
                21 when step.Pick < 4 => new Command.PaceLine(step.Pick == 0 ? 12 : null, WithoutPace: step.Pick == 3, Paused: step.Pick switch { 1 => true, 2 => false, _ => null }, null, Given.Operator),
                21 when step.Pick == 9 => new Command.CancelLine("no more", Given.Operator),
                22 when places.Count > 0 => new Command.SkipPlace(1 + (step.Pick % places.Count), places[step.Pick % places.Count].Entry, "a machine", Given.Operator),
                23 when step.Pick < 5 => new Command.KeepForLine([Given.Variant(step.Pick % 3)]),
                _ => new Command.Adjust(Given.Variant(step.Pick % 3), step.Pick % 2 == 0 ? 1 : -1, "count", Given.Operator),
            };
        }

        /// <summary>Somebody stands behind all others; who joined is told of by the next serving.</summary>
        private Command.Serve Joined(int pick)
        {
            places.Add(Entry(places.Count, (pick % 3, (pick + 1) % 3, 1)));
            logSize++;
            return new Command.Serve(Order(), [Given.Reservation(100 * number)], null, IsNewest: pick % 2 == 0);
        }

        private Command.Serve Left(int pick)
        {
            if (places.Count > 0)
            {
                places[pick % places.Count] = places[pick % places.Count] with { HasLeft = true };
                logSize++;
            }

            return new Command.Serve(Order(), [Given.Reservation(100 * number)], null, IsNewest: pick % 2 == 0);
        }

        private Outcome Commit(Command command)
        {
            var decision = Decision.Decide(state, [command], now, new Dictionary<RequestKey, Hold>());
            foreach (var movement in decision.Movements)
            {
                if (movement is Movement.Offered made)
                    CheckTurn(made);
                state.Apply(movement);
                Follow(movement);
                seen.Add(movement.Kind);
            }

            for (var i = 0; i < state.Variants.Length; i++)
                Math.Min(state.Variants[i].Available, Math.Min(state.Variants[i].Held, state.Variants[i].Sold)).ShouldBeGreaterThanOrEqualTo(0);
            return decision.Outcomes[0];
        }

        private void Follow(Movement movement)
        {
            switch (movement)
            {
                case Movement.Offered { Of: { Offer: { } offer } hold }:
                    offers.Add(hold);
                    offered.Add((offer.Place, hold.Variant)).ShouldBeTrue("a place is offered a variant once");
                    choicesLeft[offer.Place] = 0;
                    hold.ExpiresAt.ShouldBe(now.AddSeconds(ClaimSeconds));
                    var units = state.UnitsOf(hold.Customer);
                    (units.Sold + units.Held).ShouldBeLessThanOrEqualTo(Limit);
                    break;
                case Movement.Skipped { What.SkippedPlace: { } place }:
                    choicesLeft[place] = 0;
                    break;
                case Movement.Cancelled { Of: { Offer: { Choice: > 0 } declined, ClaimedUntil: null } }:
                    choicesLeft[declined.Place] = declined.Choice;
                    break;
            }

            if (movement.Hold is { Step: HoldStep.Ends } ended)
            {
                ends.TryAdd(ended.Of.Id, movement).ShouldBeTrue("an offer ends once");
                if (ended.Becomes == ReservationStatus.Purchased)
                    movement.At.ShouldBeLessThan(ended.Of.KeptUntil);
                if (ended.Of.Offer is not null)
                    ended.Of.KeptUntil.ShouldBeLessThanOrEqualTo(ended.Of.CreatedAt.AddSeconds(ClaimSeconds + HoldSeconds), "saying yes moves the end once");
            }
        }

        /// <summary>No envy: nobody before this place could have had what it is given, and it gets the best that is free.</summary>
        private void CheckTurn(Movement.Offered made)
        {
            var (hold, offer) = (made.Of, made.Of.Offer!);
            state.Line!.Phase.ShouldBe(LinePhase.Serving);
            for (var place = 1; place < offer.Place; place++)
                Fits(place).Contains(hold.Variant).ShouldBeFalse($"place {place} waited for what place {offer.Place} got");
            Fits(offer.Place).FirstOrDefault().ShouldBe(hold.Variant, "the dearest of what is free");
            places[offer.Place - 1].HasLeft.ShouldBeFalse();
        }

        /// <summary>What the entry at this place could be given now, the dearest first; nothing where its customer has no room for it.</summary>
        private IEnumerable<VariantId> Fits(int place)
        {
            var entry = places[place - 1];
            var units = state.UnitsOf(entry.Customer);
            if (entry.HasLeft || units.Sold + units.Held + entry.Quantity > Limit)
                return [];
            return entry.Preferences.Take(choicesLeft.GetValueOrDefault(place, int.MaxValue))
                .Where(variant => state.Variants[state.IndexOf(variant)].Available >= entry.Quantity);
        }

        private (int Served, LinePhase Phase) Snapshot() => (offered.Count, state.Line!.Phase);

        /// <summary>No waste: what is free and waited for is not left lying, unless the pace, or the number of ids, says so.</summary>
        private void CheckServed(Command.Serve serve, Outcome outcome, (int Served, LinePhase Phase) before)
        {
            var served = outcome.ShouldBeOfType<Outcome.Served>();
            served.Offers.ShouldBe(offered.Count - before.Served);
            served.Offers.ShouldBeLessThanOrEqualTo(serve.Ids.Count);
            if (state.Line!.Phase != LinePhase.Serving)
                return;
            if (!served.MayGoOn)
                Enumerable.Range(1, places.Count).Any(place => Fits(place).Any()).ShouldBeFalse("free, and waited for");
            var keepsTooMuch = false;
            foreach (var variant in state.Variants)
            {
                var isWanted = Enumerable.Range(1, places.Count).Any(place =>
                    !places[place - 1].HasLeft && places[place - 1].Preferences.Take(choicesLeft.GetValueOrDefault(place, int.MaxValue)).Contains(variant.Id));
                if (serve.IsNewest || isWanted)
                    state.Line!.Keeps(variant.Id).ShouldBe(isWanted, "walk-ups may have what nobody in the line waits for, and nothing else");
                keepsTooMuch |= state.Line!.Keeps(variant.Id) != isWanted;
            }

            served.KeepsTooMuch.ShouldBe(keepsTooMuch);
        }

        private void CheckWalkUp(Command.Reserve reserve, Outcome outcome)
        {
            if (outcome is Outcome.Reserved)
                state.Line!.Keeps(reserve.Variant!.Value).ShouldBeFalse();
            else if (state.Line!.Keeps(reserve.Variant!.Value))
                outcome.RefusedWith<Refusal.LineFirst>();
            if (state.Line!.Keeps(reserve.Variant!.Value) && state.UnitsOf(reserve.Customer).IsNone)
                Decision.RefuseFromMemory(state.View(), CustomerUnits.None, reserve, now).ShouldBe(new Refusal.LineFirst());
        }
    }
}
