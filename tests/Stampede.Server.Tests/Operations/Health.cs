using System.Text.Json.Nodes;
using Npgsql;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Operations;

public sealed class Health
{
    [Fact]
    public async Task Every_node_is_listed_while_it_runs()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var first = await HostedShop.StartAsync(database.ConnectionString);
        await using (var second = await HostedShop.StartAsync(database.ConnectionString))
        {
            var health = await UntilAsync(first, read => Nodes(read).Count == 2 && read["mail"] is not null);
            health.Names().ShouldBe(["serverTime", "database", "nodes", "expiryLagMilliseconds", "liveWatchers", "sendsMail", "mail"], ignoreOrder: true);
            health["database"]!["reachable"]!.GetValue<bool>().ShouldBeTrue();
            health["database"]!.Text("version").ShouldNotBeEmpty();
            health["database"]!["latencyMilliseconds"]!.GetValue<double>().ShouldBeGreaterThan(0);
            foreach (var node in Nodes(health))
            {
                node.Names().ShouldBe(["id", "startedAt", "lastSeenAt", "version"], ignoreOrder: true);
                node.Time("startedAt").ShouldBeLessThanOrEqualTo(node.Time("lastSeenAt"));
                node.Text("version").ShouldNotBeEmpty();
            }

            Nodes(health).Select(node => node.Text("id")).Distinct().Count().ShouldBe(2);
            await second.StopAsync();
        }

        // It said goodbye.
        Nodes(await HealthAsync(first)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_is_seen_again_and_again_and_forgotten_after_a_day()
    {
        await using var hosted = await HostedShop.StartAsync();
        var seen = Nodes(await UntilAsync(hosted, read => Nodes(read).Count == 1))[0];
        await hosted.ExecuteAsync("""
            insert into node (id, started_at, last_seen_at, version, watchers, watchers_by_drop) values
              (gen_random_uuid(), now() - interval '3 days', now() - interval '25 hours', 'of yesterday', 9, '{}'),
              (gen_random_uuid(), now() - interval '3 days', now() - interval '23 hours', 'silent', 9, '{}')
            """);
        var later = await UntilAsync(hosted, read =>
            Nodes(read).All(node => node.Text("version") != "of yesterday") && Nodes(read)[0].Time("lastSeenAt") > seen.Time("lastSeenAt"));
        Nodes(later).Count.ShouldBe(2);
        Nodes(later)[0].Text("id").ShouldBe(seen.Text("id"));
        Nodes(later)[0].Time("startedAt").ShouldBe(seen.Time("startedAt"), TimeSpan.FromMilliseconds(50));
        // One that has fallen silent has no watchers.
        later.Number("liveWatchers").ShouldBe(0);
    }

    [Fact]
    public async Task A_hold_that_nobody_gives_back_is_seen_as_lag()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var hosted = await HostedShop.StartAsync(database.ConnectionString);
        var drop = await hosted.Shop.CreateDropAsync(new { holdSeconds = 1 });
        (await HealthAsync(hosted))["expiryLagMilliseconds"].ShouldBeNull();
        await drop.HoldAsync(await hosted.Shop.CustomerAsync());
        await UntilAsync(hosted, read => read["expiryLagMilliseconds"] is not null);

        // Somebody has the drop's row locked: its next hold lapses, and cannot be given back.
        await drop.HoldAsync(await hosted.Shop.CustomerAsync());
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("select from drop for update", connection))
            await command.ExecuteNonQueryAsync();
        await UntilAsync(hosted, read => read["expiryLagMilliseconds"]!.GetValue<double>() > 1_500);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_and_no_error()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var hosted = await HostedShop.StartAsync(database.ConnectionString);
        await HealthAsync(hosted);
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await using var elsewhere = NpgsqlDataSource.Create((await PrivateCluster.GetAsync()).ConnectionString);
        await ExecuteAsync(elsewhere, $"alter database {name} allow_connections false");
        await ExecuteAsync(elsewhere, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");

        var away = await UntilAsync(hosted, read => !read["database"]!["reachable"]!.GetValue<bool>());
        away["database"]!["version"].ShouldBeNull();
        away["database"]!["latencyMilliseconds"].ShouldBeNull();
        Nodes(away).ShouldBeEmpty();

        await ExecuteAsync(elsewhere, $"alter database {name} allow_connections true");
        await UntilAsync(hosted, read => read["database"]!["reachable"]!.GetValue<bool>() && Nodes(read).Count == 1);
    }

    [Fact]
    public async Task A_database_that_hangs_does_not_hold_the_answer_up()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var hosted = await HostedShop.StartAsync(database.ConnectionString);
        await HealthAsync(hosted);
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table node in access exclusive mode", connection))
            await command.ExecuteNonQueryAsync();
        var asked = HealthAsync(hosted);
        // The server's other statements wait for a lock for three seconds.
        var patient = ExecuteAsync(database.DataSource, "set lock_timeout = 3000; select from node");
        (await Task.WhenAny(asked, patient)).ShouldBe(asked);
        (await asked)["database"]!["reachable"]!.GetValue<bool>().ShouldBeFalse();
        await Should.ThrowAsync<PostgresException>(() => patient);
    }

    private static async Task<JsonNode> HealthAsync(HostedShop hosted) => (await hosted.Shop.Operator.GetAsync("/api/v1/operations/health")).ShouldBeOk().Json;

    private static async Task<JsonNode> UntilAsync(HostedShop hosted, Func<JsonNode, bool> condition)
    {
        JsonNode health = null!;
        await Until.TrueAsync(async () => condition(health = await HealthAsync(hosted)));
        return health;
    }

    private static IReadOnlyList<JsonNode> Nodes(JsonNode health) => [.. health["nodes"]!.AsArray().Select(node => node!)];

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
