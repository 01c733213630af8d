using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>Holds every answer against the books, at the instant in which it is given.</summary>
internal sealed class Judge(World world, Weather weather, TimeSpan memoryTime, Bank bank)
{
    private readonly Dictionary<DropId, Books> books = [];
    private readonly HashSet<Asked> waiting = [];
    private readonly Dictionary<Guid, Asked> refused = [];
    private readonly HashSet<PaymentId> sold = [];

    public long Answers { get; private set; }

    public IEnumerable<Books> AllBooks => books.Values;

    public Books BooksOf(DropId drop) => books[drop];

    public void Open(DropView drop) => books.Add(drop.Id, new Books(world, weather, drop, world.Now));

    public void Committed(StagedBatch batch, DateTimeOffset lockedAt) => EndAtOnce(() =>
    {
        var rows = batch.Rows;
        foreach (var movement in batch.Movements)
        {
            world.Note(movement.Kind.ToString(), movement.Version, movement.Hold?.Of.Id);
            books[rows.Id].Write(movement, lockedAt, world.Now);
            Demand(!refused.ContainsKey(IdOf(movement)), 'C', () => $"{movement.Kind} has an effect, and its caller was told no");
            if (movement is { Sale: not null, Payment: { } paid })
                Sold(paid, movement.Hold!.Value.Of);
        }

        if (!batch.BesideTheLanes)
            books[rows.Id].NothingIsOver(batch.Movements[^1].At);

        books[rows.Id].Compare(rows.Variants);
    });

    public void LineCommitted(LineWrite write) => EndAtOnce(() => books[write.Table.Drop.Id].Line!.Write(write));

    /// <summary>What somebody in a line is told.</summary>
    public void LineAnswered(DropId drop, LineRequest request, LineOutcome outcome) => EndAtOnce(() =>
    {
        world.Note($"line {request.GetType().Name}", 0, outcome);
        if (outcome is LineOutcome.Refused { Refusal: var why })
            world.Note(why.GetType().Name);
        var line = books[drop].Line!;
        if (request is LineRequest.Join join && outcome is LineOutcome.Joined joined)
        {
            Demand(line.IsIn(join.Customer, joined.Entry.Id) && (!joined.IsNew || joined.Entry.Id == join.Entry), 'J', () => $"{join} is told {joined}, and it is not so");
            line.Tell(joined.Entry.Id);
        }

        if (request is LineRequest.Withdraw withdraw && outcome is LineOutcome.Done)
            Demand(line.HasLeft(withdraw.Customer), 'J', () => $"{withdraw.Customer} is told that they have left, and they have not");
    });

    /// <summary>Long after all was put right, whatever is free has found those who wait for it.</summary>
    public void NothingIsWasted()
    {
        foreach (var kept in books.Values)
            kept.Line?.NothingIsWasted(kept.Moments[^1]);
    }

    public Asked Asked(Node node, DropId drop, Command command)
    {
        var asked = new Asked(node, drop, command, world.Now);
        waiting.Add(asked);
        if (command is Command.Settle { Late: { } late })
            books[drop].ExpectAnew(late.Id);
        return asked;
    }

    public void Answered(Asked asked, Outcome outcome)
    {
        waiting.Remove(asked);
        Answers++;
        world.Note(asked.Command.GetType().Name, asked.Node.Number, world.Trace is null ? null : $"{asked.Command} => {outcome}");
        world.Note(((outcome as Outcome.Refused)?.Refusal ?? (object)outcome).GetType().Name, asked.AtOnce ? 1 : 0);
        if (!books.TryGetValue(asked.Drop, out var kept))
        {
            Demand(outcome is Outcome.Refused { Refusal: Refusal.DropNotFound or Refusal.Overloaded or Refusal.DatabaseUnavailable }, 'C', () => $"{outcome} of a drop that is not there");
        }
        else
        {
            Demand(IsTrue(kept, asked, outcome), outcome is Outcome.Refused ? 'C' : 'B', () => $"node {asked.Node.Number} answers {outcome} to {asked.Command} of {asked.At:O}, and it is not so");
        }

        Demand(
            weather.Kind == WeatherKind.Storm || outcome is not Outcome.Refused { Refusal: Refusal.DatabaseUnavailable },
            'H',
            () => "a caller is sent away where nothing is lost but answers to commits, which can be looked up");
        if (outcome is Outcome.NotHeld || outcome is Outcome.Refused { Refusal: not Refusal.DatabaseUnavailable and not Refusal.Overloaded })
            refused[IdOf(asked.Command)] = asked;
    }

    /// <summary>The node has ended in order: nobody may be left without an answer.</summary>
    public void Stopped(Node node)
    {
        if (waiting.FirstOrDefault(asked => asked.Node == node) is { } left)
            throw new Violation($"H: node {node.Number} has stopped and left {left.Command} of {left.At:O} waiting");
    }

    /// <summary>Nobody who has asked before <paramref name="before"/> is still waiting on a node that lives.</summary>
    public void NobodyWaits(DateTimeOffset before)
    {
        if (waiting.FirstOrDefault(asked => !asked.Node.Machine.IsDead && asked.At < before) is { } left)
            throw new Violation($"H: {left.Command} has waited since {left.At:O}");
    }

    /// <summary>What watchers are told.</summary>
    public void Published(Node node, Commit commit) => EndAtOnce(() =>
    {
        var (view, kept) = (commit.View, books[commit.View.Id]);
        var moment = kept.Moments.Find(m => m.Version == view.Version);
        Demand(moment is not null, 'B', () => $"node {node.Number} tells of version {view.Version}, and it is not durable");
        Demand(
            view.Status == moment!.Status && view.Variants.All(v => moment.Counts[v.Id] == (v.Available, v.Held, v.Sold)),
            'A',
            () => $"node {node.Number} tells of {view}, and it is not so");
        Demand(commit.Movements[^1].Version == view.Version, 'G', () => $"node {node.Number} tells of movements that end before version {view.Version}");
    });

    /// <summary>No hold is there past its time by more than this, and no drop has yet to open or to end.</summary>
    public void NothingOverdue(TimeSpan by)
    {
        foreach (var entry in books.Values.SelectMany(b => b.Entries))
        {
            if (entry.Status == ReservationStatus.Active && entry.KeptUntil + by < world.Now)
                throw new Violation($"E: {entry.Hold.Id} is held {(world.Now - entry.KeptUntil).TotalMilliseconds} ms past its time");
        }

        foreach (var (drop, kept) in books)
        {
            var (status, terms) = (kept.Moments[^1].Status, kept.Moments[^1].Terms);
            var due = status switch
            {
                DropStatus.Upcoming => terms.StartsAt,
                DropStatus.Live or DropStatus.Paused => terms.EndsAt,
                DropStatus.Draft or DropStatus.Ended => null,
            };
            if (due is { } time && time + by < world.Now)
                throw new Violation($"E: {drop} is {status} {(world.Now - time).TotalMilliseconds} ms past its time");
        }
    }

    /// <summary>An attempt that is over keeps no hold: its customer may try another card at once.</summary>
    public void PaymentMoved(PaymentRow row) => EndAtOnce(() => Demand(
        !row.State.HasComeToNothing() || books[row.Drop].Find(row.Hold.Id) is not { Status: ReservationStatus.Active } entry || entry.Payment != row.Id,
        'I', () => $"payment {row.Id} is {row.State}, and {row.Hold.Id} is kept for it"));

    /// <summary>Long after the last customer has gone: the bank's books and the shop's are the same, and nothing is left to do.</summary>
    public void MoneyIsSettled(IEnumerable<PaymentRow> rows)
    {
        foreach (var row in rows)
        {
            Demand(
                row.State is PaymentState.Declined or PaymentState.Abandoned or PaymentState.Voided or PaymentState.Captured or PaymentState.Refunded && row.Due is null,
                'I', () => $"payment {row.Id} is {row.State}, long after all was put right");
        }

        var sales = books.Values.SelectMany(kept => kept.Entries).Where(entry => entry.Paid is not null).ToDictionary(entry => entry.Paid!.Value);
        foreach (var (id, known) in bank.Books)
        {
            Demand(known.State is not BankState.Authorized and not BankState.Asking, 'I', () => $"the bank still has payment {id} {known.State}");
            Demand(known.State is BankState.Captured or BankState.Refunded == sales.ContainsKey(id), 'I', () => $"the bank has payment {id} {known.State}, and {sales.GetValueOrDefault(id)?.Purchase} is sold for it");
        }

        foreach (var (id, entry) in sales)
        {
            var isReturned = entry.ReturnedVersion is not null;
            Demand(
                bank.Books[id] is var known && known.State == (isReturned ? BankState.Refunded : BankState.Captured) && known.AmountMinor == entry.Hold.AmountMinor,
                'I', () => $"{entry.Purchase} is {(isReturned ? "returned" : "sold")}, and the bank has its payment {bank.Books[id]}");
        }
    }

    /// <summary>Never without the money, and never twice for the same money.</summary>
    private void Sold(PaymentId paid, Hold hold)
    {
        Demand(sold.Add(paid), 'I', () => $"two sales for payment {paid}");
        Demand(
            bank.Books.GetValueOrDefault(paid) is { State: BankState.Authorized } known && known.AmountMinor == hold.AmountMinor,
            'I', () => $"sold for payment {paid}, and the bank has it {bank.Books.GetValueOrDefault(paid)}");
    }

    private static void Demand(bool met, char promise, Func<string> otherwise)
    {
        if (!met)
            throw new Violation($"{promise}: {otherwise()}");
    }

    /// <summary>For those who would take a broken promise for a fault of somebody else's, and go on.</summary>
    private void EndAtOnce(Action judging)
    {
        try
        {
            judging();
        }
        catch (Violation broken)
        {
            world.Die(broken);
        }
    }

    /// <summary>What a command's own effect would be known by.</summary>
    private static Guid IdOf(Command command) => command switch
    {
        Command.Reserve reserve => reserve.Id.Value,
        Command.Buy buy => buy.Id.Value,
        Command.Settle settle => settle.Id.Value,
        _ => default,
    };

    private static Guid IdOf(Movement movement) => movement switch
    {
        Movement.Reserved reserved => reserved.Of.Id.Value,
        Movement.Purchased purchased => purchased.Purchase.Value,
        _ => Guid.AllBitsSet,
    };

    private bool IsTrue(Books kept, Asked asked, Outcome outcome) => (asked.Command, outcome) switch
    {
        (Command.Reserve reserve, Outcome.Reserved reserved) => IsReserved(kept, reserve, reserved.Hold),
        (Command.Buy buy, Outcome.Purchased bought) =>
            kept.Find(buy.Reservation) is { Status: ReservationStatus.Purchased } entry && entry.Purchase == buy.Id && bought.Purchase.Id == buy.Id
            && entry.Hold.Customer == buy.Customer && bought.Purchase.PurchasedAt < (entry.ClaimedUntil ?? entry.Hold.ExpiresAt) && entry.EndedVersion == bought.DropVersion,
        (Command.Cancel cancel, Outcome.Cancelled cancelled) => IsCancelled(kept, cancel.Reservation, cancelled),
        (Command.Release release, Outcome.Cancelled cancelled) => IsCancelled(kept, release.Reservation, cancelled),
        (Command.Pay pay, Outcome.Paying paying) => kept.Find(pay.Reservation) is { } entry && entry.Attempts.Exists(attempt => attempt.Payment == pay.Payment)
            && paying.Hold with { ClaimedUntil = null } == entry.Hold with { Payment = pay.Payment, PayUntil = entry.PayUntil },
        (Command.Settle settle, Outcome.Purchased bought) => bought.Purchase.Id == settle.Id && kept.Entries.Any(entry =>
            entry.Purchase == settle.Id && entry.Paid == settle.Payment && entry.EndedVersion == bought.DropVersion
            && (entry.Hold.Id == settle.Reservation || entry.Hold.Id == settle.Late?.Id)),
        (Command.Unpay unpay, Outcome.NotHeld) => kept.Find(unpay.Reservation) is not { } entry || entry.Status != ReservationStatus.Active
            || Ever(kept, asked, m => entry.PaymentAt(m.Version) != unpay.Payment),
        (Command.Claim claim, Outcome.Claimed claimed) => kept.Find(claim.Reservation) is { Hold.Offer: not null } entry && entry.Hold.Customer == claim.Customer
            && (entry.ClaimedUntil is { } until ? claimed.Hold.ClaimedUntil == until : entry.Hold.Offer.Tempo == LineTempo.Calm),
        (Command.Serve serve, Outcome.Served { MayGoOn: true } served) => served.Offers == serve.Ids.Count || Ever(kept, asked, m => m.Line!.Pace is not null),
        (Command.Serve serve, Outcome.Served) => Ever(kept, asked, m => kept.Line!.IsServedOut(serve.Order, m)),
        (Command.Buy or Command.Cancel or Command.Release or Command.Pay or Command.Claim or Command.Settle { Late: null }, Outcome.NotHeld) => kept.Find(ReservationOf(asked.Command)) is not { } entry
            || entry.Status != ReservationStatus.Active || kept.Moments.Find(m => m.Version == entry.Hold.DropVersion)!.From >= asked.At,
        (Command.Adjust adjust, Outcome.Done done) => kept.HasAdjustment(adjust.Reason) && done.DropVersion <= kept.Version,
        (_, Outcome.Done done) => done.DropVersion <= kept.Version && Ever(kept, asked, moment => moment.Version >= done.DropVersion),
        (_, Outcome.Refused refused) => IsTrue(kept, asked, refused.Refusal),
        _ => false,
    };

    private bool IsTrue(Books kept, Asked asked, Refusal refusal) => (asked.Command, refusal) switch
    {
        (_, Refusal.DatabaseUnavailable or Refusal.Overloaded) => true,
        (Command.Reserve { Variant: { } variant }, Refusal.LineFirst) => Ever(kept, asked, m => m.Line!.Keeps(variant)),
        (Command.Settle { Late: { } late }, Refusal.LineFirst) => Ever(kept, asked, m => m.Line!.Keeps(late.Variant)),
        (Command.Reserve { Variant: null }, Refusal.LineFirst) => kept.VariantCount == 1 && Ever(kept, asked, m => m.Line!.Keeps(m.Counts.Keys.Single())),
        (Command.Serve serve, Refusal.LineNotReady) => Ever(kept, asked, m => serve.Order.LogSize < m.Line!.LogSize || serve.Order.Seed != m.Line.Seed),
        (Command.SealLine, Refusal.LineNotReady) => Ever(kept, asked, m => m.Line!.Phase != LinePhase.Closed),
        (Command.DrawLine, Refusal.LineNotReady) => Ever(kept, asked, m => m.Line!.Phase != LinePhase.Sealed),
        (Command.PaceLine, Refusal.LineNotOpen) => Ever(kept, asked, m => m.Line!.IsOver),
        (Command.PaceLine or Command.SkipPlace, Refusal.LineNotReady) => Ever(kept, asked, m => m.Line!.Phase is not (LinePhase.Serving or LinePhase.Paused)),
        (Command.CancelLine, Refusal.LineRulesFixed) => Ever(kept, asked, m => m.Line!.Phase == LinePhase.Finished),
        (Command.Claim claim, Refusal.ReservationNotFound) => kept.Find(claim.Reservation) is { } entry && entry.Hold.Customer != claim.Customer,
        (Command.Claim claim, Refusal.ClaimOver) => kept.Find(claim.Reservation) is { Status: ReservationStatus.Expired },
        // What a key was granted is told again, whatever has become of the drop.
        (Command.Reserve { Key: not null } reserve, not Refusal.IdempotencyKeyReused) when WasGranted(kept, asked, reserve) => false,
        // Two nodes were at it, and the other was quicker.
        (Command.Return back, Refusal.StockInUse) => kept.IsReturned(back.What.Purchase),
        (Command.Settle { Late: { } late } settle, Refusal.LimitReached) => Ever(
            kept, asked,
            m => kept.Units(settle.Customer, m.Version, sold: true) + kept.Units(settle.Customer, m.Version, sold: false) + late.Quantity > m.Terms.LimitPerCustomer),
        (Command.Settle { Late: { } late } settle, Refusal.NotStarted or Refusal.Paused or Refusal.SoldOut or Refusal.AllHeld or Refusal.InsufficientStock) =>
            IsTrue(kept, asked.As(new Command.Reserve(late.Id, settle.Customer, late.Variant, late.Quantity, Key: null)), refusal),
        (Command.Buy buy, Refusal.PaymentRequired) => kept.Find(buy.Reservation) is { } entry && kept.IsPaidFor(entry) && entry.Hold.Customer == buy.Customer,
        (Command.Pay pay, Refusal.ReservationExpired) => kept.Find(pay.Reservation) is { Status: ReservationStatus.Expired },
        (Command.Pay pay, Refusal.ReservationNotFound) => kept.Find(pay.Reservation) is { } entry && entry.Hold.Customer != pay.Customer,
        (Command.Pay pay, Refusal.PaymentUnderWay) => kept.Find(pay.Reservation) is { } entry && Ever(kept, asked, m => entry.PaymentAt(m.Version) is { } other && other != pay.Payment),
        (Command.Settle settle, Refusal.PaymentUnderWay) => kept.Find(settle.Reservation) is { } entry && Ever(kept, asked, m => entry.PaymentAt(m.Version) is { } other && other != settle.Payment),
        (Command.Pay pay, Refusal.PaymentNotNeeded) => kept.Find(pay.Reservation) is { } entry && !kept.IsPaidFor(entry),
        (Command.Reserve reserve, Refusal.InternalError) => reserve.Quantity == Passersby.Undecidable,
        // Looked for just before it was made, or not published yet.
        (_, Refusal.DropNotFound) => kept.CreatedAt >= asked.At || Ever(kept, asked, m => m.Status == DropStatus.Draft),
        (Command.Reserve reserve, Refusal.IdempotencyKeyReused) =>
            kept.FindByKey(new(reserve.Customer, reserve.Key!)) is { } first && !IsSameRequest(kept, reserve, first.Hold),
        (Command.Reserve { Variant: { } variant }, Refusal.VariantNotFound) => !kept.HasVariant(variant),
        (Command.Reserve { Variant: null }, Refusal.VariantRequired) => kept.VariantCount > 1,
        (Command.Reserve reserve, Refusal.QuantityOutOfRange) => Ever(kept, asked, m => reserve.Quantity > m.Terms.LimitPerCustomer),
        (Command.Reserve, Refusal.Paused) => Ever(kept, asked, m => m.Status == DropStatus.Paused),
        (_, Refusal.Ended) => Ever(kept, asked, m => m.Status == DropStatus.Ended),
        // By a time no later than now.
        (Command.Publish, Refusal.ScheduleInvalid) => Ever(kept, asked, m => m.Status == DropStatus.Draft && m.Terms.EndsAt <= (m.Terms.StartsAt ?? world.Now)),
        (Command.Amend amend, Refusal.ScheduleInvalid) =>
            Ever(kept, asked, m => Books.Changed(m.Terms, amend.What) is var terms && terms.EndsAt <= (terms.StartsAt ?? world.Now)),
        (_, Refusal.NotPublished) => Ever(kept, asked, m => m.Status == DropStatus.Draft),
        (Command.Reserve, Refusal.NotStarted not) => not.StartsAt > Since(asked) - weather.ClockBehindMax && Ever(kept, asked, m => m.Status == DropStatus.Upcoming && m.Terms.StartsAt == not.StartsAt),
        (Command.Reserve reserve, Refusal.LimitReached) => Ever(kept, asked, m => kept.Units(reserve.Customer, m.Version, sold: true) + reserve.Quantity > m.Terms.LimitPerCustomer),
        (Command.Reserve reserve, Refusal.AlreadyReserved already) => already.Newest.Customer == reserve.Customer && Ever(
            kept,
            asked,
            m => kept.Units(reserve.Customer, m.Version, sold: true) + kept.Units(reserve.Customer, m.Version, sold: false) + reserve.Quantity > m.Terms.LimitPerCustomer),
        (Command.Reserve reserve, Refusal.WaitToReserve wait) => wait.Until > Since(asked) - weather.ClockBehindMax && Ever(kept, asked, m => kept.WaitsUntil(reserve.Customer, m.Version) == wait.Until),
        (Command.Reserve reserve, Refusal.SoldOut) => Ever(kept, asked, m => Of(kept, m, reserve) is { Available: 0, Held: 0 }),
        (Command.Reserve reserve, Refusal.AllHeld) => Ever(kept, asked, m => Of(kept, m, reserve) is { Available: 0, Held: > 0 }),
        (Command.Reserve reserve, Refusal.InsufficientStock few) => few.Available < reserve.Quantity && Ever(kept, asked, m => Of(kept, m, reserve).Available == few.Available),
        (Command.Adjust adjust, Refusal.StockInUse use) => use.Available + adjust.Change < 0 && Ever(kept, asked, m => m.Counts[adjust.Variant].Available == use.Available),
        (Command.Buy buy, Refusal.ReservationNotFound) => kept.Find(buy.Reservation) is { } entry && entry.Hold.Customer != buy.Customer,
        (Command.Cancel cancel, Refusal.ReservationNotFound) => kept.Find(cancel.Reservation) is { } entry && entry.Hold.Customer != cancel.Customer,
        (Command.Buy buy, Refusal.ReservationExpired) => kept.Find(buy.Reservation) is { Status: ReservationStatus.Expired },
        _ => false,
    };

    private static (int Available, int Held, int Sold) Of(Books kept, Books.Moment moment, Command.Reserve reserve) =>
        reserve.Variant is { } variant ? moment.Counts[variant] : kept.VariantCount == 1 ? moment.Counts.Values.Single() : (-1, -1, -1);

    private static ReservationId ReservationOf(Command command) => command switch
    {
        Command.Buy buy => buy.Reservation,
        Command.Cancel cancel => cancel.Reservation,
        Command.Release release => release.Reservation,
        Command.Pay pay => pay.Reservation,
        Command.Claim claim => claim.Reservation,
        Command.Settle settle => settle.Reservation,
        _ => default,
    };

    /// <summary>Acknowledged is durable: it stands in the books, as it was told.</summary>
    private static bool IsReserved(Books kept, Command.Reserve reserve, Hold told)
    {
        var entry = reserve.Key is { } key ? kept.FindByKey(new(reserve.Customer, key)) : kept.Find(reserve.Id);
        return entry is not null && entry.Hold == AsGranted(told) && told.Customer == reserve.Customer && IsSameRequest(kept, reserve, told);
    }

    /// <summary>Before it was asked for.</summary>
    private static bool WasGranted(Books kept, Asked asked, Command.Reserve reserve) =>
        kept.FindByKey(new(reserve.Customer, reserve.Key!)) is { } first && kept.Moments.Find(m => m.Version == first.Hold.DropVersion)!.From < asked.At;

    private static bool IsSameRequest(Books kept, Command.Reserve reserve, Hold hold) =>
        reserve.Quantity == hold.Quantity && (reserve.Variant is { } variant ? variant == hold.Variant : kept.VariantCount == 1);

    private static bool IsCancelled(Books kept, ReservationId id, Outcome.Cancelled cancelled) =>
        kept.Find(id) is { Status: ReservationStatus.Cancelled } entry && entry.EndedVersion == cancelled.DropVersion && entry.Hold == AsGranted(cancelled.Hold);

    private static Hold AsGranted(Hold hold) => hold with { Payment = null, PayUntil = null, ClaimedUntil = null };

    /// <summary>
    /// Whether the drop was in such a state at any time from when it was asked to now. What was refused at once was
    /// refused from memory, which may be old, but by no more than it is allowed to.
    /// </summary>
    private bool Ever(Books kept, Asked asked, Func<Books.Moment, bool> state)
    {
        var since = Since(asked);
        for (var i = kept.Moments.Count - 1; i >= 0; i--)
        {
            if (state(kept.Moments[i]))
                return true;
            if (kept.Moments[i].From < since)
                return false;
        }

        return false;
    }

    // A node's clock that runs slow by half a percent makes its second that much longer.
    private DateTimeOffset Since(Asked asked) => asked.AtOnce ? asked.At - (memoryTime * 1.02) : asked.At;
}

/// <summary>A command on its way.</summary>
internal sealed class Asked(Node node, DropId drop, Command command, DateTimeOffset at)
{
    public Node Node => node;

    public DropId Drop => drop;

    public Command Command => command;

    /// <summary>The same, wanted by another command.</summary>
    public Asked As(Command other) => new(node, drop, other, at) { AtOnce = AtOnce };

    public DateTimeOffset At => at;

    /// <summary>It was answered without waiting: from memory, or because the queue is full.</summary>
    public bool AtOnce { get; set; }
}
