namespace Stampede.Domain;

/// <summary>
/// Who leaves hold after hold unbought waits before they may reserve in that drop again. A hold counts whether it lapsed
/// or its customer gave it back: else giving back just before the end would be the way round. One that an operator gave
/// back does not count.
/// </summary>
/// <param name="FreeHolds">Holds that may be left unbought within the window without a wait; 0 to 100.</param>
/// <param name="First">The wait after the next one; it doubles with each further one, up to <paramref name="Window"/>.</param>
/// <param name="Window">For how long an unbought hold counts, from its end.</param>
public sealed record Cooldown(int FreeHolds, TimeSpan First, TimeSpan Window)
{
    /// <summary>Ends of unbought holds that a drop's state remembers, at most; beyond them the oldest are forgotten.</summary>
    public const int EndsMax = 200_000;

    /// <summary>More than these of one customer make no difference: the wait is at its longest long before.</summary>
    public int EndsOfOneMax => FreeHolds + 32;

    /// <param name="unbought">The ends of a customer's unbought holds, oldest first.</param>
    /// <returns>Null: no wait. It may be over: it does not change until the next unbought hold.</returns>
    public DateTimeOffset? Until(ReadOnlySpan<DateTimeOffset> unbought)
    {
        if (unbought.IsEmpty)
            return null;
        var last = unbought[^1];
        var beyond = -FreeHolds;
        foreach (var end in unbought)
        {
            if (last - end < Window)
                beyond++;
        }

        if (beyond <= 0)
            return null;
        // Doubled step by step and never past the window: a power of two would overflow for settings that are in range.
        var wait = First < Window ? First : Window;
        for (; beyond > 1 && wait < Window; beyond--)
            wait = wait < Window - wait ? wait + wait : Window;
        return last + wait;
    }
}
