using System.Text.Json;
using Stampede.Postgres.Storefront;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Storefront;

/// <summary>The shop at one version, with all that is made of it once.</summary>
internal sealed class CurrentShop(StoredShop stored, StampedeSettings settings)
{
    public StoredShop Stored => stored;

    public long Version => stored.Version;

    public ShopProfile Profile => stored.Profile;

    /// <summary>Never empty: a shop without a name of its own is called by its address.</summary>
    public string Name { get; } = stored.Profile.Name ?? ShopIdentity.NameWithout(settings);

    /// <summary>Whom mail comes from.</summary>
    public string SenderName => Profile.SenderName ?? Name;

    /// <summary>Where answers to mail go; null: to the address that it was sent from.</summary>
    public string? ReplyTo => Profile.ReplyTo ?? Profile.SupportEmail;

    public string DefaultLanguage => Profile.DefaultLanguage;

    /// <summary>What the shop's clock goes by. UTC where it has not said, or this machine does not know the zone.</summary>
    public TimeZoneInfo Zone { get; } = stored.Profile.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    public ShopAnswer Answer => field ??= ShopAnswer.Of(this, settings);

    public PreparedJson Json => field ??= new(JsonSerializer.SerializeToUtf8Bytes(Answer, ApiJson.Wire.ShopAnswer));

    /// <returns>One of the languages that the shop offers: what was asked for, or its own.</returns>
    public string LanguageOf(string? wanted) => wanted is not null && Profile.Languages.Contains(wanted) ? wanted : DefaultLanguage;

    /// <returns>Null: the shop has no such page.</returns>
    public LegalText? FindLegal(LegalPage page, string? language)
    {
        if (!stored.Legal.TryGetValue(page, out var text))
            return null;
        var wanted = LanguageOf(language);
        // Better in another language than not at all.
        var found = new[] { wanted }.Concat(LocalText.Languages).First(one => text.Only(one) is not null);
        return new LegalText(page, found, text.In(found)!);
    }
}

/// <summary>One legal page in one language, as HTML.</summary>
internal sealed class LegalText(LegalPage page, string language, string markdown)
{
    public LegalPage Page => page;

    public string Language => language;

    public string Html { get; } = SafeMarkdown.ToHtml(markdown);
}
