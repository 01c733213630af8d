namespace Stampede.Server.Http;

/// <summary>One kind of problem (RFC 9457). Its code, status and title never change; the detail may say more.</summary>
/// <param name="Code">What programs tell problems apart by; snake_case.</param>
/// <param name="Detail">What happened and what to do about it, for people.</param>
internal sealed record ProblemKind(string Code, int Status, string Title, string Detail)
{
    /// <summary>After how long the same request may succeed; null where waiting is no help.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Relative to the server, which explains itself there.</summary>
    public string Type => $"/problems/{Code}";
}
