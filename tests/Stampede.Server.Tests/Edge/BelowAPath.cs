using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Stampede.Server.Hosting;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Edge;

/// <summary>A shop below a path of another site. Its pages are tried in a browser (Stampede.Browser.Tests).</summary>
public sealed class BelowAPath
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Stampede:PathBase"] = "/our/shop" };

    [Fact]
    public async Task What_leads_to_an_address_has_the_path_whether_or_not_the_proxy_keeps_it()
    {
        await using var hosted = await HostedShop.StartAsync(settings: Settings);
        var (shop, host) = (hosted.Shop, hosted.Shop.Site.Address.GetLeftPart(UriPartial.Authority));
        foreach (var kept in new[] { "/our/shop", "" })
        {
            var body = new { name = "Air One", price = new { amountMinor = 1, currency = "USD" }, totalStock = 5, startsAt = DateTimeOffset.UtcNow.AddDays(1) };
            var made = await shop.Operator.PostAsync($"{kept}/api/v1/drops", body);
            made.Header("Location").ShouldBe($"/our/shop/api/v1/drops/{made.Text("id")}");
            (await shop.Operator.GetAsync($"{kept}/api/v1/drops/{made.Text("id")}")).ShouldBeOk();

            var guest = (await shop.Anybody.PostAsync($"{kept}/api/v1/accounts/guest?useCookies=true", new { displayName = "Gus" })).ShouldBeOk();
            var cookies = guest.Header("Set-Cookie").ShouldNotBeNull();
            cookies.ShouldContain("stampede-session=");
            cookies.ShouldContain("path=/our/shop;");
            cookies.ShouldContain("path=/our/shop/api/v1/accounts");

            (await shop.Anybody.GetAsync($"{kept}/robots.txt")).Body.ShouldContain($"Disallow: /our/shop/api/\n");
            (await shop.Anybody.GetAsync($"{kept}/robots.txt")).Body.ShouldContain($"Sitemap: {host}/our/shop/sitemap.xml\n");
            (await shop.Anybody.GetAsync($"{kept}/sitemap.xml")).Body.ShouldContain($"<loc>{host}/our/shop/drops/{made.Text("slug")}</loc>");
            (await shop.Anybody.GetAsync($"{kept}/drops/{made.Text("slug")}/calendar.ics")).Body.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)
                .ShouldContain($"{host}/our/shop/drops/{made.Text("slug")}");
            var manifest = JsonNode.Parse(await shop.Site.Http.GetStringAsync(new Uri(shop.Site.Address, $"{kept}/manifest.webmanifest")))!;
            (manifest.Text("start_url"), manifest["icons"]![0]!.Text("src")).ShouldBe(("/our/shop/", "/our/shop/icon.svg"));
            (await shop.Anybody.GetAsync($"{kept}/openapi/v1.json")).Json["servers"]!.ToJsonString().ShouldBe("""[{"url":"/our/shop"}]""");
            (await shop.Anybody.GetAsync($"{kept}/docs/start.js")).Body.ShouldContain("\"/our/shop/openapi/v1.json\"");
            (await shop.Anybody.GetAsync($"{kept}/drops/{made.Text("slug")}/turn")).Body.ShouldContain($"href=\"/our/shop/drops/{made.Text("slug")}\"");
            (await shop.Operator.PostAsync($"{kept}/api/v1/people/invitations", new { email = $"{Guid.NewGuid():n}@example.com", role = "viewer" })).Text("link").ShouldStartWith($"{host}/our/shop/invitation#");
        }

        // Not half of a part of it.
        (await shop.Anybody.GetAsync("/our/shopping/api/v1/drops")).ShouldBe(404, "not_found");
    }

    [Theory]
    [InlineData("/shop", "/shop")]
    [InlineData("/shop/", "/shop")]
    [InlineData("/", "")]
    [InlineData("/a/b/c", "/a/b/c")]
    public void A_path_is_taken_as_people_write_it(string written, string path) => Load(written).PathBase.ShouldBe(path);

    [Theory]
    [InlineData("shop")]
    [InlineData("//shop")]
    [InlineData("/shop?x")]
    [InlineData("/sh\"op")]
    [InlineData("/../shop")]
    [InlineData("/a/b/c/d")]
    [InlineData("/api")]
    [InlineData("/Live/x")]
    [InlineData("/drops")]
    [InlineData("https://example.org/shop")]
    public void A_path_that_is_none_or_the_shops_own_is_refused(string path) =>
        Should.Throw<SettingException>(() => Load(path)).Message.ShouldStartWith("Setting Stampede__PathBase");

    private static StampedeSettings Load(string path) =>
        StampedeSettings.Load(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Stampede:PathBase", (string?)path)]).Build());
}
