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

    /// <summary>Of a return that restocks nothing: what came back all the same.</summary>
    public int? Units { get; init; }

    public Guid? Refund { get; init; }

    /// <returns>Null: the movement carries nothing.</returns>
    public static MovementData? From(Movement movement) => movement is { Status: null, Change: null, Reason: null, Return: null, Hold: null or { Step: not HoldStep.Continues } }
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
            Units = movement.Return is { Restocks: false } kept ? kept.Units : null,
            Refund = movement.Return?.Refund,
        };

    public string ToJson() => JsonSerializer.Serialize(this, MovementJson.Default.MovementData);

    public static MovementData Parse(string json) =>
        JsonSerializer.Deserialize(json, MovementJson.Default.MovementData) ?? throw new InvalidDataException("A movement's data is null.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MovementData))]
[JsonSerializable(typeof(Money))]
internal sealed partial class MovementJson : JsonSerializerContext;
