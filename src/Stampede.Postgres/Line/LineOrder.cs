using System.Collections.Immutable;
using Stampede.Domain;

namespace Stampede.Postgres.Line;

/// <summary>A drop's line in its order, and where in it somebody stands. Never changed: what comes behind makes a new one.</summary>
public sealed class LineOrder
{
    private readonly byte[] seed;
    private readonly long closedSize;
    private readonly long sealedSize;

    // The log's index of each place behind the shuffled part, in order.
    private readonly int[] tail;

    /// <param name="line">It has its seed, or nobody is shuffled.</param>
    /// <param name="logSize">Lines of the log that are looked at; what came later is not known to this order.</param>
    internal LineOrder(LineState line, long logSize, IReadOnlyList<OrderedEntry> entries)
    {
        (seed, closedSize, sealedSize) = (Convert.FromHexString(line.Seed ?? ""), line.ClosedSize ?? 0, line.SealedSize ?? 0);
        var (shuffled, behind) = (new List<int>(), new List<(int Index, PlacedEntry Place)>());
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].JoinedIndex < closedSize && !entries[i].HasLeftBefore(sealedSize))
                shuffled.Add(i);
            AddBehind(behind, entries[i], 0, logSize);
        }

        var order = Proof.LineOrder.Sort(seed, shuffled, at => entries[at].Entry.ToString());
        behind.Sort((a, b) => a.Index.CompareTo(b.Index));
        tail = [.. behind.Select(one => one.Index)];
        Places = new ServingOrder(
            line.Seed, order.Length, logSize, new Joint(order.Length + tail.Length, order.Select(at => entries[at].Placed(logSize)).Concat(behind.Select(one => one.Place))));
    }

    private LineOrder(LineOrder before, long logSize, IEnumerable<OrderedEntry> changed)
    {
        (seed, closedSize, sealedSize) = (before.seed, before.closedSize, before.sealedSize);
        var (behind, left) = (new List<(int Index, PlacedEntry Place)>(), new List<int>());
        foreach (var entry in changed)
        {
            AddBehind(behind, entry, before.LogSize, logSize);
            if (entry.Placed(logSize).HasLeft)
                left.AddRange(before.PlacesOf(entry));
        }

        behind.Sort((a, b) => a.Index.CompareTo(b.Index));
        tail = [.. before.tail, .. behind.Select(one => one.Index)];
        Places = before.Places.With(logSize, [.. behind.Select(one => one.Place)], left);
    }

    public ServingOrder Places { get; }

    /// <summary>Lines of the log that it was made of.</summary>
    public long LogSize => Places.LogSize;

    /// <returns>The newest of the entry's places; null: it has none here, for it left before the seal, or joined later.</returns>
    public int? PlaceOf(LineEntry entry) =>
        entry.MissedIndex is { } missed && PlaceBehind(missed) is { } last ? last
        : entry.JoinedIndex >= closedSize ? PlaceBehind(entry.JoinedIndex)
        : ShuffledPlace(entry.Id);

    /// <returns>The place among those who list the variant, 1 the first; null: it is none of these.</returns>
    public int? PlaceIn(VariantId variant, int place) => Places.PlacesOf(variant).BinarySearch(place) is >= 0 and var at ? at + 1 : null;

    /// <summary>How many of those who list the variant have this place or an earlier one.</summary>
    public int CountUpTo(VariantId variant, int place) => Places.PlacesOf(variant).BinarySearch(place) is var at && at >= 0 ? at + 1 : ~at;

    /// <summary>What everybody can compute: SHA-256, 64 hex digits. Null: nobody was shuffled.</summary>
    public static string? TicketOf(LineState line, EntryId entry) =>
        line.Seed is { } seed ? Convert.ToHexStringLower(Proof.LineOrder.Ticket(Convert.FromHexString(seed), entry.ToString())) : null;

    /// <param name="changed">All that happened something to since, those that joined too.</param>
    internal LineOrder With(long logSize, IEnumerable<OrderedEntry> changed) => new(this, logSize, changed);

    private IEnumerable<int> PlacesOf(OrderedEntry entry)
    {
        if ((entry.JoinedIndex >= closedSize ? PlaceBehind(entry.JoinedIndex) : ShuffledPlace(entry.Entry)) is { } first)
            yield return first;
        if (entry.MissedIndex is { } missed && PlaceBehind(missed) is { } last)
            yield return last;
    }

    private void AddBehind(List<(int, PlacedEntry)> behind, OrderedEntry entry, long from, long to)
    {
        if (entry.JoinedIndex >= closedSize && entry.JoinedIndex >= from && entry.JoinedIndex < to)
            behind.Add((entry.JoinedIndex, entry.Placed(to)));
        if (entry.MissedIndex is { } missed && missed >= from && missed < to)
            behind.Add((missed, entry.Placed(to)));
    }

    private int? PlaceBehind(long index) => Array.BinarySearch(tail, (int)index) is >= 0 and var at ? Places.Shuffled + at + 1 : null;

    /// <summary>By its ticket: no list of a million tickets is kept for it.</summary>
    private int? ShuffledPlace(EntryId entry)
    {
        var ticket = Proof.LineOrder.Ticket(seed, entry.ToString());
        var (low, high) = (1, Places.Shuffled);
        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            var there = Places.EntryAt(middle);
            if (there == entry)
                return middle;
            if (Proof.LineOrder.Ticket(seed, there.ToString()).AsSpan().SequenceCompareTo(ticket) < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return null;
    }

    /// <summary>Two lists one after the other, of a known length, and no copy of them.</summary>
    private sealed class Joint(int count, IEnumerable<PlacedEntry> items) : IReadOnlyCollection<PlacedEntry>
    {
        public int Count => count;

        public IEnumerator<PlacedEntry> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>What the order needs of an entry. There are millions of them, so indexes are kept small.</summary>
internal readonly record struct OrderedEntry(
    EntryId Entry, CustomerId Customer, ImmutableArray<VariantId> Preferences, int Quantity, int JoinedIndex, int? MissedIndex, int? LeftIndex)
{
    public bool HasLeftBefore(long logSize) => LeftIndex < logSize;

    public PlacedEntry Placed(long logSize) => new(Entry, Customer, Preferences, Quantity, HasLeftBefore(logSize));
}
