using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>Tokens and cookies that were made up, altered, taken from elsewhere, used for another purpose, or are over.</summary>
public sealed class Forging
{
    private const string Guest = "/api/v1/accounts/guest";
    private const string SignIn = "/api/v1/accounts/sign-in";
    private const string Refresh = "/api/v1/accounts/refresh";

    private static readonly object OperatorSignIn = new { email = ServerUnderTest.OperatorEmail, password = ServerUnderTest.OperatorPassword };

    [Fact]
    public async Task A_ticket_with_one_letter_changed_is_worth_nothing()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var curl = server.Curl();
        var tokens = await curl.PostAsync(Guest, new { displayName = "alice" });
        var (access, refresh) = (tokens.Text("accessToken"), tokens.Text("refreshToken"));
        using var browser = server.Browser();
        await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "bob" });
        var cookie = browser.Cookies.GetCookies(server.Address)[StampedeSettings.DefaultCookieName]!.Value;

        // The last letter of base64 may have bits that mean nothing.
        foreach (var at in Enumerable.Range(0, 24).Select(i => i * (access.Length - 2) / 23))
        {
            curl.Token = Altered(access, at);
            (await curl.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        }

        curl.Token = null;
        foreach (var at in Enumerable.Range(0, 24).Select(i => i * (refresh.Length - 2) / 23))
            (await curl.PostAsync(Refresh, new { refreshToken = Altered(refresh, at) })).ShouldBe(401, "unauthenticated");
        foreach (var at in Enumerable.Range(0, 24).Select(i => i * (cookie.Length - 2) / 23))
            (await curl.GetAsync("/api/v1/me", ("Cookie", $"{StampedeSettings.DefaultCookieName}={Altered(cookie, at)}"))).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task A_ticket_of_another_kind_or_another_place_is_worth_nothing()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var elsewhere = await ServerUnderTest.StartAsync();
        using var curl = server.Curl();
        var tokens = await curl.PostAsync(Guest, new { displayName = "alice" });
        using var browser = server.Browser();
        await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "bob" });
        var cookie = browser.Cookies.GetCookies(server.Address)[StampedeSettings.DefaultCookieName]!.Value;
        using var stranger = await elsewhere.GuestAsync("alice"); // Another database has other keys.
        string[] worthless =
        [
            tokens.Text("refreshToken"), cookie, stranger.Token!, "", "null", "Bearer", new string('A', 8_000), $"{tokens.Text("accessToken")} {tokens.Text("accessToken")}",
            $"{Base64("""{"alg":"none","typ":"JWT"}""")}.{Base64("""{"sub":"00000000-0000-0000-0000-000000000001","role":"operator","name":"x"}""")}.",
            tokens.Text("accessToken")[..^8], tokens.Text("accessToken") + "AAAA",
        ];
        foreach (var token in worthless)
        {
            (await curl.GetAsync("/api/v1/me", ("Authorization", $"Bearer {token}"))).ShouldBe(401, "unauthenticated");
            (await curl.PostAsync("/api/v1/probe/operate", null, ("Authorization", $"Bearer {token}"))).ShouldBe(401, "unauthenticated");
        }

        foreach (var scheme in new[] { "Basic", "Digest", "bearer:", "Token" })
            (await curl.GetAsync("/api/v1/me", ("Authorization", $"{scheme} {tokens.Text("accessToken")}"))).ShouldBe(401, "unauthenticated");
        foreach (var token in new[] { tokens.Text("accessToken"), tokens.Text("refreshToken"), "x" })
            (await curl.GetAsync("/api/v1/me", ("Cookie", $"{StampedeSettings.DefaultCookieName}={token}"))).ShouldBe(401, "unauthenticated");
        // Where addresses are logged, a token in one would be too: only the live connection takes it from there.
        (await curl.GetAsync($"/api/v1/me?access_token={Uri.EscapeDataString(tokens.Text("accessToken"))}")).ShouldBe(401, "unauthenticated");
        // A worthless token is not made up for by a good cookie.
        (await browser.GetAsync("/api/v1/me", ("Authorization", "Bearer x"))).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task Tickets_are_over_in_their_time()
    {
        var clock = new ShiftedClock();
        await using var server = await ServerUnderTest.StartAsync(services: clock.Use);
        using var curl = server.Curl();
        var tokens = await curl.PostAsync(Guest, new { displayName = "alice" });
        using var browser = server.Browser();
        await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "bob" });
        var cookie = $"{StampedeSettings.DefaultCookieName}={browser.Cookies.GetCookies(server.Address)[StampedeSettings.DefaultCookieName]!.Value}";
        var header = ("Authorization", $"Bearer {tokens.Text("accessToken")}");

        clock.Shift = Tickets.AccessLifetime - TimeSpan.FromMinutes(1);
        (await curl.GetAsync("/api/v1/me", header)).ShouldBeOk();
        clock.Shift = Tickets.AccessLifetime + TimeSpan.FromMinutes(1);
        (await curl.GetAsync("/api/v1/me", header)).ShouldBe(401, "unauthenticated");

        clock.Shift = Tickets.RefreshLifetime - TimeSpan.FromMinutes(1);
        (await curl.PostAsync(Refresh, new { refreshToken = tokens.Text("refreshToken") })).ShouldBeOk();
        (await curl.GetAsync("/api/v1/me", ("Cookie", cookie))).ShouldBeOk();
        clock.Shift = Tickets.RefreshLifetime + TimeSpan.FromMinutes(1);
        (await curl.PostAsync(Refresh, new { refreshToken = tokens.Text("refreshToken") })).ShouldBe(401, "unauthenticated");
        (await curl.GetAsync("/api/v1/me", ("Cookie", cookie))).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task A_session_that_is_renewed_again_and_again_ends_all_the_same()
    {
        var clock = new ShiftedClock();
        await using var server = await ServerUnderTest.StartAsync(services: clock.Use);
        using var curl = server.Curl();
        var tokens = await curl.PostAsync(Guest, new { displayName = "alice" });
        using var browser = server.Browser();
        await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "bob" });
        string Cookie() => $"{StampedeSettings.DefaultCookieName}={browser.Cookies.GetCookies(server.Address)[StampedeSettings.DefaultCookieName]!.Value}";
        var first = Cookie();
        for (clock.Shift = TimeSpan.FromDays(10); clock.Shift < SessionId.LifetimeMax; clock.Shift += TimeSpan.FromDays(10))
        {
            tokens = await curl.PostAsync(Refresh, new { refreshToken = tokens.Text("refreshToken") });
            (await browser.GetAsync("/api/v1/me")).ShouldBeOk();
        }

        Cookie().ShouldNotBe(first); // It was renewed.
        clock.Shift = SessionId.LifetimeMax - TimeSpan.FromMinutes(1);
        var refreshed = await curl.PostAsync(Refresh, new { refreshToken = tokens.Text("refreshToken") });
        clock.Shift = SessionId.LifetimeMax + TimeSpan.FromMinutes(1);
        (await curl.PostAsync(Refresh, new { refreshToken = refreshed.Text("refreshToken") })).ShouldBe(401, "unauthenticated");
        (await curl.GetAsync("/api/v1/me", ("Authorization", $"Bearer {refreshed.Text("accessToken")}"))).ShouldBe(401, "unauthenticated");
        (await browser.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task After_a_new_password_what_was_signed_in_before_ends_within_the_hour()
    {
        var clock = new ShiftedClock();
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var before = await ServerUnderTest.StartAsync(database);
        using var thief = before.Browser();
        (await thief.PostAsync($"{SignIn}?useCookies=true", OperatorSignIn)).ShouldBeOk();
        var stolen = $"{StampedeSettings.DefaultCookieName}={thief.Cookies.GetCookies(before.Address)[StampedeSettings.DefaultCookieName]!.Value}";
        var tokens = await before.Curl().PostAsync(SignIn, OperatorSignIn);

        var changed = new Dictionary<string, string?> { ["Stampede:Operator:Password"] = "the operator's next password" };
        await using var after = await ServerUnderTest.StartAsync(database, changed, clock.Use);
        using var curl = after.Curl();
        clock.Shift = Tickets.AccessLifetime + TimeSpan.FromMinutes(1);
        (await curl.PostAsync("/api/v1/probe/operate", null, ("Cookie", stolen))).ShouldBe(401, "unauthenticated");
        (await curl.PostAsync("/api/v1/probe/operate", null, ("Authorization", $"Bearer {tokens.Text("accessToken")}"))).ShouldBe(401, "unauthenticated");
        (await curl.PostAsync(Refresh, new { refreshToken = tokens.Text("refreshToken") })).ShouldBe(401, "unauthenticated");

        // Who knows the new one stays, and the cookie goes on with the account as it is.
        using var rightful = after.Browser();
        (await rightful.PostAsync($"{SignIn}?useCookies=true", new { email = ServerUnderTest.OperatorEmail, password = "the operator's next password" })).ShouldBeOk();
        clock.Shift += Tickets.AccessLifetime + TimeSpan.FromMinutes(1);
        (await rightful.PostAsync("/api/v1/probe/operate")).ShouldBeOk();
        await using var demote = database.DataSource.CreateCommand("update account set is_operator = false");
        await demote.ExecuteNonQueryAsync();
        clock.Shift += Tickets.AccessLifetime + TimeSpan.FromMinutes(1);
        // Within two seconds: the ticket is read anew, and so is who runs the shop.
        await Until.TrueAsync(async () => (int)(await rightful.PostAsync("/api/v1/probe/operate")).Status == 403);
        (await rightful.PostAsync("/api/v1/probe/operate")).ShouldBe(403, "forbidden");
    }

    private static string Altered(string token, int at) => token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>The tickets' clock, some time ahead.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

        public void Use(IServiceCollection services) => services
            .PostConfigure<BearerTokenOptions>(SessionScheme.Bearer, options => options.TimeProvider = this)
            .PostConfigure<CookieAuthenticationOptions>(SessionScheme.Cookie, options => options.TimeProvider = this)
            .PostConfigure<AuthenticationSchemeOptions>(SessionScheme.Name, options => options.TimeProvider = this);
    }
}
