using System.Diagnostics;

namespace Stampede.Rehearsal.Measures;

/// <summary>One clock for a whole run: microseconds since the drop's opening, negative before it.</summary>
/// <param name="opening">When the drop opens, by the target's clock.</param>
/// <param name="targetAhead">How far the target's clock is ahead of this machine's. Zero when it is this machine.</param>
internal sealed class RunClock(DateTimeOffset opening, TimeSpan targetAhead)
{
    private readonly long openingTimestamp =
        Stopwatch.GetTimestamp() + (long)((opening - targetAhead - DateTimeOffset.UtcNow).TotalSeconds * Stopwatch.Frequency);

    public DateTimeOffset Opening { get; } = opening;

    public long Now => ToRun(Stopwatch.GetTimestamp());

    public long ToRun(long timestamp) => (long)((timestamp - openingTimestamp) * (1_000_000.0 / Stopwatch.Frequency));

    /// <summary>Where an instant of the target's clock lies in the run.</summary>
    public long ToRun(DateTimeOffset targetTime) => (targetTime - Opening).Ticks / TimeSpan.TicksPerMicrosecond;

    public DateTimeOffset ToTarget(long microseconds) => Opening.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
