using System.Text.Json;
using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Postgres.Ledger;

namespace Stampede.Postgres.Journal;

/// <summary>How the names of the domain are written in the tables.</summary>
internal static class Names
{
    public static string Of(DropStatus status) => status switch
    {
        DropStatus.Draft => "draft",
        DropStatus.Upcoming => "upcoming",
        DropStatus.Live => "live",
        DropStatus.Paused => "paused",
        DropStatus.Ended => "ended",
    };

    public static string Of(ReservationStatus status) => status switch
    {
        ReservationStatus.Active => "active",
        ReservationStatus.Purchased => "purchased",
        ReservationStatus.Expired => "expired",
        ReservationStatus.Cancelled => "cancelled",
    };

    public static DropStatus ParseDropStatus(string name) => name switch
    {
        "draft" => DropStatus.Draft,
        "upcoming" => DropStatus.Upcoming,
        "live" => DropStatus.Live,
        "paused" => DropStatus.Paused,
        "ended" => DropStatus.Ended,
        _ => throw new InvalidDataException($"'{name}' is no status of a drop."),
    };

    public static ReservationStatus ParseReservationStatus(string name) => name switch
    {
        "active" => ReservationStatus.Active,
        "purchased" => ReservationStatus.Purchased,
        "expired" => ReservationStatus.Expired,
        "cancelled" => ReservationStatus.Cancelled,
        _ => throw new InvalidDataException($"'{name}' is no status of a reservation."),
    };

    public static string Of(Movement movement) => movement switch
    {
        Movement.Reserved => "reserved",
        Movement.Purchased => "purchased",
        Movement.Cancelled => "cancelled",
        Movement.Expired => "expired",
        Movement.Adjusted => "adjusted",
        Movement.Published => "published",
        Movement.Opened => "opened",
        Movement.Paused => "paused",
        Movement.Resumed => "resumed",
        Movement.Ended => "ended",
        Movement.Changed => "changed",
        _ => throw new InvalidOperationException($"No kind for {movement.GetType().Name}."),
    };
}

/// <summary>What a movement that is not of a hold carries beside its columns; stored in <c>movement.data</c>.</summary>
internal sealed record MovementData
{
    public string? Status { get; init; }
    public DropChange? Change { get; init; }

    /// <summary>What a change came to, by field. Null in ledgers of before.</summary>
    public IReadOnlyList<FieldChange>? Changes { get; init; }

    public string? Reason { get; init; }

    public static MovementData? From(Movement movement) => movement switch
    {
        Movement.Adjusted adjusted => new() { Reason = adjusted.Reason },
        Movement.Changed changed => new()
        {
            Status = Names.Of(changed.Status),
            Change = changed.What,
            Changes = changed.Before is { } before ? FieldChange.Between(before, changed.What) : null,
        },
        Movement.OfDrop ofDrop => new() { Status = Names.Of(ofDrop.Status) },
        _ => null,
    };

    public string ToJson() => JsonSerializer.Serialize(this, MovementJson.Default.MovementData);

    public static MovementData Parse(string json) =>
        JsonSerializer.Deserialize(json, MovementJson.Default.MovementData) ?? throw new InvalidDataException("A movement's data is null.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MovementData))]
[JsonSerializable(typeof(Money))]
internal sealed partial class MovementJson : JsonSerializerContext;
