using System.Net.Http.Json;
using System.Text.Json;

namespace Stampede.Server.Tests.Live;

/// <summary>A shop that shows no purchasers names none, by any way.</summary>
public sealed class NamingNobody(NamingNobody.DiscreetServer server) : IClassFixture<NamingNobody.DiscreetServer>
{
    private const string Name = "somebody-in-particular";

    public sealed class DiscreetServer : LiveServer
    {
        public DiscreetServer() => Set("Stampede:LatestPurchasers", "0");
    }

    [Fact]
    public async Task Purchases_are_told_as_stock_alone()
    {
        var drop = await server.CreateDropAsync([10]);
        await using var hub = await HubClient.ConnectAsync(server.Address);
        await hub.InvokeAsync("WatchDrops");
        await hub.InvokeAsync("WatchDrop", drop.Slug);
        await using var stream = await StreamClient.ConnectAsync(server, drop.Slug);
        (await stream.UntilAsync("snapshot")).Payload.GetProperty("latestPurchasers").GetArrayLength().ShouldBe(0);
        var version = 0L;
        for (var i = 0; i < 5; i++)
            version = await server.BuyAsync(drop, await server.ReserveAsync(drop), Name);
        await hub.EventAsync("stockChanged", stock => stock.GetProperty("version").GetInt64() == version);
        while (await stream.NextAsync() is { } next)
        {
            next.Name.ShouldNotBe("purchaseCompleted");
            next.Data.ShouldNotContain(Name);
            if (next.Name == "stockChanged" && next.Payload.GetProperty("version").GetInt64() == version)
                break;
        }

        // An event of the drop itself comes after all that was told of the purchases.
        await server.RunAsync(drop, new Domain.Command.Pause(default));
        await hub.EventAsync("dropChanged", changed => changed.GetProperty("status").GetString() == "paused");
        hub.All.ShouldAllBe(message => !message.GetRawText().Contains(Name, StringComparison.Ordinal) && !message.GetRawText().Contains("purchaseCompleted", StringComparison.Ordinal));
        (await hub.InvokeAsync("WatchDrop", drop.Slug)).GetProperty("latestPurchasers").GetArrayLength().ShouldBe(0);
        (await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/drops/{drop.Id}")).GetProperty("latestPurchasers").GetArrayLength().ShouldBe(0);
        (await server.Http.GetStringAsync("/api/v1/drops?limit=100")).ShouldNotContain(Name);
    }
}
