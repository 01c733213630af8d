using Microsoft.AspNetCore.SignalR;
using Stampede.Engine.Live;
using Stampede.Server.Http;

namespace Stampede.Server.Live;

/// <summary>A SignalR connection. Written to directly: a send to a group would wait for its slowest member.</summary>
internal sealed class HubWatcher(HubConnectionContext connection, LiveRights? rights, bool seesDrafts, TokenBucket calls)
    : CallerWatcher(rights, seesDrafts)
{
    /// <summary>What the connection may still ask for.</summary>
    public TokenBucket Calls => calls;

    protected override ValueTask WriteAsync(LiveEvent live) => connection.WriteAsync(live.In(LiveFormats.Hub), CancellationToken.None);

    protected override void Abort()
    {
        connection.Abort();
        // Without this a WebSocket would first try to say goodbye to a client that does not listen.
        connection.GetHttpContext()?.Abort();
    }
}
