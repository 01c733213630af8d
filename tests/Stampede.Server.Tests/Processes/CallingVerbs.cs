using System.Net;
using System.Net.Sockets;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>The program from the command line: what it does, says and ends with.</summary>
public sealed class CallingVerbs
{
    [Fact]
    public async Task A_database_is_migrated_seeded_and_verified_and_a_forged_row_is_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = ServerProcess.On(database.ConnectionString);

        var tooEarly = await ServerProcess.RunAsync(settings, "verify");
        tooEarly.ExitCode.ShouldBe(1);
        tooEarly.ErrorLines.Length.ShouldBe(1, tooEarly.Error);
        tooEarly.Error.ShouldContain("migrate");

        (await ServerProcess.RunAsync(settings, "migrate")).ExitCode.ShouldBe(0);
        var again = await ServerProcess.RunAsync(settings, "migrate");
        (again.ExitCode, again.Output).ShouldBe((0, "The schema is up to date."));

        (await ServerProcess.RunAsync(settings, "seed")).ExitCode.ShouldBe(0);
        (await CountAsync(database)).ShouldBeGreaterThan(0);
        var drops = await CountAsync(database);
        (await ServerProcess.RunAsync(settings, "seed")).ExitCode.ShouldBe(0);
        (await CountAsync(database)).ShouldBe(drops);

        var clean = await ServerProcess.RunAsync(settings, "verify");
        clean.ExitCode.ShouldBe(0, clean.Output + clean.Error);

        await using (var forge = database.DataSource.CreateCommand("""
            update variant set held = held + 1, available = available - 1 where (drop_id, id) in (select drop_id, id from variant where available > 0 limit 1) returning drop_id
            """))
        {
            var forged = (Guid)(await forge.ExecuteScalarAsync())!;
            var found = await ServerProcess.RunAsync(settings, "verify");
            found.ExitCode.ShouldBe(1);
            found.Output.ShouldContain(forged.ToString());
            found.Output.ShouldContain("held_matches_reservations");
        }
    }

    [Fact]
    public async Task The_settings_are_listed_without_a_database()
    {
        var run = await ServerProcess.RunAsync(ServerProcess.On("Host=127.0.0.1;Port=1;Username=nobody;Database=none"), "settings");
        (run.ExitCode, run.Output.Trim()).ShouldBe((0, Stampede.Server.Hosting.SettingsPage.Write().Trim()));
    }

    [Theory]
    [InlineData("Stampede__HoldSeconds", "3601", "1 to 3600")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "http://localhost:5080")]
    [InlineData("ConnectionStrings__Stampede", "Host=127.0.0.1;Password=of nobody else;Nonsense=1", "Host=")]
    public async Task A_setting_out_of_range_stops_the_start_with_one_line(string name, string value, string range)
    {
        var settings = ServerProcess.On("Host=127.0.0.1;Port=1;Username=nobody;Database=none");
        settings[name] = value;
        var run = await ServerProcess.RunAsync(settings);
        run.ExitCode.ShouldBe(1);
        run.ErrorLines.Length.ShouldBe(1, run.Error);
        run.Error.ShouldContain(name);
        run.Error.ShouldContain(range);
        // A connection string may hold a password.
        run.Error.Contains(value, StringComparison.Ordinal).ShouldBe(name != "ConnectionStrings__Stampede");
        run.Error.ShouldNotContain("of nobody else");
    }

    [Fact]
    public async Task A_database_that_is_not_there_and_a_port_that_is_taken_are_told_in_one_line()
    {
        var nowhere = await ServerProcess.RunAsync(ServerProcess.On("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2"));
        nowhere.ExitCode.ShouldBe(1);
        nowhere.ErrorLines.Length.ShouldBe(1, nowhere.Error);

        await using var database = await TestDatabase.CreateAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var settings = ServerProcess.On(database.ConnectionString);
        settings["ASPNETCORE_URLS"] = $"http://{taken.LocalEndpoint}";
        var run = await ServerProcess.RunAsync(settings);
        run.ExitCode.ShouldBe(1, run.Output);
        run.ErrorLines.Length.ShouldBe(1, run.Error);
        run.Error.ShouldContain($"{taken.LocalEndpoint}");
    }

    [Fact]
    public async Task The_probe_says_yes_while_the_server_does_and_no_otherwise()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        settings["Stampede__DrainSeconds"] = "60";
        var (server, address) = await ServerProcess.StartAsync(settings);
        await using (server)
        {
            settings["ASPNETCORE_URLS"] = $"http://*:{address.Port}";
            foreach (var question in (string[][])[[], ["ready"], ["live"]])
            {
                var yes = await ServerProcess.RunAsync(settings, ["probe", .. question]);
                yes.ExitCode.ShouldBe(0, yes.Error);
                yes.Output.ShouldStartWith("200 ");
            }

            await ServerProcess.SignalAsync("TERM", server.Id);
            await Until.TrueAsync("the server stops", async () => (await ServerProcess.RunAsync(settings, "probe")) is { ExitCode: 1 } no && no.Error.Contains("stopping", StringComparison.Ordinal));
            (await ServerProcess.RunAsync(settings, "probe", "live")).ExitCode.ShouldBe(0);
        }

        var gone = await ServerProcess.RunAsync(settings, "probe");
        (gone.ExitCode, gone.ErrorLines.Length).ShouldBe((1, 1), gone.Error);
        gone.Error.ShouldContain("refused");

        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        settings["ASPNETCORE_URLS"] = $"http://{silent.LocalEndpoint}";
        (await ServerProcess.RunAsync(settings, "probe", "live")).Error.ShouldContain("within 5 s");
        (await ServerProcess.RunAsync(settings, "probe", "everything")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_verb_is_told_with_those_there_are()
    {
        var run = await ServerProcess.RunAsync(ServerProcess.On("Host=127.0.0.1;Port=1"), "nonsense");
        run.ExitCode.ShouldBe(1);
        foreach (var verb in new[] { "nonsense", "serve", "migrate", "seed", "verify" })
            run.Error.ShouldContain(verb);
    }

    private static async Task<long> CountAsync(TestDatabase database)
    {
        await using var count = database.DataSource.CreateCommand("select count(*) from drop");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
