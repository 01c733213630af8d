using System.Collections.Immutable;

namespace Stampede.Domain;

/// <summary>One person in a drop's line; there is one of each, whatever became of it.</summary>
/// <param name="Seq">By arrival, from 1, without gaps.</param>
/// <param name="Preferences">Variants, the dearest first; 1 to 5.</param>
/// <param name="JoinedIndex">In the line's log, as all the others.</param>
public sealed record LineEntry(
    long Seq, EntryId Id, CustomerId Customer, ImmutableArray<VariantId> Preferences, int Quantity, DateTimeOffset JoinedAt, long JoinedIndex)
{
    public const int PreferencesMax = 5;

    /// <summary>When it went to the end, for an offer that nobody said yes to. Null: never; it does so once.</summary>
    public long? MissedIndex { get; init; }

    public long? WithdrawnIndex { get; init; }

    public long? ExcludedIndex { get; init; }

    /// <summary>Told to the person, and not in the log: a log cannot forget.</summary>
    public string? ExcludedReason { get; init; }

    /// <summary>Something was offered to it. Only who joins again is asked whether: see <see cref="LineBook.Unlisted"/>.</summary>
    public bool WasOffered { get; init; }

    /// <summary>Of the newest line about it.</summary>
    public long LastIndex { get; init; } = JoinedIndex;

    public bool HasLeft => WithdrawnIndex is not null || ExcludedIndex is not null;
}

/// <summary>What is asked of a line's book.</summary>
public abstract record LineRequest
{
    private LineRequest()
    {
    }

    /// <param name="Entry">128 random bits; not used where the customer has an entry.</param>
    public sealed record Join(CustomerId Customer, EntryId Entry, ImmutableArray<VariantId> Preferences, int Quantity) : LineRequest;

    /// <param name="Quantity">Null: as it was.</param>
    public sealed record Prefer(CustomerId Customer, ImmutableArray<VariantId> Preferences, int? Quantity) : LineRequest;

    public sealed record Withdraw(CustomerId Customer) : LineRequest;

    public sealed record Exclude(EntryId Entry, string Reason) : LineRequest;

    /// <summary>An offer to it was not answered in time.</summary>
    public sealed record Miss(EntryId Entry) : LineRequest;
}

/// <summary>What became of a request.</summary>
public abstract record LineOutcome
{
    private LineOutcome()
    {
    }

    /// <param name="Entry">As it is now.</param>
    /// <param name="IsNew">False: it had joined before.</param>
    public sealed record Joined(LineEntry Entry, bool IsNew) : LineOutcome;

    /// <summary>It is in effect, by this request or already before it.</summary>
    public sealed record Done(LineEntry Entry) : LineOutcome;

    public sealed record Refused(Refusal Refusal) : LineOutcome;
}

/// <summary>What happened in a line; written by the member's name (see <see cref="Names"/>).</summary>
public enum LineLogKind
{
    Joined,
    Changed,
    Withdrawn,
    Excluded,
    Missed,
}

/// <param name="Entry">As it is after it.</param>
public sealed record LineLogLine(long Index, DateTimeOffset At, LineLogKind Kind, LineEntry Entry);

/// <summary>What is known of a drop and of its line while the line is locked.</summary>
/// <param name="Now">The database's clock, read under the lock.</param>
/// <param name="Line">What the drop's ledger says; the drop itself is not locked, so it may be older by a moment.</param>
/// <param name="Available">Free units of each of the drop's variants.</param>
/// <param name="LastAt">Of the log's last line; the times of its lines never fall.</param>
public sealed record LineBookRead(
    DateTimeOffset Now, DropStatus Status, int LimitPerCustomer, LineState? Line, IReadOnlyDictionary<VariantId, int> Available, LineCounters Counters,
    DateTimeOffset? LastAt);

/// <param name="LogSize">Lines of the log.</param>
/// <param name="Entries">People who ever joined.</param>
/// <param name="ClosedSize">The log at the close. Null: it is not closed.</param>
/// <param name="SealedSize">The log at the seal. Null: entries may still be excluded.</param>
public sealed record LineCounters(long LogSize, long Entries, long? ClosedSize, long? SealedSize)
{
    /// <summary>Of those who joined, how many have withdrawn or were excluded.</summary>
    public long Leavers { get; init; }

    /// <summary>For each variant, how many are in the line who list it.</summary>
    public ImmutableDictionary<VariantId, long> Listed { get; init; } = ImmutableDictionary<VariantId, long>.Empty;
}

/// <summary>
/// Decides what is asked of a line, batch by batch and in order: who stands in it, and in which words its log says so. It is the
/// only writer of entries, and it never meets the drop's stock.
/// </summary>
public sealed class LineBook
{
    /// <summary>Entries of one line.</summary>
    public const long EntriesMax = 5_000_000;

    private readonly LineBookRead read;
    private readonly DateTimeOffset at;
    private readonly Dictionary<CustomerId, LineEntry> byCustomer = [];
    private readonly Dictionary<EntryId, LineEntry> byEntry = [];
    private readonly List<LineLogLine> log = [];
    private readonly HashSet<EntryId> added = [];
    private readonly HashSet<EntryId> changed = [];
    private readonly ImmutableDictionary<VariantId, long>.Builder listed;

    private LineBook(LineBookRead read, IEnumerable<LineEntry> known)
    {
        this.read = read;
        at = read.LastAt > read.Now ? read.LastAt.Value : read.Now;
        Counters = Closed(read);
        listed = Counters.Listed.ToBuilder();
        foreach (var entry in known)
            Keep(entry);
    }

    public IReadOnlyList<LineOutcome> Outcomes { get; private init; } = [];

    /// <summary>To be added to the line's log, in order.</summary>
    public IReadOnlyList<LineLogLine> Log => log;

    public IEnumerable<LineEntry> Added => added.Select(id => byEntry[id]);

    /// <summary>Those that were there before, as they are now.</summary>
    public IEnumerable<LineEntry> Changed => changed.Select(id => byEntry[id]);

    /// <summary>As they are after the batch.</summary>
    public LineCounters Counters { get; private set; }

    /// <summary>
    /// What those who joined wait for, and the drop's ledger does not keep for the line yet. It must, before they are told that they are in: otherwise a
    /// walk-up may pass them. Who asks again is counted too, for the first time may have ended before that.
    /// </summary>
    public IReadOnlyList<VariantId> Unlisted => read.Line is { HasOrder: true } line
        ? [.. Outcomes.OfType<LineOutcome.Joined>().Where(joined => joined.IsNew || !joined.Entry.WasOffered)
            .SelectMany(joined => joined.Entry.Preferences).Distinct().Where(variant => !line.Keeps(variant))]
        : [];

    /// <summary>Nothing has to be written.</summary>
    public bool IsUnchanged => log.Count == 0 && Counters == read.Counters;

    /// <param name="known">The entries that the requests name, by customer or by id.</param>
    public static LineBook Decide(LineBookRead read, IEnumerable<LineEntry> known, IReadOnlyList<LineRequest> requests)
    {
        var outcomes = new LineOutcome[requests.Count];
        var book = new LineBook(read, known) { Outcomes = outcomes };
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = book.Decide(requests[i]);
        if (book.log.Count > 0)
            book.Counters = book.Counters with { Listed = book.listed.ToImmutable() };
        return book;
    }

    /// <summary>Fixes what the order is made of. A second time, it changes nothing.</summary>
    /// <returns>Null: it is not closed, or a draw is still under review.</returns>
    public static LineCounters? Seal(LineBookRead read)
    {
        if (read.Line is not { IsOver: false, Terms: { Mode: not Entrance.Open } terms })
            return null;
        var counters = Closed(read);
        if (counters.ClosedSize is null || terms.Mode == Entrance.Draw && terms.ClosesAt?.AddMinutes(terms.ReviewMinutes) > read.Now)
            return null;
        // Who joins a queue after the close is not in the shuffled part, so the seal is not about them.
        return counters with { SealedSize = counters.SealedSize ?? (terms.Mode == Entrance.Queue ? counters.ClosedSize : counters.LogSize) };
    }

    /// <summary>The first who holds the lock after the time closes the line, before anything else: the close is sharp.</summary>
    private static LineCounters Closed(LineBookRead read) => read.Counters switch
    {
        { ClosedSize: not null } known => known,
        var known when read.Line is not { IsOver: false } line || line.Phase == LinePhase.Gathering && !(line.Terms.ClosesAt <= read.Now) => known,
        // Nobody is shuffled: all stand in the order in which they came.
        var known when read.Line!.Terms.Mode == Entrance.Open => known with { ClosedSize = 0 },
        var known => known with { ClosedSize = known.LogSize },
    };

    private LineOutcome Decide(LineRequest request) => request switch
    {
        LineRequest.Join join => Join(join),
        LineRequest.Prefer prefer => Prefer(prefer),
        LineRequest.Withdraw withdraw => Withdraw(withdraw),
        LineRequest.Exclude exclude => Exclude(exclude),
        LineRequest.Miss miss => Miss(miss),
        _ => throw new InvalidOperationException($"Nothing decides {request.GetType().Name}."),
    };

    private LineOutcome Join(LineRequest.Join join)
    {
        if (byCustomer.TryGetValue(join.Customer, out var known))
            return Left(known) is { } left ? Refuse(left) : new LineOutcome.Joined(known, IsNew: false);
        if (WhyWrong(join.Preferences, join.Quantity) is { } wrong)
            return Refuse(wrong);
        if (WhyShut(join.Preferences) is { } shut)
            return Refuse(shut);
        if (Counters.Entries >= EntriesMax)
            return Refuse(new Refusal.LineFull());
        var entry = new LineEntry(Counters.Entries + 1, join.Entry, join.Customer, join.Preferences, join.Quantity, at, Counters.LogSize);
        Counters = Counters with { Entries = entry.Seq };
        added.Add(entry.Id);
        Write(LineLogKind.Joined, entry, before: null);
        return new LineOutcome.Joined(byEntry[entry.Id], IsNew: true);
    }

    private LineOutcome Prefer(LineRequest.Prefer prefer)
    {
        if (!byCustomer.TryGetValue(prefer.Customer, out var known))
            return Refuse(new Refusal.NotInLine());
        if (Left(known) is { } left)
            return Refuse(left);
        var quantity = prefer.Quantity ?? known.Quantity;
        if (known.Quantity == quantity && known.Preferences.AsSpan().SequenceEqual(prefer.Preferences.AsSpan()))
            return new LineOutcome.Done(known);
        if (WhyWrong(prefer.Preferences, quantity) is { } wrong)
            return Refuse(wrong);
        if (read.Status == DropStatus.Ended)
            return Refuse(new Refusal.Ended());
        if (read.Line is not { Phase: LinePhase.Gathering } || Counters.ClosedSize is not null)
            return Refuse(new Refusal.LineClosed());
        return Rewrite(LineLogKind.Changed, known, known with { Preferences = prefer.Preferences, Quantity = quantity });
    }

    private LineOutcome Withdraw(LineRequest.Withdraw withdraw)
    {
        if (!byCustomer.TryGetValue(withdraw.Customer, out var known))
            return Refuse(new Refusal.NotInLine());
        if (known.ExcludedIndex is not null)
            return Refuse(new Refusal.Excluded(known.ExcludedReason));
        return known.WithdrawnIndex is not null
            ? new LineOutcome.Done(known)
            : Rewrite(LineLogKind.Withdrawn, known, known with { WithdrawnIndex = Counters.LogSize });
    }

    private LineOutcome Exclude(LineRequest.Exclude exclude)
    {
        if (!byEntry.TryGetValue(exclude.Entry, out var known))
            return Refuse(new Refusal.NotInLine());
        if (known.HasLeft)
            return new LineOutcome.Done(known);
        // The seal of a queue is of what was there at its close; only a draw is reviewed.
        var isSealed = Counters.SealedSize is not null || read.Line?.Terms.Mode == Entrance.Queue && Counters.ClosedSize is not null;
        if (isSealed || read.Line is not { Phase: LinePhase.Gathering or LinePhase.Closed })
            return Refuse(new Refusal.LineRulesFixed());
        return Rewrite(LineLogKind.Excluded, known, known with { ExcludedIndex = Counters.LogSize, ExcludedReason = exclude.Reason });
    }

    private LineOutcome Miss(LineRequest.Miss miss)
    {
        if (!byEntry.TryGetValue(miss.Entry, out var known))
            return Refuse(new Refusal.NotInLine());
        if (known.HasLeft || known.MissedIndex is not null || Counters.ClosedSize is null || read.Line is not { IsOver: false })
            return new LineOutcome.Done(known);
        return Rewrite(LineLogKind.Missed, known, known with { MissedIndex = Counters.LogSize });
    }

    private Refusal? WhyWrong(ImmutableArray<VariantId> preferences, int quantity)
    {
        if (preferences.Length is 0 or > LineEntry.PreferencesMax || preferences.Distinct().Count() < preferences.Length)
            return new Refusal.PreferencesInvalid();
        foreach (var variant in preferences)
        {
            if (!read.Available.ContainsKey(variant))
                return new Refusal.VariantNotFound();
        }

        return quantity >= 1 && quantity <= read.LimitPerCustomer ? null : new Refusal.QuantityOutOfRange(read.LimitPerCustomer);
    }

    /// <returns>Why nobody new may join now; null: they may.</returns>
    private Refusal? WhyShut(ImmutableArray<VariantId> preferences)
    {
        if (read.Status is DropStatus.Draft or DropStatus.Ended)
            return read.Status == DropStatus.Draft ? new Refusal.NotPublished() : new Refusal.Ended();
        if (read.Line is not { } line || line.Phase == LinePhase.Cancelled)
            return new Refusal.LineNotOpen();
        if (line.Phase == LinePhase.Finished)
            return new Refusal.LineClosed();
        switch (line.Terms.Mode)
        {
            case Entrance.Queue:
                return null;
            case Entrance.Draw:
                return Counters.ClosedSize is null || line.Terms.Waitlist && line.Phase is LinePhase.Serving or LinePhase.Paused
                    ? null
                    : new Refusal.LineClosed();
            case Entrance.Open:
                if (!line.Terms.Waitlist)
                    return new Refusal.LineNotOpen();
                foreach (var variant in preferences)
                {
                    // What people in the line wait for is theirs, though it may be free for a moment.
                    if (read.Available[variant] > 0 && !line.Keeps(variant))
                        return new Refusal.AvailableNow(variant);
                }

                return null;
        }

        return new Refusal.LineNotOpen();
    }

    private static Refusal? Left(LineEntry entry) =>
        entry.ExcludedIndex is not null ? new Refusal.Excluded(entry.ExcludedReason)
        : entry.WithdrawnIndex is not null ? new Refusal.LineLeft()
        : null;

    private LineOutcome.Done Rewrite(LineLogKind kind, LineEntry before, LineEntry after)
    {
        if (!added.Contains(after.Id))
            changed.Add(after.Id);
        Write(kind, after, before);
        return new LineOutcome.Done(byEntry[after.Id]);
    }

    private void Write(LineLogKind kind, LineEntry entry, LineEntry? before)
    {
        entry = entry with { LastIndex = Counters.LogSize };
        log.Add(new LineLogLine(Counters.LogSize, at, kind, entry));
        Counters = Counters with { LogSize = Counters.LogSize + 1 };
        Keep(entry);
        if (before is { HasLeft: false })
            List(before, -1);
        if (!entry.HasLeft)
            List(entry, 1);
        else if (before is { HasLeft: false })
            Counters = Counters with { Leavers = Counters.Leavers + 1 };
    }

    private void List(LineEntry entry, int people)
    {
        foreach (var variant in entry.Preferences)
            listed[variant] = listed.GetValueOrDefault(variant) + people;
    }

    private void Keep(LineEntry entry) => (byCustomer[entry.Customer], byEntry[entry.Id]) = (entry, entry);

    private static LineOutcome.Refused Refuse(Refusal refusal) => new(refusal);
}
