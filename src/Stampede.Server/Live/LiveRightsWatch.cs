using Microsoft.AspNetCore.Authentication;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;

namespace Stampede.Server.Live;

/// <summary>
/// Ends live connections together with the rights that they were opened by. A request is held against its ticket each
/// time; a connection would go on for as long as it likes. Sign-outs are told by <see cref="RevokedSessions"/>.
/// </summary>
internal sealed class LiveRightsWatch(
    LiveConnections connections, CurrentOperators operators, RevokedSessions revoked, Tickets tickets, TimeProvider time, ILogger<LiveRightsWatch> log)
    : PeriodicWork(Interval, "Whether operators on live connections are operators still cannot be read, trying on", time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <returns>Null: nobody is signed in; a key sees what everybody sees.</returns>
    public static LiveRights? RightsOf(HttpContext context) => Caller.Of(context.User) is not { Key: null } caller ? null : new LiveRights(
        caller, context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc ?? DateTimeOffset.MaxValue);

    /// <summary>Whether the ticket's word for it still holds.</summary>
    public async Task<bool> SeeDraftsAsync(LiveRights? rights, CancellationToken cancellation) =>
        rights is { Caller: { IsOfShop: true } caller } && await operators.ContainAsync(caller, cancellation);

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

    protected override Task RunAsync(CancellationToken cancellation)
    {
        DropExpired();
        return DropFormerOperatorsAsync(cancellation);
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
        foreach (var watcher in connections.SignedIn.Where(watcher => watcher.SeesDrafts))
        {
            if (!await operators.ContainAsync(watcher.Rights!.Caller, cancellation))
                watcher.Drop();
        }
    }
}
