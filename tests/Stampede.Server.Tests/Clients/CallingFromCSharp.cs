using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stampede.Client;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Clients;

/// <summary>A shop that takes the test provider's cards, its operator, and a key that acts for another shop's customers.</summary>
public sealed class PartnerShop : IAsyncLifetime
{
    internal HostedShop Hosted { get; private set; } = null!;

    public StampedeClient Owner { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public Uri Address => Hosted.Shop.Site.Address;

    public async ValueTask InitializeAsync()
    {
        Hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Stampede:Payments:Provider"] = "test",
            ["Stampede:Webhooks:AllowedNetworks:0"] = "127.0.0.0/8",
        });
        var anybody = new StampedeClient(Address);
        Owner = anybody.As((await anybody.SignInAsync(ServerUnderTest.OperatorEmail, ServerUnderTest.OperatorPassword)).AccessToken);
        Key = (await Owner.MakeKeyAsync("A shop of our own", ["customers:act", "drops:read"])).Key.ShouldNotBeNull();
    }

    public ValueTask DisposeAsync() => Hosted.DisposeAsync();
}

public sealed partial class CallingFromCSharp(PartnerShop shop) : IClassFixture<PartnerShop>, IDisposable
{
    private readonly Road road = new();

    [Fact]
    public async Task A_shop_reserves_pays_and_buys_for_its_customer_and_what_is_refused_has_its_code()
    {
        var drop = await OfferAsync(payment: "required");
        using var alice = Shopper();
        var reservation = await alice.ReserveAsync(drop.Slug);
        (reservation.Status, reservation.DropId, reservation.Price).ShouldBe(("active", drop.Id, new Money(19_900, "USD")));
        var again = await Should.ThrowAsync<StampedeException>(() => alice.ReserveAsync(drop.Id));
        (again.Code, (int)again.Status, again.Body.GetProperty("reservation").GetProperty("id").GetString()).ShouldBe(("already_reserved", 409, reservation.Id));
        var payment = await alice.PayAsync(drop.Id, reservation.Id, new() { Card = "4242424242424242" });
        payment.PurchaseId.ShouldNotBeNull(payment.Status);
        (await alice.GetReservationAsync(drop.Id, reservation.Id)).Status.ShouldBe("purchased");
        (await Should.ThrowAsync<StampedeException>(() => Shopper().GetReservationAsync(drop.Id, reservation.Id))).Code.ShouldBe("reservation_not_found");
        (await Should.ThrowAsync<StampedeException>(() => new StampedeClient(shop.Address).ReserveAsync(drop.Id))).Code.ShouldBe("unauthenticated");

        var free = await OfferAsync(price: 0);
        using var bob = Shopper();
        var held = await bob.ReserveAsync(free.Id);
        (await bob.BuyAsync(free.Id, held.Id)).ShouldBe(await bob.BuyAsync(free.Id, held.Id));
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_asked_for_again_and_has_one_effect()
    {
        var drop = await OfferAsync();
        road.AnswersToLose = 2;
        (await Shopper().ReserveAsync(drop.Id)).Status.ShouldBe("active");
        road.Seen.Count.ShouldBe(3);
        (await shop.Owner.GetDropAsync(drop.Id)).Variants.Single().Held.ShouldBe(1);

        // What takes no key is sent once, unless the server says that nothing was done.
        road.Seen.Clear();
        road.AnswersToLose = 1;
        var lost = await Should.ThrowAsync<StampedeException>(() => Shopper().CallAsync(HttpMethod.Post, "accounts/guest", new JsonObject { ["displayName"] = "dora" }));
        (lost.Code, road.Seen.Count).ShouldBe((StampedeException.NoAnswer, 1));
    }

    [Fact]
    public async Task Not_now_is_waited_for_a_bounded_number_of_times()
    {
        var drop = await OfferAsync();
        road.Refusals.Enqueue(() => Road.Overloaded(TimeSpan.Zero));
        (await Shopper().ReserveAsync(drop.Id)).Status.ShouldBe("active");
        road.Seen.Count.ShouldBe(2);

        for (var time = 0; time < 5; time++)
            road.Refusals.Enqueue(() => Road.Overloaded(TimeSpan.Zero));
        (await Should.ThrowAsync<StampedeException>(() => Shopper().GetDropAsync(drop.Id))).Code.ShouldBe("overloaded");
        road.Refusals.ShouldBeEmpty();
        road.Refusals.Enqueue(() => Road.Overloaded(TimeSpan.FromHours(1)));
        (await Should.ThrowAsync<StampedeException>(() => Shopper().GetDropAsync(drop.Id))).RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        road.Seen.Count.ShouldBe(2 + 5 + 1);
    }

    [Fact]
    public async Task Live_events_go_on_after_a_break_and_a_list_is_read_to_its_end()
    {
        var drop = await OfferAsync(price: 0);
        using var over = new CancellationTokenSource(Until.Patience);
        await using var heard = Shopper().WatchAsync(drop.Id, over.Token).GetAsyncEnumerator(over.Token);
        await UntilAsync(live => live.Name == "snapshot" && live.Drop?.Variants.Single().Available == 10);
        using var eve = Shopper();
        var reservation = await eve.ReserveAsync(drop.Id);
        await UntilAsync(live => live.Stock?.Variants.Single().Available == 9);
        road.Cut();
        await eve.BuyAsync(drop.Id, reservation.Id);
        await UntilAsync(live => live.Name == "snapshot" && live.Drop?.Variants.Single().Sold == 1);
        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await heard.MoveNextAsync());
        (await Should.ThrowAsync<StampedeException>(async () => await Shopper().WatchAsync("no-such-drop").FirstAsync())).Code.ShouldBe("drop_not_found");

        var events = await shop.Owner.GetEventsAsync();
        while (events.More)
            events = await shop.Owner.GetEventsAsync(events.Next);
        var told = events.Items.Last(one => one.DropId == drop.Id);
        (told.Type, told.Sequence).ShouldBe(("purchase.created", 3));
        (await shop.Owner.GetEventsAsync(told.Id, ["purchase.created"])).Items.ShouldNotContain(one => one.Id == told.Id);

        var versions = await shop.Owner.ListAsync($"drops/{drop.Id}/movements?limit=1", "after").Select(line => line.GetProperty("version").GetInt64()).ToListAsync();
        versions.ShouldBe(Enumerable.Range(1, versions.Count).Select(version => (long)version));
        versions.Count.ShouldBeGreaterThan(2);

        async Task UntilAsync(Func<LiveEvent, bool> wanted)
        {
            do
            {
                (await heard.MoveNextAsync()).ShouldBeTrue();
            }
            while (!wanted(heard.Current));
        }
    }

    /// <summary>docs/integration.md, "A shop's own server", as it stands there.</summary>
    [Fact]
    public async Task The_shops_own_server_of_the_documents_buys_for_its_customer_and_hears_of_it()
    {
        var drop = await OfferAsync(payment: "required");
        // The server makes the secret, the example must know it from its start, and its address is known when it listens.
        var made = await shop.Owner.CallAsync(HttpMethod.Post, "webhooks", new JsonObject { ["url"] = "http://127.0.0.1:1/hooks", ["types"] = new JsonArray("purchase.created"), ["drops"] = new JsonArray(drop.Id) });
        var secret = made.GetProperty("secret").GetString()!;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Root, "clients/examples/csharp/bin", Configuration, "net10.0/Example.dll")]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("SHOP", shop.Address.ToString()), ("SHOP_KEY", shop.Key), ("WEBHOOK_SECRET", secret), ("ASPNETCORE_URLS", "http://127.0.0.1:0") })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            using var http = new HttpClient { BaseAddress = await AddressOfAsync(process) };
            await shop.Owner.CallAsync(HttpMethod.Patch, $"webhooks/{made.GetProperty("id").GetString()}", new JsonObject { ["url"] = new Uri(http.BaseAddress!, "/hooks").ToString() });
            var bought = await AskAsync(http, "order-1", drop.Slug);
            bought["purchaseId"].ShouldNotBeNull(bought.ToJsonString());
            (await AskAsync(http, "order-1", drop.Slug)).ToJsonString().ShouldBe(bought.ToJsonString());
            (await AskAsync(http, "order-2", drop.Slug))["code"]!.GetValue<string>().ShouldBe("limit_reached");

            var purchase = bought["purchaseId"]!.GetValue<string>();
            await Until.TrueAsync(async () => (await PackedAsync(http)).ContainsKey(purchase));
            (await PackedAsync(http)).ShouldBe(new() { [purchase] = "customer-1" });

            // What somebody else signs, or has changed, packs nothing.
            var body = """{"type": "purchase.created", "timestamp": "2026-01-01T00:00:00.000Z", "data": {"purchaseId": "forged", "externalCustomerId": "mallory"}}""";
            using var hook = new HttpRequestMessage(HttpMethod.Post, "/hooks") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in CheckingWebhooks.HeadersOf(CheckingWebhooks.Other, "evt_1", DateTimeOffset.UtcNow, body))
                hook.Headers.Add(name, value);
            using var answer = await http.SendAsync(hook);
            ((int)answer.StatusCode).ShouldBe(400);
            (await PackedAsync(http)).Count.ShouldBe(1);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public void Dispose() => road.Dispose();

    private async Task<Client.Drop> OfferAsync(long price = 19_900, string? payment = null) =>
        await shop.Owner.CreateDropAsync(new($"Drop {ServerUnderTest.AnyName()}", new(price, "USD")) { TotalStock = 10, Payment = payment });

    /// <summary>A customer of another shop, on the road of trouble.</summary>
    private StampedeClient Shopper() =>
        new StampedeClient(new HttpClient(road, disposeHandler: false), shop.Address, new() { Token = shop.Key }).ActingFor(ServerUnderTest.AnyName());

    private static async Task<JsonNode> AskAsync(HttpClient http, string order, string drop)
    {
        using var answer = await http.PostAsync($"/orders/{order}?drop={drop}&customer=customer-1", null);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<Dictionary<string, string>> PackedAsync(HttpClient http) => (await http.GetFromJsonAsync<Dictionary<string, string>>("/packed"))!;

    private static async Task<Uri> AddressOfAsync(Process process)
    {
        using var bounded = new CancellationTokenSource(Until.Patience);
        while (await process.StandardOutput.ReadLineAsync(bounded.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } at)
            {
                // What it says later must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new Uri(at.Groups[1].Value);
            }
        }

        throw new InvalidOperationException("The example does not listen.");
    }

    private static string Root => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [GeneratedRegex("listening on: (http://[^ ]+)")]
    private static partial Regex Listening();
}
