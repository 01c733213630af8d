namespace Stampede.Engine.Tests.Simulation;

/// <summary>How a run's network, disk and machines behave.</summary>
internal sealed class Weather
{
    private readonly Chance chance;
    private readonly double flushMillisecondsMax;
    private readonly double gatherMillisecondsMax;
    private double sharedWriteRefused;
    private double requestLost;
    private double answerLost;
    private double commitAnswerLost;
    private double failed;
    private double slow;
    private double noticeLost;
    private double crashAtCommit;
    private double bankUnreachable;

    public Weather(Chance chance)
    {
        this.chance = chance;
        flushMillisecondsMax = chance.Pick([3, 3, 60]);
        gatherMillisecondsMax = chance.Pick([0, 5, 50]);
        sharedWriteRefused = Level(1);
        Kind = chance.Below(8) switch
        {
            0 => WeatherKind.Fair,
            1 or 2 => WeatherKind.LosesCommitAnswers,
            _ => WeatherKind.Storm,
        };
        if (Kind == WeatherKind.LosesCommitAnswers)
            commitAnswerLost = Level(0.3);
        if (Kind != WeatherKind.Storm)
            return;
        requestLost = Level(0.1);
        answerLost = Level(0.1);
        commitAnswerLost = Level(0.3);
        failed = Level(0.05);
        slow = Level(0.05);
        noticeLost = Level(1);
        crashAtCommit = Level(0.1);
        bankUnreachable = Level(0.5);
    }

    public WeatherKind Kind { get; }

    public bool IsHealed { get; private set; }

    /// <summary>Troubles of whole machines: crashes, pauses, restarts, cuts.</summary>
    public bool HasTroubles => Kind == WeatherKind.Storm && !IsHealed;

    public void Heal()
    {
        IsHealed = true;
        requestLost = answerLost = commitAnswerLost = failed = slow = noticeLost = crashAtCommit = sharedWriteRefused = bankUnreachable = 0;
    }

    public TimeSpan Travel() => chance.Is(slow) ? chance.Milliseconds(100, 7000) : chance.Milliseconds(0.05, 1);

    public TimeSpan Flush() => chance.Is(slow) ? chance.Milliseconds(100, 2000) : chance.Milliseconds(0.2, flushMillisecondsMax);

    public TimeSpan NoticeDelay() => Kind == WeatherKind.Storm && !IsHealed && chance.Is(0.3) ? chance.Milliseconds(100, 3000) : chance.Milliseconds(1, 30);

    /// <summary>How long a batch waits for others to share its transaction with.</summary>
    public TimeSpan Gathering() => chance.Milliseconds(0, gatherMillisecondsMax);

    public bool HasOneNode { get; set; }

    /// <summary>How far the database's clock has been set back in this run, at most.</summary>
    public TimeSpan ClockBehindMax { get; set; }

    /// <summary>
    /// Each drop is then written by itself. No caller may notice, but where another node has changed the drop meanwhile: that is
    /// left to storms.
    /// </summary>
    public bool RefusesSharedWrites() => (HasOneNode || Kind == WeatherKind.Storm) && chance.Is(sharedWriteRefused);

    public bool LosesRequest() => chance.Is(requestLost);

    public bool LosesAnswer(bool isCommit) => chance.Is(isCommit ? commitAnswerLost : answerLost);

    public bool Fails() => chance.Is(failed);

    public bool ReachesNoBank() => chance.Is(bankUnreachable);

    public bool LosesNotice() => chance.Is(noticeLost);

    public bool CrashesAtCommit() => chance.Is(crashAtCommit);

    /// <summary>Whether the one end of a broken connection learns of it at once; if not, only its own bound helps.</summary>
    public bool TellsOfBreak() => chance.Is(0.6);

    // Half of the time none at all, so that single faults are met alone.
    private double Level(double most) => chance.Is(0.5) ? 0 : chance.Fraction() * most;
}

internal enum WeatherKind
{
    /// <summary>Nothing fails.</summary>
    Fair,

    /// <summary>Nothing fails but answers to commits, which get lost: no caller may notice.</summary>
    LosesCommitAnswers,

    Storm,
}
