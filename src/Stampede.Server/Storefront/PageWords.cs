using Stampede.Postgres.Storefront;

namespace Stampede.Server.Storefront;

/// <summary>The few words that the server itself writes into pages: for search engines and for whoever is sent a link.</summary>
internal static class PageWords
{
    public static string Description(string language) => language == "de" ? "Limitierte Editionen, fair verkauft." : "Limited editions, sold fairly.";

    public static string Verify(string language) => language == "de" ? "Nachprüfen" : "Verify";

    public static string NotFound(string language) => language == "de" ? "Nicht gefunden" : "Not found";

    public static string Of(LegalPage page, string language) => (page, language) switch
    {
        (LegalPage.Imprint, "de") => "Impressum",
        (LegalPage.Privacy, "de") => "Datenschutz",
        (LegalPage.Terms, "de") => "AGB",
        (LegalPage.Returns, "de") => "Rückgabe und Widerruf",
        (LegalPage.Imprint, _) => "Imprint",
        (LegalPage.Privacy, _) => "Privacy",
        (LegalPage.Terms, _) => "Terms",
        (LegalPage.Returns, _) => "Returns",
    };
}
