using System.Collections.Concurrent;
using Stampede.Server.Settings;

namespace Stampede.Server.Edge;

/// <summary>
/// One token bucket a key. A bucket is filled up when it is looked at, not by a timer: the framework's own visits each
/// of them ten times a second, which for a crowd of 50,000 costs more than their requests.
/// </summary>
/// <param name="keysMax">Beyond it, new keys share one bucket until others have filled up and are forgotten.</param>
internal sealed class TokenBuckets<TKey>(RateLimit limit, TimeProvider time, int keysMax = TokenBuckets<TKey>.KeysMax)
    where TKey : notnull
{
    public const int KeysMax = 200_000;

    private readonly ConcurrentDictionary<TKey, Bucket> buckets = new();
    private readonly Bucket others = new(limit, time.GetTimestamp());
    private int count;
    private int isSweeping;

    internal int Count => buckets.Count;

    /// <returns>Zero: taken. Otherwise, when there will be one to take.</returns>
    public TimeSpan Take(TKey key)
    {
        var now = time.GetTimestamp();
        if (!buckets.TryGetValue(key, out var bucket))
            bucket = Add(key, now);
        return bucket.Take(limit, time, now);
    }

    /// <summary>Forgets who has been quiet long enough to have a full bucket: a new one would be the same.</summary>
    internal void Sweep()
    {
        if (Interlocked.Exchange(ref isSweeping, 1) == 1)
            return;
        var now = time.GetTimestamp();
        foreach (var (key, bucket) in buckets)
        {
            if (bucket.IsFull(limit, time, now) && buckets.TryRemove(key, out _))
                Interlocked.Decrement(ref count);
        }

        Volatile.Write(ref isSweeping, 0);
    }

    private Bucket Add(TKey key, long now)
    {
        // Every so many new ones the quiet ones go: as often as they come, whatever the traffic.
        var known = Volatile.Read(ref count);
        if (known >= keysMax || (known & 0xFFF) == 0xFFF)
            Sweep();
        if (Volatile.Read(ref count) >= keysMax)
            return others;
        var added = new Bucket(limit, now);
        var bucket = buckets.GetOrAdd(key, added);
        if (ReferenceEquals(bucket, added))
            Interlocked.Increment(ref count);
        return bucket;
    }

    private sealed class Bucket(RateLimit limit, long now)
    {
        private double tokens = limit.Burst;
        private long filled = now;

        public TimeSpan Take(RateLimit limit, TimeProvider time, long now)
        {
            lock (this)
            {
                Fill(limit, time, now);
                if (tokens < 1)
                    return TimeSpan.FromSeconds((1 - tokens) / limit.PerSecond);
                tokens--;
                return TimeSpan.Zero;
            }
        }

        public bool IsFull(RateLimit limit, TimeProvider time, long now)
        {
            lock (this)
            {
                Fill(limit, time, now);
                return tokens >= limit.Burst;
            }
        }

        private void Fill(RateLimit limit, TimeProvider time, long now)
        {
            if (now <= filled)
                return;
            tokens = Math.Min(limit.Burst, tokens + time.GetElapsedTime(filled, now).TotalSeconds * limit.PerSecond);
            filled = now;
        }
    }
}
