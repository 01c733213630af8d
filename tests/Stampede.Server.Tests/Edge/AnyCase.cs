using System.Net;
using System.Net.Http.Json;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Edge;

/// <summary>A path in another case is the same path, for whatever looks at it.</summary>
public sealed class AnyCase(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("/api/v1/drops")]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/probe/fault")]
    [InlineData("/api/nothing")]
    [InlineData("/health/live")]
    [InlineData("/health/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi/nothing")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/nothing")]
    [InlineData("/problems/nothing")]
    [InlineData("/pictures/uploaded/nothing")]
    [InlineData("/live/nothing")]
    public async Task Is_answered_alike(string path)
    {
        using var curl = shared.Server.Curl();
        var usual = await curl.GetAsync(path);
        foreach (var other in new[] { path.ToUpperInvariant(), $"/{char.ToUpperInvariant(path[1])}{path[2..]}" })
        {
            var answer = await curl.GetAsync(other);
            answer.Status.ShouldBe(usual.Status, other);
            foreach (var header in new[] { "Content-Type", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "Vary" })
                answer.Header(header).ShouldBe(usual.Header(header), $"{other} {header}");
        }
    }

    [Fact]
    public async Task Is_limited_alike()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Stampede:RateLimits:Enabled"] = "true",
            ["Stampede:RateLimits:Address:Burst"] = "5",
            ["Stampede:RateLimits:Address:PerSecond"] = "1",
        });
        using var curl = server.Curl();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => curl.GetAsync(i % 2 == 0 ? "/API/V1/DROPS" : "/Api/V1/Nothing")));
        answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Is_guarded_alike()
    {
        using var browser = shared.Server.Browser();
        (await browser.PostAsync("/api/v1/accounts/guest?useCookies=true", new { displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        foreach (var path in new[] { "/api/v1/probe/act", "/API/V1/PROBE/ACT" })
            (await browser.SendAsync(HttpMethod.Post, path, JsonContent.Create(new { }), ("Origin", "https://evil.example"))).ShouldBe(403, "csrf_rejected");
    }
}
