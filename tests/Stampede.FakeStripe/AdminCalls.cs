using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Stampede.FakeStripe;

/// <summary>What a test tells the fake, and asks it.</summary>
internal static class AdminCalls
{
    private sealed record Webhook(Uri Url, string[] Secrets);

    private sealed record Events(EventMode Mode);

    private sealed record Challenge(bool Passes);

    public static void Map(WebApplication app, StripeAccount account, FaultPlan faults, StripeCalls calls, WebhookSender webhooks)
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

        // {"call": "capture", "kind": "failAfter", "times": 1, "share": 0.1, "seconds": 5}
        app.MapPost("/faults", context => TakeAsync<Fault>(context, faults.Add));
        app.MapDelete("/faults", context =>
        {
            faults.Clear();
            return DoneAsync(context, true);
        });

        app.MapGet("/held", context => WriteAsync(context, new JsonObject { ["calls"] = faults.Held }));

        // {"mode": "deliver" | "duplicate" | "reorder" | "lose" | "hold"}; any mode but hold releases what was held.
        app.MapPost("/events", context => TakeAsync<Events>(context, events => webhooks.Become(events.Mode)));
        app.MapGet("/events", context => WriteAsync(context, new JsonArray([.. webhooks.Sent().Select(one => (JsonNode)new JsonObject
        {
            ["id"] = one.Id, ["type"] = one.Type, ["attempts"] = one.Attempts, ["taken"] = one.Taken, ["body"] = one.Body,
        })])));
        app.MapPost("/webhook", context => TakeAsync<Webhook>(context, webhook => webhooks.GoTo(webhook.Url, webhook.Secrets)));
        app.MapDelete("/webhook", context =>
        {
            webhooks.GoTo(null, []);
            return DoneAsync(context, true);
        });
        app.MapPost("/challenges/{id}", async context =>
            await DoneAsync(context, account.AnswerChallenge(Id(context), (await context.Request.ReadFromJsonAsync<Challenge>(json))!.Passes)));
        app.MapPost("/expiries/{id}", context => DoneAsync(context, account.Expire(Id(context))));
        app.MapPost("/disputes/{id}", context => DoneAsync(context, account.Dispute(Id(context))));
        app.MapGet("/books", context => WriteAsync(context, account.Books()));
        app.MapGet("/calls", context => WriteAsync(context, new JsonObject(
            Enum.GetValues<StripeCall>().Select(call => KeyValuePair.Create(Camel(call), (JsonNode?)calls.Counts.GetValueOrDefault(call))))));

        async Task TakeAsync<T>(HttpContext context, Action<T> take)
        {
            take((await context.Request.ReadFromJsonAsync<T>(json))!);
            await DoneAsync(context, true);
        }
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static string Camel(StripeCall call) => call.ToString().ToLowerInvariant();

    private static Task DoneAsync(HttpContext context, bool done)
    {
        context.Response.StatusCode = done ? StatusCodes.Status204NoContent : StatusCodes.Status409Conflict;
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, JsonNode body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
