using System.Net.Http.Json;
using Stampede.Server.Tests.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>
/// The server is killed while letters are between being written and being sent: some are at the mail server, which has not answered, some are in
/// the table, some are still only in the ledger. The next one sends exactly those that are due, each at least once.
/// </summary>
public sealed class KilledWhileMailing
{
    private const int Buyers = 12;

    [Fact]
    public async Task Exactly_the_letters_that_were_due_arrive()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        List<string> bought;
        int port;
        // Takes letters, and never says so.
        await using (var silent = new PostOffice { Silent = "buyer" })
        {
            port = silent.Port;
            foreach (var (name, value) in silent.Settings)
                settings[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
            settings["Stampede__Reservations__RequireConfirmedAccount"] = "false";
            bought = await BuyAndDieAsync(settings, silent);
        }

        // Whoever died has letters on lease; how long that lasts is not what this is about.
        await using (var release = database.DataSource.CreateCommand("update letter set leased_until = null where sent_at is null"))
            await release.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var post = new PostOffice(port: port);
        await using var server = ServerProcess.Begin(settings);
        await server.ListensAsync();
        var arrived = new HashSet<string>();
        while (arrived.Count < Buyers)
            arrived.Add((await post.NextAsync()).To);
        await Until.TrueAsync(async () =>
        {
            await using var unsent = database.DataSource.CreateCommand("select count(*) from letter where sent_at is null");
            return (long)(await unsent.ExecuteScalarAsync())! == 0;
        });
        while (!post.IsEmpty)
            arrived.Add((await post.NextAsync()).To);
        arrived.ShouldBe(bought, ignoreOrder: true);
    }

    /// <returns>Who is to get a receipt, and nothing else.</returns>
    private static async Task<List<string>> BuyAndDieAsync(Dictionary<string, string> settings, PostOffice silent)
    {
        await using var server = ServerProcess.Begin(settings);
        using var shop = new Shop(await server.ListensAsync());
        await shop.SignInOperatorAsync();
        var drop = await shop.CreateDropAsync(new { delivery = "email", totalStock = Buyers });
        var buyers = await shop.CustomersAsync(Buyers);
        var addresses = new List<string>();
        for (var i = 0; i < Buyers; i++)
        {
            addresses.Add($"buyer{i}@example.com");
            (await buyers[i].SendAsync(HttpMethod.Put, "/api/v1/me/contact", JsonContent.Create(new { email = addresses[i], name = "A Buyer" }))).ShouldBeOk();
        }

        // More than there are connections to the mail server. The last ones buy at the moment of the kill.
        foreach (var buyer in buyers[..^2])
            await drop.SellAsync(buyer);
        await Until.TrueAsync(() => silent.Asked("buyer") > 0);
        foreach (var buyer in buyers[^2..])
            await drop.SellAsync(buyer);
        await server.KillAsync();
        return addresses;
    }
}
