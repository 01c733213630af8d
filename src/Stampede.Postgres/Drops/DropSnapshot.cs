using System.Text.Json.Serialization;
using Stampede.Domain;

namespace Stampede.Postgres.Drops;

/// <summary>A drop as everybody sees it, at one version. Serialised as it stands.</summary>
public sealed record DropSnapshot
{
    public required DropId Id { get; init; }
    public required string Slug { get; init; }

    /// <summary>What another program calls it. Absent: nothing, or whoever asks does not run the shop.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalId { get; init; }

    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? ImageUrl { get; init; }

    /// <summary>In the order in which they are shown; the first is the imageUrl.</summary>
    public required IReadOnlyList<DropPicture> Pictures { get; init; }

    /// <summary>Text; lines that have a | in them are rows of a table.</summary>
    public string? SizeGuide { get; init; }

    public required Money Price { get; init; }
    public required DropStatus Status { get; init; }
    public required Availability Availability { get; init; }
    public required DateTimeOffset? StartsAt { get; init; }
    public required DateTimeOffset? EndsAt { get; init; }
    public required int HoldSeconds { get; init; }
    public required int LimitPerCustomer { get; init; }

    /// <summary>Whether what has a price is bought with an authorised payment alone.</summary>
    public required PaymentRule Payment { get; init; }

    /// <summary>What the shop must know before it can be bought.</summary>
    public DeliveryRule Delivery { get; init; }

    /// <summary>The codes of the countries that it is sent to. Absent: everywhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DeliveryCountries { get; init; }

    /// <summary>How people come in. A line that was cancelled leaves the drop open to all.</summary>
    public Entrance Entrance { get; init; }

    /// <summary>Whether people may wait for what comes back.</summary>
    public bool Waitlist { get; init; }

    /// <summary>Its line's, in the shop's register: of a cancelled one too. Null: it never had a line.</summary>
    public long? LineNumber { get; init; }

    /// <summary>Lists leave it out.</summary>
    public bool Archived { get; init; }

    public required IReadOnlyList<VariantStock> Variants { get; init; }
    public required IReadOnlyList<LatestPurchaser> LatestPurchasers { get; init; }

    /// <summary>How many purchasers the shop shows; 0: none, ever.</summary>
    public required int LatestPurchasersMax { get; init; }

    public required long Version { get; init; }

    /// <summary>The database's clock at the reading.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    public DropView View() => new(
        Id,
        Version,
        Status,
        new DropTerms { Price = Price, StartsAt = StartsAt, EndsAt = EndsAt, HoldSeconds = HoldSeconds, LimitPerCustomer = LimitPerCustomer, Payment = Payment },
        [.. Variants.Select(variant => variant with { Sku = null })]);
}

public sealed record LatestPurchaser(string DisplayName, string VariantLabel, int Quantity, DateTimeOffset PurchasedAt)
{
    /// <summary>In place of a name that its owner hides.</summary>
    public const string Nameless = "Someone";

    /// <summary>True: <see cref="DisplayName"/> is only <see cref="Nameless"/>, and pages say it in their own language. Absent: it is the name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NameHidden { get; init; }

    /// <param name="name">Empty: its owner hides it.</param>
    public static LatestPurchaser Of(string name, string variantLabel, int quantity, DateTimeOffset purchasedAt) =>
        name is "" ? new(Nameless, variantLabel, quantity, purchasedAt) { NameHidden = true } : new(name, variantLabel, quantity, purchasedAt);
}

/// <summary>A drop's stock at one version.</summary>
/// <param name="Variants">Without their labels.</param>
public sealed record DropStock(DropId Id, long Version, DropStatus Status, IReadOnlyList<VariantStock> Variants);
