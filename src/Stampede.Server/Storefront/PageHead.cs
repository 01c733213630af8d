using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Storefront;

/// <summary>What a page says of itself to browsers, search engines and messengers.</summary>
internal sealed class PageHead(CurrentShop shop, string address, string pathBase, string language)
{
    private const int DescriptionLengthMax = 200;

    private DropSnapshot? drop;

    /// <summary>Null: the shop's own page.</summary>
    public string? Title { get; init; }

    /// <summary>The one address of the page, without the shop's.</summary>
    public required string Path { get; init; }

    /// <summary>False: search engines are to leave it out.</summary>
    public bool IsForSearch { get; init; } = true;

    public PageHead OfDrop(DropSnapshot shown)
    {
        drop = shown;
        return this;
    }

    public string ToHtml()
    {
        var html = new StringBuilder();
        var tagLine = shop.Profile.TagLine?.In(language);
        var title = Title is not null ? $"{Title} · {shop.Name}" : tagLine is not null ? $"{shop.Name} · {tagLine}" : shop.Name;
        var description = drop?.Description is { } own ? Cut(own) : tagLine ?? PageWords.Description(language);
        html.Append("<title>").Append(Encoded(title)).Append("</title>");
        Meta(html, "name", "description", description);
        Meta(html, "name", "application-name", shop.Name);
        Icons(html);
        if (drop is { Pictures: [var first, ..] })
            Preload(html, first);
        html.Append("<link rel=\"manifest\" href=\"").Append(pathBase).Append("/manifest.webmanifest\">");
        if (!IsForSearch)
        {
            Meta(html, "name", "robots", "noindex");
            return html.ToString();
        }

        html.Append("<link rel=\"canonical\" href=\"").Append(Encoded(address + Path)).Append("\">");
        Meta(html, "property", "og:site_name", shop.Name);
        Meta(html, "property", "og:type", drop is null ? "website" : "product");
        Meta(html, "property", "og:title", Title ?? shop.Name);
        Meta(html, "property", "og:description", description);
        Meta(html, "property", "og:url", address + Path);
        Meta(html, "property", "og:locale", language == "de" ? "de_DE" : "en_US");
        var picture = drop is not null ? drop.ImageUrl : shop.Profile.LogoUrl;
        if (picture is not null)
        {
            Meta(html, "property", "og:image", Absolute(picture));
            if (drop?.Pictures is [{ Alt: { } alt }, ..])
                Meta(html, "property", "og:image:alt", alt);
        }

        Meta(html, "name", "twitter:card", drop is not null && picture is not null ? "summary_large_image" : "summary");
        if (drop is not null)
        {
            Meta(html, "property", "product:price:amount", Amount(drop.Price));
            Meta(html, "property", "product:price:currency", drop.Price.Currency);
            // The default encoder escapes what could end the element.
            html.Append("<script type=\"application/ld+json\">").Append(JsonOf(drop, description, picture).ToJsonString(PageJson)).Append("</script>");
        }

        return html.ToString();
    }

    private void Icons(StringBuilder html)
    {
        if (shop.Profile.LogoUrl is not { } logo)
        {
            html.Append("<link rel=\"icon\" type=\"image/svg+xml\" href=\"").Append(pathBase).Append(ShopIcons.LetterPath).Append("\">");
            return;
        }

        // Browsers keep an icon for long: another logo is another address.
        var icon = Encoded($"{pathBase}{ShopIcons.LogoPath}?of={logo[(logo.LastIndexOf('/') + 1)..]}");
        html.Append("<link rel=\"icon\" type=\"image/png\" sizes=\"").Append(ShopIcons.LogoSide).Append('x').Append(ShopIcons.LogoSide)
            .Append("\" href=\"").Append(icon).Append("\"><link rel=\"apple-touch-icon\" href=\"").Append(icon).Append("\">");
    }

    /// <summary>The largest thing of a drop's page is fetched with the page, not when its scripts have run. One elsewhere is not: it would be sent a Referer.</summary>
    private void Preload(StringBuilder html, DropPicture picture)
    {
        if (!picture.Url.StartsWith('/'))
            return;
        html.Append("<link rel=\"preload\" as=\"image\" fetchpriority=\"high\" href=\"").Append(Encoded(pathBase + picture.Url)).Append('"');
        if (picture.Sources is [var source, ..])
        {
            html.Append(" type=\"").Append(source.Type).Append("\" imagesrcset=\"").Append(Encoded(Below(source.Srcset)))
                .Append("\" imagesizes=\"").Append(Encoded(PictureSizes)).Append('"');
        }

        html.Append('>');
    }

    private string Below(string srcset) => pathBase.Length == 0 ? srcset : string.Join(", ", srcset.Split(", ").Select(file => pathBase + file));

    /// <summary>As in the web app's DropPage: by other words the browser would fetch another file.</summary>
    private const string PictureSizes = "(min-width: 64rem) 56vw, 100vw";

    private static readonly JsonSerializerOptions PageJson = new() { Encoder = JavaScriptEncoder.Default };

    private JsonObject JsonOf(DropSnapshot shown, string description, string? picture)
    {
        var page = address + Path;
        var offer = new JsonObject
        {
            ["@type"] = "Offer",
            ["url"] = page,
            ["price"] = Amount(shown.Price),
            ["priceCurrency"] = shown.Price.Currency,
            ["availability"] = $"https://schema.org/{AvailabilityOf(shown)}",
            ["seller"] = new JsonObject { ["@type"] = "Organization", ["name"] = shop.Name },
        };
        if (shown.StartsAt is { } from)
            offer["availabilityStarts"] = Iso(from);
        if (shown.EndsAt is { } to)
            offer["availabilityEnds"] = Iso(to);
        var product = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "Product",
            ["name"] = shown.Name,
            ["description"] = description,
            ["sku"] = shown.Id.ToString(),
            ["url"] = page,
            ["offers"] = offer,
        };
        if (picture is not null)
            product["image"] = new JsonArray([.. shown.Pictures.Select(one => (JsonNode)Absolute(one.Url))]);
        return product;
    }

    /// <summary>In schema.org's words. What is over for good cannot come back; what is only held can.</summary>
    private static string AvailabilityOf(DropSnapshot shown) => shown.Status switch
    {
        DropStatus.Ended when shown.Availability == Availability.SoldOut => "SoldOut",
        DropStatus.Ended => "Discontinued",
        DropStatus.Live => shown.Availability switch
        {
            Availability.Available => "InStock",
            Availability.AllHeld => "Reserved",
            Availability.SoldOut => "SoldOut",
        },
        DropStatus.Draft or DropStatus.Upcoming or DropStatus.Paused => "OutOfStock",
    };

    private string Absolute(string url) => url.StartsWith('/') ? address + url : url;

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>In the currency's own unit, with its decimals: "199.00".</summary>
    private static string Amount(Money price)
    {
        var decimals = Currencies.DecimalsOf(price.Currency);
        return (price.AmountMinor / (decimal)Math.Pow(10, decimals)).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>One line, at a word's end.</summary>
    private static string Cut(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= DescriptionLengthMax)
            return line;
        var end = line.LastIndexOf(' ', DescriptionLengthMax);
        end = end > 0 ? end : DescriptionLengthMax;
        return $"{line[..(char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)]}…";
    }

    private static void Meta(StringBuilder html, string by, string name, string content) =>
        html.Append("<meta ").Append(by).Append("=\"").Append(name).Append("\" content=\"").Append(Encoded(content)).Append("\">");

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
