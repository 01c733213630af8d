using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Server.Drops;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Storefront;

/// <summary>What browsers, search engines and calendars ask a shop for, beside its pages.</summary>
internal static class SiteFiles
{
    private const int SitemapMax = 10_000;

    public static void MapSiteFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/robots.txt", Robots).ExcludeFromDescription();
        routes.MapGet("/sitemap.xml", SitemapAsync).ExcludeFromDescription().WithCost(5);
        routes.MapGet("/manifest.webmanifest", Manifest).ExcludeFromDescription();
        routes.MapGet(ShopIcons.LetterPath, (HttpContext context, ShopIcons icons) => icons.Letter().Answer(context, WebFile.AskFirst)).ExcludeFromDescription();
        routes.MapGet(ShopIcons.LogoPath, FindLogoAsync).ExcludeFromDescription();
        routes.MapGet("/drops/{dropId}/calendar.ics", FindCalendarAsync).WithTags("Drops").WithName("GetCalendar").WithSummary("A drop's opening, for a calendar")
            .Produces<string>(StatusCodes.Status200OK, "text/calendar").WithProblems("drop_not_found");
    }

    private static async Task<IResult> FindLogoAsync(HttpContext context, ShopIcons icons) =>
        await icons.LogoAsync(context.RequestAborted) is { } file ? file.Answer(context, WebFile.AskFirst) : ApiProblem.Of(ProblemKinds.NotFound);

    private static ContentHttpResult Robots(HttpRequest request, StampedeSettings settings)
    {
        var text = new StringBuilder($"User-agent: *\nDisallow: {settings.PathBase}/api/\n");
        foreach (var path in PageAddresses.Private)
            text.Append("Disallow: ").Append(settings.PathBase).Append(path).Append('\n');
        text.Append("Sitemap: ").Append(settings.AddressOf(request)).Append("/sitemap.xml\n");
        return TypedResults.Text(text.ToString(), "text/plain; charset=utf-8");
    }

    private static async Task<ContentHttpResult> SitemapAsync(
        HttpRequest request, StampedeSettings settings, ShopIdentity identity, CoalescedReads<int, IReadOnlyList<string>> slugs, CancellationToken cancellation)
    {
        var drops = await slugs.ReadAsync(SitemapMax, cancellation);
        var origin = HtmlEncoder.Default.Encode(settings.AddressOf(request));
        var legal = identity.Current.Answer.LegalPages.Select(page => $"/legal/{Names.Of(page)}");
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        // A slug has letters, digits and hyphens alone.
        foreach (var path in drops.Select(slug => $"/drops/{slug}").Concat(legal).Prepend("/"))
            xml.Append("<url><loc>").Append(origin).Append(path).Append("</loc></url>\n");
        return TypedResults.Text(xml.Append("</urlset>\n").ToString(), "application/xml; charset=utf-8");
    }

    private static ContentHttpResult Manifest(ShopIdentity identity, StampedeSettings settings)
    {
        var shop = identity.Current;
        var manifest = new JsonObject
        {
            ["name"] = shop.Name,
            ["short_name"] = shop.Name,
            ["start_url"] = $"{settings.PathBase}/",
            ["display"] = "browser",
            ["lang"] = shop.DefaultLanguage,
            ["icons"] = new JsonArray(shop.Profile.LogoUrl is null
                ? new JsonObject { ["src"] = settings.PathBase + ShopIcons.LetterPath, ["type"] = "image/svg+xml", ["sizes"] = "any" }
                : new JsonObject { ["src"] = settings.PathBase + ShopIcons.LogoPath, ["type"] = "image/png", ["sizes"] = $"{ShopIcons.LogoSide}x{ShopIcons.LogoSide}" }),
        };
        return TypedResults.Text(manifest.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.Default }), "application/manifest+json; charset=utf-8");
    }

    private static async Task<Results<FileContentHttpResult, ApiProblem>> FindCalendarAsync(
        string dropId, HttpRequest request, DropLookup addresses, DropAnswers answers, StampedeSettings settings, ShopIdentity identity, CancellationToken cancellation)
    {
        if (await addresses.FindAsync(dropId, cancellation) is not { } id
            || await answers.FindAsync(id, cancellation) is not { Drop: { Status: not DropStatus.Draft, StartsAt: { } startsAt } drop })
            return ApiProblem.Of(ProblemKinds.DropNotFound);
        var file = CalendarOf(drop, startsAt, $"{settings.AddressOf(request)}/drops/{drop.Slug}", identity.Current.Name);
        return TypedResults.File(Encoding.UTF8.GetBytes(file), "text/calendar; charset=utf-8", $"{drop.Slug}.ics");
    }

    private static string CalendarOf(DropSnapshot drop, DateTimeOffset startsAt, string address, string shopName)
    {
        var from = new CalDateTime(startsAt.UtcDateTime);
        var opening = new CalendarEvent
        {
            // The same drop again is the same entry, wherever it was taken from.
            Uid = $"drop-{drop.Id}",
            DtStamp = new CalDateTime(drop.ServerTime.UtcDateTime),
            Summary = $"{drop.Name} · {shopName}",
            Description = address,
            Url = new Uri(address),
            Start = from,
            Duration = Duration.FromMinutes(15),
        };
        opening.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = drop.Name, Trigger = new Trigger(Duration.FromMinutes(-10)) });
        var calendar = new Calendar { ProductId = $"-//{shopName}//EN", Method = CalendarMethods.Publish };
        calendar.Events.Add(opening);
        return new CalendarSerializer().SerializeToString(calendar)!;
    }
}
