using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Stampede.Domain;
using Stampede.Testing;
using static Stampede.Server.Tests.Live.LivePayload;

namespace Stampede.Server.Tests.Live;

public sealed class WatchingAStream(LiveServer server) : IClassFixture<LiveServer>
{
    [Fact]
    public async Task A_stream_begins_with_the_whole_drop_and_goes_on_with_its_events()
    {
        var drop = await server.CreateDropAsync([10]);
        await using var client = await StreamClient.ConnectAsync(server, drop.Slug);
        client.Response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        client.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        client.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        (await client.NextAsync())!.Name.ShouldBe("connected");
        int.Parse(client.Retry!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1_000, 4_000);
        var snapshot = (await client.NextAsync())!;
        (snapshot.Name, snapshot.Id).ShouldBe(("snapshot", "1"));
        NamesOf(snapshot.Payload).ShouldBe(NamesOf(await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/drops/{drop.Id}")));

        var bought = await server.BuyAsync(drop, await server.ReserveAsync(drop));
        var purchase = await client.UntilAsync("purchaseCompleted");
        purchase.Id.ShouldBe("3");
        purchase.Payload.GetProperty("displayName").GetString().ShouldBe("ann");
        var stock = await client.UntilAsync("stockChanged", e => e.Id == "3");
        stock.Payload.GetProperty("version").GetInt64().ShouldBe(bought);
        CountsOf(stock.Payload.GetProperty("variants")[0]).ShouldBe((10, 9, 0, 1));
    }

    [Fact]
    public async Task One_stream_tells_of_several_drops_and_leaves_out_what_is_not_there()
    {
        var (one, other) = (await server.CreateDropAsync([10]), await server.CreateDropAsync([20]));
        var draft = await server.CreateDropAsync([30], isDraft: true);
        await using var client = await StreamClient.OpenAsync(server, $"/api/v1/live?drops={one.Slug},{other.Id},,{one.Id},{draft.Id},no-such-drop");
        var first = new[] { (await client.NextAsync())!, (await client.NextAsync())!, (await client.NextAsync())! };
        first.Select(told => told.Name).ShouldBe(["connected", "snapshot", "snapshot"]);
        first[1..].Select(told => told.Payload.GetProperty("id").GetString()).ShouldBe([one.Id.ToString(), other.Id.ToString()], ignoreOrder: true);
        await server.RunAsync(draft, new Command.Adjust(draft.Variants[0].Id, 1, "Of this nobody is told", default));
        foreach (var drop in new[] { one, other })
        {
            await server.ReserveAsync(drop);
            (await client.UntilAsync("stockChanged")).Payload.GetProperty("dropId").GetString().ShouldBe(drop.Id.ToString());
        }
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("?drops=", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("?drops=,%20,", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("?drops=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", HttpStatusCode.BadRequest, "validation_failed")]
    [InlineData("?drops=no-such-drop,%00,%F0%28", HttpStatusCode.NotFound, "drop_not_found")]
    public async Task Nothing_to_tell_of_is_a_problem(string query, HttpStatusCode status, string code)
    {
        using var answer = await server.Http.GetAsync($"/api/v1/live{query}");
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }

    [Theory]
    [InlineData("https://shop.example/a?b=1#c", true)]
    [InlineData("https://SHOP.example/%C3%A4", true)]
    [InlineData("http://shop.example/", false)]
    [InlineData("https://shop.example:8443/", false)]
    [InlineData("https://shop.example.evil.example/", false)]
    [InlineData("https://evil.example/https://shop.example/", false)]
    [InlineData("https://shop.example@evil.example/", false)]
    [InlineData("https://somebody@shop.example/", false)]
    [InlineData("//shop.example/", false)]
    [InlineData("/here", false)]
    [InlineData("javascript:alert(1)//https://shop.example", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("", false)]
    public async Task Only_to_an_allowed_site_the_shop_leads_back(string to, bool isAllowed)
    {
        using var answer = await server.Http.GetAsync($"/api/v1/embed/return?to={Uri.EscapeDataString(to)}");
        answer.StatusCode.ShouldBe(isAllowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (isAllowed)
            (body.GetProperty("site").GetString(), body.GetProperty("address").GetString()).ShouldBe(("shop.example", new Uri(to).AbsoluteUri));
        else
            body.GetProperty("errors").TryGetProperty("to", out _).ShouldBeTrue();
        using var tooLong = await server.Http.GetAsync($"/api/v1/embed/return?to=https://shop.example/{new string('x', 2_000)}");
        tooLong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_reconnect_begins_with_the_whole_drop_again()
    {
        var drop = await server.CreateDropAsync([10]);
        await server.ReserveAsync(drop);
        await using var client = await StreamClient.ConnectAsync(server, drop.Id.ToString(), lastEventId: "1");
        (await client.UntilAsync("snapshot")).Id.ShouldBe("2");
    }

    [Fact]
    public async Task A_stream_shows_that_it_is_alive()
    {
        var drop = await server.CreateDropAsync([10]);
        await using var client = await StreamClient.ConnectAsync(server, drop.Slug);
        await client.UntilAsync("snapshot");
        var next = client.UntilAsync("stockChanged");
        await Until.TrueAsync(() => client.Comments > 0);
        await server.ReserveAsync(drop);
        (await next).Id.ShouldBe("2");
    }

    [Fact]
    public async Task What_is_not_there_for_the_caller_is_a_problem()
    {
        var draft = await server.CreateDropAsync([10], isDraft: true);
        foreach (var address in new[] { draft.Slug, draft.Id.ToString(), Guid.NewGuid().ToString(), "no-such-drop" })
        {
            using var answer = await server.Http.GetAsync($"/api/v1/drops/{address}/events");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("drop_not_found");
        }

        await using var operators = await StreamClient.ConnectAsync(server, draft.Slug, await server.OperatorAsync());
        (await operators.UntilAsync("snapshot")).Payload.GetProperty("status").GetString().ShouldBe("draft");
    }

    [Fact]
    public async Task An_expired_reservation_is_told_to_its_owner_alone()
    {
        var drop = await server.CreateDropAsync([10], holdSeconds: 1);
        var (token, customer) = await server.GuestAsync();
        await using var owner = await StreamClient.ConnectAsync(server, drop.Slug, token);
        await using var other = await StreamClient.ConnectAsync(server, drop.Slug);
        await owner.UntilAsync("snapshot");
        await other.UntilAsync("snapshot");
        var hold = await server.ReserveAsync(drop, customer);
        (await owner.UntilAsync("reservationExpired")).Payload.GetProperty("reservationId").GetString().ShouldBe(hold.Id.ToString());
        (await other.NextAsync())!.Name.ShouldBe("stockChanged");
        (await other.NextAsync())!.Name.ShouldBe("stockChanged");
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        var drop = await server.CreateDropAsync([10]);
        var (token, _) = await server.GuestAsync();
        await using var client = await StreamClient.ConnectAsync(server, drop.Slug, token);
        await client.UntilAsync("snapshot");
        await server.SignOutAsync(token);
        await Should.ThrowAsync<Exception>(async () => (await client.NextAsync()).ShouldNotBeNull());
    }
}
