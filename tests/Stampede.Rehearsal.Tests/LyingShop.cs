using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Stampede.Rehearsal.Tests;

/// <summary>Stands before an honest shop and tells some of those it refuses that they got a reservation.</summary>
internal sealed class LyingShop : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient honest;
    private int lies;

    private LyingShop(WebApplication app, Uri shop)
    {
        this.app = app;
        honest = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = shop };
        app.Run(ForwardAsync);
    }

    public int Lies => lies;

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<LyingShop> StartAsync(Uri shop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var liar = new LyingShop(app, shop);
        await app.StartAsync();
        return liar;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        honest.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        if (context.Request.ContentType is not null)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        foreach (var name in (string[])["Authorization", "Idempotency-Key"])
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)context.Request.Headers[name]);
        using var answer = await honest.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var asked = context.Request.Path.Value!;
        if ((int)answer.StatusCode == 409 && asked.EndsWith("/reservations", StringComparison.Ordinal) && Interlocked.Increment(ref lies) <= 3)
        {
            context.Response.StatusCode = 201;
            await context.Response.WriteAsJsonAsync(new
            {
                id = Guid.CreateVersion7(),
                status = "active",
                createdAt = DateTimeOffset.UtcNow,
                expiresAt = DateTimeOffset.UtcNow.AddSeconds(60),
                dropVersion = 1,
            });
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text);
    }
}
