using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Stampede.EmbeddedPostgres;
using Stampede.Testing;

namespace Stampede.Server.Tests.Embedded;

public sealed class Owning
{
    [Fact]
    public async Task A_killed_server_leaves_PostgreSQL_running_and_the_next_goes_on_with_it()
    {
        await using var folder = new DataFolder();
        using var owner = OwnerProcess.Begin(folder.Path);
        var pid = await owner.RunsAsync();
        await owner.KillAsync();
        Postmaster.IsAlive(pid).ShouldBeTrue();

        await using var next = await folder.StartAsync();
        next.ProcessId.ShouldBe(pid);
        (await DataFolder.AskAsync(next, "select 1")).ShouldBe("1");
    }

    [Fact]
    public async Task A_clean_stop_leaves_no_process_and_no_socket_directory()
    {
        await using var folder = new DataFolder();
        var postgres = await folder.StartAsync();
        await using var open = new NpgsqlConnection(postgres.ConnectionString);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        using var process = Process.GetProcessById(postgres.ProcessId);

        await postgres.StopAsync();

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(DataFolder.Patience, TestContext.Current.CancellationToken);
        Directory.Exists(postgres.SocketDirectory).ShouldBeFalse();
        await postgres.DisposeAsync(); // again, without effect
    }

    [Fact]
    public async Task A_second_server_on_the_same_directory_is_told_who_has_it()
    {
        await using var folder = new DataFolder();
        using var owner = OwnerProcess.Begin(folder.Path);
        var pid = await owner.RunsAsync();

        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(folder.StartAsync);

        refusal.Message.ShouldBe(
            $"The data directory {folder.Path} is in use by another running Stampede (process {owner.Id}). Stop that one first, "
            + "or name another directory with Stampede__DataDirectory.");
        Postmaster.IsAlive(pid).ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_crash_of_everything_the_next_start_recovers_what_was_committed()
    {
        await using var folder = new DataFolder();
        using var owner = OwnerProcess.Begin(folder.Path);
        var pid = await owner.RunsAsync();
        var left = (await Postmaster.FindAsync(folder.Cluster, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        await using (var source = NpgsqlDataSource.Create(Cluster.ConnectionString(left.SocketDirectory, "stampede")))
        await using (var command = source.CreateCommand("create table kept as select 42 as answer"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await owner.KillAsync();
        await DataFolder.KillAsync(pid);
        File.Exists(Postmaster.PidFile(folder.Cluster)).ShouldBeTrue();

        await using var next = await folder.StartAsync();
        next.ProcessId.ShouldNotBe(pid);
        (await DataFolder.AskAsync(next, "select answer from kept")).ShouldBe("42");
    }

    [Fact]
    public async Task What_a_killed_one_left_running_is_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        var ct = TestContext.Current.CancellationToken;
        await using var folder = new DataFolder();
        using var owner = OwnerProcess.Begin(folder.Path);
        var pid = await owner.RunsAsync();
        var child = (await File.ReadAllTextAsync($"/proc/{pid}/task/{pid}/children", ct)).Split(' ')[^2];
        await SignalAsync("STOP", child);
        Task<EmbeddedServer> starting;
        try
        {
            await owner.KillAsync();
            await DataFolder.KillAsync(pid);
            starting = folder.StartAsync();
            // PostgreSQL finds that its memory is still in use, and says so.
            var log = Path.Combine(folder.Cluster, "start.log");
            await Until.TrueAsync(async () => starting.IsCompleted || (await File.ReadAllTextAsync(log, ct)).Contains("F0001", StringComparison.Ordinal));
        }
        finally
        {
            await SignalAsync("CONT", child);
        }

        await using var next = await starting;
        (await DataFolder.AskAsync(next, "select 1")).ShouldBe("1");

        async Task SignalAsync(string signal, string to)
        {
            using var kill = Process.Start("kill", [$"-{signal}", to]);
            await kill.WaitForExitAsync(ct);
        }
    }

    [Fact]
    public async Task A_process_number_that_now_belongs_to_a_stranger_does_not_block_the_start()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var folder = new DataFolder();
        using var owner = OwnerProcess.Begin(folder.Path);
        var pid = await owner.RunsAsync();
        await owner.KillAsync();
        await DataFolder.KillAsync(pid);
        // PostgreSQL itself is fooled by strangers of its own account.
        var account = await Account.ChooseAsync(folder.Path, folder.Cluster, ct);
        var sleeper = await account.RunAsync(["/bin/sh", "-c", "sleep 600 >/dev/null 2>&1 </dev/null & echo $!"], null, ct);
        var stranger = int.Parse(sleeper.Output, CultureInfo.InvariantCulture);
        try
        {
            var file = Postmaster.PidFile(folder.Cluster);
            var lines = await File.ReadAllLinesAsync(file, ct);
            lines[0] = sleeper.Output;
            await File.WriteAllLinesAsync(file, lines, ct);

            await using var next = await folder.StartAsync();
            next.ProcessId.ShouldNotBe(stranger);
            Postmaster.IsAlive(stranger).ShouldBeTrue();
        }
        finally
        {
            await DataFolder.KillAsync(stranger);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("zombie")]
    public async Task A_pid_file_of_nobody_does_not_block_the_start(string content)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var folder = new DataFolder();
        using var owner = OwnerProcess.Begin(folder.Path);
        var pid = await owner.RunsAsync();
        await owner.KillAsync();
        await DataFolder.KillAsync(pid);
        var file = Postmaster.PidFile(folder.Cluster);
        var parent = 0;
        if (content == "zombie")
        {
            // A dead process whose parent does not collect it, of PostgreSQL's own account.
            var account = await Account.ChooseAsync(folder.Path, folder.Cluster, ct);
            var made = await account.RunAsync(["/bin/sh", "-c", "sh -c 'sleep 0 & echo $! $$; exec sleep 600 >/dev/null 2>&1 </dev/null' &"], null, ct);
            var numbers = made.Output.Split(' ');
            parent = int.Parse(numbers[1], CultureInfo.InvariantCulture);
            var lines = await File.ReadAllLinesAsync(file, ct);
            await File.WriteAllLinesAsync(file, [numbers[0], .. lines[1..]], ct);
            await Until.TrueAsync(() => !Postmaster.IsAlive(int.Parse(numbers[0], CultureInfo.InvariantCulture)));
        }
        else
        {
            await File.WriteAllTextAsync(file, content, ct);
        }

        try
        {
            await using var next = await folder.StartAsync();
            (await DataFolder.AskAsync(next, "select 1")).ShouldBe("1");
        }
        finally
        {
            if (parent > 0)
                await DataFolder.KillAsync(parent);
        }
    }

    [Fact]
    public async Task A_socket_that_is_tidied_away_comes_back()
    {
        await using var folder = new DataFolder();
        var log = new HeardLog();
        await using var postgres = await EmbeddedServer.StartAsync(folder.Options, log, TestContext.Current.CancellationToken);
        Directory.Delete(postgres.SocketDirectory, recursive: true);

        await log.HearAsync("running again");

        (await DataFolder.AskAsync(postgres, "select 1")).ShouldBe("1");
    }

    [Fact]
    public async Task One_that_somebody_else_starts_again_is_gone_on_with()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var folder = new DataFolder();
        var log = new HeardLog();
        await using var postgres = await EmbeddedServer.StartAsync(folder.Options, log, ct);
        var account = await Account.ChooseAsync(folder.Path, folder.Cluster, ct);
        var binaries = await PostgresBinaries.FindAsync(folder.Options, folder.Cluster, ct);
        // One of the two is first, and the other finds it running.
        await account.RunAsync(
            ["/bin/sh", "-c", "cd \"$1\" && \"$2\" restart --pgdata \"$1\" --log start.log --wait >/dev/null 2>&1", "sh", folder.Cluster, binaries.Program("pg_ctl")], null, ct);

        await Until.TrueAsync(async () => await Postmaster.FindAsync(folder.Cluster, ct) is { IsReady: true } now && now.ProcessId == postgres.ProcessId);
        (await DataFolder.AskAsync(postgres, "select 1")).ShouldBe("1");
    }

    [Fact]
    public async Task PostgreSQL_that_dies_is_started_again_under_the_same_connection_string()
    {
        await using var folder = new DataFolder();
        var log = new HeardLog();
        await using var postgres = await EmbeddedServer.StartAsync(folder.Options, log, TestContext.Current.CancellationToken);
        var before = postgres.ProcessId;
        await DataFolder.KillAsync(before);

        await log.HearAsync("running again");

        postgres.ProcessId.ShouldNotBe(before);
        (await DataFolder.AskAsync(postgres, "select 1")).ShouldBe("1");
    }
}
