using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// A drop's line as its log and the drop's movements have it: people in a list, counted afresh for each question. It shares no rule with
/// the decision.
/// </summary>
internal sealed class LineWatch(World world, Weather weather, Books books, LineState opened)
{
    /// <summary>Where nothing fails, an usher has looked after so long at whoever has joined.</summary>
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(2);

    private readonly List<(LineLogLine Line, DateTimeOffset DurableAt)> log = [];
    private readonly Dictionary<EntryId, Standing> standings = [];
    private readonly List<Place> places = [];
    private readonly HashSet<EntryId> told = [];
    private bool isOrdered = opened.Terms.Mode == Entrance.Open;
    private long closedSize;
    private long sealedSize = opened.Terms.Mode == Entrance.Open ? 0 : long.MaxValue;
    private string? root;
    private LineTempo tempo = opened.Tempo;
    private DateTimeOffset? lastOfferAt;

    /// <summary>As the ledger has it now.</summary>
    public LineMoment Now { get; private set; } = new(opened.Phase, opened.Wanted, opened.LogSize, opened.PacePerMinute, null);

    public IEnumerable<EntryId> Entries => standings.Keys;

    public int Places => places.Count;

    public EntryId EntryAt(int place) => places[place - 1].Of.Id;

    public bool IsIn(CustomerId customer, EntryId entry) => standings.TryGetValue(entry, out var of) && of.Customer == customer;

    public bool HasLeft(CustomerId customer) => standings.Values.Any(of => of.Customer == customer && of.HasLeft);

    /// <summary>Somebody is told that they stand in the line.</summary>
    public void Tell(EntryId entry) => told.Add(entry);

    /// <summary>What became durable of the line's book.</summary>
    public void Write(LineWrite write)
    {
        foreach (var line in write.Log)
        {
            Demand(line.Index == log.Count, () => $"line {line.Index} of the log follows {log.Count - 1}");
            Demand(log.Count == 0 || line.At >= log[^1].Line.At, () => $"time goes back at line {line.Index} of the log");
            log.Add((line, world.Now));
            world.Note($"line {line.Kind}", line.Index, line.Entry.Id);
            Write(line);
        }
    }

    /// <summary>What became durable of the drop, before it is in the books.</summary>
    public void Write(Movement movement, DropTerms terms, IReadOnlyDictionary<VariantId, (int Available, int Held, int Sold)> before)
    {
        switch (movement)
        {
            case Movement.LineClosed closed:
                Demand(closed.At >= opened.Terms.ClosesAt, () => "closed before its time");
                break;
            case Movement.LineSealed { What: var what }:
                Seal(what);
                break;
            case Movement.LineDrawn { What: var what }:
                Draw(what);
                break;
            case Movement.LineListed { What: var what }:
                foreach (var variant in before.Keys.Where(variant => !what.Wanted!.Contains(variant)))
                    Demand(Waiting(variant).All(place => place.Index >= (what.LogSize ?? Now.LogSize)), () => $"{variant} is given to all, and somebody waits for it");
                break;
            case Movement.LineFinished:
                Demand(
                    books.Status == DropStatus.Ended || !opened.Terms.Waitlist && before.Values.All(count => count is { Available: 0, Held: 0 }),
                    () => "finished, and there is something left");
                break;
            case Movement.Skipped { What: { SkippedPlace: { } at, SkippedEntry: var entry } } skipped:
                Demand(at <= places.Count && places[at - 1].Of.Id == entry, () => $"place {at} is skipped, and somebody else stands there");
                Demand(
                    skipped.By is not null || books.Units(places[at - 1].Of.Customer, movement.Version - 1, sold: true) + places[at - 1].Of.Quantity > terms.LimitPerCustomer,
                    () => $"place {at} is passed over by nobody, and for no reason");
                places[at - 1].Left.Add((movement.Version, 0));
                break;
            case Movement.Offered offered:
                Offer(offered, terms, before);
                break;
            case Movement.Cancelled { Of: { Offer: { } offer } of } when books.Find(of.Id) is { ClaimedUntil: null }:
                // Who declines what they did not want most keeps their place.
                if (offer.Choice > 0)
                    places[offer.Place - 1].Left.Add((movement.Version, offer.Choice));
                break;
            case Movement.LinePaced:
                lastOfferAt = null;
                break;
        }

        if (movement.Line is not { } change)
            return;
        tempo = change.Tempo ?? tempo;
        Now = new LineMoment(
            change.Phase ?? Now.Phase, change.Wanted ?? Now.Wanted, change.LogSize ?? Now.LogSize, change.WithoutPace ? null : change.PacePerMinute ?? Now.Pace, change.Seed ?? Now.Seed);
    }

    /// <summary>
    /// Somebody who does not stand in the line has got something: nobody waits for it who was told that they stand there. Who is not told yet, or has gone
    /// to the end for a missed offer, no usher may have seen yet.
    /// </summary>
    public void NobodyIsPassed(VariantId variant)
    {
        if (Now.IsOver)
            return;
        Demand(isOrdered, () => "a walk-up got something before the line was served");
        Demand(!Now.Keeps(variant), () => $"a walk-up got {variant}, and the ledger says that somebody waits for it");
        foreach (var place in Waiting(variant))
        {
            Demand(
                !told.Contains(place.Of.Id) || place.Index == place.Of.MissedIndex,
                () => $"a walk-up passed {place.Of.Id}, who was told that they stand in the line, and what is kept is {Now.Wanted}");
            Demand(place.Index >= Now.LogSize, () => $"a walk-up passed the one who stands in the line since line {place.Index} of its log");
            Demand(
                weather.Kind != WeatherKind.Fair || world.Now - log[(int)place.Index].DurableAt < LookTime,
                () => $"a walk-up passed the one who stands in the line since line {place.Index} of its log, and no usher has looked");
        }
    }

    /// <summary>In this state nothing is free that somebody in this order could have.</summary>
    public bool IsServedOut(ServingOrder order, Books.Moment moment) =>
        moment is not { Status: DropStatus.Live, Line.Phase: LinePhase.Serving }
        || !Enumerable.Range(1, Math.Min(order.Count, places.Count)).Any(at => !order.HasLeftAt(at) && IsDue(places[at - 1], at, moment.Terms, moment.Counts, moment.Version));

    /// <summary>Long after all was put right.</summary>
    public void NothingIsWasted(Books.Moment moment)
    {
        if (moment is not { Status: DropStatus.Live, Line.Phase: LinePhase.Serving })
            return;
        for (var at = 1; at <= places.Count; at++)
        {
            var place = places[at - 1];
            Demand(place.Of.HasLeft || !IsDue(place, at, moment.Terms, moment.Counts, moment.Version), () => $"something is free for place {at}, and nobody offers it");
        }

        foreach (var variant in moment.Counts.Keys)
            Demand(Now.Keeps(variant) == Waiting(variant).Any(), () => $"{variant} is {(Now.Keeps(variant) ? "kept for nobody" : "open to all, and somebody waits for it")}");
    }

    private static void Demand(bool met, Func<string> otherwise)
    {
        if (!met)
            throw new Violation($"J: {otherwise()}");
    }

    private void Write(LineLogLine line)
    {
        var entry = line.Entry;
        if (line.Kind == LineLogKind.Joined)
        {
            Demand(entry.Seq == standings.Count + 1, () => $"entry {entry.Seq} is the {standings.Count + 1}. to join");
            Demand(standings.Values.All(other => other.Customer != entry.Customer), () => $"{entry.Customer} stands in the line twice");
            var joined = new Standing(entry.Id, entry.Customer) { Preferences = [.. entry.Preferences], Quantity = entry.Quantity };
            standings.Add(entry.Id, joined);
            if (isOrdered)
                places.Add(new Place(joined, line.Index));
            return;
        }

        var of = standings[entry.Id];
        switch (line.Kind)
        {
            case LineLogKind.Changed:
                (of.Preferences, of.Quantity) = ([.. entry.Preferences], entry.Quantity);
                Demand(!isOrdered, () => "preferences change, and the order is known");
                break;
            case LineLogKind.Withdrawn or LineLogKind.Excluded:
                Demand(line.Kind == LineLogKind.Withdrawn || sealedSize == long.MaxValue, () => "excluded after the seal");
                of.LeftIndex ??= line.Index;
                break;
            case LineLogKind.Missed:
                Demand(of.MissedIndex is null, () => $"{entry.Id} goes to the end twice");
                Demand(
                    books.Entries.Any(e => e is { Hold.Offer: { Tempo: LineTempo.Live } offer, ClaimedUntil: null, Status: ReservationStatus.Expired } && offer.Entry == entry.Id),
                    () => $"{entry.Id} goes to the end, and has missed nothing");
                of.MissedIndex = line.Index;
                if (isOrdered)
                    places.Add(new Place(of, line.Index));
                break;
        }
    }

    private void Seal(LineChange what)
    {
        (closedSize, sealedSize, root) = (what.ClosedSize!.Value, what.SealedSize!.Value, what.Root);
        Demand(sealedSize <= log.Count && closedSize <= sealedSize, () => "more is sealed than there is");
        Demand(root == Tickets.Root(log.Take((int)sealedSize).Select(one => one.Line)), () => "the root is another log's");
        foreach (var (line, _) in log)
        {
            Demand(line.Index >= closedSize || line.At < opened.Terms.ClosesAt, () => $"line {line.Index} of the log was taken {(line.At - opened.Terms.ClosesAt)?.TotalMilliseconds} ms after the close");
            Demand(
                line.Index < closedSize || line.At >= opened.Terms.ClosesAt || weather.ClockBehindMax > TimeSpan.Zero,
                () => $"line {line.Index} of the log came before the close, and was left out");
            Demand(line.Index < closedSize || line.Kind != LineLogKind.Changed, () => "preferences changed after the close");
        }
    }

    private void Draw(LineChange what)
    {
        Demand(what.Seed == Tickets.Seed(root!, what.Beacon!), () => "the seed is made of something else");
        isOrdered = true;
        var leftBefore = log.Where(one => one.Line.Index < sealedSize && one.Line.Kind is LineLogKind.Withdrawn or LineLogKind.Excluded).Select(one => one.Line.Entry.Id).ToHashSet();
        var joined = log.Where(one => one.Line.Kind == LineLogKind.Joined).Select(one => one.Line).ToArray();
        var shuffled = joined.Where(line => line.Index < closedSize && !leftBefore.Contains(line.Entry.Id)).OrderBy(line => Tickets.Of(what.Seed!, line.Entry.Id)).ToArray();
        Demand(shuffled.Length == what.Shuffled, () => $"{what.Shuffled} places are shuffled, and {shuffled.Length} entries");
        places.AddRange(shuffled.Concat(joined.Where(line => line.Index >= closedSize)).Select(line => new Place(standings[line.Entry.Id], line.Index)));
    }

    private void Offer(Movement.Offered offered, DropTerms terms, IReadOnlyDictionary<VariantId, (int Available, int Held, int Sold)> before)
    {
        var (hold, offer) = (offered.Of, offered.Of.Offer!);
        Demand(Now.Phase == LinePhase.Serving && books.Status == DropStatus.Live, () => $"offered while {Now.Phase}, {books.Status}");
        Demand(offer.Place <= places.Count && places[offer.Place - 1].Of is var of && of.Id == offer.Entry && of.Customer == hold.Customer && of.Quantity == hold.Quantity,
            () => $"place {offer.Place} is offered something, and somebody else stands there");
        var place = places[offer.Place - 1];
        Demand(place.Of.Preferences[offer.Choice] == hold.Variant, () => $"place {offer.Place} is offered what it did not ask for");
        Demand(place.Offered.Add(hold.Variant), () => $"place {offer.Place} is offered {hold.Variant} twice");
        Demand(place.Of.LeftIndex is not { } left || left >= offered.LogSize, () => $"place {offer.Place} is offered something, and its people had left");
        Demand(offer.Choice < place.LeftAt(long.MaxValue), () => $"place {offer.Place} is offered something, and it was served");
        for (var better = 0; better < offer.Choice; better++)
            Demand(before[place.Of.Preferences[better]].Available < hold.Quantity, () => $"place {offer.Place} is offered its choice {offer.Choice}, and {better} is free");
        for (var at = 1; at < offer.Place; at++)
            Demand(places[at - 1].Of.HasLeft || !IsDue(places[at - 1], at, terms, before, offered.Version - 1), () => $"place {offer.Place} is served, and place {at} has reason for envy");
        Demand(offer.Tempo == tempo, () => $"offered {offer.Tempo} in a line that is {tempo}");
        Demand(
            hold.ExpiresAt == offered.At.AddSeconds(tempo == LineTempo.Live ? opened.Terms.ClaimSeconds : opened.Terms.PaySeconds),
            () => $"an offer of {offered.At:O} is good until {hold.ExpiresAt:O}");
        Demand(Now.Pace is not { } pace || lastOfferAt is null || offered.At - lastOfferAt >= TimeSpan.FromMinutes(1) / pace, () => "offered faster than the line's pace");
        lastOfferAt = offered.At;
        place.Left.Add((offered.Version, 0));
    }

    private bool IsDue(Place place, int at, DropTerms terms, IReadOnlyDictionary<VariantId, (int Available, int Held, int Sold)> counts, long version)
    {
        var of = place.Of;
        return of.Preferences.Take(place.LeftAt(version)).Any(variant => counts[variant].Available >= of.Quantity)
            && books.Units(of.Customer, version, sold: true) + books.Units(of.Customer, version, sold: false) + of.Quantity <= terms.LimitPerCustomer;
    }

    private IEnumerable<Place> Waiting(VariantId variant) =>
        places.Where(place => !place.Of.HasLeft && place.Of.Preferences.Take(place.LeftAt(long.MaxValue)).Contains(variant));

    private sealed class Standing(EntryId id, CustomerId customer)
    {
        public EntryId Id => id;

        public CustomerId Customer => customer;

        public required VariantId[] Preferences { get; set; }

        public required int Quantity { get; set; }

        public long? MissedIndex { get; set; }

        /// <summary>Null: they have not left.</summary>
        public long? LeftIndex { get; set; }

        public bool HasLeft => LeftIndex is not null;
    }

    /// <param name="index">Of the line of the log that it is the place of.</param>
    private sealed class Place(Standing of, long index)
    {
        public Standing Of => of;

        public long Index => index;

        public HashSet<VariantId> Offered { get; } = [];

        /// <summary>From which version on so many of the preferences are left to it.</summary>
        public List<(long Version, int Choices)> Left { get; } = [];

        public int LeftAt(long version) => Left.FindLastIndex(left => left.Version <= version) is >= 0 and var at ? Left[at].Choices : of.Preferences.Length;
    }
}

/// <summary>What the ledger says of a line at a version.</summary>
/// <param name="Wanted">Null: all variants.</param>
internal sealed record LineMoment(LinePhase Phase, VariantList? Wanted, long LogSize, int? Pace, string? Seed)
{
    public bool IsOver => Phase is LinePhase.Finished or LinePhase.Cancelled;

    public bool Keeps(VariantId variant) => !IsOver && Wanted?.Contains(variant) != false;
}
