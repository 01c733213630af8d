using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Stampede.Client;

/// <summary>
/// What happens to a drop, as it happens. Each connection begins with <c>snapshot</c>, the whole drop, so after a break nothing is
/// missing.
/// </summary>
/// <param name="Name">connected, snapshot, stockChanged, purchaseCompleted, dropChanged, lineChanged; of the caller's own reservationChanged, reservationExpired, offerMade, offerEnding.</param>
public sealed record LiveEvent(string Name, JsonElement Data)
{
    /// <summary>Of snapshot and dropChanged; null of all others.</summary>
    public Drop? Drop => Name is "snapshot" or "dropChanged" or "dropCreated" ? Data.Deserialize(ClientJson.Default.Drop) : null;

    /// <summary>Of stockChanged; null of all others.</summary>
    public StockChanged? Stock => Name == "stockChanged" ? Data.Deserialize(ClientJson.Default.StockChanged) : null;

    /// <summary>Of reservationChanged and offerMade; null of all others.</summary>
    public Reservation? Reservation => Name is "reservationChanged" or "offerMade" ? Data.Deserialize(ClientJson.Default.Reservation) : null;
}

public sealed partial class StampedeClient
{
    /// <summary>The server says something at least every 15 s.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    /// <summary>A drop's events until it is cancelled, or refused for good. Breaks are mended.</summary>
    public async IAsyncEnumerable<LiveEvent> WatchAsync(string dropId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var failures = 0; ;)
        {
            await using var connection = ConnectAsync(dropId, cancellation).GetAsyncEnumerator(cancellation);
            while (await NextAsync(connection, cancellation))
            {
                failures = 0;
                yield return connection.Current;
            }

            await Task.Delay(Repeating.PauseAfter(++failures), Options.Time, cancellation);
        }
    }

    /// <returns>False: the connection is lost.</returns>
    private static async Task<bool> NextAsync(IAsyncEnumerator<LiveEvent> connection, CancellationToken cancellation)
    {
        try
        {
            return await connection.MoveNextAsync();
        }
        catch (StampedeException problem) when (problem.Status is < HttpStatusCode.BadRequest or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
        {
            return false;
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<LiveEvent> ConnectAsync(string dropId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(SilenceMax);
        using var request = Request(HttpMethod.Get, $"drops/{Part(dropId)}/events");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        if (!response.IsSuccessStatusCode)
            throw await StampedeException.OfAsync(response, silence.Token);
        await using var body = new Heard(await response.Content.ReadAsStreamAsync(silence.Token), () => silence.CancelAfter(SilenceMax));
        await foreach (var item in SseParser.Create(body).EnumerateAsync(silence.Token))
            yield return new LiveEvent(item.EventType, JsonSerializer.Deserialize(item.Data, ClientJson.Default.JsonElement));
    }

    /// <summary>Signs of life are comments, which the parser does not tell of.</summary>
    private sealed class Heard(Stream inner, Action hear) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            hear();
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
