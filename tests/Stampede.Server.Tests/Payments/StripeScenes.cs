using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Payments;

/// <summary>What tests of the shop with the fake Stripe have in common. Each begins without faults, and with events that arrive.</summary>
public abstract class StripeScenes(StripeShop fixture) : IAsyncLifetime
{
    private protected const long PriceMinor = 19900;

    private protected readonly Shop shop = fixture.Hosted.Shop;
    private protected readonly FakeStripeProcess stripe = fixture.Stripe;
    private protected readonly HostedShop hosted = fixture.Hosted;

    public async ValueTask InitializeAsync()
    {
        await stripe.NoFaultsAsync();
        await stripe.EventsAsync("deliver");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected async Task<Scene> HoldAsync(object? drop = null)
    {
        var made = await shop.CreateDropAsync(drop ?? new { payment = "required", holdSeconds = 600 });
        var customer = await shop.CustomerAsync();
        return new(made, customer, await made.HoldAsync(customer));
    }

    /// <summary>A payment at the bank's question, and its intent.</summary>
    private protected async Task<(Scene Scene, Answer Asked, string Intent)> ChallengedAsync(object? drop = null)
    {
        var scene = await HoldAsync(drop);
        var asked = await PayAsync(scene.Drop, scene.Customer, scene.Hold, "challenge");
        asked.Text("status").ShouldBe("action");
        return (scene, asked, (await IntentsAsync(scene.Drop)).Single().Id);
    }

    private protected static string Payment(Drop drop, JsonNode hold) => $"{drop.Of(hold)}/payment";

    private protected static Task<Answer> PayAsync(Drop drop, Visitor customer, JsonNode hold, string card, string? key = null) =>
        customer.PostAsync(Payment(drop, hold), new { confirmationToken = FakeStripeProcess.Token(card) }, key);

    private protected static Task<Answer> PayAsync(Scene scene, string card) => PayAsync(scene.Drop, scene.Customer, scene.Hold, card);

    private protected static Task<Answer> RefreshAsync(Scene scene) => scene.Customer.PostAsync($"{Payment(scene.Drop, scene.Hold)}/refresh");

    private protected async Task<IReadOnlyList<StripeBooks.Intent>> IntentsAsync(Drop drop) =>
        [.. (await stripe.BooksAsync()).Intents.Where(intent => intent.Drop == drop.Id.ToString())];

    /// <summary>In the answer to the request, or a moment later by whoever takes what is due.</summary>
    private protected static Task ComesToAsync(string status, Drop drop, Visitor customer, JsonNode hold) => Until.TrueAsync(
        $"the payment is {status}",
        async () => await customer.GetAsync(Payment(drop, hold)) is { Status: HttpStatusCode.OK } answer && answer.Text("status") == status);

    private protected static Task ComesToAsync(string status, Scene scene) => ComesToAsync(status, scene.Drop, scene.Customer, scene.Hold);

    /// <summary>Nobody needs to look at the drop's payments any more.</summary>
    private protected Task ComesToRestAsync(Drop drop) => Until.TrueAsync(
        "no payment is due", async () => await hosted.CountAsync($"select count(*) from payment where drop_id = '{drop.Id}' and due_at is not null") == 0);

    /// <summary>What Stripe has taken for the drop and not given back.</summary>
    private protected async Task<long> KeptAsync(Drop drop) => (await IntentsAsync(drop)).Sum(intent => intent.CapturedMinor - intent.RefundedMinor);

    /// <summary>Bought once, and paid once; or not at all, and nothing is kept by anybody.</summary>
    private protected async Task ShouldBeAsync(bool isBought, Scene scene)
    {
        var intents = await IntentsAsync(scene.Drop);
        intents.Sum(intent => intent.CapturedMinor - intent.RefundedMinor).ShouldBe(isBought ? PriceMinor : 0);
        intents.ShouldAllBe(intent => intent.Status != "requires_capture");
        (await scene.Customer.GetAsync("/api/v1/me/purchases")).Json.Items().Count.ShouldBe(isBought ? 1 : 0);
        await scene.Drop.ShouldBalanceAsync();
    }

    /// <summary>As Stripe sends it, to any node.</summary>
    private protected static async Task<HttpStatusCode> SendEventAsync(Uri node, string body)
    {
        using var client = new HttpClient { Timeout = Until.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, "/api/v1/payments/events/stripe")) { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", Stripe.EventUtility.GenerateSignatureHeader(body, FakeStripeProcess.WebhookSecret));
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private protected Task<HttpStatusCode> SendEventAsync(string body) => SendEventAsync(shop.Site.Address, body);

    private protected static string EventOn(string intent, string type = "payment_intent.succeeded") => new JsonObject
    {
        ["id"] = $"evt_{Guid.NewGuid():N}",
        ["object"] = "event",
        ["type"] = type,
        ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = intent, ["object"] = "payment_intent" } },
    }.ToJsonString();

    /// <summary>What Stripe has raised of an intent, whether it was sent or not.</summary>
    private protected async Task<string> RaisedAsync(string intent, string type) =>
        (await stripe.SentEventsAsync()).Single(one => one.Type == type && JsonNode.Parse(one.Body)!["data"]!["object"]!.Text("id") == intent).Body;

    /// <summary>Past the shop, as in Stripe's own console.</summary>
    private protected async Task AtStripeAsync(string path)
    {
        using var console = new HttpClient { BaseAddress = stripe.Api };
        console.DefaultRequestHeaders.Authorization = new("Bearer", FakeStripeProcess.SecretKey);
        using var form = new FormUrlEncodedContent([]);
        using var answer = await console.PostAsync(path, form);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Nothing of the drop can be decided until this is disposed of.</summary>
    private protected async Task<IAsyncDisposable> LockedAsync(Drop drop)
    {
        var connection = new Npgsql.NpgsqlConnection(hosted.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand($"begin; select 1 from drop where id = '{drop.Id}' for update", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private protected sealed record Scene(Drop Drop, Visitor Customer, JsonNode Hold);
}
