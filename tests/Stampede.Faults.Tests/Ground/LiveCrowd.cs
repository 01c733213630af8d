using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Ground;

/// <summary>Thousands who watch one drop at one node: each knows only its last version, and whether one ever fell.</summary>
internal sealed class LiveCrowd(Node node, Guid drop) : IAsyncDisposable
{
    private const int ConnectingMax = 64;
    private static readonly TimeSpan BetweenTriesMax = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim connecting = new(ConnectingMax);
    private readonly List<Member> members = [];
    private readonly List<Task> running = [];

    public sealed class Member
    {
        private long version;
        private int connections;

        public long Version => Volatile.Read(ref version);

        public bool HasFallen { get; private set; }

        public int Connections => Volatile.Read(ref connections);

        /// <summary>Called with each version, as it arrives.</summary>
        public Action<long>? Seen { get; set; }

        public void Connected()
        {
            Interlocked.Increment(ref connections);
            Volatile.Write(ref version, 0);
        }

        public void See(long now)
        {
            HasFallen |= now < version;
            Volatile.Write(ref version, now);
            Seen?.Invoke(now);
        }
    }

    public IReadOnlyList<Member> Members => members;

    public async Task JoinAsync(int count)
    {
        var joining = Enumerable.Range(0, count).Select(_ => new Member()).ToList();
        members.AddRange(joining);
        running.AddRange(joining.Select(member => Task.Run(() => RunAsync(member))));
        await Until.TrueAsync($"{count} watch", () => joining.TrueForAll(member => member.Version > 0));
    }

    /// <summary>Connects, watches, takes the beginning, and then takes nothing more.</summary>
    public async Task<Socket> StallAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * 1024 };
        await AskAsync(socket);
        await socket.ReceiveAsync(new byte[1024]);
        return socket;
    }

    public Task UntilAllAtAsync(long version) =>
        Until.TrueAsync($"all of {members.Count} watchers see version {version}", () => members.TrueForAll(member => member.Version >= version));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running);
        stopping.Dispose();
        connecting.Dispose();
    }

    private async Task RunAsync(Member member)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(member);
            }
            catch (Exception broken) when (broken is SocketException or IOException or OperationCanceledException)
            {
                // To be tried again, or the end.
            }

            await Task.Delay(BetweenTriesMax * Random.Shared.NextDouble(), stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(Member member)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await connecting.WaitAsync(stopping.Token);
        try
        {
            await AskAsync(socket);
        }
        finally
        {
            connecting.Release();
        }

        var isNew = true;
        using var lines = new StreamReader(new NetworkStream(socket), Encoding.UTF8, bufferSize: 4 * 1024);
        while (await lines.ReadLineAsync(stopping.Token) is { } line)
        {
            // Of each event its id is the version.
            if (!line.StartsWith("id:", StringComparison.Ordinal))
                continue;
            if (isNew)
                member.Connected();
            isNew = false;
            member.See(long.Parse(line.AsSpan(3), CultureInfo.InvariantCulture));
        }
    }

    private async Task AskAsync(Socket socket)
    {
        await socket.ConnectAsync(IPAddress.Parse(node.Address.Host), node.Address.Port, stopping.Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/drops/{drop}/events HTTP/1.1\r\nHost: {node.Address.Authority}\r\n\r\n"), stopping.Token);
    }
}
