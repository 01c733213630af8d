using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Stampede.Rehearsal.Wire;

/// <summary>Opens connections to the one target.</summary>
internal sealed class Dialer
{
    // The name is looked up once, so that the crowd cannot be led elsewhere in the middle of a run.
    private readonly IPEndPoint address;
    private readonly Uri target;

    private Dialer(Uri target, IPEndPoint address) => (this.target, this.address) = (target, address);

    public string Host => target.Authority;

    public static async Task<Dialer> ToAsync(Uri target, CancellationToken cancellation)
    {
        // "localhost" means this machine, whatever a resolver says.
        var found = target.IdnHost == "localhost" ? [IPAddress.Loopback] : await Dns.GetHostAddressesAsync(target.IdnHost, cancellation);
        return new Dialer(target, new IPEndPoint(found[0], target.Port));
    }

    /// <exception cref="SocketException">Nobody answers there.</exception>
    public async Task<Dialed> DialAsync(CancellationToken cancellation)
    {
        var plain = await DialPlainAsync(cancellation);
        if (target.Scheme != Uri.UriSchemeHttps)
            return new Dialed(plain.Socket, plain);
        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = target.IdnHost }, cancellation);
            return new Dialed(plain.Socket, secure);
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>An ordinary client to the same address, for what need not be cheap.</summary>
    public HttpClient NewClient()
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellation) => await DialPlainAsync(cancellation),
        };
        return new HttpClient(handler) { BaseAddress = target, Timeout = Timeout.InfiniteTimeSpan };
    }

    private async Task<NetworkStream> DialPlainAsync(CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A connection to the target. The stream is the socket's own, or TLS over it.</summary>
internal sealed record Dialed(Socket Socket, Stream Stream) : IDisposable
{
    public void Dispose() => Stream.Dispose();
}
