using Microsoft.AspNetCore.SignalR;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Server.Accounts;

namespace Stampede.Server.Live;

/// <summary>Makes each connection of the hub a watcher, from its first moment to its last.</summary>
internal sealed class LiveHubLifetime(
    LiveFeed feed, LiveConnections connections, DatabaseClock clock, RevokedSessions revoked, ILogger<DefaultHubLifetimeManager<LiveHub>> log)
    : DefaultHubLifetimeManager<LiveHub>(log)
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        var watcher = new HubWatcher(connection, Caller.Of(connection.User));
        connection.Features.Set(watcher);
        feed.Connect(watcher);
        if (watcher.Caller is { } caller)
        {
            connections.Add(caller, watcher);
            // It may have been signed out between the request's authentication and the line above.
            if (revoked.Contains(caller))
                watcher.Drop();
        }

        watcher.Tell(LiveFormats.Connected(clock.Now));
        await base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Features.Get<HubWatcher>() is { } watcher)
        {
            feed.Disconnect(watcher);
            if (watcher.Caller is { } caller)
                connections.Remove(caller, watcher);
        }

        return base.OnDisconnectedAsync(connection);
    }
}
