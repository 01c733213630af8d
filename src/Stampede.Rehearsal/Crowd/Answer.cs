namespace Stampede.Rehearsal.Crowd;

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
    public bool Accepted => Status is 200 or 201;

    /// <summary>Nobody knows whether it took effect: no answer came.</summary>
    public bool Unknown => Status == 0;

    /// <summary>The same request may be sent again: nothing was decided, or the key makes it safe.</summary>
    public bool MayResend => Status is 0 or 429 or 503;

    /// <summary>No shop may answer like this, whatever the crowd does.</summary>
    public bool Fault => Status is 0 or (>= 500 and not 503) or 400 or 401 or 403 or 404 or 422;
}
