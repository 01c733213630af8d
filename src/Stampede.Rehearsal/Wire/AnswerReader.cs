using System.Text.Json;
using Stampede.Rehearsal.Crowd;

namespace Stampede.Rehearsal.Wire;

/// <summary>Turns a response into what it means to a shopper.</summary>
internal static class AnswerReader
{
    // Most answers carry one of these: no string is made for them.
    private static readonly string[] KnownCodes =
    [
        "sold_out", "all_held", "insufficient_stock", "limit_reached", "already_reserved", "not_started", "ended", "paused",
        "reservation_expired", "reservation_cancelled", "already_purchased", "rate_limited", "overloaded", "database_unavailable",
    ];

    /// <param name="body">Whatever came: a body that is not as the contract says makes an outcome that says so.</param>
    public static Answer Read(ErrandKind kind, int status, int retryAfterSeconds, ReadOnlySpan<byte> body)
    {
        if (kind == ErrandKind.Poll && status == 200)
            return new Answer(status, "seen");
        try
        {
            return status is 200 or 201 ? ReadAccepted(kind, status, body) : ReadProblem(status, retryAfterSeconds, body);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            // An acceptance nobody can read is no acceptance: the audit would look for an id that was never given.
            return new Answer(status is 200 or 201 ? 500 : status, $"unreadable {status}", RetryAfterSeconds: retryAfterSeconds);
        }
    }

    private static Answer ReadAccepted(ErrandKind kind, int status, ReadOnlySpan<byte> body)
    {
        string? id = null;
        long version = 0;
        DateTimeOffset created = default, expires = default;
        var reader = Open(body);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = Next(ref reader).GetString();
            else if (reader.ValueTextEquals("dropVersion"u8))
                version = Next(ref reader).GetInt64();
            else if (reader.ValueTextEquals("createdAt"u8))
                created = Next(ref reader).GetDateTimeOffset();
            else if (reader.ValueTextEquals("expiresAt"u8))
                expires = Next(ref reader).GetDateTimeOffset();
            else
                reader.Skip();
        }

        var named = id is { Length: > 0 } || kind == ErrandKind.Cancel;
        return named
            ? new Answer(status, kind switch { ErrandKind.Reserve => "granted", ErrandKind.Purchase => "bought", _ => "given back" }, id, version, created, expires)
            : new Answer(500, "accepted without an id");
    }

    private static Answer ReadProblem(int status, int retryAfterSeconds, ReadOnlySpan<byte> body)
    {
        var reader = Open(body);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
                return new Answer(status, Code(ref Next(ref reader)), RetryAfterSeconds: retryAfterSeconds);
            reader.Skip();
        }

        return new Answer(status, $"status {status}", RetryAfterSeconds: retryAfterSeconds);
    }

    private static string Code(ref Utf8JsonReader reader)
    {
        foreach (var known in KnownCodes)
        {
            if (reader.ValueTextEquals(known))
                return known;
        }

        return reader.GetString() ?? "null";
    }

    private static Utf8JsonReader Open(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? reader : throw new JsonException("Not an object.");
    }

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("Nothing after a name.");
        return ref reader;
    }
}
