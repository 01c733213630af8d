using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Reports;

namespace Stampede.Faults.Tests.Faults;

/// <summary>Nodes whose machines' clocks are wrong. Theirs alone: the database keeps its own.</summary>
public sealed class WrongClocks(Report report)
{
    private static readonly string? Library = new[] { "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1" }.FirstOrDefault(File.Exists);

    [Fact]
    public Task F10_Clocks_are_ten_minutes_off_both_ways() => PlayAsync(
        new Fault(10, "node clock 10 min off, both ways", "libfaketime: one node 10 min ahead, the other 10 min behind"), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(-10));

    [Fact]
    public Task F11_Two_nodes_are_ninety_seconds_apart() => PlayAsync(
        new Fault(11, "two nodes 90 s apart", "libfaketime: one node as the database, the other 90 s ahead"), TimeSpan.Zero, TimeSpan.FromSeconds(90));

    private async Task PlayAsync(Fault fault, params TimeSpan[] offsets)
    {
        report.Require(Library is not null, fault, "libfaketime is not installed (on Debian: apt-get install libfaketime)");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props
        {
            Nodes = offsets.Length,
            Settings = node => offsets[node] == TimeSpan.Zero ? [] : [("LD_PRELOAD", Library!), ("FAKETIME", $"{offsets[node].TotalSeconds:+0;-0}s")],
        });
        foreach (var (node, offset) in scene.Nodes.Zip(offsets))
        {
            using var answer = await node.Client.GetAsync(new Uri("/health/live", UriKind.Relative));
            (answer.Headers.Date!.Value - DateTimeOffset.UtcNow - offset).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(5), "or the fault is none");
        }

        await scene.SteadyAsync(Form.Of(150, 3_000));
        await scene.FinishAsync(runs: 1);
    }
}
