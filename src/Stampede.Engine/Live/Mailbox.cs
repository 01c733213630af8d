namespace Stampede.Engine.Live;

/// <summary>
/// What one watcher is yet to be told of one drop, in the order of versions. Of the stock only the newest is kept, of
/// the full drop too, of purchases the newest few: a watcher that reads slowly holds no more than this.
/// Used under its watcher's lock.
/// </summary>
/// <param name="startVersion">The watcher knows the drop as of this version; 0: of none.</param>
internal sealed class Mailbox(long startVersion = 0)
{
    internal const int PurchasesMax = 20;

    // Most are empty most of the time, and there is one for each drop and connection.
    private List<LiveEvent.OfDrop>? waiting;
    private LiveEvent.LineChanged? line;

    // The versions of the last events that went in, by what they tell. Nothing older than any of them goes in.
    private long version = startVersion;
    private long stockVersion = startVersion;
    private long fullVersion = startVersion;

    /// <summary>The drop was asked for by its id, not only as one of all.</summary>
    public bool IsAskedFor { get; set; }

    /// <summary>In its watcher's queue of mailboxes to be emptied.</summary>
    public bool IsQueued { get; set; }

    public bool IsEmpty => waiting is not { Count: > 0 } && line is null;

    /// <summary>Of the newest event that went in, or of the snapshot.</summary>
    public long Version => version;

    /// <summary>The watcher has been given the drop as of this version; what it tells is not told again.</summary>
    public void Begin(long snapshotVersion)
    {
        waiting?.RemoveAll(live => live.Version <= snapshotVersion);
        version = Math.Max(version, snapshotVersion);
        stockVersion = Math.Max(stockVersion, snapshotVersion);
        fullVersion = Math.Max(fullVersion, snapshotVersion);
    }

    public void Put(LiveEvent.OfDrop live)
    {
        waiting ??= [];
        switch (live)
        {
            case LiveEvent.PurchaseCompleted when live.Version > version:
                if (waiting.Count(w => w is LiveEvent.PurchaseCompleted) == PurchasesMax)
                    waiting.RemoveAt(waiting.FindIndex(w => w is LiveEvent.PurchaseCompleted));
                break;
            case LiveEvent.StockChanged when live.Version >= version && live.Version > stockVersion:
                stockVersion = live.Version;
                waiting.RemoveAll(w => w is LiveEvent.StockChanged);
                break;
            // At the same version as the stock it still tells more.
            case LiveEvent.DropChanged when live.Version >= version && live.Version > fullVersion:
                fullVersion = live.Version;
                waiting.RemoveAll(w => w is not LiveEvent.PurchaseCompleted);
                break;
            default:
                return;
        }

        version = live.Version;
        waiting.Add(live);
    }

    public void Put(LiveEvent.LineChanged changed) => line = changed;

    public LiveEvent? Take()
    {
        if (waiting is not [var first, ..])
        {
            var last = line;
            line = null;
            return last;
        }

        waiting.RemoveAt(0);
        if (waiting.Count == 0)
            waiting = null;
        return first;
    }

    public void Clear() => (waiting, line) = (null, null);
}
