using System.Diagnostics;
using Stampede.Postgres;

namespace Stampede.Server.Hosting;

/// <summary>Starts beside a database that starts too, restarts or changes its primary: tries on while that may pass.</summary>
internal static partial class Persistence
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <param name="step">Safe to repeat from its beginning.</param>
    public static async Task<T> TryOnAsync<T>(Func<Task<T>> step, ILogger log, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await step();
            }
            catch (Exception fault) when (DatabaseFaults.IsPassing(fault) && Stopwatch.GetElapsedTime(begun) < PatienceMax)
            {
                cancellation.ThrowIfCancellationRequested();
                NotYet(log, DatabaseFaults.Reason(fault));
                await Task.Delay(BetweenTries, cancellation);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The database cannot be used yet ({Reason}), trying on")]
    private static partial void NotYet(ILogger log, string reason);
}
