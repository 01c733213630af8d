using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Watching;

/// <summary>Somebody with the page open. Comes back when the connection breaks, like a browser.</summary>
internal sealed class Watcher(Dialer dialer, string dropId, WatchTransport transport, WatchLog log, Action<StockReading>? observe) : IDisposable
{
    private static readonly byte[] PingFrame = WebSocketFrames.Make(WebSocketFrames.Text, "{\"type\":6}\u001e"u8);
    private readonly SemaphoreSlim sending = new(1);
    private Stream? stream;

    public WatchLog Log { get; } = log;

    /// <summary>Returns with the first state seen; goes on watching by itself until it is disposed of.</summary>
    public async Task<Task> StartAsync(RunClock clock, CancellationToken cancellation)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = RunAsync(clock, first, cancellation);
        await Task.WhenAny(first.Task, run);
        return run.IsCompleted ? throw await FaultOf(run) : run;
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

    private static async Task<Exception> FaultOf(Task run)
    {
        try
        {
            await run;
            return new MalformedLiveException("The live connection ended before it showed anything.");
        }
        catch (Exception fault)
        {
            return fault;
        }
    }

    private async Task RunAsync(RunClock clock, TaskCompletionSource first, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                stream = await dialer.DialAsync(cancellation);
                Log.Connected();
                if (transport == WatchTransport.WebSocket)
                    await WatchByWebSocketAsync(clock, first, cancellation);
                else
                    await WatchByEventStreamAsync(clock, first, cancellation);
            }
            catch (Exception broken) when (first.Task.IsCompleted && (IsBroken(broken) || broken is MalformedLiveException))
            {
                if (cancellation.IsCancellationRequested)
                    return;
                Log.Disconnected();
                await Task.Delay(250, CancellationToken.None);
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

    private async Task WatchByWebSocketAsync(RunClock clock, TaskCompletionSource first, CancellationToken cancellation)
    {
        var frames = new WebSocketFrames();
        await UpgradeAsync(frames, cancellation);
        await SendAsync(WebSocketFrames.Make(WebSocketFrames.Text, "{\"protocol\":\"json\",\"version\":1}\u001e"u8));
        await SendAsync(WebSocketFrames.Make(WebSocketFrames.Text, Utf8($$"""{"type":1,"invocationId":"1","target":"WatchDrop","arguments":["{{dropId}}"]}{{'\u001e'}}""")));
        while (true)
        {
            TakeFrames(frames, clock, first);
            var count = await stream!.ReadAsync(frames.Free, cancellation);
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
        // What came behind the head is frames already.
        for (var from = end + 4; from < filled;)
        {
            var free = frames.Free;
            var take = Math.Min(free.Length, filled - from);
            head.AsMemory(from, take).CopyTo(free);
            frames.Arrived(take);
            from += take;
        }
    }

    private void TakeFrames(WebSocketFrames frames, RunClock clock, TaskCompletionSource first)
    {
        while (frames.TryNext(out var opcode, out var payload))
        {
            switch (opcode)
            {
                case WebSocketFrames.Text:
                    foreach (var range in payload.Split((byte)0x1e))
                        TakeEvent(payload[range], clock, first);
                    break;
                case WebSocketFrames.Ping:
                    _ = SendAsync(WebSocketFrames.Make(WebSocketFrames.Pong, payload));
                    break;
                case WebSocketFrames.Close:
                    throw new MalformedLiveException("The live connection was closed by the server.");
            }
        }
    }

    private async Task WatchByEventStreamAsync(RunClock clock, TaskCompletionSource first, CancellationToken cancellation)
    {
        var lines = new EventStreamLines();
        await stream!.WriteAsync(Utf8($"GET /api/v1/drops/{dropId}/events HTTP/1.1\r\nHost: {dialer.Host}\r\nAccept: text/event-stream\r\n\r\n"), cancellation);
        while (true)
        {
            var count = await stream.ReadAsync(lines.Free, cancellation);
            if (count == 0)
                throw new MalformedLiveException("The event stream was closed.");
            lines.Arrived(count);
            while (lines.TryNext(out var data))
                TakeEvent(data, clock, first);
        }
    }

    private void TakeEvent(ReadOnlySpan<byte> payload, RunClock clock, TaskCompletionSource first)
    {
        if (payload.IsEmpty)
            return;
        var now = clock.Now;
        Log.Saw(payload, now);
        if (!first.Task.IsCompleted)
        {
            if (payload.IndexOf("\"type\":3"u8) >= 0 && payload.IndexOf("\"error\":"u8) >= 0)
                throw new MalformedLiveException("WatchDrop was refused: " + Encoding.UTF8.GetString(payload));
            if (Log.Version > 0)
                first.TrySetResult();
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
        exception is IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException;
}
