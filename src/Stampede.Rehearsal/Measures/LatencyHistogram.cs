using System.Numerics;

namespace Stampede.Rehearsal.Measures;

/// <summary>
/// Counts of durations in microseconds, in log-linear buckets: exact below 64 µs, within 1.6 % above, up to 19 hours.
/// A fixed 8 KB, however much is recorded. Not safe for concurrent use.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int ExponentMax = 36;

    private readonly int[] counts = new int[(ExponentMax - SubBucketBits + 2) * SubBuckets];
    private double sumMicroseconds;

    public long Count { get; private set; }

    public long MaxMicroseconds { get; private set; }

    public double MeanMicroseconds => Count == 0 ? 0 : sumMicroseconds / Count;

    /// <param name="microseconds">Below 0 counts as 0, beyond 2^37 as the last bucket.</param>
    public void Record(long microseconds)
    {
        microseconds = Math.Max(0, microseconds);
        counts[Math.Min(IndexOf((ulong)microseconds), counts.Length - 1)]++;
        Count++;
        sumMicroseconds += microseconds;
        MaxMicroseconds = Math.Max(MaxMicroseconds, microseconds);
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < counts.Length; i++)
            counts[i] += other.counts[i];
        Count += other.Count;
        sumMicroseconds += other.sumMicroseconds;
        MaxMicroseconds = Math.Max(MaxMicroseconds, other.MaxMicroseconds);
    }

    /// <param name="percent">0 to 100.</param>
    /// <returns>The largest duration that the percentile's bucket stands for, never beyond the maximum; 0 of nothing.</returns>
    public long Percentile(double percent)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        long seen = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= rank)
                return Math.Min(MaxMicroseconds, LargestOf(i));
        }

        return MaxMicroseconds;
    }

    private static int IndexOf(ulong value)
    {
        if (value < SubBuckets)
            return (int)value;
        var exponent = BitOperations.Log2(value);
        var shift = exponent - SubBucketBits;
        return ((shift + 1) << SubBucketBits) + (int)(value >> shift) - SubBuckets;
    }

    private static long LargestOf(int index)
    {
        if (index < SubBuckets)
            return index;
        var shift = (index >> SubBucketBits) - 1;
        var mantissa = (index & (SubBuckets - 1)) + SubBuckets;
        return ((long)(mantissa + 1) << shift) - 1;
    }
}
