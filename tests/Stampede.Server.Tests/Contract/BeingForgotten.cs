using System.Net;
using Stampede.Testing;

namespace Stampede.Server.Tests.Contract;

/// <summary>Who asks for it is forgotten; the books are not.</summary>
public sealed class BeingForgotten
{
    private const string Name = "Ottilie Unmistakable";
    private const string Email = "ottilie.unmistakable@example.com";
    private const string Password = "correct horse battery";

    private static readonly Dictionary<string, string?> WithSignals = new() { ["Stampede:Reservations:Signals"] = "true" };

    [Fact]
    public async Task Nothing_that_names_the_person_is_left_and_the_books_balance()
    {
        await using var hosted = await HostedShop.StartAsync(settings: WithSignals);
        var shop = hosted.Shop;
        var person = await RegisterAsync(shop);
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 5 });
        var bought = await drop.SellAsync(person);
        (await drop.ReadAsync())["latestPurchasers"]![0]!.Text("displayName").ShouldBe(Name);
        // As a node of the version before wrote it.
        await hosted.ExecuteAsync($"set session_replication_role = replica; update purchase set display_name = '{Name}'; set session_replication_role = origin");
        await Until.TrueAsync(async () => await hosted.ScalarAsync<long>("select count(*) from reserve_signal") == 1);

        (await person.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);

        foreach (var table in await TablesAsync(hosted))
        {
            (await hosted.ScalarAsync<long>($"select count(*) from {table} t where t::text ilike '%unmistakable%'")).ShouldBe(0, table);
            if (table == "reserve_signal")
                (await hosted.ScalarAsync<long>($"select count(*) from {table}")).ShouldBe(0);
        }

        (await drop.ReadAsync())["latestPurchasers"]![0]!.Text("displayName").ShouldMatch("^Customer [0-9A-F]{4}$");
        (await shop.Operator.GetAsync($"{drop.Path}/purchases.csv")).Body.ShouldContain(bought.Text("id"));
        (await shop.Operator.GetAsync($"{drop.Path}/purchases.csv")).Body.ShouldNotContain("Unmistakable");
        await drop.ShouldBalanceAsync();
        // The e-mail is free again, and who takes it is somebody new.
        var again = await RegisterAsync(shop);
        (await again.GetAsync("/api/v1/me/purchases")).ShouldBeOk().Json.Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_session_ends_on_every_node_within_two_seconds()
    {
        await using var first = await HostedShop.StartAsync();
        await using var second = await HostedShop.StartAsync(first.ConnectionString);
        var person = await RegisterAsync(first.Shop);
        var tokens = (await second.Shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email = Email, password = Password })).ShouldBeOk().Json;
        var elsewhere = new Visitor(second.Shop.Site, tokens.Text("accessToken"));
        (await elsewhere.GetAsync("/api/v1/me")).ShouldBeOk();
        var drop = await second.Shop.CreateDropAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(second.Shop.Site.Address, $"{drop.Path}/events")) { Headers = { Authorization = new("Bearer", elsewhere.Token) } };
        using var stream = await second.Shop.Site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var watching = ReadToEndAsync(stream);

        (await person.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await person.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        (await drop.ReserveAsync(person)).ShouldBe(401, "unauthenticated");
        (await person.DeleteAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        await Until.TrueAsync(async () => (await elsewhere.GetAsync("/api/v1/me")).Status == HttpStatusCode.Unauthorized);
        (await second.Shop.Anybody.PostAsync("/api/v1/accounts/refresh", new { refreshToken = tokens.Text("refreshToken") })).ShouldBe(401, "unauthenticated");
        (await second.Shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email = Email, password = Password })).ShouldBe(401, "invalid_credentials");
        await watching.WaitAsync(Until.Patience);
    }

    [Fact]
    public async Task A_guests_holds_come_back_and_their_purchases_stay()
    {
        await using var hosted = await HostedShop.StartAsync();
        var drop = await hosted.Shop.CreateDropAsync(new { limitPerCustomer = 5, holdSeconds = 3600 });
        var guest = await hosted.Shop.CustomerAsync("Somebody");
        await drop.SellAsync(guest);
        await drop.HoldAsync(guest, quantity: 2);
        await drop.HoldAsync(guest, quantity: 1);
        (await guest.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("held"), stock.Number("sold")).ShouldBe((9, 0, 1));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task The_last_operator_stays()
    {
        await using var hosted = await HostedShop.StartAsync();
        (await hosted.Shop.Operator.DeleteAsync("/api/v1/me")).ShouldBe(409, "last_operator");
        (await hosted.Shop.Operator.GetAsync("/api/v1/me")).ShouldBeOk();
        await RegisterAsync(hosted.Shop);
        await hosted.ExecuteAsync("update account set is_operator = true where not is_guest");
        (await hosted.Shop.Operator.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await hosted.Shop.Operator.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task What_is_stored_about_a_person_is_told_to_them_alone()
    {
        await using var hosted = await HostedShop.StartAsync(settings: WithSignals);
        var shop = hosted.Shop;
        var person = await RegisterAsync(shop);
        var other = await shop.CustomerAsync();
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 300, totalStock = 1_000 });
        for (var i = 0; i < 205; i++)
            await drop.HoldAsync(person);
        var bought = await drop.SellAsync(person);
        await drop.SellAsync(other);
        await Until.TrueAsync(async () => (await person.GetAsync("/api/v1/me/export")).ShouldBeOk().Json["signals"]!.AsArray().Count == 1);
        var answer = (await person.GetAsync("/api/v1/me/export")).ShouldBeOk();
        answer.Json.Names().ShouldBe(["exportedAt", "account", "contact", "signals", "reservations", "purchases", "orders", "lines", "letters", "notifyRequests", "note", "blocks"], ignoreOrder: true);
        (answer.Json["account"]!.Text("email"), answer.Json["account"]!.Text("displayName")).ShouldBe((Email, Name));
        answer.Json["reservations"]!.AsArray().Count.ShouldBe(206);
        answer.Json["purchases"]!.AsArray().Single()!.ToJsonString().ShouldBe(bought.ToJsonString());
        answer.Header("Content-Disposition").ShouldNotBeNull().ShouldStartWith("attachment");
        answer.Body.ShouldNotContain("password_hash");
        (await shop.Anybody.GetAsync("/api/v1/me/export")).ShouldBe(401, "unauthenticated");
    }

    private static async Task<Visitor> RegisterAsync(Shop shop)
    {
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email = Email, password = Password, displayName = Name })).Status.ShouldBe(HttpStatusCode.Created);
        return new Visitor(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email = Email, password = Password })).Text("accessToken"));
    }

    private static async Task<string[]> TablesAsync(HostedShop hosted) =>
        await hosted.ScalarAsync<string[]>("select array_agg(quote_ident(tablename) order by tablename) from pg_tables where schemaname = 'public'");

    private static async Task ReadToEndAsync(HttpResponseMessage response)
    {
        try
        {
            await response.Content.ReadAsStringAsync();
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // Dropped rather than ended: the same to a watcher.
        }
    }
}
