using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>What one transaction writes of a line.</summary>
internal sealed record LineWrite(LineTable Table, LineCounters Before, LineCounters After, IReadOnlyList<LineLogLine> Log, IReadOnlyList<LineEntry> Entries);

/// <summary>
/// A drop's line as the tables have it: who stands in it, its log and its counters, under a lock of its own. What a join needs of the drop
/// is read without the drop's lock.
/// </summary>
internal sealed class LineTable(World world, DropRows drop, Plant plant)
{
    private readonly List<LineLogLine> log = [];
    private readonly Dictionary<EntryId, LineEntry> entries = [];

    public DropRows Drop => drop;

    public RowLock Lock { get; } = new(world);

    public LineCounters Counters { get; private set; } = new(0, 0, null, null);

    public IReadOnlyList<LineLogLine> Log => log;

    public IReadOnlyCollection<LineEntry> Entries => entries.Values;

    public LineBookRead Read(DateTimeOffset now) => new(
        now, drop.Status, drop.Terms.LimitPerCustomer, drop.Line, drop.Variants.ToArray().ToDictionary(v => v.Id, v => v.Available), Counters, log.LastOrDefault()?.At);

    /// <summary>The entries that the requests name, by customer or by id.</summary>
    public LineEntry[] Named(IReadOnlyCollection<LineRequest> requests) => plant == Plant.TwoEntries ? [] : [.. entries.Values.Where(entry => requests.Any(request => request switch
    {
        LineRequest.Join join => join.Customer == entry.Customer,
        LineRequest.Prefer prefer => prefer.Customer == entry.Customer,
        LineRequest.Withdraw withdraw => withdraw.Customer == entry.Customer,
        LineRequest.Exclude exclude => exclude.Entry == entry.Id,
        LineRequest.Miss miss => miss.Entry == entry.Id,
        _ => false,
    }))];

    /// <summary>As the guards of the real tables do.</summary>
    public void Expect(LineWrite write)
    {
        if (plant is Plant.LineUnlocked or Plant.TwoEntries)
            return;
        if (write.Before.LogSize != Counters.LogSize || write.Before.Entries != Counters.Entries)
            throw new RefusedException("lines as they were known: not met");
        if (write.Entries.Any(entry => entries.Values.Any(other => other.Customer == entry.Customer && other.Id != entry.Id)))
            throw new RefusedException("one entry for each customer: not met");
    }

    public void Apply(LineWrite write)
    {
        log.AddRange(write.Log);
        foreach (var entry in write.Entries)
            entries[entry.Id] = entry;
        Counters = write.After;
    }
}

/// <summary>How a line is shuffled here: a hash that is cheap. That it is fair is shown elsewhere.</summary>
internal static class Tickets
{
    public static string Root(IEnumerable<LineLogLine> log) => $"{log.Aggregate(14695981039346656037UL, (hash, line) => Mix(Mix(hash, (ulong)line.Kind), Of("", line.Entry.Id))):x}";

    public static string Seed(string root, string beacon) => $"{root}/{beacon}";

    public static ulong Of(string seed, EntryId entry)
    {
        var hash = seed.Aggregate(14695981039346656037UL, (mixed, letter) => Mix(mixed, letter));
        foreach (var part in entry.Value.ToByteArray())
            hash = Mix(hash, part);
        return new Chance(hash).Next();
    }

    private static ulong Mix(ulong hash, ulong value) => (hash ^ value) * 1099511628211;
}
