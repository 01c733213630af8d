namespace Stampede.Domain;

/// <summary>What a batch of commands comes to.</summary>
/// <param name="Outcomes">One for each command, in their order. True only once the movements are durable.</param>
/// <param name="Movements">In order; empty: nothing to write.</param>
public sealed partial record Decision(IReadOnlyList<Outcome> Outcomes, IReadOnlyList<Movement> Movements)
{
    /// <summary>
    /// There is something to write; or an answer repeats what was done before, and what was done may not be replicated yet:
    /// the commit waits for the standby. Refusals alone need no commit.
    /// </summary>
    public bool WantsCommit => Movements.Count > 0 || Outcomes.Any(outcome => outcome is not (Outcome.Refused or Outcome.Served { Offers: 0 }));

    /// <summary>Holds that one decision gives back by itself, at most; the next one takes up where it stopped.</summary>
    public const int LapsesMax = 2_000;

    private static readonly TimeSpan NearTheStart = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Decides a batch: first what time has brought about (opening, end, holds that are over), then the commands in
    /// their order, each seeing the effects of those before it. Pure: the same arguments give the same decision, and
    /// <paramref name="state"/> is left as it is.
    /// </summary>
    /// <param name="clock">
    /// The database's, read under the drop's lock. All of the batch is judged by one time: this, or the drop's last movement's where
    /// the clock was set back behind it. Time never falls in a drop.
    /// </param>
    /// <param name="granted">What the request keys in this batch were granted before.</param>
    /// <exception cref="UndecidableException">A fault of ours, and which command met it.</exception>
    public static Decision Decide(
        DropState state,
        IReadOnlyList<Command> commands,
        DateTimeOffset clock,
        IReadOnlyDictionary<RequestKey, Hold> granted)
    {
        int? at = null;
        try
        {
            var batch = new Batch(state.Fork(commands.Count), Later(clock, state.LastMovementAt), granted);
            batch.LetTimePass();
            var outcomes = new Outcome[commands.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[(at = i).Value] = batch.Decide(commands[i]);
            return new Decision(outcomes, batch.Movements);
        }
        catch (Exception fault)
        {
            throw new UndecidableException(at, fault);
        }
    }

    /// <summary>
    /// The answer to a reservation that can only be no, as far as this view tells; null where the batch must decide.
    /// Gives the reasons in the order that <see cref="Decide"/> gives them in.
    /// </summary>
    /// <param name="units">Of the customer, at the same version or a later one.</param>
    /// <param name="clock">An estimate that is no earlier than the database's time: so close to the start that it could be wrong, the batch decides.</param>
    /// <param name="keyIsNew">Nothing was granted to the request's key until it arrived. False: not known.</param>
    public static Refusal? RefuseFromMemory(
        DropView view, CustomerUnits units, Command.Reserve reserve, DateTimeOffset clock, bool keyIsNew = false)
    {
        var now = Later(clock, view.LastMovementAt);
        // A key may name a grant of before, and a customer with units may be at their limit: both want the whole state.
        if (reserve.Key is not null && !keyIsNew || !units.IsNone)
            return null;
        // An end that the view does not know of may never be committed: nobody is told to wait because of it.
        if (units.UnboughtVersion > view.Version)
            return null;
        var at = reserve.Variant is { } id ? view.Variants.AsSpan().IndexOf(id) : view.Variants.Length == 1 ? 0 : -1;
        if (at < 0 || reserve.Quantity > view.Terms.LimitPerCustomer)
            return null;
        return view.Status switch
        {
            DropStatus.Ended => new Refusal.Ended(),
            DropStatus.Paused => new Refusal.Paused(),
            DropStatus.Upcoming when view.Terms.StartsAt is { } start && start - now > NearTheStart => new Refusal.NotStarted(start),
            DropStatus.Live when view.Line?.Keeps(view.Variants[at].Id) == true => new Refusal.LineFirst(),
            DropStatus.Live when view.Terms.Cooldown?.Until(units.Unbought.AsSpan()) is { } until && until > now => new Refusal.WaitToReserve(until),
            DropStatus.Live when view.Variants[at].Available == 0 => OutOfStock(view.Variants[at], reserve.Quantity),
            DropStatus.Live or DropStatus.Draft or DropStatus.Upcoming => null,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Refusal? OutOfStock(VariantStock stock, int quantity) => stock switch
    {
        { Available: 0, Held: 0 } => new Refusal.SoldOut(),
        { Available: 0 } => new Refusal.AllHeld(),
        _ when stock.Available < quantity => new Refusal.InsufficientStock(stock.Available),
        _ => null,
    };

    /// <summary>One decision under way. Each command knows which of these it is.</summary>
    internal sealed partial class Batch(DropState state, DateTimeOffset now, IReadOnlyDictionary<RequestKey, Hold> grantedBefore)
    {
        private readonly Dictionary<RequestKey, Hold> grantedHere = [];
        private bool lapsesAreLeft;

        public List<Movement> Movements { get; } = [];

        private long NextVersion => state.Version + 1;

        public void LetTimePass()
        {
            KeepToSchedule();
            var lapses = 0;
            foreach (var hold in state.Over(now).Take(LapsesMax))
            {
                Record(new Movement.Expired(NextVersion, now, hold));
                lapses++;
            }

            lapsesAreLeft = lapses == LapsesMax;
        }

        private void KeepToSchedule()
        {
            if (state.Status == DropStatus.Upcoming && state.Terms.StartsAt <= now)
                Record(new Movement.Opened(NextVersion, now));
            if (state.Status is DropStatus.Upcoming or DropStatus.Live or DropStatus.Paused && state.Terms.EndsAt <= now)
                Record(new Movement.Ended(NextVersion, now, By: null));
            KeepLineToSchedule();
        }

        public Outcome Decide(Command command)
        {
            var made = Movements.Count;
            var outcome = state.IsRemoved ? Refuse(new Refusal.DropNotFound()) : command.DecideBy(this);
            if (command.Request is { } request && outcome is Outcome.Done or Outcome.Cancelled && made < Movements.Count)
                Movements[made] = Movements[made] with { Request = request };
            return outcome;
        }

        public Outcome Reserve(Command.Reserve reserve)
        {
            var key = reserve.RequestKey;
            if (key is { } known && (grantedHere.TryGetValue(known, out var first) || grantedBefore.TryGetValue(known, out first)))
                return IsSameRequest(reserve, first) ? new Outcome.Reserved(first) : Refuse(new Refusal.IdempotencyKeyReused());

            if (state.Status == DropStatus.Draft)
                return Refuse(new Refusal.DropNotFound());
            if (reserve.Variant is null && state.Variants.Length != 1)
                return Refuse(new Refusal.VariantRequired());
            var at = reserve.Variant is { } id ? state.IndexOf(id) : 0;
            if (at < 0)
                return Refuse(new Refusal.VariantNotFound());
            if (reserve.Quantity > state.Terms.LimitPerCustomer)
                return Refuse(new Refusal.QuantityOutOfRange(state.Terms.LimitPerCustomer));

            if (NotLive() is { } notLive)
                return Refuse(notLive);
            if (state.Line?.Keeps(state.Variants[at].Id) == true)
                return Refuse(new Refusal.LineFirst());

            var units = state.UnitsOf(reserve.Customer);
            if (lapsesAreLeft)
            {
                // A hold that is over no longer counts, even where there were too many to give back all at once.
                foreach (var hold in units.Holds.Where(hold => hold.IsOver(now)))
                    Record(new Movement.Expired(NextVersion, now, hold));
                units = state.UnitsOf(reserve.Customer);
            }

            if (units.Sold + reserve.Quantity > state.Terms.LimitPerCustomer)
                return Refuse(new Refusal.LimitReached(state.Terms.LimitPerCustomer, units.Sold));
            if (units.Sold + units.Held + reserve.Quantity > state.Terms.LimitPerCustomer)
                return Refuse(new Refusal.AlreadyReserved(units.Holds[^1]));

            if (state.Terms.Cooldown?.Until(units.Unbought.AsSpan()) is { } until && until > now)
                return Refuse(new Refusal.WaitToReserve(until));

            var stock = state.Variants[at];
            if (OutOfStock(stock, reserve.Quantity) is { } outOfStock)
                return Refuse(outOfStock);

            var granted = new Hold(
                reserve.Id, reserve.Customer, stock.Id, reserve.Quantity, state.Terms.Price, now, now + state.Terms.Hold, NextVersion);
            Record(new Movement.Reserved(NextVersion, now, granted, reserve.Key));
            if (key is { } named)
                grantedHere.Add(named, granted);
            return new Outcome.Reserved(granted);
        }

        private Refusal? NotLive() => state.Status switch
        {
            DropStatus.Live => null,
            DropStatus.Paused => new Refusal.Paused(),
            DropStatus.Ended => new Refusal.Ended(),
            DropStatus.Upcoming => new Refusal.NotStarted(state.Terms.StartsAt ?? now),
            DropStatus.Draft => new Refusal.DropNotFound(),
        };

        /// <summary>The same body asks for the same thing: leaving out the only variant names it too.</summary>
        private bool IsSameRequest(Command.Reserve reserve, Hold first) =>
            reserve.Quantity == first.Quantity
            && (reserve.Variant is { } variant ? variant == first.Variant : state.Variants.Length == 1);

        public Outcome Buy(Command.Buy buy)
        {
            if (state.FindHold(buy.Reservation) is not { } hold)
                return new Outcome.NotHeld();
            if (hold.Customer != buy.Customer)
                return Refuse(new Refusal.ReservationNotFound());
            if (hold.IsOver(now))
            {
                Record(new Movement.Expired(NextVersion, now, hold));
                return Refuse(new Refusal.ReservationExpired());
            }

            if (IsPaidFor(hold))
                return Refuse(new Refusal.PaymentRequired());
            return state.Terms.GapOf(buy.Contact) is { } gap
                ? Refuse(new Refusal.DeliveryRequired(state.Terms.Delivery, gap))
                : Sell(hold, buy.Id, buy.DisplayName, payment: null, state.Terms.NeededOf(buy.Contact));
        }

        private bool IsPaidFor(Hold hold) => state.Terms.Payment == PaymentRule.Required && hold.Price.AmountMinor > 0;

        private Outcome.Purchased Sell(Hold hold, PurchaseId id, string displayName, PaymentId? payment, Contact? sendTo = null)
        {
            Record(new Movement.Purchased(NextVersion, now, hold, id, displayName, payment) { SendTo = sendTo });
            var purchase = new Purchase(id, hold.Id, hold.Customer, hold.Variant, hold.Quantity, hold.Price, now);
            return new Outcome.Purchased(purchase, state.Version);
        }

        public Outcome Pay(Command.Pay pay)
        {
            if (state.FindHold(pay.Reservation) is not { } hold)
                return new Outcome.NotHeld();
            if (hold.Customer != pay.Customer)
                return Refuse(new Refusal.ReservationNotFound());
            if (hold.IsOver(now))
            {
                Record(new Movement.Expired(NextVersion, now, hold));
                return Refuse(new Refusal.ReservationExpired());
            }

            if (!IsPaidFor(hold))
                return Refuse(new Refusal.PaymentNotNeeded());
            if (hold.Payment == pay.Payment)
                return new Outcome.Paying(hold);
            if (hold.Payment is not null)
                return Refuse(new Refusal.PaymentUnderWay());
            if (state.Terms.GapOf(pay.Contact) is { } gap)
                return Refuse(new Refusal.DeliveryRequired(state.Terms.Delivery, gap));
            var kept = hold with { Payment = pay.Payment, PayUntil = hold.PayUntil ?? now.AddSeconds(state.Terms.PaySeconds) };
            Record(new Movement.Paying(NextVersion, now, kept));
            return new Outcome.Paying(kept);
        }

        public Outcome Settle(Command.Settle settle)
        {
            if (state.FindHold(settle.Reservation) is { } hold)
            {
                if (hold.IsOver(now))
                {
                    Record(new Movement.Expired(NextVersion, now, hold));
                }
                else
                {
                    if (hold.Payment is { } other && other != settle.Payment)
                        return Refuse(new Refusal.PaymentUnderWay());
                    return settle.Amount == hold.Price with { AmountMinor = hold.AmountMinor }
                        ? Sell(hold, settle.Id, settle.DisplayName, settle.Payment)
                        : Refuse(new Refusal.AmountDiffers());
                }
            }

            return settle.Late is { } late ? TakeAnew(settle, late) : new Outcome.NotHeld();
        }

        /// <summary>What the money was for is gone; the same again, where anybody could reserve it now.</summary>
        private Outcome TakeAnew(Command.Settle settle, LateHold late)
        {
            var at = state.IndexOf(late.Variant);
            if (at < 0)
                return Refuse(new Refusal.VariantNotFound());
            if (NotLive() is { } notLive)
                return Refuse(notLive);
            if (state.Line?.Keeps(late.Variant) == true)
                return Refuse(new Refusal.LineFirst());
            var units = state.UnitsOf(settle.Customer);
            if (units.Sold + units.Held + late.Quantity > state.Terms.LimitPerCustomer)
                return Refuse(new Refusal.LimitReached(state.Terms.LimitPerCustomer, units.Sold));
            if (OutOfStock(state.Variants[at], late.Quantity) is { } outOfStock)
                return Refuse(outOfStock);
            var taken = new Hold(
                late.Id, settle.Customer, late.Variant, late.Quantity, late.Price, now, now + state.Terms.Hold, NextVersion);
            if (late.Price != state.Terms.Price || settle.Amount != late.Price with { AmountMinor = taken.AmountMinor })
                return Refuse(new Refusal.AmountDiffers());
            Record(new Movement.Reserved(NextVersion, now, taken, Key: null));
            return Sell(taken, settle.Id, settle.DisplayName, settle.Payment);
        }

        public Outcome Unpay(Command.Unpay unpay)
        {
            if (state.FindHold(unpay.Reservation) is not { } hold || hold.Payment != unpay.Payment)
                return new Outcome.NotHeld();
            var left = hold with { Payment = null };
            Record(new Movement.Unpaid(NextVersion, now, left, unpay.Payment, unpay.Why, unpay.Operator));
            if (left.IsOver(now))
                Record(new Movement.Expired(NextVersion, now, left));
            return Done();
        }

        public Outcome Return(Command.Return what)
        {
            var at = state.IndexOf(what.What.Variant);
            if (at < 0)
                return Refuse(new Refusal.VariantNotFound());
            if (state.Variants[at].Sold < what.What.Units)
                return Refuse(new Refusal.StockInUse(state.Variants[at].Available));
            Record(new Movement.Returned(NextVersion, now, what.What, what.Why, what.Operator));
            return Done();
        }

        public Outcome Cancel(Command.Cancel cancel) => Cancel(cancel.Reservation, cancel.Customer, byOperator: null);

        public Outcome Release(Command.Release release) => Cancel(release.Reservation, customer: null, release.Operator);

        private Outcome Cancel(ReservationId id, CustomerId? customer, CustomerId? byOperator)
        {
            if (state.FindHold(id) is not { } hold)
                return new Outcome.NotHeld();
            if (customer is { } caller && hold.Customer != caller)
                return Refuse(new Refusal.ReservationNotFound());
            if (hold.IsOver(now))
            {
                Record(new Movement.Expired(NextVersion, now, hold));
                return new Outcome.NotHeld();
            }

            Record(new Movement.Cancelled(NextVersion, now, hold, byOperator));
            var cancelled = new Outcome.Cancelled(hold, state.Version, now);
            WantAgain(hold);
            return cancelled;
        }

        public Outcome Adjust(Command.Adjust adjust)
        {
            var at = state.IndexOf(adjust.Variant);
            if (at < 0)
                return Refuse(new Refusal.VariantNotFound());
            if (state.Variants[at].Available + (long)adjust.Change < 0)
                return Refuse(new Refusal.StockInUse(state.Variants[at].Available));
            if (state.Variants[at].Total + (long)adjust.Change > VariantStock.TotalMax)
                return Refuse(new Refusal.StockOutOfRange(VariantStock.TotalMax));
            Record(new Movement.Adjusted(NextVersion, now, adjust.Variant, adjust.Change, adjust.Reason, adjust.Operator));
            return Done();
        }

        public Outcome Publish(Command.Publish publish)
        {
            // Without a start of its own it starts now.
            if (state.Status == DropStatus.Draft && state.Terms.EndsAt <= (state.Terms.StartsAt ?? now))
                return Refuse(new Refusal.ScheduleInvalid());
            if (state.Status == DropStatus.Ended)
                return Refuse(new Refusal.Ended());
            if (state.Status == DropStatus.Draft)
                Record(new Movement.Published(NextVersion, now, ByTheClock(state.Terms), publish.Operator));
            KeepToSchedule(); // Its end may have passed while it was a draft.
            return Done();
        }

        public Outcome Pause(Command.Pause pause)
        {
            if (state.Status is DropStatus.Draft or DropStatus.Ended)
                return Refuse(state.Status == DropStatus.Draft ? new Refusal.NotPublished() : new Refusal.Ended());
            if (state.Status != DropStatus.Paused)
                Record(new Movement.Paused(NextVersion, now, pause.Operator));
            return Done();
        }

        public Outcome Resume(Command.Resume resume)
        {
            if (state.Status is DropStatus.Draft or DropStatus.Ended)
                return Refuse(state.Status == DropStatus.Draft ? new Refusal.NotPublished() : new Refusal.Ended());
            if (state.Status == DropStatus.Paused)
                Record(new Movement.Resumed(NextVersion, now, ByTheClock(state.Terms), resume.Operator));
            return Done();
        }

        public Outcome End(Command.End end)
        {
            if (state.Status != DropStatus.Ended)
                Record(new Movement.Ended(NextVersion, now, end.Operator));
            KeepLineToSchedule();
            return Done();
        }

        public Outcome Amend(Command.Amend amend)
        {
            if (amend.What.IsForDraft && state.Status != DropStatus.Draft)
                return Refuse(new Refusal.AlreadyPublished());
            var terms = amend.What.ApplyTo(state.Terms);
            if (amend.What.WithoutStart && state.Status is DropStatus.Upcoming or DropStatus.Live or DropStatus.Paused)
                return Refuse(new Refusal.StartNeeded());
            var reschedules = terms.StartsAt != state.Terms.StartsAt || terms.EndsAt != state.Terms.EndsAt;
            if (reschedules && terms.EndsAt <= (terms.StartsAt ?? now))
                return Refuse(new Refusal.ScheduleInvalid());
            if (reschedules && state.Status == DropStatus.Ended)
                return Refuse(new Refusal.Ended());
            var redelivers = terms.Delivery != state.Terms.Delivery || terms.DeliveryCountries != state.Terms.DeliveryCountries;
            if (redelivers && HasSold())
                return Refuse(new Refusal.DeliveryFixed());
            var status = state.Status is DropStatus.Upcoming or DropStatus.Live ? ByTheClock(terms) : state.Status;
            Record(new Movement.Changed(NextVersion, now, status, amend.Operator, amend.What, new DropDetails(state.Terms, state.Text, amend.What.Variants is null ? null : state.DraftVariants())));
            KeepToSchedule(); // Of the new terms.
            return Done();
        }

        private bool HasSold()
        {
            foreach (var variant in state.Variants)
            {
                if (variant.Sold > 0)
                    return true;
            }

            return false;
        }

        /// <summary>What was never opened, or is paused, ends with it: nobody would find it to buy from.</summary>
        public Outcome Archive(Command.Archive archive)
        {
            if (state.IsArchived == archive.IsArchived)
                return Done();
            if (archive.IsArchived && (state.Status == DropStatus.Live || state.IsAnythingHeld))
                return Refuse(new Refusal.NotArchivable());
            if (archive.IsArchived && state.Status is DropStatus.Upcoming or DropStatus.Paused)
                End(new Command.End(archive.Operator));
            Record(new Movement.Changed(
                NextVersion, now, state.Status, archive.Operator, new DropChange { Archived = archive.IsArchived }, new DropDetails(state.Terms, state.Text)));
            return Done();
        }

        private DropStatus ByTheClock(DropTerms terms) => terms.StartsAt > now ? DropStatus.Upcoming : DropStatus.Live;

        private Outcome.Done Done() => new(state.Version);

        private static Outcome.Refused Refuse(Refusal refusal) => new(refusal);

        private void Record(Movement movement)
        {
            state.Apply(movement);
            Movements.Add(movement);
        }
    }
}

/// <summary>A decision met a fault of ours. The state is as it was, and nothing was decided.</summary>
/// <param name="at">The place of the command that could not be decided; null: it was none of them.</param>
public sealed class UndecidableException(int? at, Exception inner)
    : Exception(at is null ? "What time has brought about could not be decided." : $"Command {at} could not be decided.", inner)
{
    public int? At { get; } = at;
}
