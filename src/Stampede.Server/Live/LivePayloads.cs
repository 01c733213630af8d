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
    public static PurchaseCompleted Of(LiveEvent.PurchaseCompleted live) => new(
        live.Drop, live.Version, live.Sale.DisplayName, live.VariantLabel, live.Units, live.At);
}

internal sealed record ReservationExpired(ReservationId ReservationId, DropId DropId, VariantId VariantId);
