using Microsoft.Extensions.Logging;
using Stampede.Domain;

namespace Stampede.Engine;

internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Warning, "Drop {Drop}: a batch of {Commands} commands failed; its callers are told to try again, and the lane loads again.")]
    public static partial void BatchFailed(this ILogger log, DropId drop, int commands, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "Drop {Drop}: the answer to the commit of version {Version} was lost; looking it up.")]
    public static partial void CommitUnknown(this ILogger log, DropId drop, long version, Exception fault);

    [LoggerMessage(4, LogLevel.Error, "Drop {Drop}: a command ({Command}) could not be decided. Its caller is told of an internal error; the others of its batch are decided without it.")]
    public static partial void Undecidable(this ILogger log, DropId drop, string command, Exception fault);

    [LoggerMessage(5, LogLevel.Warning, "Drop {Drop}: there is no room for the {Customers} customers to be remembered for it; its callers are told that it is too much just now.")]
    public static partial void NoRoom(this ILogger log, DropId drop, int customers);

    [LoggerMessage(6, LogLevel.Warning, "Drop {Drop}: who was granted something could not be read; refusals with a request key look it up, which is slower.")]
    public static partial void GrantedUnread(this ILogger log, DropId drop, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "The sweep for due drops failed; it goes on at its next turn.")]
    public static partial void SweepFailed(this ILogger log, Exception fault);
}
