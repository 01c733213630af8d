using System.Diagnostics;
using Stampede.Postgres;

namespace Stampede.Server.Hosting;

/// <summary>Repeats a step of the start while the database starts too, restarts, or changes its primary.</summary>
internal static partial class StartupRetries
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <param name="step">Must be safe to repeat from its beginning.</param>
    public static async Task<T> RunAsync<T>(Func<Task<T>> step, string connectionString, ILogger log, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await step();
            }
            catch (Exception fault) when (DatabaseFaults.IsPassing(fault, connectionString) && Stopwatch.GetElapsedTime(begun) < PatienceMax)
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
