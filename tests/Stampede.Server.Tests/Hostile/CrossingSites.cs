using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Hostile;

/// <summary>Requests that another site makes a signed-in browser send.</summary>
public sealed class CrossingSites(CrossingSites.Shop shop) : IClassFixture<CrossingSites.Shop>
{
    private const string Act = "/api/v1/probe/act";
    private const string Allowed = "https://shop.example";

    public sealed class Shop : IAsyncLifetime
    {
        internal ServerUnderTest Server { get; private set; } = null!;

        internal ServerUnderTest.Client Browser { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:AllowedOrigins:0"] = $"{Allowed}/" });
            Browser = Server.Browser();
            (await Browser.PostAsync("/api/v1/accounts/guest?useCookies=true", new { displayName = "alice" })).ShouldBeOk();
        }

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await Server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(null, null, true)] // No browser.
    [InlineData("own", null, true)]
    [InlineData("own", "same-origin", true)]
    [InlineData(null, "same-origin", true)]
    [InlineData("https://seen-by-the-browser.example", "same-origin", true)] // A proxy has changed the host.
    [InlineData(null, "none", true)]
    [InlineData(Allowed, null, true)]
    [InlineData(Allowed, "cross-site", true)]
    [InlineData("https://evil.example", null, false)]
    [InlineData("https://evil.example", "cross-site", false)]
    [InlineData("https://evil.shop.example", "same-site", false)]
    [InlineData("null", null, false)]
    [InlineData("null", "cross-site", false)]
    [InlineData(null, "cross-site", false)]
    [InlineData(null, "same-site", false)]
    [InlineData("own, https://evil.example", null, false)]
    public async Task A_cookie_acts_only_for_this_site_and_those_it_allows(string? origin, string? site, bool allowed)
    {
        var headers = new List<(string, string)>();
        if (origin is not null)
            headers.Add(("Origin", origin.Replace("own", shop.Server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)));
        if (site is not null)
            headers.Add(("Sec-Fetch-Site", site));

        foreach (var body in new object?[] { null, new { } })
        {
            var answer = await shop.Browser.PostAsync(Act, body, [.. headers]);
            if (allowed)
                answer.ShouldBeOk();
            else
                answer.ShouldBe(403, "csrf_rejected");
        }

        // Looking changes nothing, so anybody may make a browser look; whether they may read it is CORS.
        (await shop.Browser.GetAsync("/api/v1/probe/look", [.. headers])).ShouldBeOk();
        // A browser sends no token on its own.
        using var bearer = await shop.Server.GuestAsync();
        (await bearer.PostAsync(Act, null, [.. headers])).ShouldBeOk();
    }

    [Fact]
    public async Task Only_allowed_sites_may_read_answers()
    {
        using var curl = shop.Server.Curl();
        var allowed = await curl.GetAsync("/api/v1/probe/anybody", ("Origin", Allowed));
        allowed.Header("Access-Control-Allow-Origin").ShouldBe(Allowed);
        allowed.Header("Access-Control-Allow-Credentials").ShouldBe("true");
        (await curl.GetAsync("/api/v1/probe/anybody", ("Origin", "https://evil.example"))).Header("Access-Control-Allow-Origin").ShouldBeNull();
        (await curl.GetAsync("/api/v1/probe/fault", ("Origin", Allowed))).Header("Access-Control-Allow-Origin").ShouldBe(Allowed);
    }

    [Theory]
    [InlineData("/api/v1/probe/anybody")]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/probe/fault")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    public async Task Every_answer_tells_the_browser_what_not_to_do(string path)
    {
        using var curl = shop.Server.Curl();
        var answer = await curl.GetAsync(path);
        var policy = answer.Header("Content-Security-Policy").ShouldNotBeNull();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("Referrer-Policy").ShouldNotBeNull();
        answer.Header("Permissions-Policy").ShouldNotBeNull();
        answer.Header("Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        answer.Header("Server").ShouldBeNull();
        if (path.StartsWith("/api", StringComparison.Ordinal))
            answer.Header("Cache-Control").ShouldBe("no-store");
    }
}
