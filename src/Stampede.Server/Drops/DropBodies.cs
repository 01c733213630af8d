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

/// <summary>What is absent stays as it is; null takes away what a drop can be without.</summary>
internal sealed record ChangeDropBody
{
    private readonly HashSet<string> given = [];

    // Set, not init: the generated reader gives every init property a value, also those that the body does not name.
    [NeverNull]
    public string? Name { get; set => field = Given("name", value); }

    public string? Description { get; set => field = Given("description", value); }

    public string? ImageUrl { get; set => field = Given("imageUrl", value); }

    [NeverNull]
    public PriceBody? Price { get; set => field = Given("price", value); }

    /// <summary>Null: of a draft, which then opens when it is published.</summary>
    public DateTimeOffset? StartsAt { get; set => field = Given("startsAt", value); }

    /// <summary>Null: it goes on until it is ended by hand.</summary>
    public DateTimeOffset? EndsAt { get; set => field = Given("endsAt", value); }

    [NeverNull]
    public int? LimitPerCustomer { get; set => field = Given("limitPerCustomer", value); }

    /// <summary>The body names the field, be it with null.</summary>
    public bool Names(string field) => given.Contains(field);

    private T Given<T>(string name, T value)
    {
        given.Add(name);
        return value;
    }
}

/// <summary>Of a request's field that may be left out, and is not null where it stands.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NeverNullAttribute : Attribute;

internal sealed record AdjustmentBody([property: Required] int? Change, [property: Required] string? Reason);

internal sealed record VerificationAnswer(bool Consistent, IReadOnlyList<VerificationFinding> Findings);

internal sealed record VerificationFinding(string Invariant, string Detail);
