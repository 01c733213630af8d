using System.ComponentModel.DataAnnotations;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Drops;

/// <param name="AmountMinor">In the currency's smallest unit.</param>
/// <param name="Currency">Of ISO 4217.</param>
internal sealed record PriceBody(
    [property: Required, Range(0d, PriceBody.AmountMinorMax)] long? AmountMinor,
    [property: Required, RegularExpression("^[A-Z]{3}$")] string? Currency)
{
    private const long AmountMinorMax = 1_000_000_000_000;
}

/// <param name="Sku">What another program calls it. For those who run the shop alone.</param>
internal sealed record VariantBody(
    [property: Required, StringLength(60, MinimumLength = 1)] string? Label,
    [property: Required, Range(0, VariantStock.TotalMax)] int? Total,
    [property: StringLength(DropCodes.SkuLengthMax)] string? Sku = null);

/// <param name="Url">The imageUrl of a picture that was uploaded here, or an https address.</param>
/// <param name="Alt">What is to be seen, for who cannot see it. Absent: pages say that it is a picture of the drop.</param>
/// <param name="FocalPoint">What stays in view when the picture is cut. Absent: its middle.</param>
internal sealed record PictureBody(
    [property: Required, StringLength(DropRules.ImageUrlLengthMax, MinimumLength = 1)] string? Url,
    [property: StringLength(300)] string? Alt,
    FocalPointBody? FocalPoint);

/// <param name="X">From the left, 0 to 1.</param>
/// <param name="Y">From the top, 0 to 1.</param>
internal sealed record FocalPointBody([property: Required, Range(0d, 1d)] double? X, [property: Required, Range(0d, 1d)] double? Y);

/// <param name="Id">Absent: the draft's variant of this label, or a new one.</param>
/// <param name="Sku">Absent: as it is. Empty: none any more.</param>
internal sealed record ChangedVariantBody(
    string? Id,
    [property: Required, StringLength(60, MinimumLength = 1)] string? Label,
    [property: Required, Range(0, VariantStock.TotalMax)] int? Total,
    [property: StringLength(DropCodes.SkuLengthMax)] string? Sku = null);

/// <summary>The lengths and ranges that creating a drop and changing it have in common.</summary>
internal static class DropRules
{
    public const int NameLengthMax = 200;
    public const int DescriptionLengthMax = 10_000;
    public const int ImageUrlLengthMax = 2_000;
    public const int LimitMax = 1_000_000;
    public const int VariantsMax = 200;
    public const int CountriesMax = 250;
}

internal sealed record CreateDropBody
{
    [Required, StringLength(DropRules.NameLengthMax, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>What another program calls it, once in the shop. For those who run the shop alone.</summary>
    [StringLength(DropCodes.ExternalIdLengthMax)]
    public string? ExternalId { get; init; }

    [StringLength(DropRules.DescriptionLengthMax)]
    public string? Description { get; init; }

    /// <summary>The drop's only picture; pictures take several, with their alt texts.</summary>
    [StringLength(DropRules.ImageUrlLengthMax)]
    public string? ImageUrl { get; init; }

    /// <summary>In the order in which they are shown; the first becomes the imageUrl. In place of imageUrl.</summary>
    [Length(0, DropLook.PicturesMax)]
    public IReadOnlyList<PictureBody?>? Pictures { get; init; }

    /// <summary>Text; lines that have a | in them are rows of a table, as in "EU | US | UK".</summary>
    [StringLength(DropLook.SizeGuideLengthMax)]
    public string? SizeGuide { get; init; }

    [Required]
    public PriceBody? Price { get; init; }

    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Absent: as the shop is set.</summary>
    [Range(1, 3600)]
    public int? HoldSeconds { get; init; }

    /// <summary>Absent: 1.</summary>
    [Range(1, DropRules.LimitMax)]
    public int? LimitPerCustomer { get; init; }

    /// <summary>Either these, or <c>totalStock</c> for a drop of one size.</summary>
    [Length(1, DropRules.VariantsMax)]
    public IReadOnlyList<VariantBody?>? Variants { get; init; }

    [Range(0, VariantStock.TotalMax)]
    public int? TotalStock { get; init; }

    /// <summary>none, or required: what has a price is bought with an authorised payment alone. Default: none. Fixed from the publication on.</summary>
    public string? Payment { get; init; }

    /// <summary>none, email or address: what a customer must say before they can buy. Default: none. Fixed once something of a published drop is bought.</summary>
    public string? Delivery { get; init; }

    /// <summary>The codes of the countries that it is sent to, of ISO 3166-1. Absent: all.</summary>
    [Length(1, DropRules.CountriesMax)]
    public IReadOnlyList<string?>? DeliveryCountries { get; init; }

    public bool? Draft { get; init; }
}

/// <summary>What is absent stays as it is; null takes away what a drop can be without.</summary>
internal sealed record ChangeDropBody
{
    private readonly HashSet<string> given = [];

    // Set, not init: the generated reader gives every init property a value, also those that the body does not name.
    [NeverNull, StringLength(DropRules.NameLengthMax, MinimumLength = 1)]
    public string? Name { get; set => field = Given("name", value); }

    /// <summary>What another program calls it, once in the shop. Null: nothing any more.</summary>
    [StringLength(DropCodes.ExternalIdLengthMax)]
    public string? ExternalId { get; set => field = Given("externalId", value); }

    [StringLength(DropRules.DescriptionLengthMax)]
    public string? Description { get; set => field = Given("description", value); }

    /// <summary>Takes the place of the first picture. Null: there are no pictures any more.</summary>
    [StringLength(DropRules.ImageUrlLengthMax)]
    public string? ImageUrl { get; set => field = Given("imageUrl", value); }

    /// <summary>All that there are from here on; the first becomes the imageUrl. In place of imageUrl.</summary>
    [NeverNull, Length(0, DropLook.PicturesMax)]
    public IReadOnlyList<PictureBody?>? Pictures { get; set => field = Given("pictures", value); }

    /// <summary>Text; lines that have a | in them are rows of a table.</summary>
    [StringLength(DropLook.SizeGuideLengthMax)]
    public string? SizeGuide { get; set => field = Given("sizeGuide", value); }

    [NeverNull]
    public PriceBody? Price { get; set => field = Given("price", value); }

    /// <summary>Null: of a draft, which then opens when it is published.</summary>
    public DateTimeOffset? StartsAt { get; set => field = Given("startsAt", value); }

    /// <summary>Null: it goes on until it is ended by hand.</summary>
    public DateTimeOffset? EndsAt { get; set => field = Given("endsAt", value); }

    [NeverNull, Range(1, DropRules.LimitMax)]
    public int? LimitPerCustomer { get; set => field = Given("limitPerCustomer", value); }

    [NeverNull]
    public string? Delivery { get; set => field = Given("delivery", value); }

    /// <summary>Null: all.</summary>
    [Length(1, DropRules.CountriesMax)]
    public IReadOnlyList<string?>? DeliveryCountries { get; set => field = Given("deliveryCountries", value); }

    /// <summary>Of a draft.</summary>
    [NeverNull, Range(1, 3600)]
    public int? HoldSeconds { get; set => field = Given("holdSeconds", value); }

    /// <summary>Of a draft: none, or required.</summary>
    [NeverNull]
    public string? Payment { get; set => field = Given("payment", value); }

    /// <summary>Of a draft: all that there are from here on. One that is named by its id, or by the label that it has, stays the same one.</summary>
    [NeverNull, Length(1, DropRules.VariantsMax)]
    public IReadOnlyList<ChangedVariantBody?>? Variants { get; set => field = Given("variants", value); }

    /// <summary>Of a draft, in place of variants: the stock of a drop of one size.</summary>
    [NeverNull, Range(0, VariantStock.TotalMax)]
    public int? TotalStock { get; set => field = Given("totalStock", value); }

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

/// <param name="Change">Units to add; negative: to take away. Not 0.</param>
internal sealed record AdjustmentBody(
    [property: Required, Range(-VariantStock.TotalMax, VariantStock.TotalMax)] int? Change,
    [property: Required, StringLength(500, MinimumLength = 1)] string? Reason);

internal sealed record VerificationAnswer(bool Consistent, IReadOnlyList<VerificationFinding> Findings);

internal sealed record VerificationFinding(string Invariant, string Detail);
