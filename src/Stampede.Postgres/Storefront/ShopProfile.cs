using System.Text.Json;
using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Operations;

namespace Stampede.Postgres.Storefront;

/// <summary>
/// What a shop says of itself. Null: it does not say. The generated reader of JSON gives null to what is not there, and not what stands here:
/// so what is never null takes care of that itself.
/// </summary>
public sealed record ShopProfile
{
    // What has a default is set, not init: the generated reader gives every init property a value, also those that the row does not name.
    public string? Name { get; init; }

    public LocalText? TagLine { get; init; }

    /// <summary>A picture that was uploaded here.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>Null: there is no logo, or it was chosen before pictures were resized.</summary>
    public PictureShape? LogoShape { get; init; }

    public ShopAccent? Accent { get; init; }

    /// <summary>The seller's, line by line, as on an envelope.</summary>
    public IReadOnlyList<string> Address { get; init => field = value ?? []; } = [];

    public string? SupportEmail { get; init; }

    /// <summary>Whom mail comes from. Null: the shop's name.</summary>
    public string? SenderName { get; init; }

    /// <summary>Where answers to mail go. Null: to the sender's address.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Of <see cref="LocalText.Languages"/>; never empty.</summary>
    public IReadOnlyList<string> Languages { get; init => field = value ?? LocalText.Languages; } = LocalText.Languages;

    /// <summary>One of <see cref="Languages"/>.</summary>
    public string DefaultLanguage { get; init => field = value ?? LocalText.Languages[0]; } = LocalText.Languages[0];

    /// <summary>Of new drops, in ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>Of new drops and of what is printed, by its IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Beside prices and on receipts: "incl. 20 % VAT".</summary>
    public LocalText? TaxLine { get; init; }
}

/// <summary>The colour of buttons and links, as #rrggbb, for the light theme and for the dark one. Null: ink.</summary>
public sealed record ShopAccent(string? Light, string? Dark);

/// <summary>A text in the languages that there are. Null: not in this one.</summary>
public sealed record LocalText(string? En, string? De)
{
    /// <summary>Those that the pages and letters are written in.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de"];

    public static readonly LocalText None = new(null, null);

    [JsonIgnore]
    public bool IsEmpty => En is null && De is null;

    /// <returns>The text in this language, else in another one; null where there is none.</returns>
    public string? In(string language) => Only(language) ?? En ?? De;

    /// <returns>Null: there is none in this language.</returns>
    public string? Only(string language) => language == "de" ? De : En;
}

/// <summary>The pages that the law asks of a shop.</summary>
public enum LegalPage
{
    Imprint,
    Privacy,
    Terms,
    Returns,
}

/// <summary>The shop as it is kept.</summary>
/// <param name="Version">Grows with each change.</param>
/// <param name="Legal">As Markdown. A page that nobody wrote is not in it.</param>
/// <param name="Letters">The shop's own words by the name of the kind, so that a node does not fall over a kind that only newer ones know.</param>
public sealed record StoredShop(long Version, ShopProfile Profile, IReadOnlyDictionary<LegalPage, LocalText> Legal, IReadOnlyDictionary<string, LocalText> Letters)
{
    public static readonly StoredShop Nameless = new(0, new ShopProfile(), new Dictionary<LegalPage, LocalText>(), new Dictionary<string, LocalText>());

    /// <summary>The shop's own words in letters of this kind.</summary>
    public LocalText WordsOf(LetterKind kind) => Letters.GetValueOrDefault(Names.Of(kind), LocalText.None);

    /// <summary>The shop with these words in letters of this kind; with empty ones, without.</summary>
    public StoredShop With(LetterKind kind, LocalText words)
    {
        var letters = new Dictionary<string, LocalText>(Letters);
        if (words.IsEmpty)
            letters.Remove(Names.Of(kind));
        else
            letters[Names.Of(kind)] = words;
        return this with { Letters = letters };
    }

    /// <summary>The shop with this page; with an empty text, without it.</summary>
    public StoredShop With(LegalPage page, LocalText text)
    {
        var pages = new Dictionary<LegalPage, LocalText>(Legal);
        if (text.IsEmpty)
            pages.Remove(page);
        else
            pages[page] = text;
        return this with { Legal = pages };
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShopProfile))]
[JsonSerializable(typeof(Dictionary<LegalPage, LocalText>))]
[JsonSerializable(typeof(Dictionary<string, LocalText>))]
internal sealed partial class ShopJson : JsonSerializerContext;
