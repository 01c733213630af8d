using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Engine;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

/// <summary>A lane costs memory and the journal's connections: none is woken for what is not there, or is over.</summary>
public sealed class WakingLanes
{
    [Fact]
    public async Task Nothing_that_is_asked_of_a_drop_that_is_not_there_wakes_a_lane()
    {
        await using var hosted = await HostedShop.StartAsync();
        var customer = await hosted.Shop.CustomerAsync();
        var boss = hosted.Shop.Operator;
        foreach (var drop in new[] { Guid.NewGuid().ToString(), Guid.CreateVersion7().ToString(), "no-such-drop", "No Drop", new string('x', 300) })
        {
            var path = $"/api/v1/drops/{Uri.EscapeDataString(drop)}";
            var reservation = $"{path}/reservations/{Guid.NewGuid()}";
            foreach (var answer in new[]
            {
                await customer.PostAsync($"{path}/reservations"), await customer.PostAsync($"{path}/reservations", "{}", "key"),
                await customer.PostAsync($"{reservation}/purchase"), await customer.DeleteAsync(reservation), await customer.GetAsync(reservation),
                await customer.GetAsync($"{path}/challenge"), await customer.GetAsync(path), await customer.BeginAsync($"{path}/events"),
                await boss.PostAsync($"{path}/publish"), await boss.PostAsync($"{path}/pause"), await boss.PostAsync($"{path}/end"),
                await boss.PatchAsync(path, """{"name": "x"}"""), await boss.PostAsync($"{path}/holds/{Guid.NewGuid()}/release"),
                await boss.PostAsync($"{path}/variants/{Guid.NewGuid()}/adjustments", new { change = 1, reason = "x" }),
            })
                answer.ShouldBe(404, "drop_not_found");
        }

        Woken(hosted).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_over_is_answered_without_a_lane_and_as_its_lane_would()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var one = await HostedShop.StartAsync(database.ConnectionString);
        var drop = await one.Shop.CreateDropAsync(new { limitPerCustomer = 2, holdSeconds = 3600 });
        var (buyer, leaver, late) = (await one.Shop.CustomerAsync(), await one.Shop.CustomerAsync(), await one.Shop.CustomerAsync());
        var bought = await drop.HoldAsync(buyer, key: "bought");
        var receipt = (await drop.BuyAsync(buyer, bought)).Json;
        var left = await drop.HoldAsync(leaver);
        (await leaver.DeleteAsync(drop.Of(left))).ShouldBeOk();
        (await drop.RunAsync("end")).ShouldBeOk();

        await using var other = await HostedShop.StartAsync(database.ConnectionString);
        Visitor Here(Visitor customer) => new(other.Shop.Site, customer.Token);
        (await drop.ReserveAsync(Here(late))).ShouldBe(409, "ended");
        (await drop.ReserveAsync(Here(late), key: "k")).ShouldBe(409, "ended");
        (await drop.ReserveAsync(Here(late), variant: Guid.NewGuid().ToString())).ShouldBe(404, "variant_not_found");
        (await drop.ReserveAsync(Here(late), quantity: 3)).ShouldBe(400, "validation_failed");
        var again = await drop.ReserveAsync(Here(buyer), key: "bought");
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Json.WithoutServerTime().ShouldBe(bought.WithoutServerTime());
        (await drop.ReserveAsync(Here(buyer), quantity: 2, key: "bought")).ShouldBe(422, "idempotency_key_reused");
        (await drop.BuyAsync(Here(buyer), bought)).ShouldBeOk().Json.WithoutServerTime().ShouldBe(receipt.WithoutServerTime());
        (await drop.BuyAsync(Here(leaver), left)).ShouldBe(409, "reservation_cancelled");
        (await Here(leaver).DeleteAsync(drop.Of(left))).ShouldBeOk();
        (await Here(buyer).DeleteAsync(drop.Of(bought))).ShouldBe(409, "already_purchased");
        (await drop.BuyAsync(Here(late), bought)).ShouldBe(404, "reservation_not_found");
        Woken(other).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_held_before_the_end_is_bought_and_given_back_after_it_and_no_reservation_wakes_its_lane()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var one = await HostedShop.StartAsync(database.ConnectionString);
        var drop = await one.Shop.CreateDropAsync(new { holdSeconds = 3600 });
        var (buyer, leaver, late) = (await one.Shop.CustomerAsync(), await one.Shop.CustomerAsync(), await one.Shop.CustomerAsync());
        var (bought, left) = (await drop.HoldAsync(buyer), await drop.HoldAsync(leaver));
        (await drop.RunAsync("end")).ShouldBeOk();

        await using var other = await HostedShop.StartAsync(database.ConnectionString);
        (await drop.ReserveAsync(new Visitor(other.Shop.Site, late.Token))).ShouldBe(409, "ended");
        Woken(other).ShouldBe(0);
        (await drop.BuyAsync(new Visitor(other.Shop.Site, buyer.Token), bought)).Status.ShouldBe(HttpStatusCode.Created);
        (await new Visitor(other.Shop.Site, leaver.Token).DeleteAsync(drop.Of(left))).ShouldBeOk().Json.Text("status").ShouldBe("cancelled");
        Woken(other).ShouldBe(1);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_was_not_there_a_moment_ago_is_reserved_on_every_node_the_moment_it_is()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var one = await HostedShop.StartAsync(database.ConnectionString);
        await using var other = await HostedShop.StartAsync(database.ConnectionString);
        for (var round = 0; round < 5; round++)
        {
            var customer = await one.Shop.CustomerAsync();
            var there = new Visitor(other.Shop.Site, customer.Token);
            var name = $"fresh-{round}";
            (await there.PostAsync($"/api/v1/drops/{name}/reservations")).ShouldBe(404, "drop_not_found");
            var created = await one.Shop.CreateDropAsync(new { name, limitPerCustomer = 9 });
            (await there.PostAsync($"/api/v1/drops/{name}/reservations")).Status.ShouldBe(HttpStatusCode.Created);
            (await there.PostAsync(created.Reservations)).Status.ShouldBe(HttpStatusCode.Created);

            var draft = await one.Shop.CreateDropAsync(new { draft = true });
            var woken = Woken(other);
            (await there.PostAsync(draft.Reservations)).ShouldBe(404, "drop_not_found");
            Woken(other).ShouldBe(woken);
            (await draft.RunAsync("publish")).ShouldBeOk();
            (await there.PostAsync(draft.Reservations)).Status.ShouldBe(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task More_drops_than_lanes_take_turns()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:LanesMax"] = "10" });
        var customer = await hosted.Shop.CustomerAsync();
        for (var i = 0; i < 13; i++)
        {
            var drop = await hosted.Shop.CreateDropAsync();
            await Until.TrueAsync(async () =>
            {
                var answer = await drop.ReserveAsync(customer);
                if (answer.Status == HttpStatusCode.Created)
                    return true;
                answer.ShouldBe(503, "overloaded");
                answer.Header("Retry-After").ShouldBe("1");
                return false;
            });
            hosted.Services.GetRequiredService<Lanes>().Awake.Count().ShouldBeLessThanOrEqualTo(10);
        }
    }

    private static long Woken(HostedShop hosted) => hosted.Services.GetRequiredService<Lanes>().Woken;
}
