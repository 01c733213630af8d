using Npgsql;
using Stampede.Server.Hosting;

namespace Stampede.Server.Operations;

/// <summary>
/// Writes counts about once a second, and once more when everything else has stopped, the engine too. They are figures, not books: a crash
/// loses at most the last second of them.
/// </summary>
/// <param name="what">Is counted.</param>
internal abstract partial class CountWriter(string what, TimeProvider time, ILogger log)
    : PeriodicWork(Interval, $"Cannot write the counts of {what}, keeping them", time, log), IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ILogger log = log;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            Unwritten(what, fault.Message);
        }
    }

    /// <summary>Not given up half-way: the stop waits for it, and writes the rest.</summary>
    protected override Task RunAsync(CancellationToken cancellation) => WriteAsync(CancellationToken.None);

    /// <summary>What cannot be written waits for the next time, within a bound.</summary>
    protected abstract Task WriteAsync(CancellationToken cancellation);

    [LoggerMessage(3, LogLevel.Warning, "The last counts of {What} could not be written and are given up: {Reason}")]
    private partial void Unwritten(string what, string reason);
}
