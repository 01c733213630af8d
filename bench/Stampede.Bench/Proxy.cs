using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Stampede.Bench;

/// <summary>HAProxy in front of two nodes, as deploy/haproxy sets it.</summary>
internal sealed class Proxy : IDisposable
{
    private readonly Process process;
    private readonly string file;

    private Proxy(Process process, string file, Uri address) => (this.process, this.file, Address) = (process, file, address);

    public Uri Address { get; }

    /// <param name="keepsDrops">All requests of a drop go to one node; otherwise each request to the next one.</param>
    public static async Task<Proxy> StartAsync(Uri one, Uri other, bool keepsDrops)
    {
        var configuration = await File.ReadAllTextAsync(Path.Combine("deploy", "haproxy", "haproxy.cfg"));
        const string ByDrop = "balance hash var(txn.drop)";
        if (!configuration.Contains(ByDrop, StringComparison.Ordinal))
            throw new InvalidOperationException($"deploy/haproxy/haproxy.cfg has no '{ByDrop}'.");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, keepsDrops ? configuration : configuration.Replace(ByDrop, "balance roundrobin", StringComparison.Ordinal));
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("haproxy", ["-db", "-q", "-f", file]);
        start.Environment["STAMPEDE_LISTEN"] = address.Authority;
        start.Environment["STAMPEDE_NODE_1"] = one.Authority;
        start.Environment["STAMPEDE_NODE_2"] = other.Authority;
        var proxy = new Proxy(Process.Start(start) ?? throw new InvalidOperationException("haproxy did not start."), file, address);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var begun = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            try
            {
                if ((await client.GetAsync(new Uri(address, "/health/ready"))).IsSuccessStatusCode)
                    return proxy;
            }
            catch (HttpRequestException) when (!proxy.process.HasExited && Stopwatch.GetElapsedTime(begun).TotalSeconds < 30)
            {
                // Not yet.
            }
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        File.Delete(file);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
