using System.Globalization;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

public sealed class Waiting
{
    private static readonly Dictionary<string, string?> Cooldown = new()
    {
        ["Stampede:Reservations:CooldownSeconds"] = "300",
        ["Stampede:Reservations:CooldownFreeHolds"] = "1",
    };

    [Fact]
    public async Task Who_leaves_holds_unbought_is_told_from_when_on_they_can_reserve_again()
    {
        await using var hosted = await HostedShop.StartAsync(settings: Cooldown);
        var drop = await hosted.Shop.CreateDropAsync();
        var customer = await hosted.Shop.CustomerAsync();
        for (var i = 0; i < 2; i++)
            (await customer.DeleteAsync(drop.Of(await drop.HoldAsync(customer)))).ShouldBeOk();

        var answer = await drop.ReserveAsync(customer);

        var problem = answer.ShouldBe(429, "wait_to_reserve");
        var wait = problem.Time("waitUntil") - problem.Time("serverTime");
        wait.ShouldBeInRange(TimeSpan.FromSeconds(290), TimeSpan.FromSeconds(300));
        int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture).ShouldBe((int)Math.Ceiling(wait.TotalSeconds));
        await drop.HoldAsync(await hosted.Shop.CustomerAsync());
        await (await hosted.Shop.CreateDropAsync()).HoldAsync(customer); // A wait is of one drop.
    }

    [Fact]
    public async Task By_default_ten_may_be_left_and_whoever_goes_on_waits()
    {
        await using var hosted = await HostedShop.StartAsync();
        var drop = await hosted.Shop.CreateDropAsync();
        var customer = await hosted.Shop.CustomerAsync();
        for (var i = 0; i < 11; i++)
            (await customer.DeleteAsync(drop.Of(await drop.HoldAsync(customer)))).ShouldBeOk();
        var problem = (await drop.ReserveAsync(customer)).ShouldBe(429, "wait_to_reserve");
        (problem.Time("waitUntil") - problem.Time("serverTime")).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await Until.TrueAsync(async () => (await drop.ReserveAsync(customer)).Status == System.Net.HttpStatusCode.Created);
    }

    [Fact]
    public async Task Switched_off_nobody_waits()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:Reservations:CooldownSeconds"] = "0" });
        var drop = await hosted.Shop.CreateDropAsync();
        var customer = await hosted.Shop.CustomerAsync();
        for (var i = 0; i < 12; i++)
            (await customer.DeleteAsync(drop.Of(await drop.HoldAsync(customer)))).ShouldBeOk();
    }
}

internal static class Times
{
    public static DateTimeOffset Time(this JsonNode node, string name) => DateTimeOffset.Parse(node[name]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
