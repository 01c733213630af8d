namespace Stampede.Domain;

/// <summary>What a shop must know of a customer before it can send what they buy.</summary>
public enum DeliveryRule
{
    /// <summary>Nothing: it is fetched, or there is nothing to send.</summary>
    None,

    /// <summary>Where to write to.</summary>
    Email,

    /// <summary>Where to write to, and where to send to.</summary>
    Address,
}

/// <summary>How a customer is reached. An e-mail here is no identity: nobody has confirmed it.</summary>
public sealed record Contact(string Email, string Name, string? Phone, PostalAddress? Address);

/// <param name="Country">Of ISO 3166-1, two capital letters.</param>
public sealed record PostalAddress(string Line1, string? Line2, string? PostalCode, string City, string? Region, string Country);

/// <summary>What is missing before something can be sent.</summary>
public enum DeliveryGap
{
    Contact,
    Address,

    /// <summary>The shop does not send there.</summary>
    Country,
}

public static class Deliveries
{
    /// <returns>Null: nothing is missing.</returns>
    public static DeliveryGap? GapOf(this DropTerms terms, Contact? contact) => terms.Delivery switch
    {
        DeliveryRule.None => null,
        DeliveryRule.Email => contact is null ? DeliveryGap.Contact : null,
        DeliveryRule.Address => contact switch
        {
            null => DeliveryGap.Contact,
            { Address: null } => DeliveryGap.Address,
            { Address.Country: var country } => terms.SendsTo(country) ? null : DeliveryGap.Country,
        },
    };

    /// <summary>Of a contact, no more than the drop needs.</summary>
    public static Contact? NeededOf(this DropTerms terms, Contact? contact) => terms.Delivery switch
    {
        DeliveryRule.None => null,
        DeliveryRule.Email => contact is null ? null : contact with { Address = null },
        DeliveryRule.Address => contact,
    };

    private static bool SendsTo(this DropTerms terms, string country) =>
        terms.DeliveryCountries is not { } countries || countries.Split(' ').Contains(country, StringComparer.Ordinal);
}
