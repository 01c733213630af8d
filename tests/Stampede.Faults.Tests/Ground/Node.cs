using System.Net;
using System.Net.Sockets;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Ground;

/// <summary>A node of the shop: a server process, replaced by another one when it has gone.</summary>
internal sealed class Node(int number, IReadOnlyDictionary<string, string> settings, NetworkHost? host = null) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(2);

    private ServerProcess? process;

    public int Number => number;

    public bool IsUp { get; private set; }

    /// <summary>Whether a load balancer sends anybody here; where there is none, everybody comes to every node.</summary>
    public bool IsInUse { get; set; } = true;

    public int ProcessId => process!.Id;

    public Uri Address { get; private set; } = null!;

    /// <summary>Its bounds are set request by request.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async Task StartAsync()
    {
        var started = ServerProcess.Begin(settings, host?.RunsThrough ?? []);
        process = started;
        Address = await started.ListensAsync();
        Client = NewClient();
        IsUp = true;
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectTimeout = ConnectTime,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = host is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : host.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            try
            {
                socket.NoDelay = true;
                await socket.ConnectAsync(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>As by a power cut.</summary>
    public async Task KillAsync()
    {
        IsUp = false;
        await process!.KillAsync();
        await process.DisposeAsync();
    }

    /// <summary>As a supervisor ends it. What the process said is for the failure's message.</summary>
    public async Task TerminateAsync()
    {
        IsUp = false;
        var run = await process!.TerminateAsync();
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        await process.DisposeAsync();
    }

    public Task SignalAsync(string signal) => ServerProcess.SignalAsync(signal, ProcessId);

    /// <summary>Of the process's memory, what is in the machine's.</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (process is not null && IsUp)
            await process.DisposeAsync();
    }
}
