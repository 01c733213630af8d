using System.Collections.Immutable;

namespace Stampede.Domain;

/// <summary>A drop's committed counts and status at one version; what watchers see.</summary>
public sealed record DropView(DropId Id, long Version, DropStatus Status, DropTerms Terms, ImmutableArray<VariantStock> Variants)
{
    public Availability Availability => AvailabilityOf(Variants.AsSpan());

    public static Availability AvailabilityOf(ReadOnlySpan<VariantStock> variants)
    {
        var best = Availability.SoldOut;
        foreach (var variant in variants)
        {
            if (variant.Availability < best)
                best = variant.Availability;
        }

        return best;
    }
}
