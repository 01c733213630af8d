using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

/// <summary>Nobody holds more of the live side than their share.</summary>
public sealed class LimitingConnections(LimitingConnections.LimitedServer server) : IClassFixture<LimitingConnections.LimitedServer>
{
    private const int PerAddress = 4;
    private const int PerSession = 2;
    private const int Calls = 5;

    public sealed class LimitedServer : LiveServer
    {
        public LimitedServer() => Set("Stampede:Live:ConnectionsPerAddressMax", $"{PerAddress}")
            .Set("Stampede:Live:ConnectionsPerSessionMax", $"{PerSession}")
            .Set("Stampede:Live:CallsBurst", $"{Calls}")
            .Set("Stampede:Live:CallsPerSecond", "1")
            .Set("Stampede:TrustedProxies:0", "127.0.7.0/24");
    }

    [Fact]
    public async Task An_address_has_so_many_and_is_told_and_others_are_let_in()
    {
        var drop = await server.CreateDropAsync([1]);
        var open = new List<Socket>();
        for (var i = 0; i < PerAddress; i++)
            open.Add((await OpenAsync("127.0.6.1", drop.Slug)).ShouldLetIn());
        var refused = await OpenAsync("127.0.6.1", drop.Slug);
        refused.Answer.ShouldContain("429");
        refused.Answer.ShouldContain("\"rate_limited\"");
        refused.Answer.ShouldContain("Retry-After");
        open.Add((await OpenAsync("127.0.6.2", drop.Slug)).ShouldLetIn());

        open[0].Dispose();
        await Until.TrueAsync(async () =>
        {
            var again = await OpenAsync("127.0.6.1", drop.Slug);
            open.Add(again.Socket);
            return again.Answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        });
        open.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.10")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    public async Task Behind_a_trusted_proxy_it_is_the_forwarded_address_that_counts(string one, string other)
    {
        var drop = await server.CreateDropAsync([1]);
        var open = new List<Socket>();
        for (var i = 0; i < PerAddress; i++)
            open.Add((await OpenAsync("127.0.7.1", drop.Slug, one)).ShouldLetIn());
        // The same household, where an address is a household's.
        var sameHousehold = one.Contains(':', StringComparison.Ordinal) ? one + "f" : one;
        (await OpenAsync("127.0.7.1", drop.Slug, sameHousehold)).Answer.ShouldContain("429");
        open.Add((await OpenAsync("127.0.7.1", drop.Slug, other)).ShouldLetIn());
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_sign_in_has_so_many_whatever_they_are_and_wherever_from()
    {
        var drop = await server.CreateDropAsync([1]);
        var (token, _) = await server.GuestAsync();
        await using var hub = await HubClient.ConnectAsync(server.Address, token);
        await using var stream = await StreamClient.ConnectAsync(server, drop.Slug, token);
        (await Should.ThrowAsync<RefusedException>(() => HubClient.ConnectAsync(server.Address, token))).Status.ShouldBe(429);
        using var request = LiveServer.With(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/drops/{drop.Slug}/events"), token);
        using var refused = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("rate_limited");
    }

    [Fact]
    public async Task A_connection_asks_so_often_and_is_told_and_goes_on()
    {
        var drop = await server.CreateDropAsync([1]);
        await using var client = await HubClient.ConnectAsync(server.Address);
        var refused = 0;
        for (var i = 0; i < 4 * Calls; i++)
        {
            try
            {
                await client.InvokeAsync(i % 2 == 0 ? "WatchDrops" : "WatchDrop", i % 2 == 0 ? [] : [drop.Slug]);
            }
            catch (InvalidOperationException told)
            {
                told.Message.ShouldContain("rate_limited");
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(0);
        await Until.TrueAsync(async () =>
        {
            try
            {
                return (await client.InvokeAsync("WatchDrop", drop.Slug)).GetProperty("slug").GetString() == drop.Slug;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
    }

    private async Task<Opened> OpenAsync(string from, string drop, string? forwardedFor = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        var forwarded = forwardedFor is null ? "" : $"X-Forwarded-For: {forwardedFor}\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/drops/{drop}/events HTTP/1.1\r\nHost: x\r\n{forwarded}\r\n"));
        var buffer = new byte[8 * 1024];
        var length = await socket.ReceiveAsync(buffer);
        return new Opened(socket, Encoding.UTF8.GetString(buffer, 0, length));
    }

    private sealed record Opened(Socket Socket, string Answer)
    {
        public Socket ShouldLetIn()
        {
            Answer.ShouldStartWith("HTTP/1.1 200");
            return Socket;
        }
    }
}

/// <summary>As it is where nothing is set.</summary>
public sealed class LimitingByDefault(LimitingByDefault.UsualServer server) : IClassFixture<LimitingByDefault.UsualServer>
{
    public sealed class UsualServer : LiveServer
    {
        public UsualServer() => Set("Stampede:RateLimits:Enabled", "true").Set("Stampede:Live:ConnectionsMax", "50000");
    }

    [Fact]
    public async Task The_501st_from_one_address_is_refused()
    {
        var drop = await server.CreateDropAsync([1]);
        var open = new List<Socket>();
        var answers = new List<string>();
        try
        {
            for (var i = 0; i < 510; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                open.Add(socket);
                await socket.ConnectAsync(server.Address.Host, server.Address.Port);
                await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/drops/{drop.Slug}/events HTTP/1.1\r\nHost: x\r\n\r\n"));
                var buffer = new byte[64];
                answers.Add(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer)));
            }
        }
        finally
        {
            open.ForEach(socket => socket.Dispose());
        }

        answers.Count(answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)).ShouldBe(500);
        answers.Skip(500).ShouldAllBe(answer => answer.StartsWith("HTTP/1.1 429", StringComparison.Ordinal));
    }
}
