namespace Stampede.Domain;

/// <summary>What the decisions about a drop depend on, beside its stock.</summary>
public sealed record DropTerms
{
    public required Money Price { get; init; }

    /// <summary>Null only for a draft without a date: it opens when it is published.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Null: open until it is ended by hand.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>1 to 3600. Fixed once the drop is published.</summary>
    public required int HoldSeconds { get; init; }

    /// <summary>Units one customer may hold and own together; 1 to 1,000,000.</summary>
    public required int LimitPerCustomer { get; init; }

    /// <summary>Fixed once the drop is published.</summary>
    public PaymentRule Payment { get; init; }

    /// <summary>How long a hold is kept at most while its first payment is under way; 30 to 1800.</summary>
    public int PaySeconds { get; init; } = 300;

    /// <summary>Null: customers never wait. Set when the drop is made, and never changed.</summary>
    public Cooldown? Cooldown { get; init; }

    /// <summary>Fixed once something of a published drop is bought.</summary>
    public DeliveryRule Delivery { get; init; }

    /// <summary>The codes of the countries that it is sent to, in alphabetical order, a space between them. Null: everywhere.</summary>
    public string? DeliveryCountries { get; init; }

    public TimeSpan Hold => TimeSpan.FromSeconds(HoldSeconds);
}

public enum PaymentRule
{
    /// <summary>A press buys.</summary>
    None,

    /// <summary>What has a price is bought with an authorised payment alone.</summary>
    Required,
}

/// <summary>What a drop is shown with; no decision depends on it.</summary>
public sealed record DropText(string Name, string? Description, string? ImageUrl);

/// <summary>All of a drop that its operator can change.</summary>
/// <param name="Variants">Asked for only where a change names others.</param>
public sealed record DropDetails(DropTerms Terms, DropText Text, IReadOnlyList<DraftVariant>? Variants = null)
{
    public int Units => Variants?.Sum(variant => variant.Total) ?? 0;
}

/// <summary>A variant of a draft: nothing of it is held or sold.</summary>
public sealed record DraftVariant(VariantId Id, string Label, int Total);

/// <summary>A change to a drop by its operator. What is null stays as it is; what can be taken away has a flag for it.</summary>
public sealed record DropChange
{
    public string? Name { get; init; }
    public string? Description { get; init; }

    /// <summary>Removes the description; wins over <see cref="Description"/>.</summary>
    public bool WithoutDescription { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>Removes the picture; wins over <see cref="ImageUrl"/>.</summary>
    public bool WithoutImage { get; init; }

    /// <summary>It is shown with other pictures, or in another order. They stand outside of the ledger.</summary>
    public bool? Pictures { get; init; }

    /// <summary>It has another size guide, or none any more. It stands outside of the ledger.</summary>
    public bool? SizeGuide { get; init; }

    public Money? Price { get; init; }
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Removes the start, which only a draft can be without; wins over <see cref="StartsAt"/>.</summary>
    public bool WithoutStart { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Removes the end; wins over <see cref="EndsAt"/>.</summary>
    public bool WithoutEnd { get; init; }

    public int? LimitPerCustomer { get; init; }
    public DeliveryRule? Delivery { get; init; }

    /// <inheritdoc cref="DropTerms.DeliveryCountries"/>
    public string? DeliveryCountries { get; init; }

    /// <summary>It is sent everywhere; wins over <see cref="DeliveryCountries"/>.</summary>
    public bool WithoutDeliveryCountries { get; init; }

    /// <summary>Of a draft alone, like the two below: who has seen a drop may rely on them.</summary>
    public int? HoldSeconds { get; init; }

    public PaymentRule? Payment { get; init; }

    /// <summary>All that there are from here on, in their order.</summary>
    public IReadOnlyList<DraftVariant>? Variants { get; init; }

    /// <summary>A draft that nobody will see again.</summary>
    public bool Removed { get; init; }

    /// <summary>Whether lists leave the drop out.</summary>
    public bool? Archived { get; init; }

    public bool IsForDraft => HoldSeconds is not null || Payment is not null || Variants is not null || Removed;

    public DropTerms ApplyTo(DropTerms terms) => terms with
    {
        Price = Price ?? terms.Price,
        StartsAt = WithoutStart ? null : StartsAt ?? terms.StartsAt,
        EndsAt = WithoutEnd ? null : EndsAt ?? terms.EndsAt,
        LimitPerCustomer = LimitPerCustomer ?? terms.LimitPerCustomer,
        Delivery = Delivery ?? terms.Delivery,
        DeliveryCountries = WithoutDeliveryCountries ? null : DeliveryCountries ?? terms.DeliveryCountries,
        HoldSeconds = HoldSeconds ?? terms.HoldSeconds,
        Payment = Payment ?? terms.Payment,
    };

    public DropText ApplyTo(DropText text) => new(
        Name ?? text.Name,
        WithoutDescription ? null : Description ?? text.Description,
        WithoutImage ? null : ImageUrl ?? text.ImageUrl);
}
