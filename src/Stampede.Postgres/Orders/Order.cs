using Stampede.Domain;

namespace Stampede.Postgres.Orders;

/// <summary>Where an order stands. It is made of its payment, of what came back, and of whether it was sent; it is stored nowhere.</summary>
public enum OrderStatus
{
    /// <summary>To be sent. A part of its money may have been given back: what is left of it is sent all the same.</summary>
    New,
    Sent,

    /// <summary>All of it was given back, or came back.</summary>
    Refunded,

    /// <summary>Its money could not be captured, or is disputed: it is not sent before somebody has looked at it.</summary>
    Problem,
}

/// <summary>Of which orders there is a list.</summary>
public enum OrderFilter
{
    New,
    Sent,
    Refunded,
    Problem,

    /// <summary>A part of the money was given back. They are among those to be sent, or sent, too.</summary>
    PartRefunded,
}

/// <summary>A purchase, with all that its shop needs to send it.</summary>
/// <param name="Price">Of one unit.</param>
/// <param name="AccountEmail">Null: a guest, or forgotten.</param>
/// <param name="Contact">As it was when it was bought. Null: none was asked for, or the customer is forgotten.</param>
/// <param name="Sku">What another program calls the variant. Null: nothing.</param>
/// <param name="IsForgotten">The customer had themselves erased.</param>
public sealed record Order(
    PurchaseId Id,
    DropId Drop,
    long DropVersion,
    string DropSlug,
    string DropName,
    DeliveryRule Delivery,
    ReservationId Reservation,
    CustomerId Customer,
    string CustomerName,
    string? AccountEmail,
    VariantId Variant,
    string VariantLabel,
    int Quantity,
    Money Price,
    DateTimeOffset PurchasedAt,
    OrderStatus Status,
    PaymentId? Payment,
    PaymentState? PaymentState,
    long CapturedMinor,
    long RefundedMinor,
    int ReturnedUnits,
    Contact? Contact,
    bool IsForgotten,
    DateTimeOffset? SentAt,
    CustomerId? SentBy,
    string? SentByName,
    string? Carrier,
    string? Tracking,
    string? Note,
    string? Sku);

public enum OrderAct
{
    Sent,
    NotSent,
    Contact,
    Note,
}

/// <summary>What an operator did with an order.</summary>
/// <param name="OperatorName">Null: their account is gone.</param>
/// <param name="Fields">Of a contact: which of its fields became others.</param>
public sealed record OrderStep(DateTimeOffset At, OrderAct What, CustomerId Operator, string? OperatorName, IReadOnlyList<string> Fields);

/// <summary>Of a customer's own order, what was kept of them.</summary>
public sealed record KeptOrder(PurchaseId Id, Contact? Contact, DateTimeOffset? SentAt, string? Carrier, string? Tracking, string? Note);
