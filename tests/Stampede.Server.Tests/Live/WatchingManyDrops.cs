using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

public sealed class WatchingManyDrops(WatchingManyDrops.FullShop server) : IClassFixture<WatchingManyDrops.FullShop>
{
    private const int Live = 300;
    private const int Variants = 10;

    public sealed class FullShop : LiveServer
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            var database = Services.GetRequiredService<NpgsqlDataSource>();
            await ManyDrops.CreateAsync(database, "live", Live, Variants);
            await ManyDrops.CreateAsync(database, "ended", 500, Variants);
        }
    }

    [Fact]
    public async Task The_answer_is_bounded_and_what_it_has_no_room_for_comes_behind_it()
    {
        var bought = await server.CreateDropAsync([10]);
        await using var client = await HubClient.ConnectAsync(server.Address);
        var answer = await client.InvokeAsync("WatchDrops");
        answer.GetRawText().Length.ShouldBeLessThan(64 * 1024);
        answer.EnumerateArray().ShouldAllBe(drop => drop.GetProperty("status").GetString() != "ended");
        await Until.TrueAsync(() => Told(client, answer).Count == Live + 1);
        Told(client, answer).Values.ShouldAllBe(times => times == 1);

        await server.ReserveAsync(bought);
        await client.EventAsync("stockChanged", stock => stock.GetProperty("dropId").GetString() == bought.Id.ToString() && stock.GetProperty("version").GetInt64() == 2);
    }

    /// <summary>How often each drop was told, by the answer or behind it.</summary>
    private static Dictionary<string, int> Told(HubClient client, JsonElement answer) =>
        answer.EnumerateArray().Concat(client.Events("stockChanged")).CountBy(stock => stock.GetProperty("dropId").GetString()!).ToDictionary();
}
