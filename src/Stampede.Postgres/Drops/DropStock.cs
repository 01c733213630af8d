using Stampede.Domain;

namespace Stampede.Postgres.Drops;

/// <summary>A drop's stock at one version.</summary>
/// <param name="Variants">Without their labels.</param>
public sealed record DropStock(DropId Id, long Version, DropStatus Status, IReadOnlyList<VariantStock> Variants);
