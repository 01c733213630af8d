using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Stampede.Postgres;
using Stampede.Server.Operations;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

/// <summary>/health/ready says whether a reservation could be decided now.</summary>
public sealed class Readying
{
    [Fact]
    public async Task A_node_whose_journal_has_no_connection_left_is_not_ready_until_it_has_one()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:JournalConnectionsMax"] = "2" });
        await UntilAsync(hosted, "ok", 200);
        var taken = await TakeAsync(hosted.Services.GetRequiredService<ConnectionPools>().Journal, 2);
        await UntilAsync(hosted, "taken", 503);
        taken.ForEach(connection => connection.Dispose());
        await UntilAsync(hosted, "ok", 200);
    }

    [Fact]
    public async Task A_crowd_of_readers_makes_no_node_unready()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:ReadConnectionsMax"] = "2" });
        var taken = await TakeAsync(hosted.Services.GetRequiredService<ConnectionPools>().Reads, 2);
        try
        {
            var readiness = hosted.Services.GetRequiredService<Readiness>();
            var before = readiness.LookAsync();
            await Until.TrueAsync(() => readiness.LookAsync() != before); // A look of its own, made while all are taken.
            (await readiness.LookAsync()).IsReady.ShouldBeTrue();
        }
        finally
        {
            taken.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Asking_often_costs_the_database_nothing()
    {
        await using var hosted = await HostedShop.StartAsync();
        var readiness = hosted.Services.GetRequiredService<Readiness>();
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        var looks = new HashSet<Task<ReadinessReport>>();
        for (var i = 0; i < 100_000; i++)
            looks.Add(readiness.LookAsync());
        var halfSeconds = (int)(System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalSeconds / 0.5);
        looks.Count.ShouldBeLessThanOrEqualTo(halfSeconds + 1);
    }

    [Fact]
    public async Task A_newer_schema_leaves_it_ready_and_an_older_one_does_not()
    {
        await using var hosted = await HostedShop.StartAsync();
        await hosted.ExecuteAsync("insert into schema_migration (version, name, sha256) select max(version) + 1, 'later', 'unknown here' from schema_migration");
        await AfterAnotherLookAsync(hosted);
        await UntilAsync(hosted, "ok", 200);
        await hosted.ExecuteAsync("delete from schema_migration where version >= (select max(version) - 1 from schema_migration)");
        await Until.TrueAsync(async () => (await hosted.Shop.Anybody.GetAsync("/health/ready")).Json is { } ready && ready["schema"]!.GetValue<string>() == "outdated");
    }

    [Fact]
    public async Task What_the_databases_settings_put_at_risk_is_told_to_operators()
    {
        await using var hosted = await HostedShop.StartAsync(); // The tests' own PostgreSQL has fsync and full_page_writes off.
        var warnings = (await hosted.Shop.Operator.GetAsync("/api/v1/operations/health")).ShouldBeOk().Json["database"]!["warnings"]!.AsArray();
        warnings.Select(warning => warning!.GetValue<string>().Split(' ')[0]).ShouldBe(["fsync", "full_page_writes"]);
    }

    [Fact]
    public async Task The_host_waits_for_the_whole_drain_and_what_is_under_way_after_it()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:DrainSeconds"] = "60" });
        hosted.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(90));
        hosted.Services.GetRequiredService<Draining>().Hurry();
    }

    private static async Task AfterAnotherLookAsync(HostedShop hosted)
    {
        var readiness = hosted.Services.GetRequiredService<Readiness>();
        var before = readiness.LookAsync();
        await Until.TrueAsync(() => readiness.LookAsync() != before);
    }

    private static Task UntilAsync(HostedShop hosted, string journal, int status) => Until.TrueAsync(async () =>
        await hosted.Shop.Anybody.GetAsync("/health/ready") is var answer && (int)answer.Status == status && answer.Json["journal"]!.GetValue<string>() == journal);

    private static async Task<List<NpgsqlConnection>> TakeAsync(NpgsqlDataSource pool, int count)
    {
        var taken = new List<NpgsqlConnection>();
        while (taken.Count < count)
            taken.Add(await pool.OpenConnectionAsync());
        return taken;
    }
}
