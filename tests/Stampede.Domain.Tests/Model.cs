namespace Stampede.Domain.Tests;

/// <summary>
/// The rules once more, in the most obvious way: a list of all reservations there ever were, counted afresh for each
/// question. It shares nothing with the decision but the commands and the refusals' names.
/// </summary>
internal sealed class Model(int[] stock, int limit, int holdSeconds, Schedule schedule, Cooldown? cooldown, bool isPaid = false)
{
    private readonly int[] totals = [.. stock];
    private readonly int[] returned = new int[stock.Length];
    private readonly Dictionary<CustomerId, int> bought = [];
    private Money price = Given.Price;
    private int holdTime = holdSeconds;
    private DateTimeOffset? start = schedule.StartsAt;
    private DateTimeOffset? end = schedule.EndsAt;

    public DropStatus Status { get; private set; } = schedule.Status;

    public List<Entry> Entries { get; } = [];

    internal sealed record Entry(ReservationId Id, CustomerId Customer, int Variant, int Quantity, DateTimeOffset ExpiresAt, string? Key, Money Price)
    {
        public string Status { get; set; } = "active";

        /// <summary>The attempt to pay that is under way.</summary>
        public PaymentId? Payment { get; set; }

        public DateTimeOffset? PayUntil { get; set; }

        public DateTimeOffset KeptUntil => Payment is not null && PayUntil > ExpiresAt ? PayUntil.Value : ExpiresAt;

        /// <summary>When it ended by its time or by its customer, without being bought.</summary>
        public DateTimeOffset? LeftAt { get; set; }
    }

    public int Held(int variant) => Entries.Where(e => e.Variant == variant && e.Status == "active").Sum(e => e.Quantity);

    public int Sold(int variant) => Entries.Where(e => e.Variant == variant && e.Status == "purchased").Sum(e => e.Quantity) - returned[variant];

    public int Total(int variant) => totals[variant];

    public int Available(int variant) => totals[variant] - Held(variant) - Sold(variant);

    public void LetTimePass(DateTimeOffset now)
    {
        LookAtTheClock(now);
        foreach (var entry in Entries.Where(e => e.Status == "active" && e.KeptUntil <= now))
            (entry.Status, entry.LeftAt) = ("expired", now);
    }

    /// <returns>What the answer must be, as a word.</returns>
    public string Answer(Command command, DateTimeOffset now) => command switch
    {
        Command.Reserve reserve => Reserve(reserve, now),
        Command.Buy buy => Buy(buy),
        Command.Pay pay => Pay(pay, now),
        Command.Settle settle => Settle(settle, now),
        Command.Unpay unpay => Unpay(unpay, now),
        Command.Return back => Return(back.What),
        Command.Cancel cancel => End(cancel.Reservation, cancel.Customer, "cancelled", leftAt: now),
        Command.Release release => End(release.Reservation, null, "cancelled", leftAt: null),
        Command.Adjust adjust => Adjust(adjust),
        Command.Publish => Publish(now),
        Command.Pause => Turn(DropStatus.Paused),
        Command.Resume => Status == DropStatus.Paused ? Turn(start > now ? DropStatus.Upcoming : DropStatus.Live) : Turn(Status),
        Command.End => End(),
        Command.Amend amend => Amend(amend.What, now),
        _ => throw new InvalidOperationException(command.GetType().Name),
    };

    private string Reserve(Command.Reserve reserve, DateTimeOffset now)
    {
        var first = reserve.Key is null ? null : Entries.Find(e => e.Customer == reserve.Customer && e.Key == reserve.Key);
        var variant = Enumerable.Range(0, totals.Length).Where(v => Given.Variant(v) == reserve.Variant).Cast<int?>().FirstOrDefault();
        if (first is not null)
            return first.Variant == variant && first.Quantity == reserve.Quantity ? $"reserved {first.Id}" : nameof(Refusal.IdempotencyKeyReused);
        if (Status == DropStatus.Draft)
            return nameof(Refusal.DropNotFound);
        if (variant is not { } at)
            return nameof(Refusal.VariantNotFound);
        if (reserve.Quantity > limit)
            return nameof(Refusal.QuantityOutOfRange);
        if (Status != DropStatus.Live)
            return Status == DropStatus.Upcoming ? nameof(Refusal.NotStarted) : Status == DropStatus.Paused ? nameof(Refusal.Paused) : nameof(Refusal.Ended);
        var mine = Entries.Where(e => e.Customer == reserve.Customer).ToArray();
        var sold = bought.GetValueOrDefault(reserve.Customer);
        var held = mine.Where(e => e.Status == "active").Sum(e => e.Quantity);
        if (sold + reserve.Quantity > limit)
            return nameof(Refusal.LimitReached);
        if (sold + held + reserve.Quantity > limit)
            return nameof(Refusal.AlreadyReserved);
        if (MustWait(mine, now))
            return nameof(Refusal.WaitToReserve);
        if (Available(at) == 0)
            return Held(at) == 0 ? nameof(Refusal.SoldOut) : nameof(Refusal.AllHeld);
        if (Available(at) < reserve.Quantity)
            return nameof(Refusal.InsufficientStock);
        Entries.Add(new(reserve.Id, reserve.Customer, at, reserve.Quantity, now.AddSeconds(holdTime), reserve.Key, price));
        return $"reserved {reserve.Id}";
    }

    private bool MustWait(Entry[] mine, DateTimeOffset now)
    {
        var left = mine.Where(e => e.LeftAt is not null).Select(e => e.LeftAt!.Value).ToArray();
        if (cooldown is null || left.Length == 0)
            return false;
        var wait = cooldown.First / 2;
        foreach (var _ in left.Where(at => at > left.Max() - cooldown.Window).Skip(cooldown.FreeHolds))
            wait = wait * 2 < cooldown.Window ? wait * 2 : cooldown.Window;
        return wait >= cooldown.First && now < left.Max() + wait;
    }

    private string Buy(Command.Buy buy)
    {
        var entry = Entries.Find(e => e.Id == buy.Reservation);
        return isPaid && entry is { Status: "active", Price.AmountMinor: > 0 } && entry.Customer == buy.Customer
            ? nameof(Refusal.PaymentRequired)
            : End(buy.Reservation, buy.Customer, "purchased", leftAt: null);
    }

    private string Pay(Command.Pay pay, DateTimeOffset now)
    {
        var entry = Entries.Find(e => e.Id == pay.Reservation);
        if (entry is not { Status: "active" })
            return "not held";
        if (entry.Customer != pay.Customer)
            return nameof(Refusal.ReservationNotFound);
        if (!isPaid || entry.Price.AmountMinor == 0)
            return nameof(Refusal.PaymentNotNeeded);
        if (entry.Payment is { } live && live != pay.Payment)
            return nameof(Refusal.PaymentUnderWay);
        entry.Payment = pay.Payment;
        entry.PayUntil ??= now.AddSeconds(Given.PaySeconds);
        return $"paying until {(entry.PayUntil > entry.ExpiresAt ? entry.PayUntil : entry.ExpiresAt):O}";
    }

    private string Settle(Command.Settle settle, DateTimeOffset now)
    {
        var entry = Entries.Find(e => e.Id == settle.Reservation);
        if (entry is { Status: "active" })
        {
            if (entry.Payment is { } live && live != settle.Payment)
                return nameof(Refusal.PaymentUnderWay);
            return settle.Amount == entry.Price with { AmountMinor = entry.Price.AmountMinor * entry.Quantity }
                ? End(entry.Id, null, "purchased", leftAt: null)
                : nameof(Refusal.AmountDiffers);
        }

        if (settle.Late is not { } late)
            return "not held";
        var at = Enumerable.Range(0, totals.Length).First(v => Given.Variant(v) == late.Variant);
        if (Status != DropStatus.Live)
            return Status switch { DropStatus.Upcoming => nameof(Refusal.NotStarted), DropStatus.Paused => nameof(Refusal.Paused), DropStatus.Draft => nameof(Refusal.DropNotFound), _ => nameof(Refusal.Ended) };
        var held = Entries.Where(e => e.Customer == settle.Customer && e.Status == "active").Sum(e => e.Quantity);
        if (bought.GetValueOrDefault(settle.Customer) + held + late.Quantity > limit)
            return nameof(Refusal.LimitReached);
        if (Available(at) == 0)
            return Held(at) == 0 ? nameof(Refusal.SoldOut) : nameof(Refusal.AllHeld);
        if (Available(at) < late.Quantity)
            return nameof(Refusal.InsufficientStock);
        if (late.Price != price || settle.Amount.AmountMinor != late.Price.AmountMinor * late.Quantity)
            return nameof(Refusal.AmountDiffers);
        Entries.Add(new(late.Id, settle.Customer, at, late.Quantity, now.AddSeconds(holdTime), null, late.Price));
        return End(late.Id, null, "purchased", leftAt: null);
    }

    private string Unpay(Command.Unpay unpay, DateTimeOffset now)
    {
        var entry = Entries.Find(e => e.Id == unpay.Reservation);
        if (entry is not { Status: "active" } || entry.Payment != unpay.Payment)
            return "not held";
        entry.Payment = null;
        if (entry.ExpiresAt <= now)
            (entry.Status, entry.LeftAt) = ("expired", now);
        return "done";
    }

    private string Return(PurchaseReturn what)
    {
        var at = Enumerable.Range(0, totals.Length).First(v => Given.Variant(v) == what.Variant);
        if (Sold(at) < what.Units)
            return nameof(Refusal.StockInUse);
        if (what.Restocks)
        {
            returned[at] += what.Units;
            bought[what.Customer] = Math.Max(0, bought.GetValueOrDefault(what.Customer) - what.Units);
        }

        return "done";
    }

    private string End(ReservationId id, CustomerId? customer, string how, DateTimeOffset? leftAt)
    {
        var entry = Entries.Find(e => e.Id == id);
        if (entry is not { Status: "active" })
            return "not held";
        if (customer is { } caller && entry.Customer != caller)
            return nameof(Refusal.ReservationNotFound);
        (entry.Status, entry.LeftAt) = (how, leftAt);
        if (how == "purchased")
            bought[entry.Customer] = bought.GetValueOrDefault(entry.Customer) + entry.Quantity;
        return how;
    }

    private string Adjust(Command.Adjust adjust)
    {
        var at = Enumerable.Range(0, totals.Length).First(v => Given.Variant(v) == adjust.Variant);
        if (Available(at) + adjust.Change < 0)
            return nameof(Refusal.StockInUse);
        totals[at] += adjust.Change;
        return "done";
    }

    private string Turn(DropStatus to)
    {
        if (Status == DropStatus.Draft)
            return nameof(Refusal.NotPublished);
        if (Status == DropStatus.Ended)
            return nameof(Refusal.Ended);
        Status = to;
        return "done";
    }

    private string End()
    {
        Status = DropStatus.Ended;
        return "done";
    }

    private string Publish(DateTimeOffset now)
    {
        if (Status == DropStatus.Ended)
            return nameof(Refusal.Ended);
        if (Status != DropStatus.Draft)
            return "done";
        var opens = start ?? now;
        if (end is { } closes && closes <= opens)
            return nameof(Refusal.ScheduleInvalid);
        (start, Status) = (opens, opens > now ? DropStatus.Upcoming : DropStatus.Live);
        LookAtTheClock(now);
        return "done";
    }

    private string Amend(DropChange change, DateTimeOffset now)
    {
        if (Status != DropStatus.Draft && change is { HoldSeconds: not null } or { Variants: not null })
            return nameof(Refusal.AlreadyPublished);
        if (change.WithoutStart && Status is not (DropStatus.Draft or DropStatus.Ended))
            return nameof(Refusal.StartNeeded);
        var (opens, closes) = (change.WithoutStart ? null : change.StartsAt ?? start, change.WithoutEnd ? null : change.EndsAt ?? end);
        if ((opens, closes) != (start, end))
        {
            if (closes is { } at && at <= (opens ?? now))
                return nameof(Refusal.ScheduleInvalid);
            if (Status == DropStatus.Ended)
                return nameof(Refusal.Ended);
        }

        price = change.Price ?? price;
        holdTime = change.HoldSeconds ?? holdTime;
        foreach (var (at, variant) in (change.Variants ?? []).Index())
            totals[at] = variant.Total;
        (start, end, limit) = (opens, closes, change.LimitPerCustomer ?? limit);
        if (Status is DropStatus.Upcoming or DropStatus.Live)
            Status = start > now ? DropStatus.Upcoming : DropStatus.Live;
        LookAtTheClock(now);
        return "done";
    }

    private void LookAtTheClock(DateTimeOffset now)
    {
        if (Status == DropStatus.Upcoming && start <= now)
            Status = DropStatus.Live;
        if (Status is not (DropStatus.Draft or DropStatus.Ended) && end <= now)
            Status = DropStatus.Ended;
    }
}

/// <summary>What a drop begins with.</summary>
internal sealed record Schedule(DropStatus Status, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt);
