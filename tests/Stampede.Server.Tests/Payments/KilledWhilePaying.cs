using System.Globalization;
using System.Net;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Payments;

/// <summary>
/// The server is killed in the middle of payments, wherever it is just then: before the ledger heard of one, while the provider is asked, between
/// its answer and the sale, between the sale and the capture. The next one ends what it finds.
/// </summary>
/// <remarks>Two rounds here; <c>STAMPEDE_PAYING_ROUNDS=100</c> plays it at length.</remarks>
public sealed class KilledWhilePaying
{
    private const int Customers = 16;
    private const int Stock = 10;
    private const int PriceMinor = 19900;

    private static readonly string[] Cards = [PayingShop.Succeeds, PayingShop.Succeeds, PayingShop.Succeeds, PayingShop.Declined, PayingShop.Silent];

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("STAMPEDE_PAYING_ROUNDS") ?? "2", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Whenever_it_dies_both_sides_books_are_equal_afterwards()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        foreach (var (name, value) in PayingShop.Settings)
            settings[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
        for (var round = 0; round < Rounds; round++)
        {
            var drop = await PayAndDieAsync(database, settings, afterMilliseconds: 20 + (round * 137 % 600));
            await using var server = ServerProcess.Begin(settings);
            using var shop = new Shop(await server.ListensAsync());
            await shop.SignInOperatorAsync();
            // Nobody asks any more: what is due is settled by itself, each lease of the dead one when it is over.
            await Until.TrueAsync(async () => await ScalarAsync(database, $"select count(*) from payment where drop_id = '{drop}' and due_at is not null") == 0);
            var sold = await ScalarAsync(database, $"select sold from variant where drop_id = '{drop}'");
            (await ScalarAsync(database, $"select coalesce(sum(captured_minor), 0) from payment where drop_id = '{drop}'")).ShouldBe(sold * PriceMinor);
            (await ScalarAsync(database, $"""
                select coalesce(sum(b.captured_minor - b.refunded_minor), 0) from built_in_payment b join payment p on p.id = b.payment_id where p.drop_id = '{drop}'
                """)).ShouldBe(sold * PriceMinor, "what the provider took is what was sold");
            (await ScalarAsync(database, $"""
                select count(*) from built_in_payment b left join payment p on p.id = b.payment_id where b.state = 'authorized' and (p.id is null or p.drop_id = '{drop}')
                """)).ShouldBe(0, "no authorisation is left");
            var verified = (await shop.Operator.GetAsync($"/api/v1/drops/{drop}/verification")).ShouldBeOk();
            verified.Json["consistent"]!.GetValue<bool>().ShouldBeTrue(verified.Body);
            (await server.TerminateAsync()).ExitCode.ShouldBe(0);
        }
    }

    /// <returns>The drop's id.</returns>
    private static async Task<string> PayAndDieAsync(TestDatabase database, Dictionary<string, string> settings, int afterMilliseconds)
    {
        await using var server = ServerProcess.Begin(settings);
        using var shop = new Shop(await server.ListensAsync());
        await shop.SignInOperatorAsync();
        var drop = await shop.CreateDropAsync(new { payment = "required", totalStock = Stock, holdSeconds = 600 });
        var customers = await shop.CustomersAsync(Customers);
        var paying = customers.Select(async (customer, i) =>
        {
            try
            {
                var reserved = await drop.ReserveAsync(customer);
                if (reserved.Status == HttpStatusCode.Created)
                    await customer.PostAsync($"{drop.Of(reserved.Json)}/payment", new { card = Cards[i % Cards.Length] });
            }
            catch (HttpRequestException)
            {
                // It died; what became of the payment is judged afterwards.
            }
        }).ToArray();
        // A kill before the first payment would show nothing.
        await Until.TrueAsync(async () => await ScalarAsync(database, $"select count(*) from payment where drop_id = '{drop.Id}'") > 0);
        // Anywhere in the middle: which moment it is makes no difference to what must hold.
        await Task.WhenAny(Task.WhenAll(paying), Task.Delay(afterMilliseconds, TestContext.Current.CancellationToken));
        await server.KillAsync();
        await Task.WhenAll(paying);
        return drop.Id;
    }

    private static async Task<long> ScalarAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand($"select ({sql})::bigint");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
