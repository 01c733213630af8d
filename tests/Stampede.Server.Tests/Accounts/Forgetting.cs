using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Accounts;

/// <summary>What is over is forgotten, in steps of a bounded size.</summary>
public sealed class Forgetting(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Guest = "/api/v1/accounts/guest";

    private readonly ServerUnderTest server = shared.Server;

    [Fact]
    public async Task What_is_over_goes_however_much_it_is_and_what_is_not_stays()
    {
        await ExecuteAsync("""
            insert into revoked_session (id, revoked_at, expires_at)
              select gen_random_uuid(), clock_timestamp() - interval '15 days 1 hour', clock_timestamp() from generate_series(1, 3500);
            insert into revoked_session (id, expires_at) values ('00000000-0000-0000-0000-00000000abcd', clock_timestamp());
            insert into sign_in_failure (subject, failures, last_at) select sha256(i::text::bytea), 1, clock_timestamp() - interval '61 minutes' from generate_series(1, 3500) i;
            insert into sign_in_failure (subject, failures, last_at) values (sha256('fresh'), 1, clock_timestamp() - interval '59 minutes');
            insert into mail_allowance (subject, sent, since) select sha256(i::text::bytea), 1, clock_timestamp() - interval '25 hours' from generate_series(1, 3500) i;
            insert into mail_allowance (subject, sent, since) values (sha256('fresh'), 1, clock_timestamp() - interval '23 hours');
            """);
        await TidyAsync();
        (await AskAsync("select count(*) from revoked_session where revoked_at < clock_timestamp() - interval '15 days'")).ShouldBe(0);
        (await AskAsync("select count(*) from revoked_session where id = '00000000-0000-0000-0000-00000000abcd'")).ShouldBe(1);
        (await AskAsync("select count(*) from sign_in_failure")).ShouldBe(1);
        (await AskAsync("select count(*) from mail_allowance")).ShouldBe(1);
    }

    [Fact]
    public async Task Idle_guests_are_forgotten_but_not_those_who_bought_or_came_back()
    {
        using var shop = new Shop(server.Address);
        await shop.SignInOperatorAsync();
        var drop = await shop.CreateDropAsync();
        var buyer = await shop.CustomerAsync("Buyer");
        (await buyer.PostAsync($"{drop.Of(await drop.HoldAsync(buyer))}/purchase")).ShouldBeOk();
        var holder = await shop.CustomerAsync("Holder");
        await drop.HoldAsync(holder);
        using var browser = server.Browser();
        var idle = (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "Idle" })).Text("id");
        using var returning = server.Curl();
        var tokens = await returning.PostAsync(Guest, new { displayName = "Returning" });
        var recent = await shop.CustomerAsync("Recent");
        var buyerId = (await buyer.GetAsync("/api/v1/me")).Text("id");
        var recentId = (await recent.GetAsync("/api/v1/me")).Text("id");
        await ExecuteAsync($"""
            update account set last_seen_on = current_date - 32 where is_guest;
            update account set last_seen_on = current_date - 29 where id = '{recentId}';
            insert into account (id, display_name, is_guest, guest_key, device_hash, last_seen_on)
              select gen_random_uuid(), 'x', true, sha256(('idle' || i)::bytea), sha256('device'), current_date - 40 from generate_series(1, 2500) i;
            """);
        (await returning.PostAsync("/api/v1/accounts/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBeOk();

        await TidyAsync();

        var left = await NamesAsync();
        left.ShouldBe(["Buyer", "Holder", "Recent", "Returning"]);
        // Who is kept for what they bought is not looked at again and again.
        (await AskAsync($"select count(*) from account where id = '{buyerId}' and last_seen_on is null")).ShouldBe(1);
        (await buyer.GetAsync("/api/v1/me/purchases")).ShouldBeOk().Json["items"]!.AsArray().Count.ShouldBe(1);
        // The device is known, the guest is not: a new one.
        (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "Idle" })).Text("id").ShouldNotBe(idle);
    }

    [Fact]
    public async Task A_guest_who_comes_back_on_another_day_is_noted_once()
    {
        using var browser = server.Browser();
        var id = (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "Daily" })).Text("id");
        await ExecuteAsync($"update account set last_seen_on = current_date - 5 where id = '{id}'");
        (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "Daily" })).Text("id").ShouldBe(id);
        var version = await AskAsync($"select xmin::text::bigint from account where id = '{id}' and last_seen_on = (now() at time zone 'utc')::date");
        for (var i = 0; i < 3; i++)
            (await browser.PostAsync($"{Guest}?useCookies=true", new { displayName = "Daily" })).ShouldBeOk();
        (await AskAsync($"select xmin::text::bigint from account where id = '{id}'")).ShouldBe(version);
    }

    private Task TidyAsync() => server.App.Services.GetRequiredService<AccountTidying>().TidyAsync(TestContext.Current.CancellationToken);

    private async Task<List<string>> NamesAsync()
    {
        await using var command = server.Database.DataSource.CreateCommand("select display_name from account where is_guest and display_name <> 'Daily' order by 1");
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> AskAsync(string sql)
    {
        await using var command = server.Database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
