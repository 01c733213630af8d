using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// A drop's books, kept in the most obvious way: a list of all reservations there ever were, counted afresh for each
/// question. They are written from the movements that became durable, and share no rule with the decision.
/// </summary>
internal sealed class Books
{
    private readonly Dictionary<ReservationId, Entry> entries = [];
    private readonly Dictionary<VariantId, int> totals;
    private readonly HashSet<string> adjustments = [];
    private readonly HashSet<ReservationId> takenAnew = [];
    private DropStatus status;
    private DropTerms terms;
    private long version;
    private DateTimeOffset lastAt;

    /// <param name="createdAt">From when on the drop is there to be found.</param>
    public Books(World world, Weather weather, DropView created, DateTimeOffset createdAt)
    {
        totals = created.Variants.ToDictionary(v => v.Id, v => v.Total);
        (status, terms, version, lastAt, CreatedAt) = (created.Status, created.Terms, created.Version, createdAt, createdAt);
        Line = created.Line is { } line ? new LineWatch(world, weather, this, line) : null;
        Moments = [new Moment(createdAt, created.Version, created.Status, created.Terms, created.Variants.ToDictionary(v => v.Id, v => (v.Available, 0, 0)), Line?.Now)];
    }

    /// <summary>Null: the drop has no line.</summary>
    public LineWatch? Line { get; }

    public DropStatus Status => status;

    /// <summary>One state after the other, with the time from which each was true.</summary>
    public List<Moment> Moments { get; }

    public DateTimeOffset CreatedAt { get; }

    public long Version => version;

    public IEnumerable<Entry> Entries => entries.Values;

    public int VariantCount => totals.Count;

    public bool HasVariant(VariantId id) => totals.ContainsKey(id);

    public Entry? Find(ReservationId id) => entries.GetValueOrDefault(id);

    public Entry? FindByKey(RequestKey key) => entries.Values.FirstOrDefault(e => e.Hold.Customer == key.Customer && e.Key == key.Key);

    public bool HasAdjustment(string reason) => adjustments.Contains(reason);

    public bool IsReturned(PurchaseId purchase) => entries.Values.Any(e => e.Purchase == purchase && e.ReturnedVersion is not null);

    /// <summary>A reservation that is asked for to sell what was paid for too late: its customer need not wait.</summary>
    public void ExpectAnew(ReservationId id) => takenAnew.Add(id);

    /// <summary>A batch first gives back what is over.</summary>
    public void NothingIsOver(DateTimeOffset at)
    {
        foreach (var entry in entries.Values.Where(entry => entry.Status == ReservationStatus.Active && entry.KeptUntil <= at))
            throw new Violation($"E: {Short(entry.Hold.Id.Value)} is held past its end of {entry.KeptUntil:O} at {at:O}");
    }

    public int Units(CustomerId customer, long atVersion, bool sold) => entries.Values
        .Where(e => e.Hold.Customer == customer && e.Hold.DropVersion <= atVersion)
        .Where(e => sold
            ? e.Status == ReservationStatus.Purchased && e.EndedVersion <= atVersion && !(e.RestockedVersion <= atVersion)
            : e.EndedVersion is null || e.EndedVersion > atVersion)
        .Sum(e => e.Hold.Quantity);

    /// <summary>
    /// When a customer whose holds were left unbought may reserve again; null: they need not wait. What counts is every
    /// hold that ended, by its time or by its customer, within a window up to the last one that did.
    /// </summary>
    public DateTimeOffset? WaitsUntil(CustomerId customer, long atVersion)
    {
        if (terms.Cooldown is not { } cooldown)
            return null;
        var ends = entries.Values.Where(e => e.Hold.Customer == customer && e.LeftAt is not null && e.EndedVersion <= atVersion).Select(e => e.LeftAt!.Value).ToArray();
        var counted = ends.Count(end => end > ends.Max() - cooldown.Window);
        if (counted <= cooldown.FreeHolds)
            return null;
        var wait = cooldown.First;
        for (var beyond = counted - cooldown.FreeHolds; beyond > 1 && wait < cooldown.Window; beyond--)
            wait += wait;
        return ends.Max() + (wait < cooldown.Window ? wait : cooldown.Window);
    }

    /// <param name="lockedAt">
    /// When, by the database's clock, the drop was really locked for it. That clock may have been set back: time in the drop does not
    /// fall with it.
    /// </param>
    public void Write(Movement movement, DateTimeOffset lockedAt, DateTimeOffset durableAt)
    {
        Demand(movement.Version == version + 1, 'A', () => $"version {movement.Version} follows {version}");
        Demand(movement.At >= lastAt, 'D', () => $"time goes back at version {movement.Version}");
        lockedAt = lockedAt > lastAt ? lockedAt : lastAt;
        Demand(movement.At <= lockedAt, 'D', () => $"version {movement.Version} is from the future");
        (version, lastAt) = (movement.Version, movement.At);
        Line?.Write(movement, terms, Moments[^1].Counts);
        switch (movement)
        {
            case Movement.Reserved reserved:
                Reserve(reserved, lockedAt);
                break;
            case Movement.Offered offered:
                Open(offered.Of, key: null);
                break;
            case Movement.Claimed claimed:
                Claim(claimed, lockedAt);
                break;
            case Movement.Paying paying:
                BeginToPay(paying, lockedAt);
                break;
            case Movement.Unpaid unpaid:
                Entry of = Find(unpaid.Of.Id) ?? throw new Violation("E: unpaid, and it never was");
                Demand(of.Status == ReservationStatus.Active && of.Payment == unpaid.What, 'E', () => "unpaid, and not under way");
                of.Attempts.Add((unpaid.Version, null));
                break;
            case Movement.Returned returned:
                Return(returned);
                break;
            case Movement.Purchased or Movement.Cancelled or Movement.Expired:
                End(movement, lockedAt);
                break;
            case Movement.Adjusted adjusted:
                totals[adjusted.Of] += adjusted.Added;
                Demand(adjustments.Add(adjusted.Why), 'C', () => $"{adjusted.Why} was made twice");
                break;
            case Movement.Opened:
                status = DropStatus.Live;
                break;
            case Movement.Paused:
                status = DropStatus.Paused;
                break;
            case Movement.Resumed resumed:
                status = resumed.Becomes;
                break;
            case Movement.Ended:
                status = DropStatus.Ended;
                break;
            case Movement.Changed changed:
                (status, terms) = (changed.Becomes, Changed(terms, changed.What));
                break;
            case Movement.Published published:
                (status, terms) = (published.Becomes, terms with { StartsAt = terms.StartsAt ?? published.At });
                break;
            case { Line: not null }:
                break;
            default:
                throw new Violation($"A: the books know no {movement.Kind}");
        }

        var counts = totals.Keys.ToDictionary(id => id, Count);
        foreach (var (id, (available, _, _)) in counts)
            Demand(available >= 0, 'A', () => $"{-available} of {Short(id.Value)} oversold at version {version}");
        Moments.Add(new Moment(durableAt, version, status, terms, counts, Line?.Now));
    }

    /// <summary>The counters as they are stored are what the ledger comes to.</summary>
    public void Compare(ReadOnlySpan<VariantStock> stored)
    {
        foreach (var variant in stored)
        {
            var counts = Moments[^1].Counts[variant.Id];
            var row = variant;
            Demand((row.Available, row.Held, row.Sold) == counts, 'A', () => $"stored are {row}, and the ledger comes to {counts}");
        }
    }

    public static DropTerms Changed(DropTerms terms, DropChange what) => terms with
    {
        LimitPerCustomer = what.LimitPerCustomer ?? terms.LimitPerCustomer,
        StartsAt = what.StartsAt ?? terms.StartsAt,
        EndsAt = what.WithoutEnd ? null : what.EndsAt ?? terms.EndsAt,
    };

    private static void Demand(bool met, char promise, Func<string> otherwise)
    {
        if (!met)
            throw new Violation($"{promise}: {otherwise()}");
    }

    private static string Short(Guid id) => id.ToString()[^4..];

    private (int Available, int Held, int Sold) Count(VariantId id)
    {
        var (held, sold) = (0, 0);
        foreach (var entry in entries.Values)
        {
            if (entry.Hold.Variant == id && entry.Status == ReservationStatus.Active)
                held += entry.Hold.Quantity;
            else if (entry.Hold.Variant == id && entry.Status == ReservationStatus.Purchased && entry.RestockedVersion is null)
                sold += entry.Hold.Quantity;
        }

        return (totals[id] - held - sold, held, sold);
    }

    private void Reserve(Movement.Reserved reserved, DateTimeOffset lockedAt)
    {
        var hold = reserved.Of;
        Demand(status == DropStatus.Live, 'H', () => $"reserved while {status}");
        Demand(terms.EndsAt is not { } end || lockedAt < end, 'D', () => "reserved after the end");
        Demand(terms.StartsAt is not { } start || lockedAt >= start, 'D', () => "reserved before the start");
        Demand(hold.ExpiresAt == hold.CreatedAt.AddSeconds(terms.HoldSeconds), 'E', () => "a hold's time is not the drop's");
        Demand(reserved.Key is not { } key || FindByKey(new(hold.Customer, key)) is null, 'C', () => $"key {reserved.Key} has two effects");
        Line?.NobodyIsPassed(hold.Variant);
        Open(hold, reserved.Key);
        Demand(
            takenAnew.Contains(hold.Id) || WaitsUntil(hold.Customer, version) is not { } until || reserved.At >= until,
            'F',
            () => $"reserved {(WaitsUntil(hold.Customer, version) - reserved.At)?.TotalMilliseconds} ms before the customer's wait was over");
    }

    private void Open(Hold hold, string? key)
    {
        Demand(entries.TryAdd(hold.Id, new Entry(hold, key)), 'C', () => "a reservation was made twice");
        var units = Units(hold.Customer, version, sold: true) + Units(hold.Customer, version, sold: false);
        Demand(units <= terms.LimitPerCustomer, 'F', () => $"{units} units for one customer where the limit is {terms.LimitPerCustomer}");
    }

    private void End(Movement ended, DateTimeOffset lockedAt)
    {
        var entry = Find(ended.Hold!.Value.Of.Id);
        if (entry is null)
            throw new Violation($"E: {ended.Kind} of a reservation that never was");
        Demand(entry.Status == ReservationStatus.Active, 'E', () => $"{ended.Kind} after it was {entry.Status}");
        Demand(ended is not Movement.Purchased || lockedAt < entry.KeptUntil, 'D', () => $"bought {(lockedAt - entry.KeptUntil).TotalMilliseconds} ms after its end");
        Demand(ended is not Movement.Expired || lockedAt >= entry.KeptUntil, 'E', () => "expired before its time");
        if (ended is Movement.Purchased)
        {
            Demand(!IsPaidFor(entry) || ended.Payment is not null, 'I', () => "sold without a payment");
            Demand(entry.Payment is null || entry.Payment == ended.Payment, 'I', () => "sold while somebody else's payment was under way");
        }

        entry.Status = ended switch
        {
            Movement.Purchased => ReservationStatus.Purchased,
            Movement.Expired => ReservationStatus.Expired,
            _ => ReservationStatus.Cancelled,
        };
        entry.EndedVersion = ended.Version;
        entry.LeftAt = ended is Movement.Expired or Movement.Cancelled { Operator: null } && (entry.Hold.Offer is null || entry.ClaimedUntil is not null) ? ended.At : null;
        entry.Purchase = (ended as Movement.Purchased)?.Purchase;
        entry.Paid = (ended as Movement.Purchased)?.Paid;
    }

    /// <summary>In time, and once.</summary>
    private void Claim(Movement.Claimed claimed, DateTimeOffset lockedAt)
    {
        var entry = Find(claimed.Of.Id) ?? throw new Violation("J: claimed, and it never was");
        Demand(entry is { Status: ReservationStatus.Active, ClaimedUntil: null, Hold.Offer.Tempo: LineTempo.Live }, 'J', () => "claimed, and it is no offer that waits for an answer");
        Demand(lockedAt < entry.KeptUntil, 'J', () => $"claimed {(lockedAt - entry.KeptUntil).TotalMilliseconds} ms after its time");
        entry.ClaimedUntil = claimed.At + terms.Hold > entry.Hold.ExpiresAt ? claimed.At + terms.Hold : entry.Hold.ExpiresAt;
        Demand(claimed.Of.ClaimedUntil == entry.ClaimedUntil, 'J', () => $"claimed until {claimed.Of.ClaimedUntil:O}, and it should be {entry.ClaimedUntil:O}");
    }

    /// <summary>A hold is kept longer once, by its first attempt.</summary>
    private void BeginToPay(Movement.Paying paying, DateTimeOffset lockedAt)
    {
        var entry = Find(paying.Of.Id) ?? throw new Violation("E: paid for, and it never was");
        Demand(entry.Status == ReservationStatus.Active && lockedAt < entry.KeptUntil, 'E', () => $"paid for after it was {entry.Status} or over");
        Demand(entry.Payment is null, 'I', () => "two payments are under way at once");
        Demand(IsPaidFor(entry), 'I', () => "paid for, and it costs nothing");
        entry.PayUntil ??= paying.At.AddSeconds(terms.PaySeconds);
        Demand(paying.Of.PayUntil == entry.PayUntil, 'E', () => $"kept until {paying.Of.PayUntil:O}, and the first attempt had until {entry.PayUntil:O}");
        entry.Attempts.Add((paying.Version, paying.Of.Payment));
    }

    private void Return(Movement.Returned returned)
    {
        var entry = entries.Values.FirstOrDefault(e => e.Purchase == returned.What.Purchase) ?? throw new Violation("A: returned, and it was never sold");
        Demand(entry.ReturnedVersion is null, 'A', () => "a purchase was returned twice");
        Demand(returned.What.Units == entry.Hold.Quantity && returned.What.Variant == entry.Hold.Variant, 'A', () => "something else was returned than was sold");
        entry.ReturnedVersion = returned.Version;
        entry.RestockedVersion = returned.What.Restocks ? returned.Version : null;
    }

    public bool IsPaidFor(Entry entry) => terms.Payment == PaymentRule.Required && entry.Hold.Price.AmountMinor > 0;

    internal sealed class Entry(Hold hold, string? key)
    {
        public Hold Hold => hold;

        public string? Key => key;

        public ReservationStatus Status { get; set; } = ReservationStatus.Active;

        public long? EndedVersion { get; set; }

        /// <summary>When it ended by its time or by its customer, without being bought.</summary>
        public DateTimeOffset? LeftAt { get; set; }

        public PurchaseId? Purchase { get; set; }

        public PaymentId? Paid { get; set; }

        public long? ReturnedVersion { get; set; }

        public long? RestockedVersion { get; set; }

        /// <summary>Which attempt to pay was under way from which version on; null: none.</summary>
        public List<(long Version, PaymentId? Payment)> Attempts { get; } = [];

        /// <summary>The later end that its first attempt gave it.</summary>
        public DateTimeOffset? PayUntil { get; set; }

        public PaymentId? Payment => PaymentAt(long.MaxValue);

        /// <summary>The later end that saying yes gave an offer.</summary>
        public DateTimeOffset? ClaimedUntil { get; set; }

        public DateTimeOffset KeptUntil => Payment is not null && PayUntil > End ? PayUntil.Value : End;

        private DateTimeOffset End => ClaimedUntil ?? hold.ExpiresAt;

        public PaymentId? PaymentAt(long version) => Attempts.LastOrDefault(attempt => attempt.Version <= version).Payment;
    }

    /// <param name="From">When it became durable.</param>
    internal sealed record Moment(DateTimeOffset From, long Version, DropStatus Status, DropTerms Terms, Dictionary<VariantId, (int Available, int Held, int Sold)> Counts, LineMoment? Line);
}
