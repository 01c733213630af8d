using Npgsql;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Operations;

/// <summary>
/// Writes the signals every two seconds, in small turns beside the hot path. They are hints, not books: what cannot be
/// written is given up.
/// </summary>
internal sealed partial class SignalWriter(ReserveSignals signals, SignalRows rows, TimeProvider time, ILogger<SignalWriter> log) : BackgroundService
{
    private const int RowsMax = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenTidyings = TimeSpan.FromHours(1);

    /// <summary>Addresses are people's, even hashed: no longer than a report needs them.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var tidied = default(long?);
        while (await timer.TicksAsync(stoppingToken))
        {
            try
            {
                foreach (var some in signals.Take().Chunk(RowsMax))
                    await rows.AddAsync(some, stoppingToken);
                if (tidied is null || time.GetElapsedTime(tidied.Value) > BetweenTidyings)
                {
                    tidied = time.GetTimestamp();
                    await rows.TidyAsync(Kept, stoppingToken);
                }
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested)
                    Unwritten(fault.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Signals of the last seconds could not be written and are given up: {Reason}")]
    private partial void Unwritten(string reason);
}
