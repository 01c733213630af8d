using System.Net;

namespace Stampede.Server.Hosting;

/// <summary>An address or a network that forwards for others, and tells the truth about whom.</summary>
internal sealed record TrustedProxy(IPNetwork Network)
{
    public static TrustedProxy? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? new TrustedProxy(network)
        : IPAddress.TryParse(text, out var address) ? new TrustedProxy(new IPNetwork(address, address.GetAddressBytes().Length * 8))
        : null;
}
