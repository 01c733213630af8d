using System.Net;
using System.Net.Sockets;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Events;

/// <summary>Looks a name up. A service of its own, so that a test can have a name that changes its answer.</summary>
internal delegate Task<IPAddress[]> ResolveAddresses(string host, CancellationToken cancellation);

/// <summary>The address that a name stands for is none that this server calls.</summary>
internal sealed class ForbiddenAddressException(IPAddress address) : Exception($"{address} is not called.");

/// <summary>
/// Which addresses are called when somebody names one: none inside of the shop's own network, unless a setting allows it. A name is looked up once for each
/// connection, all that it stands for is checked, and the connection goes to what was checked: a name that changes its answer gains nothing.
/// </summary>
internal sealed class WebhookAddresses(WebhookSettings settings, ResolveAddresses resolve)
{
    public const int UrlLengthMax = 2_000;

    private const string UrlRule = "An https address without user and password, on port 443 or 8443, outside of private networks.";

    private static readonly int[] Ports = [443, 8443];

    // Where clouds hand out the machine's own secrets: never, whatever is allowed.
    private static readonly IPAddress[] Metadata =
        [IPAddress.Parse("169.254.169.254"), IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192")];

    // IANA's registry of special-purpose addresses, multicast and what is kept for later.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    // Of IPv6 nothing else is handed out: so mapped and translated IPv4, local and multicast addresses are outside of it.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly IReadOnlyList<IPNetwork> allowed = settings.AllowedNetworks;

    /// <summary>What can be said of an address before anybody is called; a name is looked up when it is.</summary>
    /// <returns>In the one form that it is kept in; empty where it is wrong.</returns>
    public string Check(string field, string? text, Validation check)
    {
        text = text?.Trim() ?? "";
        if (!check.Require(text.Length > 0, field, "Is needed.", FieldError.Required)
            || !check.Require(text.Length <= UrlLengthMax, field, $"At most {UrlLengthMax} characters.", FieldError.Length(1, UrlLengthMax))
            || !check.Require(!text.Any(char.IsControl) && Uri.TryCreate(text, UriKind.Absolute, out _), field, UrlRule))
            return "";
        var url = new Uri(text);
        var isHttp = url.Scheme == Uri.UriSchemeHttp;
        var isFine = (isHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0 && url.Fragment.Length == 0 && url.IdnHost.Length is > 0 and <= 253 && HostMayBe(url, isHttp);
        if (!check.Require(isFine, field, UrlRule))
            return "";
        // A name in other letters is kept as the network writes it.
        var kept = new UriBuilder(url) { Host = url.IdnHost }.Uri.AbsoluteUri;
        return check.Require(kept.Length <= UrlLengthMax, field, $"At most {UrlLengthMax} characters.", FieldError.Length(1, UrlLengthMax)) ? kept : "";
    }

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var isHttp = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellation);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (Array.Find(addresses, address => !MayCall(address, isHttp, port)) is { } forbidden)
            throw new ForbiddenAddressException(forbidden);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool HostMayBe(Uri url, bool isHttp)
    {
        var host = url.IdnHost.Trim('[', ']');
        if (IPAddress.TryParse(host, out var literal))
            return MayCall(literal, isHttp, url.Port);
        host = host.TrimEnd('.');
        if (host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal))
            return MayCall(IPAddress.Loopback, isHttp, url.Port);
        return allowed.Count > 0 || !isHttp && Ports.Contains(url.Port);
    }

    internal bool MayCall(IPAddress address, bool isHttp, int port)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (Metadata.Contains(plain))
            return false;
        if (allowed.Any(network => network.Contains(plain)))
            return true;
        return !isHttp && Ports.Contains(port) && !address.IsIPv4MappedToIPv6 && (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address)) && !Special.Any(network => network.Contains(address));
    }
}
