using System.Net;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Payments;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Orders;

/// <summary>A shop that sends what it sells, and takes test cards.</summary>
public sealed class OrderingShop : IAsyncLifetime
{
    internal HostedShop Hosted { get; private set; } = null!;

    internal Shop Shop => Hosted.Shop;

    public async ValueTask InitializeAsync() => Hosted = await HostedShop.StartAsync(settings: PayingShop.Settings);

    public ValueTask DisposeAsync() => Hosted.DisposeAsync();

    internal static JsonObject Contact(string name = "Alice Example", string postalCode = "10117", string country = "DE", string? email = null) => new()
    {
        ["email"] = email ?? "alice@example.com",
        ["name"] = name,
        ["phone"] = "+49 30 123456",
        ["address"] = new JsonObject { ["line1"] = "Marienstraße 1", ["postalCode"] = postalCode, ["city"] = "Berlin", ["country"] = country },
    };

    internal static Task<Answer> SayAsync(Visitor who, JsonNode contact) => who.SendAsync(HttpMethod.Put, "/api/v1/me/contact", System.Net.Http.Json.JsonContent.Create(contact));

    /// <summary>Bought by somebody who has said where it goes.</summary>
    internal async Task<(Visitor Customer, JsonNode Bought)> SellAsync(Drop drop, JsonNode contact, string? name = null)
    {
        var customer = await Shop.CustomerAsync(name);
        (await SayAsync(customer, contact)).ShouldBeOk();
        return (customer, await drop.SellAsync(customer));
    }

    internal async Task<(Drop Drop, Visitor Customer, JsonNode Hold)> HoldAsync(object body)
    {
        var drop = await Shop.CreateDropAsync(body);
        var customer = await Shop.CustomerAsync();
        return (drop, customer, await drop.HoldAsync(customer));
    }

    internal static Task<Answer> PayAsync(Drop drop, Visitor customer, JsonNode hold, string card = PayingShop.Succeeds, string? key = null) =>
        customer.PostAsync($"{drop.Of(hold)}/payment", new { card }, key);

    internal async Task<JsonNode> OrderAsync(string id)
    {
        var answer = await Shop.Operator.GetAsync($"/api/v1/orders/{id}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return answer.Json;
    }
}
