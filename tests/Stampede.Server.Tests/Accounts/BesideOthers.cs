using System.Net;
using System.Net.Http.Json;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Accounts;

/// <summary>Sessions where the shop is not alone: behind a proxy that asks for a password of its own, or beside another shop on one host.</summary>
public sealed class BesideOthers
{
    private const string Guest = "/api/v1/accounts/guest?useCookies=true";
    private const string Me = "/api/v1/me";
    private const string Basic = "Basic c2hvcDpzZWNyZXQ=";

    [Theory]
    [InlineData(Basic)]
    [InlineData("Digest username=\"shop\"")]
    [InlineData("Negotiate YII=")]
    public async Task What_a_proxy_asks_the_browser_for_does_not_stand_in_the_cookies_way(string authorization)
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var browser = server.Browser();
        (await browser.PostAsync(Guest, new { displayName = "alice" }, ("Authorization", authorization))).ShouldBeOk();
        (await browser.GetAsync(Me, ("Authorization", authorization))).Text("displayName").ShouldBe("alice");
        (await browser.PostAsync("/api/v1/probe/act", null, ("Authorization", authorization))).ShouldBeOk();
        // The live connection too, signed in or not.
        (await browser.PostAsync("/live/negotiate?negotiateVersion=1", null, ("Authorization", authorization))).ShouldBeOk();
        using var stranger = server.Curl();
        (await stranger.PostAsync("/live/negotiate?negotiateVersion=1", null, ("Authorization", authorization))).ShouldBeOk();
        // A token of ours in any case is one.
        using var guest = await server.GuestAsync("bob");
        using var program = server.Curl();
        (await program.GetAsync(Me, ("Authorization", $"bearer {guest.Token}"))).Text("displayName").ShouldBe("bob");
    }

    [Fact]
    public async Task Two_shops_on_one_host_have_cookies_of_their_own()
    {
        await using var one = await ServerUnderTest.StartAsync();
        await using var two = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:CookieName"] = "second_shop" });
        // As a browser: its cookies know no ports.
        using var handler = new SocketsHttpHandler { UseCookies = true };
        using var browser = new HttpClient(handler);
        var (first, second) = (new Uri(one.Address, Me), new Uri(two.Address, Me));
        foreach (var (shop, name) in new[] { (one, "alice"), (two, "bob") })
            (await browser.PostAsJsonAsync(new Uri(shop.Address, Guest), new { displayName = name })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await browser.GetStringAsync(first)).ShouldContain("alice");
        (await browser.GetStringAsync(second)).ShouldContain("bob");
        // The device's too: the same name is the same guest in each.
        handler.CookieContainer.GetCookies(new Uri(two.Address, "/api/v1/accounts/guest")).Select(cookie => cookie.Name).Order()
            .ShouldBe(["second_shop", "second_shop-device", "stampede-device", "stampede-session"]);
        (await browser.PostAsync(new Uri(two.Address, "/api/v1/accounts/sign-out"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await browser.GetAsync(second)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetStringAsync(first)).ShouldContain("alice");
        (await browser.GetStringAsync(new Uri(two.Address, "/openapi/v1.json"))).ShouldContain("second_shop");
    }

    [Fact]
    public async Task In_a_house_without_https_behind_a_proxy_that_passes_nothing_on_the_refusal_says_what_to_set_and_setting_it_helps()
    {
        (string, string)[] page = [("Origin", "http://shop.lan"), ("Host", "upstream")];
        await using var bare = await ServerUnderTest.StartAsync();
        using var browser = bare.Browser();
        (await browser.PostAsync(Guest, new { displayName = "alice" })).ShouldBeOk();
        (await browser.PostAsync("/api/v1/probe/act", null, page)).ShouldBe(403, "csrf_rejected")["detail"]!.GetValue<string>().ShouldContain("Stampede__PublicUrl");

        await using var told = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:PublicUrl"] = "http://shop.lan" });
        using var visitor = told.Browser();
        (await visitor.PostAsync(Guest, new { displayName = "alice" })).ShouldBeOk();
        (await visitor.PostAsync("/api/v1/probe/act", null, page)).ShouldBeOk();
        (await visitor.PostAsync("/api/v1/probe/act", null, ("Origin", "http://evil.example"))).ShouldBe(403, "csrf_rejected");
    }
}
