using System.Diagnostics;

namespace Stampede.Rehearsal.Measures;

/// <summary>One clock for a whole run: microseconds since the drop's opening, negative before it.</summary>
/// <param name="targetAhead">How far the target's clock is ahead of this machine's. Zero when it is this machine.</param>
internal sealed class RunClock(TimeSpan targetAhead)
{
    // Until the opening is known, every time is far before it.
    private long openingTimestamp = Stopwatch.GetTimestamp() + (24 * 3600 * Stopwatch.Frequency);

    public DateTimeOffset Opening { get; private set; }

    public DateTimeOffset TargetTime => DateTimeOffset.UtcNow + targetAhead;

    public long Now => ToRun(Stopwatch.GetTimestamp());

    /// <summary>To be called before anything is timed.</summary>
    /// <param name="opening">When the drop opens, by the target's clock.</param>
    public void OpensAt(DateTimeOffset opening)
    {
        Opening = opening;
        Volatile.Write(ref openingTimestamp, Stopwatch.GetTimestamp() + (long)((opening - TargetTime).TotalSeconds * Stopwatch.Frequency));
    }

    public long ToRun(long timestamp) => (long)((timestamp - Volatile.Read(ref openingTimestamp)) * (1_000_000.0 / Stopwatch.Frequency));

    /// <summary>Turns a time of the target's clock into microseconds from the opening.</summary>
    public long ToRun(DateTimeOffset targetTime) => (targetTime - Opening).Ticks / TimeSpan.TicksPerMicrosecond;

    public DateTimeOffset ToTarget(long microseconds) => Opening.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
