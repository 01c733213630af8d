using System.Diagnostics;
using System.Net;
using Npgsql;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>A connection string that names a primary and its standby. The whole set-up, with replication: tests/failover.</summary>
public sealed class SeveralHosts
{
    private const string Listening = "select count(*) from pg_stat_activity where application_name = 'stampede-notices' and query like 'listen %'";

    [Fact]
    public async Task The_server_works_with_the_primary_wherever_it_stands_and_follows_when_the_standby_takes_over()
    {
        await using var first = new DataFolder();
        await using var second = new DataFolder();
        await using (await first.StartAsync())
        {
            // Only to make its files, with the database in them.
        }

        await CopyAsync(first.Cluster, second.Cluster);
        await File.WriteAllTextAsync(Path.Combine(second.Cluster, "standby.signal"), "", TestContext.Current.CancellationToken);
        var primary = await first.StartAsync();
        try
        {
            await using var standby = await second.StartAsync();
            var hosts = new NpgsqlConnectionStringBuilder(primary.ConnectionString) { Host = $"{standby.SocketDirectory},{primary.SocketDirectory}" };
            var (server, address) = await ServerProcess.StartAsync(ServerProcess.On(hosts.ConnectionString));
            await using var _ = server;
            using var shop = new Shop(address);
            await shop.SignInOperatorAsync();
            var drop = await shop.CreateDropAsync(new { totalStock = 10 });
            await drop.HoldAsync(await shop.CustomerAsync());
            (await shop.Anybody.GetAsync("/health/ready")).ShouldBeOk();
            await Until.TrueAsync(async () => await DataFolder.AskAsync(primary, Listening) == "1");

            await primary.StopAsync();
            await Until.TrueAsync(async () => (await shop.Anybody.GetAsync("/health/ready")).Status == HttpStatusCode.ServiceUnavailable);
            (await DataFolder.AskAsync(standby, "select pg_promote()")).ShouldBe("True");
            // It has the files of before the first start: the server finds an empty database, whose schema is not current.
            await Until.TrueAsync(async () => (await shop.Anybody.GetAsync("/health/ready")).Json is { } ready && ready["schema"]!.GetValue<string>() == "outdated");
            await Until.TrueAsync(async () => await DataFolder.AskAsync(standby, Listening) == "1");
        }
        finally
        {
            await primary.DisposeAsync();
        }
    }

    /// <summary>With owners and modes: PostgreSQL serves only what is its own.</summary>
    private static async Task CopyAsync(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var copy = Process.Start("cp", ["-a", from, to]);
        await copy.WaitForExitAsync();
        copy.ExitCode.ShouldBe(0);
    }
}
