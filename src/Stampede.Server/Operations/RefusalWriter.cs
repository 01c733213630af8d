using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Operations;
using Stampede.Server.Hosting;

namespace Stampede.Server.Operations;

/// <summary>
/// Writes the counts of refusals about once a second. They are figures, not books: a crash loses at most the last
/// second of them, and where the answer to a writing was lost it is counted again.
/// </summary>
internal sealed partial class RefusalWriter(RefusalCounts counts, RefusalRows rows, TimeProvider time, ILogger<RefusalWriter> log)
    : PeriodicWork(Interval, "Cannot write the counts of refusals, keeping them", time, log), IHostedLifecycleService
{
    /// <summary>Drops times codes that wait while the database is away; what is beyond them is given up.</summary>
    private const int UnwrittenMax = 20_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(DropId Drop, string Code), long> unwritten = [];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Once more when everything else has stopped, the engine too.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            Unwritten(fault.Message);
        }
    }

    /// <summary>Not given up half-way: the stop waits for it, and writes the rest.</summary>
    protected override Task RunAsync(CancellationToken cancellation) => WriteAsync(CancellationToken.None);

    private async Task WriteAsync(CancellationToken cancellation)
    {
        counts.TakeInto(unwritten);
        if (unwritten.Count == 0)
            return;
        try
        {
            await rows.AddAsync([.. unwritten.Select(count => new RefusalCount(count.Key.Drop, count.Key.Code, count.Value))], cancellation);
            unwritten.Clear();
        }
        finally
        {
            if (unwritten.Count > UnwrittenMax)
                unwritten.Clear();
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "The last counts of refusals could not be written and are given up: {Reason}")]
    private partial void Unwritten(string reason);
}
