namespace Stampede.Rehearsal.Crowd;

internal enum ErrandKind
{
    Poll,
    Reserve,
    Purchase,
    Cancel,
    Pay,

    /// <summary>Answers the bank's question.</summary>
    Challenge,

    /// <summary>Asks what became of the payment.</summary>
    LookAtPayment,

    /// <summary>Joins the line.</summary>
    Join,

    /// <summary>Reads the one document of the line that is the same for all.</summary>
    LookAtLine,

    /// <summary>Asks where they stand themselves.</summary>
    LookAtMe,

    /// <summary>Says yes to an offer.</summary>
    Claim,
}

/// <summary>What a shopper's bank does, and they.</summary>
internal enum Payer
{
    Good,
    Declined,
    DeclinedThenGood,
    Challenged,
    Abandoning,
    Slow,
}

/// <summary>What a shopper means to do with a reservation, decided before there is one.</summary>
internal enum Intent
{
    Pay,
    GiveBack,
    LetLapse,
}

/// <summary>One visit of one shopper, planned in advance: nothing in it depends on the target's answers.</summary>
/// <param name="At">Microseconds from the opening; negative for those who come early.</param>
/// <param name="Early">Polls the countdown from <paramref name="At"/>, and presses Reserve at <paramref name="ReserveAt"/>.</param>
/// <param name="Variant">Index of the wanted size.</param>
/// <param name="ThinkMicroseconds">From the reservation's answer to its payment, or to giving it back.</param>
/// <param name="Retries">How often it tries again when all is held.</param>
/// <param name="Payer">How the payment goes, where one is required.</param>
/// <param name="ShowsUp">In a line: is there when it is their turn.</param>
internal readonly record struct Visit(
    long At,
    long ReserveAt,
    int Shopper,
    bool Early,
    int Variant,
    Intent Intent,
    long ThinkMicroseconds,
    int Retries,
    Payer Payer = Payer.Good,
    bool ShowsUp = true);

/// <summary>One request that a shopper means to make, at a time of its own.</summary>
/// <param name="Due">When it is meant to be sent, microseconds from the opening. Latency counts from here.</param>
/// <param name="Key">The request's own number, its idempotency key: the same for a resend, a new one for a new try.</param>
/// <param name="Tries">How often it was sent before without a definite answer.</param>
/// <param name="InDoubt">At least one of those sendings got no answer, so it may have taken effect.</param>
internal sealed record Errand(
    ErrandKind Kind,
    long Due,
    Visit Visit,
    long Key,
    int RetriesLeft,
    int Tries = 0,
    bool InDoubt = false,
    string? ReservationId = null)
{
    /// <summary>When the shopper first pressed Pay, microseconds from the opening.</summary>
    public long PayBegan { get; init; }

    /// <summary>Paid with another card than the first one, which was declined.</summary>
    public bool ByAnotherCard { get; init; }

    /// <summary>In the line, as it was told last; 0: not known.</summary>
    public int Place { get; init; }
}

/// <summary>What came back for one errand.</summary>
/// <param name="Status">The HTTP status; 0 when there was no answer at all.</param>
/// <param name="Outcome">What the report counts it as: <c>granted</c>, the problem's code, or what went wrong.</param>
/// <param name="Id">The reservation's or the purchase's id, where one was made.</param>
internal readonly record struct Answer(
    int Status,
    string Outcome,
    string? Id = null,
    long DropVersion = 0,
    DateTimeOffset CreatedAt = default,
    DateTimeOffset ExpiresAt = default,
    int RetryAfterSeconds = 0)
{
    public const string Bought = "bought";
    public const string AskedByTheBank = "asked by the bank";
    public const string NotKnownYet = "not known yet";
    public const string Offered = "offered";
    public const string Over = "over";
    public const string Declined = "payment_declined";

    /// <summary>Of a payment: the stock is kept until then.</summary>
    public DateTimeOffset KeptUntil { get; init; }

    /// <summary>In the line; 0: none is told.</summary>
    public int Place { get; init; }

    /// <summary>The furthest place of the line that was offered something.</summary>
    public int ServedTo { get; init; }

    /// <summary>When the line says that it is worth asking again.</summary>
    public int PollAfterSeconds { get; init; }

    /// <summary>The offer wants a yes first.</summary>
    public bool WantsYes { get; init; }

    public bool Accepted => Status is 200 or 201;

    /// <summary>Nobody knows whether it took effect: no answer came.</summary>
    public bool Unknown => Status == 0;

    /// <summary>The same request may be sent again: either nothing was decided, or its key makes it safe.</summary>
    public bool MayResend => Status is 0 or 429 or 503;

    /// <summary>No shop may answer like this to anything that the crowd does.</summary>
    public bool Fault => Status is 0 or (>= 500 and not 503) or 400 or 401 or 403 or 404 or 422;
}
