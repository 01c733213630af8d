namespace Stampede.Domain;

/// <summary>What became of a command.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Granted now, or granted before to the same request key: the caller sees no difference.</summary>
    public sealed record Reserved(Hold Hold) : Outcome;

    public sealed record Purchased(Purchase Purchase, long DropVersion) : Outcome;

    public sealed record Cancelled(Hold Hold, long DropVersion, DateTimeOffset At) : Outcome;

    /// <summary>The hold as it is kept, now or already before.</summary>
    public sealed record Paying(Hold Hold) : Outcome;

    /// <summary>The offer as it is kept, now or already before.</summary>
    public sealed record Claimed(Hold Hold) : Outcome;

    /// <param name="Offers">Made by this command.</param>
    /// <param name="MayGoOn">Stock is free that somebody waits for, and neither pace nor bound allowed more.</param>
    public sealed record Served(int Offers, bool MayGoOn) : Outcome
    {
        /// <summary>The line keeps a variant that nobody in this order waits for: the newest order may open it to all.</summary>
        public bool KeepsTooMuch { get; init; }
    }

    /// <summary>
    /// No live hold has this id: it never was, or it has reached its terminal state, which never changes again.
    /// Its row tells which.
    /// </summary>
    public sealed record NotHeld : Outcome;

    /// <summary>An operator's command is in effect, by this command or already before it.</summary>
    public sealed record Done(long DropVersion) : Outcome;

    public sealed record Refused(Refusal Refusal) : Outcome;
}
