using System.IO.Pipelines;
using Stampede.Engine.Live;
using Stampede.Server.Accounts;

namespace Stampede.Server.Live;

/// <summary>A response of server-sent events.</summary>
internal sealed class StreamWatcher(HttpContext context, Caller? caller)
    : Watcher(caller?.Id, seesDrafts: caller?.IsOperator is true)
{
    private readonly PipeWriter body = context.Response.BodyWriter;

    public Caller? Caller => caller;

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
