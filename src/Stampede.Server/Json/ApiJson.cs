using System.Text.Json;
using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Json;

/// <summary>Everything that goes over the wire, with its converters; generated at build time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(DropIdConverter), typeof(VariantIdConverter), typeof(ReservationIdConverter), typeof(PurchaseIdConverter),
        typeof(CustomerIdConverter), typeof(TimeConverter), typeof(CamelCaseEnumConverter<DropStatus>),
        typeof(CamelCaseEnumConverter<Availability>), typeof(CamelCaseEnumConverter<ReservationStatus>),
    ])]
[JsonSerializable(typeof(DropSnapshot))]
internal sealed partial class ApiJson : JsonSerializerContext;

internal sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
