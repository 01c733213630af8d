using System.Net;
using Microsoft.Extensions.Time.Testing;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Edge;

public sealed class Limiting
{
    private static Dictionary<string, string?> With(params (string Name, string Value)[] limits) => new(
        limits.Select(limit => KeyValuePair.Create<string, string?>($"Stampede:{limit.Name}", limit.Value)))
    {
        ["Stampede:RateLimits:Enabled"] = "true",
    };

    [Fact]
    public async Task A_customer_beyond_their_burst_is_told_when_to_come_back_and_others_are_not_kept_waiting()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: With(("RateLimits:Customer:Burst", "3"), ("RateLimits:Customer:PerSecond", "1")));
        using var busy = await server.GuestAsync();
        using var other = await server.GuestAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => busy.GetAsync("/api/v1/me")));
        var refused = answers.Where(answer => answer.Status != HttpStatusCode.OK).ToList();
        refused.Count.ShouldBeGreaterThan(10);
        foreach (var answer in refused)
        {
            answer.ShouldBe(429, "rate_limited");
            int.Parse(answer.Header("Retry-After")!, null).ShouldBeGreaterThanOrEqualTo(1);
        }

        (await other.GetAsync("/api/v1/me")).ShouldBeOk();
    }

    [Fact]
    public async Task One_address_brings_so_many_new_customers_a_day_and_no_more_and_another_is_not_touched()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: With(("RateLimits:ArrivalsPerDay", "5")));
        using var busy = server.Curl();
        for (var i = 0; i < 5; i++)
            (await busy.PostAsync("/api/v1/accounts/guest", new { displayName = "Ada" })).ShouldBeOk();
        var refused = await busy.PostAsync("/api/v1/accounts/guest", new { displayName = "Ada" });
        refused.ShouldBe(429, "rate_limited");
        int.Parse(refused.Header("Retry-After")!, null).ShouldBeInRange(10_000, 86_400 / 5);
        (await busy.PostAsync("/api/v1/accounts/register", new { email = "a@example.com", password = "long enough", displayName = "Ada" })).ShouldBe(429, "rate_limited");
        using var other = server.Curl(IPAddress.Parse("127.0.0.90"));
        (await other.PostAsync("/api/v1/accounts/guest", new { displayName = "Ada" })).ShouldBeOk();
    }

    [Fact]
    public async Task A_forwarding_header_does_not_move_a_caller_to_another_address()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: With(("RateLimits:Address:Burst", "3"), ("RateLimits:Address:PerSecond", "1")));
        using var curl = server.Curl();
        (await CountRefusedAsync(curl)).ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Client-IP")]
    [InlineData("True-Client-IP")]
    [InlineData("CF-Connecting-IP")]
    [InlineData("Forwarded")]
    public async Task No_header_escapes_a_lockout_or_a_limit(string header)
    {
        await using var server = await ServerUnderTest.StartAsync(settings: With(("RateLimits:Customer:Burst", "30"), ("RateLimits:Customer:PerSecond", "1")));
        using var guesser = server.Curl();
        (string, string) Another(int i) => (header, header == "Forwarded" ? $"for=203.0.113.{i}" : $"203.0.113.{i}");
        for (var i = 0; i < SignInFailures.FailuresMax; i++)
            (await guesser.PostAsync("/api/v1/accounts/sign-in", new { email = ServerUnderTest.OperatorEmail, password = "guess" }, Another(i))).ShouldBe(401, "invalid_credentials");
        (await guesser.PostAsync("/api/v1/accounts/sign-in", new { email = ServerUnderTest.OperatorEmail, password = "guess" }, Another(99))).ShouldBe(429, "locked_out");

        using var busy = await server.GuestAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => busy.GetAsync("/api/v1/me", Another(i))));
        answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_customer_has_one_limit_whatever_sessions_and_addresses_they_come_by()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: With(("RateLimits:Customer:Burst", "30"), ("RateLimits:Customer:PerSecond", "1")));
        var credentials = new { email = "two@example.com", password = "correct horse battery", displayName = "x" };
        using var curl = server.Curl();
        (await curl.PostAsync("/api/v1/accounts/register", credentials)).ShouldBeOk();
        var callers = new List<ServerUnderTest.Client>();
        for (var i = 0; i < 4; i++)
        {
            var caller = server.Curl(IPAddress.Parse($"127.0.1.{i + 1}"));
            caller.Token = (await caller.PostAsync("/api/v1/accounts/sign-in", new { credentials.email, credentials.password })).Text("accessToken");
            callers.Add(caller);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => callers[i % 4].GetAsync("/api/v1/me")));
        answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(20);
        foreach (var caller in callers)
            caller.Dispose();
    }

    [Fact]
    public async Task A_trusted_proxy_tells_addresses_apart_and_nobody_else_does()
    {
        await using var server = await ServerUnderTest.StartAsync(settings: With(
            ("RateLimits:Address:Burst", "3"), ("RateLimits:Address:PerSecond", "1"), ("TrustedProxies:0", "127.0.0.8/31")));
        using var proxy = server.Curl(IPAddress.Parse("127.0.0.9"));
        (await CountRefusedAsync(proxy)).ShouldBe(0);
        using var pretender = server.Curl(IPAddress.Parse("127.0.0.10"));
        (await CountRefusedAsync(pretender)).ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("Arrival", "/api/v1/accounts/guest")]
    [InlineData("Arrival", "/api/v1/accounts/register")]
    [InlineData("SignIn", "/api/v1/accounts/sign-in")]
    public async Task Arrivals_and_sign_ins_have_a_limit_of_their_own(string limit, string path)
    {
        await using var server = await ServerUnderTest.StartAsync(settings: With(($"RateLimits:{limit}:Burst", "2"), ($"RateLimits:{limit}:PerSecond", "1")));
        using var curl = server.Curl();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => curl.PostAsync(path, new { })));
        answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(5);
        (await curl.GetAsync("/api/v1/probe/anybody")).ShouldBeOk();
    }

    [Fact]
    public void A_bucket_fills_up_with_time()
    {
        var time = new FakeTimeProvider();
        var buckets = new TokenBuckets<int>(new RateLimit(Burst: 2, PerSecond: 4), time);
        buckets.Take(1).ShouldBe(TimeSpan.Zero);
        buckets.Take(1).ShouldBe(TimeSpan.Zero);
        buckets.Take(1).ShouldBe(TimeSpan.FromMilliseconds(250));
        time.Advance(TimeSpan.FromMilliseconds(249));
        buckets.Take(1).ShouldBeGreaterThan(TimeSpan.Zero);
        time.Advance(TimeSpan.FromMilliseconds(1));
        buckets.Take(1).ShouldBe(TimeSpan.Zero);
        buckets.Take(2).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Buckets_are_bounded_and_the_quiet_are_forgotten()
    {
        var time = new FakeTimeProvider();
        var buckets = new TokenBuckets<int>(new RateLimit(Burst: 1, PerSecond: 1), time, keysMax: 100);
        for (var key = 0; key < 100; key++)
            buckets.Take(key).ShouldBe(TimeSpan.Zero);
        buckets.Take(1_000).ShouldBe(TimeSpan.Zero);
        buckets.Take(1_001).ShouldBeGreaterThan(TimeSpan.Zero); // Shares with the one before.
        buckets.Count.ShouldBe(100);

        time.Advance(TimeSpan.FromSeconds(2));
        buckets.Take(1_002).ShouldBe(TimeSpan.Zero);
        buckets.Count.ShouldBe(1);
    }

    [Fact]
    public void A_household_is_one_address()
    {
        AddressKey.Of(IPAddress.Parse("2001:db8:1:2:3::4")).ShouldBe(AddressKey.Of(IPAddress.Parse("2001:db8:1:2:ffff::1")));
        AddressKey.Of(IPAddress.Parse("2001:db8:1:2::")).ShouldNotBe(AddressKey.Of(IPAddress.Parse("2001:db8:1:3::")));
        AddressKey.Of(IPAddress.Parse("10.0.0.1")).ShouldBe(AddressKey.Of(IPAddress.Parse("::ffff:10.0.0.1")));
        AddressKey.Of(IPAddress.Parse("10.0.0.1")).ShouldNotBe(AddressKey.Of(IPAddress.Parse("10.0.0.2")));
    }

    private static async Task<int> CountRefusedAsync(ServerUnderTest.Client caller)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => caller.GetAsync("/api/v1/probe/anybody", ("X-Forwarded-For", $"203.0.113.{i}"))));
        return answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests);
    }
}
