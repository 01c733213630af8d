using System.Collections.Immutable;

namespace Stampede.Domain;

/// <summary>A drop's committed counts and status at one version; what watchers see.</summary>
public sealed record DropView(DropId Id, long Version, DropStatus Status, DropTerms Terms, ImmutableArray<VariantStock> Variants)
{
    /// <summary>When its last movement was; time in a drop does not fall below this. The default: nothing has moved yet.</summary>
    public DateTimeOffset LastMovementAt { get; init; }

    /// <summary>Null: the drop has no line.</summary>
    public LineState? Line { get; init; }

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
