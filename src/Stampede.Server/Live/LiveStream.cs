using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Server.Accounts;
using Stampede.Server.Drops;
using Stampede.Server.Problems;

namespace Stampede.Server.Live;

/// <summary>One drop's events over plain HTTP. Each connection begins with the whole drop, so that a reconnect has nothing to catch up.</summary>
internal sealed class LiveStream(
    LiveFeed feed, DropAnswers answers, DropAddresses addresses, LiveConnections connections, LiveGate gate, LiveSettings settings,
    DatabaseClock clock, RevokedSessions revoked, TimeProvider time, IHostApplicationLifetime host)
{
    /// <summary>Spread, so that the watchers of a node that went do not come to the next one all at once.</summary>
    private static readonly (int Min, int Max) RetryMilliseconds = (1_000, 4_000);

    public async Task<Results<EmptyHttpResult, ApiProblem>> RunAsync(string dropId, Caller? caller, HttpContext context)
    {
        if (gate.TryEnter(context) is { } problem)
            return problem;
        try
        {
            if (await addresses.FindAsync(dropId, context.RequestAborted) is not { } drop)
                return ApiProblem.Of(ProblemKinds.DropNotFound);
            var watcher = new StreamWatcher(context, caller);
            watcher.Hold();
            feed.Connect(watcher);
            try
            {
                if (await LiveHub.WatchAsync(feed, answers, watcher, drop, context.RequestAborted) is not { } answer)
                    return ApiProblem.Of(ProblemKinds.DropNotFound);
                await StartAsync(context);
                watcher.Tell(LiveFormats.Connected(clock.Now));
                watcher.Tell(LiveFormats.Snapshot(answer));
                watcher.Release();
                await StayAsync(watcher, context);
            }
            finally
            {
                feed.Disconnect(watcher);
                // The response must not be written to once this method has returned.
                await watcher.QuietAsync();
            }
        }
        finally
        {
            connections.Leave();
        }

        return TypedResults.Empty;
    }

    private static async Task StartAsync(HttpContext context)
    {
        LiveGate.Bound(context);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx
        var retry = RandomNumberGenerator.GetInt32(RetryMilliseconds.Min, RetryMilliseconds.Max);
        await response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes($"retry: {retry}\n\n"), context.RequestAborted);
    }

    /// <summary>Until the client goes, is dropped, signs out, or the server stops.</summary>
    private async Task StayAsync(StreamWatcher watcher, HttpContext context)
    {
        if (watcher.Caller is { } caller)
        {
            connections.Add(caller, watcher);
            if (revoked.Contains(caller))
                watcher.Drop();
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.HeartbeatSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(either.Token))
                watcher.Tell(LiveFormats.Heartbeat.Event);
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
        finally
        {
            if (watcher.Caller is { } ended)
                connections.Remove(ended, watcher);
        }
    }
}
