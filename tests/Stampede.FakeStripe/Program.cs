// A Stripe for tests, as a process of its own: the calls that the shop makes, and the signed events, by Stripe's published rules. What
// goes wrong is told to it at a second address.
//
//   Stampede.FakeStripe [--until-input-ends] [--slow-seconds 20] [--secret-key sk_test_fake]
//
// Says where it listens: a line "api http://…" and a line "admin http://…".
using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stampede.FakeStripe;

string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;

var slow = TimeSpan.FromSeconds(double.Parse(Option("--slow-seconds", "20"), CultureInfo.InvariantCulture));
using var webhooks = new WebhookSender();
var account = new StripeAccount(webhooks, slow);
var faults = new FaultPlan();
var calls = new StripeCalls(account, faults, Option("--secret-key", "sk_test_fake"));

await using var api = await ListenAsync(calls.Map);
await using var admin = await ListenAsync(app => AdminCalls.Map(app, account, faults, calls, webhooks));
Console.WriteLine($"api {Address(api)}");
Console.WriteLine($"admin {Address(admin)}");
if (args.Contains("--until-input-ends"))
    await Console.In.ReadToEndAsync();
else
    await api.WaitForShutdownAsync();

static async Task<WebApplication> ListenAsync(Action<WebApplication> map)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    var app = builder.Build();
    map(app);
    await app.StartAsync();
    return app;
}

static string Address(WebApplication app) =>
    app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
