using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Hosting;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Contract;

/// <summary>A server with everything in it, from outside; in this process or in one of its own.</summary>
internal sealed class Shop : IDisposable
{
    private Visitor? signedIn;

    public Shop(Uri address)
    {
        Site = new Site(address);
        Anybody = new Visitor(Site, token: null);
    }

    public Site Site { get; }

    /// <summary>Not signed in.</summary>
    public Visitor Anybody { get; }

    public Visitor Operator => signedIn ?? throw new InvalidOperationException("The operator has not signed in.");

    public async Task<Visitor> SignInOperatorAsync()
    {
        var answer = await Anybody.PostAsync("/api/v1/accounts/sign-in", new { email = ServerUnderTest.OperatorEmail, password = ServerUnderTest.OperatorPassword });
        return signedIn = new Visitor(Site, answer.Text("accessToken"));
    }

    public async Task<Visitor> CustomerAsync(string? name = null) =>
        new(Site, (await Anybody.PostAsync("/api/v1/accounts/guest", new { displayName = name ?? ServerUnderTest.AnyName() })).Text("accessToken"));

    public async Task<Visitor[]> CustomersAsync(int count)
    {
        var customers = new Visitor[count];
        await Parallel.ForAsync(0, count, async (i, _) => customers[i] = await CustomerAsync());
        return customers;
    }

    /// <summary>A drop with what the body says, and otherwise a name, a price and ten units.</summary>
    public async Task<Drop> CreateDropAsync(object? body = null)
    {
        var whole = new JsonObject { ["name"] = $"Drop {ServerUnderTest.AnyName()}", ["price"] = new JsonObject { ["amountMinor"] = 19900, ["currency"] = "USD" } };
        var given = System.Text.Json.JsonSerializer.SerializeToNode(body ?? new { })!.AsObject();
        if (!given.ContainsKey("variants"))
            whole["totalStock"] = 10;
        foreach (var (name, value) in given)
            whole[name] = value?.DeepClone();
        var answer = await Operator.PostAsync("/api/v1/drops", whole);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return new Drop(this, answer.Json);
    }

    public void Dispose() => Site.Dispose();
}

/// <summary>A drop as it was when it was made; all else is asked for anew.</summary>
internal sealed record Drop(Shop Shop, JsonNode Made)
{
    public string Id => Made.Text("id");

    public string Slug => Made.Text("slug");

    public string Path => $"/api/v1/drops/{Id}";

    public string Reservations => $"{Path}/reservations";

    public string Variant(int at = 0) => Made["variants"]![at]!.Text("id");

    public async Task<JsonNode> ReadAsync() => (await Shop.Operator.GetAsync(Path)).ShouldBeOk().Json;

    public async Task<JsonNode> StockAsync(int at = 0) => (await ReadAsync())["variants"]![at]!;

    public Task<Answer> ReserveAsync(Visitor customer, int? quantity = null, string? variant = null, string? key = null)
    {
        var body = new JsonObject();
        if (variant is not null)
            body["variantId"] = variant;
        if (quantity is not null)
            body["quantity"] = quantity;
        return customer.PostAsync(Reservations, body, key);
    }

    /// <summary>A reservation that has to be granted.</summary>
    public async Task<JsonNode> HoldAsync(Visitor customer, int? quantity = null, string? variant = null, string? key = null)
    {
        var answer = await ReserveAsync(customer, quantity, variant, key);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return answer.Json;
    }

    public string Of(JsonNode reservation) => $"{Reservations}/{reservation.Text("id")}";

    public Task<Answer> BuyAsync(Visitor customer, JsonNode reservation) => customer.PostAsync($"{Of(reservation)}/purchase");

    /// <summary>A purchase that has to come about.</summary>
    public async Task<JsonNode> SellAsync(Visitor customer, int? quantity = null, string? variant = null)
    {
        var answer = await BuyAsync(customer, await HoldAsync(customer, quantity, variant));
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return answer.Json;
    }

    public async Task<Answer> RunAsync(string verb) => await Shop.Operator.PostAsync($"{Path}/{verb}");

    public Task<Answer> AdjustAsync(int change, string? reason = "count", int variant = 0) =>
        Shop.Operator.PostAsync($"{Path}/variants/{Variant(variant)}/adjustments", new { change, reason });

    /// <summary>Counters, reservations, purchases and ledger agree.</summary>
    public async Task ShouldBalanceAsync()
    {
        var answer = (await Shop.Operator.GetAsync($"{Path}/verification")).ShouldBeOk();
        answer.Json["consistent"]!.GetValue<bool>().ShouldBeTrue(answer.Body);
        answer.Json["findings"]!.AsArray().Count.ShouldBe(0, answer.Body);
    }
}
