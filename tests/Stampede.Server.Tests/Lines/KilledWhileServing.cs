using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Processes;
using Stampede.Testing;

namespace Stampede.Server.Tests.Lines;

/// <summary>
/// Two servers serve one line. Both are killed between its seal and its draw, one of them while it is served; or the database is away. Whoever
/// comes next goes on: each place once, and nobody is passed over, as the rows tell it.
/// </summary>
/// <remarks>One round and 3 s without the database here; <c>STAMPEDE_LINE_ROUNDS=50</c> and <c>STAMPEDE_LINE_AWAY_SECONDS=30</c> play it at length.</remarks>
public sealed class KilledWhileServing
{
    private const int Units = 10;
    private const int People = 24;

    private static readonly int Rounds = Setting("STAMPEDE_LINE_ROUNDS", 1);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(Setting("STAMPEDE_LINE_AWAY_SECONDS", 3));

    [Fact]
    public async Task Killed_between_the_seal_and_the_draw_and_while_it_is_served_it_goes_on_where_it_was()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        for (var round = 0; round < Rounds; round++)
        {
            await using var line = new Served(settings, database.ConnectionString);
            await line.StartAsync();
            await line.JoinAsync();
            await line.UntilAsync("sealed");
            await line.KillAsync(0);
            await line.KillAsync(1);
            await line.StartAsync();
            (await line.PhaseAsync()).ShouldBe("sealed", "the public number is not there yet");
            await line.DrawAsync();
            var serving = line.ServeAsync();
            await line.SoldAsync(1 + (round % (Units - 1)));
            await line.KillAsync(round % 2);
            await serving;
            await line.ShouldHaveServedInOrderAsync();
        }
    }

    [Fact]
    public async Task Without_the_database_nobody_is_served_and_nobody_is_passed_and_then_it_goes_on()
    {
        await using var cluster = await LosingPostgres.LonelyCluster.StartAsync();
        await using var line = new Served(ServerProcess.On(cluster.ConnectionString), cluster.ConnectionString);
        await line.StartAsync();
        await line.JoinAsync();
        await line.UntilAsync("sealed");
        await line.DrawAsync();
        var serving = line.ServeAsync();
        await line.SoldAsync(3);
        await cluster.CrashAsync();
        await Until.PassedAsync(Away);
        await cluster.StartAgainAsync();
        await serving;
        await line.ShouldHaveServedInOrderAsync();
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>A line, the two servers that serve it, and the people in it.</summary>
    private sealed class Served(Dictionary<string, string> settings, string connectionString) : IAsyncDisposable
    {
        private readonly Npgsql.NpgsqlDataSource rows = Npgsql.NpgsqlDataSource.Create(connectionString);
        private readonly ServerProcess?[] servers = new ServerProcess?[2];
        private readonly Shop?[] shops = new Shop?[2];
        private readonly List<string> tokens = [];
        private Drop? drop;
        private long sold;

        public async Task StartAsync()
        {
            // The first makes the schema.
            for (var at = 0; at < 2; at++)
            {
                var (server, address) = await ServerProcess.StartAsync(settings);
                (servers[at], shops[at]) = (server, new Shop(address));
            }

            await shops[0]!.SignInOperatorAsync();
        }

        public async Task JoinAsync()
        {
            var people = await shops[0]!.CustomersAsync(People);
            tokens.AddRange(people.Select(person => person.Token!));
            // On a slow machine the time may be over before its rules are there: then there is another drop, with more time.
            for (var seconds = 3; !await OpenAsync(DateTimeOffset.UtcNow.AddSeconds(seconds)); seconds *= 2)
            {
            }

            var of = drop!;
            await Task.WhenAll(Enumerable.Range(0, People).Select(async at =>
            {
                string[] preferences = (at % 4) switch { 0 => [of.Variant(1)], 1 => [of.Variant(1), of.Variant()], 2 => [of.Variant()], _ => [of.Variant(), of.Variant(1)] };
                (await Person(at, at % 2).PostAsync($"{of.Path}/line", new { preferences, acceptsRules = true })).Status.ShouldBe(HttpStatusCode.Created);
            }));
        }

        public Task UntilAsync(string phase) => Until.TrueAsync(phase, async () => await PhaseAsync() == phase);

        public async Task<string> PhaseAsync() => (string)(await ScalarAsync($"select line ->> 'phase' from drop where id = '{drop!.Id}'"))!;

        public async Task DrawAsync() => (await shops[0]!.Operator.PostAsync($"{drop!.Path}/line/beacon", new { value = "3 11 17" })).ShouldBeOk();

        public async Task KillAsync(int at)
        {
            await servers[at]!.KillAsync();
            await servers[at]!.DisposeAsync();
            servers[at] = null;
        }

        /// <summary>Everybody asks now this server, now that one, and buys or declines what they are offered, until all is sold.</summary>
        public Task ServeAsync() => Task.WhenAll([SoldAsync(Units), .. Enumerable.Range(0, People).Select(PersonAsync)]);

        /// <summary>As the table has it: answers may be lost.</summary>
        public Task SoldAsync(int count) => Until.TrueAsync($"{count} are sold", async () =>
        {
            try
            {
                sold = (long)(await ScalarAsync($"select coalesce(sum(sold), 0) from variant where drop_id = '{drop!.Id}'"))!;
            }
            catch (Npgsql.NpgsqlException)
            {
                // The database is away.
            }

            return sold >= count;
        });

        public async Task ShouldHaveServedInOrderAsync()
        {
            var alive = Array.FindIndex(servers, server => server is not null);
            var verified = (await new Visitor(shops[alive]!.Site, (await shops[alive]!.SignInOperatorAsync()).Token).GetAsync($"{drop!.Path}/verification")).ShouldBeOk();
            verified.Json["consistent"]!.GetValue<bool>().ShouldBeTrue(verified.Body);
            // Connections of before the crash are kept in the pool, and are broken.
            rows.Clear();
            await using (var stock = rows.CreateCommand($"select sum(sold)::integer, sum(available + held)::integer from variant where drop_id = '{drop.Id}'"))
            await using (var row = await stock.ExecuteReaderAsync())
            {
                (await row.ReadAsync()).ShouldBeTrue();
                (row.GetInt32(0), row.GetInt32(1)).ShouldBe((Units, 0));
            }

            (await LineRecount.OffersAsync(rows, drop.Id)).ShouldBeGreaterThanOrEqualTo(Units);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var server in servers.OfType<ServerProcess>())
                await server.DisposeAsync();
            foreach (var shop in shops)
                shop?.Dispose();
            await rows.DisposeAsync();
        }

        private async Task<bool> OpenAsync(DateTimeOffset opensAt)
        {
            drop = await shops[0]!.CreateDropAsync(new
            {
                variants = new[] { new { label = "EU 42", total = Units / 2 }, new { label = "EU 43", total = Units / 2 } },
                startsAt = opensAt,
                holdSeconds = 600,
                limitPerCustomer = 1,
            });
            return (await drop.Shop.Operator.SendAsync(HttpMethod.Put, $"{drop.Path}/line", JsonContent.Create(new
            {
                mode = "queue",
                waitlist = true,
                closesAt = opensAt.AddMilliseconds(-100),
                claimSeconds = 300,
                beacon = new { kind = "declared", what = "lottery of Saturday" },
            }))).Status == HttpStatusCode.OK;
        }

        private Visitor Person(int at, int server) => new(shops[server]!.Site, tokens[at]);

        private async Task PersonAsync(int at)
        {
            for (var tries = at; Volatile.Read(ref sold) < Units; tries++)
            {
                try
                {
                    await LookAsync(at, Person(at, tries % 2));
                }
                catch (Exception dead) when (dead is HttpRequestException or TaskCanceledException)
                {
                    // That server has died. The other one knows how it stands.
                }

                await Until.PassedAsync(TimeSpan.FromMilliseconds(100));
            }
        }

        private async Task LookAsync(int at, Visitor person)
        {
            var me = await person.GetAsync($"{drop!.Path}/line/me");
            if (me.Status == HttpStatusCode.ServiceUnavailable)
                return;
            if (me.ShouldBeOk().Json["offer"] is not { } offer)
                return;
            var reservation = $"{drop.Reservations}/{offer.Text("reservationId")}";
            if (at % 5 == 0)
            {
                await person.DeleteAsync(reservation);
                return;
            }

            if ((await person.PostAsync($"{reservation}/claim")).Status == HttpStatusCode.OK)
                await person.PostAsync($"{reservation}/purchase");
        }

        private async Task<object?> ScalarAsync(string sql)
        {
            await using var command = rows.CreateCommand(sql);
            return await command.ExecuteScalarAsync();
        }
    }
}
