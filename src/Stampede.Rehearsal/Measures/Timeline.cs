namespace Stampede.Rehearsal.Measures;

/// <summary>What happened within a tenth of a second.</summary>
internal sealed class TimelineSlot
{
    public int Offered { get; set; }
    public int Answered { get; set; }
    public int Granted { get; set; }
    public int Refused { get; set; }
    public int TurnedAway { get; set; }
    public int Bought { get; set; }
    public int Failed { get; set; }
}

/// <summary>Counts by tenths of a second from the opening, and latency by seconds. Bounded: a time outside counts at the nearest end.</summary>
internal sealed class Timeline
{
    public const long SlotMicroseconds = 100_000;
    private const int SecondsMax = 4 * 3600;

    private readonly SortedDictionary<int, TimelineSlot> slots = [];
    private readonly SortedDictionary<int, LatencyHistogram> seconds = [];

    /// <summary>By tenths of a second from the opening, in order.</summary>
    public IReadOnlyDictionary<int, TimelineSlot> Slots => slots;

    /// <summary>By seconds from the opening, in order.</summary>
    public IReadOnlyDictionary<int, LatencyHistogram> Seconds => seconds;

    public TimelineSlot At(long microseconds) => Find(slots, microseconds, SlotMicroseconds, SecondsMax * 10);

    public LatencyHistogram ReserveLatency(long microseconds) => Find(seconds, microseconds, 1_000_000, SecondsMax);

    private static T Find<T>(SortedDictionary<int, T> all, long microseconds, long width, int bound)
        where T : new()
    {
        var index = (int)Math.Clamp((long)Math.Floor(microseconds / (double)width), -bound, bound);
        if (!all.TryGetValue(index, out var found))
            all[index] = found = new T();
        return found;
    }
}
