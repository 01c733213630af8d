using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Stampede.Domain;
using Stampede.Engine.Live;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Live;

/// <summary>
/// Live stock. Each watch begins with an answer that tells the present state; what is newer comes as events, and only
/// after that answer.
/// </summary>
internal sealed partial class LiveHub(LiveFeed feed, DropAnswers answers, DropLookup addresses, PeopleCounts people, LiveSettings settings, TimeProvider time, ILogger<LiveHub> log)
    : Hub
{
    /// <summary>A client that wants no answer gets none, and then nothing tells when it would have been written.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(250);

    private HubWatcher Watcher => Context.Features.GetRequiredFeature<HubWatcher>();

    /// <summary>
    /// The stock of every drop that is not over, and from then on what becomes of all drops, new ones too. What the answer
    /// has no room for comes as events right behind it. Who shows more of a drop than its stock reads it after this call.
    /// </summary>
    public Task<RawJson> WatchDrops() => BeginAsync(async watcher =>
    {
        feed.WatchAll(watcher);
        var answer = await answers.StockAsync(watcher.SeesDrafts, Context.ConnectionAborted);
        feed.Begin(watcher, answer.Snapshot);
        return answer.Json;
    });

    /// <param name="dropId">Or its slug.</param>
    public Task<RawJson> WatchDrop(string dropId) => BeginAsync(async watcher =>
    {
        if (watcher.WatchCount >= settings.WatchesPerConnectionMax)
            throw new HubException("too_many_watches");
        if (dropId is null || await addresses.FindAsync(dropId, Context.ConnectionAborted) is not { } drop)
            throw NotFound();
        return (await WatchAsync(feed, answers, people, watcher, drop, Context.GetHttpContext(), Context.ConnectionAborted))?.Json.Plain ?? throw NotFound();
    });

    /// <param name="dropId">Or its slug.</param>
    public async Task UnwatchDrop(string dropId)
    {
        try
        {
            TakeCall(Watcher);
            if (dropId is not null && await addresses.FindAsync(dropId, Context.ConnectionAborted) is { } drop)
                feed.Unwatch(Watcher, drop);
        }
        catch (Exception fault)
        {
            throw ToAnswer(fault);
        }
    }

    /// <summary>First the watch, then the snapshot: whatever happens in between is in one of them.</summary>
    /// <returns>Null: there is no such drop, or none that this watcher may see.</returns>
    internal static async Task<DropAnswer?> WatchAsync(
        LiveFeed feed, DropAnswers answers, PeopleCounts people, Watcher watcher, DropId drop, HttpContext? context, CancellationToken cancellation)
    {
        feed.Watch(watcher, drop);
        var isWatching = false;
        try
        {
            var answer = await answers.FindAsync(drop, cancellation);
            if (answer is null || answer.Drop.Status == DropStatus.Draft && !watcher.SeesDrafts)
                return null;
            feed.Begin(watcher, drop, answer.Drop.Version);
            isWatching = true;
            // Whoever runs the shop is no demand.
            if (!watcher.SeesDrafts)
                people.Watch(drop, context);
            return answer;
        }
        finally
        {
            if (!isWatching)
                feed.Unwatch(watcher, drop);
        }
    }

    /// <summary>Holds events back until the answer stands in the connection's buffer.</summary>
    private async Task<RawJson> BeginAsync(Func<HubWatcher, Task<byte[]>> read)
    {
        var watcher = Watcher;
        TakeCall(watcher);
        watcher.Hold();
        var isHeld = 1;
        try
        {
            var answer = new RawJson(await read(watcher), Release);
            _ = Task.Delay(AnswerTime, CancellationToken.None).ContinueWith(_ => Release(), TaskScheduler.Default);
            return answer;
        }
        catch (Exception fault)
        {
            Release();
            throw ToAnswer(fault);
        }

        void Release()
        {
            if (Interlocked.Exchange(ref isHeld, 0) == 0)
                return;
            // Stands behind the answer: a connection that does not take it is found to stall, though nothing happens.
            watcher.Tell(LiveFormats.Heartbeat.Event);
            watcher.Release();
        }
    }

    private void TakeCall(HubWatcher watcher)
    {
        if (watcher.Calls.Take(1, settings.Calls, time, time.GetTimestamp()) > TimeSpan.Zero)
            throw new HubException(ProblemKinds.RateLimited.Code);
    }

    private HubException ToAnswer(Exception fault)
    {
        if (fault is HubException expected)
            return expected;
        if (!Context.ConnectionAborted.IsCancellationRequested)
            LogFault(fault);
        return new HubException(ExceptionProblems.IsOfDatabase(fault) || fault is OperationCanceledException or TimeoutException
            ? ProblemKinds.DatabaseUnavailable.Code
            : ProblemKinds.InternalError.Code);
    }

    private static HubException NotFound() => new(ProblemKinds.DropNotFound.Code);

    [LoggerMessage(420, LogLevel.Warning, "A watcher's call could not be answered")]
    private partial void LogFault(Exception fault);
}
