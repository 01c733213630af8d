using System.IO.Pipelines;
using Microsoft.AspNetCore.SignalR;
using Stampede.Engine.Live;
using Stampede.Server.Accounts;
using Stampede.Server.Http;

namespace Stampede.Server.Live;

/// <summary>A live connection, and by what right it is open.</summary>
/// <param name="rights">Null: nobody is signed in.</param>
/// <param name="seesDrafts">They are an operator at this moment, not only by what their ticket says.</param>
internal abstract class CallerWatcher(LiveRights? rights, bool seesDrafts) : Watcher(rights?.Caller.Id, seesDrafts)
{
    public LiveRights? Rights => rights;
}

/// <param name="ExpiresAt">The end of the ticket that the connection was opened with.</param>
internal sealed record LiveRights(Caller Caller, DateTimeOffset ExpiresAt)
{
    public bool AreOver(DateTimeOffset now) => ExpiresAt <= now || Caller.Session.IsOver(now);
}

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

/// <summary>A response of server-sent events.</summary>
internal sealed class StreamWatcher(HttpContext context, LiveRights? rights, bool seesDrafts)
    : CallerWatcher(rights, seesDrafts)
{
    private readonly PipeWriter body = context.Response.BodyWriter;

    protected override ValueTask WriteAsync(LiveEvent live)
    {
        var write = body.WriteAsync(live.In(LiveFormats.Stream));
        if (!write.IsCompletedSuccessfully)
            return AwaitAsync(write);
        _ = write.Result;
        return ValueTask.CompletedTask;
    }

    protected override void Abort() => context.Abort();

    private static async ValueTask AwaitAsync(ValueTask<FlushResult> write) => await write;
}
