namespace Stampede.Engine;

/// <summary>
/// An estimate of the database's clock: its last reading plus the time gone by since on this machine's monotonic
/// clock. Good for alarm clocks, countdowns and refusals; what is granted is judged by a fresh reading.
/// </summary>
public sealed class DatabaseClock(TimeProvider time)
{
    private sealed record Reading(DateTimeOffset At, long AskedAt, long HadAt);

    private Reading? last;

    /// <summary>
    /// It lags behind by at most a reading's way back, and never runs ahead: an alarm is late rather than early. Until
    /// the first reading, this machine's own clock.
    /// </summary>
    public DateTimeOffset Now =>
        Volatile.Read(ref last) is { } reading ? reading.At + time.GetElapsedTime(reading.HadAt) : time.GetUtcNow();

    /// <summary>It is no later than this; the two are as far apart as the last reading took. Until the first reading, nothing is known.</summary>
    public DateTimeOffset Latest =>
        Volatile.Read(ref last) is { } reading ? reading.At + time.GetElapsedTime(reading.AskedAt) : DateTimeOffset.MaxValue;

    /// <summary>What to remember when a reading is asked for.</summary>
    public long GetTimestamp() => time.GetTimestamp();

    /// <summary>Takes in a reading that has just arrived.</summary>
    /// <param name="askedAt">By <see cref="GetTimestamp"/>, before it was asked for.</param>
    public void Observe(DateTimeOffset reading, long askedAt)
    {
        // One that was under way while a newer one arrived says nothing new. One that was asked for later and is
        // earlier all the same does: the clock was set back.
        if (Volatile.Read(ref last) is { } known && reading <= known.At && askedAt < known.HadAt)
            return;
        Volatile.Write(ref last, new Reading(reading, askedAt, time.GetTimestamp()));
    }
}
