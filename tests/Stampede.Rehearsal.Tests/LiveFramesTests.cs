using System.Net;
using System.Net.Sockets;
using System.Text;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Watching;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Tests;

public class LiveFramesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(100_000)]
    public void Frames_of_every_length_are_read_however_they_are_cut(int pieces)
    {
        string[] texts = ["{}", new string('a', 125), new string('b', 126), new string('c', 70_000), ""];
        var bytes = texts.SelectMany(Frame).ToArray();
        var frames = new WebSocketFrames();
        var seen = new List<string>();

        Feed(bytes, pieces, () => frames.Free, frames.Arrived, () =>
        {
            while (frames.TryNext(out var opcode, out var payload))
            {
                opcode.ShouldBe(WebSocketFrames.Text);
                seen.Add(Encoding.ASCII.GetString(payload));
            }
        });

        seen.ShouldBe(texts);
    }

    [Fact]
    public void A_frame_beyond_a_megabyte_is_refused()
    {
        var frames = new WebSocketFrames();
        byte[] head = [0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0];
        head.CopyTo(frames.Free);
        frames.Arrived(head.Length);

        Should.Throw<MalformedLiveException>(() => frames.TryNext(out _, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100_000)]
    public async Task Events_are_read_from_chunks_however_they_are_cut(int pieces)
    {
        const string Data = """{"dropId":"d","version":2,"status":"live","variants":[]}""";
        var first = $"id: 1\nevent: stockChanged\ndata: {Data.Replace('2', '1')}\n\n: beat\n\nid: 2\nda";
        var second = $"ta: {Data}\n\n";

        var log = await WatchAsync(pieces,
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"{first.Length:x}\r\n{first}\r\n{second.Length:x}\r\n{second}\r\n");

        log.Events.ShouldBe(2);
        log.Sightings.Select(sighting => (sighting.After, sighting.Version)).ShouldBe([(1, 2)]);
        Encoding.ASCII.GetString(log.Last.Span).ShouldBe(Data);
    }

    [Fact]
    public async Task A_refused_stream_says_so() =>
        (await Should.ThrowAsync<MalformedLiveException>(() => WatchAsync(100_000, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))).Message.ShouldContain("404");

    [Theory]
    [InlineData("""{"type":1,"target":"stockChanged","arguments":[{"dropId":"d","version":7,"status":"live","variants":[{"id":"v","total":5,"available":1,"held":2,"sold":2}]}]}""")]
    [InlineData("""{"type":3,"invocationId":"1","result":{"id":"d","status":"live","variants":[{"id":"v","label":"L","total":5,"available":1,"held":2,"sold":2}],"version":7}}""")]
    [InlineData("""{"dropId":"d","version":7,"status":"live","variants":[{"id":"v","total":5,"available":1,"held":2,"sold":2}]}""")]
    public void A_state_is_found_wherever_it_is_wrapped(string payload)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);

        StockReading.TryVersion(bytes, out var version).ShouldBeTrue();
        var reading = StockReading.Parse(bytes).ShouldNotBeNull();

        version.ShouldBe(7);
        (reading.Version, reading.Available, reading.Held, reading.Sold).ShouldBe((7, 1, 2, 2));
        reading.Variants[0].AddsUp.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":6}""")]
    [InlineData("""{"type":1,"target":"purchaseCompleted","arguments":[{"dropId":"d","version":7,"displayName":"a"}]}""")]
    public void Other_events_are_no_states(string payload) => StockReading.TryVersion(Encoding.UTF8.GetBytes(payload), out _).ShouldBeFalse();

    [Fact]
    public void An_older_state_after_a_newer_one_is_noticed_and_a_new_connection_may_start_anywhere()
    {
        var log = new WatchLog(10);
        log.Connected();
        Saw(log, 5);
        Saw(log, 8);
        Saw(log, 6);
        log.Disconnected();
        log.Connected();
        Saw(log, 7);

        log.Backwards.ShouldBe(1);
        log.Version.ShouldBe(7);
        log.Sightings.ShouldBe([new Sighting(5, 8, 0)]);
    }

    /// <summary>Watches a server that answers with these bytes, so many at a time, until version 2 is seen.</summary>
    private static async Task<WatchLog> WatchAsync(int pieces, string answer)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dialer = await Dialer.ToAsync(new Uri($"http://{listener.LocalEndpoint}"), cancellation);
        using var client = dialer.NewClient();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new Watcher(dialer, client, "d", WatchTransport.EventStream, new RunClock(TimeSpan.Zero), new WatchLog(10), seen =>
        {
            if (seen.Version == 2)
                last.TrySetResult();
        });
        var starting = watcher.StartAsync(cancellation);
        using var served = await listener.AcceptTcpClientAsync(cancellation);
        served.NoDelay = true;
        var bytes = Encoding.ASCII.GetBytes(answer);
        for (var at = 0; at < bytes.Length; at += pieces)
            await served.GetStream().WriteAsync(bytes.AsMemory(at, Math.Min(pieces, bytes.Length - at)), cancellation);
        await starting.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        await last.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        return watcher.Log;
    }

    private static void Saw(WatchLog log, long version) =>
        log.Saw(Encoding.UTF8.GetBytes($$"""{"version":{{version}},"variants":[]}"""), 0);

    private static IEnumerable<byte> Frame(string text)
    {
        byte[] head = text.Length switch
        {
            < 126 => [0x81, (byte)text.Length],
            < 65536 => [0x81, 126, (byte)(text.Length >> 8), (byte)text.Length],
            _ => [0x81, 127, 0, 0, 0, 0, 0, (byte)(text.Length >> 16), (byte)(text.Length >> 8), (byte)text.Length],
        };
        return head.Concat(Encoding.ASCII.GetBytes(text));
    }

    private static void Feed(byte[] bytes, int pieces, Func<Memory<byte>> free, Action<int> arrived, Action look)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var room = free();
            var count = Math.Min(Math.Min(pieces, bytes.Length - at), room.Length);
            bytes.AsMemory(at, count).CopyTo(room);
            arrived(count);
            at += count;
            look();
        }
    }
}
