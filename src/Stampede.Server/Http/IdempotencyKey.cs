namespace Stampede.Server.Http;

/// <summary>A caller's name for one request of theirs, in the header <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int LengthMax = 200;

    /// <returns>Null: there is none, or it is wrong, which <paramref name="check"/> then says.</returns>
    public static string? Read(HttpRequest request, Validation check)
    {
        if (request.Headers[Header] is not { Count: > 0 } sent)
            return null;
        var key = sent.ToString();
        return check.Require(key.Length is > 0 and <= LengthMax && key.All(c => c is >= ' ' and <= '~'), Header,
            $"From 1 to {LengthMax} printable ASCII characters.") ? key : null;
    }
}
