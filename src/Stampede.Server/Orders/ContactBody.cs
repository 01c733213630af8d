using System.ComponentModel.DataAnnotations;
using Stampede.Domain;
using Stampede.Server.Accounts;
using Stampede.Server.Http;

namespace Stampede.Server.Orders;

/// <param name="PostalCode">As the country writes it; GET /api/v1/countries tells which have one.</param>
/// <param name="Region">The state, province or prefecture, where the country's addresses have one.</param>
/// <param name="Country">Of ISO 3166-1, two capital letters.</param>
internal sealed record AddressBody(
    [property: Required, StringLength(100, MinimumLength = 1)] string? Line1,
    [property: StringLength(100)] string? Line2,
    [property: StringLength(20)] string? PostalCode,
    [property: Required, StringLength(100, MinimumLength = 1)] string? City,
    [property: StringLength(100)] string? Region,
    [property: Required, RegularExpression("^[A-Z]{2}$")] string? Country);

/// <param name="Email">Where letters about what is bought go. It is no identity: nobody signs in with it.</param>
/// <param name="Address">Absent: nothing is to be sent.</param>
internal sealed record ContactBody(
    [property: Required, StringLength(CredentialRules.EmailLengthMax, MinimumLength = CredentialRules.EmailLengthMin)] string? Email,
    [property: Required, StringLength(100, MinimumLength = 1)] string? Name,
    [property: StringLength(40)] string? Phone,
    AddressBody? Address)
{
    private const int PhoneDigitsMin = 5;

    /// <param name="within">Where it stands in another body, such as <c>contact.</c>; empty for the whole.</param>
    /// <returns>Of no use where the check has failed.</returns>
    public Contact ToContact(Validation check, string within = "")
    {
        var fields = check.FieldsOf<ContactBody>(within);
        var email = check.Email($"{within}email", Email);
        var name = fields.Text(nameof(Name), Name);
        var phone = fields.OptionalText(nameof(Phone), Phone);
        if (phone is not null)
        {
            check.Require(
                phone.Count(char.IsAsciiDigit) >= PhoneDigitsMin && phone.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '(' or ')' or '/' or '.'), $"{within}phone",
                "A telephone number: digits, and + ( ) - / between them.", FieldError.Characters);
        }

        return new Contact(email, name, phone, Address is null ? null : ToAddress(Address, $"{within}address.", check));
    }

    private static PostalAddress ToAddress(AddressBody body, string within, Validation check)
    {
        var fields = check.FieldsOf<AddressBody>(within);
        var (line1, line2) = (fields.Text(nameof(body.Line1), body.Line1), fields.OptionalText(nameof(body.Line2), body.Line2));
        var postalCode = fields.OptionalText(nameof(body.PostalCode), body.PostalCode)?.ToUpperInvariant();
        var (city, region) = (fields.Text(nameof(body.City), body.City), fields.OptionalText(nameof(body.Region), body.Region));
        if (!check.Require(!string.IsNullOrEmpty(body.Country), $"{within}country", "Is needed.", FieldError.Required))
            return new(line1, line2, postalCode, city, region, "");
        var country = CountryRules.Find(body.Country!);
        if (!check.Require(country is not null, $"{within}country", "A code of ISO 3166-1, two capital letters, as in DE.", FieldError.Choice))
            return new(line1, line2, postalCode, city, region, "");
        check.Require(postalCode is not null || !country!.NeedsPostalCode, $"{within}postalCode", "Is needed in this country.", FieldError.Required);
        check.Require(
            postalCode is null || country!.HasShape(postalCode), $"{within}postalCode",
            $"Not a postal code of this country. One looks like {string.Join(" or ", country!.PostalCodeShapes ?? [])}, where 9 is any digit and A any letter.", FieldError.PostalCode);
        check.Require(region is not null || !country.RegionRequired, $"{within}region", "Is needed in this country: the state, province or prefecture.", FieldError.Required);
        return new(line1, line2, postalCode, city, region, country.Code);
    }
}

internal static class DeliveryProblems
{
    public static ApiProblem Missing(DeliveryRule rule, DeliveryGap gap) => ApiProblem.Of(ProblemKinds.DeliveryRequired, body => gap switch
    {
        DeliveryGap.Contact => body with { Missing = rule == DeliveryRule.Address ? ["email", "name", "address"] : ["email", "name"] },
        DeliveryGap.Address => body with { Missing = ["address"] },
        DeliveryGap.Country => body with
        {
            Missing = ["address.country"],
            Detail = "This drop is not sent to the country of your address. Name another address at PUT /api/v1/me/contact; the drop's deliveryCountries are those it is sent to.",
        },
    });
}
