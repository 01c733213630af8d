using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Events;
using Stampede.Server.Hosting;

namespace Stampede.Server.Events;

/// <summary>
/// Keeps the order of events up with the ledgers, and forgets deliveries that are long over. Selling does not wait for it. Every node has one: who comes second leaves
/// it to the first.
/// </summary>
internal sealed class EventKeeping(EventLog events, WebhookRows webhooks, WebhookMetrics metrics, TimeProvider time, ILogger<EventKeeping> log)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), "Events could not be put in their order, trying again", time, log)
{
    private const int DropsMax = 200;
    private const int PaymentsMax = 1_000;
    private const int StepSize = 1_000;
    private const int StepsMax = 100;

    /// <summary>More than this many are found by looking.</summary>
    private const int ToldMax = 10_000;

    /// <summary>Drops that are over rarely change: what no commit of this node told of is looked for so often.</summary>
    private static readonly TimeSpan BetweenFullRounds = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(5);

    /// <summary>A round ends after so long, and the next one goes on.</summary>
    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<DropId, bool> told = new();
    private long fullRoundAt;
    private long countedAt;

    protected override bool BeginsAtOnce => true;

    /// <summary>Something was committed here.</summary>
    public void Tell(Commit commit)
    {
        if (commit.IsOwn && told.Count < ToldMax)
            told.TryAdd(commit.View.Id, true);
    }

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var begin = Time.GetTimestamp();
        foreach (var drops in told.Keys.Chunk(DropsMax))
        {
            foreach (var drop in drops)
                told.TryRemove(drop, out _);
            if (!await AppendAsync(drops, cancellation))
                return;
        }

        var isFull = fullRoundAt == 0 || Time.GetElapsedTime(fullRoundAt) >= BetweenFullRounds;
        for (DropId? after = null; ;)
        {
            var drops = await events.FindUnloggedAsync(isFull, after, DropsMax, cancellation);
            if (drops.Count > 0 && !await AppendAsync(drops, cancellation))
                return;
            if (drops.Count < DropsMax)
                break;
            if (Time.GetElapsedTime(begin) > RoundMax)
                return;
            after = drops[^1];
        }

        while (await events.HasPaymentsAsync(cancellation) && await events.AppendAsync([], PaymentsMax, cancellation) is true)
        {
        }

        await CountAsync(cancellation);
        if (!isFull)
            return;
        fullRoundAt = begin;
        for (var step = 0; step < StepsMax && await webhooks.TidyAsync(StepSize, cancellation); step++)
        {
        }
    }

    /// <returns>False: another node is at it.</returns>
    private async Task<bool> AppendAsync(IReadOnlyCollection<DropId> drops, CancellationToken cancellation)
    {
        var isDone = false;
        try
        {
            return isDone = await events.AppendAsync(drops, PaymentsMax, cancellation) is not null;
        }
        finally
        {
            if (!isDone)
            {
                foreach (var drop in drops)
                    told.TryAdd(drop, true);
            }
        }
    }

    private async Task CountAsync(CancellationToken cancellation)
    {
        if (countedAt != 0 && Time.GetElapsedTime(countedAt) < BetweenCounts)
            return;
        countedAt = Time.GetTimestamp();
        metrics.Waiting = await webhooks.CountWaitingAsync(cancellation);
    }
}
