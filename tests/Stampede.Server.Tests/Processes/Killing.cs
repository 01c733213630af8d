using Stampede.EmbeddedPostgres;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>The server dies under load, and comes back.</summary>
public sealed class Killing
{
    private static readonly object Plenty = new { totalStock = 1_000_000, limitPerCustomer = 1_000_000, holdSeconds = 3600 };

    [Fact]
    public async Task What_was_acknowledged_outlives_every_kill_and_a_retry_gets_the_same_answer()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        var (server, address) = await ServerProcess.StartAsync(settings);
        using var shop = new Shop(address);
        try
        {
            await shop.SignInOperatorAsync();
            var drop = await shop.CreateDropAsync(Plenty);
            var crowd = new Crowd(drop, await shop.CustomersAsync(6));
            using var stop = new CancellationTokenSource();
            var running = crowd.RunAsync(stop.Token);
            for (var kill = 0; kill < 3; kill++)
            {
                await crowd.UntilMoreAsync(60, running);
                await server.KillAsync();
                await server.DisposeAsync();
                (server, address) = await ServerProcess.StartAsync(settings);
                shop.Site.Address = address; // The sign-ins of before hold: the keys are in the database.
            }

            await crowd.UntilMoreAsync(30, running);
            await stop.CancelAsync();
            await running;
            await crowd.ShouldHaveAllAsync();
        }
        finally
        {
            await server.DisposeAsync();
        }

        (await ServerProcess.RunAsync(settings, "verify")).ShouldSatisfyAllConditions(
            run => run.ExitCode.ShouldBe(0, run.Output + run.Error), run => run.Output.ShouldContain("balance"));
    }

    [Fact]
    public async Task Holds_that_fall_due_while_nobody_is_there_are_given_back_after_the_start()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        var (server, address) = await ServerProcess.StartAsync(settings);
        using var shop = new Shop(address);
        try
        {
            await shop.SignInOperatorAsync();
            var drop = await shop.CreateDropAsync(new { holdSeconds = 1, totalStock = 5 });
            var customers = await shop.CustomersAsync(5);
            var holds = await Task.WhenAll(customers.Select(customer => drop.HoldAsync(customer)));
            await server.KillAsync();
            await server.DisposeAsync();
            (server, address) = await ServerProcess.StartAsync(settings);
            shop.Site.Address = address;
            await Until.TrueAsync(async () => (await drop.StockAsync()).Number("available") == 5);
            (await drop.BuyAsync(customers[0], holds[0])).ShouldBe(409, "reservation_expired");
            await drop.ShouldBalanceAsync();
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task With_a_PostgreSQL_of_its_own_a_kill_loses_nothing_and_a_stop_leaves_nothing_running()
    {
        await using var folder = new DataFolder();
        var settings = ServerProcess.In(folder.Path);
        var (server, address) = await ServerProcess.StartAsync(settings);
        using var shop = new Shop(address);
        try
        {
            await shop.SignInOperatorAsync();
            var drop = await shop.CreateDropAsync(Plenty);
            var crowd = new Crowd(drop, await shop.CustomersAsync(4));
            using var stop = new CancellationTokenSource();
            var running = crowd.RunAsync(stop.Token);
            await crowd.UntilMoreAsync(40, running);
            await server.KillAsync();
            var postgres = (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull();
            await server.DisposeAsync();
            (server, address) = await ServerProcess.StartAsync(settings);
            shop.Site.Address = address;
            (await Postmaster.FindAsync(folder.Cluster, CancellationToken.None)).ShouldNotBeNull().ProcessId.ShouldBe(postgres.ProcessId);
            await crowd.UntilMoreAsync(20, running);

            // Asked to stop, it answers what is under way, ends well, and takes PostgreSQL along.
            var ended = await server.TerminateAsync();
            ended.ExitCode.ShouldBe(0, ended.Output + ended.Error);
            ended.Error.ShouldBeEmpty();
            Postmaster.IsAlive(postgres.ProcessId).ShouldBeFalse();
            Directory.Exists(postgres.SocketDirectory).ShouldBeFalse();
            ProcessesIn(folder.Path).ShouldBeEmpty();

            await server.DisposeAsync();
            (server, address) = await ServerProcess.StartAsync(settings);
            shop.Site.Address = address;
            await crowd.UntilMoreAsync(20, running);
            await stop.CancelAsync();
            await running;
            await crowd.ShouldHaveAllAsync();

            // Beside the running server, on the same PostgreSQL.
            (await ServerProcess.RunAsync(settings, "verify")).ExitCode.ShouldBe(0);
            (await server.TerminateAsync()).ExitCode.ShouldBe(0);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static IEnumerable<string> ProcessesIn(string folder) =>
        from process in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(process), out _)
        let line = CommandLine(process)
        where line.Contains(folder, StringComparison.Ordinal)
        select line;

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // Ended meanwhile.
        }
    }
}
