using Stampede.Testing;
namespace Stampede.Server.Tests.Contract;

public sealed class RunningDrops(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Theory]
    [InlineData("publish", true, "live")]
    [InlineData("publish", false, "live")]
    [InlineData("pause", false, "paused")]
    [InlineData("resume", false, "live")]
    [InlineData("end", false, "ended")]
    public async Task Twice_is_as_good_as_once(string verb, bool draft, string status)
    {
        var drop = await shop.CreateDropAsync(new { draft });
        if (verb == "resume")
            (await drop.RunAsync("pause")).ShouldBeOk();
        var first = (await drop.RunAsync(verb)).ShouldBeOk().Json;
        var again = (await drop.RunAsync(verb)).ShouldBeOk().Json;
        first.Text("status").ShouldBe(status);
        again.WithoutServerTime().ShouldBe(first.WithoutServerTime());
    }

    [Fact]
    public async Task What_a_drop_cannot_do_in_its_state_is_refused()
    {
        var draft = await shop.CreateDropAsync(new { draft = true });
        (await draft.RunAsync("pause")).ShouldBe(409, "not_published");
        (await draft.RunAsync("resume")).ShouldBe(409, "not_published");
        var over = await shop.CreateDropAsync();
        (await over.RunAsync("end")).ShouldBeOk();
        foreach (var verb in new[] { "pause", "resume", "publish" })
            (await over.RunAsync(verb)).ShouldBe(409, "ended");
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("end", "ended")]
    public async Task A_hold_of_before_completes_and_nothing_new_begins(string verb, string code)
    {
        var drop = await shop.CreateDropAsync();
        var (buyer, leaver, late) = (await shop.CustomerAsync(), await shop.CustomerAsync(), await shop.CustomerAsync());
        var (bought, left) = (await drop.HoldAsync(buyer), await drop.HoldAsync(leaver));
        (await drop.RunAsync(verb)).ShouldBeOk();
        (await drop.ReserveAsync(late)).ShouldBe(409, code);
        (await drop.ReserveAsync(late, key: "k")).ShouldBe(409, code);
        (await drop.BuyAsync(buyer, bought)).Status.ShouldBe(System.Net.HttpStatusCode.Created);
        (await leaver.DeleteAsync(drop.Of(left))).ShouldBeOk();
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("held"), stock.Number("sold")).ShouldBe((9, 0, 1));
        if (verb == "pause")
        {
            (await drop.RunAsync("resume")).ShouldBeOk();
            await drop.HoldAsync(late);
        }

        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_drop_opens_and_ends_by_its_schedule()
    {
        var now = (await shop.CreateDropAsync()).Made.Time("serverTime");
        var startsAt = now.AddSeconds(2);
        var drop = await shop.CreateDropAsync(new { startsAt, endsAt = now.AddSeconds(4), limitPerCustomer = 100, totalStock = 100 });
        var customer = await shop.CustomerAsync();
        drop.Made.Text("status").ShouldBe("upcoming");

        var refused = await drop.ReserveAsync(customer);
        for (var i = 0; refused.Status != System.Net.HttpStatusCode.Created; i++)
        {
            var problem = refused.ShouldBe(409, "not_started");
            problem.Text("startsAt").ShouldBe(drop.Made.Text("startsAt"));
            problem.Time("serverTime").ShouldBeLessThan(startsAt.AddSeconds(1));
            await Until.TrueAsync(async () => (await drop.ReadAsync()).Text("status") == "live");
            refused = await drop.ReserveAsync(customer);
            i.ShouldBeLessThan(3, "live, and still refused as not started");
        }

        refused.Json.Time("createdAt").ShouldBeGreaterThanOrEqualTo(drop.Made.Time("startsAt"));
        await Until.TrueAsync(async () => (await drop.ReadAsync()).Text("status") == "ended");
        (await drop.ReserveAsync(customer)).ShouldBe(409, "ended");
        (await drop.ReserveAsync(customer, key: "k")).ShouldBe(409, "ended");
        (await drop.BuyAsync(customer, refused.Json)).ShouldBeOk();
        var kinds = (await shop.Operator.GetAsync($"{drop.Path}/movements")).Json.Items().Select(line => line.Text("kind")).ToList();
        kinds.ShouldContain("opened");
        await Until.TrueAsync(async () => (await shop.Operator.GetAsync($"{drop.Path}/movements")).Json.Items().Any(line => line.Text("kind") == "ended"));
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_draft_without_a_start_whose_end_has_passed_can_be_renamed_and_is_published_once_its_end_is_to_come()
    {
        var now = (await shop.CreateDropAsync()).Made.Time("serverTime");
        var drop = await shop.CreateDropAsync(new { draft = true, endsAt = now.AddSeconds(3) });
        await Until.TrueAsync(async () => (await drop.ReadAsync()).Time("serverTime") > now.AddSeconds(3.1));
        for (var i = 0; i < 2; i++)
        {
            var refused = await drop.RunAsync("publish");
            refused.ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["endsAt"], refused.Body);
        }

        (await shop.Operator.PatchAsync(drop.Path, """{"name": "Renamed"}""")).ShouldBeOk().Json.Text("name").ShouldBe("Renamed");
        (await shop.Operator.PatchAsync(drop.Path, """{"endsAt": "2190-01-01T00:00:00Z"}""")).ShouldBeOk();
        (await drop.RunAsync("publish")).ShouldBeOk().Json.Text("status").ShouldBe("live");
        await drop.HoldAsync(await shop.CustomerAsync());
    }

    [Fact]
    public async Task A_start_that_is_moved_moves_the_opening()
    {
        var drop = await shop.CreateDropAsync(new { startsAt = "2190-01-01T00:00:00Z" });
        var customer = await shop.CustomerAsync();
        (await drop.ReserveAsync(customer)).ShouldBe(409, "not_started").Text("startsAt").ShouldBe("2190-01-01T00:00:00.000Z");
        (await shop.Operator.PatchAsync(drop.Path, """{"startsAt": "2026-01-01T00:00:00Z"}""")).Text("status").ShouldBe("live");
        await drop.HoldAsync(customer);
        (await shop.Operator.PatchAsync(drop.Path, """{"startsAt": "2191-01-01T00:00:00Z"}""")).Text("status").ShouldBe("upcoming");
        (await drop.ReserveAsync(await shop.CustomerAsync())).ShouldBe(409, "not_started").Text("startsAt").ShouldBe("2191-01-01T00:00:00.000Z");
    }
}
