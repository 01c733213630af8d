using Microsoft.AspNetCore.SignalR;
using Stampede.Engine.Live;
using Stampede.Server.Accounts;

namespace Stampede.Server.Live;

/// <summary>A SignalR connection. Written to directly: a send to a group would wait for its slowest member.</summary>
internal sealed class HubWatcher(HubConnectionContext connection, Caller? caller)
    : Watcher(caller?.Id, seesDrafts: caller?.IsOperator is true)
{
    public Caller? Caller => caller;

    protected override ValueTask WriteAsync(LiveEvent live) => connection.WriteAsync(live.In(LiveFormats.Hub), CancellationToken.None);

    protected override void Abort()
    {
        connection.Abort();
        // Without this a WebSocket would first try to say goodbye to a client that does not listen.
        connection.GetHttpContext()?.Abort();
    }
}
