using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Stampede.Browser.Tests;

/// <summary>A shop below a path of another site: all that its pages ask for is below the path, whether the proxy keeps the path or takes it away.</summary>
public sealed class BelowAPath(Chromium chromium) : IAsyncLifetime
{
    private const string Path = "/our/shop";

    private readonly Shop shop = new(chromium) { Settings = new Dictionary<string, string> { ["Stampede__PathBase"] = Path } };

    public ValueTask InitializeAsync() => shop.InitializeAsync();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_visitor_buys_and_an_operator_looks_on(bool keepsPath)
    {
        var drop = await shop.OfferAsync(keepsPath ? "Kept" : "Taken away", sizes: [("EU 41", 3), ("EU 42", 2)]);
        await using var site = await Site.StartAsync(shop.Address, keepsPath);
        await using var alice = await Visitor.ArriveAsync(chromium.Browser, site.Address, new());
        var asked = new ConcurrentQueue<string>();
        alice.Context.Request += (_, request) => asked.Enqueue(request.Url);
        alice.Page.WebSocket += (_, socket) => asked.Enqueue(socket.Url.Replace("ws://", "http://", StringComparison.Ordinal));

        await alice.GoAsync("./");
        await alice.Link(drop.Name).ClickAsync();
        await Expect(alice.Heading(drop.Name)).ToBeVisibleAsync();
        await Expect(alice.Page).ToHaveURLAsync(new Uri(site.Address, $".{drop.Path}").ToString());
        await alice.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Img).First.EvaluateAsync("picture => picture.decode()");
        await alice.Button("Choose a size").ClickAsync();
        await alice.Size("EU 42").CheckAsync();
        await alice.Reserve.ClickAsync();
        await alice.Field("Display name").FillAsync("Alice");
        await alice.Button("Continue").ClickAsync();
        await alice.BuyAsync();
        await alice.Page.ReloadAsync();
        await Expect(alice.Receipt).ToBeVisibleAsync();
        await alice.Link("Your purchases").ClickAsync();
        await Expect(alice.Heading("Your purchases")).ToBeVisibleAsync();
        await Expect(alice.Page).ToHaveURLAsync(new Uri(site.Address, "mine").ToString());
        (await alice.Context.CookiesAsync()).ShouldAllBe(cookie => cookie.Path == Path || cookie.Path == $"{Path}/api/v1/accounts");
        (await alice.Page.EvaluateAsync<string>("document.querySelector('link[rel=manifest]').href")).ShouldBe(new Uri(site.Address, "manifest.webmanifest").ToString());

        await using var operating = await Visitor.ArriveAsync(chromium.Browser, site.Address, new());
        operating.Context.Request += (_, request) => asked.Enqueue(request.Url);
        await operating.GoAsync("./sign-in");
        await operating.Field("Email").FillAsync(Testing.ServerProcess.OperatorEmail);
        await operating.Field("Password").FillAsync(Testing.ServerProcess.OperatorPassword);
        await operating.Button("Sign in").ClickAsync();
        await operating.Link("Console").ClickAsync();
        await Expect(operating.Heading("Drops")).ToBeVisibleAsync();
        await Expect(operating.Page).ToHaveURLAsync(new Uri(site.Address, "operate").ToString());
        await operating.GoAsync($"./operate/drops/{drop.Id}/report");
        await Expect(operating.Page.Locator("a[download][href$='purchases.csv']")).ToHaveAttributeAsync("href", $"{Path}/api/v1/drops/{drop.Id}/purchases.csv");

        asked.ShouldContain(url => url.EndsWith("/live", StringComparison.Ordinal));
        asked.Where(url => !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal))
            .ShouldAllBe(url => url.StartsWith(site.Address.ToString(), StringComparison.Ordinal));
        site.Elsewhere.ShouldBeEmpty();
        alice.Complaints.Concat(operating.Complaints).ShouldBeEmpty();
    }

    /// <summary>Another site, of which one path is the shop's.</summary>
    private sealed class Site(WebApplication app, HttpMessageInvoker client, ConcurrentQueue<string> elsewhere) : IAsyncDisposable
    {
        public Uri Address => new($"{app.Urls.First()}{Path}/");

        /// <summary>What was asked for beside the path.</summary>
        public IReadOnlyCollection<string> Elsewhere => elsewhere;

        public static async Task<Site> StartAsync(Uri server, bool keepsPath)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddHttpForwarder();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var client = new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
            var elsewhere = new ConcurrentQueue<string>();
            var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
            app.Run(async context =>
            {
                if (context.Request.Path.StartsWithSegments(Path, out var rest))
                {
                    await forwarder.SendAsync(context, server.ToString(), client, ForwarderRequestConfig.Empty, new Onward(keepsPath ? context.Request.Path : rest));
                    return;
                }

                elsewhere.Enqueue(context.Request.Path);
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            });
            await app.StartAsync();
            return new Site(app, client, elsewhere);
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            client.Dispose();
        }

        /// <summary>With the host that the visitor sees, as a proxy is to be set up.</summary>
        private sealed class Onward(PathString path) : HttpTransformer
        {
            public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
            {
                await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
                proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, path, httpContext.Request.QueryString);
                proxyRequest.Headers.Host = httpContext.Request.Host.Value;
            }
        }
    }
}
