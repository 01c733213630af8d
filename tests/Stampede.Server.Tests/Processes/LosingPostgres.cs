using System.Diagnostics;
using System.Globalization;
using System.Net;
using Stampede.EmbeddedPostgres;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Embedded;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>PostgreSQL goes away under load, and comes back.</summary>
public sealed class LosingPostgres
{
    /// <summary>Beyond this a caller would say that it hangs.</summary>
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task A_crash_is_told_as_503_and_all_is_well_again_by_itself()
    {
        await using var cluster = await LonelyCluster.StartAsync();
        await using var hosted = await HostedShop.StartAsync(cluster.ConnectionString);
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync(new { totalStock = 1_000_000, limitPerCustomer = 1_000_000, holdSeconds = 3600 });
        var crowd = new Crowd(drop, await shop.CustomersAsync(6));
        using var stop = new CancellationTokenSource();
        var running = crowd.RunAsync(stop.Token);
        var customer = await shop.CustomerAsync();
        for (var crash = 0; crash < 2; crash++)
        {
            await crowd.UntilMoreAsync(60, running);
            await cluster.CrashAsync();
            foreach (var path in new[] { "/api/v1/drops", drop.Path, "/api/v1/me/reservations", $"{drop.Path}/verification" })
            {
                var asked = Stopwatch.GetTimestamp();
                var answer = await (path.Contains("/me/", StringComparison.Ordinal) ? customer : shop.Operator).SendAsync(HttpMethod.Get, path, null);
                answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{path}: {answer.Body}");
                Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(Bearable);
            }

            (await shop.Anybody.GetAsync("/health/live")).ShouldBeOk();
            // From a look of a moment ago, so a moment later.
            await Until.TrueAsync(async () => (await shop.Anybody.GetAsync("/health/ready")).Status == HttpStatusCode.ServiceUnavailable);
            (await shop.Anybody.PostAsync("/api/v1/accounts/guest", new { displayName = Hosting.ServerUnderTest.AnyName() })).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            await crowd.UntilPostponedAsync(12, running);
            await cluster.StartAgainAsync();
            await crowd.UntilMoreAsync(60, running);
            await Until.TrueAsync(async () => (await shop.Anybody.GetAsync("/health/ready")).Status == HttpStatusCode.OK);
        }

        await stop.CancelAsync();
        await running;
        crowd.Longest.ShouldBeLessThan(Bearable);
        await crowd.ShouldHaveAllAsync();
    }

    [Fact]
    public async Task One_that_answers_nobody_keeps_nobody_waiting_for_long()
    {
        await using var cluster = await LonelyCluster.StartAsync();
        await using var hosted = await HostedShop.StartAsync(cluster.ConnectionString);
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync(new { totalStock = 1_000_000, limitPerCustomer = 1_000_000, holdSeconds = 3600 });
        var crowd = new Crowd(drop, await shop.CustomersAsync(6));
        using var stop = new CancellationTokenSource();
        var running = crowd.RunAsync(stop.Token);
        await crowd.UntilMoreAsync(60, running);
        await cluster.FreezeAsync();
        try
        {
            await crowd.UntilPostponedAsync(6, running);
        }
        finally
        {
            await cluster.ThawAsync();
        }

        await crowd.UntilMoreAsync(60, running);
        await stop.CancelAsync();
        await running;
        crowd.Longest.ShouldBeLessThan(Bearable);
        await crowd.ShouldHaveAllAsync();
    }

    /// <summary>A PostgreSQL that nobody starts again but the test.</summary>
    internal sealed class LonelyCluster : IAsyncDisposable
    {
        private readonly DataFolder folder;
        private int processId;
        private EmbeddedServer? started;

        private LonelyCluster(DataFolder folder, int processId, string connectionString) =>
            (this.folder, this.processId, ConnectionString) = (folder, processId, connectionString);

        public string ConnectionString { get; }

        public static async Task<LonelyCluster> StartAsync()
        {
            var folder = new DataFolder();
            using var owner = OwnerProcess.Begin(folder.Path);
            var processId = await owner.RunsAsync();
            await owner.KillAsync(); // It would put things right.
            var running = (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull();
            return new LonelyCluster(folder, processId, Cluster.ConnectionString(running.SocketDirectory, "stampede"));
        }

        /// <summary>As pg_ctl stop -m immediate does.</summary>
        public async Task CrashAsync()
        {
            if (started is not null)
            {
                // Who keeps it is only there to start it: adopted by nobody, it runs on.
                processId = started.ProcessId;
                await started.StopAsync();
                started = null;
                return;
            }

            await ServerProcess.SignalAsync("QUIT", processId);
            await Until.TrueAsync(() => !Postmaster.IsAlive(processId));
        }

        public async Task StartAgainAsync() => started = await folder.StartAsync();

        public Task FreezeAsync() => ServerProcess.SignalAsync("STOP", Family());

        public Task ThawAsync() => ServerProcess.SignalAsync("CONT", Family());

        public async ValueTask DisposeAsync()
        {
            if (started is not null)
                await started.DisposeAsync();
            await folder.DisposeAsync();
        }

        /// <summary>The main process and its children: they are in no process group together.</summary>
        private List<int> Family()
        {
            var family = new List<int> { processId };
            foreach (var entry in Directory.EnumerateDirectories("/proc"))
            {
                if (!int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var id))
                    continue;
                try
                {
                    var stat = File.ReadAllText(Path.Combine(entry, "stat"));
                    // The name, in brackets, may hold anything; the parent is the second field after it.
                    if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == processId.ToString(CultureInfo.InvariantCulture))
                        family.Add(id);
                }
                catch (IOException)
                {
                    // Ended meanwhile.
                }
            }

            return family;
        }
    }
}
