using Microsoft.AspNetCore.Authentication;
using Stampede.Server.Accounts;
using Stampede.Server.Http;

namespace Stampede.Server.Live;

/// <summary>
/// Ends live connections together with the rights that they were opened by. A request is held against its ticket each
/// time; a connection would go on for as long as it likes. Sign-outs are told by <see cref="RevokedSessions"/>.
/// </summary>
internal sealed partial class LiveRightsWatch(
    LiveConnections connections, OperatorRights operators, RevokedSessions revoked, Tickets tickets, TimeProvider time, ILogger<LiveRightsWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <returns>Null: nobody is signed in.</returns>
    public static LiveRights? RightsOf(HttpContext context) => Caller.Of(context.User) is not { } caller ? null : new LiveRights(
        caller, context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc ?? DateTimeOffset.MaxValue);

    /// <summary>Whether the ticket's word for it still holds.</summary>
    public async Task<bool> SeeDraftsAsync(LiveRights? rights, CancellationToken cancellation) =>
        rights is { Caller: { IsOperator: true } caller } && (await operators.OfAsync([caller], cancellation)).Count > 0;

    /// <summary>From here on the connection is watched.</summary>
    public void Begin(CallerWatcher watcher)
    {
        if (watcher.Rights is not { } rights)
            return;
        connections.Add(rights.Caller, watcher);
        // It may have been signed out between the request's authentication and the line above.
        if (revoked.Contains(rights.Caller))
            watcher.Drop();
    }

    public void End(CallerWatcher watcher)
    {
        if (watcher.Rights is { } rights)
            connections.Remove(rights.Caller, watcher);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var isAway = false;
        while (await TickAsync(timer, stoppingToken))
        {
            DropExpired();
            try
            {
                await DropFormerOperatorsAsync(stoppingToken);
                isAway = false;
            }
            catch (Exception fault) when (Faults.IsOfDatabase(fault) || fault is TimeoutException)
            {
                if (!isAway)
                    Unread(fault.Message);
                isAway = true;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void DropExpired()
    {
        var now = tickets.Now;
        foreach (var watcher in connections.SignedIn)
        {
            if (watcher.Rights!.AreOver(now))
                watcher.Drop();
        }
    }

    private async Task DropFormerOperatorsAsync(CancellationToken cancellation)
    {
        var watchers = connections.SignedIn.Where(watcher => watcher.SeesDrafts).ToList();
        if (watchers.Count == 0)
            return;
        var still = await operators.OfAsync([.. watchers.Select(watcher => watcher.Rights!.Caller)], cancellation);
        foreach (var watcher in watchers.Where(watcher => !still.Contains(watcher.Rights!.Caller)))
            watcher.Drop();
    }

    [LoggerMessage(421, LogLevel.Warning, "Whether operators on live connections are operators still cannot be read, trying on: {Reason}")]
    private partial void Unread(string reason);
}
