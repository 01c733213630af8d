using System.Collections.Concurrent;
using Stampede.Server.Hosting;

namespace Stampede.Server.Http;

/// <summary>
/// One token bucket for each key. A bucket is refilled when it is looked at, not by a timer: the framework's own limiter
/// visits each bucket ten times a second, which for a crowd of 50,000 costs more than their requests.
/// </summary>
/// <param name="keysMax">Beyond it, new keys share one bucket until full buckets are forgotten.</param>
internal sealed class TokenBuckets<TKey>(RateLimit limit, TimeProvider time, int keysMax = TokenBuckets<TKey>.KeysMax)
    where TKey : notnull
{
    public const int KeysMax = 200_000;

    private readonly ConcurrentDictionary<TKey, TokenBucket> buckets = new();
    private readonly TokenBucket others = new(limit, time.GetTimestamp());
    private int count;
    private int isSweeping;

    internal int Count => buckets.Count;

    /// <returns>Zero: taken. Otherwise, when there will be one to take.</returns>
    public TimeSpan Take(TKey key, int cost = 1)
    {
        var now = time.GetTimestamp();
        return BucketOf(key, now).Take(cost, limit, time, now);
    }

    /// <summary>Takes tokens afterwards: the requests that follow wait for them.</summary>
    public void Charge(TKey key, int cost)
    {
        var now = time.GetTimestamp();
        BucketOf(key, now).Charge(cost, limit, time, now);
    }

    /// <summary>Forgets full buckets: a new one would be the same.</summary>
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

    private TokenBucket BucketOf(TKey key, long now) => buckets.TryGetValue(key, out var bucket) ? bucket : Add(key, now);

    private TokenBucket Add(TKey key, long now)
    {
        // Sweeps after every 4,096 new keys, so that the work grows with the traffic and no faster.
        var known = Volatile.Read(ref count);
        if (known >= keysMax || (known & 0xFFF) == 0xFFF)
            Sweep();
        if (Volatile.Read(ref count) >= keysMax)
            return others;
        var added = new TokenBucket(limit, now);
        var bucket = buckets.GetOrAdd(key, added);
        if (ReferenceEquals(bucket, added))
            Interlocked.Increment(ref count);
        return bucket;
    }
}

/// <param name="limit">The same at every call: a bucket keeps no copy, for there are many.</param>
internal sealed class TokenBucket(RateLimit limit, long now)
{
    private double tokens = limit.Burst;
    private long filled = now;

    /// <param name="cost">A cost above the burst takes the whole burst.</param>
    /// <returns>Zero: taken. Otherwise, when there will be enough to take.</returns>
    public TimeSpan Take(int cost, RateLimit limit, TimeProvider time, long now)
    {
        lock (this)
        {
            Fill(limit, time, now);
            var wanted = Math.Min(cost, limit.Burst);
            if (tokens < wanted)
                return TimeSpan.FromSeconds((wanted - tokens) / limit.PerSecond);
            tokens -= wanted;
            return TimeSpan.Zero;
        }
    }

    /// <summary>The bucket may go below zero, to a debt of one burst.</summary>
    public void Charge(int cost, RateLimit limit, TimeProvider time, long now)
    {
        lock (this)
        {
            Fill(limit, time, now);
            tokens = Math.Max(-limit.Burst, tokens - cost);
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
