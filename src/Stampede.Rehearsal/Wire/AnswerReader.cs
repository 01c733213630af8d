using System.Text.Json;
using Stampede.Rehearsal.Crowd;

namespace Stampede.Rehearsal.Wire;

/// <summary>Turns a response into what it means to a shopper.</summary>
internal static class AnswerReader
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private sealed record Accepted(string? Id, long DropVersion, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

    private sealed record Problem(string? Code);

    /// <param name="body">Anything: a body that is not as the contract says becomes an outcome that says so.</param>
    public static Answer Read(ErrandKind kind, int status, int retryAfterSeconds, ReadOnlySpan<byte> body)
    {
        if (kind == ErrandKind.Poll && status == 200)
            return new Answer(status, "seen");
        try
        {
            return status is 200 or 201
                ? Of(kind, status, JsonSerializer.Deserialize<Accepted>(body, Json))
                : new Answer(status, JsonSerializer.Deserialize<Problem>(body, Json)?.Code ?? $"status {status}", RetryAfterSeconds: retryAfterSeconds);
        }
        catch (JsonException)
        {
            // An acceptance without a readable body is a fault: there is no id that the audit could look for.
            return new Answer(status is 200 or 201 ? 500 : status, $"unreadable {status}", RetryAfterSeconds: retryAfterSeconds);
        }
    }

    private static Answer Of(ErrandKind kind, int status, Accepted? answer) => answer is { Id.Length: > 0 } || kind == ErrandKind.Cancel
        ? new Answer(
            status, kind switch { ErrandKind.Reserve => "granted", ErrandKind.Purchase => "bought", _ => "given back" },
            answer?.Id, answer?.DropVersion ?? 0, answer?.CreatedAt ?? default, answer?.ExpiresAt ?? default)
        : new Answer(500, "accepted without an id");
}
