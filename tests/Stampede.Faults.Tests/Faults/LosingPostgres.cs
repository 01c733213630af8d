using Stampede.Faults.Tests.Ground;
using Stampede.Faults.Tests.Reports;
using Stampede.Testing;

namespace Stampede.Faults.Tests.Faults;

/// <summary>What becomes of PostgreSQL's processes.</summary>
public sealed class LosingPostgres(Report report)
{
    /// <summary>The journal's backends: those that hold drops' rows.</summary>
    private const string OfJournal = "from pg_stat_activity where application_name = 'stampede-journal'";

    [Fact]
    public async Task F03_PostgreSQL_is_stopped_at_once_and_started()
    {
        var away = Form.Seconds(1, 5);
        var fault = new Fault(3, "PostgreSQL stopped at once and started", $"immediate shutdown, away for {away.TotalSeconds} s, then crash recovery");
        await using var cluster = await OwnCluster.StartAsync();
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Cluster = cluster });
        for (var round = 0; round < Form.Of(1, 5); round++)
        {
            await scene.RoundAsync(async () =>
            {
                await cluster.StopAtOnceAsync();
                await Until.PassedAsync(away);
                await cluster.StartAgainAsync();
            });
        }

        await scene.FinishAsync();
    }

    [Fact]
    public async Task F04_A_backend_is_killed()
    {
        var fault = new Fault(4, "one backend killed", "SIGKILL to a backend of the journal: PostgreSQL ends all others and recovers");
        await using var cluster = await OwnCluster.StartAsync();
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props { Cluster = cluster });
        for (var round = 0; round < Form.Of(1, 8); round++)
        {
            await scene.RoundAsync(async () =>
                await ServerProcess.SignalAsync("KILL", await scene.AskAsync<int>($"select pid {OfJournal} order by query_start desc limit 1")));
        }

        await scene.FinishAsync();
    }

    [Fact]
    public async Task F05_Backends_are_terminated_between_statements()
    {
        var terminations = Form.Of(10, 100);
        var fault = new Fault(5, "a backend terminated between statements", $"pg_terminate_backend of whoever is idle in a transaction, {terminations} times a run");
        await using var scene = await Scene.StartBusyAsync(report, fault, new Props());
        for (var round = 0; round < Form.Of(1, 5); round++)
        {
            await scene.RoundAsync(async () =>
            {
                var between = $"select count(*) filter (where pg_terminate_backend(pid)) from (select pid {OfJournal} and state = 'idle in transaction' and datname = current_database() limit 1) as one";
                var terminated = 0L;
                await Until.TrueAsync("backends were met between two statements", async () => (terminated += await scene.AskAsync<long>(between)) >= terminations);
            });
        }

        await scene.FinishAsync();
    }
}
