using System.Collections;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Stampede.Domain;

/// <summary>Somebody's place in the line.</summary>
/// <param name="Preferences">Variants, the dearest first; 1 to 5.</param>
/// <param name="HasLeft">Withdrawn, or excluded: the place stays, and is not served.</param>
public sealed record PlacedEntry(EntryId Entry, CustomerId Customer, ImmutableArray<VariantId> Preferences, int Quantity, bool HasLeft = false);

/// <summary>
/// The line in its one order: place 1 first. Made of what the line's log says up to <see cref="LogSize"/>, and never changed: places
/// that come later make a new one. Its size is some 45 bytes a place, so that a million people fit.
/// </summary>
public sealed class ServingOrder
{
    private readonly Guid[] entries;
    private readonly Guid[] customers;
    private readonly int[] wishes;
    private readonly BitArray hasLeft;
    private readonly ImmutableArray<Wish> distinctWishes;
    private readonly Dictionary<VariantId, ImmutableArray<int>> placesByVariant;

    /// <param name="seed">Null: nobody was shuffled.</param>
    /// <param name="shuffled">How many of the places are of the shuffled part.</param>
    /// <param name="places">In their order.</param>
    public ServingOrder(string? seed, int shuffled, long logSize, IReadOnlyCollection<PlacedEntry> places)
        : this(seed, shuffled, logSize, before: null, places, [])
    {
    }

    private ServingOrder(
        string? seed, int shuffled, long logSize, ServingOrder? before, IReadOnlyCollection<PlacedEntry> added, IReadOnlyCollection<int> left)
    {
        (Seed, Shuffled, LogSize) = (seed, shuffled, logSize);
        var place = before?.Count ?? 0;
        var count = place + added.Count;
        (entries, customers, wishes) = (new Guid[count], new Guid[count], new int[count]);
        before?.entries.CopyTo(entries, 0);
        before?.customers.CopyTo(customers, 0);
        before?.wishes.CopyTo(wishes, 0);
        hasLeft = before is null ? new BitArray(count) : new BitArray(before.hasLeft) { Length = count };
        var known = new Dictionary<Wish, int>();
        foreach (var wish in before?.distinctWishes ?? [])
            known.Add(wish, known.Count);
        var addedByVariant = new Dictionary<VariantId, List<int>>();
        foreach (var of in added)
        {
            (entries[place], customers[place], hasLeft[place]) = (of.Entry.Value, of.Customer.Value, of.HasLeft);
            var wish = new Wish(of.Preferences, of.Quantity);
            if (!known.TryGetValue(wish, out var index))
                known.Add(wish, index = known.Count);
            wishes[place++] = index;
            if (of.HasLeft)
                continue;
            foreach (var variant in of.Preferences)
            {
                if (!addedByVariant.TryGetValue(variant, out var list))
                    addedByVariant.Add(variant, list = []);
                list.Add(place);
            }
        }

        distinctWishes = [.. known.OrderBy(wish => wish.Value).Select(wish => wish.Key)];
        placesByVariant = before is null ? [] : new(before.placesByVariant);
        var gone = left.ToHashSet();
        foreach (var at in gone)
            hasLeft[at - 1] = true;
        foreach (var variant in gone.SelectMany(at => PreferencesAt(at)).Distinct().ToArray())
            placesByVariant[variant] = PlacesOf(variant).RemoveAll(gone.Contains);
        foreach (var (variant, list) in addedByVariant)
            placesByVariant[variant] = PlacesOf(variant).AddRange(CollectionsMarshal.AsSpan(list));
    }

    /// <summary>The same places, and those that came behind them. No place ever changes.</summary>
    /// <param name="left">Places whose people have left since.</param>
    public ServingOrder With(long logSize, IReadOnlyCollection<PlacedEntry> added, IReadOnlyCollection<int> left) =>
        new(Seed, Shuffled, logSize, this, added, left);

    public string? Seed { get; }

    public int Shuffled { get; }

    /// <summary>Lines of the log that it was made of.</summary>
    public long LogSize { get; }

    public int Count => entries.Length;

    /// <param name="place">1 to <see cref="Count"/>.</param>
    public EntryId EntryAt(int place) => new(entries[place - 1]);

    public CustomerId CustomerAt(int place) => new(customers[place - 1]);

    public ImmutableArray<VariantId> PreferencesAt(int place) => distinctWishes[wishes[place - 1]].Preferences;

    public int QuantityAt(int place) => distinctWishes[wishes[place - 1]].Quantity;

    public bool HasLeftAt(int place) => hasLeft[place - 1];

    /// <summary>The places that list the variant, in order.</summary>
    public ImmutableArray<int> PlacesOf(VariantId variant) => placesByVariant.TryGetValue(variant, out var places) ? places : [];

    internal IEnumerable<VariantId> VariantsListed => placesByVariant.Keys;

    private readonly record struct Wish(ImmutableArray<VariantId> Preferences, int Quantity)
    {
        public bool Equals(Wish other) => Quantity == other.Quantity && Preferences.AsSpan().SequenceEqual(other.Preferences.AsSpan());

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.Add(Quantity);
            foreach (var variant in Preferences)
                hash.Add(variant);
            return hash.ToHashCode();
        }
    }
}
