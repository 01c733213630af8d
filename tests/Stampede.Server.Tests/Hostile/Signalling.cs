using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Hostile;

public sealed class Signalling
{
    [Fact]
    public async Task An_operator_sees_who_goes_about_it_like_a_machine()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Stampede:Reservations:Signals"] = "true",
            ["Stampede:Reservations:CooldownSeconds"] = "0",
        });
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync();
        var later = await shop.CreateDropAsync(new { startsAt = DateTimeOffset.UtcNow.AddHours(1) });
        var (bot, person) = (await shop.CustomerAsync("bot"), await shop.CustomerAsync("person"));
        foreach (var _ in Enumerable.Range(0, 4))
            (await later.ReserveAsync(bot)).ShouldBe(409, "not_started");
        for (var i = 0; i < 12; i++)
            (await bot.DeleteAsync(drop.Of(await drop.HoldAsync(bot)))).ShouldBeOk();
        await drop.SellAsync(person);
        await hosted.ExecuteAsync($"update account set created_at = created_at - interval '1 day' where display_name = 'person'");

        JsonNode signals = new JsonObject();
        await Until.TrueAsync(async () =>
        {
            signals = await ReadAsync(drop);
            return signals["lines"]!.AsArray().Any(line => line!["attempts"]?.GetValue<int>() == 12 && line["sameAddress"]!.GetValue<int>() == 2);
        });

        signals["recorded"]!.GetValue<bool>().ShouldBeTrue();
        signals["customers"]!.GetValue<int>().ShouldBe(2);
        signals["purchased"]!.GetValue<int>().ShouldBe(1);
        var line = signals["lines"]!.AsArray()[0]!;
        line.Text("displayName").ShouldBe("bot");
        var shown = line["signals"]!.AsArray().Select(signal => signal!.GetValue<string>()).ToArray();
        shown.ShouldContain("unbought");
        shown.ShouldContain("newAccount");
        line["unbought"]!.GetValue<int>().ShouldBe(12);
        line["attempts"]!.GetValue<int>().ShouldBe(12);
        line["sameAddress"]!.GetValue<int>().ShouldBe(2);
        Count(signals, "unbought").ShouldBe((1, 0));
        Count(signals, "newAccount").Customers.ShouldBe(1);
        await Until.TrueAsync(async () => Count(await ReadAsync(later), "early") == (1, 0));

        async Task<JsonNode> ReadAsync(Contract.Drop of) => (await shop.Operator.GetAsync($"{of.Path}/signals")).ShouldBeOk().Json;
    }

    [Fact]
    public async Task Without_recording_the_books_alone_speak()
    {
        await using var hosted = await HostedShop.StartAsync();
        var drop = await hosted.Shop.CreateDropAsync();
        await drop.SellAsync(await hosted.Shop.CustomerAsync());
        var signals = (await hosted.Shop.Operator.GetAsync($"{drop.Path}/signals")).ShouldBeOk().Json;
        signals["recorded"]!.GetValue<bool>().ShouldBeFalse();
        Count(signals, "newAccount").ShouldBe((1, 1));
        signals["lines"]![0]!["attempts"].ShouldBeNull();
    }

    [Fact]
    public async Task A_drop_that_nobody_wanted_has_no_signals()
    {
        await using var hosted = await HostedShop.StartAsync();
        var signals = (await hosted.Shop.Operator.GetAsync($"{(await hosted.Shop.CreateDropAsync()).Path}/signals")).ShouldBeOk().Json;
        signals["lines"]!.AsArray().ShouldBeEmpty();
        signals["counts"]!.AsArray().Count.ShouldBe(6);
    }

    private static (int Customers, int Purchased) Count(JsonNode signals, string name)
    {
        var count = signals["counts"]!.AsArray().Single(count => count!.Text("signal") == name)!;
        return (count["customers"]!.GetValue<int>(), count["purchased"]!.GetValue<int>());
    }
}
