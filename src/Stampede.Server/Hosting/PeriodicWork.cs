using Stampede.Server.Http;

namespace Stampede.Server.Hosting;

/// <summary>
/// Work that repeats until the server stops. A round that fails is logged and the next one is tried: a fault in the
/// background must end neither the work nor the server.
/// </summary>
/// <param name="interval">Between the beginnings of two rounds.</param>
/// <param name="failure">What the log says of a round that failed, in front of the reason; said once until a round succeeds.</param>
internal abstract partial class PeriodicWork(TimeSpan interval, string failure, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>False: the first round comes one interval after the start.</summary>
    protected virtual bool BeginsAtOnce => false;

    protected TimeProvider Time => time;

    /// <summary>One round.</summary>
    protected abstract Task RunAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        var isFailing = false;
        try
        {
            if (!BeginsAtOnce)
                await timer.WaitForNextTickAsync(stoppingToken);
            do
            {
                var fault = await TryAsync(stoppingToken);
                if (fault is not null && !isFailing)
                    Say(fault);
                isFailing = fault is not null;
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <returns>Null: the round is done, or was cut short because the server stops.</returns>
    private async Task<Exception?> TryAsync(CancellationToken stopping)
    {
        try
        {
            await RunAsync(stopping);
            return null;
        }
        catch (Exception fault)
        {
            return stopping.IsCancellationRequested ? null : fault;
        }
    }

    private void Say(Exception fault)
    {
        if (ExceptionProblems.IsOfDatabase(fault) || fault is TimeoutException or OperationCanceledException)
            Failed(failure, fault.Message);
        else
            Faulted(fault, failure);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Failure}: {Reason}")]
    private partial void Failed(string failure, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Failure}")]
    private partial void Faulted(Exception fault, string failure);
}
