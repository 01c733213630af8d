namespace Stampede.Rehearsal.Crowd;

internal enum ErrandKind
{
    Poll,
    Reserve,
    Purchase,
    Cancel,
}

/// <summary>What a shopper means to do with a reservation, decided before there is one.</summary>
internal enum Intent
{
    Pay,
    GiveBack,
    LetLapse,
}

/// <summary>One coming of one shopper to the drop, decided in advance: nothing in it depends on how the target answers.</summary>
/// <param name="At">Microseconds from the opening; negative for those who come early.</param>
/// <param name="Early">Polls the countdown from <paramref name="At"/>, and presses Reserve at <paramref name="ReserveAt"/>.</param>
/// <param name="Variant">Index of the wanted size.</param>
/// <param name="ThinkMicroseconds">From the reservation's answer to its payment, or to giving it back.</param>
/// <param name="Retries">How often it tries again when all is held.</param>
internal readonly record struct Visit(
    long At,
    long ReserveAt,
    int Shopper,
    bool Early,
    int Variant,
    Intent Intent,
    long ThinkMicroseconds,
    int Retries);

/// <summary>One request that a shopper means to make, at a time that does not wait for anybody.</summary>
/// <param name="Due">When it is meant to be sent, microseconds from the opening. Latency counts from here.</param>
/// <param name="Key">The request's own number, its idempotency key: the same for a resend, a new one for a new try.</param>
/// <param name="Tries">How often it was sent before without a definite answer.</param>
/// <param name="InDoubt">One of those sendings got no answer at all, so it may have taken effect.</param>
internal sealed record Errand(
    ErrandKind Kind,
    long Due,
    Visit Visit,
    long Key,
    int RetriesLeft,
    int Tries = 0,
    bool InDoubt = false,
    string? ReservationId = null);
