using Stampede.Postgres.Operations;
using Stampede.Server.Hosting;

namespace Stampede.Server.Reservations;

/// <summary>
/// Writes the signals every two seconds, in small turns beside the hot path. They are hints, not books: what cannot be
/// written is given up.
/// </summary>
internal sealed class SignalWriter(ReserveSignals signals, SignalRows rows, TimeProvider time, ILogger<SignalWriter> log)
    : PeriodicWork(Interval, "Signals of the last seconds could not be written and are given up", time, log)
{
    private const int RowsMax = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenTidyings = TimeSpan.FromHours(1);

    /// <summary>Addresses are people's, even hashed: no longer than a report needs them.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private long? tidiedAt;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var some in signals.Take().Chunk(RowsMax))
            await rows.AddAsync(some, cancellation);
        if (tidiedAt is { } last && Time.GetElapsedTime(last) <= BetweenTidyings)
            return;
        tidiedAt = Time.GetTimestamp();
        await rows.TidyAsync(Kept, cancellation);
    }
}
