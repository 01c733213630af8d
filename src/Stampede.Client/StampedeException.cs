using System.Net;
using System.Text.Json;

namespace Stampede.Client;

/// <summary>What did not work, and why: <see cref="Code"/> is stable (docs/problems.md explains each).</summary>
public sealed class StampedeException : Exception
{
    /// <summary>No answer came: what was asked may have been done or not.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>The answer is no problem of Stampede's: a proxy's page, perhaps.</summary>
    public const string Unknown = "unknown";

    private StampedeException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    public string Code { get; private init; } = Unknown;

    /// <summary>0 without an answer.</summary>
    public HttpStatusCode Status { get; private init; }

    /// <summary>Null: the server names no time.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The whole problem, with what is particular to its code. Undefined where there is none.</summary>
    public JsonElement Body { get; private init; }

    internal static StampedeException Lost(Exception cause) => new($"The shop does not answer: {cause.Message}", cause) { Code = NoAnswer };

    internal static async Task<StampedeException> OfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var body = Parse(text);
        var code = TextOf(body, "code") ?? Unknown;
        var told = body.ValueKind == JsonValueKind.Object ? $"{TextOf(body, "title")}: {TextOf(body, "detail")} {ErrorsOf(body)}".TrimEnd() : text[..Math.Min(text.Length, 300)];
        return new($"{(int)response.StatusCode} {code}: {told}", null) { Code = code, Status = response.StatusCode, RetryAfter = Repeating.WaitOf(response), Body = body };
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ClientJson.Default.JsonElement);
        }
        catch (JsonException)
        {
            // The status says enough.
            return default;
        }
    }

    private static string? TextOf(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string ErrorsOf(JsonElement body) => body.TryGetProperty("errors", out var errors) ? errors.GetRawText() : "";
}
