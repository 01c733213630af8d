using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Histories;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Faults;

/// <summary>The synchronous standby is not there, and the wait for it is cut short: PostgreSQL commits, and warns.</summary>
public sealed class Unreplicated(Report report)
{
    [Fact]
    public async Task F21_A_commit_that_its_standby_does_not_have_is_never_told_as_done()
    {
        var fault = new Fault(21, "the synchronous standby is away", "synchronous_standby_names names nobody: each commit's wait is cancelled after 5 s, with a warning; customers try again with their keys");
        await using var cluster = await OwnCluster.StartAsync();
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Cluster = cluster });
        for (var round = 0; round < Form.Of(1, 3); round++)
        {
            var (from, to) = (TimeSpan.Zero, TimeSpan.Zero);
            await scene.RoundAsync(async () =>
            {
                await cluster.SetAsync("synchronous_standby_names", "nobody");
                await MoreAsync(2);
                from = scene.Recorder.Now;
                // Long enough for retries of what is committed here and nowhere else.
                await MoreAsync(Form.Of(24, 60));
                to = scene.Recorder.Now;
                await cluster.SetAsync("synchronous_standby_names", "");
            });
            scene.Recorder.Operations.Where(operation => operation.Outcome == Outcome.Ok && operation.CompletedAt > from && operation.CompletedAt < to)
                .ShouldBeEmpty("B: a failover would lose it");
        }

        (await scene.AskAsync<long>($"select count(*) from movement where drop_id = '{scene.Drop}' and kind = 'reserved'")).ShouldBeGreaterThan(0);
        await scene.FinishAsync();

        Task MoreAsync(int unknown)
        {
            var before = Unknown();
            return Until.TrueAsync("commits are not certain", () => Unknown() >= before + unknown);
        }

        int Unknown() => scene.Recorder.Count(operation => operation is { Status: 503, Code: "database_unavailable" });
    }
}
