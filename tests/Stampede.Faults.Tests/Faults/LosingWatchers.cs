using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Faults;

/// <summary>What becomes of those who watch.</summary>
public sealed class LosingWatchers(Report report)
{
    private const int MeasuredMax = 100;

    [Fact]
    public async Task F18_A_tenth_of_the_live_clients_stop_reading()
    {
        var (clients, stalled, seconds) = (Form.Of(300, 5_000), Form.Of(30, 500), Form.Of(2, 10));
        var fault = new Fault(18, "live clients that stop reading", $"{stalled} of {clients} watchers take nothing more, until they are dropped after {seconds} s", "GH");
        await using var scene = await Scene.StartAsync(report, fault, new Props
        {
            Nodes = 1,
            Sizes = 60,
            Settings = _ => [("Stampede__Live__WriteTimeoutSeconds", seconds.ToString(CultureInfo.InvariantCulture))],
        });
        await using var crowd = new LiveCrowd(scene.Nodes[0], scene.Drop);
        await crowd.JoinAsync(clients - stalled);
        var calm = await DelaysAsync(scene, crowd);
        var memoryBefore = scene.Nodes[0].ResidentBytes();

        var sockets = await Task.WhenAll(Enumerable.Range(0, stalled).Select(_ => crowd.StallAsync()));
        var (worst, memory, clock) = (TimeSpan.Zero, memoryBefore, Stopwatch.StartNew());
        while (sockets.Any(IsThere))
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(3), "those who take nothing are dropped");
            var delay = await DelaysAsync(scene, crowd);
            worst = delay > worst ? delay : worst;
            memory = Math.Max(memory, scene.Nodes[0].ResidentBytes());
        }

        foreach (var socket in sockets)
            socket.Dispose();
        scene.Remarks.Add(string.Create(CultureInfo.InvariantCulture,
            $"all dropped within {clock.Elapsed.TotalSeconds:0} s; the others' p99 delay {calm.TotalMilliseconds:0} ms before, {worst.TotalMilliseconds:0} ms at worst meanwhile; the server's memory grew from {memoryBefore >> 20} to {memory >> 20} MB at most"));
        // Delays are judged with room for a busy machine; a client that were waited for would cost seconds.
        worst.ShouldBeLessThan(calm * 3 + TimeSpan.FromSeconds(1));
        (memory - memoryBefore).ShouldBeLessThan((100L << 20) + stalled * (128L << 10));
        crowd.Members.ShouldAllBe(member => !member.HasFallen);
        await scene.FinishAsync(runs: 1);
    }

    [Fact]
    public async Task F19_A_node_restarts_under_its_live_clients_and_LISTEN_is_killed()
    {
        var clients = Form.Of(300, 3_000);
        var fault = new Fault(19, "restart with live clients; LISTEN killed", $"{clients} watchers at one node while the drop changes at the other: its LISTEN connection is terminated, then the node killed and started again", "ABCDEFGH");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { MayBreak = true, Workers = 4 });
        await using var crowd = new LiveCrowd(scene.Nodes[0], scene.Drop);
        await crowd.JoinAsync(clients);
        var (afterListen, afterRestart) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < Form.Of(1, 3); round++)
        {
            await scene.RoundAsync(async () =>
            {
                (await scene.AskAsync<long>("select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'stampede-notices' and datname = current_database()")).ShouldBeGreaterThan(1);
                afterListen = Max(afterListen, await AllSeeTheNextAsync());
            });
            await scene.RoundAsync(async () =>
            {
                await scene.Nodes[0].KillAsync();
                await scene.Nodes[0].StartAsync();
                afterRestart = Max(afterRestart, await AllSeeTheNextAsync());
            });
        }

        scene.Remarks.Add(string.Create(CultureInfo.InvariantCulture,
            $"all {clients} watchers saw the newest version {afterListen.TotalSeconds:0.0} s after LISTEN was terminated and {afterRestart.TotalSeconds:0.0} s after the new process listened"));
        var history = await scene.FinishAsync();
        await crowd.UntilAllAtAsync(history.Books.Version);
        crowd.Members.ShouldAllBe(member => !member.HasFallen && member.Connections > 1);

        async Task<TimeSpan> AllSeeTheNextAsync()
        {
            var clock = Stopwatch.StartNew();
            await crowd.UntilAllAtAsync(await scene.AskAsync<long>($"select version from drop where id = '{scene.Drop}'"));
            return clock.Elapsed;
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>From the moment that a customer has their answer until watchers see it: the 99th of a hundred, over several changes.</summary>
    private static async Task<TimeSpan> DelaysAsync(Scene scene, LiveCrowd crowd)
    {
        var delays = new ConcurrentBag<TimeSpan>();
        var watching = crowd.Members.Take(MeasuredMax).ToList();
        for (var change = 0; change < 5; change++)
        {
            var arrived = new ConcurrentDictionary<LiveCrowd.Member, (long Version, long At)>();
            foreach (var member in watching)
                member.Seen = version => arrived[member] = (version, Stopwatch.GetTimestamp());
            var held = await scene.Counter.ReserveAsync(scene.Nodes[0], scene.Customers[Random.Shared.Next(scene.Customers.Count)], Guid.NewGuid().ToString(), 1, scene.Variants[1]);
            var answered = Stopwatch.GetTimestamp();
            if (held.Reply?.Version is not { } version)
                continue;
            await Until.TrueAsync("the change is seen", () => watching.TrueForAll(member => member.Version >= version));
            foreach (var member in watching)
            {
                member.Seen = null;
                if (arrived.TryGetValue(member, out var seen))
                    delays.Add(Stopwatch.GetElapsedTime(answered, Math.Max(answered, seen.At)));
            }
        }

        var inOrder = delays.Order().ToList();
        return inOrder.Count == 0 ? TimeSpan.Zero : inOrder[inOrder.Count * 99 / 100];
    }

    /// <summary>Looks without taking: the server has not reset it.</summary>
    private static bool IsThere(Socket socket)
    {
        try
        {
            return (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == 0
                && (!socket.Poll(0, SelectMode.SelectRead) || socket.Available > 0) && !IsEnded(socket);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsEnded(Socket socket)
    {
        // What lies in the buffer hides the end behind it; the kernel tells the state all the same.
        Span<byte> info = stackalloc byte[8];
        const int Tcp = 6, TcpInfo = 11, Established = 1;
        socket.GetRawSocketOption(Tcp, TcpInfo, info);
        return info[0] != Established;
    }
}
