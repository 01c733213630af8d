namespace Stampede.Engine.Live;

/// <summary>Watchers of one thing. Joins and leaves are cheap with ten thousand in it; a fan-out walks over a copy.</summary>
internal sealed class WatcherSet
{
    private readonly Lock gate = new();
    private readonly HashSet<Watcher> watchers = [];
    private int operators;

    public int Count
    {
        get
        {
            lock (gate)
                return watchers.Count;
        }
    }

    /// <summary>Without the operators: whoever looks at a board is no demand.</summary>
    public int AudienceCount
    {
        get
        {
            lock (gate)
                return watchers.Count - operators;
        }
    }

    public void Add(Watcher watcher)
    {
        lock (gate)
        {
            if (watchers.Add(watcher) && watcher.SeesDrafts)
                operators++;
        }
    }

    /// <returns>How many are left.</returns>
    public int Remove(Watcher watcher)
    {
        lock (gate)
        {
            if (watchers.Remove(watcher) && watcher.SeesDrafts)
                operators--;
            return watchers.Count;
        }
    }

    /// <param name="buffer">Replaced by a larger one where it is too small.</param>
    /// <returns>How many of them are in the buffer.</returns>
    public int Copy(ref Watcher[] buffer)
    {
        lock (gate)
        {
            if (buffer.Length < watchers.Count)
                buffer = new Watcher[watchers.Count * 2];
            watchers.CopyTo(buffer);
            return watchers.Count;
        }
    }
}
