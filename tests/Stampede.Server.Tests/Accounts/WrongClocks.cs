using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>Nodes whose own clock is wrong: tickets are written and judged by the database's.</summary>
public sealed class WrongClocks
{
    private const string Guest = "/api/v1/accounts/guest";
    private const string Me = "/api/v1/me";
    private const string Refresh = "/api/v1/accounts/refresh";

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    [InlineData(24 * 100)] // Past the end of every ticket.
    public async Task Nodes_with_wrong_clocks_take_each_others_tickets(int hoursAhead)
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var right = await ServerUnderTest.StartAsync(database);
        await using var wrong = await ServerUnderTest.StartAsync(database, services: services => services.AddSingleton<TimeProvider>(new WrongClock(TimeSpan.FromHours(hoursAhead))));
        foreach (var (here, there) in new[] { (right, wrong), (wrong, right) })
        {
            using var curl = here.Curl();
            var tokens = await curl.PostAsync(Guest, new { displayName = "alice" });
            using var browser = here.Browser();
            (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "bob" })).ShouldBeOk();
            var cookie = browser.Cookies.GetCookieHeader(here.Address);

            using var elsewhere = there.Curl();
            (await elsewhere.GetAsync(Me, ("Cookie", cookie))).Text("displayName").ShouldBe("bob");
            (await elsewhere.PostAsync(Refresh, new { refreshToken = tokens.Text("refreshToken") })).ShouldBeOk();
            elsewhere.Token = tokens.Text("accessToken");
            (await elsewhere.GetAsync(Me)).Text("displayName").ShouldBe("alice");

            var token = here.App.Services.GetRequiredService<EmailConfirmation>().WriteToken(Guid.NewGuid(), "NOBODY@EXAMPLE.COM");
            there.App.Services.GetRequiredService<EmailConfirmation>().ReadToken(token).ShouldNotBeNull();
        }
    }

    private sealed class WrongClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
