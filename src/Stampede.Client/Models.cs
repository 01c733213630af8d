using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Stampede.Client;

/// <param name="AmountMinor">In the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record Money(long AmountMinor, string Currency);

/// <summary>Always <c>Total = Available + Held + Sold</c>.</summary>
/// <param name="Label">Absent in live events.</param>
public sealed record VariantStock(string Id, string? Label, long Total, long Available, long Held, long Sold);

/// <param name="Status">draft, upcoming, live, paused or ended.</param>
/// <param name="Availability">available, allHeld or soldOut.</param>
/// <param name="Entrance">open, queue or draw.</param>
/// <param name="Version">Grows with every change: leave out what is older than what you have.</param>
public sealed record Drop(
    string Id, string Slug, string Name, string? Description, Money Price, string Status, string Availability, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int HoldSeconds,
    int LimitPerCustomer, string Payment, string Entrance, IReadOnlyList<VariantStock> Variants, long Version, DateTimeOffset ServerTime);

/// <param name="Status">active, purchased, expired or cancelled.</param>
/// <param name="ExpiresAt">It is to be bought before.</param>
/// <param name="KeptUntil">Later than <paramref name="ExpiresAt"/> while a payment is under way.</param>
public sealed record Reservation(
    string Id, string DropId, string VariantId, int Quantity, string Status, Money Price, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset KeptUntil, DateTimeOffset? EndedAt,
    string? EndedBy, DateTimeOffset ServerTime);

/// <param name="Number">To read out: ST-7F3K-92.</param>
public sealed record Purchase(string Id, string Number, string ReservationId, string DropId, string VariantId, int Quantity, Money Price, DateTimeOffset PurchasedAt);

/// <param name="Status">docs/payments.md says what each means.</param>
/// <param name="NextAction">What the customer's bank asks for; its shape is the provider's.</param>
/// <param name="PurchaseId">Null: it is not bought yet.</param>
public sealed record Payment(
    string Id, string ReservationId, string DropId, string Status, Money Amount, DateTimeOffset KeptUntil, JsonElement? NextAction, string? PurchaseId, string? DeclineCode, DateTimeOffset ServerTime);

/// <summary>One of the two, as the shop's provider takes it.</summary>
public sealed record PaymentMeans
{
    /// <summary>Of Stripe.</summary>
    public string? ConfirmationToken { get; init; }

    /// <summary>Of the test provider.</summary>
    public string? Card { get; init; }
}

public sealed record NewVariant(string Label, int Total);

/// <summary>A drop to make. What is null is as the shop has it.</summary>
public sealed record NewDrop(string Name, Money Price)
{
    public string? Description { get; init; }

    public string? ImageUrl { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public int? HoldSeconds { get; init; }

    public int? LimitPerCustomer { get; init; }

    /// <summary>none or required.</summary>
    public string? Payment { get; init; }

    public IReadOnlyList<NewVariant>? Variants { get; init; }

    /// <summary>In place of variants, where there is one size.</summary>
    public int? TotalStock { get; init; }

    /// <summary>Nobody but operators sees it until it is published.</summary>
    public bool? Draft { get; init; }
}

public sealed record Session(string AccessToken, int ExpiresIn, string RefreshToken);

/// <param name="Key">Null where it was made before, under the same Idempotency-Key.</param>
public sealed record NewKey(string Id, string Name, IReadOnlyList<string> Scopes, string? Key);

/// <summary>Something that happened, as a webhook and <c>GET /api/v1/events</c> tell it.</summary>
/// <param name="Id">The same for ever, in a repetition too: do nothing twice for it.</param>
/// <param name="Sequence">With <paramref name="PreviousSequence"/> a receiver sees whether one is missing.</param>
public sealed record ShopEvent(string? Id, string Type, DateTimeOffset Timestamp, string? DropId, long? Sequence, long? PreviousSequence, JsonElement Data);

/// <param name="Next">To go on from, now or later.</param>
/// <param name="More">Asked again, there may be more at once.</param>
public sealed record EventPage(IReadOnlyList<ShopEvent> Items, string? Next, bool More);

public sealed record StockChanged(string DropId, long Version, string Status, string Availability, IReadOnlyList<VariantStock> Variants);

internal sealed record ReserveBody(string? VariantId, int Quantity);

internal sealed record SignInBody(string Email, string Password);

internal sealed record KeyBody(string Name, IReadOnlyList<string> Scopes);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Drop))]
[JsonSerializable(typeof(Reservation))]
[JsonSerializable(typeof(Purchase))]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(PaymentMeans))]
[JsonSerializable(typeof(NewDrop))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(ShopEvent))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(StockChanged))]
[JsonSerializable(typeof(ReserveBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>UTC with milliseconds, as the API has all its times.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
}
