using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using StandardWebhooks;

namespace Stampede.Server.Tests.Events;

/// <summary>Another program that webhooks are sent to: a real server, which keeps what came and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Arrived> arrived = new();
    private volatile Func<HttpContext, JsonNode, Task> answer = (_, _) => Task.CompletedTask;

    private Receiver(WebApplication app) => this.app = app;

    internal sealed record Arrived(string Id, JsonNode Body, string Text, IHeaderDictionary Headers, DateTimeOffset At)
    {
        public string[] Signatures => Headers["webhook-signature"].ToString().Split(' ');

        /// <summary>By the library that another shop would use; it throws where it is wrong.</summary>
        public void ShouldBeSignedWith(string secret) => new StandardWebhook(secret).Verify(Text, Headers);
    }

    public string Url => $"{app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/events";

    public int Port => new Uri(Url).Port;

    public IReadOnlyList<Arrived> All => [.. arrived];

    public IReadOnlyList<Arrived> Of(string type) => [.. arrived.Where(one => one.Body.Text("type") == type)];

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0")]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>From now on.</summary>
    public void Answers(int status, params (string Name, string Value)[] headers) => answer = (context, _) =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return Task.CompletedTask;
    };

    public void Answers(Func<HttpContext, JsonNode, Task> how) => answer = how;

    public Task HasAsync(string type, int count) => Until.TrueAsync($"{count} of {type}", () => Of(type).Select(one => one.Id).Distinct().Count() >= count);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var body = JsonNode.Parse(text)!;
        var headers = new HeaderDictionary();
        foreach (var (name, value) in context.Request.Headers)
            headers[name] = value;
        arrived.Enqueue(new(headers["webhook-id"].ToString(), body, text, headers, DateTimeOffset.UtcNow));
        await answer(context, body);
    }
}

/// <summary>A shop that may send to this machine, and whose pauses are short.</summary>
public sealed class SendingShop : IAsyncLifetime
{
    /// <summary>Five seconds are five milliseconds, five days seven minutes.</summary>
    internal static readonly Dictionary<string, string?> Settings = new()
    {
        ["Stampede:Webhooks:AllowedNetworks:0"] = "127.0.0.0/8",
        ["Stampede:Webhooks:ScheduleScale"] = "0.001",
    };

    internal HostedShop Hosted { get; private set; } = null!;

    internal Shop Shop => Hosted.Shop;

    public async ValueTask InitializeAsync() => Hosted = await HostedShop.StartAsync(settings: Settings);

    public ValueTask DisposeAsync() => Hosted.DisposeAsync();
}

internal static class Webhooks
{
    /// <summary>A webhook to the receiver; its address and its secret.</summary>
    public static async Task<(string Path, string Secret)> WebhookAsync(this Shop shop, string url, object? terms = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(terms ?? new { })!.AsObject();
        body["url"] = url;
        var made = await shop.Operator.PostAsync("/api/v1/webhooks", body);
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        return ($"/api/v1/webhooks/{made.Text("id")}", made.Text("secret"));
    }

    /// <summary>Each event's number before it is the number of the event before it, of its drop or payment; the first may have none.</summary>
    public static void ShouldBeChained(this IEnumerable<JsonNode> events)
    {
        foreach (var stream in events.GroupBy(one => one.Text("id").Split('_')[1]))
        {
            JsonNode? before = null;
            foreach (var one in stream.OrderBy(one => one.Number("sequence")).ThenBy(one => one.Text("id").Length))
            {
                if (before is not null)
                    one["previousSequence"]!.GetValue<long>().ShouldBe(before.Number("sequence"), one.ToJsonString());
                before = one;
            }
        }
    }
}
