using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>
/// One drop that somebody watches, and the loop that tells its watchers what is new. The loop runs only while there
/// is something to tell.
/// </summary>
internal sealed class Topic(DropId drop, LiveFeed feed)
{
    /// <summary>Between two readings of the full drop where the first failed, or the second only makes good for what was merged away.</summary>
    private static readonly TimeSpan FullAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly WatcherSet watchers = new();
    private readonly TopicBacklog backlog = new(drop, feed.Options.TellsPurchases);
    private LiveEvent.StockRead? read;
    private long snapshotVersion;
    private bool isRunning;
    private bool isFreed;

    // Only the loop uses these; one loop runs at a time.
    private readonly FanOutBudget.Member budget = new(feed.Budget);
    private bool fullFailed;
    private long sentAt = feed.Time.GetTimestamp();
    private long? fullReadAt;

    /// <summary>Everybody who watches here has been told of this version, or is about to be. 0: nobody knows of any.</summary>
    public long KnownVersion
    {
        get
        {
            lock (gate)
                return backlog.Latest?.Version ?? snapshotVersion;
        }
    }

    public int AudienceCount => watchers.AudienceCount;

    /// <returns>False: this topic has just been freed, and the caller wants a new one.</returns>
    public bool TryAdd(Watcher watcher)
    {
        lock (gate)
        {
            if (isFreed)
                return false;
            watchers.Add(watcher);
            return true;
        }
    }

    public void Remove(Watcher watcher) => watchers.Remove(watcher);

    public int CopyWatchers(ref Watcher[] buffer) => watchers.Copy(ref buffer);

    /// <summary>The stock as it was last told or read; null: it never was.</summary>
    public LiveEvent.OfDrop? Stock
    {
        get
        {
            lock (gate)
                return backlog.Newest is { } newest && newest.Version >= (read?.Version ?? 0) ? newest : read;
        }
    }

    /// <summary>
    /// A watcher starts with a snapshot at this version. As long as no commit has told more, the oldest snapshot that
    /// was given counts as known, so that nobody is left behind it.
    /// </summary>
    /// <returns>False: this topic has just been freed, and the caller wants a new one.</returns>
    /// <param name="stock">As read, for those whose answer has no room for it; null: it was in the answer.</param>
    public bool TryBegin(long version, LiveEvent.StockRead? stock = null)
    {
        lock (gate)
        {
            if (isFreed)
                return false;
            snapshotVersion = snapshotVersion == 0 ? version : Math.Min(snapshotVersion, version);
            if (stock?.Version > (read?.Version ?? 0))
                read = stock;
            return true;
        }
    }

    /// <param name="missedFrom">The first version that nobody here was told of before this commit; 0: there is none.</param>
    /// <returns>False: this topic has just been freed, and the caller wants a new one.</returns>
    public bool TryPublish(Commit commit, out long missedFrom)
    {
        missedFrom = 0;
        lock (gate)
        {
            if (isFreed)
                return false;
            var known = backlog.Latest?.Version ?? snapshotVersion;
            if (TopicBacklog.LacksBefore(commit, known))
                missedFrom = known + 1;
            backlog.Take(commit, snapshotVersion);
            if (isRunning)
                return true;
            isRunning = true;
        }

        // Never on the caller's thread: it is a lane's.
        ThreadPool.UnsafeQueueUserWorkItem(static topic => _ = topic.RunAsync(), this, preferLocal: false);
        return true;
    }

    /// <returns>True: nobody watches and nothing is under way; this topic takes no more watchers and commits.</returns>
    public bool TryFree()
    {
        lock (gate)
            return isFreed || !isRunning && watchers.Count == 0 && (isFreed = true);
    }

    private async Task RunAsync()
    {
        while (!feed.Stopping.IsCancellationRequested)
        {
            try
            {
                if (!await TellAsync())
                    break;
            }
            catch (OperationCanceledException) when (feed.Stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                LiveLog.FanOutFailed(feed.Log, drop, fault);
                await Task.Delay(FullAgainAfter, CancellationToken.None);
            }
        }

        feed.FreeIfUnwatched(drop, this);
    }

    /// <summary>One round: takes what there is, tells it, and rests.</summary>
    /// <returns>False: there was nothing left, and the loop has ended.</returns>
    private async Task<bool> TellAsync()
    {
        var full = IsFullDue() ? await ReadFullAsync() : null;
        Round? round;
        lock (gate)
        {
            round = backlog.Next(full, feed.Time.GetElapsedTime(sentAt) / feed.Options.Interval);
            if (round is null && !backlog.WantsFull && !backlog.LacksPurchases)
            {
                budget.Leave();
                return isRunning = false;
            }
        }

        if (round is null)
        {
            // Only the full drop is wanting, and not yet due.
            await Task.Delay(feed.Options.Interval, feed.Time, feed.Stopping);
            return true;
        }

        sentAt = feed.Time.GetTimestamp();
        var rest = budget.Charge(await feed.FanOutAsync(this, round)) - feed.Time.GetElapsedTime(sentAt);
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, feed.Time, feed.Stopping);
        return true;
    }

    private bool IsFullDue()
    {
        var again = fullReadAt is not { } read || feed.Time.GetElapsedTime(read) >= FullAgainAfter;
        lock (gate)
        {
            if (backlog.WantsFull ? fullFailed && !again : !backlog.LacksPurchases || !backlog.IsCalm || !again)
                return false;
            // Before the reading: a change that comes while it is under way wants another one.
            backlog.FullIsBeingRead();
            return true;
        }
    }

    private async Task<FullDrop?> ReadFullAsync()
    {
        fullReadAt = feed.Time.GetTimestamp();
        try
        {
            var full = await feed.ReadFullAsync(drop);
            fullFailed = false;
            return full;
        }
        catch (Exception fault) when (!feed.Stopping.IsCancellationRequested)
        {
            LiveLog.FullDropUnread(feed.Log, drop, fault);
            fullFailed = true;
            lock (gate)
                backlog.WantFullAgain();
            return null;
        }
    }
}
