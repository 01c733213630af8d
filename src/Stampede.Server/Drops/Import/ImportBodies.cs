using System.ComponentModel.DataAnnotations;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Server.Http;

namespace Stampede.Server.Drops;

internal sealed record ImportDropsBody
{
    [Required, Length(1, DropImport.DropsMax)]
    public IReadOnlyList<ImportedDropBody?>? Drops { get; init; }
}

/// <summary>A drop as another program knows it. What is absent, or null, stays as it is; of a new one it is as when a drop is created.</summary>
internal sealed record ImportedDropBody
{
    /// <summary>What the other program calls it: the drop that has it is changed; where there is none, a draft is made.</summary>
    [Required, StringLength(DropCodes.ExternalIdLengthMax, MinimumLength = 1)]
    public string? ExternalId { get; init; }

    /// <summary>Needed of a new one, like its price and its stock.</summary>
    [StringLength(DropRules.NameLengthMax, MinimumLength = 1)]
    public string? Name { get; init; }

    [StringLength(DropRules.DescriptionLengthMax)]
    public string? Description { get; init; }

    [StringLength(DropRules.ImageUrlLengthMax)]
    public string? ImageUrl { get; init; }

    [StringLength(DropLook.SizeGuideLengthMax)]
    public string? SizeGuide { get; init; }

    public PriceBody? Price { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }

    [Range(1, 3600)]
    public int? HoldSeconds { get; init; }

    [Range(1, DropRules.LimitMax)]
    public int? LimitPerCustomer { get; init; }

    /// <summary>All that there are.</summary>
    [Length(1, DropRules.VariantsMax)]
    public IReadOnlyList<ImportedVariantBody?>? Variants { get; init; }

    /// <summary>none or required.</summary>
    public string? Payment { get; init; }

    /// <summary>none, email or address.</summary>
    public string? Delivery { get; init; }

    [Length(1, DropRules.CountriesMax)]
    public IReadOnlyList<string?>? DeliveryCountries { get; init; }
}

/// <param name="Label">Absent: the drop's only one.</param>
/// <param name="Total">Absent: as it is. Needed of a new one.</param>
/// <param name="Sku">Absent: as it is.</param>
internal sealed record ImportedVariantBody(
    [property: StringLength(60, MinimumLength = 1)] string? Label,
    [property: Range(0, VariantStock.TotalMax)] int? Total,
    [property: StringLength(DropCodes.SkuLengthMax)] string? Sku);

internal enum ImportOutcome
{
    /// <summary>A draft is made.</summary>
    Create,
    Change,
    Unchanged,

    /// <summary>Nothing is written: see the errors.</summary>
    Refuse,
}

/// <param name="DryRun">Nothing was written: it is what would be.</param>
/// <param name="Create">How many are made.</param>
/// <param name="Refuse">How many are refused. Of a file that was written: what became impossible meanwhile.</param>
/// <param name="Items">In the order of the file.</param>
internal sealed record ImportReport(bool DryRun, int Create, int Change, int Unchanged, int Refuse, IReadOnlyList<ImportItem> Items);

/// <param name="Line">Of CSV: the first line of the drop, the header's being 1. Of JSON: its place in the list, from 1.</param>
/// <param name="ExternalId">Null: it has none that could be one.</param>
/// <param name="DropId">Null: there is no such drop, or not yet.</param>
/// <param name="Changes">Which fields become others, by their names in PATCH.</param>
internal sealed record ImportItem(
    int Line, string? ExternalId, string? Name, ImportOutcome What, DropId? DropId, IReadOnlyList<string> Changes, IReadOnlyList<ImportError> Errors);

/// <param name="Field">The column, or the field of the JSON.</param>
/// <param name="Code">required, length, range, characters, choice, invalid, duplicate, half_row, or the code of a problem.</param>
/// <param name="Detail">The same in words.</param>
internal sealed record ImportError(int Line, string Field, string Code, string Detail)
{
    public const string Duplicate = "duplicate";
    public const string HalfRow = "half_row";
    public const string Invalid = "invalid";
    public const string Required = "required";
}

/// <summary>A drop as the file has it.</summary>
/// <param name="Errors">What is wrong with its cells: then it is looked at no further.</param>
/// <param name="Places">From a field of the body to where it stands in the file.</param>
internal sealed record ImportSource(int Line, string? ExternalId, ImportedDropBody Body, IReadOnlyList<ImportError> Errors, Func<string, (int Line, string Field)> Places)
{
    public IEnumerable<ImportError> ErrorsOf(ProblemBody problem)
    {
        foreach (var (field, words) in problem.Errors ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            var (line, name) = Places(field);
            foreach (var (i, one) in words.Index())
                yield return new(line, name, Names.Of(problem.Codes![field][i].Code), one);
        }
    }
}
