using System.Globalization;
using System.Net;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Ground;

/// <summary>Two hosts and a cable between them, in namespaces of the tests' own; the addresses are those kept for documentation.</summary>
internal sealed class Network : IAsyncDisposable
{
    public static readonly IPAddress NodeAddress = IPAddress.Parse("192.0.2.1");
    public static readonly IPAddress DatabaseAddress = IPAddress.Parse("192.0.2.2");

    /// <summary>A link-layer address that nobody has: what is sent there is lost without a word.</summary>
    private const string Nobody = "02:00:00:00:00:99";

    private static int made;

    private Network(string name) => (Node, Database) = (new NetworkHost($"{name}n"), new NetworkHost($"{name}d"));

    public NetworkHost Node { get; }

    public NetworkHost Database { get; }

    /// <summary>Null: they can be made here.</summary>
    public static string? Missing { get; } = !Environment.IsPrivilegedProcess ? "network namespaces need root"
        : File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip") || File.Exists("/usr/bin/ip") ? null : "the ip command (package iproute2) is not installed";

    public static async Task<Network> StartAsync()
    {
        var network = new Network(string.Create(CultureInfo.InvariantCulture, $"fault{Environment.ProcessId}x{Interlocked.Increment(ref made)}"));
        var (node, database) = (network.Node.Name, network.Database.Name);
        ProcessEnd.Run("for name; do ip netns del \"$name\"; done", node, database);
        await NetworkHost.IpAsync("netns", "add", node);
        await NetworkHost.IpAsync("netns", "add", database);
        await NetworkHost.IpAsync("-n", node, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", database);
        foreach (var (host, address) in new[] { (node, NodeAddress), (database, DatabaseAddress) })
        {
            await NetworkHost.IpAsync("-n", host, "link", "set", "lo", "up");
            await NetworkHost.IpAsync("-n", host, "address", "add", $"{address}/30", "dev", "cable");
            await NetworkHost.IpAsync("-n", host, "link", "set", "cable", "up");
        }

        return network;
    }

    /// <summary>The cable is pulled at the database's end: the node sends on and hears nothing.</summary>
    public Task PullAsync() => NetworkHost.IpAsync("-n", Database.Name, "link", "set", "cable", "down");

    public Task PlugInAsync() => NetworkHost.IpAsync("-n", Database.Name, "link", "set", "cable", "up");

    /// <summary>All that this host sends is lost; what it is sent arrives.</summary>
    public Task MuteAsync(NetworkHost host) =>
        NetworkHost.IpAsync("-n", host.Name, "neighbour", "replace", PeerOf(host), "lladdr", Nobody, "dev", "cable", "nud", "permanent");

    public Task UnmuteAsync(NetworkHost host) => NetworkHost.IpAsync("-n", host.Name, "neighbour", "del", PeerOf(host), "dev", "cable");

    public async ValueTask DisposeAsync()
    {
        await NetworkHost.IpAsync("netns", "del", Node.Name);
        await NetworkHost.IpAsync("netns", "del", Database.Name);
    }

    private string PeerOf(NetworkHost host) => (host == Node ? DatabaseAddress : NodeAddress).ToString();
}
