using Microsoft.Extensions.Logging;
using Stampede.Domain;

namespace Stampede.Engine.Live;

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
