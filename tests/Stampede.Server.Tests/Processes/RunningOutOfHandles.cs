using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Stampede.EmbeddedPostgres;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>More connections come than the system lets the process have files.</summary>
public sealed class RunningOutOfHandles
{
    [Fact]
    public async Task A_flood_of_connections_is_bounded_and_PostgreSQL_is_left_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit belongs to Linux.");
        await using var folder = new DataFolder();
        await using var server = ServerProcess.Begin(ServerProcess.In(folder.Path), through: ["prlimit", "--nofile=600:600"]);
        var address = await server.ListensAsync();
        using var shop = new Shop(address);
        await shop.SignInOperatorAsync();
        var drop = await shop.CreateDropAsync(new { totalStock = 10 });
        var postgres = (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull();

        var flood = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 1_000; i++)
            {
                var client = new TcpClient();
                flood.Add(client);
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, address.Port).WaitAsync(DataFolder.Patience);
                }
                catch (SocketException)
                {
                    // Refused: as good.
                }
            }

            await BeatsAsync(folder);
            Handles(server.Id).ShouldBeLessThan(600);
        }
        finally
        {
            flood.ForEach(client => client.Dispose());
        }

        await Until.TrueAsync(async () => await IsReadyAsync(address));
        await drop.HoldAsync(await shop.CustomerAsync());
        (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull().ProcessId.ShouldBe(postgres.ProcessId);
        var ended = await server.TerminateAsync();
        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Output.ShouldNotContain("is gone");
        ended.Output.ShouldNotContain("does not start again");
    }

    [Fact]
    public async Task Without_a_handle_to_look_with_PostgreSQL_is_not_taken_for_dead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit belongs to Linux.");
        await using var folder = new DataFolder();
        var (server, address) = await ServerProcess.StartAsync(ServerProcess.In(folder.Path));
        await using var _ = server;
        await Until.TrueAsync(async () => await IsReadyAsync(address));
        var postgres = (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull();
        await BeatsAsync(folder); // Once before, so that what it takes to write it is loaded.

        // On a slow machine a statement may be given up, and its connection with it: then no other one can be opened, and the next beat fails.
        var isSilenced = server.SaysAsync("The other nodes cannot be told that this one is there");
        await AllowAsync(server.Id, 16);
        await BeatsAsync(folder, isSilenced);
        await AllowAsync(server.Id, 4_096);

        await Until.TrueAsync(async () => await IsReadyAsync(address));
        (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull().ProcessId.ShouldBe(postgres.ProcessId);
        var ended = await server.TerminateAsync();
        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Output.ShouldNotContain("is gone");
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(420)]
    public async Task Too_few_of_them_are_told_in_one_line(int limit)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit belongs to Linux.");
        await using var server = ServerProcess.Begin(ServerProcess.On("Host=127.0.0.1;Port=1"), through: ["prlimit", $"--nofile={limit}:{limit}"]);
        var ended = await server.EndsAsync();
        ended.ExitCode.ShouldBe(1);
        ended.ErrorLines.Length.ShouldBe(1, ended.Error);
        ended.Error.ShouldContain($"may open {limit} files at a time and needs ");
    }

    private static async Task AllowAsync(int process, int handles)
    {
        using var set = Process.Start("prlimit", [$"--pid={process}", $"--nofile={handles}:"]);
        await set.WaitForExitAsync();
        set.ExitCode.ShouldBe(0);
    }

    private static int Handles(int process) => Directory.GetFileSystemEntries($"/proc/{process}/fd").Length;

    private static async Task<bool> IsReadyAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        try
        {
            return (await client.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The node has written that it is there, or has failed to, some seconds after this began: its watch over PostgreSQL has looked many times meanwhile.</summary>
    private static async Task BeatsAsync(DataFolder folder, Task<bool>? isSilenced = null)
    {
        var running = (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull();
        await using var database = NpgsqlDataSource.Create(Cluster.ConnectionString(running.SocketDirectory, "stampede"));
        await using var look = database.CreateCommand("select max(last_seen_at), clock_timestamp() from node");
        var before = (await LookAsync()).Seen;
        await Until.TrueAsync(async () =>
        {
            var (seen, now) = await LookAsync();
            return seen > before.AddSeconds(2) || isSilenced is { IsCompletedSuccessfully: true, Result: true } && now > before.AddSeconds(5);
        });

        async Task<(DateTime Seen, DateTime Now)> LookAsync()
        {
            await using var row = await look.ExecuteReaderAsync();
            await row.ReadAsync();
            return (row.GetDateTime(0), row.GetDateTime(1));
        }
    }
}
