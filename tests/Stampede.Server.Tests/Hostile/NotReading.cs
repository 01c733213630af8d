using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Engine.Live;
using Stampede.Server.Tests.Live;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>Clients that connect, watch, and then stop taking what they are sent.</summary>
public sealed class NotReading(LiveServer server) : IClassFixture<LiveServer>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_stops_reading_delays_nobody_and_is_dropped(bool overTheHub)
    {
        // Large events fill what the kernel and the server hold for a connection.
        var drop = await server.CreateDropAsync([.. Enumerable.Repeat(1_000, 200)]);
        var feed = server.Services.GetRequiredService<LiveFeed>();
        await using var quick = await HubClient.ConnectAsync(server.Address);
        await quick.InvokeAsync("WatchDrop", drop.Slug);
        var before = feed.WatcherCount;
        using var stalled = await StallAsync(server, drop.Slug, overTheHub);
        await Until.TrueAsync(() => feed.WatcherCount == before + 1);
        var toldBesideTheStalled = 0;
        await Until.TrueAsync(async () =>
        {
            var hold = await server.ReserveAsync(drop);
            var hasStalled = feed.StalledCount == 1;
            await quick.EventAsync("stockChanged", s => s.GetProperty("version").GetInt64() >= hold.DropVersion);
            if (hasStalled && feed.WatcherCount > before)
                toldBesideTheStalled++;
            return feed.WatcherCount == before;
        });
        toldBesideTheStalled.ShouldBeGreaterThan(0, "whoever reads waits for who does not");
    }

    internal static async Task<Socket> StallAsync(LiveServer server, string drop, bool overTheHub)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * 1024 };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        var path = overTheHub ? "/live" : $"/api/v1/drops/{drop}/events";
        var upgrade = overTheHub ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" : "";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n{upgrade}\r\n"));
        await socket.ReceiveAsync(new byte[1_024]);
        if (overTheHub)
        {
            await socket.SendAsync(Frame("""{"protocol":"json","version":1}"""));
            await socket.SendAsync(Frame($$"""{"type":1,"invocationId":"1","target":"WatchDrop","arguments":["{{drop}}"]}"""));
        }

        return socket;
    }

    /// <summary>A short text frame with a mask of zeros.</summary>
    private static byte[] Frame(string message)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(message), 0x1e];
        return [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. text];
    }
}
