using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

internal sealed record ReservationRow(Hold Hold, string? Key, ReservationStatus Status, DateTimeOffset? EndedAt, PurchaseId? Purchase);

/// <summary>What is sent with a batch: the drop as it is afterwards, copied when it is sent.</summary>
internal sealed record DropAfter(long Version, DropStatus Status, DropTerms Terms, VariantStock[] Variants, DateTimeOffset? NextDue, long OldestHoldVersion, LineState? Line)
{
    public static DropAfter Of(DropState state) =>
        new(state.Version, state.Status, state.Terms, state.Variants.ToArray(), state.NextDue, state.OldestHoldVersion(), state.Line);
}

/// <summary>A batch that has passed every guard and waits to be durable.</summary>
/// <param name="BesideTheLanes">Of a plant, not of a lane.</param>
internal sealed record StagedBatch(
    DropRows Rows, IReadOnlyList<Movement> Movements, Dictionary<ReservationId, ReservationRow> Reservations, DropAfter After, bool BesideTheLanes = false)
{
    public Dictionary<PaymentId, PaymentRow> Payments { get; init; } = [];
}

/// <summary>A drop's rows: the ledger and its projections, with the guards and constraints of the real tables.</summary>
internal sealed class DropRows
{
    private readonly World world;
    private readonly DropView created;
    private readonly PaymentTable payments;
    private readonly List<Movement> ledger = [];
    private readonly DateTimeOffset createdAt;
    private readonly Dictionary<ReservationId, ReservationRow> reservations = [];
    private readonly Dictionary<RequestKey, ReservationId> keys = [];
    private readonly Dictionary<PurchaseId, PurchaseReturn> returns = [];
    private DropAfter row;

    public DropRows(World world, DropView created, PaymentTable payments, Plant plant)
    {
        (this.world, this.created, this.payments, createdAt, Lock) = (world, created, payments, world.Now, new RowLock(world));
        row = new(created.Version, created.Status, created.Terms, [.. created.Variants], Earliest(created.Status, created.Terms, null, created.Line), 1, created.Line);
        Book = created.Line is null ? null : new LineTable(world, this, plant);
    }

    /// <summary>Null: the drop has no line.</summary>
    public LineTable? Book { get; }

    public DropStatus Status => row.Status;

    public DropTerms Terms => row.Terms;

    public LineState? Line => row.Line;

    public DropId Id => created.Id;

    public RowLock Lock { get; }

    public long Version => row.Version;

    public DateTimeOffset LastMovementAt => ledger.LastOrDefault()?.At ?? createdAt;

    public DateTimeOffset? NextDue => row.NextDue;

    public ReadOnlySpan<VariantStock> Variants => row.Variants;

    public IEnumerable<ReservationRow> Reservations => reservations.Values;

    public ReservationRow? Find(ReservationId id) => reservations.GetValueOrDefault(id);

    /// <summary>As it was granted.</summary>
    public Hold? Granted(RequestKey key) => keys.TryGetValue(key, out var id) ? reservations[id].Hold with { Payment = null, PayUntil = null } : null;

    public ReservationRow FindSale(PurchaseId purchase) => reservations.Values.Single(r => r.Purchase == purchase);

    public bool IsReturned(PurchaseId purchase) => returns.ContainsKey(purchase);

    public CustomerId[] GrantedCustomers(CustomerId after, int limit) =>
        [.. keys.Keys.Select(key => key.Customer).Where(customer => customer.Value.CompareTo(after.Value) > 0).OrderBy(customer => customer.Value).Take(limit)];

    public IReadOnlyList<Movement> After(long version, Plant plant) =>
        [.. ledger.Where(m => m.Version > version).Select(m => plant == Plant.UnpaidUnread && m is Movement.Unpaid unpaid ? unpaid with { Of = unpaid.Of with { Payment = unpaid.What } } : m)];

    public bool Has(IReadOnlyList<Movement> batch) => batch.All(wanted => ledger.Exists(m =>
        m.Version == wanted.Version && m.At == wanted.At && m.Kind == wanted.Kind && m.Hold?.Of.Id == wanted.Hold?.Of.Id && m.Sale?.Purchase == wanted.Sale?.Purchase && m.Payment == wanted.Payment));

    public DropState Load(DateTimeOffset now, Plant plant) => new(
        new DropView(Id, row.Version, row.Status, row.Terms, [.. row.Variants])
        {
            LastMovementAt = plant == Plant.LastTimeForgotten ? default : LastMovementAt,
            Line = plant == Plant.WantedForgotten && row.Line is { HasOrder: true } line ? line with { Wanted = VariantList.None } : row.Line,
        },
        reservations.Values.Where(r => r.Status == ReservationStatus.Active && (r.Hold.DropVersion >= row.OldestHoldVersion || r.Hold.Offer is not null))
            .Select(r => plant == Plant.GraceForClaims && r.Hold.IsUnanswered ? r.Hold with { ExpiresAt = r.Hold.ExpiresAt.AddMilliseconds(500) } : plant == Plant.ExtensionForgotten && r.Hold.Payment is null ? r.Hold with { PayUntil = null } : r.Hold).ToArray(),
        reservations.Values.Where(r => r.Status == ReservationStatus.Purchased && !(returns.GetValueOrDefault(r.Purchase!.Value) is { Restocks: true })).GroupBy(r => r.Hold.Customer)
            .Select(g => KeyValuePair.Create(g.Key, g.Sum(r => r.Hold.Quantity))).ToArray(),
        plant == Plant.WaitsForgotten ? [] : UnboughtSince(now),
        choicesLeft: ChoicesLeft(plant));

    /// <summary>The places of the line that were served or passed over, and how many of their preferences are left to them.</summary>
    private IEnumerable<KeyValuePair<int, int>> ChoicesLeft(Plant plant)
    {
        if (plant == Plant.ServedForgotten)
            return [];
        var left = new Dictionary<int, int>();
        foreach (var offered in reservations.Values.Where(r => r.Hold.Offer is not null).OrderBy(r => r.Hold.DropVersion))
        {
            var keepsPlace = offered is { Status: ReservationStatus.Cancelled, Hold.ClaimedUntil: null } && plant != Plant.DeclineLosesPlace;
            left[offered.Hold.Offer!.Place] = keepsPlace ? offered.Hold.Offer.Choice : 0;
        }

        foreach (var skipped in ledger.OfType<Movement.Skipped>())
            left[skipped.What.SkippedPlace!.Value] = 0;
        if (plant == Plant.PassedIsServed && left.Count > 0)
            return Enumerable.Range(1, left.Keys.Max()).Select(place => KeyValuePair.Create(place, left.GetValueOrDefault(place)));
        return left;
    }

    private UnboughtEnd[] UnboughtSince(DateTimeOffset now) => row.Terms.Cooldown is not { } cooldown ? [] : ledger
        .Where(m => m.At > now - (2 * cooldown.Window) && m.Hold is { IsLeftUnbought: true })
        .Select(m => new UnboughtEnd(m.Owner!.Value, m.At)).ToArray();

    public StagedBatch Stage(IReadOnlyList<Movement> movements, DropAfter after, Plant plant)
    {
        if (plant == Plant.NoVersionCheck)
        {
            // As a ledger without numbers of its own would take it.
            movements = movements.Select((m, i) => m with { Version = row.Version + 1 + i }).ToArray();
            after = after with { Version = row.Version + movements.Count };
        }

        Expect(movements[0].Version == row.Version + 1 && movements[^1].Version == after.Version, "the drop at the version known");
        var staged = new Dictionary<ReservationId, ReservationRow>();
        foreach (var movement in movements)
        {
            if (movement.Hold is not { Step: HoldStep.Opens, Of: var hold })
                continue;
            Expect(Find(hold.Id) is null && !staged.ContainsKey(hold.Id), "unique reservations");
            if (movement.RequestKey is { } key && plant != Plant.NoIdempotencyLookup)
                Expect(!keys.ContainsKey(new(hold.Customer, key)) && !staged.Values.Any(r => r.Key == key && r.Hold.Customer == hold.Customer), "unique request keys");
            if (hold.Offer is { } offer && plant != Plant.ServedForgotten)
                ExpectOffer(hold, offer, staged.Values);
            staged.Add(hold.Id, new ReservationRow(hold, movement.RequestKey, ReservationStatus.Active, null, null));
        }

        foreach (var movement in movements)
        {
            if (movement.Hold is not { Step: not HoldStep.Opens and var step, Of: var hold, Becomes: var becomes })
                continue;
            var old = staged.GetValueOrDefault(hold.Id) ?? Find(hold.Id);
            Expect(old is { Status: ReservationStatus.Active }, "active reservations to keep or to end");
            if (step == HoldStep.Continues)
            {
                staged[hold.Id] = old! with { Hold = old.Hold with { Payment = hold.Payment, PayUntil = hold.PayUntil, ClaimedUntil = hold.ClaimedUntil } };
                continue;
            }

            Expect(becomes != ReservationStatus.Purchased || movement.At < old!.Hold.KeptUntil, "bought in time");
            Expect(becomes != ReservationStatus.Expired || movement.At >= old!.Hold.KeptUntil, "expired in time");
            staged[hold.Id] = Ended(old!, movement);
        }

        StageVariants(movements, after, plant);
        CheckSchema(movements, after);
        return new StagedBatch(this, movements, staged, after) { Payments = StagePayments(movements, plant) };
    }

    /// <summary>To whom stands in the line, of what they listed, and once.</summary>
    private void ExpectOffer(Hold hold, Offer offer, IEnumerable<ReservationRow> staged)
    {
        Expect(
            Book!.Entries.Any(entry => entry.Id == offer.Entry && entry.ExcludedIndex is null && entry.Customer == hold.Customer && entry.Quantity == hold.Quantity
                && entry.Preferences[offer.Choice] == hold.Variant),
            "entries of the line to offer to");
        Expect(
            !reservations.Values.Concat(staged).Any(r => r.Hold.Offer?.Place == offer.Place && r.Hold.Variant == hold.Variant),
            "a place is offered a variant once");
    }

    /// <summary>Sold is only what is authorised, and is to be captured; a hold that is given back leaves its payment to be let go; one that ran out, to be looked at.</summary>
    private Dictionary<PaymentId, PaymentRow> StagePayments(IReadOnlyList<Movement> movements, Plant plant)
    {
        var staged = new Dictionary<PaymentId, PaymentRow>();
        foreach (var movement in movements)
        {
            if (movement is { Sale: { } sale, Payment: { } paid, Hold.Of: var of })
            {
                var payment = staged.GetValueOrDefault(paid) ?? payments.Find(paid);
                var isPaid = payment is { State: PaymentState.Authorized } && payment.Hold.AmountMinor == of.AmountMinor;
                Expect(isPaid || plant == Plant.NoPaymentGuard, "authorised payments for what is sold");
                if (plant != Plant.SaleLeavesPayment)
                    staged[paid] = payment! with { State = PaymentState.Sold, Purchase = sale.Purchase, Due = world.Now, Tries = 0 };
            }

            if (movement is { Return.Purchase: var returned })
                Expect(plant == Plant.ReturnedTwice || !IsReturned(returned) && movements.Count(m => m.Return?.Purchase == returned) == 1, "a purchase is returned once");
            if (movement is { Hold: { Step: HoldStep.Ends, Of.Payment: { } left, Becomes: not ReservationStatus.Purchased and var becomes } })
            {
                var payment = staged.GetValueOrDefault(left) ?? payments.Find(left)!;
                if (payment.State is not (PaymentState.Starting or PaymentState.Action or PaymentState.Unknown or PaymentState.Authorized))
                    continue;
                staged[left] = becomes == ReservationStatus.Expired
                    ? payment with { Due = world.Now }
                    : payment with { State = PaymentState.Voiding, Due = world.Now, LeasedUntil = null, Tries = 0 };
            }
        }

        return staged;
    }

    /// <summary>The sweep of <see cref="Plant.ExpiryWithoutGuard"/>: right in everything but the guard.</summary>
    public StagedBatch? StageExpiry(IEnumerable<Hold> due, DateTimeOffset now, bool guarded, bool leavesThemActive = false)
    {
        var movements = new List<Movement>();
        var staged = new Dictionary<ReservationId, ReservationRow>();
        var variants = row.Variants.ToArray();
        now = now > LastMovementAt ? now : LastMovementAt;
        foreach (var hold in due.Where(hold => leavesThemActive ? hold.ExpiresAt <= now : hold.IsOver(now)))
        {
            if ((guarded || leavesThemActive) && reservations[hold.Id].Status != ReservationStatus.Active)
                continue;
            var at = Array.FindIndex(variants, v => v.Id == hold.Variant);
            if (variants[at].Held < hold.Quantity)
                continue; // The table's CHECK would stop this one.
            variants[at] = variants[at] with { Available = variants[at].Available + hold.Quantity, Held = variants[at].Held - hold.Quantity };
            var movement = new Movement.Expired(row.Version + 1 + movements.Count, now, hold);
            movements.Add(movement);
            if (!leavesThemActive)
                staged[hold.Id] = Ended(reservations[hold.Id], movement);
        }

        var left = reservations.Values.Where(r => (staged.GetValueOrDefault(r.Hold.Id) ?? r).Status == ReservationStatus.Active).Select(r => r.Hold.KeptUntil).Order().ToArray();
        var after = row with { Version = row.Version + movements.Count, Variants = variants, NextDue = Earliest(row.Status, row.Terms, left.Length > 0 ? left[0] : null, row.Line) };
        return movements.Count == 0 ? null : new StagedBatch(this, movements, staged, after, BesideTheLanes: true);
    }

    /// <summary>The sale of <see cref="Plant.LateSaleOfWhatIsHeld"/>.</summary>
    /// <returns>Null: so much is not held by anybody.</returns>
    public StagedBatch? StageLateSale(Command.Settle settle, DateTimeOffset now)
    {
        var late = settle.Late!;
        var variants = row.Variants.ToArray();
        var at = Array.FindIndex(variants, v => v.Id == late.Variant);
        if (variants[at].Held < late.Quantity || row.Status != DropStatus.Live)
            return null;
        now = now > LastMovementAt ? now : LastMovementAt;
        variants[at] = variants[at] with { Held = variants[at].Held - late.Quantity, Sold = variants[at].Sold + late.Quantity };
        var hold = new Hold(late.Id, settle.Customer, late.Variant, late.Quantity, late.Price, now, now + row.Terms.Hold, row.Version + 1);
        var sold = new Movement.Purchased(row.Version + 2, now, hold, settle.Id, settle.DisplayName, settle.Payment);
        var staged = new Dictionary<ReservationId, ReservationRow> { [hold.Id] = Ended(new(hold, null, ReservationStatus.Active, null, null), sold) };
        return new StagedBatch(
            this, [new Movement.Reserved(row.Version + 1, now, hold, null), sold], staged, row with { Version = row.Version + 2, Variants = variants }, BesideTheLanes: true);
    }

    public void Apply(StagedBatch batch)
    {
        ledger.AddRange(batch.Movements);
        foreach (var (id, reservation) in batch.Reservations)
        {
            reservations[id] = reservation;
            if (reservation.Key is { } key)
                keys[new RequestKey(reservation.Hold.Customer, key)] = id;
        }

        foreach (var movement in batch.Movements)
        {
            if (movement.Return is { } returned)
                returns[returned.Purchase] = returned;
        }

        foreach (var payment in batch.Payments.Values)
            payments.Put(payment);
        row = batch.After;
    }

    private static DateTimeOffset? Earliest(DropStatus status, DropTerms terms, DateTimeOffset? hold, LineState? line)
    {
        DateTimeOffset?[] all = [
            hold,
            status == DropStatus.Upcoming ? terms.StartsAt : null,
            status is DropStatus.Upcoming or DropStatus.Live or DropStatus.Paused ? terms.EndsAt : null,
            line is { Phase: LinePhase.Gathering } ? line.Terms.ClosesAt : null,
        ];
        return all.Min();
    }

    private static ReservationRow Ended(ReservationRow old, Movement movement) => old with
    {
        Status = movement.Hold!.Value.Becomes,
        EndedAt = movement.At,
        Purchase = movement.Sale?.Purchase,
    };

    private void StageVariants(IReadOnlyList<Movement> movements, DropAfter after, Plant plant)
    {
        for (var i = 0; i < row.Variants.Length; i++)
        {
            var (was, now) = (row.Variants[i], after.Variants[i]);
            var (available, held, sold) = (was.Available, was.Held, was.Sold);
            foreach (var movement in movements)
            {
                if (movement.Stock is { } stock && stock.Variant == was.Id)
                    (available, held, sold) = (available + stock.Available, held + stock.Held, sold + stock.Sold);
            }

            if (plant != Plant.NoVersionCheck)
                Expect((available, held, sold) == (now.Available, now.Held, now.Sold), "variants as they were known");
            Expect(now is { Available: >= 0, Held: >= 0, Sold: >= 0 }, "no negative count");
        }
    }

    /// <summary>
    /// The CHECKs of the real tables. What they refuse they refuse each time, so a batch that they would refuse is a fault
    /// of the decision's, whatever the weather.
    /// </summary>
    private void CheckSchema(IReadOnlyList<Movement> movements, DropAfter after)
    {
        var (terms, status) = (after.Terms, after.Status);
        Require(status is DropStatus.Draft or DropStatus.Ended || terms.StartsAt is not null, $"{status} without a start");
        Require(!(terms.EndsAt <= terms.StartsAt), $"an end at {terms.EndsAt:O} and a start at {terms.StartsAt:O}");
        Require(terms is { HoldSeconds: >= 1 and <= 3600, LimitPerCustomer: >= 1 and <= 1_000_000, Price.AmountMinor: >= 0 }, $"{terms}");
        foreach (var variant in after.Variants)
            Require(variant.Total is >= 0 and <= 10_000_000, $"{variant}");
        foreach (var movement in movements)
        {
            Require(movement is not { Hold.Of.Quantity: < 1 } and not { Units: 0 }, $"{movement}");
            Require(movement.Hold is not { Step: HoldStep.Opens, Of: var hold } || hold.ExpiresAt > hold.CreatedAt, $"{movement}");
            Require(movement is not { RequestKey.Length: < 1 or > 200 }, $"{movement}");
            Require(movement is not { Sale.DisplayName.Length: < 1 or > 160 }, $"{movement}");
        }

        void Require(bool met, string what)
        {
            if (!met)
                world.Die(new Violation($"H: the tables refuse {what}"));
        }
    }

    private static void Expect(bool met, string what)
    {
        if (!met)
            throw new RefusedException($"{what}: not met");
    }
}
