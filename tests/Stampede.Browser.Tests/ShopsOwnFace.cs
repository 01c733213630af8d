using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>A shop looks like itself: to customers, to whoever is sent a link, and to search engines.</summary>
public sealed class ShopsOwnFace(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task The_pages_html_says_what_the_page_is()
    {
        const string hostile = "</script><script>alert('x')</script>\"><b>";
        var drop = await shop.OfferAsync(hostile, sizes: [("EU 42", 5)]);
        var draft = await shop.OfferAsync("Secret", draft: true, sizes: [("EU 42", 5)]);
        var soon = await shop.OfferAsync("Soon", startsIn: TimeSpan.FromDays(3), sizes: [("EU 42", 5)]);

        var (status, html) = await GetAsync(drop.Path);
        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldNotContain("<script>alert", Case.Insensitive);
        html.ShouldNotContain("<b>");
        WebUtility.HtmlDecode(Regex.Match(html, "<title>(.*?)</title>").Groups[1].Value).ShouldStartWith(hostile);
        Meta(html, "og:title").ShouldBe(hostile);
        Meta(html, "description").ShouldBe("Made for this test, and for nobody else.");
        Meta(html, "og:url").ShouldBe(new Uri(shop.Address, drop.Path).ToString());
        Meta(html, "og:image").ShouldBe(new Uri(shop.Address, "/pictures/runner-shoe.svg").ToString());
        Regex.Match(html, "<link rel=\"canonical\" href=\"(.*?)\"").Groups[1].Value.ShouldBe(new Uri(shop.Address, drop.Path).ToString());
        Regex.Count(html, "<link rel=\"preload\"[^>]*as=\"font\"").ShouldBe(2);
        html.ShouldContain("<html lang=\"en\">");
        (await GetAsync(drop.Path, "fr, de-AT;q=0.9, en;q=0.5")).Html.ShouldContain("<html lang=\"de\">");
        (await GetAsync($"/drops/{drop.Id}")).Html.ShouldContain($"href=\"{new Uri(shop.Address, drop.Path)}\"");

        var product = JsonNode.Parse(Block(html, "application/ld\\+json"))!;
        product["@type"]!.GetValue<string>().ShouldBe("Product");
        product["name"]!.GetValue<string>().ShouldBe(hostile);
        var offer = product["offers"]!;
        offer["price"]!.GetValue<string>().ShouldBe("199.00");
        offer["priceCurrency"]!.GetValue<string>().ShouldBe("USD");
        offer["availability"]!.GetValue<string>().ShouldBe("https://schema.org/InStock");
        JsonNode.Parse(Block((await GetAsync(soon.Path)).Html, "application/ld\\+json"))!["offers"]!["availability"]!.GetValue<string>().ShouldBe("https://schema.org/OutOfStock");
        JsonNode.Parse(Block(html, "application/json"))!["drop"]!["id"]!.GetValue<string>().ShouldBe(drop.Id);

        foreach (var nowhere in new[] { draft.Path, "/drops/nothing", $"/drops/{Guid.NewGuid()}", "/no/such/page", "/legal/imprint", "/legal/secrets" })
        {
            var answer = await GetAsync(nowhere);
            answer.Status.ShouldBe(HttpStatusCode.NotFound, nowhere);
            answer.Html.ShouldContain("id=\"root\"", customMessage: nowhere);
            answer.Html.ShouldNotContain("Secret");
            Meta(answer.Html, "robots").ShouldBe("noindex");
        }

        foreach (var page in new[] { "/", "/sign-in", "/mine", "/verify", "/operate", "/operate/anything/below", "/receipts/x", "/confirm", "/index.html" })
            (await GetAsync(page)).Status.ShouldBe(HttpStatusCode.OK, page);
        Meta((await GetAsync("/operate")).Html, "robots").ShouldBe("noindex");

        (await GetAsync("/robots.txt")).Html.ShouldContain($"Sitemap: {new Uri(shop.Address, "/sitemap.xml")}");
        var sitemap = (await GetAsync("/sitemap.xml")).Html;
        sitemap.ShouldContain($"<loc>{new Uri(shop.Address, drop.Path)}</loc>");
        sitemap.ShouldNotContain(draft.Slug);

        var calendar = (await GetAsync($"{soon.Path}/calendar.ics")).Html;
        calendar.ShouldStartWith("BEGIN:VCALENDAR");
        Regex.IsMatch(calendar, "DTSTART:[0-9]{8}T[0-9]{6}Z").ShouldBeTrue(calendar);
        calendar.ShouldContain("SUMMARY:Soon");
        calendar.ShouldContain(new Uri(shop.Address, soon.Path).ToString());
        (await GetAsync($"{draft.Path}/calendar.ics")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>The app knows its pages, and the server which addresses are pages: one list must not forget what is in the other.</summary>
    [Fact]
    public async Task Every_page_of_the_app_is_one_of_the_server()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Stampede.slnx")))
            folder = folder.Parent.ShouldNotBeNull();
        var app = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "web", "src", "app", "App.tsx"));
        string[] routes = [.. Regex.Matches(app, "<Route path=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];
        routes.Length.ShouldBeGreaterThan(5);
        foreach (var route in routes.Where(route => !route.StartsWith("/drops/", StringComparison.Ordinal) && !route.StartsWith("/legal/", StringComparison.Ordinal)))
            (await GetAsync(Regex.Replace(route, ":[a-zA-Z]+", "x").Replace("/*?", "/x", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.OK, route);
    }

    [Fact]
    public async Task A_page_shows_its_drop_before_any_answer()
    {
        var drop = await shop.OfferAsync("Painted At Once", sizes: [("EU 42", 5), ("EU 43", 5)]);
        await using var eve = await shop.VisitAsync();
        await eve.Context.RouteAsync("**/api/**", route => route.AbortAsync());
        await eve.Context.RouteAsync("**/live/**", route => route.AbortAsync());
        await eve.GoAsync(drop.Path);
        await Expect(eve.Heading("Painted At Once")).ToBeVisibleAsync();
        await Expect(eve.Size("EU 43")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_shop_with_a_name_of_its_own_looks_like_it_everywhere()
    {
        var drop = await shop.OfferAsync("Named Drop", startsIn: TimeSpan.FromDays(1), sizes: [("EU 42", 5)]);
        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync("/operate/shop");
        await olga.Field("Name").FillAsync("Kiln & Co");
        await olga.Field("Colour on light pages").FillAsync("#ffd21f");
        await olga.Field("Address").FillAsync("Kiln & Co\nStreet 1\n1010 Vienna");
        await olga.Field("Email for questions").FillAsync("nobody");
        await olga.Field("Tax line · English").FillAsync("incl. 20 % VAT");
        await olga.Field("Currency").SelectOptionAsync("CHF");
        await olga.Button("Save").ClickAsync();
        // What is wrong is marked where it is; the colour that works is one press away.
        await Expect(olga.Page.GetByText("Enter an email address, like name@example.com.")).ToBeVisibleAsync();
        await olga.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Use #") }).ClickAsync();
        await olga.Field("Email for questions").FillAsync("help@kiln.example");
        await olga.Button("Save").ClickAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved." })).ToBeVisibleAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Banner)).ToContainTextAsync("Kiln & Co");

        await olga.Page.GetByText("Not written yet").First.ClickAsync();
        await olga.Page.GetByRole(AriaRole.Textbox, new() { Name = "English", Exact = true }).FillAsync("# Who we are\n\n<script>alert(1)</script> **Kiln & Co**");
        // "Saved." stands there from before.
        await olga.Page.RunAndWaitForResponseAsync(
            () => olga.Button("Save: Imprint").ClickAsync(), answer => answer.Url.Contains("/shop/legal/imprint", StringComparison.Ordinal) && answer.Request.Method == "PUT" && answer.Ok);
        await Expect(olga.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved." }).Last).ToBeVisibleAsync();

        // A new drop begins with the shop's currency, and without the demo's drawings.
        await olga.GoAsync("/operate/new");
        await Expect(olga.Field("Currency")).ToHaveValueAsync("CHF");
        await Expect(olga.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Img)).ToHaveCountAsync(0);
        olga.Complaints.ShouldBeEmpty();

        await using var ben = await shop.VisitAsync();
        await ben.BeGuestAsync("Ben");
        foreach (var path in new[] { "/", drop.Path, "/sign-in", "/mine", "/verify", "/legal/imprint", "/no/such/page" })
        {
            await ben.GoAsync(path);
            await Expect(ben.Page.GetByRole(AriaRole.Banner)).ToContainTextAsync("Kiln & Co");
            await Expect(ben.Page).ToHaveTitleAsync(new Regex("Kiln & Co$"));
            var text = await ben.Page.Locator("body").InnerTextAsync();
            Regex.Count(text, "stampede", RegexOptions.IgnoreCase).ShouldBe(1, $"{path}: only the credit in the footer\n{text}");
            (await GetAsync(path)).Html.ShouldNotContain("Stampede", customMessage: path);
        }

        await ben.GoAsync(drop.Path);
        await Expect(ben.Page.GetByText("incl. 20 % VAT")).ToBeVisibleAsync();
        await Expect(ben.Link("Add to calendar")).ToHaveAttributeAsync("href", $"{drop.Path}/calendar.ics");
        await ben.Link("Imprint").ClickAsync();
        await Expect(ben.Heading("Who we are")).ToBeVisibleAsync();
        await Expect(ben.Page.GetByText("<script>alert(1)</script>")).ToBeVisibleAsync();
        await Expect(ben.Page.GetByText("1010 Vienna")).ToBeVisibleAsync();
        (await GetAsync("/manifest.webmanifest")).Html.ShouldContain("Kiln \\u0026 Co");
        ben.Complaints.ShouldBeEmpty();
    }

    private async Task<(HttpStatusCode Status, string Html)> GetAsync(string path, string? language = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Address, path));
        if (language is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Meta(string html, string name) =>
        WebUtility.HtmlDecode(Regex.Match(html, $"<meta (?:name|property)=\"{Regex.Escape(name)}\" content=\"(.*?)\">").Groups[1].Value);

    private static string Block(string html, string type) => Regex.Match(html, $"<script type=\"{type}\"[^>]*>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
}
