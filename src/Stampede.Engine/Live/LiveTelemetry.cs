using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>Under the same meter as the engine's.</summary>
internal static class LiveMetrics
{
    private static readonly Meter Meter = new(EngineMetrics.Name);

    public static readonly UpDownCounter<int> Watchers =
        Meter.CreateUpDownCounter<int>("stampede.live.watchers", "{connection}", "Live connections.");

    public static readonly Counter<int> SlowWatchersDropped =
        Meter.CreateCounter<int>("stampede.live.watchers.dropped", "{connection}", "Live connections dropped because they did not read.");

    public static readonly Histogram<double> FanOutSeconds =
        Meter.CreateHistogram<double>("stampede.live.fan_out.duration", "s", "Telling all watchers of one drop.");
}

internal static partial class LiveLog
{
    [LoggerMessage(EventId = 400, Level = LogLevel.Error, Message = "Telling the watchers of drop {Drop} failed; it is tried again")]
    public static partial void FanOutFailed(ILogger log, DropId drop, Exception fault);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "Drop {Drop} could not be read for its watchers; they get its stock, and the rest when it can")]
    public static partial void FullDropUnread(ILogger log, DropId drop, Exception fault);

    [LoggerMessage(EventId = 402, Level = LogLevel.Error, Message = "A commit of drop {Drop} did not reach its watchers")]
    public static partial void PublishFailed(ILogger log, DropId drop, Exception fault);

    [LoggerMessage(EventId = 403, Level = LogLevel.Information, Message = "A watcher that had not taken an event for {Seconds} s is dropped")]
    public static partial void SlowWatcherDropped(ILogger log, double seconds);
}
