using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Stampede.Server.Tests.Live;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>A crowd that asks for everything and takes nothing, against a server with little memory.</summary>
public sealed class WatchersThatDoNotRead
{
    private const int Crowd = 600;
    private const int HeapBytes = 160 * 1024 * 1024;

    [Theory]
    [InlineData("WatchDrops")]
    [InlineData("stream")]
    [InlineData("GET /openapi/v1.json")]
    [InlineData("GET /api/v1/drops?limit=100")]
    [InlineData("GET /docs/swagger-ui-bundle.js")]
    public async Task Hold_little_and_keep_nobody_waiting(string asking)
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        settings["DOTNET_GCHeapHardLimit"] = $"0x{HeapBytes.ToString("x", CultureInfo.InvariantCulture)}";
        settings["DOTNET_gcServer"] = "0";
        settings["Stampede__RateLimits__Enabled"] = "true";
        settings["Stampede__Live__WriteTimeoutSeconds"] = "60";
        var (server, address) = await ServerProcess.StartAsync(settings);
        await using var running = server;
        await ManyDrops.CreateAsync(database.DataSource, "live", 1_000, 10);
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        var slug = "live-1";
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < Crowd; i++)
            {
                // Two households, each with no more connections than it may have.
                sockets.Add(await AskAsync(address, IPAddress.Parse($"127.0.9.{1 + i % 2}"), asking, slug));
                if (i % 50 == 0)
                    await AnswersAsync(http);
            }

            for (var i = 0; i < 20; i++)
                await AnswersAsync(http);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        await AnswersAsync(http);
    }

    private static async Task AnswersAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/api/v1/drops");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<Socket> AskAsync(Uri address, IPAddress from, string asking, string drop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * 1024 };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(address.Host, address.Port);
        if (asking == "WatchDrops")
        {
            await SendAsync(socket, "GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            await socket.ReceiveAsync(new byte[1_024]);
            await socket.SendAsync(Frame("""{"protocol":"json","version":1}"""));
            for (var call = 0; call < 20; call++)
                await socket.SendAsync(Frame($$"""{"type":1,"invocationId":"{{call}}","target":"WatchDrops","arguments":[]}"""));
            return socket;
        }

        var line = asking == "stream" ? $"GET /api/v1/drops/{drop}/events" : asking;
        // As many as one connection may have under way at once, and more.
        await SendAsync(socket, string.Concat(Enumerable.Repeat($"{line} HTTP/1.1\r\nHost: x\r\n\r\n", 20)));
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>A short text frame with a mask of zeros.</summary>
    private static byte[] Frame(string message)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(message), 0x1e];
        return [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. text];
    }
}
