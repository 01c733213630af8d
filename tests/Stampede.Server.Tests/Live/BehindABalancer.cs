using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Processes;
using Stampede.Testing;

namespace Stampede.Server.Tests.Live;

/// <summary>Two nodes, and each request goes to the next one: nothing of the live side needs to stay with one.</summary>
public sealed class BehindABalancer(Sharing.Nodes nodes) : IClassFixture<Sharing.Nodes>
{
    private Uri First => nodes.First.Site.Address;

    private Uri Second => nodes.Second.Site.Address;

    [Fact]
    public async Task What_is_negotiated_with_one_node_opens_on_the_other()
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(First, "/live/negotiate?negotiateVersion=1"), null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var negotiated = await answer.Content.ReadFromJsonAsync<JsonElement>();
        negotiated.GetProperty("availableTransports").EnumerateArray().Select(way => way.GetProperty("transport").GetString()).ShouldBe(["WebSockets"]);
        var drop = await nodes.First.CreateDropAsync(new { totalStock = 3 });
        foreach (var node in new[] { First, Second })
        {
            await using var client = await HubClient.ConnectAsync(node, connection: negotiated.GetProperty("connectionToken").GetString());
            (await client.InvokeAsync("WatchDrop", drop.Id)).GetProperty("id").GetString().ShouldBe(drop.Id);
        }
    }

    [Fact]
    public async Task A_request_whose_upgrade_was_lost_on_the_way_hears_at_once_and_the_stream_goes_through()
    {
        var drop = await nodes.First.CreateDropAsync(new { totalStock = 3 });
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version10, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var lost = await http.GetAsync(new Uri(Second, "/live"));
        lost.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lost.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("/events");

        // By HTTP/1.0, as nginx asks where nothing is set.
        using var stream = await http.GetAsync(new Uri(Second, $"/api/v1/drops/{drop.Id}/events"), HttpCompletionOption.ResponseHeadersRead);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        stream.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        stream.Headers.CacheControl!.NoTransform.ShouldBeTrue();
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        using var bounded = new CancellationTokenSource(Until.Patience);
        var length = 0;
        string? line;
        while ((line = await reader.ReadLineAsync(bounded.Token)) is not null && !line.StartsWith("event: snapshot", StringComparison.Ordinal))
            length += line.Length;
        line.ShouldNotBeNull();
        length.ShouldBeGreaterThan(2_000, "what waits for a first kilobyte or two is given them");
    }

    [Fact]
    public async Task An_owner_on_one_node_hears_what_happens_on_the_other()
    {
        var drop = await nodes.First.CreateDropAsync(new { totalStock = 30, limitPerCustomer = 10 });
        var customer = await nodes.First.CustomerAsync();
        // Not watching the drop, only connected; and one that watches it.
        await using var idle = await HubClient.ConnectAsync(Second, customer.Token);
        await using var watching = await HubClient.ConnectAsync(Second, customer.Token);
        await watching.InvokeAsync("WatchDrop", drop.Id);
        for (var round = 0; round < 3; round++)
        {
            // By turns at each node, so that their lanes fall asleep on nothing and wake behind each other.
            var hold = await drop.HoldAsync(customer);
            foreach (var client in new[] { idle, watching })
                (await client.EventAsync("reservationChanged", told => told.GetProperty("id").GetString() == hold.Text("id"))).GetProperty("status").GetString().ShouldBe("active");
            var there = drop with { Shop = nodes.Second };
            (await there.BuyAsync(new Visitor(nodes.Second.Site, customer.Token), hold)).ShouldBeOk();
            foreach (var client in new[] { idle, watching })
                (await client.EventAsync("reservationChanged", told => told.GetProperty("id").GetString() == hold.Text("id"))).GetProperty("status").GetString().ShouldBe("purchased");
        }
    }
}
