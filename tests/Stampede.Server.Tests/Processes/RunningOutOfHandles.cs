using System.Net;
using System.Net.Sockets;
using Stampede.Postgres.Embedded;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Embedded;
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

            // The watch over PostgreSQL looks four times a second; a hold that was begun before still has its connection.
            for (var look = 0; look < 20; look++)
            {
                await PassedAsync(TimeSpan.FromMilliseconds(100));
                Handles(server.Id).ShouldBeLessThan(600);
            }
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

    private static async Task PassedAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
