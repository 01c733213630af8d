using System.Globalization;
using System.Text.Json.Serialization;
using Stampede.Domain;

namespace Stampede.Postgres.Events;

/// <summary>
/// An event's name for ever, in a replay too: <c>evt_</c>, the drop or the payment whose events are numbered, and the number. Where a
/// movement is the reason for a second event, that one has a word behind it.
/// </summary>
/// <param name="Stream">The drop, or the payment.</param>
/// <param name="Sequence">The drop's version, or the number of the payment's event.</param>
/// <param name="Rank">Among the events of one movement.</param>
public readonly record struct EventId(Guid Stream, long Sequence, int Rank)
{
    internal const int OfMovement = 0;
    internal const int OfOpening = 1;
    internal const int OfSellingOut = 2;

    private const string Prefix = "evt_";
    private const string Opening = "opened";
    private const string SellingOut = "soldOut";

    /// <summary>Orders the events of one drop.</summary>
    public long Place => (Sequence << 2) | (long)Rank;

    public static EventId? Parse(string text)
    {
        var parts = text.Split('_');
        if (parts is not ["evt", var stream, var number, ..] || parts.Length > 4 || !Guid.TryParseExact(stream, "D", out var id)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence is < 1 or > long.MaxValue >> 3)
            return null;
        return parts.Length == 3 ? new(id, sequence, OfMovement) : parts[3] switch
        {
            Opening => new(id, sequence, OfOpening),
            SellingOut => new(id, sequence, OfSellingOut),
            _ => null,
        };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Stream}_{Sequence}") + Rank switch
    {
        OfOpening => $"_{Opening}",
        OfSellingOut => $"_{SellingOut}",
        _ => "",
    };
}

/// <summary>Where in the order of all events somebody has got to.</summary>
/// <param name="Row">Of event_log.</param>
/// <param name="Place">In that row, as <see cref="EventId.Place"/>; <see cref="WholeRow"/>: to its end.</param>
public readonly record struct EventPosition(long Row, long Place)
{
    public const long WholeRow = long.MaxValue;

    public static readonly EventPosition Beginning = new(0, WholeRow);

    public bool IsBefore(EventPosition other) => Row < other.Row || (Row == other.Row && Place < other.Place);
}

/// <param name="Id">The same for ever.</param>
/// <param name="Type">Such as purchase.created.</param>
/// <param name="DropId">Null: of a test.</param>
/// <param name="Sequence">The drop's version; of a payment's event its number among these.</param>
/// <param name="PreviousSequence">Of the event before it, of this drop or payment, among those that are asked for. Null: it is the first.</param>
public sealed record ShopEvent(string Id, string Type, DateTimeOffset Timestamp, DropId? DropId, long Sequence, long? PreviousSequence, EventData Data);

/// <summary>What an event tells. Which of it is there goes by the type; nothing of it names a person.</summary>
public sealed record EventData
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DropId? DropId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DropSlug { get; init; }

    /// <summary>As the drop is called now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DropName { get; init; }

    /// <summary>As another program calls the drop.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DropExternalId { get; init; }

    /// <summary>Of an event of the drop: its status from then on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VariantId? VariantId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VariantLabel { get; init; }

    /// <summary>As another program calls the variant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }

    /// <summary>Of an adjustment, in units; negative: fewer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Change { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReservationId? ReservationId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PurchaseId? PurchaseId { get; init; }

    /// <summary>Of the purchase, to be read out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PurchaseNumber { get; init; }

    /// <summary>Units of the hold or the purchase; of a return those that came back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Quantity { get; init; }

    /// <summary>Of one unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Price { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CustomerId? CustomerId { get; init; }

    /// <summary>As another program calls the customer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalCustomerId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PaymentId? PaymentId { get; init; }

    /// <summary>Of a return: its units are free again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Restocked { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? RefundId { get; init; }

    /// <summary>Why an operator did it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Of a hold that is made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Of a hold: customer, operator or time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EndedBy { get; init; }

    /// <summary>Of a payment: where it stood then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PaymentState { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Disputed { get; init; }

    /// <summary>Of a payment: captured up to then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Captured { get; init; }

    /// <summary>Of a payment: given back up to then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Refunded { get; init; }

    /// <summary>Of a test: what it is for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }
}

/// <param name="Types">At least one.</param>
/// <param name="Drops">Null: all.</param>
public sealed record EventFilter(IReadOnlySet<EventType> Types, Guid[]? Drops);

/// <param name="Id">That of <see cref="Event"/>.</param>
public sealed record LoggedEvent(EventId Id, EventType Type, EventPosition At, ShopEvent Event);

/// <param name="Next">From where to go on, whether there is more now or not.</param>
/// <param name="More">Asked again, there may be more at once.</param>
public sealed record EventPage(IReadOnlyList<LoggedEvent> Events, EventPosition Next, bool More);
