using System.Runtime.Versioning;
using Stampede.EmbeddedPostgres;
using Stampede.Testing;

namespace Stampede.Server.Tests.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class Starting
{
    [Fact]
    public async Task The_first_start_makes_a_database_that_outlives_a_clean_stop()
    {
        await using var folder = new DataFolder();
        await using (var first = await folder.StartAsync())
            await DataFolder.AskAsync(first, "create table kept as select 42 as answer");
        await using var second = await folder.StartAsync();
        (await DataFolder.AskAsync(second, "select answer from kept")).ShouldBe("42");
    }

    [Fact]
    public async Task Nothing_that_keeps_a_promise_is_loosened_and_no_port_is_opened()
    {
        await using var folder = new DataFolder();
        await using var postgres = await folder.StartAsync();
        foreach (var (setting, value) in new[]
        {
            ("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"), ("data_checksums", "on"), ("listen_addresses", ""),
            ("server_encoding", "UTF8"), ("wal_init_zero", "off"), ("shared_buffers", "256MB"), ("TimeZone", "UTC"),
        })
            (await DataFolder.AskAsync(postgres, $"show {setting}")).ShouldBe(value, setting);
        File.GetUnixFileMode(postgres.SocketDirectory).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Text_is_ordered_by_code_point_whatever_the_machine()
    {
        await using var folder = new DataFolder();
        await using var postgres = await folder.StartAsync();
        (await DataFolder.AskAsync(postgres, "select string_agg(t, '' order by t) from unnest(array['b', 'a', 'Z', 'ä']) t")).ShouldBe("Zabä");
    }

    [Fact]
    public async Task A_data_directory_with_a_long_name_works()
    {
        await using var folder = new DataFolder(Path.Combine(new string('l', 120), new string('o', 120), "it's \"ng\" $HOME"));
        await using var postgres = await folder.StartAsync();
        (await DataFolder.AskAsync(postgres, "select 1")).ShouldBe("1");
    }

    [Fact]
    public async Task A_kill_while_the_cluster_is_made_leaves_nothing_half_made()
    {
        await using var folder = new DataFolder();
        Directory.CreateDirectory(folder.Path);
        using var watcher = new FileSystemWatcher(folder.Path, "postgres.new-*");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => begun.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using var owner = OwnerProcess.Begin(folder.Path);
        await begun.Task.WaitAsync(DataFolder.Patience, TestContext.Current.CancellationToken);
        await owner.KillAsync();
        Directory.Exists(folder.Cluster).ShouldBeFalse();

        await using var postgres = await folder.StartAsync();
        (await DataFolder.AskAsync(postgres, "select 1")).ShouldBe("1");
    }

    [Fact]
    public async Task A_start_that_fails_shows_PostgreSQLs_own_words_and_frees_the_directory()
    {
        await using var folder = new DataFolder();
        var broken = folder.Options with { Settings = new Dictionary<string, string> { ["shared_buffers"] = "a lot" } };
        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => DataFolder.StartAsync(broken));
        failure.Message.ShouldContain("invalid value for parameter \"shared_buffers\": \"a lot\"");

        await using var postgres = await folder.StartAsync();
        (await DataFolder.AskAsync(postgres, "select 1")).ShouldBe("1");
    }

    [Fact]
    public async Task What_the_log_said_before_does_not_hide_why_a_start_fails()
    {
        await using var folder = new DataFolder();
        await using (await folder.StartAsync())
        {
            // Only to make its files.
        }

        var log = new DirectoryInfo(Path.Combine(folder.Cluster, "log")).GetFiles().Single().FullName;
        await File.AppendAllLinesAsync(log, Enumerable.Range(0, 100).Select(i => $"of yesterday {i}"), TestContext.Current.CancellationToken);
        var broken = folder.Options with { Settings = new Dictionary<string, string> { ["shared_buffers"] = "a lot" } };
        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => DataFolder.StartAsync(broken));
        failure.Message.ShouldContain("invalid value for parameter \"shared_buffers\": \"a lot\"");
        failure.Message.ShouldNotContain("of yesterday");
    }

    [Fact]
    public async Task A_full_disk_is_not_told_as_another_server()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /dev/full here.");
        await using var folder = new DataFolder();
        Directory.CreateDirectory(folder.Path);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "stampede.lock"), "/dev/full");
        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(folder.StartAsync);
        failure.Message.ShouldContain("cannot be used");
        failure.Message.ShouldNotContain("in use by another");
    }

    [Fact]
    public async Task A_damaged_version_file_is_told_as_that()
    {
        await using var folder = new DataFolder();
        Directory.CreateDirectory(folder.Cluster);
        await File.WriteAllTextAsync(Path.Combine(folder.Cluster, "PG_VERSION"), "\0\0", TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<EmbeddedPostgresException>(folder.StartAsync)).Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task Data_of_another_major_version_is_not_touched()
    {
        await using var folder = new DataFolder();
        Directory.CreateDirectory(folder.Cluster);
        await File.WriteAllTextAsync(Path.Combine(folder.Cluster, "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(folder.StartAsync);
        refusal.Message.ShouldContain("was written by PostgreSQL 9");
        Directory.GetFileSystemEntries(folder.Cluster).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_trap_where_the_socket_belongs_is_refused()
    {
        await using var folder = new DataFolder();
        var account = await Account.ChooseAsync(Path.GetTempPath(), folder.Cluster, TestContext.Current.CancellationToken);
        var place = SocketDirectory.For(folder.Cluster, account);
        var elsewhere = Directory.CreateDirectory(Path.Combine(folder.Path, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(place, elsewhere);
        try
        {
            var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(folder.StartAsync);
            refusal.Message.ShouldContain($"{place}, where PostgreSQL's socket belongs, is a link");
            Directory.GetFileSystemEntries(elsewhere).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(place);
        }
    }

    [Fact]
    public async Task Where_none_is_packaged_an_installed_PostgreSQL_serves()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/postgresql"), "No PostgreSQL is installed here.");
        await using var folder = new DataFolder();
        await using var postgres = await DataFolder.StartAsync(folder.Options with { BinariesDirectory = Path.Combine(folder.Path, "none") });
        (await DataFolder.AskAsync(postgres, "show fsync")).ShouldBe("on");
    }
}
