using System.Collections.Concurrent;
using Stampede.Engine;
using Stampede.Postgres.Events;
using Stampede.Server.Hosting;
using EventId = Stampede.Postgres.Events.EventId;

namespace Stampede.Server.Events;

/// <summary>
/// Sends events to those who asked for them. Each receiver has a task of its own, on one node at a time: one that does not answer holds up nobody else. What is not
/// taken is tried again for three days.
/// </summary>
internal sealed partial class WebhookSending(
    WebhookRows rows, EventReads events, WebhookCalls calls, WebhookMetrics metrics, DatabaseClock clock, WebhookSettings settings, TimeProvider time, ILogger<WebhookSending> log)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), "Webhooks that have something to send cannot be read, trying again", time, log)
{
    /// <summary>Longer than a step of the work may take. Whoever takes a receiver and dies holds it up for so long.</summary>
    private static readonly TimeSpan Lease = 2 * WebhookCalls.Patience;

    /// <summary>At once to one receiver; to one that fails, one.</summary>
    private const int SendingMax = 8;

    private const int PageSize = 200;

    /// <summary>After each attempt that failed; after the last one it is given up.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
        TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan FailingMax = TimeSpan.FromDays(5);

    private readonly Guid node = Guid.NewGuid();
    private readonly ConcurrentDictionary<Guid, Task> working = new();
    private readonly double scale = settings.ScheduleScale;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(working.Values);
    }

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var (id, work) in working)
        {
            if (work.IsCompleted)
                working.TryRemove(id, out _);
        }

        foreach (var id in await rows.LeaseWorkAsync(node, Lease, cancellation))
            working[id] = WorkAsync(id, cancellation);
    }

    private async Task WorkAsync(Guid id, CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            while (await StepAsync(id, stopping))
            {
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops; another start goes on.
        }
        catch (Exception fault)
        {
            // Its lease ends by itself, and somebody goes on.
            WorkFailed(fault, id);
            return;
        }

        try
        {
            await rows.ReleaseAsync(id, node, CancellationToken.None);
        }
        catch (Exception fault)
        {
            WorkFailed(fault, id);
        }
    }

    /// <returns>False: there is nothing more to do now, or it is not this node's.</returns>
    private async Task<bool> StepAsync(Guid id, CancellationToken stopping)
    {
        if (await rows.RenewAsync(id, node, Lease, stopping) is not var (webhook, hasRoom))
            return false;
        var isMore = false;
        if (hasRoom)
        {
            var page = await events.ReadAsync(webhook.Position, webhook.Terms.Filter, PageSize, stopping);
            if (page.Next != webhook.Position && !await rows.EnqueueAsync(webhook, node, page, stopping))
                return false;
            isMore = page.More;
        }

        var due = await rows.FindDueAsync(id, webhook.IsFailing ? 1 : SendingMax, stopping);
        if (due.Count == 0)
            return isMore;
        var told = await events.FindAsync([.. due.Select(delivery => (EventId.Parse(delivery.EventId)!.Value, delivery.Drop))], stopping);
        var outcomes = await Task.WhenAll(due.Select(delivery => DeliverAsync(webhook, delivery, told, stopping)));
        return outcomes.All(isOn => isOn);
    }

    /// <returns>False: it is off from now on.</returns>
    private async Task<bool> DeliverAsync(WebhookLease webhook, WebhookDelivery delivery, IReadOnlyDictionary<EventId, LoggedEvent> told, CancellationToken stopping)
    {
        if (!told.TryGetValue(EventId.Parse(delivery.EventId)!.Value, out var found))
            throw new InvalidOperationException($"Event {delivery.EventId} is in the order of events and not in the ledger.");
        var attempt = await calls.SendAsync(webhook, found.Event with { PreviousSequence = delivery.PreviousSequence }, stopping);
        // It has been sent: that is noted, whoever stops.
        if (attempt.Error is null)
        {
            await rows.MarkDeliveredAsync(webhook.Id, delivery, attempt, webhook.IsFailing, CancellationToken.None);
            metrics.Delivered(delivery.Attempts == 0 ? clock.Now - found.Event.Timestamp : null);
            return true;
        }

        metrics.Failed(attempt.Error);
        TimeSpan? next = delivery.Tries < Pauses.Length ? Pauses[delivery.Tries] * (scale * (0.8 + (0.4 * Random.Shared.NextDouble()))) : null;
        // Too busy, and does not say for how long: as if it had asked for the first pause.
        var pause = attempt.Pause == TimeSpan.Zero ? Pauses[0] * scale : attempt.Pause;
        if (next is not null && pause > next)
            next = pause;
        var isOn = await rows.MarkFailedAsync(webhook.Id, delivery, attempt with { Pause = pause }, next, attempt.Error == "gone", FailingMax * scale, CancellationToken.None);
        if (!isOn)
            SwitchedOff(webhook.Id, attempt.Error);
        return isOn;
    }

    [LoggerMessage(1, LogLevel.Error, "Events cannot be sent to webhook {Webhook}; somebody tries again when its lease is over")]
    private partial void WorkFailed(Exception fault, Guid webhook);

    [LoggerMessage(2, LogLevel.Warning, "Webhook {Webhook} is switched off after its last attempt: {Error}")]
    private partial void SwitchedOff(Guid webhook, string error);
}
