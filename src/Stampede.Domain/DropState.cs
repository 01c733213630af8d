using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Stampede.Domain;

/// <summary>A customer's units in one drop.</summary>
/// <param name="Holds">Live ones, oldest first. A tree: where the limit is high, one customer may have thousands.</param>
/// <param name="Unbought">Ends of holds that were not bought, oldest first; empty where the drop has no <see cref="Cooldown"/>.</param>
/// <param name="UnboughtVersion">The drop's version of which the newest of these ends is known.</param>
public readonly record struct CustomerUnits(
    int Sold, int Held, ImmutableSortedSet<Hold> Holds, ImmutableArray<DateTimeOffset> Unbought, long UnboughtVersion)
{
    public static readonly CustomerUnits None =
        new(0, 0, ImmutableSortedSet.Create<Hold>(Comparer<Hold>.Create((a, b) => a.DropVersion.CompareTo(b.DropVersion))), [], 0);

    public bool IsNone => Sold == 0 && Held == 0;

    /// <summary>Nothing about them is worth remembering.</summary>
    internal bool IsForgettable => IsNone && Unbought.IsEmpty;

    internal CustomerUnits After(StockEffect? stock, HoldEffect? hold) => this with
    {
        Held = Held + (stock?.Held ?? 0),
        // Of an ended drop buyers are not remembered, and what they return was never counted.
        Sold = Math.Max(0, Sold + (stock?.Sold ?? 0)),
        Holds = hold is not { } effect ? Holds : effect.Step switch
        {
            HoldStep.Opens => Holds.Add(effect.Of),
            HoldStep.Continues => Holds.Remove(effect.Of).Add(effect.Of),
            HoldStep.Ends => Holds.Remove(effect.Of),
        },
    };

    internal CustomerUnits WithUnbought(DateTimeOffset end, long version, Cooldown cooldown)
    {
        var kept = Unbought.RemoveAll(earlier => end - earlier >= cooldown.Window).Add(end);
        return this with { Unbought = kept.Length > cooldown.EndsOfOneMax ? kept.RemoveAt(0) : kept, UnboughtVersion = version };
    }
}

/// <summary>The end of a hold that its customer did not buy.</summary>
public readonly record struct UnboughtEnd(CustomerId Customer, DateTimeOffset At);

/// <summary>
/// The fold of a drop's movements: counts, live holds, units per customer. Its size is bounded by the stock, not by
/// the crowd; with a <see cref="Cooldown"/>, also by <see cref="Cooldown.EndsMax"/>. One writer; <see cref="UnitsOf"/> of a state that is not a fork may be read from other threads.
/// </summary>
/// <remarks>
/// A decision works on a fork, which sees its origin through its own changes. The origin changes only when the
/// movements are committed, by applying them: one fold serves deciding, committing and catching up.
/// </remarks>
public sealed class DropState
{
    /// <summary>Ended holds that may be remembered beside as many as there are live ones: looking through them is not worth it.</summary>
    internal const int EndedHoldsMax = 1_000;

    private readonly DropState? origin;
    private VariantStock[] variants;
    private readonly Dictionary<ReservationId, Hold?> holds;
    private readonly IDictionary<CustomerId, CustomerUnits> customers;
    private readonly SortedSet<Hold> byExpiry;

    // In the order of their versions. Those that have ended go when they come to the front, or when they are the most.
    private readonly Queue<Hold> byVersion;

    // By place: how many of the entry's preferences may still be offered to it; 0: none, it was served or passed over. Of a fork: what it changed.
    private readonly Dictionary<int, int> choicesLeft = [];

    // In the order of their times, of the last window alone.
    private readonly Queue<UnboughtEnd> unbought = [];

    /// <param name="unboughtEnds">Those of the last two windows, oldest first: what a wait that still runs can depend on.</param>
    /// <param name="text">Null: nobody asks what a change changed.</param>
    /// <param name="choicesLeft">Of the places of the line that were served or passed over; see <see cref="ChoicesLeftAt"/>.</param>
    public DropState(
        DropView view,
        IEnumerable<Hold> liveHolds,
        IEnumerable<KeyValuePair<CustomerId, int>> unitsSold,
        IEnumerable<UnboughtEnd>? unboughtEnds = null,
        DropText? text = null,
        IEnumerable<KeyValuePair<int, int>>? choicesLeft = null,
        bool isRemoved = false,
        bool isArchived = false)
    {
        (IsRemoved, IsArchived) = (isRemoved, isArchived);
        Text = text ?? new DropText("", null, null);
        Line = view.Line;
        foreach (var (place, choices) in choicesLeft ?? [])
            this.choicesLeft[place] = choices;
        (Id, Version, Status, Terms, LastMovementAt) = (view.Id, view.Version, view.Status, view.Terms, view.LastMovementAt);
        variants = [.. view.Variants];
        holds = [];
        customers = new ConcurrentDictionary<CustomerId, CustomerUnits>();
        byExpiry = new SortedSet<Hold>(ByExpiry);
        byVersion = [];
        foreach (var (customer, sold) in unitsSold)
            customers[customer] = CustomerUnits.None with { Sold = sold };
        foreach (var hold in liveHolds.OrderBy(hold => hold.DropVersion))
        {
            customers[hold.Customer] = UnitsOf(hold.Customer).After(StockEffect.Holds(hold), HoldEffect.Opens(hold));
            Put(hold);
        }

        foreach (var end in unboughtEnds ?? [])
            LeaveUnbought(end, Version);
    }

    private DropState(DropState origin, int changes)
    {
        this.origin = origin;
        Text = origin.Text;
        Line = origin.Line;
        (IsRemoved, IsArchived) = (origin.IsRemoved, origin.IsArchived);
        (Id, Version, Status, Terms, LastMovementAt) = (origin.Id, origin.Version, origin.Status, origin.Terms, origin.LastMovementAt);
        variants = [.. origin.variants];
        holds = new(changes);
        customers = new Dictionary<CustomerId, CustomerUnits>(changes);
        byExpiry = origin.byExpiry;
        byVersion = origin.byVersion;
    }

    public DropId Id { get; }

    public long Version { get; private set; }

    public DateTimeOffset LastMovementAt { get; private set; }

    public DropStatus Status { get; private set; }

    public DropTerms Terms { get; private set; }

    public DropText Text { get; private set; }

    /// <summary>It was a draft, and nobody will see it again.</summary>
    public bool IsRemoved { get; private set; }

    public bool IsArchived { get; private set; }

    /// <summary>Null: the drop has no line.</summary>
    public LineState? Line { get; private set; }

    public ReadOnlySpan<VariantStock> Variants => variants;

    public int LiveHolds => holds.Count;

    internal IReadOnlyList<DraftVariant> DraftVariants() => [.. variants.Select(variant => new DraftVariant(variant.Id, variant.Label, variant.Total))];

    public bool IsAnythingHeld => Array.Exists(variants, variant => variant.Held > 0);

    /// <summary>Customers that it remembers: buyers, holders, and those whose unbought holds count.</summary>
    public int CustomersKnown => customers.Count;

    /// <summary>Holds that it remembers for <see cref="OldestHoldVersion"/>: the live ones and at most as many again, and a few.</summary>
    internal int HoldsByVersion => byVersion.Count;

    public DropView View() => new(Id, Version, Status, Terms, [.. variants]) { LastMovementAt = LastMovementAt, Line = Line };

    /// <summary>When the schedule or a hold next wants a decision; null: never by itself.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? due = byExpiry.Min?.KeptUntil;
            if (Status == DropStatus.Upcoming)
                due = Earlier(due, Terms.StartsAt);
            if (Status is DropStatus.Upcoming or DropStatus.Live or DropStatus.Paused)
                due = Earlier(due, Terms.EndsAt);
            if (Line is { Phase: LinePhase.Gathering } && Status is DropStatus.Upcoming or DropStatus.Live or DropStatus.Paused)
                due = Earlier(due, Line.Terms.ClosesAt);
            return due;
        }
    }

    /// <summary>No hold made before this version is live.</summary>
    public long OldestHoldVersion() => byVersion.TryPeek(out var oldest) ? oldest.DropVersion : Version;

    public Hold? FindHold(ReservationId id) =>
        holds.TryGetValue(id, out var hold) ? hold : origin?.FindHold(id);

    public CustomerUnits UnitsOf(CustomerId customer) =>
        customers.TryGetValue(customer, out var units) ? units : origin?.UnitsOf(customer) ?? CustomerUnits.None;

    /// <summary>How many of the preferences of the entry at this place may still be offered to it; null: all.</summary>
    public int? ChoicesLeftAt(int place) => choicesLeft.TryGetValue(place, out var left) ? left : origin?.ChoicesLeftAt(place);

    /// <returns>The variant's place in <see cref="Variants"/>, or -1.</returns>
    public int IndexOf(VariantId id) => Variants.IndexOf(id);

    /// <summary>Folds one movement in. Movements come in order and without gaps; anything else is a fault.</summary>
    public void Apply(Movement movement)
    {
        if (movement.Version != Version + 1)
            throw new InvalidOperationException($"Drop {Id} is at version {Version}; the movement has version {movement.Version}.");
        if (movement.Stock is { } stock)
            Move(stock);
        if (movement.Owner is { } owner)
            Keep(owner, UnitsOf(owner).After(movement.Stock, movement.Hold));
        if (movement.Hold is { } hold)
            Follow(hold, movement);
        Status = movement.Status ?? Status;
        Terms = movement.ApplyTo(Terms);
        if (movement.Change is { } change)
        {
            Text = change.ApplyTo(Text);
            (IsRemoved, IsArchived) = (IsRemoved || change.Removed, change.Archived ?? IsArchived);
            if (change.Variants is { } drafted)
                variants = [.. drafted.Select(variant => new VariantStock(variant.Id, variant.Label, variant.Total, 0, 0))];
        }

        Line = movement.Line?.ApplyTo(Line) ?? Line;
        if (movement.Line?.SkippedPlace is { } skipped)
            choicesLeft[skipped] = 0;
        Version = movement.Version;
        // Not less than before: a ledger from before time was kept from falling may hold such a line.
        LastMovementAt = movement.At > LastMovementAt ? movement.At : LastMovementAt;
    }

    /// <param name="changes">About how many movements will be applied to it.</param>
    internal DropState Fork(int changes) => new(this, changes);

    /// <summary>The holds that are over at <paramref name="now"/> in the state that this one was forked from, oldest end first.</summary>
    internal IEnumerable<Hold> Over(DateTimeOffset now) => byExpiry.TakeWhile(hold => hold.IsOver(now));

    private static readonly Comparer<Hold> ByExpiry = Comparer<Hold>.Create((a, b) =>
        a.KeptUntil != b.KeptUntil ? a.KeptUntil.CompareTo(b.KeptUntil) : a.Id.Value.CompareTo(b.Id.Value));

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null ? b : b is null ? a : a < b ? a : b;

    private void Move(StockEffect stock)
    {
        var at = IndexOf(stock.Variant);
        if (at < 0)
            throw new InvalidOperationException($"Drop {Id} has no variant {stock.Variant}.");
        variants[at] = variants[at].Move(stock);
    }

    private void Follow(HoldEffect effect, Movement movement)
    {
        switch (effect.Step)
        {
            case HoldStep.Opens:
                Put(effect.Of);
                if (effect.Of.Offer is { } offer)
                    Offer(offer, movement.At);
                break;
            case HoldStep.Continues:
                Replace(effect.Of);
                break;
            case HoldStep.Ends:
                // As it is known: a movement read back may tell of it as it was when it was made.
                effect = effect with { Of = FindHold(effect.Of.Id) ?? effect.Of };
                Take(effect.Of);
                // Who declines what they did not want most keeps their place, for what they want more.
                if (effect is { Becomes: ReservationStatus.Cancelled, Of: { Offer: { Choice: > 0 } declined, ClaimedUntil: null } })
                    choicesLeft[declined.Place] = declined.Choice;
                if (effect.IsLeftUnbought)
                    LeaveUnbought(new(effect.Of.Customer, movement.At), movement.Version);
                break;
        }
    }

    private void Offer(Offer offer, DateTimeOffset at)
    {
        choicesLeft[offer.Place] = 0;
        if (Line is { OfferInterval: { } interval } line)
            Line = line with { NextOfferAt = (line.NextOfferAt > at ? line.NextOfferAt : at) + interval };
    }

    private void Put(Hold hold)
    {
        holds.Add(hold.Id, hold);
        if (origin is not null)
            return;
        byExpiry.Add(hold);
        // Offers last for hours and have an index of their own: loading must not begin at them.
        if (hold.Offer is null)
            byVersion.Enqueue(hold);
    }

    private void Take(Hold hold)
    {
        if (origin is not null)
        {
            holds[hold.Id] = null; // Hides the origin's.
            return;
        }

        // The one that is known: the movement may tell of it as it was when it was made.
        if (!holds.Remove(hold.Id, out var known))
            throw new InvalidOperationException($"Drop {Id} has no live hold {hold.Id}.");
        byExpiry.Remove(known!);
        ForgetEnded();
    }

    private void Replace(Hold hold)
    {
        var known = FindHold(hold.Id) ?? throw new InvalidOperationException($"Drop {Id} has no live hold {hold.Id}.");
        holds[hold.Id] = hold;
        if (origin is not null)
            return;
        byExpiry.Remove(known);
        byExpiry.Add(hold);
    }

    private void ForgetEnded()
    {
        while (byVersion.TryPeek(out var oldest) && !holds.ContainsKey(oldest.Id))
            byVersion.Dequeue();
        // One hold that lasts keeps all at the front of it, however many come and go behind: then all are looked through.
        if (byVersion.Count <= 2 * holds.Count + EndedHoldsMax)
            return;
        for (var left = byVersion.Count; left > 0; left--)
        {
            if (byVersion.Dequeue() is var hold && holds.ContainsKey(hold.Id))
                byVersion.Enqueue(hold);
        }
    }

    private void Keep(CustomerId customer, CustomerUnits units)
    {
        // A fork keeps what is to be forgotten: it hides the origin's.
        if (origin is null && units.IsForgettable)
            customers.Remove(customer);
        else
            customers[customer] = units;
    }

    private void LeaveUnbought(UnboughtEnd end, long version)
    {
        if (Terms.Cooldown is not { } cooldown)
            return;
        customers[end.Customer] = UnitsOf(end.Customer).WithUnbought(end.At, version, cooldown);
        if (origin is not null)
            return;
        unbought.Enqueue(end);
        while (unbought.TryPeek(out var oldest) && (end.At - oldest.At >= cooldown.Window || unbought.Count > Cooldown.EndsMax))
        {
            unbought.Dequeue();
            var units = UnitsOf(oldest.Customer);
            if (units.Unbought.Length > 0 && units.Unbought[^1] <= oldest.At)
                Keep(oldest.Customer, units with { Unbought = [] });
        }
    }
}
