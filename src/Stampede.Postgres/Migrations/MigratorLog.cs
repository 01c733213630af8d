using Microsoft.Extensions.Logging;

namespace Stampede.Postgres.Migrations;

internal static partial class MigratorLog
{
    [LoggerMessage(LogLevel.Information, "Applied migration {File} in {Milliseconds} ms")]
    public static partial void Applied(this ILogger logger, string file, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "The database does not answer yet ({Reason}), trying on")]
    public static partial void DatabaseNotThere(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "A newer Stampede has migrated this database to version {Version}; this one knows {Known}, and goes on with it")]
    public static partial void SchemaAhead(this ILogger logger, int version, int known);
}
