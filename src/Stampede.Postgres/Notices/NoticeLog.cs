using Microsoft.Extensions.Logging;

namespace Stampede.Postgres.Notices;

internal static partial class NoticeLog
{
    [LoggerMessage(440, LogLevel.Warning, "Other nodes cannot be told what happens here; it is tried again, and they look for themselves every second")]
    public static partial void NotSent(ILogger log, Exception fault);

    [LoggerMessage(441, LogLevel.Warning, "What other nodes tell does not arrive; it is tried again, and looked for every second")]
    public static partial void NotListening(ILogger log, Exception fault);

    [LoggerMessage(442, LogLevel.Information, "What other nodes tell arrives again")]
    public static partial void ListeningAgain(ILogger log);

    [LoggerMessage(443, LogLevel.Warning, "What other nodes did could not be read for those who watch here; it is tried again")]
    public static partial void NotRead(ILogger log, Exception fault);

    [LoggerMessage(444, LogLevel.Warning, "Whether other nodes did anything could not be looked up; it is tried again every second")]
    public static partial void NotPolled(ILogger log, Exception fault);
}
