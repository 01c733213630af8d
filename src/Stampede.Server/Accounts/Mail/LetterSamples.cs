using System.Text.Json;
using System.Text.RegularExpressions;
using Stampede.Postgres.Letters;
using Stampede.Server.Storefront;

namespace Stampede.Server.Accounts;

/// <summary>Letters as customers get them, about a purchase that nobody made: for who writes the shop's own words.</summary>
internal sealed partial class LetterSamples(LetterTexts texts)
{
    private static readonly LetterDrop Drop = new(default, "Air One", "air-one", "EU 42", new DateTimeOffset(2027, 1, 1, 10, 0, 0, TimeSpan.Zero));

    private static readonly LetterReader Reader = new(Guid.Empty, "alex@example.com", "Alex", IsConfirmed: true, Language: null, "ALEX@EXAMPLE.COM", "");

    public LetterSample Of(LetterKind kind, string language, CurrentShop shop, string publicUrl)
    {
        using var data = JsonDocument.Parse($$"""
            {
              "quantity": 1, "priceMinor": 19900, "amountMinor": 19900, "currency": "{{shop.Profile.Currency ?? "EUR"}}", "version": 42, "purchase": "{{Guid.Empty}}",
              "payBy": "2027-01-02T10:00:00Z", "carrier": "DHL", "tracking": "00340434161094042557", "now": "alex@new.example", "request": "{{Guid.Empty}}"
            }
            """);
        var letter = new Letter(0, kind, Guid.Empty.ToString(), data.RootElement, Reader, Drop, Tries: 1);
        var content = texts.Without(letter, language, shop, publicUrl);
        return new(content.Subject, content.Greeting, Secrets().Replace(LetterLayout.Text(content, shop.Name)[content.Greeting.Length..].Trim(), "…"));
    }

    /// <summary>In links: they open nothing here, and are long.</summary>
    [GeneratedRegex("(?<=#|token=)[A-Za-z0-9_-]{30,}")]
    private static partial Regex Secrets();
}

/// <param name="Text">What comes after the greeting, and after the shop's own words.</param>
internal sealed record LetterSample(string Subject, string Greeting, string Text);
