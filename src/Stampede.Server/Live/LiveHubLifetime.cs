using Microsoft.AspNetCore.SignalR;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Live;

/// <summary>Makes each connection of the hub a watcher, from its first moment to its last.</summary>
internal sealed class LiveHubLifetime(
    LiveFeed feed, LiveRightsWatch rights, LiveSettings settings, DatabaseClock clock, TimeProvider time, ILogger<DefaultHubLifetimeManager<LiveHub>> log)
    : DefaultHubLifetimeManager<LiveHub>(log)
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        var caller = connection.GetHttpContext() is { } context ? LiveRightsWatch.RightsOf(context) : null;
        var seesDrafts = await rights.SeeDraftsAsync(caller, connection.ConnectionAborted);
        var watcher = new HubWatcher(connection, caller, seesDrafts, new TokenBucket(settings.Calls, time.GetTimestamp()));
        connection.Features.Set(watcher);
        feed.Connect(watcher);
        rights.Begin(watcher);
        watcher.Tell(LiveFormats.Connected(clock.Now));
        await base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Features.Get<HubWatcher>() is { } watcher)
        {
            feed.Disconnect(watcher);
            rights.End(watcher);
        }

        return base.OnDisconnectedAsync(connection);
    }
}
