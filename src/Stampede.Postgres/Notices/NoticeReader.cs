using Microsoft.Extensions.Logging;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;

namespace Stampede.Postgres.Notices;

/// <summary>Brings what other nodes did to those who watch here: through the drop's lane, if one is awake, or by reading it.</summary>
/// <param name="notifyLane">Takes a drop and its newest version; whether a lane is awake, and so will read and publish it.</param>
internal sealed class NoticeReader(
    LiveFeed feed, DropReads drops, IJournal journal, Func<DropId, long, bool> notifyLane, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Notices of one drop that come within this time are read together.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);

    /// <summary>Watchers who are further behind are told the newest of it, and the full drop.</summary>
    private const long MovementsMax = 5_000;

    private readonly PendingNotices pending = new();

    public void Post(params ReadOnlySpan<Notice> notices) => pending.Add(notices);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var leftToLanes = new List<Notice>();
        var failures = 0;
        while (true)
        {
            var notices = leftToLanes.Count > 0 ? [] : await pending.TakeAsync(cancellation);
            try
            {
                // A lane that is awake has had its time. It may have known this version already without publishing
                // it: it loads a drop's state without telling anybody.
                foreach (var notice in leftToLanes)
                    await ReadAsync(notice, cancellation);
                leftToLanes.Clear();
                foreach (var notice in notices)
                {
                    // A lane whose drop nobody watches here is left alone: its next batch reads what it missed, and the poll tells it
                    // once a second. Two nodes that sell the same hundred drops would otherwise read for each other all the time.
                    if (!notice.IsMissed && (feed.KnownVersionOf(notice.Drop) is { } known ? known >= notice.To : !notice.HasHolds || !feed.HasOwners))
                        continue;
                    if (notifyLane(notice.Drop, notice.To) && !notice.IsMissed)
                        leftToLanes.Add(notice);
                    else
                        await ReadAsync(notice, cancellation);
                }

                failures = 0;
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                if (failures++ == 0)
                    NoticeLog.NotRead(log, fault);
                pending.Add([.. leftToLanes, .. notices]);
                leftToLanes.Clear();
                await Task.Delay(Backoff.After(failures), time, cancellation);
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    public void Dispose() => pending.Dispose();

    private async Task ReadAsync(Notice notice, CancellationToken cancellation)
    {
        var known = feed.KnownVersionOf(notice.Drop);
        if (known >= notice.To && !notice.IsMissed || await drops.FindAsync(notice.Drop, cancellation) is not { } drop)
            return;
        if (known == 0)
            feed.Publish(new Commit(drop.View(), [], IsOwn: false)); // To those who watch all drops it is a new one.
        if (known is null or 0 && !notice.HasHolds)
            return;

        // Watchers may have missed more than this notice tells of. The first movement is the creation: no news.
        var after = known > 0 ? Math.Min(known.Value, notice.From - 1) : notice.From - 1;
        after = Math.Max(1, Math.Max(after, drop.Version - MovementsMax));
        var movements = await journal.ReadMissedAsync(notice.Drop, after, cancellation);
        // The drop was read before them: what has come since belongs to the next time.
        Movement[] seen = [.. movements.TakeWhile(movement => movement.Version <= drop.Version)];
        if (seen.Length > 0)
            feed.Publish(new Commit(drop.View(), seen, IsOwn: false));
    }
}
