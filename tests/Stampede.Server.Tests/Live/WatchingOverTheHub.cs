using System.Net.Http.Json;
using System.Text.Json;
using Stampede.Domain;
using Stampede.Testing;
using static Stampede.Server.Tests.Live.LivePayload;

namespace Stampede.Server.Tests.Live;

public sealed class WatchingOverTheHub(LiveServer server) : IClassFixture<LiveServer>
{
    [Fact]
    public async Task A_connection_begins_with_the_servers_time()
    {
        await using var client = await HubClient.ConnectAsync(server.Address);
        var connected = await client.EventAsync("connected");
        NamesOf(connected).ShouldBe(["serverTime"]);
        (DateTimeOffset.UtcNow - connected.GetProperty("serverTime").GetDateTimeOffset()).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Watching_a_drop_answers_with_what_the_api_answers_by_id_and_by_slug()
    {
        var drop = await server.CreateDropAsync([10, 20]);
        await server.BuyAsync(drop, await server.ReserveAsync(drop));
        var asked = await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/drops/{drop.Id}");
        await using var client = await HubClient.ConnectAsync(server.Address);
        foreach (var address in new[] { drop.Id.ToString(), drop.Slug })
        {
            var watched = await client.InvokeAsync("WatchDrop", address);
            NamesOf(watched).ShouldBe(NamesOf(asked));
            foreach (var name in NamesOf(asked).Except(["serverTime"]))
                watched.GetProperty(name).GetRawText().ShouldBe(asked.GetProperty(name).GetRawText());
        }
    }

    [Fact]
    public async Task Watchers_see_the_stock_move_and_always_add_up()
    {
        var drop = await server.CreateDropAsync([10, 20]);
        await using var client = await HubClient.ConnectAsync(server.Address);
        await client.InvokeAsync("WatchDrop", drop.Id.ToString());
        var hold = await server.ReserveAsync(drop, variant: 1);
        var stock = await client.EventAsync("stockChanged");
        NamesOf(stock).ShouldBe(["dropId", "version", "status", "availability", "variants"]);
        stock.GetProperty("dropId").GetString().ShouldBe(drop.Id.ToString());
        stock.GetProperty("status").GetString().ShouldBe("live");
        stock.GetProperty("availability").GetString().ShouldBe("available");
        var variant = stock.GetProperty("variants")[1];
        NamesOf(variant).ShouldBe(["id", "total", "available", "held", "sold"]);
        CountsOf(variant).ShouldBe((20, 19, 1, 0));
        var version = await server.BuyAsync(drop, hold, "Zoë \"Z\" <b>");
        var purchase = await client.EventAsync("purchaseCompleted");
        NamesOf(purchase).ShouldBe(["dropId", "version", "displayName", "variantLabel", "quantity", "purchasedAt"]);
        purchase.GetProperty("displayName").GetString().ShouldBe("Zoë \"Z\" <b>");
        purchase.GetProperty("variantLabel").GetString().ShouldBe("EU 41");
        purchase.GetProperty("version").GetInt64().ShouldBe(version);
        stock = await client.EventAsync("stockChanged");
        CountsOf(stock.GetProperty("variants")[1]).ShouldBe((20, 19, 0, 1));
    }

    [Fact]
    public async Task Watching_all_drops_answers_with_their_stock_and_tells_of_new_ones()
    {
        var drop = await server.CreateDropAsync([10]);
        var draft = await server.CreateDropAsync([5], isDraft: true);
        await using var client = await HubClient.ConnectAsync(server.Address);
        await using var operators = await HubClient.ConnectAsync(server.Address, await server.OperatorAsync());
        var all = await client.InvokeAsync("WatchDrops");
        var ids = all.EnumerateArray().Select(d => d.GetProperty("dropId").GetString()).ToArray();
        ids.ShouldContain(drop.Id.ToString());
        ids.ShouldNotContain(draft.Id.ToString());
        NamesOf(all[0]).ShouldBe(["dropId", "version", "status", "availability", "variants"]);
        (await operators.InvokeAsync("WatchDrops")).EnumerateArray().Select(d => d.GetProperty("dropId").GetString()).ShouldContain(draft.Id.ToString());

        await server.ReserveAsync(drop);
        (await client.EventAsync("stockChanged", s => s.GetProperty("dropId").GetString() == drop.Id.ToString())).GetProperty("version").GetInt64().ShouldBe(2);
        await server.RunAsync(draft, new Command.Amend(new DropChange { Name = "Still secret" }, default));
        (await operators.EventAsync("dropChanged")).GetProperty("name").GetString().ShouldBe("Still secret");
        await server.RunAsync(draft, new Command.Publish(default));
        var created = await client.EventAsync("dropCreated");
        created.GetProperty("id").GetString().ShouldBe(draft.Id.ToString());
        NamesOf(created).ShouldBe(NamesOf(await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/drops/{drop.Id}")));
        client.All.ShouldNotContain(m => m.GetRawText().Contains("Still secret") && m.GetRawText().Contains("draft"));
    }

    [Fact]
    public async Task A_pause_brings_the_whole_drop()
    {
        var drop = await server.CreateDropAsync([10]);
        await using var client = await HubClient.ConnectAsync(server.Address);
        await client.InvokeAsync("WatchDrop", drop.Slug);
        await server.RunAsync(drop, new Command.Pause(default));
        (await client.EventAsync("dropChanged")).GetProperty("status").GetString().ShouldBe("paused");
    }

    [Fact]
    public async Task What_is_not_there_for_the_caller_is_not_found()
    {
        var draft = await server.CreateDropAsync([5], isDraft: true);
        await using var client = await HubClient.ConnectAsync(server.Address);
        foreach (var address in new[] { draft.Id.ToString(), draft.Slug, Guid.NewGuid().ToString(), "no-such-drop", "" })
        {
            var refusal = await Should.ThrowAsync<InvalidOperationException>(() => client.InvokeAsync("WatchDrop", address));
            refusal.Message.ShouldContain("drop_not_found");
        }

        await using var operators = await HubClient.ConnectAsync(server.Address, await server.OperatorAsync());
        (await operators.InvokeAsync("WatchDrop", draft.Slug)).GetProperty("status").GetString().ShouldBe("draft");
    }

    [Fact]
    public async Task Who_unwatches_hears_no_more_of_that_drop()
    {
        var (one, other) = (await server.CreateDropAsync([10]), await server.CreateDropAsync([10]));
        await using var client = await HubClient.ConnectAsync(server.Address);
        await client.InvokeAsync("WatchDrop", one.Slug);
        await client.InvokeAsync("WatchDrop", other.Slug);
        await client.InvokeAsync("UnwatchDrop", one.Slug);
        await client.InvokeAsync("UnwatchDrop", "no-such-drop");
        await server.ReserveAsync(one);
        await server.ReserveAsync(other);
        await client.EventAsync("stockChanged", s => s.GetProperty("dropId").GetString() == other.Id.ToString());
        client.VersionsOf(one.Id.ToString()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_watch_without_an_answer_brings_events_all_the_same()
    {
        var drop = await server.CreateDropAsync([10]);
        await using var client = await HubClient.ConnectAsync(server.Address);
        await client.SendAsync($$"""{"type":1,"target":"WatchDrop","arguments":["{{drop.Id}}"]}""");
        await client.InvokeAsync("UnwatchDrop", "the next call is taken when the first is done");
        await server.ReserveAsync(drop);
        (await client.EventAsync("stockChanged")).GetProperty("version").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task An_expired_reservation_is_told_to_its_owner_alone()
    {
        var drop = await server.CreateDropAsync([10], holdSeconds: 1);
        var (token, customer) = await server.GuestAsync();
        var (otherToken, _) = await server.GuestAsync();
        await using var owner = await HubClient.ConnectAsync(server.Address, token);
        await using var ownersPhone = await HubClient.ConnectAsync(server.Address, token, tokenInQuery: false);
        await using var other = await HubClient.ConnectAsync(server.Address, otherToken);
        await using var nobody = await HubClient.ConnectAsync(server.Address);
        foreach (var client in new[] { other, nobody })
            await client.InvokeAsync("WatchDrop", drop.Slug);
        var hold = await server.ReserveAsync(drop, customer);
        foreach (var client in new[] { owner, ownersPhone })
        {
            var expired = await client.EventAsync("reservationExpired");
            NamesOf(expired).ShouldBe(["reservationId", "dropId", "variantId"]);
            expired.GetProperty("reservationId").GetString().ShouldBe(hold.Id.ToString());
        }

        foreach (var client in new[] { other, nobody })
        {
            await client.EventAsync("stockChanged", s => s.GetProperty("version").GetInt64() == 3);
            client.Events("reservationExpired").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task One_connection_watches_no_more_drops_than_it_may()
    {
        await using var client = await HubClient.ConnectAsync(server.Address);
        for (var i = 0; i < 3; i++)
            await client.InvokeAsync("WatchDrop", (await server.CreateDropAsync([1])).Slug);
        var fourth = await server.CreateDropAsync([1]);
        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => client.InvokeAsync("WatchDrop", fourth.Slug));
        refusal.Message.ShouldContain("too_many_watches");
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        await using var client = await HubClient.ConnectAsync(server.Address);
        await client.SendAsync($$"""{"type":1,"target":"WatchDrop","arguments":["{{new string('x', 10_000)}}"]}""");
        await client.Closed.WaitAsync(Until.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Versions_only_grow_on_every_connection_while_a_crowd_buys_and_watchers_come_and_go()
    {
        var drop = await server.CreateDropAsync([5_000]);
        var id = drop.Id.ToString();
        using var over = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, 20).Select(async _ =>
        {
            for (var i = 0; i < 60; i++)
                await server.BuyAsync(drop, await server.ReserveAsync(drop));
        }).ToArray();
        var watchers = Enumerable.Range(0, 12).Select(async i =>
        {
            await using var client = await HubClient.ConnectAsync(server.Address);
            if (i % 3 == 0)
                await client.InvokeAsync("WatchDrops");
            while (!over.IsCancellationRequested)
            {
                await client.InvokeAsync("WatchDrop", id);
                if (i % 2 == 0)
                    await client.InvokeAsync("UnwatchDrop", id);
            }

            await client.InvokeAsync("WatchDrop", id);
            return client.VersionsOf(id);
        }).ToArray();
        await Task.WhenAll(crowd);
        await over.CancelAsync();
        foreach (var versions in await Task.WhenAll(watchers))
        {
            versions.ShouldBe(versions.Order());
            versions[^1].ShouldBe(2_401);
            versions.Count.ShouldBeGreaterThan(3);
        }
    }
}
