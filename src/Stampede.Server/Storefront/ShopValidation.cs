using System.Text.RegularExpressions;
using Stampede.Domain;
using Stampede.Postgres.Storefront;
using Stampede.Server.Accounts;
using Stampede.Server.Http;

namespace Stampede.Server.Storefront;

/// <summary>Bodies about the shop, checked.</summary>
internal static partial class ShopValidation
{
    public static ShopProfile ToProfile(this ShopBody body, Validation check)
    {
        var fields = check.FieldsOf<ShopBody>();
        var languages = Languages(body.Languages, check);
        var defaultLanguage = body.DefaultLanguage ?? languages[0];
        check.Require(languages.Contains(defaultLanguage), "defaultLanguage", "One of those offered.", FieldError.Choice);
        var logoUrl = fields.OptionalText(nameof(body.LogoUrl), body.LogoUrl);
        check.Require(logoUrl is null || PictureUrl.IsMatch(logoUrl), "logoUrl", "The imageUrl of a picture that was uploaded here.");
        return new ShopProfile
        {
            Name = fields.OptionalText(nameof(body.Name), body.Name),
            TagLine = Text("tagLine", body.TagLine, ShopRules.TagLineLengthMax, check),
            LogoUrl = logoUrl,
            Accent = Accent(body.Accent, check),
            Address = Address(body.Address, check),
            SupportEmail = Email("supportEmail", body.SupportEmail, check),
            SenderName = fields.OptionalText(nameof(body.SenderName), body.SenderName),
            ReplyTo = Email("replyTo", body.ReplyTo, check),
            Languages = languages,
            DefaultLanguage = defaultLanguage,
            Currency = Currency(body.Currency, check),
            TimeZone = Zone(body.TimeZone, check),
            TaxLine = Text("taxLine", body.TaxLine, ShopRules.TaxLineLengthMax, check),
        };
    }

    public static LocalText ToText(this LegalPageBody body, Validation check)
    {
        var fields = check.FieldsOf<LegalPageBody>();
        return new LocalText(fields.OptionalText(nameof(body.En), body.En, lines: true), fields.OptionalText(nameof(body.De), body.De, lines: true));
    }

    public static LocalText ToText(this LetterWordsBody body, Validation check)
    {
        var fields = check.FieldsOf<LetterWordsBody>();
        return new LocalText(fields.OptionalText(nameof(body.En), body.En, lines: true), fields.OptionalText(nameof(body.De), body.De, lines: true));
    }

    [GeneratedRegex("^/pictures/uploaded/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex PictureUrl { get; }

    [GeneratedRegex(ShopRules.ColourPattern)]
    private static partial Regex HexColour { get; }

    private static LocalText? Text(string field, LocalTextBody? body, int lengthMax, Validation check)
    {
        var text = new LocalText(check.OptionalText($"{field}.en", body?.En, lengthMax), check.OptionalText($"{field}.de", body?.De, lengthMax));
        return text.IsEmpty ? null : text;
    }

    private static string[] Languages(IReadOnlyList<string?>? wanted, Validation check)
    {
        string[] all = [.. LocalText.Languages];
        if (wanted is null)
            return all;
        var isGood = wanted.Count > 0 && wanted.All(all.Contains) && wanted.Distinct().Count() == wanted.Count;
        return check.Require(isGood, "languages", $"One or more of {string.Join(", ", all)}, each once.", FieldError.Choice) ? [.. wanted.Select(one => one!)] : all;
    }

    private static ShopAccent? Accent(AccentBody? body, Validation check)
    {
        var accent = new ShopAccent(Colour("accent.light", body?.Light, dark: false, check), Colour("accent.dark", body?.Dark, dark: true, check));
        return accent is { Light: null, Dark: null } ? null : accent;
    }

    private static string? Colour(string field, string? hex, bool dark, Validation check)
    {
        if (string.IsNullOrEmpty(hex) || !check.Require(HexColour.IsMatch(hex), field, "A colour as in #1a5fb4."))
            return null;
        var colour = Storefront.Colour.Parse(hex);
        var contrast = AccentContrast.Of(colour, dark);
        if (contrast >= AccentContrast.Min)
            return colour.ToString();
        var nearest = AccentContrast.Nearest(colour, dark).ToString();
        // Down, so that what does not pass never reads as if it did.
        var shown = Math.Floor(contrast * 10) / 10;
        check.Add(
            field,
            FormattableString.Invariant(
                $"Hard to read on {(dark ? "dark" : "light")} pages: its contrast is {shown:0.0}:1, and {AccentContrast.Min}:1 is needed. The nearest that passes is {nearest}."),
            FieldError.Contrast(nearest));
        return null;
    }

    private static string[] Address(IReadOnlyList<string?>? lines, Validation check)
    {
        if (!check.Require((lines?.Count ?? 0) <= ShopRules.AddressLinesMax, "address", $"At most {ShopRules.AddressLinesMax} lines.", FieldError.Length(0, ShopRules.AddressLinesMax)))
            return [];
        return [.. (lines ?? []).Select((line, i) => check.OptionalText($"address[{i}]", line, ShopRules.AddressLineLengthMax)).OfType<string>()];
    }

    private static string? Email(string field, string? email, Validation check) => string.IsNullOrWhiteSpace(email) ? null : check.Email(field, email);

    private static string? Currency(string? code, Validation check)
    {
        if (string.IsNullOrEmpty(code))
            return null;
        const string wanted = "A currency of ISO 4217 that people pay with, in three capital letters, as in USD.";
        return check.Require(Currencies.Contains(code), "currency", wanted, FieldError.Choice) ? code : null;
    }

    private static string? Zone(string? name, Validation check)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        var isKnown = name.Length <= 60 && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
        return check.Require(isKnown, "timeZone", "A time zone by its IANA name, as in Europe/Vienna.", FieldError.Choice) ? name : null;
    }
}
