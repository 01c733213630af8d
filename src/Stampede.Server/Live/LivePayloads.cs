using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Live;

internal sealed record Connected(DateTimeOffset ServerTime);

internal sealed record StockChanged(DropId DropId, long Version, DropStatus Status, Availability Availability, IReadOnlyList<VariantCounts> Variants)
{
    public static StockChanged Of(DropView view) => new(view.Id, view.Version, view.Status, view.Availability, VariantCounts.Of(view.Variants));

    public static StockChanged Of(DropStock drop) => new(
        drop.Id, drop.Version, drop.Status, DropView.AvailabilityOf([.. drop.Variants]), VariantCounts.Of(drop.Variants));
}

internal sealed record VariantCounts(VariantId Id, int Total, int Available, int Held, int Sold)
{
    public static IReadOnlyList<VariantCounts> Of(IReadOnlyList<VariantStock> variants) =>
        [.. variants.Select(v => new VariantCounts(v.Id, v.Total, v.Available, v.Held, v.Sold))];
}

internal sealed record PurchaseCompleted(
    DropId DropId, long Version, string DisplayName, string VariantLabel, int Quantity, DateTimeOffset PurchasedAt)
{
    /// <summary>As in <see cref="LatestPurchaser.NameHidden"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NameHidden { get; init; }

    public static PurchaseCompleted Of(LiveEvent.PurchaseCompleted live)
    {
        var shown = LatestPurchaser.Of(live.Sale.DisplayName, live.VariantLabel, live.Units, live.At);
        return new(live.Drop, live.Version, shown.DisplayName, shown.VariantLabel, shown.Quantity, shown.PurchasedAt) { NameHidden = shown.NameHidden };
    }
}

/// <param name="ClaimBy">It wants a yes until then. Left out: it wants none.</param>
/// <param name="PayBy">It is kept until then. Left out: it wants a yes first.</param>
internal sealed record OfferEnding(
    ReservationId ReservationId,
    DropId DropId,
    VariantId VariantId,
    int Quantity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ClaimBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? PayBy,
    DateTimeOffset ServerTime)
{
    public static OfferEnding Of(LiveEvent.OfferEnding live) => new(
        live.Hold.Id, live.Drop, live.Hold.Variant, live.Hold.Quantity, live.Hold.IsUnanswered ? live.Hold.KeptUntil : null,
        live.Hold.IsUnanswered ? null : live.Hold.KeptUntil, live.At);
}

internal sealed record ReservationExpired(ReservationId ReservationId, DropId DropId, VariantId VariantId);
