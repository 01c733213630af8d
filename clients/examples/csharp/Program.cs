using System.Collections.Concurrent;
using Stampede.Client;

var app = WebApplication.CreateSlimBuilder(args).Build();
string Setting(string name) => app.Configuration[name] ?? throw new InvalidOperationException($"{name} is not set.");
using var shop = new StampedeClient(new Uri(Setting("SHOP")), new() { Token = Setting("SHOP_KEY") });
var webhook = new Webhook(Setting("WEBHOOK_SECRET"));
var packed = new ConcurrentDictionary<string, string>();

// Your customer presses "buy". The order's number is the key: pressed twice, or sent again after a crash, it is bought once.
app.MapPost("/orders/{order}", async (string order, string drop, string customer) =>
{
    try
    {
        var buyer = shop.ActingFor(customer);
        var reservation = await buyer.ReserveAsync(drop, key: order);
        var payment = await buyer.PayAsync(drop, reservation.Id, new() { Card = "4242424242424242" }, key: order);
        return Results.Json(new { payment.Status, payment.PurchaseId });
    }
    catch (StampedeException problem)
    {
        return Results.Json(new { problem.Code }, statusCode: StatusCodes.Status409Conflict);
    }
});

// The shop tells what was sold, at least once: the purchase's id says whether it is packed already.
app.MapPost("/hooks", async (HttpRequest request) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body);
    try
    {
        var told = webhook.Verify(body.ToArray(), name => request.Headers[name]);
        if (told.Type == "purchase.created")
            packed.TryAdd(told.Data.GetProperty("purchaseId").GetString()!, told.Data.GetProperty("externalCustomerId").GetString()!);
        return Results.NoContent();
    }
    catch (WebhookException refused)
    {
        return Results.BadRequest(refused.Message);
    }
});

app.MapGet("/packed", () => packed);
app.Run();
