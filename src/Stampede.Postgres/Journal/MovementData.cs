using System.Text.Json;
using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Postgres.Ledger;

namespace Stampede.Postgres.Journal;

/// <summary>What a movement carries beside its columns; stored in <c>movement.data</c>.</summary>
internal sealed record MovementData
{
    public string? Status { get; init; }
    public DropChange? Change { get; init; }

    /// <summary>What a change came to, by field. Null in ledgers of before.</summary>
    public IReadOnlyList<FieldChange>? Changes { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of a payment that begins or ends: the later end that the hold's first payment gave it.</summary>
    public DateTimeOffset? PayUntil { get; init; }

    /// <summary>Of a return.</summary>
    public Guid? Purchase { get; init; }

    public bool? Restocks { get; init; }

    public LineChange? Line { get; init; }

    /// <summary>Of an offer, with its end.</summary>
    public Offer? Offer { get; init; }

    public DateTimeOffset? OfferedUntil { get; init; }

    public long? LogSize { get; init; }

    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>Of a return that restocks nothing: what came back all the same. Of a draft's new sizes: how many units it has more.</summary>
    public int? Units { get; init; }

    public Guid? Refund { get; init; }

    /// <returns>Null: the movement carries nothing.</returns>
    public static MovementData? From(Movement movement) => movement is { Status: null, Change: null, Reason: null, Return: null, Line: null, Hold: null or { Step: HoldStep.Ends } or { Step: HoldStep.Opens, Of.Offer: null } }
        ? null
        : new MovementData
        {
            Status = movement.Status is { } status ? Names.Of(status) : null,
            Change = movement.Change,
            Changes = movement is { Change: { } change, Before: { } before } ? FieldChange.Between(before, change) : null,
            Reason = movement.Reason,
            PayUntil = movement.Hold is { Step: HoldStep.Continues } effect ? effect.Of.PayUntil : null,
            Purchase = movement.Return?.Purchase.Value,
            Restocks = movement.Return?.Restocks,
            Line = movement.Line,
            Offer = movement.Hold is { Step: HoldStep.Opens } opens ? opens.Of.Offer : null,
            LogSize = (movement as Movement.Offered)?.LogSize,
            OfferedUntil = movement.Hold is { Step: HoldStep.Opens, Of: { Offer: not null } offered } ? offered.ExpiresAt : null,
            ClaimedUntil = movement.Hold is { Step: HoldStep.Continues } continued ? continued.Of.ClaimedUntil : null,
            Units = movement switch
            {
                { Return: { Restocks: false } kept } => kept.Units,
                { Change.Variants: { } drafted, Before: { } was } => drafted.Sum(variant => variant.Total) - was.Units,
                _ => null,
            },
            Refund = movement.Return?.Refund,
        };

    public string ToJson() => JsonSerializer.Serialize(this, MovementJson.Default.MovementData);

    public static MovementData Parse(string json) =>
        JsonSerializer.Deserialize(json, MovementJson.Default.MovementData) ?? throw new InvalidDataException("A movement's data is null.");
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(VariantListConverter), typeof(VariantIdConverter), typeof(EntryIdConverter), typeof(NameConverter<LinePhase>), typeof(NameConverter<LineTempo>),
        typeof(NameConverter<Entrance>), typeof(NameConverter<BeaconKind>), typeof(NameConverter<DeliveryRule>), typeof(NameConverter<PaymentRule>),
    ])]
[JsonSerializable(typeof(MovementData))]
[JsonSerializable(typeof(Money))]
[JsonSerializable(typeof(IReadOnlyList<DraftVariant>))]
[JsonSerializable(typeof(LineState))]
internal sealed partial class MovementJson : JsonSerializerContext;

/// <summary>As the tables and answers write the names of the domain's enums.</summary>
internal sealed class NameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Names.Parse<T>(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Names.Of(value));
}

internal sealed class VariantListConverter : JsonConverter<VariantList>
{
    public override VariantList Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var variants = new List<VariantId>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            variants.Add(new VariantId(reader.GetGuid()));
        return new VariantList(variants);
    }

    public override void Write(Utf8JsonWriter writer, VariantList value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var variant in value.All)
            writer.WriteStringValue(variant.Value);
        writer.WriteEndArray();
    }
}

internal sealed class VariantIdConverter : JsonConverter<VariantId>
{
    public override VariantId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, VariantId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class EntryIdConverter : JsonConverter<EntryId>
{
    public override EntryId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(Guid.Parse(reader.GetString() ?? ""));

    public override void Write(Utf8JsonWriter writer, EntryId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
