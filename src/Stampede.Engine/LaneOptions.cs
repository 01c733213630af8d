namespace Stampede.Engine;

/// <summary>The bounds of a lane, and of all lanes together.</summary>
public sealed record LaneOptions
{
    /// <summary>Commands that wait in one lane, at most; beyond them the answer is <c>overloaded</c>. 1 to 1,000,000.</summary>
    public int QueueLengthMax { get; init; } = 20_000;

    /// <summary>Commands decided together, at most. 1 to 5,000.</summary>
    public int BatchSizeMax { get; init; } = 1_000;

    /// <summary>Lanes that are awake at once, at most; a drop that there is no room for is answered <c>overloaded</c>. 1 to 100,000.</summary>
    public int LanesMax { get; init; } = 2_000;

    /// <summary>
    /// Customers that all lanes together remember, at most, at about 100 bytes each; then no further lane is woken. A drop
    /// that has more of them by itself is served where no other one is awake. 10,000 to 100,000,000.
    /// </summary>
    public int CustomersMax { get; init; } = 1_000_000;

    /// <summary>A lane that nobody has asked anything for this long goes to sleep where another needs its room.</summary>
    public TimeSpan RestTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A command that has waited longer is refused undecided: its caller has given up, or soon will.</summary>
    public TimeSpan QueueTimeMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A lane with nothing to do for this long frees its memory; the sweep wakes it when something is due.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long after it was last seen to be current a lane's memory may refuse by itself.</summary>
    public TimeSpan MemoryTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a lost answer to a commit is looked up before the callers are told to try again.</summary>
    public TimeSpan LookUpTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often drops that are due soon, and that no lane may be awake for, are looked for.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// How long before its time a lane is woken, so that its alarm is exact. Longer than <see cref="SweepInterval"/>.
    /// </summary>
    public TimeSpan SweepAhead { get; init; } = TimeSpan.FromMilliseconds(700);
}
