using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

public sealed class OpeningAConnection(LiveServer server) : IClassFixture<LiveServer>
{
    private string OwnOrigin => $"http://{server.Address.Authority}";

    [Fact]
    public async Task Another_sites_page_opens_no_web_socket()
    {
        foreach (var origin in new[] { "https://evil.example", "null", $"http://{server.Address.Host}", OwnOrigin + ".evil.example" })
            (await Should.ThrowAsync<RefusedException>(() => HubClient.ConnectAsync(server.Address, origin: origin))).Status.ShouldBe(403, origin);
        foreach (var origin in new[] { OwnOrigin, "https://shop.example", null })
            await (await HubClient.ConnectAsync(server.Address, origin: origin)).DisposeAsync();
    }

    [Fact]
    public async Task Nor_does_it_get_in_by_another_transport_or_the_stream()
    {
        var drop = await server.CreateDropAsync([1]);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/live/negotiate?negotiateVersion=1"), (HttpMethod.Get, "/live?id=x"), (HttpMethod.Post, "/live?id=x"),
            (HttpMethod.Delete, "/live?id=x"), (HttpMethod.Get, $"/api/v1/drops/{drop.Slug}/events"),
        })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Origin", "https://evil.example");
            using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("status").GetInt32().ShouldBe(403);
        }

        using var negotiate = new HttpRequestMessage(HttpMethod.Post, "/live/negotiate?negotiateVersion=1");
        negotiate.Headers.Add("Origin", "https://shop.example");
        using var negotiated = await server.Http.SendAsync(negotiate, TestContext.Current.CancellationToken);
        negotiated.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_is_worth_nothing_is_refused_rather_than_ignored()
    {
        (await Should.ThrowAsync<RefusedException>(() => HubClient.ConnectAsync(server.Address, token: "nonsense"))).Status.ShouldBe(401);
        var (token, _) = await server.GuestAsync();
        await server.SignOutAsync(token);
        (await Should.ThrowAsync<RefusedException>(() => HubClient.ConnectAsync(server.Address, token))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Signing_out_closes_what_the_session_has_open_and_nothing_else()
    {
        var (token, _) = await server.GuestAsync();
        var (otherToken, _) = await server.GuestAsync();
        await using var client = await HubClient.ConnectAsync(server.Address, token);
        await using var other = await HubClient.ConnectAsync(server.Address, otherToken);
        await server.SignOutAsync(token);
        await client.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await other.InvokeAsync("WatchDrops");
    }
}

public sealed class OpeningTooManyConnections(OpeningTooManyConnections.FullServer server) : IClassFixture<OpeningTooManyConnections.FullServer>
{
    [Fact]
    public async Task One_more_than_there_may_be_is_told_to_come_back_and_can_once_another_has_gone()
    {
        var drop = await server.CreateDropAsync([1]);
        var first = await HubClient.ConnectAsync(server.Address);
        await using var second = await StreamClient.ConnectAsync(server, drop.Slug);
        (await Should.ThrowAsync<RefusedException>(() => HubClient.ConnectAsync(server.Address))).Status.ShouldBe(503);
        using var refused = await server.Http.GetAsync($"/api/v1/drops/{drop.Slug}/events", TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await first.DisposeAsync();
        await Until.TrueAsync(async () =>
        {
            try
            {
                await (await HubClient.ConnectAsync(server.Address)).DisposeAsync();
                return true;
            }
            catch (RefusedException)
            {
                return false;
            }
        });
    }

    public sealed class FullServer : LiveServer
    {
        public FullServer() => Set("Stampede:Live:ConnectionsMax", "2");
    }
}
