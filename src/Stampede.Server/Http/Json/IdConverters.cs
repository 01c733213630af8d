using System.Text.Json;
using System.Text.Json.Serialization;
using Stampede.Domain;

namespace Stampede.Server.Http;

/// <summary>Ids go out as opaque strings; what is no id of ours is bad JSON for its field.</summary>
internal abstract class IdConverter<TId> : JsonConverter<TId>
{
    protected abstract TId Wrap(Guid value);

    protected abstract Guid Unwrap(TId id);

    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var value)
            ? Wrap(value)
            : throw new JsonException("Not an id.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Unwrap(value));
}

internal sealed class DropIdConverter : IdConverter<DropId>
{
    protected override DropId Wrap(Guid value) => new(value);

    protected override Guid Unwrap(DropId id) => id.Value;
}

internal sealed class VariantIdConverter : IdConverter<VariantId>
{
    protected override VariantId Wrap(Guid value) => new(value);

    protected override Guid Unwrap(VariantId id) => id.Value;
}

internal sealed class ReservationIdConverter : IdConverter<ReservationId>
{
    protected override ReservationId Wrap(Guid value) => new(value);

    protected override Guid Unwrap(ReservationId id) => id.Value;
}

internal sealed class PurchaseIdConverter : IdConverter<PurchaseId>
{
    protected override PurchaseId Wrap(Guid value) => new(value);

    protected override Guid Unwrap(PurchaseId id) => id.Value;
}

internal sealed class CustomerIdConverter : IdConverter<CustomerId>
{
    protected override CustomerId Wrap(Guid value) => new(value);

    protected override Guid Unwrap(CustomerId id) => id.Value;
}

/// <summary>ISO 8601, UTC, milliseconds: <c>2026-01-31T10:00:00.000Z</c>.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out var value))
            throw new JsonException("Not a time in ISO 8601.");
        // Without a zone it is UTC, wherever the server stands; the reader would take it for this machine's time.
        return reader.TryGetDateTime(out var plain) && plain.Kind == DateTimeKind.Unspecified ? new(plain, TimeSpan.Zero) : value.ToUniversalTime();
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Format.Length];
        value.UtcDateTime.TryFormat(text, out var length, Format, System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}

internal sealed class PaymentIdConverter : IdConverter<PaymentId>
{
    protected override PaymentId Wrap(Guid value) => new(value);

    protected override Guid Unwrap(PaymentId id) => id.Value;
}

/// <summary>32 hex digits, as in the line's log.</summary>
internal sealed class EntryIdConverter : JsonConverter<EntryId>
{
    public override EntryId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Guid.TryParseExact(reader.GetString(), "N", out var value) ? new(value) : throw new JsonException("Not an id.");

    public override void Write(Utf8JsonWriter writer, EntryId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
