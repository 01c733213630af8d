using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Faults;

/// <summary>What becomes of the way between a node and PostgreSQL. The other node has a way of its own.</summary>
public sealed class LosingTheNetwork(Report report)
{
    [Fact]
    public async Task F06_Answers_to_commits_are_lost()
    {
        var answers = Form.Of(10, 100);
        var fault = new Fault(6, "the answer after the commit is dropped", $"a proxy between node and PostgreSQL drops one answer to a commit in three and the connection with it, {answers} a run; customers try again with their keys");
        await using var cluster = await OwnCluster.StartAsync();
        await using var proxy = FaultProxy.Start(cluster);
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Cluster = cluster, Through = (_, direct) => proxy.Leading(direct) });
        for (var round = 0; round < Form.Of(1, 5); round++)
        {
            await scene.RoundAsync(async () =>
            {
                var before = proxy.Dropped;
                proxy.DropsOneCommitIn = 3;
                await Until.TrueAsync("answers to commits are lost", () => proxy.Dropped >= before + answers);
                proxy.DropsOneCommitIn = 0;
            });
        }

        scene.Remarks.Add($"{proxy.Dropped} answers lost");
        await scene.FinishAsync();
    }

    [Fact]
    public async Task F07_The_network_is_cut()
    {
        var time = Form.Seconds(7, 30);
        var where = Network.Missing is null ? "the cable between two network namespaces is pulled" : $"held by a proxy ({Network.Missing})";
        var fault = new Fault(7, "network cut between node and PostgreSQL", $"{where}, for {time.TotalSeconds} s; the other node stays connected");
        await PlayAsync(fault, Form.Of(1, 3), async (network, proxy) =>
        {
            if (network is null)
                proxy.Cut(theRequests: true, theAnswers: true);
            else
                await network.PullAsync();
            await Until.PassedAsync(time);
            if (network is null)
                proxy.Mend();
            else
                await network.PlugInAsync();
        });
    }

    [Fact]
    public async Task F08_Latency_and_loss()
    {
        var time = Form.Seconds(4, 30);
        var bad = new Weather(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10), LossChance: 0.03, ResetChance: 0.005);
        var fault = new Fault(8, "latency and loss", $"a proxy between node and PostgreSQL: 5 to 15 ms each way, 3 % of pieces 200 ms later, 0.5 % a reset, for {time.TotalSeconds} s");
        await using var cluster = await OwnCluster.StartAsync();
        await using var proxy = FaultProxy.Start(cluster);
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Cluster = cluster, Through = (_, direct) => proxy.Leading(direct) });
        for (var round = 0; round < Form.Of(1, 3); round++)
        {
            await scene.RoundAsync(async () =>
            {
                proxy.Set(bad);
                await Until.PassedAsync(time);
                proxy.Set(Weather.Fair);
            });
        }

        await scene.FinishAsync();
    }

    [Fact]
    public async Task F09_The_network_is_cut_one_way()
    {
        var time = Form.Seconds(4, 20);
        var where = Network.Missing is null ? "packets go to a link-layer address that nobody has" : $"held by a proxy ({Network.Missing})";
        var fault = new Fault(9, "one-way cut", $"{where}: first what PostgreSQL answers is lost, then what the node asks, for {time.TotalSeconds} s each");
        var answers = true;
        await PlayAsync(fault, Form.Of(2, 4), async (network, proxy) =>
        {
            if (network is null)
                proxy.Cut(theRequests: !answers, theAnswers: answers);
            else
                await network.MuteAsync(answers ? network.Database : network.Node);
            await Until.PassedAsync(time);
            if (network is null)
                proxy.Mend();
            else
                await network.UnmuteAsync(answers ? network.Database : network.Node);
            answers = !answers;
        });
    }

    private async Task PlayAsync(Fault fault, int rounds, Func<Network?, FaultProxy, Task> cut)
    {
        await using var network = Network.Missing is null ? await Network.StartAsync() : null;
        await using var cluster = await OwnCluster.StartAsync();
        await using var proxy = FaultProxy.Start(cluster, network?.Database, network is null ? null : Network.DatabaseAddress);
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props
        {
            Cluster = cluster,
            Host = node => node == 0 ? network?.Node : null,
            Through = (node, direct) => node == 0 ? proxy.Leading(direct) : direct,
        });
        for (var round = 0; round < rounds; round++)
            await scene.RoundAsync(() => cut(network, proxy));
        await scene.FinishAsync();
    }
}
