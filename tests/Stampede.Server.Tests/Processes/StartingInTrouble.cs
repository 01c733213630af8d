using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Stampede.EmbeddedPostgres;
using Stampede.Postgres;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>What it meets when it starts: what may pass is waited for, the rest is told in a line.</summary>
public sealed class StartingInTrouble
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_blinks_after_the_migrations_is_tried_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        // Another node is preparing accounts, so that this one waits there.
        await using var turn = await database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await turn.BeginTransactionAsync(Ct);
        await using (var take = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('stampede accounts'))", turn, transaction))
            await take.ExecuteNonQueryAsync(Ct);
        await using var server = ServerProcess.Begin(ServerProcess.On(database.ConnectionString));
        const string Waiting = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name like 'stampede%'";
        await Until.TrueAsync(async () => await AskAsync(database, $"select count(*) {Waiting}") is 1L);
        await AskAsync(database, "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name like 'stampede%' and datname = current_database()");
        await transaction.RollbackAsync(Ct);

        await server.ListensAsync();

        var ended = await server.TerminateAsync();
        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Output.ShouldContain("trying on");
        ended.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task One_that_only_reads_is_waited_for_until_it_is_promoted()
    {
        await using var folder = new DataFolder();
        await using (await folder.StartAsync())
        {
            // Only to make its files.
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Cluster, "standby.signal"), "", Ct);
        await using var standby = await folder.StartAsync();
        await using var server = ServerProcess.Begin(ServerProcess.On(standby.ConnectionString));
        await Until.TrueAsync(async () => await DataFolder.AskAsync(standby, "select count(*) from pg_stat_activity where application_name = 'stampede-health' and state = 'idle' and query like '%in_recovery%'") == "1");
        (await DataFolder.AskAsync(standby, "select pg_promote()")).ShouldBe("True");

        await server.ListensAsync();

        (await server.TerminateAsync()).Output.ShouldContain("is a standby");
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused_by_name()
    {
        await using var database = await TestDatabase.CreateAsync();
        var name = $"latin_{Guid.NewGuid():n}";
        await AskAsync(database, $"create database {name} encoding 'LATIN1' template template0 locale_provider libc locale 'C'");
        try
        {
            foreach (var verb in new[] { "serve", "migrate", "seed", "verify" })
            {
                var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = name };
                var run = await ServerProcess.RunAsync(ServerProcess.On(connection.ConnectionString), verb);
                run.ExitCode.ShouldBe(1);
                run.ErrorLines.Length.ShouldBe(1, run.Error);
                run.Error.ShouldContain("LATIN1");
                run.Error.ShouldContain("UTF8");
            }
        }
        finally
        {
            await AskAsync(database, $"drop database {name} with (force)");
        }
    }

    [Fact]
    public async Task What_libpq_reads_from_the_environment_reaches_no_connection()
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        foreach (var (name, value) in LibpqVariables)
            settings[name] = value;
        var (server, address) = await ServerProcess.StartAsync(settings);
        await using var _ = server;
        using var shop = new Shop(address);
        await shop.SignInOperatorAsync();
        var drop = await shop.CreateDropAsync(new { name = "Čučoriedka ☂", totalStock = 3 });
        await drop.SellAsync(await shop.CustomerAsync());
        await drop.ShouldBalanceAsync();
        (await AskAsync(database, "select name from drop")).ShouldBe("Čučoriedka ☂");
        (await AskAsync(database, "select count(*) from pg_stat_activity where application_name = 'of the environment'")).ShouldBe(0L);
    }

    [Fact]
    public async Task Nor_do_they_reach_an_embedded_one()
    {
        await using var folder = new DataFolder();
        var settings = ServerProcess.In(folder.Path);
        foreach (var (name, value) in LibpqVariables)
            settings[name] = value;
        var (server, _) = await ServerProcess.StartAsync(settings);
        await using var running = server;
        (await server.TerminateAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Odd_defaults_of_a_role_and_a_database_change_no_session()
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = $"odd_{Guid.NewGuid():n}";
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        (string Setting, string Odd, string Ours)[] defaults =
        [
            ("search_path", "nowhere", "\"$user\",public"), ("TimeZone", "'Asia/Kolkata'", "UTC"), ("DateStyle", "'SQL, DMY'", "ISO, MDY"),
            ("IntervalStyle", "iso_8601", "postgres"), ("default_transaction_isolation", "serializable", "read committed"),
            ("default_transaction_read_only", "on", "off"), ("default_transaction_deferrable", "on", "off"), ("statement_timeout", "1", "6s"),
            ("lock_timeout", "1", "3s"), ("idle_in_transaction_session_timeout", "1", "5s"), ("idle_session_timeout", "'1s'", "0"),
            ("synchronous_commit", "off", "on"), ("client_min_messages", "error", "notice"), ("client_encoding", "latin1", "UTF8"),
            ("plan_cache_mode", "force_custom_plan", "force_generic_plan"),
        ];
        await AskAsync(database, $"create role {role} login; alter database {name} owner to {role}");
        try
        {
            foreach (var (setting, odd, _) in defaults)
                await AskAsync(database, $"alter role {role} set {setting} = {odd}; alter database {name} set {setting} = {odd}");
            var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Pooling = false };
            await using (var pools = new ConnectionPools(connection.ConnectionString))
            {
                foreach (var source in new[] { pools.Journal, pools.Reads, pools.Health })
                {
                    foreach (var (setting, _, ours) in defaults)
                    {
                        await using var show = source.CreateCommand($"select current_setting('{setting}')");
                        (await show.ExecuteScalarAsync(Ct)).ShouldBe(ours, setting);
                    }
                }
            }

            var (server, address) = await ServerProcess.StartAsync(ServerProcess.On(connection.ConnectionString));
            await using var _ = server;
            using var shop = new Shop(address);
            await shop.SignInOperatorAsync();
            var drop = await shop.CreateDropAsync(new { totalStock = 3 });
            await drop.SellAsync(await shop.CustomerAsync());
            await drop.ShouldBalanceAsync();
        }
        finally
        {
            await database.DisposeAsync();
            await using var cluster = NpgsqlDataSource.Create((await PrivateCluster.GetAsync()).ConnectionString);
            await using var drop = cluster.CreateCommand($"drop role {role}");
            await drop.ExecuteNonQueryAsync(Ct);
        }
    }

    [Theory]
    [InlineData("session", "")]
    [InlineData("transaction", "")]
    [InlineData("session", "ignore_startup_parameters = extra_float_digits, options")]
    [InlineData("transaction", "ignore_startup_parameters = extra_float_digits, options, search_path")]
    public async Task A_pooler_before_the_database_is_refused_by_name(string mode, string more)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/pgbouncer"), "PgBouncer is not installed (on Debian: apt-get install pgbouncer).");
        await using var folder = new DataFolder();
        await using var postgres = await folder.StartAsync();
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var configuration = Path.Combine(folder.Path, "pgbouncer.ini");
        await File.WriteAllTextAsync(configuration, $"""
            [databases]
            stampede = host={postgres.SocketDirectory} port=5432 user=stampede
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port.ToString(CultureInfo.InvariantCulture)}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            {more}
            """, Ct);
        var account = await Account.ChooseAsync(folder.Path, folder.Cluster, Ct);
        string[] asAccount = Environment.IsPrivilegedProcess ? ["-u", account.Name] : [];
        using var bouncer = Process.Start("/usr/sbin/pgbouncer", ["-q", .. asAccount, configuration]);
        try
        {
            await Until.TrueAsync(() => Listens(port));
            var run = await ServerProcess.RunAsync(ServerProcess.On($"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username=stampede;Database=stampede;SSL Mode=Disable"));
            run.ExitCode.ShouldBe(1);
            run.ErrorLines.Length.ShouldBe(1, run.Error);
            run.Error.ShouldContain("PgBouncer");
            run.Error.ShouldContain("Name PostgreSQL itself in ConnectionStrings__Stampede");
        }
        finally
        {
            bouncer.Kill();
            await bouncer.WaitForExitAsync(Ct);
        }
    }

    [Fact]
    public async Task A_schema_one_ahead_keeps_no_older_node_from_starting_serving_or_verifying()
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        (await ServerProcess.RunAsync(settings, "migrate")).ExitCode.ShouldBe(0);
        await AskAsync(database, """
            alter table drop add column of_a_newer_node text;
            insert into schema_migration (version, name, sha256) select max(version) + 1, 'of_a_newer_node', 'unknown here' from schema_migration;
            """);

        var (server, address) = await ServerProcess.StartAsync(settings);
        await using var _ = server;
        using var shop = new Shop(address);
        await shop.SignInOperatorAsync();
        var drop = await shop.CreateDropAsync(new { totalStock = 3 });
        await drop.SellAsync(await shop.CustomerAsync());
        (await shop.Anybody.GetAsync("/health/ready")).ShouldBeOk();
        foreach (var verb in new[] { "verify", "migrate", "seed" })
        {
            var run = await ServerProcess.RunAsync(settings, verb);
            run.ExitCode.ShouldBe(0, $"{verb}: {run.Output}{run.Error}");
        }
    }

    [Fact]
    public async Task Every_verb_reads_the_settings_of_its_environment()
    {
        await using var database = await TestDatabase.CreateAsync();
        var environment = $"test-{Guid.NewGuid():n}";
        var file = Path.Combine(ServerProcess.Folder, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, System.Text.Json.JsonSerializer.Serialize(
            new { ConnectionStrings = new { Stampede = database.ConnectionString } }), Ct);
        await using var folder = new DataFolder();
        try
        {
            var settings = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = environment, ["Stampede__DataDirectory"] = folder.Path };
            foreach (var verb in new[] { "migrate", "seed", "verify" })
            {
                var run = await ServerProcess.RunAsync(settings, verb);
                run.ExitCode.ShouldBe(0, run.Error);
            }

            (await AskAsync(database, "select count(*) > 0 from drop")).ShouldBe(true);
            Directory.Exists(folder.Path).ShouldBeFalse();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("http://203.0.113.77:5080", "this machine has no such address")]
    [InlineData("https://127.0.0.1:0", "certificate")]
    public async Task An_address_that_cannot_be_listened_on_is_told_in_one_line(string url, string reason)
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        settings["ASPNETCORE_URLS"] = url;
        settings.Remove("Stampede__Operator__Email");
        settings.Remove("Stampede__Operator__Password");
        var run = await ServerProcess.RunAsync(settings);
        run.ExitCode.ShouldBe(1);
        run.ErrorLines.Length.ShouldBe(1, run.Error);
        run.Error.ShouldContain(reason);
        run.Output.ShouldNotContain("   at ");
        // It is in the database now, and will never be shown again.
        run.Output.ShouldContain("shown this once");
    }

    [Theory]
    [InlineData("Logging__LogLevel__Default", "Loud")]
    [InlineData("Stampede__DataDirectory", "/dev/null/data")]
    public async Task Whatever_is_wrong_no_stack_is_shown(string name, string value)
    {
        var settings = ServerProcess.In("/nowhere");
        settings[name] = value;
        foreach (var verb in new[] { "serve", "verify" })
        {
            var run = await ServerProcess.RunAsync(settings, verb);
            run.ExitCode.ShouldBe(1);
            run.ErrorLines.Length.ShouldBe(1, run.Error);
            run.Output.ShouldNotContain("   at ");
        }
    }

    private static IEnumerable<(string Name, string Value)> LibpqVariables =>
    [
        ("PGCLIENTENCODING", "LATIN1"), ("PGOPTIONS", "-c search_path=nowhere -c default_transaction_read_only=on"), ("PGTZ", "Asia/Kolkata"),
        ("PGAPPNAME", "of the environment"), ("PGUSER", "nobody"), ("PGPASSWORD", "nonsense"), ("PGPASSFILE", "/nowhere"), ("PGHOST", "nowhere"),
        ("PGPORT", "1"), ("PGDATABASE", "nowhere"), ("PGDATA", "/nowhere"), ("PGSSLMODE", "verify-full"), ("PGSSLCERT", "/nowhere"), ("PGSSLKEY", "/nowhere"),
        ("PGSSLROOTCERT", "/nowhere"), ("PGSSLNEGOTIATION", "direct"), ("PGGSSENCMODE", "require"), ("PGREQUIREAUTH", "scram-sha-256"),
        ("PGTARGETSESSIONATTRS", "standby"), ("PGDATESTYLE", "SQL, DMY"),
    ];

    private static bool Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<object?> AskAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}
