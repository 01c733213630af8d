using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Faults;

/// <summary>What becomes of a node.</summary>
public sealed class LosingNodes(Report report)
{
    [Fact]
    public async Task F01_A_node_is_killed()
    {
        var fault = new Fault(1, "kill -9 of a node", "SIGKILL to one of two, then a new process");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { MayBreak = true });
        for (var round = 0; round < Form.Of(1, 6); round++)
        {
            await scene.RoundAsync(async () =>
            {
                await scene.Nodes[round % 2].KillAsync();
                await scene.Nodes[round % 2].StartAsync();
            });
        }

        await scene.FinishAsync();
    }

    [Fact]
    public async Task F02_A_node_stands_still_past_the_hold_time()
    {
        var stopped = Form.Seconds(3.5, 10);
        var fault = new Fault(2, "SIGSTOP past the hold time, then SIGCONT", $"one of two stands still for {stopped.TotalSeconds} s, holds are of 2 s");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { MayBreak = true, Patience = TimeSpan.FromSeconds(4) });
        for (var round = 0; round < Form.Of(1, 4); round++)
        {
            await scene.RoundAsync(async () =>
            {
                await scene.Nodes[0].SignalAsync("STOP");
                await Until.PassedAsync(stopped);
                await scene.Nodes[0].SignalAsync("CONT");
            });
        }

        await scene.FinishAsync();
    }

    [Fact]
    public async Task F17_Three_nodes_sweep_at_once()
    {
        var fault = new Fault(17, "three nodes, three sweepers", "holds of 1 s lapse by the hundred while all three sweep; one of them is killed and replaced");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Nodes = 3, HoldSeconds = 1, MayBreak = true });
        for (var round = 0; round < Form.Of(1, 4); round++)
        {
            await scene.RoundAsync(async () =>
            {
                await scene.Nodes[round % 3].KillAsync();
                await scene.Nodes[round % 3].StartAsync();
            });
        }

        await scene.FinishAsync();
    }

    [Fact]
    public async Task F20_Nodes_are_replaced_one_by_one()
    {
        var fault = new Fault(20, "rolling upgrade", "SIGTERM to one of three after the other, a new process for each; a load balancer looks at /health/ready, DrainSeconds=1");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Nodes = 3, Settings = _ => [("Stampede__DrainSeconds", "1")] });
        await using var balancer = new LoadBalancer(scene.Nodes);
        for (var round = 0; round < Form.Of(1, 3); round++)
        {
            foreach (var node in scene.Nodes)
            {
                await scene.RoundAsync(async () =>
                {
                    await node.TerminateAsync();
                    await node.StartAsync();
                    await Until.TrueAsync("the new one is in use", () => node.IsInUse);
                });
            }
        }

        // Nobody was put off even once.
        var history = await scene.FinishAsync();
        history.Operations.Count(Histories.Recorder.IsTrouble).ShouldBe(0);
    }
}
