using System.Collections.Concurrent;

namespace Stampede.Engine.Live;

/// <summary>Watchers whose connection has no room; those that stay so are dropped. One timer for all of them.</summary>
internal sealed class StalledWrites : IDisposable
{
    private readonly ConcurrentDictionary<Watcher, long> since = new();
    private readonly TimeProvider time;
    private readonly TimeSpan timeout;
    private readonly Action<Watcher> onDropped;
    private readonly ITimer timer;

    public StalledWrites(TimeProvider time, TimeSpan timeout, Action<Watcher> onDropped)
    {
        (this.time, this.timeout, this.onDropped) = (time, timeout, onDropped);
        timer = time.CreateTimer(_ => DropOverdue(), null, timeout / 10, timeout / 10);
    }

    public int Count => since.Count;

    public void Add(Watcher watcher) => since[watcher] = time.GetTimestamp();

    public void Remove(Watcher watcher) => since.TryRemove(watcher, out _);

    public void Dispose() => timer.Dispose();

    private void DropOverdue()
    {
        foreach (var (watcher, start) in since)
        {
            if (time.GetElapsedTime(start) < timeout || !since.TryRemove(watcher, out _))
                continue;
            onDropped(watcher);
            watcher.Drop();
        }
    }
}
