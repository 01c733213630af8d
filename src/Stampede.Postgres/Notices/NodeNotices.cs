using Microsoft.Extensions.Logging;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;

namespace Stampede.Postgres.Notices;

/// <summary>
/// What nodes tell each other: this node's commits go out, other nodes' come in, and a poll finds what got lost on the
/// way. Only to show and to wake: nothing is decided on it.
/// </summary>
public sealed class NodeNotices : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly NoticeSender sender;
    private readonly NoticeListener listener;
    private readonly NoticeReader reader;
    private readonly VersionPoll poll;
    private readonly Func<DropId, long, bool> notifyLane;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly SemaphoreSlim pollNow = new(0, 1);
    private readonly Task[] running;

    /// <param name="connectionString">Two connections are made with it, for good; not of a pool.</param>
    /// <param name="notifyLane">Takes a drop and its newest version; whether a lane is awake for it here, and so will read and publish what it missed.</param>
    /// <param name="awakeLanes">Drops that a lane is awake for here.</param>
    public NodeNotices(
        string connectionString,
        NpgsqlDataSource database,
        DropReads drops,
        IJournal journal,
        LiveFeed feed,
        Func<DropId, long, bool> notifyLane,
        Func<IEnumerable<DropId>> awakeLanes,
        TimeProvider time,
        ILogger<NodeNotices> log)
    {
        var settings = ConnectionPools.Connect(connectionString, "stampede-notices");
        settings.Pooling = false;
        settings.CommandTimeout = 5;
        var node = Convert.ToHexString(Guid.NewGuid().ToByteArray(), 0, 8);
        (this.notifyLane, this.time, this.log) = (notifyLane, time, log);
        sender = new NoticeSender(settings.ConnectionString, node, time, log);
        listener = new NoticeListener(settings.ConnectionString, node, time, log);
        reader = new NoticeReader(feed, drops, journal, notifyLane, time, log);
        poll = new VersionPoll(database, feed, awakeLanes);
        feed.ForwardOwn(commit => sender.Post(Notice.Of(commit)));
        feed.OnMissed((drop, from, to) => reader.Post(new Notice(drop, from, to, HasHolds: true, IsMissed: true)));
        running =
        [
            sender.RunAsync(stopping.Token),
            listener.RunAsync(notices => reader.Post(notices.ToArray()), PollNow, stopping.Token),
            reader.RunAsync(stopping.Token),
            PollAsync(),
        ];
    }

    /// <summary>Between two looks for lost notices.</summary>
    public static TimeSpan PollInterval => TimeSpan.FromSeconds(1);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running).ContinueWith(static _ => { }, TaskScheduler.Default);
        sender.Dispose();
        reader.Dispose();
        pollNow.Dispose();
        stopping.Dispose();
    }

    private void PollNow()
    {
        if (pollNow.CurrentCount == 0)
            pollNow.Release();
    }

    private async Task PollAsync()
    {
        var failures = 0;
        while (true)
        {
            using (var tick = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token))
            {
                await Task.WhenAny(Task.Delay(PollInterval, time, tick.Token), pollNow.WaitAsync(tick.Token));
                await tick.CancelAsync();
                stopping.Token.ThrowIfCancellationRequested();
            }

            try
            {
                var found = await poll.FindAsync(stopping.Token);
                foreach (var notice in found)
                    notifyLane(notice.Drop, notice.To);
                reader.Post(found);
                failures = 0;
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                if (failures++ == 0)
                    NoticeLog.NotPolled(log, fault);
            }
        }
    }
}
