using System.Collections.Immutable;
using System.Text.Json;

namespace Stampede.Rehearsal.Watching;

internal readonly record struct VariantCount(string Id, long Total, long Available, long Held, long Sold)
{
    /// <summary>Every answer and every event promises this.</summary>
    public bool AddsUp => Total == Available + Held + Sold && Total >= 0 && Available >= 0 && Held >= 0 && Sold >= 0;
}

/// <summary>A drop's counts as an answer or an event shows them.</summary>
internal sealed record StockReading(string DropId, long Version, string Status, ImmutableArray<VariantCount> Variants)
{
    public long Available => Variants.Sum(variant => variant.Available);

    public long Held => Variants.Sum(variant => variant.Held);

    public long Sold => Variants.Sum(variant => variant.Sold);

    public bool SameAs(StockReading other) =>
        Version == other.Version && Status == other.Status
        && Variants.OrderBy(variant => variant.Id, StringComparer.Ordinal).SequenceEqual(other.Variants.OrderBy(variant => variant.Id, StringComparer.Ordinal));

    /// <summary>Reads the version of an event that shows stock, without parsing it: there are many watchers.</summary>
    /// <param name="payload">One event of either transport. In both, the drop's version is the first "version" in the text.</param>
    public static bool TryVersion(ReadOnlySpan<byte> payload, out long version)
    {
        version = 0;
        if (payload.IndexOf("\"variants\":"u8) < 0)
            return false;
        var name = "\"version\":"u8;
        var at = payload.IndexOf(name);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(payload[(at + name.Length)..], out version, out _);
    }

    /// <returns>Null: the payload carries no state of stock.</returns>
    public static StockReading? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return Find(json.RootElement) is { } state ? Read(state) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    public static StockReading Read(JsonElement state) => new(
        (state.TryGetProperty("dropId", out var id) || state.TryGetProperty("id", out id)) ? id.GetString()! : "",
        state.GetProperty("version").GetInt64(),
        state.GetProperty("status").GetString()!,
        [.. state.GetProperty("variants").EnumerateArray().Select(variant => new VariantCount(
            variant.GetProperty("id").GetString()!,
            variant.GetProperty("total").GetInt64(),
            variant.GetProperty("available").GetInt64(),
            variant.GetProperty("held").GetInt64(),
            variant.GetProperty("sold").GetInt64()))]);

    /// <summary>Finds the state: the object itself, or what SignalR wraps it in (an invocation's argument, a completion's result).</summary>
    private static JsonElement? Find(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        if (element.TryGetProperty("variants", out _))
            return element;
        if (element.TryGetProperty("result", out var result))
            return Find(result);
        return element.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Array && arguments.GetArrayLength() > 0
            ? Find(arguments[0])
            : null;
    }
}
