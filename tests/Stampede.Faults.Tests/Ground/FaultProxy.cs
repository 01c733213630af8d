using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Stampede.Faults.Tests.Ground;

/// <summary>What a network does to what is sent over it.</summary>
/// <param name="Delay">Of each piece, each way.</param>
/// <param name="LossChance">That a piece is lost, and comes when it is sent again.</param>
/// <param name="ResetChance">That the connection is reset in place of a piece.</param>
internal sealed record Weather(TimeSpan Delay, TimeSpan Jitter, double LossChance, double ResetChance)
{
    public static readonly Weather Fair = new(TimeSpan.Zero, TimeSpan.Zero, 0, 0);

    /// <summary>TCP's own, at the least.</summary>
    public static readonly TimeSpan SentAgainAfter = TimeSpan.FromMilliseconds(200);
}

/// <summary>
/// Stands between a node and PostgreSQL, over TCP on one side and over PostgreSQL's socket on the other, and does what
/// networks do. Cut, it holds what comes, as a sender does that waits to send again; connections stay open.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket listener;
    private readonly string upstream;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Socket, bool> open = new();
    private readonly Task accepting;
    private volatile TaskCompletionSource requests = Opened();
    private volatile TaskCompletionSource answers = Opened();
    private volatile Weather weather = Weather.Fair;
    private int dropped;

    private FaultProxy(Socket listener, string upstream)
    {
        (this.listener, this.upstream) = (listener, upstream);
        listener.Listen(512);
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Answers to commits that were not passed on.</summary>
    public int Dropped => Volatile.Read(ref dropped);

    /// <summary>One in so many answers to a commit that wrote is dropped, and its connection with it. 0: none.</summary>
    public volatile int DropsOneCommitIn;

    /// <param name="host">Where it listens; null: on this machine.</param>
    public static FaultProxy Start(OwnCluster cluster, NetworkHost? host = null, IPAddress? address = null)
    {
        var at = new IPEndPoint(address ?? IPAddress.Loopback, 0);
        Socket Bound()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(at);
            return socket;
        }

        return new FaultProxy(host is null ? Bound() : host.Inside(Bound), Path.Combine(cluster.SocketDirectory, ".s.PGSQL.5432"));
    }

    /// <summary>The same database by way of this proxy.</summary>
    public string Leading(string connectionString)
    {
        var here = (IPEndPoint)listener.LocalEndPoint!;
        return new NpgsqlConnectionStringBuilder(connectionString) { Host = here.Address.ToString(), Port = here.Port }.ConnectionString;
    }

    public void Set(Weather weather) => this.weather = weather;

    public void Cut(bool theRequests, bool theAnswers)
    {
        if (theRequests)
            requests = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (theAnswers)
            answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Mend()
    {
        requests.TrySetResult();
        answers.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        Mend();
        foreach (var socket in open.Keys)
            socket.Dispose();
        await accepting;
        stopping.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptAsync(stopping.Token);
                client.NoDelay = true;
                _ = Task.Run(() => CarryAsync(client));
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(Socket client)
    {
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        (open[client], open[server]) = (true, true);
        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(upstream), stopping.Token);
            await Task.WhenAny(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true));
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // PostgreSQL is away; so is the connection.
        }
        finally
        {
            foreach (var socket in new[] { client, server })
            {
                open.TryRemove(socket, out _);
                socket.LingerState = new LingerOption(true, 0); // A reset.
                socket.Dispose();
            }
        }
    }

    /// <summary>Returns when the connection is to end.</summary>
    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stopping.Token) is var count and > 0)
            {
                var now = weather;
                if (now != Weather.Fair)
                {
                    if (Random.Shared.NextDouble() < now.ResetChance)
                        return;
                    var delay = now.Delay + now.Jitter * Random.Shared.NextDouble();
                    if (Random.Shared.NextDouble() < now.LossChance)
                        delay += Weather.SentAgainAfter;
                    await Task.Delay(delay, stopping.Token);
                }

                if (isAnswer && DropsOneCommitIn is var one and > 0 && IsCommit(buffer.AsSpan(0, count)) && Random.Shared.Next(one) == 0)
                {
                    Interlocked.Increment(ref dropped);
                    return;
                }

                await (isAnswer ? answers : requests).Task;
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stopping.Token);
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of both has ended it.
        }
    }

    /// <summary>Answers to a batch that wrote and committed: CommandComplete messages, of an insert and of the commit.</summary>
    private static bool IsCommit(ReadOnlySpan<byte> answer) => answer.IndexOf("COMMIT\0"u8) >= 0 && answer.IndexOf("INSERT 0 "u8) >= 0;
}
