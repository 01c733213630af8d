using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>
/// Callers who send slowly, do not read, or only sit there: a real server answers everybody else meanwhile, and is rid of them. It may
/// have little memory: what a crowd must not cost, it has not got.
/// </summary>
public sealed class SlowClients(SlowClients.Besieged server) : IClassFixture<SlowClients.Besieged>
{
    /// <summary>Only a hang takes so long. The server's own bounds are 15 s for headers and 5 s for a body that comes too slowly.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Headers_that_never_end_are_cut_off_and_keep_nobody_waiting()
    {
        using var crowd = await server.ConnectAsync(300, "GET /api/v1/drops HTTP/1.1\r\nHost: x\r\nX-Slow: a");
        using var bounded = new CancellationTokenSource(Patience);
        var cutOff = crowd.AllCutOffAsync(bounded.Token);
        // A letter a second, as slowloris does it.
        var dripping = DripAsync(crowd, letters: int.MaxValue, bounded.Token);
        await server.AnswersAsync();
        cutOff.IsCompleted.ShouldBeFalse("the answer waited for the crowd to be gone");
        await cutOff;
        await server.AnswersAsync();
        await bounded.CancelAsync();
        await dripping;
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_refused()
    {
        using var crowd = await server.ConnectAsync(
            200, "POST /api/v1/accounts/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"displayName\":\"");
        using var bounded = new CancellationTokenSource(Patience);
        var cutOff = crowd.AllCutOffAsync(bounded.Token);
        // And then silence: what is sent after the refusal would take the refusal from whoever has not read it yet.
        var dripping = DripAsync(crowd, letters: 2, bounded.Token);
        await server.AnswersAsync();
        cutOff.IsCompleted.ShouldBeFalse("the answer waited for the crowd to be gone");
        foreach (var said in await cutOff)
            said.ShouldStartWith("HTTP/1.1 408 ");
        await bounded.CancelAsync();
        await dripping;
    }

    /// <summary>Kestrel cuts them off at 240 bytes a second of what it has in hand, which takes minutes; until then they hold little: all that they asked for is 4 GB.</summary>
    [Fact]
    public async Task Who_does_not_read_the_answers_holds_little_and_keeps_nobody_waiting()
    {
        var requests = string.Concat(Enumerable.Repeat("GET /openapi/v1.json HTTP/1.1\r\nHost: x\r\n\r\n", 100));
        using var crowd = await server.ConnectAsync(200, requests, receiveBuffer: 4 * 1024);
        for (var i = 0; i < 50; i++)
            await server.AnswersAsync();
        await crowd.AllStalledAsync();
        await server.AnswersAsync();
    }

    /// <summary>64 KB for each would be too much.</summary>
    [Fact]
    public async Task Thousands_who_only_sit_there_cost_little_and_keep_nobody_waiting()
    {
        using var crowd = await server.ConnectAsync(3_000, "");
        for (var i = 0; i < 20; i++)
            await server.AnswersAsync();
    }

    [Theory]
    [InlineData("POST /api/v1/accounts/guest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n", "413")]
    [InlineData("GET /api/v1/drops?cursor=@ HTTP/1.1\r\nHost: x\r\n\r\n", "414")]
    [InlineData("GET /api/v1/drops HTTP/1.1\r\nHost: x\r\nX-Long: @\r\n\r\n", "431")]
    [InlineData("GET /api/v1/drops HTTP/1.1\r\nHost: x\r\n#\r\n", "431")]
    public async Task What_is_too_large_is_refused_before_it_is_read(string request, string status)
    {
        var headers = string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: 1\r\n"));
        using var crowd = await server.ConnectAsync(1, request.Replace("@", new string('x', 40_000), StringComparison.Ordinal).Replace("#", headers, StringComparison.Ordinal));
        using var bounded = new CancellationTokenSource(Patience);
        (await crowd.FirstLineAsync(bounded.Token)).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Fact]
    public async Task A_body_without_an_announced_length_has_the_same_bound()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/accounts/guest") { Content = JsonContent.Create(new { displayName = new string('x', 200_000) }) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task DripAsync(Crowd crowd, int letters, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            for (var sent = 0; sent < letters; sent++)
            {
                await timer.WaitForNextTickAsync(stop);
                crowd.SendAll("a"u8);
            }
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
    }

    internal sealed class Crowd(IReadOnlyList<Socket> sockets) : IDisposable
    {
        public void SendAll(ReadOnlySpan<byte> bytes)
        {
            foreach (var socket in sockets)
            {
                try
                {
                    socket.Send(bytes);
                }
                catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
                {
                    // Cut off, as it should be.
                }
            }
        }

        /// <returns>What each was told before.</returns>
        public Task<string[]> AllCutOffAsync(CancellationToken stop) => Task.WhenAll(sockets.Select(async socket =>
        {
            var said = new StringBuilder();
            var buffer = new byte[4096];
            try
            {
                while (await socket.ReceiveAsync(buffer, stop) is > 0 and var length)
                    said.Append(Encoding.Latin1.GetString(buffer, 0, length));
            }
            catch (SocketException)
            {
                // Cut off.
            }

            return said.ToString();
        }));

        /// <summary>Each has got something, and all that it can hold.</summary>
        public async Task AllStalledAsync()
        {
            var held = new int[sockets.Count];
            await Until.TrueAsync(() =>
            {
                var now = sockets.Select(socket => socket.Available).ToArray();
                var isStill = now.AsSpan().SequenceEqual(held) && now.All(bytes => bytes > 0);
                held = now;
                return isStill;
            });
        }

        public async Task<string> FirstLineAsync(CancellationToken stop)
        {
            var buffer = new byte[4096];
            var length = await sockets[0].ReceiveAsync(buffer, stop);
            return Encoding.Latin1.GetString(buffer, 0, length);
        }

        public void Dispose()
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    /// <summary>One server for the class.</summary>
    public sealed class Besieged : IAsyncLifetime
    {
        private const int HeapBytesMax = 192 * 1024 * 1024;

        private TestDatabase? database;
        private ServerProcess? server;
        private HttpClient? http;

        public Uri Address { get; private set; } = new("http://nowhere");

        internal async Task<Crowd> ConnectAsync(int count, string sending, int? receiveBuffer = null)
        {
            var bytes = Encoding.Latin1.GetBytes(sending);
            var sockets = new Socket[count];
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            {
                var socket = sockets[i] = new Socket(SocketType.Stream, ProtocolType.Tcp);
                if (receiveBuffer is { } size)
                    socket.ReceiveBufferSize = size;
                await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
                if (bytes.Length > 0)
                    await socket.SendAsync(bytes);
            });
            return new Crowd(sockets);
        }

        public async Task AnswersAsync()
        {
            using var answer = await http!.GetAsync("/api/v1/drops");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        public async ValueTask InitializeAsync()
        {
            database = await TestDatabase.CreateMigratedAsync();
            (server, Address) = await ServerProcess.StartAsync(new Dictionary<string, string>(ServerProcess.On(database.ConnectionString))
            {
                ["DOTNET_GCHeapHardLimit"] = HeapBytesMax.ToString("x", CultureInfo.InvariantCulture),
            });
            http = new HttpClient { BaseAddress = Address, Timeout = Patience };
        }

        public async ValueTask DisposeAsync()
        {
            http?.Dispose();
            if (server is not null)
                await server.DisposeAsync();
            if (database is not null)
                await database.DisposeAsync();
        }
    }
}
