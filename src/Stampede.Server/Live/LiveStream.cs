using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Live;

/// <summary>Drops' events over plain HTTP. Each connection begins with the whole drops, so that a reconnect has nothing to catch up.</summary>
internal sealed class LiveStream(
    LiveFeed feed, DropAnswers answers, DropLookup addresses, PeopleCounts people, LiveConnections connections, LiveGate gate, LiveRightsWatch rights, LiveSettings settings,
    DatabaseClock clock, TimeProvider time, IHostApplicationLifetime host)
{
    /// <summary>On one connection. Their snapshots have to fit into what a watcher keeps of notes.</summary>
    public const int DropsMax = 20;

    /// <summary>Proxies and browsers that wait for so much before they pass anything on.</summary>
    private const int PaddingBytes = 2_048;

    /// <summary>Spread, so that the watchers of a node that went do not come to the next one all at once.</summary>
    private static readonly (int Min, int Max) RetryMilliseconds = (1_000, 4_000);

    /// <summary>For the last write to end by itself.</summary>
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(500);

    private static readonly string Padding = $":{new string(' ', PaddingBytes)}\n";

    /// <param name="dropIds">Or slugs. Those that are not there for the caller are left out, unless it is all of them.</param>
    public async Task<Results<EmptyHttpResult, ApiProblem>> RunAsync(IReadOnlyList<string> dropIds, HttpContext context)
    {
        if (gate.TryEnter(context, out var place) is { } problem)
            return problem;
        try
        {
            var drops = new HashSet<DropId>();
            foreach (var dropId in dropIds)
            {
                if (await addresses.FindAsync(dropId, context.RequestAborted) is { } drop)
                    drops.Add(drop);
            }

            if (drops.Count == 0)
                return ApiProblem.Of(ProblemKinds.DropNotFound);
            var caller = LiveRightsWatch.RightsOf(context);
            var watcher = new StreamWatcher(context, caller, await rights.SeeDraftsAsync(caller, context.RequestAborted));
            watcher.Hold();
            feed.Connect(watcher);
            try
            {
                var snapshots = new List<LiveEvent>();
                foreach (var drop in drops)
                {
                    if (await LiveHub.WatchAsync(feed, answers, people, watcher, drop, context, context.RequestAborted) is { } answer)
                        snapshots.Add(answer.Snapshot);
                }

                if (snapshots.Count == 0)
                    return ApiProblem.Of(ProblemKinds.DropNotFound);
                await StartAsync(context);
                watcher.Tell(LiveFormats.Connected(clock.Now));
                snapshots.ForEach(watcher.Tell);
                watcher.Release();
                await StayAsync(watcher, context);
            }
            finally
            {
                feed.Disconnect(watcher);
                await QuietAsync(watcher, context);
            }
        }
        finally
        {
            connections.Leave(place);
        }

        return TypedResults.Empty;
    }

    private static async Task StartAsync(HttpContext context)
    {
        LiveGate.Bound(context);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx
        var retry = RandomNumberGenerator.GetInt32(RetryMilliseconds.Min, RetryMilliseconds.Max);
        await response.BodyWriter.WriteAsync(Encoding.ASCII.GetBytes($"{Padding}retry: {retry}\n\n"), context.RequestAborted);
    }

    /// <summary>
    /// The response must not be written to once the request has ended. A client that does not read would hold it open:
    /// its connection is cut.
    /// </summary>
    private async Task QuietAsync(StreamWatcher watcher, HttpContext context)
    {
        var quiet = watcher.QuietAsync();
        if (quiet.IsCompleted)
            return;
        using (var bounded = new CancellationTokenSource(QuietTime, time))
            await Task.WhenAny(quiet, Task.Delay(Timeout.InfiniteTimeSpan, bounded.Token));
        if (!quiet.IsCompleted)
            context.Abort();
        await quiet;
    }

    /// <summary>Until the client goes, is dropped, loses its rights, or the server stops.</summary>
    private async Task StayAsync(StreamWatcher watcher, HttpContext context)
    {
        rights.Begin(watcher);
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
            rights.End(watcher);
        }
    }
}
