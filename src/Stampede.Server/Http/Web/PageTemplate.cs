using System.Text;
using System.Text.Encodings.Web;

namespace Stampede.Server.Http;

/// <summary>The web app's page as it was built, with places for what is said of each address.</summary>
internal sealed class PageTemplate
{
    public const string Path = "/index.html";

    private const string Language = "lang=\"en\"";
    private const string Head = "<!--page-head-->";
    private const string Data = "<!--page-data-->";

    // Shown before the app draws; fetched with the page, not after its scripts and styles have been read.
    private static readonly string[] Fonts = ["archivo-latin-wdth-normal", "instrument-sans-latin-wght-normal"];

    private readonly string[] parts;
    private readonly string preloads;
    private readonly string pathBase;
    private readonly WebFiles files;

    private PageTemplate(string[] parts, WebFiles files, string pathBase)
    {
        (this.parts, this.files, this.pathBase) = (parts, files, pathBase);
        preloads = string.Concat(
            Fonts.Select(name => files.FindAsset(name, ".woff2")).OfType<WebFile>()
                .Select(font => $"<link rel=\"preload\" href=\"{pathBase}{font.Path}\" as=\"font\" type=\"font/woff2\" crossorigin>"));
    }

    /// <returns>Null: the web app was not built.</returns>
    public static PageTemplate? Of(WebFiles files, string pathBase)
    {
        if (files.Find(Path) is not { } page)
            return null;
        var rest = Encoding.UTF8.GetString(page.Content.Span)
            .Replace("=\"/assets/", $"=\"{pathBase}/assets/", StringComparison.Ordinal).Replace("src=\"/theme.js\"", $"src=\"{pathBase}/theme.js\"", StringComparison.Ordinal);
        var parts = new List<string>();
        foreach (var place in new[] { Language, Head, Data })
        {
            var at = rest.IndexOf(place, StringComparison.Ordinal);
            if (at < 0)
                throw new InvalidDataException($"The web app's page has no {place}. Build it again: npm run build in web.");
            parts.Add(rest[..at]);
            rest = rest[(at + place.Length)..];
        }

        parts.Add(rest);
        return new([.. parts], files, pathBase);
    }

    /// <param name="head">HTML.</param>
    /// <param name="data">JSON, in which each &lt; is escaped.</param>
    /// <param name="chunks">Names of the app's parts that the page needs next.</param>
    public WebFile Fill(string language, string head, string data, params string[] chunks)
    {
        var scripts = chunks.Select(name => files.FindAsset(name, ".js")).OfType<WebFile>().Select(chunk => $"<link rel=\"modulepreload\" href=\"{pathBase}{chunk.Path}\">");
        var html = string.Concat(
            parts[0], $"lang=\"{HtmlEncoder.Default.Encode(language)}\"{(pathBase.Length == 0 ? "" : $" data-base=\"{pathBase}\"")}", parts[1], preloads, string.Concat(scripts), head, parts[2],
            $"<script type=\"application/json\" id=\"page-data\">{data}</script>", parts[3]);
        return new WebFile(Path, "text/html", Encoding.UTF8.GetBytes(html));
    }
}
