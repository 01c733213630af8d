using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Edge;

/// <summary>HEAD says what GET would say, without the body.</summary>
public sealed class Heads(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] OfTheMoment = ["Date", "Transfer-Encoding", "Content-Length", "Connection"];

    [Theory]
    [InlineData("/api/v1/drops")]
    [InlineData("/api/v1/drops?limit=x")]
    [InlineData("/api/v1/drops/nothing")]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/API/V1/DROPS")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/swagger-ui.css")]
    [InlineData("/docs/nothing")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/problems/not_found")]
    [InlineData("/problems/nothing")]
    [InlineData("/pictures/uploaded/nothing")]
    [InlineData("/")]
    [InlineData("/operate")]
    [InlineData("/nothing.png")]
    public async Task It_is_there_wherever_get_is(string path)
    {
        using var curl = shared.Server.Curl();
        var (get, head) = (await curl.GetAsync(path), await curl.SendAsync(HttpMethod.Head, path, null));
        head.Status.ShouldBe(get.Status);
        head.Body.ShouldBeEmpty();
        Telling(head).ShouldBe(Telling(get));
        if (head.Header("Content-Length") is { } length && get.Header("Content-Length") is { } whole)
            length.ShouldBe(whole);
    }

    [Fact]
    public async Task No_route_with_get_is_without_it_but_those_that_never_end()
    {
        using var caller = await shared.Server.OperatorAsync();
        foreach (var endpoint in shared.Server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var path = $"/{endpoint.RoutePattern.RawText!.Trim('/').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}";
            if (endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods || !methods.HttpMethods.Contains("GET"))
                continue;
            var head = await caller.SendAsync(HttpMethod.Head, path, null);
            if (path.EndsWith("/dropId/events", StringComparison.Ordinal) || path == "/api/v1/live")
                head.Status.ShouldBe(HttpStatusCode.MethodNotAllowed, path);
            else
                head.Status.ShouldNotBe(HttpStatusCode.MethodNotAllowed, path);
        }
    }

    [Theory]
    [InlineData("/api/v1/drops/x/events")]
    [InlineData("/live")]
    public async Task What_never_ends_has_none(string path)
    {
        using var curl = shared.Server.Curl();
        var head = await curl.SendAsync(HttpMethod.Head, path, null);
        head.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        head.Header("Allow").ShouldBe("GET");
    }

    private static string Telling(ServerUnderTest.Answer answer) => string.Join('\n', answer.Headers
        .Where(header => !OfTheMoment.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Select(header => $"{header.Key}: {header.Value}"));
}
