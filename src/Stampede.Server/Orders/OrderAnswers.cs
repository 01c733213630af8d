using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Postgres.Orders;
using Stampede.Server.Drops;

namespace Stampede.Server.Orders;

/// <summary>An order as operators see it: a purchase, and what is needed to send it.</summary>
/// <param name="Number">For people, to be read out.</param>
/// <param name="Delivery">What the drop asks for: none, email or address.</param>
/// <param name="CustomerName">As the customer is called now.</param>
/// <param name="AccountEmail">Absent: a guest, or erased.</param>
/// <param name="Price">Of one unit.</param>
/// <param name="Total">Of all of them.</param>
/// <param name="Status">new, sent, refunded, or problem where the money could not be captured or is disputed.</param>
/// <param name="CustomerErased">With all that named them here.</param>
internal sealed record OrderAnswer(
    PurchaseId Id,
    string Number,
    DropId DropId,
    string DropSlug,
    string DropName,
    DeliveryRule Delivery,
    ReservationId ReservationId,
    VariantId VariantId,
    string VariantLabel,
    int Quantity,
    Money Price,
    Money Total,
    CustomerId CustomerId,
    string CustomerName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccountEmail,
    DateTimeOffset PurchasedAt,
    OrderStatus Status,
    bool CustomerErased)
{
    /// <summary>As it was when it was bought. Absent: none was asked for, or the customer was erased.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Contact? Contact { get; init; }

    /// <summary>What another program calls the variant. Absent: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }

    /// <summary>What paid for it. Absent: nothing did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PaymentId? PaymentId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PaymentState? PaymentStatus { get; init; }

    public long RefundedMinor { get; init; }

    /// <summary>Of what was bought, came back.</summary>
    public int ReturnedUnits { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>What the operator is called who sent it. Absent: it is not sent, or their account is gone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SentBy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Carrier { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tracking { get; init; }

    /// <summary>The shop's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>What operators did with it, the newest hundred in their order. Only of one order that is asked for by its id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderStepAnswer>? Steps { get; init; }

    public static OrderAnswer Of(Order order) => new(
        order.Id, PurchaseNumber.Of(order.Drop, order.DropVersion), order.Drop, order.DropSlug, order.DropName, order.Delivery, order.Reservation, order.Variant, order.VariantLabel,
        order.Quantity, order.Price, TotalOf(order), order.Customer, order.CustomerName, order.AccountEmail, order.PurchasedAt, order.Status, order.IsForgotten)
    {
        Contact = order.Contact,
        Sku = order.Sku,
        PaymentId = order.Payment,
        PaymentStatus = order.PaymentState,
        RefundedMinor = order.RefundedMinor,
        ReturnedUnits = order.ReturnedUnits,
        SentAt = order.SentAt,
        SentBy = order.SentByName,
        Carrier = order.Carrier,
        Tracking = order.Tracking,
        Note = order.Note,
    };

    public static Money TotalOf(Order order) => order.Price with { AmountMinor = checked(order.Price.AmountMinor * order.Quantity) };
}

/// <param name="What">sent, not_sent, contact or note.</param>
/// <param name="ActorName">Null: the operator's account is gone.</param>
/// <param name="Fields">Of a contact: which of its fields became others.</param>
internal sealed record OrderStepAnswer(DateTimeOffset At, OrderAct What, CustomerId Actor, string? ActorName, IReadOnlyList<string> Fields)
{
    public static OrderStepAnswer Of(OrderStep step) => new(step.At, step.What, step.Operator, step.OperatorName, step.Fields);
}

internal static class OrderRules
{
    public const int CarrierLengthMax = 100;
    public const int TrackingLengthMax = 200;
    public const int NoteLengthMax = 2_000;
    public const int QueryLengthMax = 100;

    /// <summary>That are marked together.</summary>
    public const int TogetherMax = 100;
}

/// <param name="Tracking">The parcel's number, or an address where it is followed.</param>
internal sealed record SentBody(
    [property: StringLength(OrderRules.CarrierLengthMax)] string? Carrier,
    [property: StringLength(OrderRules.TrackingLengthMax)] string? Tracking);

internal sealed record SentOrdersBody(
    [property: Required, Length(1, OrderRules.TogetherMax)] IReadOnlyList<string?>? Ids,
    [property: StringLength(OrderRules.CarrierLengthMax)] string? Carrier);

/// <param name="Sent">Those that are sent now, or were before.</param>
/// <param name="Refused">Those that are refunded or in dispute.</param>
/// <param name="NotFound">Those that are no order's.</param>
internal sealed record SentOrders(IReadOnlyList<string> Sent, IReadOnlyList<string> Refused, IReadOnlyList<string> NotFound);

/// <summary>What is absent stays as it is.</summary>
internal sealed record ChangeOrderBody
{
    private readonly HashSet<string> given = [];

    // Set, not init: the generated reader gives every init property a value, also those that the body does not name.

    /// <summary>The whole of it, before it is sent.</summary>
    [NeverNull]
    public ContactBody? Contact { get; set => field = Given("contact", value); }

    /// <summary>Null: it goes.</summary>
    [StringLength(OrderRules.NoteLengthMax)]
    public string? Note { get; set => field = Given("note", value); }

    /// <summary>The body names the field, be it with null.</summary>
    public bool Names(string field) => given.Contains(field);

    private T Given<T>(string name, T value)
    {
        given.Add(name);
        return value;
    }
}
