using System.Net;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Processes;

/// <summary>Two nodes on one PostgreSQL.</summary>
public sealed class Sharing(Sharing.Nodes nodes) : IClassFixture<Sharing.Nodes>
{
    private const int Limit = 2;

    private readonly Shop shop = nodes.First;
    private readonly Shop branch = nodes.Second;

    public sealed class Nodes : IAsyncLifetime
    {
        private readonly List<ServerProcess> servers = [];
        private TestDatabase? database;

        internal Shop First { get; private set; } = null!;

        internal Shop Second { get; private set; } = null!;

        internal string ConnectionString => database!.ConnectionString;

        public async ValueTask InitializeAsync()
        {
            database = await TestDatabase.CreateMigratedAsync();
            try
            {
                // Both at once, on an empty database.
                var settings = ServerProcess.On(database.ConnectionString);
                servers.Add(ServerProcess.Begin(settings));
                servers.Add(ServerProcess.Begin(settings));
                First = new Shop(await servers[0].ListensAsync());
                Second = new Shop(await servers[1].ListensAsync());
                await First.SignInOperatorAsync();
            }
            catch
            {
                await DisposeAsync(); // Nobody else does, of what did not come about.
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var server in servers)
                await server.DisposeAsync();
            servers.Clear();
            if (database is not null)
                await database.DisposeAsync();
        }
    }

    /// <summary>The same drop, and the same customer, at the other node.</summary>
    private Drop Over(Drop drop) => drop with { Shop = branch };

    private Visitor Over(Visitor customer) => new(branch.Site, customer.Token);

    [Fact]
    public async Task The_same_customers_on_both_pass_neither_the_limit_nor_the_stock()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = Limit, variants = new[] { new { label = "S", total = 15 }, new { label = "M", total = 12 } } });
        var customers = await shop.CustomersAsync(40);
        var bought = 0;
        await Parallel.ForEachAsync(customers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (customer, _) =>
        {
            var mine = customers.IndexOf(customer);
            var asked = Enumerable.Range(0, 6).Select(i =>
                (i % 2 == 0 ? drop : Over(drop)).ReserveAsync(i % 2 == 0 ? customer : Over(customer), 1 + (mine + i) % Limit, drop.Variant((mine + i) % 2), i < 2 ? "one" : null)).ToArray();
            var answers = await Task.WhenAll(asked);
            foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.Created))
                new[] { "already_reserved", "limit_reached", "sold_out", "all_held", "insufficient_stock", "idempotency_key_reused" }.ShouldContain(refused.Json.Text("code"));
            var held = answers.Where(answer => answer.Status == HttpStatusCode.Created).Select(answer => answer.Json).DistinctBy(hold => hold.Text("id")).ToList();
            held.Sum(hold => hold.Number("quantity")).ShouldBeLessThanOrEqualTo(Limit);
            foreach (var hold in held)
            {
                if (mine % 3 == 0)
                {
                    (await Over(customer).DeleteAsync(drop.Of(hold))).ShouldBeOk();
                    continue;
                }

                // At both at once: one sale, told twice.
                var sales = await Task.WhenAll(drop.BuyAsync(customer, hold), Over(drop).BuyAsync(Over(customer), hold));
                sales.Select(sale => sale.Status).ShouldBe([HttpStatusCode.Created, HttpStatusCode.OK], ignoreOrder: true);
                sales.Select(sale => sale.Body).Distinct().Count().ShouldBe(1);
                Interlocked.Add(ref bought, (int)hold.Number("quantity"));
            }
        });

        foreach (var customer in customers)
            (await Over(customer).GetAsync("/api/v1/me/purchases?limit=100")).ShouldBeOk().Json.Items().Sum(purchase => purchase.Number("quantity")).ShouldBeLessThanOrEqualTo(Limit);
        var stock = (await drop.ReadAsync())["variants"]!.AsArray();
        stock.Sum(variant => variant!.Number("sold")).ShouldBe(bought);
        stock.Sum(variant => variant!.Number("held")).ShouldBe(0);
        bought.ShouldBeInRange(1, 27);
        await drop.ShouldBalanceAsync();
        (await ServerProcess.RunAsync(ServerProcess.On(nodes.ConnectionString), "verify")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task One_key_at_both_at_once_is_one_reservation()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 50, totalStock = 100 });
        var customer = await shop.CustomerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? drop : Over(drop)).ReserveAsync(i % 2 == 0 ? customer : Over(customer), key: "k")));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
        answers.Select(answer => answer.Json.WithoutServerTime()).Distinct().Count().ShouldBe(1);
        (await drop.StockAsync()).Number("held").ShouldBe(1);
    }

    [Fact]
    public async Task What_the_operator_does_at_one_holds_at_the_other()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1 });
        var (one, two, three) = (await shop.CustomerAsync(), await shop.CustomerAsync(), await shop.CustomerAsync());
        var hold = await drop.HoldAsync(one);
        (await Over(drop).ReserveAsync(Over(two))).ShouldBe(409, "all_held");
        (await drop.RunAsync("pause")).ShouldBeOk();
        await UntilAsync(() => Over(drop).ReserveAsync(Over(two)), "paused");
        (await Over(drop).BuyAsync(Over(one), hold)).ShouldBeOk();
        (await drop.RunAsync("resume")).ShouldBeOk();
        await UntilAsync(() => Over(drop).ReserveAsync(Over(two)), "sold_out");
        (await drop.AdjustAsync(1)).ShouldBeOk();
        Answer? granted = null;
        await Until.TrueAsync(async () => (granted = await Over(drop).ReserveAsync(Over(two))).Status == HttpStatusCode.Created);
        (await drop.ReserveAsync(three)).ShouldBe(409, "all_held");
        (await two.DeleteAsync(drop.Of(granted!.Json))).ShouldBeOk();
        await drop.ShouldBalanceAsync();
    }

    /// <summary>A no may be as old as the other node's memory, a yes never is.</summary>
    private static Task UntilAsync(Func<Task<Answer>> ask, string code) => Until.TrueAsync(async () =>
    {
        var answer = await ask();
        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        return answer.Json.Text("code") == code;
    });
}
