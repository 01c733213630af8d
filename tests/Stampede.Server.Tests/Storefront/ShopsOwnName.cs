using System.Net;
using System.Text.Json.Nodes;
using Stampede.Domain;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Storefront;
using Stampede.Server.Storefront;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Pictures;
using Stampede.Testing;

namespace Stampede.Server.Tests.Storefront;

/// <summary>Who the shop is: said by its operator, seen by everybody.</summary>
public sealed class ShopsOwnName(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Address = "/api/v1/shop";

    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task What_an_operator_says_is_seen_by_everybody_on_every_node()
    {
        await using var other = await HostedShop.StartAsync(shared.Hosted.ConnectionString);
        var logoUrl = await UploadAsync();
        var said = new
        {
            name = "Kiln & Co",
            tagLine = new { en = "Pots", de = "Töpfe" },
            logoUrl,
            accent = new { light = "#1A5FB4", dark = "#8ab8ff" },
            address = new[] { "Kiln & Co", " ", "Street 1", "1010 Vienna" },
            supportEmail = "help@kiln.example",
            senderName = "Kiln",
            replyTo = "orders@kiln.example",
            languages = new[] { "de", "en" },
            currency = "EUR",
            timeZone = "Europe/Vienna",
            taxLine = new { en = "incl. 20 % VAT" },
        };
        var changed = (await shop.Operator.PutAsync(Address, said)).ShouldBeOk().Json;
        changed.Text("name").ShouldBe("Kiln & Co");
        changed["address"]!.AsArray().Select(line => line!.GetValue<string>()).ShouldBe(["Kiln & Co", "Street 1", "1010 Vienna"]);
        changed["accent"]!.Text("light").ShouldBe("#1a5fb4");
        changed.Text("defaultLanguage").ShouldBe("de");
        changed["isNamed"]!.GetValue<bool>().ShouldBeTrue();
        JsonNode.DeepEquals((await shop.Anybody.GetAsync(Address)).ShouldBeOk().Json, changed).ShouldBeTrue();
        await Until.TrueAsync(async () => JsonNode.DeepEquals((await other.Shop.Anybody.GetAsync(Address)).ShouldBeOk().Json, changed));

        // The other node changes it on from there, and what is left out is taken away.
        var bare = (await other.Shop.Operator.PutAsync(Address, new { version = changed.Number("version"), name = "Kiln" })).ShouldBeOk().Json;
        bare.Text("name").ShouldBe("Kiln");
        bare["logoUrl"].ShouldBeNull();
        bare["accent"].ShouldBeNull();
        await Until.TrueAsync(async () => (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Json.Text("name") == "Kiln");
    }

    [Fact]
    public async Task A_shop_that_nobody_has_named_has_a_name_and_speaks()
    {
        await using var fresh = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:PublicUrl"] = "https://kiln.example" });
        var said = (await fresh.Shop.Anybody.GetAsync(Address)).ShouldBeOk().Json;
        said.Text("name").ShouldBe("kiln.example");
        said["isNamed"]!.GetValue<bool>().ShouldBeFalse();
        said.Text("defaultLanguage").ShouldBe("en");
        said["languages"]!.AsArray().Select(language => language!.GetValue<string>()).ShouldBe(["en", "de"]);
        said["address"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_sends_the_same_again_is_told_that_it_stands_and_who_comes_late_is_told_so()
    {
        var version = (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Json.Number("version");
        var body = new { version, name = $"Shop {Guid.NewGuid():n}"[..20], supportEmail = "a@shop.example" };
        var first = (await shop.Operator.PutAsync(Address, body)).ShouldBeOk().Json;
        first.Number("version").ShouldBe(version + 1);
        JsonNode.DeepEquals((await shop.Operator.PutAsync(Address, body)).ShouldBeOk().Json, first).ShouldBeTrue();
        (await shop.Operator.PutAsync(Address, new { version, name = "Too late" })).ShouldBe(409, "shop_changed");
        (await shop.Operator.PutAsync($"{Address}/legal/terms", new { version, en = "Too late" })).ShouldBe(409, "shop_changed");
        (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Json.Text("name").ShouldBe(body.name);

        // Of many at once from the same version, one is first.
        var at = first.Number("version");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => shop.Operator.PutAsync(Address, new { version = at, name = $"Racer {i}" })));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(7);
    }

    [Theory]
    [InlineData("light", "#ffd21f")]
    [InlineData("light", "#ffffff")]
    [InlineData("light", "#4fc88c")]
    [InlineData("dark", "#0b3d91")]
    [InlineData("dark", "#000000")]
    [InlineData("dark", "#8f1402")]
    public async Task A_colour_that_is_hard_to_read_is_refused_and_the_nearest_one_is_not(string theme, string colour)
    {
        var field = $"accent.{theme}";
        var problem = (await shop.Operator.PutAsync(Address, Accent(theme, colour))).ShouldBe(400, "validation_failed");
        problem["errors"]!.Names().ShouldBe([field]);
        var code = problem["codes"]![field]![0]!;
        code.Text("code").ShouldBe("contrast");
        var nearest = code.Text("nearest");
        problem["errors"]![field]![0]!.GetValue<string>().ShouldContain(nearest);
        (await shop.Operator.PutAsync(Address, Accent(theme, nearest))).ShouldBeOk();

        // Not farther away than it must be: one step back, and it is refused.
        var (from, to) = (Colour.Parse(colour), Colour.Parse(nearest));
        AccentContrast.Of(to, theme == "dark").ShouldBeInRange(4.5, 4.7, $"{from} → {to}");
    }

    [Fact]
    public void Contrast_is_that_of_wcag()
    {
        // As the WCAG's own examples and its common checkers say.
        Colour.Parse("#000000").ContrastTo(Colour.Parse("#ffffff")).ShouldBe(21, 0.001);
        Colour.Parse("#777777").ContrastTo(Colour.Parse("#ffffff")).ShouldBe(4.48, 0.005);
        Colour.Parse("#767676").ContrastTo(Colour.Parse("#ffffff")).ShouldBe(4.54, 0.005);
        Colour.Parse("#ff0000").ContrastTo(Colour.Parse("#ffffff")).ShouldBe(4.00, 0.005);
    }

    [Theory]
    [InlineData("name", """{"name": "0123456789012345678901234567890123456789012345678901234567891"}""")]
    [InlineData("name", """{"name": "turned \u202e round"}""")]
    [InlineData("logoUrl", """{"logoUrl": "https://elsewhere.example/logo.png"}""")]
    [InlineData("logoUrl", """{"logoUrl": "/pictures/uploaded/00000000-0000-4000-8000-000000000000"}""")]
    [InlineData("accent.light", """{"accent": {"light": "blue"}}""")]
    [InlineData("accent.dark", """{"accent": {"dark": "#12345g"}}""")]
    [InlineData("address", """{"address": ["1","2","3","4","5","6","7","8","9"]}""")]
    [InlineData("address[1]", """{"address": ["1","two\nlines"]}""")]
    [InlineData("supportEmail", """{"supportEmail": "nobody"}""")]
    [InlineData("replyTo", """{"replyTo": "a@b.example\r\nBcc: c@d.example"}""")]
    [InlineData("senderName", """{"senderName": "Kiln\r\nBcc: c@d.example"}""")]
    [InlineData("languages", """{"languages": ["en", "en"]}""")]
    [InlineData("languages", """{"languages": ["tlh"]}""")]
    [InlineData("languages", """{"languages": []}""")]
    [InlineData("defaultLanguage", """{"languages": ["de"], "defaultLanguage": "en"}""")]
    [InlineData("currency", """{"currency": "XXX"}""")]
    [InlineData("timeZone", """{"timeZone": "Mars/Olympus"}""")]
    [InlineData("timeZone", """{"timeZone": "../../etc/passwd"}""")]
    [InlineData("taxLine.de", """{"taxLine": {"de": "012345678901234567890123456789012345678901234567890123456789012345678901234567891"}}""")]
    [InlineData("version", """{"version": 0}""")]
    [InlineData("legal", """{"legal": {}}""")]
    public async Task What_is_wrong_is_refused_by_field_and_nothing_changes(string field, string body)
    {
        var before = (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Body;
        (await shop.Operator.PutAsync(Address, body)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Body.ShouldBe(before);
    }

    [Fact]
    public async Task A_legal_page_is_read_in_its_language_and_can_do_nothing_but_be_read()
    {
        const string hostile = """
            # Imprint

            <script>alert(1)</script> <img src=x onerror=alert(1)> **Kiln & Co**

            [run](javascript:alert(1)) [run](JaVaScRiPt:alert(1)) [run](data:text/html,x) [run](&#106;avascript:alert(1)) [good](https://kiln.example/a?b=1&c="2)
            ![track](https://elsewhere.example/pixel.gif) <javascript:alert(1)> <help@kiln.example>

            | a | b |
            |---|---|
            | 1 | 2 |
            """;
        (await shop.Operator.PutAsync($"{Address}/legal/imprint", new { de = hostile })).ShouldBeOk();
        var page = (await shop.Anybody.GetAsync($"{Address}/legal/imprint?language=en")).ShouldBeOk().Json;
        page.Text("language").ShouldBe("de"); // Better than none.
        var html = page.Text("html");
        foreach (var never in new[] { "<script", "<img", "onerror=alert(1)>", "href=\"javascript", "href=\"data", "pixel.gif" })
            html.ShouldNotContain(never, Case.Insensitive);
        html.ShouldContain("<h2");
        html.ShouldContain("<strong>Kiln &amp; Co</strong>");
        html.ShouldContain("<a href=\"https://kiln.example/a?b=1&amp;c=%222\">good</a>");
        html.ShouldContain("<a href=\"mailto:help@kiln.example\">");
        html.ShouldContain("<td>2</td>");

        (await shop.Operator.GetAsync($"{Address}/legal/imprint/source")).ShouldBeOk().Json["text"]!.Text("de").ShouldBe(hostile.Trim());
        var both = (await shop.Operator.PutAsync($"{Address}/legal/imprint", new { de = "Wer", en = "Who" })).ShouldBeOk();
        (await shop.Operator.PutAsync($"{Address}/legal/imprint", new { de = "Wer", en = "Who" })).ShouldBeOk().Body.ShouldBe(both.Body);
        (await shop.Anybody.GetAsync($"{Address}/legal/imprint?language=en")).ShouldBeOk().Json.Text("html").ShouldContain("Who");
        (await shop.Anybody.GetAsync($"{Address}/legal/imprint?language=de")).ShouldBeOk().Json.Text("html").ShouldContain("Wer");
        (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Json["legalPages"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldContain("imprint");

        (await shop.Operator.PutAsync($"{Address}/legal/imprint", new { })).ShouldBeOk();
        (await shop.Anybody.GetAsync($"{Address}/legal/imprint")).ShouldBe(404, "not_found");
        (await shop.Operator.PutAsync($"{Address}/legal/secrets", new { en = "x" })).ShouldBe(404, "not_found");
        (await shop.Operator.PutAsync($"{Address}/legal/terms", new { en = new string('x', 60_001) })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["en"]);
        (await shop.Operator.PutAsync($"{Address}/legal/terms", new { en = new string('ü', 60_000), de = new string('ü', 60_000) })).ShouldBeOk();
        (await shop.Operator.PutAsync($"{Address}/legal/terms", new { })).ShouldBeOk();
    }

    [Fact]
    public async Task Each_email_to_customers_is_shown_and_takes_words_of_the_shop()
    {
        var version = (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Json.Number("version");
        var saved = (await shop.Operator.PutAsync($"{Address}/letters/email_change", new { version, en = "  Two lines\nof ours.  " })).ShouldBeOk().Json;
        saved["words"]!.Text("en").ShouldBe("Two lines\nof ours.");
        (await shop.Operator.PutAsync($"{Address}/letters/receipt", new { version, de = "Zu spät" })).ShouldBe(409, "shop_changed");
        var letters = (await shop.Operator.GetAsync($"{Address}/letters")).ShouldBeOk().Json["letters"]!.AsArray();
        letters.Select(letter => letter!.Text("kind")).ShouldBe(LetterKinds.ToCustomers.Select(Names.Of));
        foreach (var letter in letters)
        {
            foreach (var language in LocalText.Languages)
            {
                var sample = letter!["samples"]![language]!;
                sample.Text("subject").ShouldNotBeEmpty();
                sample.Text("greeting").ShouldEndWith(",");
                sample.Text("text").Length.ShouldBeInRange(40, 700);
                sample.Text("text").ShouldNotContain("Two lines");
            }

            letter!["words"]!["en"]?.GetValue<string>().ShouldBe(letter.Text("kind") == "email_change" ? "Two lines\nof ours." : null);
        }

        (await shop.Operator.PutAsync($"{Address}/letters/email_change", new { })).ShouldBeOk().Json["words"]!["en"].ShouldBeNull();
        (await shop.Operator.PutAsync($"{Address}/letters/receipt", new { de = new string('ü', 1_001) })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["de"]);
        // Operators are no customers.
        foreach (var none in new[] { "invitation", "letter", "Receipt", "0" })
            (await shop.Operator.PutAsync($"{Address}/letters/{none}", new { en = "x" })).ShouldBe(404, "not_found");
    }

    [Fact]
    public async Task Who_has_it_already_is_told_that_nothing_changed()
    {
        var tag = (await shop.Anybody.GetAsync(Address)).ShouldBeOk().Header("ETag").ShouldNotBeNull();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, Address));
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var answer = await shop.Site.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Its_icon_is_its_logo_or_else_its_first_letter()
    {
        (await shop.Operator.PutAsync(Address, new { name = "kiln & Co", accent = new { light = "#1a5fb4" } })).ShouldBeOk();
        var letter = await shop.Anybody.GetAsync("/icon.svg");
        letter.Body.ShouldContain("fill=\"#1a5fb4\"");
        letter.Body.ShouldContain(">K</text>");
        (await shop.Anybody.GetAsync("/icon.png")).ShouldBe(404, "not_found");
        (await shop.Operator.PutAsync(Address, new { name = "<b>" })).ShouldBeOk();
        (await shop.Anybody.GetAsync("/icon.svg")).Body.ShouldContain(">&lt;</text>");

        var changed = (await shop.Operator.PutAsync(Address, new { name = "Kiln & Co", logoUrl = await UploadAsync() })).ShouldBeOk().Json;
        changed["logo"]!.Number("width").ShouldBe(2);
        using var icon = NetVips.Image.PngloadBuffer(await shop.Site.Http.GetByteArrayAsync(new Uri(shop.Site.Address, "/icon.png")));
        (icon.Width, icon.Height).ShouldBe((192, 192));
    }

    private static JsonObject Accent(string theme, string colour) => new() { ["accent"] = new JsonObject { [theme] = colour } };

    private async Task<string> UploadAsync()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Sample.Png()), "file", "logo.png" } };
        return (await shop.Operator.SendAsync(HttpMethod.Post, "/api/v1/pictures", form)).Text("imageUrl");
    }
}
