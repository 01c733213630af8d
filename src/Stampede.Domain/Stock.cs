using System.Text.Json.Serialization;

namespace Stampede.Domain;

/// <summary>The count of one variant. Always <c>Total = Available + Held + Sold</c>, none negative.</summary>
public readonly record struct VariantStock(VariantId Id, string Label, int Available, int Held, int Sold)
{
    /// <summary>The largest total of one variant.</summary>
    public const int TotalMax = 10_000_000;

    /// <summary>What another program calls it. Null: nothing, or whoever asks is not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }

    public int Total => Available + Held + Sold;

    public Availability Availability =>
        Available > 0 ? Availability.Available : Held > 0 ? Availability.AllHeld : Availability.SoldOut;

    internal VariantStock Move(StockEffect stock)
    {
        var moved = this with { Available = Available + stock.Available, Held = Held + stock.Held, Sold = Sold + stock.Sold };
        if (moved.Available < 0 || moved.Held < 0 || moved.Sold < 0)
            throw new InvalidOperationException($"Variant {Id} would have a negative count: {moved}.");
        return moved;
    }
}

/// <summary>A customer's live claim on stock.</summary>
/// <param name="Price">Of one unit, as it was when the hold was made: a later change of price does not reach it.</param>
/// <param name="DropVersion">The version of the movement that made it.</param>
public sealed record Hold(
    ReservationId Id,
    CustomerId Customer,
    VariantId Variant,
    int Quantity,
    Money Price,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    long DropVersion)
{
    /// <summary>The attempt that is under way. Null: none is.</summary>
    public PaymentId? Payment { get; init; }

    /// <summary>The one later end that its first payment gave it; each later attempt lives in what is left. Null: nobody has tried to pay.</summary>
    public DateTimeOffset? PayUntil { get; init; }

    /// <summary>The line offered it. Null: its customer reserved it.</summary>
    public Offer? Offer { get; init; }

    /// <summary>The end that saying yes gave an offer. Null: nobody did, or nobody needed to.</summary>
    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>Its end as it stands: later than <see cref="ExpiresAt"/> only once it is claimed, and while a payment is under way.</summary>
    public DateTimeOffset KeptUntil
    {
        get
        {
            var end = ClaimedUntil > ExpiresAt ? ClaimedUntil.Value : ExpiresAt;
            return Payment is not null && PayUntil > end ? PayUntil.Value : end;
        }
    }

    /// <summary>It was set aside for somebody who has not said yes to it.</summary>
    public bool IsUnanswered => Offer is { Tempo: LineTempo.Live } && ClaimedUntil is null;

    /// <summary>All of it.</summary>
    public long AmountMinor => checked(Price.AmountMinor * Quantity);

    /// <summary>A hold is over at the very instant of its end, not after it.</summary>
    public bool IsOver(DateTimeOffset now) => KeptUntil <= now;
}

/// <summary>What makes a hold an offer: it was set aside for the person at this place.</summary>
/// <param name="Choice">0: the variant that they listed first.</param>
public sealed record Offer(EntryId Entry, int Place, int Choice, LineTempo Tempo);

public sealed record Purchase(
    PurchaseId Id,
    ReservationId Reservation,
    CustomerId Customer,
    VariantId Variant,
    int Quantity,
    Money Price,
    DateTimeOffset PurchasedAt);

internal static class VariantStocks
{
    /// <returns>The variant's place, or -1. A loop: it is asked for each command, and a lambda would be made anew each time.</returns>
    public static int IndexOf(this ReadOnlySpan<VariantStock> variants, VariantId id)
    {
        for (var i = 0; i < variants.Length; i++)
        {
            if (variants[i].Id == id)
                return i;
        }

        return -1;
    }
}
