using System.Collections.Immutable;

namespace Stampede.Domain;

public sealed partial record Decision
{
    /// <summary>What is decided about a drop's line.</summary>
    internal sealed partial class Batch
    {
        private void KeepLineToSchedule()
        {
            if (state.Line is not { } line || line.IsOver)
                return;
            if (line.Phase == LinePhase.Gathering && line.Terms.ClosesAt <= now && state.Status is DropStatus.Upcoming or DropStatus.Live or DropStatus.Paused)
                Record(new Movement.LineClosed(NextVersion, now, new LineChange { Phase = LinePhase.Closed }));
            if (state.Status == DropStatus.Ended)
                Record(new Movement.LineFinished(NextVersion, now, new LineChange { Phase = LinePhase.Finished }));
        }

        public Outcome OpenLine(Command.OpenLine open)
        {
            if (state.Status == DropStatus.Ended)
                return Refuse(new Refusal.Ended());
            // Only the number of the line that is there opens it again, with other rules: its commitment stays.
            if (state.Line is { } line && (line.IsOver || line.Number != open.Number || line.Phase is not (LinePhase.Gathering or LinePhase.Serving)))
                return Refuse(new Refusal.LineRulesFixed());
            // A drop that already sells can only have people wait for what comes back.
            if (open.Terms.Mode != Entrance.Open && state.Status is DropStatus.Live or DropStatus.Paused)
                return Refuse(new Refusal.LineRulesFixed());
            if (open.Terms.Mode != Entrance.Open && open.Terms.ClosesAt <= now)
                return Refuse(new Refusal.ScheduleInvalid());
            var isShuffled = open.Terms.Mode != Entrance.Open;
            Record(new Movement.LineOpened(NextVersion, now, new LineChange
            {
                Number = open.Number,
                Terms = open.Terms,
                TellsTimes = true,
                Commit = open.Commit,
                Phase = isShuffled ? LinePhase.Gathering : LinePhase.Serving,
                Wanted = isShuffled ? null : VariantList.None,
            }, open.Operator));
            return Done();
        }

        public Outcome SealLine(Command.SealLine seal)
        {
            if (state.Line is { SealedSize: { } size, Root: { } root } && size == seal.Size && root == seal.Root)
                return Done();
            if (state.Line is not { Phase: LinePhase.Closed } line)
                return Refuse(new Refusal.LineNotReady());
            if (line.Terms.Mode == Entrance.Draw && line.Terms.ClosesAt?.AddMinutes(line.Terms.ReviewMinutes) > now)
                return Refuse(new Refusal.LineNotReady());
            Record(new Movement.LineSealed(NextVersion, now, new LineChange
            {
                Phase = LinePhase.Sealed,
                ClosedSize = seal.ClosedSize,
                SealedSize = seal.Size,
                SealedAt = now,
                Root = seal.Root,
                Secret = seal.Secret,
                Awaits = seal.Awaits,
                LogSize = seal.Size,
            }));
            return Done();
        }

        public Outcome DrawLine(Command.DrawLine draw)
        {
            if (state.Line?.Seed is { } seed && seed == draw.Seed)
                return Done();
            if (state.Line is not { Phase: LinePhase.Sealed } line || line.Awaits is { } awaited && !draw.Beacon.StartsWith($"{awaited}/", StringComparison.Ordinal))
                return Refuse(new Refusal.LineNotReady());
            Record(new Movement.LineDrawn(NextVersion, now, new LineChange
            {
                Phase = LinePhase.Serving,
                Beacon = draw.Beacon,
                Seed = draw.Seed,
                Shuffled = draw.Shuffled,
                Signature = draw.Signature,
            }));
            return Done();
        }

        public Outcome Serve(Command.Serve serve)
        {
            if (state.Line is not { HasOrder: true } line)
                return new Outcome.Served(0, MayGoOn: false);
            var order = serve.Order;
            // An order of an older log does not know of all who wait, and one of another draw is not this line's.
            if (order.LogSize < line.LogSize || order.Seed != line.Seed || order.Shuffled != line.Shuffled)
                return Refuse(new Refusal.LineNotReady());
            var isServed = line.Phase == LinePhase.Serving && state.Status == DropStatus.Live;
            var (made, mayGoOn) = isServed ? OfferAlong(order, serve) : (0, false);
            // Also where nothing is offered now: who has joined meanwhile must not be passed when it goes on.
            var keepsTooMuch = ListWanted(order, serve.IsNewest);
            if (isServed)
                FinishIfSold();
            return new Outcome.Served(made, mayGoOn) { KeepsTooMuch = keepsTooMuch };
        }

        public Outcome KeepForLine(Command.KeepForLine keep)
        {
            // Until the first serving all variants are kept, and once it is over none is.
            if (state.Line is not { IsOver: false, Wanted: { } known } line)
                return Done();
            var wanted = new VariantList(known.All.Union(keep.Variants.Where(variant => state.IndexOf(variant) >= 0)));
            if (!wanted.Equals(known))
                Record(new Movement.LineListed(NextVersion, now, new LineChange { Wanted = wanted, LogSize = line.LogSize }));
            return Done();
        }

        /// <summary>
        /// From the first place on, each gets the first of its preferences that is free in full. Nobody's place is passed for good:
        /// who finds too little free is asked again the next time.
        /// </summary>
        private (int Made, bool MayGoOn) OfferAlong(ServingOrder order, Command.Serve serve)
        {
            var made = 0;
            var walk = new Walk(order, state);
            while (walk.Next() is { } place)
            {
                if (Choose(order, place) is not { } choice)
                    continue;
                var (entry, customer, quantity) = (order.EntryAt(place), order.CustomerAt(place), order.QuantityAt(place));
                var units = state.UnitsOf(customer);
                if (units.Sold + units.Held + quantity > state.Terms.LimitPerCustomer)
                {
                    // What they hold may come back to the shop, and then they may have it: only what they own is final.
                    if (units.Sold + quantity > state.Terms.LimitPerCustomer)
                        Skip(place, entry, "limit_reached", by: null);
                    continue;
                }

                if (made == serve.Ids.Count || state.Line!.OfferInterval is not null && state.Line.NextOfferAt > now)
                    return (made, MayGoOn: true);
                Offer(serve, order, place, choice, made++);
            }

            return (made, MayGoOn: false);
        }

        private void Offer(Command.Serve serve, ServingOrder order, int place, int choice, int index)
        {
            var (line, variant) = (state.Line!, order.PreferencesAt(place)[choice]);
            var usual = now.AddSeconds(line.Tempo == LineTempo.Live ? line.Terms.ClaimSeconds : line.Terms.PaySeconds);
            var end = line.Tempo == LineTempo.Calm && serve.PayBy > usual ? serve.PayBy.Value : usual;
            var hold = new Hold(
                serve.Ids[index], order.CustomerAt(place), variant, order.QuantityAt(place), state.Terms.Price, now, end, NextVersion)
            {
                Offer = new Offer(order.EntryAt(place), place, choice, line.Tempo),
            };
            Record(new Movement.Offered(NextVersion, now, hold, order.LogSize));
        }

        /// <returns>The first of the preferences at this place that may be offered to it and is free; null: none.</returns>
        private int? Choose(ServingOrder order, int place)
        {
            var (preferences, quantity) = (order.PreferencesAt(place), order.QuantityAt(place));
            var choices = Math.Min(state.ChoicesLeftAt(place) ?? int.MaxValue, preferences.Length);
            for (var choice = 0; choice < choices; choice++)
            {
                if (state.IndexOf(preferences[choice]) is >= 0 and var at && state.Variants[at].Available >= quantity)
                    return choice;
            }

            return null;
        }

        /// <summary>What somebody waits for is the line's; what nobody waits for is opened to all, if the order is the newest.</summary>
        /// <returns>True: it keeps a variant that nobody in this order waits for.</returns>
        private bool ListWanted(ServingOrder order, bool isNewest)
        {
            var line = state.Line!;
            var wanted = new VariantList(order.VariantsListed.Where(variant => IsWanted(order, variant)));
            var keepsTooMuch = !isNewest && (line.Wanted ?? EachVariant()).All.Any(variant => !wanted.Contains(variant));
            if (keepsTooMuch)
            {
                if (line.Wanted is not { } known)
                    return true;
                wanted = new VariantList(wanted.All.Union(known.All));
            }

            if (!wanted.Equals(line.Wanted))
                Record(new Movement.LineListed(NextVersion, now, new LineChange { Wanted = wanted, LogSize = order.LogSize }));
            return keepsTooMuch;
        }

        private VariantList EachVariant() => new(state.Variants.ToArray().Select(variant => variant.Id));

        private bool IsWanted(ServingOrder order, VariantId variant)
        {
            foreach (var place in order.PlacesOf(variant))
            {
                if (state.ChoicesLeftAt(place) is not { } choices || order.PreferencesAt(place).AsSpan(0, Math.Min(choices, order.PreferencesAt(place).Length)).Contains(variant))
                    return true;
            }

            return false;
        }

        /// <summary>With a waitlist it goes on for what comes back.</summary>
        private void FinishIfSold()
        {
            if (state.Line!.Terms.Waitlist)
                return;
            foreach (var variant in state.Variants)
            {
                if (variant.Available + variant.Held > 0)
                    return;
            }

            Record(new Movement.LineFinished(NextVersion, now, new LineChange { Phase = LinePhase.Finished }));
        }

        /// <summary>Who declined what they did not want most waits for the rest again; what that is, only an order knows: until the next serving it is anything.</summary>
        private void WantAgain(Hold declined)
        {
            if (declined is not { Offer.Choice: > 0, ClaimedUntil: null } || state.Line is not { IsOver: false, Wanted: not null } line)
                return;
            var all = EachVariant();
            if (!all.Equals(line.Wanted))
                Record(new Movement.LineListed(NextVersion, now, new LineChange { Wanted = all, LogSize = line.LogSize }));
        }

        private void Skip(int place, EntryId entry, string why, CustomerId? by) =>
            Record(new Movement.Skipped(NextVersion, now, new LineChange { SkippedPlace = place, SkippedEntry = entry }, why, by));

        public Outcome Claim(Command.Claim claim)
        {
            if (state.FindHold(claim.Reservation) is not { } hold)
                return new Outcome.NotHeld();
            if (hold.Customer != claim.Customer)
                return Refuse(new Refusal.ReservationNotFound());
            if (hold.Offer is null)
                return Refuse(new Refusal.NotOffered());
            if (hold.IsOver(now))
            {
                Record(new Movement.Expired(NextVersion, now, hold));
                return Refuse(new Refusal.ClaimOver());
            }

            if (!hold.IsUnanswered)
                return new Outcome.Claimed(hold);
            var kept = hold with { ClaimedUntil = now + state.Terms.Hold > hold.ExpiresAt ? now + state.Terms.Hold : hold.ExpiresAt };
            Record(new Movement.Claimed(NextVersion, now, kept));
            return new Outcome.Claimed(kept);
        }

        public Outcome PaceLine(Command.PaceLine pace)
        {
            if (state.Line is not { } line || line.IsOver)
                return Refuse(new Refusal.LineNotOpen());
            if (pace.Paused is not null && line.Phase is not (LinePhase.Serving or LinePhase.Paused))
                return Refuse(new Refusal.LineNotReady());
            var change = new LineChange
            {
                PacePerMinute = pace.PacePerMinute,
                WithoutPace = pace.WithoutPace,
                Phase = pace.Paused is { } paused ? paused ? LinePhase.Paused : LinePhase.Serving : null,
                Tempo = pace.Tempo,
            };
            if (change.ApplyTo(line) != line)
                Record(new Movement.LinePaced(NextVersion, now, change, pace.Operator));
            return Done();
        }

        public Outcome SkipPlace(Command.SkipPlace skip)
        {
            if (state.Line is not { Phase: LinePhase.Serving or LinePhase.Paused })
                return Refuse(new Refusal.LineNotReady());
            if (state.ChoicesLeftAt(skip.Place) != 0)
                Skip(skip.Place, skip.Entry, skip.Reason, skip.Operator);
            return Done();
        }

        public Outcome CancelLine(Command.CancelLine cancel)
        {
            if (state.Line is not { } line)
                return Refuse(new Refusal.LineNotOpen());
            if (line.Phase == LinePhase.Finished)
                return Refuse(new Refusal.LineRulesFixed());
            if (line.Phase != LinePhase.Cancelled)
                Record(new Movement.LineCancelled(NextVersion, now, new LineChange { Phase = LinePhase.Cancelled }, cancel.Reason, cancel.Operator));
            return Done();
        }

        /// <summary>The places that list something which is free, in order, but for those that were served.</summary>
        private sealed class Walk
        {
            private readonly DropState state;
            private readonly List<(VariantId Variant, ImmutableArray<int> Places, int Next)> lists = [];
            private int last;

            public Walk(ServingOrder order, DropState state)
            {
                this.state = state;
                foreach (var variant in state.Variants)
                {
                    if (variant.Available > 0 && order.PlacesOf(variant.Id) is { IsEmpty: false } places)
                        lists.Add((variant.Id, places, 0));
                }
            }

            /// <returns>Null: nobody is left who waits for what is free.</returns>
            public int? Next()
            {
                int? first = null;
                for (var i = lists.Count - 1; i >= 0; i--)
                {
                    var (variant, places, next) = lists[i];
                    while (next < places.Length && (places[next] <= last || state.ChoicesLeftAt(places[next]) == 0))
                        next++;
                    if (next == places.Length || state.Variants[state.IndexOf(variant)].Available == 0)
                    {
                        lists.RemoveAt(i);
                        continue;
                    }

                    lists[i] = (variant, places, next);
                    if (first is null || places[next] < first)
                        first = places[next];
                }

                if (first is { } found)
                    last = found;
                return first;
            }
        }
    }
}
