using System.ComponentModel.DataAnnotations;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Storefront;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;

namespace Stampede.Server.Storefront;

/// <summary>The lengths of what a shop says of itself.</summary>
internal static class ShopRules
{
    public const int NameLengthMax = 60;
    public const int TagLineLengthMax = 160;
    public const int TaxLineLengthMax = 80;
    public const int AddressLinesMax = 8;
    public const int AddressLineLengthMax = 120;
    public const int UrlLengthMax = 200;
    public const int EmailLengthMax = 254;
    public const int LegalLengthMax = 60_000;
    public const int LetterWordsLengthMax = 1_000;
    public const string ColourPattern = "^#[0-9a-fA-F]{6}$";

    /// <summary>Both languages of a legal page, each character escaped in JSON.</summary>
    public const int LegalBytesMax = 1024 * 1024;
}

/// <summary>Who the shop is, as everybody sees it.</summary>
/// <param name="Name">Never empty.</param>
/// <param name="IsNamed">False: nobody has given it a name, and it is called by its address.</param>
/// <param name="LegalPages">Those that there are.</param>
/// <param name="Logo">The picture of <paramref name="LogoUrl"/>, with its smaller files.</param>
/// <param name="IsDemo">It offers the drawings of the demo as pictures.</param>
/// <param name="ConfirmedAccountsOnly">Only who has confirmed their e-mail may reserve.</param>
internal sealed record ShopAnswer(
    long Version, string Name, bool IsNamed, LocalText? TagLine, string? LogoUrl, DropPicture? Logo, ShopAccent? Accent, IReadOnlyList<string> Address, string? SupportEmail,
    string? SenderName, string? ReplyTo, IReadOnlyList<string> Languages, string DefaultLanguage, string? Currency, string? TimeZone, LocalText? TaxLine,
    IReadOnlyList<LegalPage> LegalPages, bool IsDemo, bool ConfirmedAccountsOnly)
{
    public static ShopAnswer Of(CurrentShop shop, StampedeSettings settings)
    {
        var profile = shop.Profile;
        return new(
            shop.Version, shop.Name, profile.Name is not null, profile.TagLine, profile.LogoUrl,
            profile.LogoUrl is { } logo ? DropPicture.Of(logo, profile.LogoShape) : null, profile.Accent, profile.Address, profile.SupportEmail,
            profile.SenderName, profile.ReplyTo, profile.Languages, profile.DefaultLanguage, profile.Currency, profile.TimeZone, profile.TaxLine,
            [.. Enum.GetValues<LegalPage>().Where(shop.Stored.Legal.ContainsKey)], settings.Demo, settings.Reservations.RequireConfirmedAccount);
    }
}

/// <param name="Language">The one that <paramref name="Html"/> is in: another than asked for, where there is none in that.</param>
/// <param name="Html">Safe to put into a page: headings from h2 on, paragraphs, lists, tables, links.</param>
internal sealed record LegalPageAnswer(LegalPage Page, string Language, string Html);

/// <param name="Version">The shop's.</param>
/// <param name="Text">As Markdown.</param>
internal sealed record LegalSource(long Version, LegalPage Page, LocalText Text);

/// <summary>What the shop says of its own in its emails to customers.</summary>
/// <param name="Version">The shop's.</param>
internal sealed record LetterWordsList(long Version, IReadOnlyList<LetterWords> Letters);

/// <param name="Words">Between the greeting and the rest; in a language without, nothing is.</param>
/// <param name="Samples">How such an email looks, by language.</param>
internal sealed record LetterWords(LetterKind Kind, LocalText Words, IReadOnlyDictionary<string, LetterSample> Samples);

/// <param name="Version">The shop's.</param>
internal sealed record SavedLetterWords(long Version, LetterKind Kind, LocalText Words);

/// <summary>The shop's own words in emails of one kind, in all its languages: what is left out is taken away.</summary>
internal sealed record LetterWordsBody
{
    /// <inheritdoc cref="ShopBody.Version"/>
    [Range(1d, 1_000_000_000_000d)]
    public long? Version { get; init; }

    /// <summary>Plain text.</summary>
    [StringLength(ShopRules.LetterWordsLengthMax)]
    public string? En { get; init; }

    /// <summary>Plain text.</summary>
    [StringLength(ShopRules.LetterWordsLengthMax)]
    public string? De { get; init; }
}

/// <summary>All of what the shop says of itself: what is left out is taken away.</summary>
internal sealed record ShopBody
{
    /// <summary>The version that was changed; another one meanwhile is <c>shop_changed</c>. Absent: whatever version there is.</summary>
    [Range(1d, 1_000_000_000_000d)]
    public long? Version { get; init; }

    [StringLength(ShopRules.NameLengthMax)]
    public string? Name { get; init; }

    /// <summary>In each language at most 160 characters.</summary>
    public LocalTextBody? TagLine { get; init; }

    /// <summary>A picture that was uploaded here.</summary>
    [StringLength(ShopRules.UrlLengthMax)]
    public string? LogoUrl { get; init; }

    public AccentBody? Accent { get; init; }

    /// <summary>Each line at most 120 characters.</summary>
    [Length(0, ShopRules.AddressLinesMax)]
    public IReadOnlyList<string?>? Address { get; init; }

    [StringLength(ShopRules.EmailLengthMax)]
    public string? SupportEmail { get; init; }

    [StringLength(ShopRules.NameLengthMax)]
    public string? SenderName { get; init; }

    [StringLength(ShopRules.EmailLengthMax)]
    public string? ReplyTo { get; init; }

    /// <summary>Of en and de; absent: both.</summary>
    [Length(1, 2)]
    public IReadOnlyList<string?>? Languages { get; init; }

    /// <summary>One of those offered; absent: the first of them.</summary>
    [StringLength(2)]
    public string? DefaultLanguage { get; init; }

    [StringLength(3)]
    public string? Currency { get; init; }

    /// <summary>By its IANA name.</summary>
    [StringLength(60)]
    public string? TimeZone { get; init; }

    /// <summary>In each language at most 80 characters.</summary>
    public LocalTextBody? TaxLine { get; init; }
}

internal sealed record LocalTextBody(string? En, string? De);

/// <param name="Light">Absent: ink.</param>
/// <param name="Dark">Absent: ink.</param>
internal sealed record AccentBody(
    [property: RegularExpression(ShopRules.ColourPattern)] string? Light, [property: RegularExpression(ShopRules.ColourPattern)] string? Dark);

/// <summary>A legal page in all its languages: what is left out is taken away.</summary>
internal sealed record LegalPageBody
{
    /// <inheritdoc cref="ShopBody.Version"/>
    [Range(1d, 1_000_000_000_000d)]
    public long? Version { get; init; }

    /// <summary>Markdown.</summary>
    [StringLength(ShopRules.LegalLengthMax)]
    public string? En { get; init; }

    /// <summary>Markdown.</summary>
    [StringLength(ShopRules.LegalLengthMax)]
    public string? De { get; init; }
}
