using Stampede.Domain;

namespace Stampede.Server.Operations;

/// <summary>
/// What consoles poll every second or two. Each drop is read once for all who ask, at most about once a second; a read that
/// takes long is repeated less often, so that it never keeps the database busy.
/// </summary>
/// <param name="read">Gets the result before, to go on from, or null. Returns null where there is no such drop.</param>
internal sealed class PolledReads<T>(Func<DropId, T?, Task<T?>> read, TimeProvider time)
    where T : class
{
    private const int DropsMax = 200;

    /// <summary>A reading is kept for so many times what it took.</summary>
    private const int KeptPerCost = 4;

    private static readonly TimeSpan KeptAtLeast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeptAtMost = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<DropId, Entry> entries = [];

    /// <summary>The caller's cancellation ends the caller's waiting, not the reading that others share.</summary>
    public Task<T?> GetAsync(DropId drop, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(drop, out var entry))
            {
                if (entries.Count >= DropsMax)
                    entries.Remove(entries.MinBy(known => known.Value.AskedAt).Key);
                entries.Add(drop, entry = new Entry());
            }

            entry.AskedAt = time.GetTimestamp();
            var isFresh = entry.Reading is { } known && (!known.IsCompleted || known.IsCompletedSuccessfully && time.GetElapsedTime(entry.ReadAt) < entry.KeptFor);
            if (!isFresh)
                entry.Reading = ReadAsync(drop, entry);
            return entry.Reading!.WaitAsync(cancellation);
        }
    }

    /// <summary>After a change from this node: whoever asks next sees it.</summary>
    public void Forget(DropId drop)
    {
        lock (gate)
            entries.Remove(drop);
    }

    private async Task<T?> ReadAsync(DropId drop, Entry entry)
    {
        await Task.Yield(); // The caller holds the lock.
        var startedAt = time.GetTimestamp();
        var result = await read(drop, entry.Last);
        entry.Last = result;
        entry.ReadAt = startedAt;
        entry.KeptFor = TimeSpan.FromTicks(Math.Clamp(
            time.GetElapsedTime(startedAt).Ticks * KeptPerCost, KeptAtLeast.Ticks, KeptAtMost.Ticks));
        if (result is null)
            Forget(drop);
        return result;
    }

    /// <summary>One reading at a time writes it; who reads it sees that reading completed.</summary>
    private sealed class Entry
    {
        public Task<T?>? Reading;
        public T? Last;
        public long ReadAt;
        public long AskedAt;
        public TimeSpan KeptFor;
    }
}
