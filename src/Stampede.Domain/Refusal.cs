namespace Stampede.Domain;

/// <summary>
/// Why a command has no effect. The order of declaration is the order of precedence: of several reasons, the
/// first one is given. (Who the caller is was settled before a command exists.)
/// </summary>
public abstract record Refusal
{
    private Refusal()
    {
    }

    // The request's own name.
    public sealed record IdempotencyKeyReused : Refusal;

    // What is there.
    public sealed record DropNotFound : Refusal;
    public sealed record VariantNotFound : Refusal;
    public sealed record VariantRequired : Refusal;
    public sealed record ReservationNotFound : Refusal;
    public sealed record NotInLine : Refusal;
    public sealed record PreferencesInvalid : Refusal;
    public sealed record QuantityOutOfRange(int Limit) : Refusal;
    public sealed record ScheduleInvalid : Refusal;
    public sealed record StartNeeded : Refusal;

    // Is the drop live.
    public sealed record NotPublished : Refusal;
    public sealed record AlreadyPublished : Refusal;
    public sealed record NotArchivable : Refusal;
    public sealed record NotStarted(DateTimeOffset StartsAt) : Refusal;
    public sealed record Ended : Refusal;
    public sealed record Paused : Refusal;

    // Whose turn it is.
    public sealed record LineFirst : Refusal;
    public sealed record LineNotReady : Refusal;
    public sealed record LineRulesFixed : Refusal;
    public sealed record LineNotOpen : Refusal;
    public sealed record LineClosed : Refusal;
    public sealed record LineFull : Refusal;

    public sealed record Excluded(string? Reason) : Refusal;
    public sealed record LineLeft : Refusal;
    public sealed record AvailableNow(VariantId Variant) : Refusal;

    // The reservation's own end.
    public sealed record NotOffered : Refusal;
    public sealed record ClaimOver : Refusal;
    public sealed record ReservationExpired : Refusal;
    public sealed record ReservationCancelled : Refusal;
    public sealed record AlreadyPurchased : Refusal;

    // What it costs.
    public sealed record PaymentRequired : Refusal;
    public sealed record PaymentNotNeeded : Refusal;
    public sealed record PaymentUnderWay : Refusal;
    public sealed record AmountDiffers : Refusal;

    // Where it goes.
    public sealed record DeliveryRequired(DeliveryRule Rule, DeliveryGap Gap) : Refusal;
    public sealed record DeliveryFixed : Refusal;

    // The customer's limit: in units, and in time.
    public sealed record LimitReached(int Limit, int Bought) : Refusal;
    public sealed record AlreadyReserved(Hold Newest) : Refusal;
    public sealed record WaitToReserve(DateTimeOffset Until) : Refusal;

    // The stock.
    public sealed record SoldOut : Refusal;
    public sealed record AllHeld : Refusal;
    public sealed record InsufficientStock(int Available) : Refusal;
    public sealed record StockOutOfRange(int TotalMax) : Refusal;
    public sealed record StockInUse(int Available) : Refusal;

    // The service: nothing was decided, or nobody knows yet; the same request may be sent again.
    public sealed record Overloaded : Refusal;
    public sealed record DatabaseUnavailable : Refusal;

    /// <summary>A fault of ours met this command alone; nothing was done for it.</summary>
    public sealed record InternalError : Refusal;
}
