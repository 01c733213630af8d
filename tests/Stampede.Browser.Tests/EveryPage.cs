using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>What has to hold on each page: nobody is kept out, nothing breaks, nothing is stopped by the Content-Security-Policy.</summary>
public sealed class EveryPage(EveryPage.FurnishedShop shop) : IClassFixture<EveryPage.FurnishedShop>
{
    /// <summary>The build has named it.</summary>
    private static readonly string AxeFile = typeof(EveryPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "AxeFile").Value!;

    /// <summary>WCAG 2.2 AA, and what axe's makers call good practice.</summary>
    private const string Rules = """{ "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"] }""";

    public static TheoryData<string> Names => [.. Pages.Keys];

    /// <summary>Each page, and what is on it once it has come.</summary>
    private static readonly Dictionary<string, Sight> Pages = new()
    {
        ["home"] = new(Who.Nobody, _ => "/", v => v.Heading("Coming up")),
        ["a drop that is live"] = new(Who.Nobody, s => s.Live.Path, v => v.Button("Choose a size")),
        ["a drop to come"] = new(Who.Nobody, s => s.Upcoming.Path, v => v.Page.GetByText("The button opens by itself")),
        ["a drop that is sold out"] = new(Who.Nobody, s => s.SoldOut.Path, v => v.Says("Sold out")),
        ["a drop that has ended"] = new(Who.Nobody, s => s.Ended.Path, v => v.Says("Ended")),
        ["a drop that is not"] = new(Who.Nobody, _ => "/drops/nothing", v => v.Heading("There is no such drop.")),
        ["a hold"] = new(Who.Customer, s => s.Live.Path, v => v.Complete),
        ["a receipt"] = new(Who.Customer, s => s.ReceiptPath, v => v.Receipt),
        ["mine"] = new(Who.Customer, _ => "/mine", v => v.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).First),
        ["sign-in"] = new(Who.Nobody, _ => "/sign-in", v => v.Field("Email")),
        ["account"] = new(Who.Customer, _ => "/sign-in", v => v.Button("Sign out")),
        ["a confirmation"] = new(Who.Nobody, _ => "/confirm", v => v.Heading("Confirm your email")),
        ["a line to join"] = new(Who.Nobody, s => s.Queued.Path, v => v.Button("Join the line")),
        ["in a line"] = new(Who.Customer, s => s.Queued.Path, v => v.Heading("You are in.")),
        ["waiting in a line"] = new(Who.Customer, s => s.Waited.Path, v => v.Heading("You are waiting.")),
        ["a turn"] = new(Who.Customer, s => s.Returned.Path, v => v.Page.GetByText(new Regex("^Yours to buy until"))),
        ["the register"] = new(Who.Nobody, _ => "/register", v => v.Page.GetByText("Numbers 1 to 3: none is missing.")),
        ["a forgotten password"] = new(Who.Nobody, _ => "/forgot-password", v => v.Button("Send the link")),
        ["a new password"] = new(Who.Nobody, _ => "/reset-password", v => v.Heading("New password")),
        ["no more mail"] = new(Who.Nobody, _ => "/unsubscribe", v => v.Heading("No more emails")),
        ["a proof, checked"] = new(Who.Nobody, s => $"/verify?drop={s.SoldOut.Slug}", v => v.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "All is right." })),
        ["nowhere"] = new(Who.Nobody, _ => "/no/such/page", v => v.Heading("Nothing here.")),
        ["the console's gate"] = new(Who.Nobody, _ => "/operate", v => v.Heading("This part is for operators.")),
        ["the console's drops"] = new(Who.Operator, _ => "/operate", v => v.Heading("Drops")),
        ["a new drop"] = new(Who.Operator, _ => "/operate/new", v => v.Button("Save as draft")),
        ["an edit"] = new(Who.Operator, s => $"/operate/drops/{s.Upcoming.Id}/edit", v => v.Button("Save")),
        ["the board"] = new(Who.Operator, s => $"/operate/drops/{s.Live.Id}", v => v.Button("Release: Alice")),
        ["a line's board"] = new(Who.Operator, s => $"/operate/drops/{s.Queued.Id}", v => v.Button("Cancel the line")),
        ["a draft's board"] = new(Who.Operator, s => $"/operate/drops/{s.Draft.Id}", v => v.Button("Publish")),
        ["a report"] = new(Who.Operator, s => $"/operate/drops/{s.SoldOut.Id}/report", v => v.Button("Verify the books")),
        ["payments"] = new(Who.Operator, _ => "/operate/payments", v => v.Heading("Needs a hand")),
        ["people"] = new(Who.Operator, _ => "/operate/people", v => v.Button("Save the rules")),
        ["security"] = new(Who.Operator, _ => "/operate/security", v => v.Button("Set up an app")),
        ["history"] = new(Who.Operator, _ => "/operate/history", v => v.Page.GetByRole(AriaRole.Table)),
        ["keys"] = new(Who.Operator, _ => "/operate/keys", v => v.Button("Revoke: Till")),
        ["webhooks"] = new(Who.Operator, _ => "/operate/webhooks", v => v.Button("Add an address")),
        ["a webhook"] = new(Who.Operator, s => s.WebhookPath, v => v.Button("Send a test")),
        ["an invitation that is over"] = new(Who.Nobody, _ => "/invitation", v => v.Page.GetByText("This invitation is no longer good.")),
        ["the shop"] = new(Who.Operator, _ => "/operate/shop", v => v.Field("Tag line · English")),
        ["health"] = new(Who.Operator, _ => "/operate/health", v => v.Page.GetByText("Reachable", new() { Exact = true })),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_quiet_and_open_to_everybody_in_light_and_dark(string name)
    {
        var page = Pages[name];
        var quiet = shop.Of(page.Who);
        await quiet.GoAsync(page.Path(shop));
        await Expect(page.Ready(quiet)).ToBeVisibleAsync();
        quiet.Complaints.ShouldBeEmpty();
        string[] nowhere = ["/drops/nothing", "/no/such/page"];
        quiet.Refusals.Where(refusal => !Array.Exists(nowhere, address => refusal.Contains(address, StringComparison.Ordinal))).ShouldBeEmpty("Not to be signed in is no error.");

        // Axe has to be let through the policy, so it looks in a browser of its own.
        var examined = shop.ExaminedAs(page.Who);
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await examined.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await examined.GoAsync(page.Path(shop));
            await Expect(page.Ready(examined)).ToBeVisibleAsync();
            await ShouldBeOpenToEverybodyAsync(examined, scheme);
        }
    }

    [Fact]
    public async Task Speaks_german_without_a_fault_from_the_first_page_on()
    {
        var olga = shop.Of(Who.Operator);
        await olga.GoAsync("/operate");
        await olga.Page.EvaluateAsync("localStorage.setItem('stampede.language', 'de')");
        foreach (var (path, title) in new[] { ("/operate/people", "Team"), ("/operate/orders", "Bestellungen"), ("/operate/history", "Verlauf"), ("/operate/keys", "Schlüssel") })
        {
            // Anew, as somebody who opens a bookmark: the words of each part come while it is drawn.
            await olga.GoAsync(path);
            await Expect(olga.Page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 })).ToBeVisibleAsync();
        }

        await olga.Page.EvaluateAsync("localStorage.removeItem('stampede.language')");
        olga.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_dialog_is_open_to_everybody(ColorScheme scheme)
    {
        var examined = shop.ExaminedAs(Who.Nobody);
        await examined.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await examined.GoAsync(shop.Live.Path);
        await examined.Size("EU 42").CheckAsync();
        await examined.Reserve.ClickAsync();
        await Expect(examined.Field("Display name")).ToBeVisibleAsync();
        await ShouldBeOpenToEverybodyAsync(examined, scheme);
    }

    private static async Task ShouldBeOpenToEverybodyAsync(Visitor visitor, ColorScheme scheme)
    {
        await visitor.Page.AddScriptTagAsync(new() { Path = AxeFile });
        var findings = await visitor.Page.EvaluateAsync<JsonElement>(
            $$"""
            async () => {
                const { violations } = await axe.run(document, {{Rules}});
                return violations.map(({ id, help, nodes }) => `${id}: ${help}\n` + nodes.slice(0, 4).map(({ html, failureSummary }) => `${html.slice(0, 160)}\n${failureSummary}`).join('\n'));
            }
            """);
        findings.EnumerateArray().Select(finding => finding.GetString()).ShouldBeEmpty($"{scheme}");
    }

    internal enum Who
    {
        Nobody,
        Customer,
        Operator,
    }

    private sealed record Sight(Who Who, Func<FurnishedShop, string> Path, Func<Visitor, ILocator> Ready);

    /// <summary>A shop with a drop in every state, and a customer who holds something and has bought something.</summary>
    public sealed class FurnishedShop(Chromium chromium) : IAsyncLifetime
    {
        private readonly Shop shop = new(chromium);
        private readonly Dictionary<Who, Visitor> quiet = [];
        private readonly Dictionary<Who, Visitor> examined = [];

        internal Drop Live { get; private set; } = null!;

        internal Drop Upcoming { get; private set; } = null!;

        internal Drop SoldOut { get; private set; } = null!;

        internal Drop Ended { get; private set; } = null!;

        internal Drop Draft { get; private set; } = null!;

        /// <summary>Has a line that the customer is in.</summary>
        internal Drop Queued { get; private set; } = null!;

        /// <summary>All is held, and the customer waits.</summary>
        internal Drop Waited { get; private set; } = null!;

        /// <summary>What came back is set aside for the customer.</summary>
        internal Drop Returned { get; private set; } = null!;

        internal string ReceiptPath { get; private set; } = "";

        internal string WebhookPath { get; private set; } = "";

        internal Visitor Of(Who who) => quiet[who];

        internal Visitor ExaminedAs(Who who) => examined[who];

        public async ValueTask InitializeAsync()
        {
            await shop.InitializeAsync();
            Live = await shop.OfferAsync("Live One", holdSeconds: 3600, limit: 2, sizes: [("EU 41", 3), ("EU 42", 5)]);
            Upcoming = await shop.OfferAsync("Next One", startsIn: TimeSpan.FromHours(30), sizes: [("EU 41", 3), ("EU 42", 5)]);
            SoldOut = await shop.OfferAsync("Gone One", sizes: [("EU 42", 1)]);
            Ended = await shop.OfferAsync("Past One", sizes: [("EU 42", 9)]);
            Draft = await shop.OfferAsync("Secret One", draft: true, sizes: [("EU 42", 9)]);
            await shop.EndAsync(Ended);

            foreach (var who in Enum.GetValues<Who>())
            {
                var visitor = quiet[who] = await shop.VisitAsync();
                if (who == Who.Customer)
                    await visitor.BeGuestAsync("Alice");
                if (who == Who.Operator)
                    await visitor.BeOperatorAsync();
                // The same person, signed in on a second device.
                examined[who] = await shop.VisitAsync(new() { BypassCSP = true, StorageState = await visitor.Context.StorageStateAsync() });
            }

            await ReserveAsync(Live, 1);
            await JoinLinesAsync();
            var bought = await ReserveAsync(SoldOut, 0);
            var purchase = await quiet[Who.Customer].PostAsync($"/api/v1/drops/{SoldOut.Id}/reservations/{bought}/purchase");
            await quiet[Who.Operator].PostAsync("/api/v1/keys", new { name = "Till", scopes = (string[])["drops:read", "people:manage"] });
            // Of what does not happen here: nothing is sent.
            var webhook = await quiet[Who.Operator].PostAsync("/api/v1/webhooks", new { url = "https://shop.example/events", types = (string[])["payment.refunded"] });
            WebhookPath = $"/operate/webhooks/{webhook.GetProperty("id").GetString()}";
            ReceiptPath = $"/receipts/{purchase.GetProperty("id").GetString()}";
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var visitor in quiet.Values.Concat(examined.Values))
                await visitor.DisposeAsync();
            await shop.DisposeAsync();
        }

        private async Task JoinLinesAsync()
        {
            Queued = await shop.OfferAsync("Queued One", startsIn: TimeSpan.FromHours(30), line: new { mode = "queue" }, sizes: [("EU 41", 3), ("EU 42", 5)]);
            Waited = await shop.OfferAsync("Waited One", holdSeconds: 3600, line: new { mode = "open", waitlist = true }, sizes: [("EU 42", 1)]);
            Returned = await shop.OfferAsync("Returned One", line: new { mode = "open", waitlist = true }, sizes: [("EU 42", 1)]);
            await ReserveAsync(Waited, 0, Who.Operator);
            await ReserveAsync(Returned, 0, Who.Operator);
            foreach (var drop in (Drop[])[Queued, Waited, Returned])
                await quiet[Who.Customer].PostAsync($"/api/v1/drops/{drop.Id}/line", new { preferences = drop.VariantIds, acceptsRules = true });
            await shop.ReleaseAllAsync(Returned);
        }

        private async Task<string> ReserveAsync(Drop drop, int variant, Who who = Who.Customer)
        {
            var hold = await quiet[who].PostAsync($"/api/v1/drops/{drop.Id}/reservations", new { variantId = drop.VariantIds[variant] });
            return hold.GetProperty("id").GetString()!;
        }
    }
}
