using Microsoft.Extensions.Logging;

namespace Stampede.EmbeddedPostgres;

internal static partial class EmbeddedPostgresLog
{
    [LoggerMessage(LogLevel.Information, "Making a PostgreSQL {Version} cluster in {Directory}")]
    public static partial void Creating(this ILogger logger, string version, string directory);

    [LoggerMessage(LogLevel.Information, "PostgreSQL {Version} is running on {Directory} as {Account} (process {ProcessId})")]
    public static partial void Started(this ILogger logger, string version, string directory, string account, int processId);

    [LoggerMessage(LogLevel.Information, "Found PostgreSQL {Version} still running on {Directory} (process {ProcessId}), going on with it")]
    public static partial void Adopted(this ILogger logger, string version, string directory, int processId);

    [LoggerMessage(LogLevel.Error, "PostgreSQL (process {ProcessId}) is gone, starting it again")]
    public static partial void Lost(this ILogger logger, int processId);

    [LoggerMessage(LogLevel.Information, "PostgreSQL is running again (process {ProcessId})")]
    public static partial void Restarted(this ILogger logger, int processId);

    [LoggerMessage(LogLevel.Error, "PostgreSQL's socket in {Directory} is gone, starting PostgreSQL (process {ProcessId}) again")]
    public static partial void SocketLost(this ILogger logger, string directory, int processId);

    [LoggerMessage(LogLevel.Error, "PostgreSQL does not start again yet, next try in {Seconds} s: {Reason}")]
    public static partial void StillDown(this ILogger logger, double seconds, string reason);

    [LoggerMessage(LogLevel.Information, "PostgreSQL on {Directory} is stopped")]
    public static partial void Stopped(this ILogger logger, string directory);
}
