using System.ComponentModel.DataAnnotations;

namespace Stampede.Server.Drops;

internal sealed record PriceBody([property: Required] long? AmountMinor, [property: Required] string? Currency);

internal sealed record VariantBody([property: Required] string? Label, [property: Required] int? Total);

internal sealed record CreateDropBody
{
    [Required]
    public string? Name { get; init; }

    public string? Description { get; init; }
    public string? ImageUrl { get; init; }

    [Required]
    public PriceBody? Price { get; init; }

    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }
    public int? HoldSeconds { get; init; }
    public int? LimitPerCustomer { get; init; }

    /// <summary>Either these, or <see cref="TotalStock"/> for a drop of one size.</summary>
    public IReadOnlyList<VariantBody?>? Variants { get; init; }

    public int? TotalStock { get; init; }
    public bool? Draft { get; init; }
}

/// <summary>What is absent stays as it is. An <c>endsAt</c> of null takes the end away.</summary>
internal sealed record ChangeDropBody
{
    public string? Name { get; init; }
    public string? Description { get; init; }
    public string? ImageUrl { get; init; }
    public PriceBody? Price { get; init; }
    public DateTimeOffset? StartsAt { get; init; }

    // Set, not init: the generated reader gives every init property a value, also those that the body does not name.
    public DateTimeOffset? EndsAt
    {
        get;
        set
        {
            field = value;
            EndsAtIsGiven = true;
        }
    }

    public int? LimitPerCustomer { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public bool EndsAtIsGiven { get; private set; }
}

internal sealed record AdjustmentBody([property: Required] int? Change, [property: Required] string? Reason);

internal sealed record VerificationAnswer(bool Consistent, IReadOnlyList<VerificationFinding> Findings);

internal sealed record VerificationFinding(string Invariant, string Detail);
