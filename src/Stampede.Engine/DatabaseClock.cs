namespace Stampede.Engine;

/// <summary>
/// An estimate of the database's clock: its last reading plus the time gone by since on this machine's monotonic
/// clock. Good for alarm clocks, countdowns and refusals; what is granted is judged by a fresh reading.
/// </summary>
/// <remarks>It lags behind by at most a reading's way back, and never runs ahead: an alarm is late rather than early.</remarks>
public sealed class DatabaseClock(TimeProvider time)
{
    private sealed record Reading(DateTimeOffset At, long Timestamp);

    private Reading? last;

    /// <summary>Until the first reading, this machine's own clock.</summary>
    public DateTimeOffset Now =>
        Volatile.Read(ref last) is { } reading ? reading.At + time.GetElapsedTime(reading.Timestamp) : time.GetUtcNow();

    /// <summary>Takes in a reading that has just arrived.</summary>
    public void Observe(DateTimeOffset reading) => Volatile.Write(ref last, new Reading(reading, time.GetTimestamp()));
}
