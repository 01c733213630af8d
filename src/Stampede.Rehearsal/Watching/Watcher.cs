using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Watching;

/// <summary>Somebody with the page open. Connects again when the connection breaks, like a browser.</summary>
/// <param name="client">For event streams. WebSockets are read by hand: ten thousand of them share the machine with what they measure.</param>
internal sealed class Watcher(
    Dialer dialer, HttpClient client, string dropId, WatchTransport transport, RunClock clock, WatchLog log, Action<StockReading>? observe) : IDisposable
{
    private static readonly byte[] PingFrame = WebSocketFrames.Make(WebSocketFrames.Text, "{\"type\":6}\u001e"u8);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);
    private readonly TaskCompletionSource firstState = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim sending = new(1);
    private Stream? stream;

    public WatchLog Log { get; } = log;

    /// <summary>Returns after the first state was seen. Goes on watching until it is disposed of.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var run = RunAsync(cancellation);
        // Only a fault ends it before the first state; it is thrown here.
        await await Task.WhenAny(firstState.Task, run);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>SignalR gives up on a client that says nothing for 30 seconds.</summary>
    public async Task PingAsync()
    {
        if (transport != WatchTransport.WebSocket)
            return;
        try
        {
            await SendAsync(PingFrame);
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // The read sees it too, and connects again.
        }
    }

    /// <summary>The last state that was shown, or null.</summary>
    public StockReading? LastSeen() => StockReading.Parse(Log.Last);

    public void Dispose()
    {
        stream?.Dispose();
        sending.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                Log.Connected();
                if (transport == WatchTransport.WebSocket)
                    await WatchByWebSocketAsync(cancellation);
                else
                    await WatchByEventStreamAsync(cancellation);
            }
            catch (Exception broken) when (firstState.Task.IsCompleted && (IsBroken(broken) || broken is MalformedLiveException))
            {
                if (cancellation.IsCancellationRequested)
                    return;
                Log.Disconnected();
                await Task.Delay(BetweenTries, CancellationToken.None);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            finally
            {
                stream?.Dispose();
            }
        }
    }

    private async Task WatchByWebSocketAsync(CancellationToken cancellation)
    {
        stream = (await dialer.DialAsync(cancellation)).Stream;
        var frames = new WebSocketFrames();
        await UpgradeAsync(frames, cancellation);
        await SendAsync(WebSocketFrames.Make(WebSocketFrames.Text, "{\"protocol\":\"json\",\"version\":1}\u001e"u8));
        await SendAsync(WebSocketFrames.Make(WebSocketFrames.Text, Utf8($$"""{"type":1,"invocationId":"1","target":"WatchDrop","arguments":["{{dropId}}"]}{{'\u001e'}}""")));
        while (true)
        {
            TakeFrames(frames);
            var count = await stream.ReadAsync(frames.Free, cancellation);
            if (count == 0)
                throw new MalformedLiveException("The live connection was closed.");
            frames.Arrived(count);
        }
    }

    private async Task UpgradeAsync(WebSocketFrames frames, CancellationToken cancellation)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await stream!.WriteAsync(
            Utf8($"GET /live HTTP/1.1\r\nHost: {dialer.Host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"),
            cancellation);
        var head = new byte[4096];
        var filled = 0;
        int end;
        while ((end = head.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var count = filled < head.Length ? await stream.ReadAsync(head.AsMemory(filled), cancellation) : 0;
            if (count == 0)
                throw new MalformedLiveException("The live connection was closed before it was upgraded.");
            filled += count;
        }

        if (!head.AsSpan(0, end).StartsWith("HTTP/1.1 101"u8))
            throw new MalformedLiveException("The live connection was refused: " + Encoding.ASCII.GetString(head, 0, head.AsSpan().IndexOf("\r\n"u8)));
        // The bytes behind the head are the first frames.
        for (var from = end + 4; from < filled;)
        {
            var free = frames.Free;
            var take = Math.Min(free.Length, filled - from);
            head.AsMemory(from, take).CopyTo(free);
            frames.Arrived(take);
            from += take;
        }
    }

    private void TakeFrames(WebSocketFrames frames)
    {
        while (frames.TryNext(out var opcode, out var payload))
        {
            switch (opcode)
            {
                case WebSocketFrames.Text:
                    foreach (var range in payload.Split((byte)0x1e))
                        TakeEvent(payload[range]);
                    break;
                case WebSocketFrames.Ping:
                    _ = SendAsync(WebSocketFrames.Make(WebSocketFrames.Pong, payload));
                    break;
                case WebSocketFrames.Close:
                    throw new MalformedLiveException("The live connection was closed by the server.");
            }
        }
    }

    private async Task WatchByEventStreamAsync(CancellationToken cancellation)
    {
        using var response = await client.GetAsync(new Uri($"/api/v1/drops/{dropId}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw new MalformedLiveException($"The event stream was refused: {(int)response.StatusCode} {response.ReasonPhrase}");
        stream = await response.Content.ReadAsStreamAsync(cancellation);
        var events = SseParser.Create(stream, (_, data) =>
        {
            TakeEvent(data);
            return true;
        });
        await foreach (var _ in events.EnumerateAsync(cancellation))
        {
            // The parser's callback took it, as bytes.
        }

        throw new MalformedLiveException("The event stream was closed.");
    }

    private void TakeEvent(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return;
        Log.Saw(payload, clock.Now);
        if (!firstState.Task.IsCompleted)
        {
            if (payload.IndexOf("\"type\":3"u8) >= 0 && payload.IndexOf("\"error\":"u8) >= 0)
                throw new MalformedLiveException("WatchDrop was refused: " + Encoding.UTF8.GetString(payload));
            if (Log.Version > 0)
                firstState.TrySetResult();
        }

        if (observe is not null && StockReading.Parse(payload.ToArray()) is { } reading)
            observe(reading);
    }

    private async Task SendAsync(byte[] frame)
    {
        await sending.WaitAsync();
        try
        {
            await (stream ?? throw new IOException("Not connected.")).WriteAsync(frame);
        }
        finally
        {
            sending.Release();
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static bool IsBroken(Exception exception) =>
        exception is IOException or SocketException or HttpRequestException or ObjectDisposedException or AuthenticationException or InvalidOperationException;
}
