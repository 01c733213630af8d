using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>
/// A proxy as nginx is where nothing is set: it speaks HTTP/1.0 to the shop, passes no upgrade on, and keeps an answer back
/// until it is whole, but for one that asks not to be.
/// </summary>
internal sealed partial class OldProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri shop;
    private readonly bool heedsNobody;
    private readonly Task accepting;

    /// <param name="heedsNobody">It keeps back those too that ask not to be.</param>
    public OldProxy(Uri shop, bool heedsNobody)
    {
        (this.shop, this.heedsNobody) = (shop, heedsNobody);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
                passing.Add(PassAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(passing);
        }
    }

    /// <summary>One request; the connection ends with its answer.</summary>
    private async Task PassAsync(TcpClient client)
    {
        using var from = client;
        using var to = new TcpClient();
        try
        {
            var (head, rest) = await ReadHeadAsync(from.GetStream());
            if (head.Length == 0)
                return;
            var length = Length().Match(head) is { Success: true } said ? int.Parse(said.Groups[1].Value, null) : 0;
            await to.ConnectAsync(shop.Host, shop.Port, stopping.Token);
            var asked = OnItsWay().Replace(head, "");
            asked = Regex.Replace(asked, @" HTTP/1\.\d\r\n", $" HTTP/1.0\r\nHost: {shop.Authority}\r\nConnection: close\r\n");
            await to.GetStream().WriteAsync(Encoding.Latin1.GetBytes(asked), stopping.Token);
            var body = new byte[length];
            rest.CopyTo(body, 0);
            await from.GetStream().ReadExactlyAsync(body.AsMemory(rest.Length), stopping.Token);
            await to.GetStream().WriteAsync(body, stopping.Token);

            var (answer, begun) = await ReadHeadAsync(to.GetStream());
            var isPassedOn = !heedsNobody && answer.Contains("X-Accel-Buffering: no", StringComparison.OrdinalIgnoreCase);
            using var whole = new MemoryStream();
            Stream into = isPassedOn ? from.GetStream() : whole;
            await into.WriteAsync(Encoding.Latin1.GetBytes(answer), stopping.Token);
            await into.WriteAsync(begun, stopping.Token);
            await to.GetStream().CopyToAsync(into, stopping.Token);
            if (!isPassedOn)
                await from.GetStream().WriteAsync(whole.ToArray(), stopping.Token);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // One of the two has gone.
        }
    }

    private async Task<(string Head, byte[] Begun)> ReadHeadAsync(NetworkStream stream)
    {
        var read = new List<byte>();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, stopping.Token) is > 0 and var length)
        {
            read.AddRange(buffer.AsSpan(0, length));
            var text = Encoding.Latin1.GetString([.. read]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
                return (text[..(end + 4)], [.. read[(end + 4)..]]);
        }

        return ("", []);
    }

    [GeneratedRegex(@"^Content-Length: (\d+)\r$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"^(Host|Connection|Upgrade|Sec-WebSocket-[A-Za-z]+|Keep-Alive):.*\r\n", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex OnItsWay();
}
