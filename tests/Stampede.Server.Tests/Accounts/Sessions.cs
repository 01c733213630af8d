using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

public sealed class Sessions
{
    private const string Guest = "/api/v1/accounts/guest";
    private const string Refresh = "/api/v1/accounts/refresh";
    private const string SignOut = "/api/v1/accounts/sign-out";

    [Fact]
    public async Task A_refresh_token_gives_a_new_access_token_until_the_sign_out_that_kills_both()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var guest = server.Curl();
        var tokens = await guest.PostAsync(Guest, new { displayName = "alice" });
        var renewed = await guest.PostAsync(Refresh, new { refreshToken = tokens.Text("refreshToken") });
        guest.Token = renewed.Text("accessToken");
        (await guest.GetAsync("/api/v1/me")).Text("displayName").ShouldBe("alice");

        SessionId? ended = null;
        server.App.Services.GetRequiredService<RevokedSessions>().Revoked += session => ended = session;
        ((int)(await guest.PostAsync(SignOut)).Status).ShouldBe(204);
        ended.ShouldNotBeNull();

        (await guest.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        guest.Token = tokens.Text("accessToken");
        (await guest.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        guest.Token = null;
        foreach (var token in new[] { tokens.Text("refreshToken"), renewed.Text("refreshToken") })
            (await guest.PostAsync(Refresh, new { refreshToken = token })).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task A_copy_of_a_cookie_is_worth_nothing_after_the_sign_out()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var browser = server.Browser();
        await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "alice" });
        var copy = browser.Cookies.GetCookieHeader(server.Address);
        using var thief = server.Curl();
        (await thief.GetAsync("/api/v1/me", ("Cookie", copy))).ShouldBeOk();
        (await browser.PostAsync(SignOut)).ShouldBeOk();
        (await thief.GetAsync("/api/v1/me", ("Cookie", copy))).ShouldBe(401, "unauthenticated");
        browser.Cookies.GetCookieHeader(server.Address).ShouldNotContain("stampede-session");
    }

    [Fact]
    public async Task A_sign_in_over_another_ends_the_other()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var browser = server.Browser();
        await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "alice" });
        var copy = browser.Cookies.GetCookieHeader(server.Address);
        (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "bob" })).ShouldBeOk();
        using var thief = server.Curl();
        (await thief.GetAsync("/api/v1/me", ("Cookie", copy))).ShouldBe(401, "unauthenticated");
        (await browser.GetAsync("/api/v1/me")).Text("displayName").ShouldBe("bob");
    }

    [Fact]
    public async Task Two_nodes_read_each_others_tickets_and_hear_of_each_others_sign_outs()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var nodes = await Task.WhenAll(ServerUnderTest.StartAsync(database), ServerUnderTest.StartAsync(database));
        await using var one = nodes[0];
        await using var two = nodes[1];

        foreach (var (here, there) in new[] { (one, two), (two, one) })
        {
            using var guest = await here.GuestAsync();
            using var elsewhere = there.Curl();
            elsewhere.Token = guest.Token;
            (await elsewhere.GetAsync("/api/v1/me")).ShouldBeOk();

            var heard = new TaskCompletionSource<SessionId>();
            there.App.Services.GetRequiredService<RevokedSessions>().Revoked += session => heard.TrySetResult(session);
            (await guest.PostAsync(SignOut)).ShouldBeOk();
            await heard.Task.WaitAsync(Until.Patience);
            (await elsewhere.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task A_sign_out_outlives_a_restart_and_so_do_tokens()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        string kept, ended;
        await using (var before = await ServerUnderTest.StartAsync(database))
        {
            using var guest = await before.GuestAsync();
            kept = guest.Token!;
            using var other = await before.GuestAsync();
            ended = other.Token!;
            (await other.PostAsync(SignOut)).ShouldBeOk();
        }

        await using var after = await ServerUnderTest.StartAsync(database);
        using var curl = after.Curl();
        curl.Token = kept;
        (await curl.GetAsync("/api/v1/me")).ShouldBeOk();
        curl.Token = ended;
        (await curl.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_refresh_needs_its_token(string? token)
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var curl = server.Curl();
        (await curl.PostAsync(Refresh, new { refreshToken = token })).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task Neither_a_forged_token_nor_an_access_token_refreshes()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var guest = await server.GuestAsync();
        foreach (var token in new[] { "forged", guest.Token })
            (await guest.PostAsync(Refresh, new { refreshToken = token })).ShouldBe(401, "unauthenticated");
    }
}
