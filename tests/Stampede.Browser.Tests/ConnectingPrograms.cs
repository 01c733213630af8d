using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>An owner lets other programs in, by keys, and tells them what happens, by webhooks.</summary>
public sealed partial class ConnectingPrograms(ConnectingPrograms.OpenShop open) : IClassFixture<ConnectingPrograms.OpenShop>
{
    private readonly Shop shop = open.Shop;

    /// <summary>May send to this machine, and tries again soon.</summary>
    public sealed class OpenShop(Chromium chromium) : IAsyncLifetime
    {
        internal Shop Shop { get; } = new(chromium)
        {
            Settings = new Dictionary<string, string> { ["Stampede__Webhooks__AllowedNetworks__0"] = "127.0.0.0/8", ["Stampede__Webhooks__ScheduleScale"] = "0.01" },
        };

        public ValueTask InitializeAsync() => Shop.InitializeAsync();

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }

    [Fact]
    public async Task A_key_is_made_shown_once_used_and_revoked()
    {
        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync("/operate");
        await olga.Link("API").ClickAsync();
        await olga.Field("What it is for").FillAsync("Till");
        await olga.Button("Make a key").ClickAsync();
        await Expect(olga.Page.GetByText("Choose at least one.")).ToBeVisibleAsync();
        await olga.Page.GetByRole(AriaRole.Checkbox, new() { Name = "See drops", Exact = true }).CheckAsync();
        await olga.Button("Make a key").ClickAsync();
        var made = olga.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Till is made." });
        await Expect(made).ToBeVisibleAsync();

        using var till = new HttpClient { BaseAddress = shop.Address };
        till.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key().Match(await made.InnerTextAsync()).Value);
        async Task<HttpStatusCode> AskAsync()
        {
            using var answer = await till.GetAsync(new Uri("/api/v1/operations/health", UriKind.Relative));
            return answer.StatusCode;
        }

        (await AskAsync()).ShouldBe(HttpStatusCode.OK);
        await olga.GoAsync("/operate/keys");
        await Expect(olga.Page.GetByText("Till is made.")).ToBeHiddenAsync();
        await olga.Button("Revoke: Till").ClickAsync();
        await olga.Dialog("Revoke Till?").GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(olga.Page.GetByText(new Regex("^Revoked "))).ToBeVisibleAsync();
        (await AskAsync()).ShouldBe(HttpStatusCode.Unauthorized);

        await olga.GoAsync("/operate/history");
        await Expect(olga.Page.GetByRole(AriaRole.Cell, new() { Name = "Revoked a key" })).ToBeVisibleAsync();
        olga.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_is_added_tested_and_told_again_what_it_was_told()
    {
        using var receiver = new Receiver();
        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync("/operate/webhooks");
        await olga.Field("Address").FillAsync("ftp://example.com");
        await olga.Button("Add an address").ClickAsync();
        await Expect(olga.Page.GetByText("This address is not allowed")).ToBeVisibleAsync();
        await olga.Field("Address").FillAsync(receiver.Url);
        await olga.Field("What it is").FillAsync("Our server");
        await olga.Button("Add an address").ClickAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "whsec_" })).ToBeVisibleAsync();

        await olga.Link("Our server").ClickAsync();
        await olga.Button("Send a test").ClickAsync();
        await Expect(olga.Page.GetByText("The test was not taken. 500:")).ToBeVisibleAsync();
        receiver.Status = 200;
        await olga.Button("Send a test").ClickAsync();
        await Expect(olga.Page.GetByText("The test was taken (200).")).ToBeVisibleAsync();

        await shop.OfferAsync("Told", sizes: [("One size", 3)]);
        var again = olga.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Send again: Drop published") });
        await Expect(olga.Page.GetByRole(AriaRole.Row).Filter(new() { Has = again })).ToContainTextAsync("Taken");
        await again.ClickAsync();
        // Under the id that it had.
        await Until.TrueAsync(() => Task.FromResult(receiver.Ids.GroupBy(id => id).Any(group => group.Count() == 2)));

        await olga.Button("New secret").ClickAsync();
        await olga.Dialog("Make a new secret?").GetByRole(AriaRole.Button, new() { Name = "New secret" }).ClickAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "whsec_" })).ToBeVisibleAsync();
        await olga.Button("Switch off").ClickAsync();
        await olga.Dialog("Switch it off?").GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(olga.Page.GetByText("An owner switched it off.")).ToBeVisibleAsync();
        await olga.Button("Switch on").ClickAsync();
        await Expect(olga.Button("Switch off")).ToBeVisibleAsync();
        await olga.Button("Delete").ClickAsync();
        await olga.Dialog("Delete this webhook?").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(olga.Page.GetByText("Nothing is sent anywhere yet.")).ToBeVisibleAsync();
        olga.Complaints.ShouldBeEmpty();
    }

    /// <summary>Another program, which hears of what happens and answers as it is told.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener listener = new();
        private readonly ConcurrentQueue<string> ids = new();

        public Receiver()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            }

            listener.Prefixes.Add(Url);
            listener.Start();
            _ = ListenAsync();
        }

        public string Url { get; }

        public int Status { get; set; } = 500;

        public IReadOnlyCollection<string> Ids => ids;

        public void Dispose() => listener.Close();

        private async Task ListenAsync()
        {
            while (listener.IsListening)
            {
                HttpListenerContext call;
                try
                {
                    call = await listener.GetContextAsync();
                }
                catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                ids.Enqueue(call.Request.Headers["webhook-id"] ?? "none");
                call.Response.StatusCode = Status;
                call.Response.Close();
            }
        }
    }

    [GeneratedRegex("stk_[A-Za-z0-9_-]{49}")]
    private static partial Regex Key();
}
