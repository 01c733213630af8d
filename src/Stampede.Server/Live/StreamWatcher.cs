using System.IO.Pipelines;
using Stampede.Engine.Live;

namespace Stampede.Server.Live;

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
