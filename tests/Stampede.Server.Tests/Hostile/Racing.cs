using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Pictures;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Hostile;

/// <summary>
/// Thirty of the same at once, for every change of state: one effect. (That no answer is a 500 is held where it
/// arrives; reservations, purchases and guests at once are in Contract and Accounts.)
/// </summary>
public sealed class Racing(SharedShop shared) : IClassFixture<SharedShop>
{
    private const int AtOnce = 30;

    private readonly Shop shop = shared.Shop;

    private static Task<Answer[]> ThirtyAsync(Func<int, Task<Answer>> send)
    {
        // They wait for each other, to leave together.
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async i =>
        {
            await start.Task;
            return await send(i);
        }));
        start.SetResult();
        return all;
    }

    private static int Count(IEnumerable<Answer> answers, HttpStatusCode status) => answers.Count(answer => answer.Status == status);

    private async Task<IReadOnlyList<JsonNode>> LedgerAsync(Drop drop) => (await shop.Operator.GetAsync($"{drop.Path}/movements?limit=1000")).ShouldBeOk().Json.Items();

    [Theory]
    [InlineData("publish", "published", true)]
    [InlineData("pause", "paused", false)]
    [InlineData("end", "ended", false)]
    public async Task A_drop_changes_its_state_once(string verb, string movement, bool draft)
    {
        var drop = await shop.CreateDropAsync(new { draft });
        (await ThirtyAsync(_ => drop.RunAsync(verb))).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await LedgerAsync(drop)).Count(line => line.Text("kind") == movement).ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_drop_goes_on_once_after_a_pause()
    {
        var drop = await shop.CreateDropAsync();
        await drop.RunAsync("pause");
        (await ThirtyAsync(_ => drop.RunAsync("resume"))).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await LedgerAsync(drop)).Count(line => line.Text("kind") == "resumed").ShouldBe(1);
    }

    [Fact]
    public async Task All_verbs_at_once_leave_a_drop_in_one_state_with_a_ledger_that_leads_there()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        string[] verbs = ["pause", "resume", "publish", "end", "pause"];
        await ThirtyAsync(i => i % 6 == 5 ? drop.ReserveAsync(customer) : drop.RunAsync(verbs[i % 6]));
        var now = await drop.ReadAsync();
        now.Text("status").ShouldBe("ended");
        var ledger = await LedgerAsync(drop);
        ledger.Select(line => line.Number("version")).ShouldBe(Enumerable.Range(1, ledger.Count).Select(i => (long)i));
        ledger.Count(line => line.Text("kind") == "ended").ShouldBe(1);
        now.Number("version").ShouldBe(ledger.Count);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Each_adjustment_counts_and_none_takes_what_is_not_there()
    {
        var drop = await shop.CreateDropAsync();
        var customer = await shop.CustomerAsync();
        await drop.HoldAsync(customer);
        (await ThirtyAsync(_ => drop.AdjustAsync(1))).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await drop.StockAsync()).Number("total").ShouldBe(10 + AtOnce);

        await drop.AdjustAsync(-AtOnce);
        var down = await ThirtyAsync(_ => drop.AdjustAsync(-1));
        Count(down, HttpStatusCode.OK).ShouldBe(9); // One of the ten is held.
        foreach (var refused in down.Where(answer => answer.Status != HttpStatusCode.OK))
            refused.ShouldBe(409, "stock_in_use");
        (await drop.StockAsync()).Number("total").ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Of_thirty_changes_the_last_one_stands_whole()
    {
        var drop = await shop.CreateDropAsync();
        var changes = await ThirtyAsync(i => shop.Operator.PatchAsync(drop.Path, new { name = $"Name {i}", description = $"Text {i}", price = new { amountMinor = 100 + i, currency = "USD" } }));
        changes.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        var now = await drop.ReadAsync();
        var number = now.Text("name")["Name ".Length..];
        now.Text("description").ShouldBe($"Text {number}");
        now["price"]!.Number("amountMinor").ShouldBe(100 + int.Parse(number, null));
        (await LedgerAsync(drop)).Count(line => line.Text("kind") == "changed").ShouldBe(AtOnce);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // By the operator.
    public async Task A_hold_is_given_back_once(bool released)
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1 });
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        var answers = await ThirtyAsync(_ => released
            ? shop.Operator.PostAsync($"{drop.Path}/holds/{hold.Text("id")}/release")
            : customer.DeleteAsync(drop.Of(hold)));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await LedgerAsync(drop)).Count(line => line.Text("kind") == "cancelled").ShouldBe(1);
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("held")).ShouldBe((1, 0));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_customer_with_thirty_sessions_is_one_customer()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 100, limitPerCustomer = 2 });
        var email = $"{Guid.NewGuid():n}@example.com";
        var credentials = new { email, password = "correct horse battery", displayName = "x" };
        var registered = await ThirtyAsync(_ => shop.Anybody.PostAsync("/api/v1/accounts/register", credentials));
        Count(registered, HttpStatusCode.Created).ShouldBe(1);
        Count(registered, HttpStatusCode.Conflict).ShouldBe(AtOnce - 1);

        var signedIn = await ThirtyAsync(_ => shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { credentials.email, credentials.password }));
        var sessions = signedIn.Select(answer => new Visitor(shop.Site, answer.Text("accessToken"))).ToArray();
        var holds = await ThirtyAsync(i => drop.ReserveAsync(sessions[i]));
        Count(holds, HttpStatusCode.Created).ShouldBe(2);
        (await drop.StockAsync()).Number("held").ShouldBe(2);
        var held = holds.First(answer => answer.Status == HttpStatusCode.Created).Json;
        var bought = await ThirtyAsync(i => drop.BuyAsync(sessions[i], held));
        Count(bought, HttpStatusCode.Created).ShouldBe(1);
        bought.Select(answer => answer.Text("id")).Distinct().Count().ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task One_refresh_token_thirty_times_at_once_is_one_session_that_one_sign_out_ends()
    {
        var tokens = (await shop.Anybody.PostAsync("/api/v1/accounts/guest", new { displayName = ServerUnderTest.AnyName() })).Json;
        var renewed = await ThirtyAsync(_ => shop.Anybody.PostAsync("/api/v1/accounts/refresh", new { refreshToken = tokens.Text("refreshToken") }));
        renewed.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);

        var leaving = await ThirtyAsync(i => new Visitor(shop.Site, renewed[i].Text("accessToken")).PostAsync("/api/v1/accounts/sign-out"));
        leaving.ShouldAllBe(answer => answer.Status == HttpStatusCode.NoContent || answer.Status == HttpStatusCode.Unauthorized);
        Count(leaving, HttpStatusCode.NoContent).ShouldBeGreaterThan(0);
        foreach (var answer in renewed)
        {
            (await new Visitor(shop.Site, answer.Text("accessToken")).GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
            (await shop.Anybody.PostAsync("/api/v1/accounts/refresh", new { refreshToken = answer.Text("refreshToken") })).ShouldBe(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task A_refresh_that_races_the_sign_out_leaves_nothing_that_is_good()
    {
        var tokens = (await shop.Anybody.PostAsync("/api/v1/accounts/guest", new { displayName = ServerUnderTest.AnyName() })).Json;
        var customer = new Visitor(shop.Site, tokens.Text("accessToken"));
        var answers = await ThirtyAsync(i => i == 15
            ? customer.PostAsync("/api/v1/accounts/sign-out")
            : shop.Anybody.PostAsync("/api/v1/accounts/refresh", new { refreshToken = tokens.Text("refreshToken") }));
        foreach (var renewed in answers.Where(answer => answer.Status == HttpStatusCode.OK))
        {
            (await new Visitor(shop.Site, renewed.Text("accessToken")).GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
            (await shop.Anybody.PostAsync("/api/v1/accounts/refresh", new { refreshToken = renewed.Text("refreshToken") })).ShouldBe(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task Thirty_drops_of_one_name_are_thirty_with_an_address_each_and_a_picture_is_kept_once()
    {
        var name = $"Drop {ServerUnderTest.AnyName()}";
        var made = await ThirtyAsync(_ => shop.Operator.PostAsync("/api/v1/drops", new { name, price = new { amountMinor = 1, currency = "USD" }, totalStock = 1 }));
        made.Select(answer => answer.Text("slug")).Distinct().Count().ShouldBe(AtOnce);

        var file = Sample.Png(7, 5);
        var pictures = await ThirtyAsync(_ => shop.Operator.SendAsync(HttpMethod.Post, "/api/v1/pictures", new MultipartFormDataContent { { new ByteArrayContent(file), "file", "x.png" } }));
        pictures.Where(answer => answer.Status == HttpStatusCode.Created).Select(answer => answer.Text("imageUrl")).Distinct().Count().ShouldBe(1);
        pictures.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || answer.Status == HttpStatusCode.ServiceUnavailable);
    }
}
