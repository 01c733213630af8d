using System.Diagnostics;
using Stampede.EmbeddedPostgres;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>Whatever signal asks it to end, and whenever: what it started is stopped.</summary>
public sealed class EndingInOrder
{
    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    public async Task Every_signal_that_ends_it_stops_PostgreSQL_too(string signal)
    {
        await using var folder = new DataFolder();
        // The tests' own shell may have had some of them ignored.
        await using var server = ServerProcess.Begin(ServerProcess.In(folder.Path), through: ["env", "--default-signal=HUP,INT,QUIT,TERM"]);
        await server.ListensAsync();
        await ServerProcess.SignalAsync(signal, server.Id);
        var ended = await server.EndsAsync();
        ended.ExitCode.ShouldBe(0, ended.Output + ended.Error);
        (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_starts_it_with_nohup_may_close_the_terminal()
    {
        await using var folder = new DataFolder();
        await using var server = ServerProcess.Begin(ServerProcess.In(folder.Path), through: ["nohup"]);
        var address = await server.ListensAsync();
        await ServerProcess.SignalAsync("HUP", server.Id);
        using var client = new HttpClient { BaseAddress = address };
        (await client.GetStringAsync("/health/ready")).ShouldContain("\"status\":\"ok\"");
        (await server.TerminateAsync()).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("serve", "HUP")]
    [InlineData("serve", "TERM")]
    [InlineData("verify", "INT")]
    [InlineData("migrate", "HUP")]
    public async Task One_that_comes_while_PostgreSQL_starts_leaves_nothing_running(string verb, string signal)
    {
        await using var folder = new DataFolder();
        await using (await folder.StartAsync())
        {
            // Only to make its files: then its start is what takes the time.
        }

        Directory.CreateDirectory(folder.Path);
        using var watcher = new FileSystemWatcher(folder.Cluster, "postmaster.pid");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => begun.TrySetResult();
        watcher.EnableRaisingEvents = true;
        await using var server = ServerProcess.Begin(ServerProcess.In(folder.Path), through: ["env", "--default-signal=HUP,INT,QUIT,TERM"], verb);
        await begun.Task.WaitAsync(DataFolder.Patience, TestContext.Current.CancellationToken);
        await ServerProcess.SignalAsync(signal, server.Id);
        var ended = await server.EndsAsync();
        ended.Error.ShouldNotContain("   at ");
        (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldBeNull(ended.Output + ended.Error);
    }

    [Fact]
    public async Task A_long_drain_is_not_cut_short_by_the_host()
    {
        // The host's own limit would be 30 s: with one second nobody has to wait so long.
        var (server, address) = await DrainingAsync(8, ("DOTNET_shutdownTimeoutSeconds", "1"));
        await using var _ = server;
        using var client = new HttpClient { BaseAddress = address };
        var asked = Stopwatch.GetTimestamp();
        var answered = TimeSpan.Zero;
        await ServerProcess.SignalAsync("TERM", server.Id);
        var ended = server.EndsAsync();
        while (!ended.IsCompleted)
        {
            try
            {
                (await client.GetAsync("/health/live")).EnsureSuccessStatusCode();
                answered = Stopwatch.GetElapsedTime(asked);
            }
            catch (HttpRequestException)
            {
                // It listens no more.
            }

            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(250)));
        }

        (await ended).ExitCode.ShouldBe(0);
        answered.ShouldBeGreaterThan(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_second_signal_ends_the_drain()
    {
        var (server, address) = await DrainingAsync(60);
        await using var _ = server;
        using var client = new HttpClient { BaseAddress = address };
        var asked = Stopwatch.GetTimestamp();
        await ServerProcess.SignalAsync("TERM", server.Id);
        await Until.TrueAsync(async () => (await (await client.GetAsync("/health/ready")).Content.ReadAsStringAsync()).Contains("stopping", StringComparison.Ordinal));
        await ServerProcess.SignalAsync("TERM", server.Id);
        (await server.EndsAsync()).ExitCode.ShouldBe(0);
        Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(50));
    }

    private static async Task<(ServerProcess Server, Uri Address)> DrainingAsync(int seconds, params (string Name, string Value)[] more)
    {
        var settings = ServerProcess.On((await TestDatabase.CreateAsync()).ConnectionString); // Goes with the cluster.
        settings["Stampede__DrainSeconds"] = $"{seconds}";
        foreach (var (name, value) in more)
            settings[name] = value;
        return await ServerProcess.StartAsync(settings);
    }
}
