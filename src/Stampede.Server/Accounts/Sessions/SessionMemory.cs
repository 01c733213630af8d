using System.Collections.Concurrent;

namespace Stampede.Server.Accounts;

/// <summary>
/// Sessions that were seen lately, and whether they have ended. Memory is bounded by two generations: when the younger one is
/// full, the older one is dropped. A session that was forgotten is looked up again.
/// </summary>
/// <param name="generationMax">Some 80 bytes each.</param>
internal sealed class SessionMemory(int generationMax = SessionMemory.GenerationMax)
{
    public const int GenerationMax = 100_000;

    private readonly Lock writing = new();
    private ConcurrentDictionary<Guid, bool> young = new();
    private ConcurrentDictionary<Guid, bool> old = new();
    private int youngCount;
    private long drops;

    public int Count => young.Count + old.Count;

    internal IEnumerable<Guid> Known => young.Keys.Union(old.Keys);

    /// <summary>Grows with each generation that is dropped.</summary>
    public long Drops => Volatile.Read(ref drops);

    /// <returns>False: not known.</returns>
    public bool TryGet(Guid session, out bool hasEnded)
    {
        if (Volatile.Read(ref young).TryGetValue(session, out hasEnded))
            return true;
        if (!Volatile.Read(ref old).TryGetValue(session, out hasEnded))
            return false;
        // Who is here stays. What the lock finds is the truth: the session may have ended just now.
        hasEnded = Put(session, hasEnded);
        return true;
    }

    /// <summary>An end is never taken back.</summary>
    /// <returns>Whether it has ended, by this or by what was known.</returns>
    public bool Put(Guid session, bool hasEnded)
    {
        lock (writing)
        {
            var isYoung = young.TryGetValue(session, out var known);
            if (!isYoung)
                old.TryGetValue(session, out known);
            hasEnded |= known;
            young[session] = hasEnded;
            if (!isYoung && ++youngCount >= generationMax)
                DropOldest();
            return hasEnded;
        }
    }

    /// <summary>What was read from the database, unless what was learnt since may have been dropped again.</summary>
    /// <param name="dropsBefore"><see cref="Drops"/> before it was read.</param>
    public bool PutRead(Guid session, bool hasEnded, long dropsBefore)
    {
        lock (writing)
            return drops - dropsBefore > 1 ? hasEnded : Put(session, hasEnded);
    }

    public void Clear()
    {
        lock (writing)
        {
            DropOldest();
            DropOldest();
        }
    }

    private void DropOldest()
    {
        Volatile.Write(ref old, young);
        Volatile.Write(ref young, new ConcurrentDictionary<Guid, bool>());
        youngCount = 0;
        Volatile.Write(ref drops, drops + 1);
    }
}
