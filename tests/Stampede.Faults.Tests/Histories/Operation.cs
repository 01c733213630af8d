namespace Stampede.Faults.Tests.Histories;

internal enum Kind
{
    Reserve,
    Purchase,
    Cancel,
}

/// <summary>What a customer knows after one try.</summary>
internal enum Outcome
{
    /// <summary>2xx: it is done.</summary>
    Ok,

    /// <summary>4xx, or 503 <c>overloaded</c>: by its own word nothing was done.</summary>
    Fail,

    /// <summary>Nobody took the connection: nothing was sent.</summary>
    Unsent,

    /// <summary>503 <c>database_unavailable</c>, or the connection broke, or nothing came: it was done, or not.</summary>
    Unknown,
}

/// <summary>What the body of a good answer says.</summary>
/// <param name="Id">Of the reservation, or of the purchase.</param>
/// <param name="Version">Of the drop, where the answer names it.</param>
/// <param name="At">When it was made or bought, by the database's clock.</param>
internal sealed record Reply(Guid Id, Guid Reservation, int Quantity, long? Version, DateTimeOffset? At, DateTimeOffset? ExpiresAt, string? Status);

/// <summary>One try: invoked, and what came of it.</summary>
/// <param name="Subject">The request key of a reservation; the reservation of a purchase or a cancellation. Tries with the same one are one wish.</param>
/// <param name="InvokedAt">By the recorder's monotonic clock, as <paramref name="CompletedAt"/>.</param>
internal sealed record Operation(Kind Kind, Guid Customer, string Subject, int Quantity, TimeSpan InvokedAt, TimeSpan CompletedAt, Outcome Outcome)
{
    /// <summary>Which node was asked.</summary>
    public int Node { get; init; }

    /// <summary>0: no answer came.</summary>
    public int Status { get; init; }

    public string? Code { get; init; }

    public bool HasRetryAfter { get; init; }

    /// <summary>No answer came within the client's own bound.</summary>
    public bool TimedOut { get; init; }

    public Reply? Reply { get; init; }

    public TimeSpan Took => CompletedAt - InvokedAt;

    /// <summary>Two wishes of one customer with the same subject are the same wish.</summary>
    public (Kind, Guid, string) Wish => (Kind, Customer, Subject);
}
