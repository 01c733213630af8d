using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Events;
using Stampede.Testing;

namespace Stampede.Server.Tests.Processes;

/// <summary>
/// The server is killed while events are on their way: some are at the receiver, which has not answered, some are in the table, some are still only in the ledger.
/// The next one sends all, under the same ids.
/// </summary>
public sealed class KilledWhileSending
{
    private const int Buyers = 20;

    [Fact]
    public async Task Every_purchase_is_told_at_least_once()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var receiver = await Receiver.StartAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        foreach (var (name, value) in SendingShop.Settings)
            settings[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
        var never = new TaskCompletionSource();
        receiver.Answers((_, _) => never.Task);
        string secret;
        var sold = new List<string>();
        await using (var server = ServerProcess.Begin(settings))
        {
            using var shop = new Shop(await server.ListensAsync());
            await shop.SignInOperatorAsync();
            var drop = await shop.CreateDropAsync(new { totalStock = Buyers });
            (_, secret) = await shop.WebhookAsync(receiver.Url, new { types = new[] { "purchase.created", "drop.soldOut" } });
            var buyers = await shop.CustomersAsync(Buyers);
            foreach (var buyer in buyers[..^3])
                sold.Add((await drop.SellAsync(buyer)).Text("id"));
            await Until.TrueAsync(() => receiver.All.Count > 0);
            foreach (var buyer in buyers[^3..])
                sold.Add((await drop.SellAsync(buyer)).Text("id"));
            await server.KillAsync();
        }

        var before = receiver.All.Count;
        receiver.Answers(200);
        never.SetResult();
        // Whoever died has a lease; how long that lasts is not what this is about.
        await using (var release = database.DataSource.CreateCommand("update webhook_endpoint set leased_until = null"))
            await release.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var next = ServerProcess.Begin(settings);
        await next.ListensAsync();
        await Until.TrueAsync(() => receiver.All.Skip(before).Select(one => one.Id).Distinct().Count() == Buyers + 1);
        var told = receiver.All.Skip(before).DistinctBy(one => one.Id).Select(one => one.Body).ToList();
        told.Where(one => one.Text("type") == "purchase.created").Select(one => one["data"]!.Text("purchaseId")).ShouldBe(sold, ignoreOrder: true);
        told.ShouldBeChained();
        foreach (var one in receiver.All)
            one.ShouldBeSignedWith(secret);
        // What was on its way has come again as it was.
        receiver.All.GroupBy(one => one.Id).ShouldAllBe(same => same.Select(one => one.Text).Distinct().Count() == 1);
    }
}
