using System.Net;
using Npgsql;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Live;
using Stampede.Testing;

namespace Stampede.Server.Tests.Edge;

/// <summary>Limits count what an answer costs, and what is the same for all is made once.</summary>
public sealed class CostingWhatIsAsked(SharedServer shared) : IClassFixture<SharedServer>
{
    private static ServerUnderTest Server(SharedServer shared) => shared.Server;

    [Theory]
    [InlineData("/openapi/v1.json", "application/json; charset=utf-8")]
    [InlineData("/docs/index.html", "text/html; charset=utf-8")]
    [InlineData("/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8")]
    [InlineData("/docs/swagger-ui.css", "text/css; charset=utf-8")]
    [InlineData("/docs/start.js", "text/javascript; charset=utf-8")]
    public async Task What_is_the_same_for_all_is_compressed_and_asked_for_again_by_its_tag(string path, string type)
    {
        using var curl = Server(shared).Curl();
        var plain = await curl.GetAsync(path);
        plain.ShouldBeOk().Header("Content-Type").ShouldBe(type);
        var tags = new HashSet<string>();
        foreach (var coding in new[] { "br", "gzip", "identity" })
        {
            var answer = await curl.GetAsync(path, ("Accept-Encoding", coding));
            answer.ShouldBeOk();
            answer.Header("Vary").ShouldNotBeNull().ShouldContain("Accept-Encoding");
            answer.Header("Content-Encoding").ShouldBe(coding == "identity" ? null : coding);
            if (coding != "identity" && plain.Body.Length > 10_000)
                int.Parse(answer.Header("Content-Length")!, null).ShouldBeLessThan(plain.Body.Length / 2);
            var tag = answer.Header("ETag").ShouldNotBeNull();
            tags.Add(tag);
            var again = await curl.GetAsync(path, ("Accept-Encoding", coding), ("If-None-Match", tag));
            again.Status.ShouldBe(HttpStatusCode.NotModified);
            again.Body.ShouldBeEmpty();
            again.Header("ETag").ShouldBe(tag);
        }

        tags.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_cursor_that_no_page_gave_is_refused_before_anything_is_read()
    {
        await ManyDrops.CreateAsync(Server(shared).Database.DataSource, "live", 30, 1);
        using var curl = Server(shared).Curl();
        using var guest = await Server(shared).GuestAsync();
        var cursor = (await curl.GetAsync("/api/v1/drops?limit=10")).ShouldBeOk().Json["next"]!.GetValue<string>();
        (await curl.GetAsync($"/api/v1/drops?limit=10&cursor={cursor}")).ShouldBeOk().Json["items"]!.AsArray().Count.ShouldBe(10);
        var before = await ReadsAsync();
        for (var i = 0; i < 50; i++)
        {
            (await curl.GetAsync($"/api/v1/drops?limit=100&cursor={Guid.CreateVersion7()}")).ShouldBe(400, "validation_failed");
            (await curl.GetAsync($"/api/v1/drops?cursor={cursor[..^2]}{(i % 2 == 0 ? "AA" : "BB")}")).ShouldBe(400, "validation_failed");
            (await guest.GetAsync($"/api/v1/me/reservations?cursor={cursor}")).ShouldBe(400, "validation_failed");
            (await guest.GetAsync($"/api/v1/me/purchases?cursor={Guid.NewGuid()}")).ShouldBe(400, "validation_failed");
            (await guest.GetAsync($"/api/v1/me/purchases?cursor={(i % 2 == 0 ? "%0D%0A" : "====")}")).ShouldBe(400, "validation_failed");
        }

        // Each page of them would be some dozens: thousands. A few are of what looks for sold-out drops now and then.
        (await ReadsAsync() - before).ShouldBeLessThan(300);
    }

    [Fact]
    public async Task A_page_costs_by_its_size()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: Limited);
        await ManyDrops.CreateAsync(server.Database.DataSource, "live", 150, 1);
        using var curl = server.Curl();
        var cursor = (await curl.GetAsync("/api/v1/drops?limit=2")).ShouldBeOk().Json["next"]!.GetValue<string>();
        var small = await CountAsync(curl, $"/api/v1/drops?limit=1&cursor={cursor}");
        await RestAsync();
        var large = await CountAsync(curl, $"/api/v1/drops?limit=100&cursor={cursor}");
        await RestAsync();
        var shared = await CountAsync(curl, "/api/v1/drops?limit=100");
        large.ShouldBeLessThan(10);
        small.ShouldBeGreaterThan(3 * large);
        shared.ShouldBeGreaterThan(3 * large);
    }

    [Fact]
    public async Task Guessing_at_addresses_costs_more_than_asking_for_what_is_there()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: Limited);
        await ManyDrops.CreateAsync(server.Database.DataSource, "live", 1, 1);
        using var curl = server.Curl();
        var there = await CountAsync(curl, "/api/v1/drops/live-1");
        await RestAsync();
        (await CountAsync(curl, "/api/v1/drops/nothing")).ShouldBeLessThan(there / 2);
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/swagger-ui-bundle.js")]
    public async Task What_weighs_a_hundred_times_as_much_costs_more(string path)
    {
        await using var server = await ServerUnderTest.StartAsync(settings: Limited);
        using var curl = server.Curl();
        (await CountAsync(curl, path)).ShouldBeLessThan(20);
    }

    private static Dictionary<string, string?> Limited => new()
    {
        ["Stampede:RateLimits:Enabled"] = "true",
        ["Stampede:RateLimits:Address:Burst"] = "100",
        ["Stampede:RateLimits:Address:PerSecond"] = "10",
    };

    /// <summary>How many of a hundred are answered, asked one after the other.</summary>
    private static async Task<int> CountAsync(ServerUnderTest.Client caller, string path)
    {
        var answered = 0;
        for (var i = 0; i < 100; i++)
        {
            if ((await caller.GetAsync(path)).Status != HttpStatusCode.TooManyRequests)
                answered++;
        }

        return answered;
    }

    /// <summary>Until as much has come back as went.</summary>
    private static Task RestAsync()
    {
        var full = TimeProvider.System.GetTimestamp();
        return Until.TrueAsync(() => Task.FromResult(TimeProvider.System.GetElapsedTime(full) > TimeSpan.FromSeconds(11)));
    }

    /// <summary>Of the sizes, which only lists of drops read here.</summary>
    private async Task<long> ReadsAsync()
    {
        await using var database = NpgsqlDataSource.Create(Server(shared).Database.ConnectionString);
        await using var command = database.CreateCommand(
            "select pg_stat_clear_snapshot(), sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::bigint from pg_stat_user_tables where relname = 'variant'");
        await using var rows = await command.ExecuteReaderAsync();
        await rows.ReadAsync();
        return rows.GetInt64(1);
    }
}
