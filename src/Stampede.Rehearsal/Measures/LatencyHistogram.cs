using HdrHistogram;

namespace Stampede.Rehearsal.Measures;

/// <summary>
/// Durations in microseconds, up to 19 hours, within 1 %. HdrHistogram counts. This class adds what HdrHistogram does not do: it takes values
/// out of range, keeps the exact maximum, and answers 0 when it is empty. 15 KB each. Not safe for concurrent use.
/// </summary>
internal sealed class LatencyHistogram
{
    private const long MicrosecondsMax = 1L << 36;
    private const int SignificantDigits = 2;

    private readonly IntHistogram counts = new(MicrosecondsMax, SignificantDigits);

    public long Count => counts.TotalCount;

    public long MaxMicroseconds { get; private set; }

    public double MeanMicroseconds => Count == 0 ? 0 : counts.GetMean();

    /// <param name="microseconds">Below 0 counts as 0. Above the range it counts as the largest value of the range.</param>
    public void Record(long microseconds)
    {
        counts.RecordValue(Math.Clamp(microseconds, 0, MicrosecondsMax));
        MaxMicroseconds = Math.Max(MaxMicroseconds, microseconds);
    }

    public void Add(LatencyHistogram other)
    {
        counts.Add(other.counts);
        MaxMicroseconds = Math.Max(MaxMicroseconds, other.MaxMicroseconds);
    }

    /// <param name="percent">0 to 100.</param>
    /// <returns>The largest duration that counts as equal to the percentile, never above the maximum. 0 of nothing.</returns>
    public long Percentile(double percent) => Count == 0 ? 0 : Math.Min(MaxMicroseconds, counts.GetValueAtPercentile(percent));
}
