using System.Collections.Concurrent;
using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>A shop, a site that it knows, and one that it does not.</summary>
public sealed class EmbeddingShop(Chromium chromium) : IAsyncLifetime
{
    internal OtherSite Blog { get; } = new();

    internal OtherSite Stranger { get; } = new();

    public Shop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Shop = new Shop(chromium) { Settings = new Dictionary<string, string> { ["Stampede__AllowedOrigins__0"] = Blog.Origin } };
        await Shop.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await Blog.DisposeAsync();
        await Stranger.DisposeAsync();
    }
}

/// <summary>The widget on another site's page, and the way to the shop and back.</summary>
public sealed class EmbeddingADrop(EmbeddingShop site) : IClassFixture<EmbeddingShop>
{
    private readonly Shop shop = site.Shop;

    [Fact]
    public async Task Another_sites_page_shows_drops_live_and_leads_to_the_shop_and_back()
    {
        var shoe = await shop.OfferAsync("Zweierlei Schuh", limit: 5, sizes: [("EU 41", 3), ("EU 42", 2)]);
        var coat = await shop.OfferAsync("Mantel", startsIn: TimeSpan.FromHours(1), sizes: [("M", 4)]);
        site.Blog.Show(shop.Address, "de-AT", $"""<stampede-drop drop="{shoe.Slug}"></stampede-drop><stampede-drop drop="{coat.Id}" lang="en"></stampede-drop><stampede-drop drop="not-there"></stampede-drop>""");
        await using var reader = await shop.VisitAsync();
        var opened = new ConcurrentBag<string>();
        var closed = new ConcurrentBag<string>();
        reader.Page.Request += (_, request) => Note(opened, request);
        reader.Page.RequestFailed += (_, request) => Note(closed, request);
        await reader.GoAsync($"{site.Blog.Origin}/story?of=shoes");
        var widgets = reader.Page.Locator("stampede-drop");
        await Expect(widgets.Nth(0)).ToContainTextAsync("5 von 5 frei");
        await Expect(widgets.Nth(1)).ToContainTextAsync("Opens in");
        await Expect(widgets.Nth(2)).ToContainTextAsync("Diesen Drop gibt es hier nicht");
        await Until.TrueAsync(() => !opened.IsEmpty);

        // What others do shows, and nobody knows who looks.
        await using var buyer = await shop.VisitAsync();
        await buyer.BeGuestAsync("Bea");
        var hold = await buyer.PostAsync($"/api/v1/drops/{shoe.Id}/reservations", new { variantId = shoe.VariantIds[0], quantity = 2 });
        await Expect(widgets.Nth(0)).ToContainTextAsync("3 von 5 frei");
        await buyer.PostAsync($"/api/v1/drops/{shoe.Id}/reservations/{hold.GetProperty("id").GetString()}/purchase");
        await Expect(widgets.Nth(0)).ToContainTextAsync("3 von 5 frei");
        await shop.ChangeAsync(coat, new { name = "Wintermantel" });
        await Expect(widgets.Nth(1)).ToContainTextAsync("Wintermantel");
        opened.Count.ShouldBe(1, "each widget has a connection of its own");
        (await reader.Context.CookiesAsync()).ShouldBeEmpty();

        // Whoever leaves takes nothing with them, and the last one closes the door.
        await widgets.Nth(2).EvaluateAsync("element => element.remove()");
        await widgets.Nth(1).EvaluateAsync("element => element.remove()");
        await Until.TrueAsync(() => opened.Count == 2 && closed.Count == 1);
        await reader.Page.EvaluateAsync("document.querySelector('stampede-drop').remove()");
        await Until.TrueAsync(() => opened.Count == 2 && closed.Count == 2);

        await reader.Page.ReloadAsync();
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Hol dir eins" }).ClickAsync();
        await Expect(reader.Heading(shoe.Name)).ToBeVisibleAsync();
        var back = reader.Link($"Back to {new Uri(site.Blog.Origin).Authority}");
        await Expect(back).ToHaveAttributeAsync("href", $"{site.Blog.Origin}/story?of=shoes");
        await reader.BeGuestAsync("Rea");
        await reader.Page.ReloadAsync();
        await reader.Size("EU 42").CheckAsync();
        await reader.Reserve.ClickAsync();
        await reader.BuyAsync();
        await back.ClickAsync();
        await Expect(widgets.Nth(0)).ToContainTextAsync("2 von 5 frei");
        reader.Complaints.Where(complaint => !complaint.Contains("not-there", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_site_that_the_shop_does_not_know_gets_nothing_and_no_way_back()
    {
        var drop = await shop.OfferAsync("Only here", sizes: [("M", 4)]);
        site.Stranger.Show(shop.Address, "en", $"""<stampede-drop drop="{drop.Slug}"></stampede-drop>""");
        await using var reader = await shop.VisitAsync();
        var failed = reader.Page.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text.Contains("CORS", StringComparison.Ordinal) });
        await reader.GoAsync(site.Stranger.Origin);
        (await failed).Text.ShouldContain("/embed/v1.js");
        (await reader.Page.EvaluateAsync<bool>("customElements.get('stampede-drop') === undefined")).ShouldBeTrue();
        foreach (var path in new[] { $"drops/{drop.Slug}", $"live?drops={drop.Slug}", $"embed/return?to={Uri.EscapeDataString(site.Stranger.Origin)}" })
            (await reader.Page.EvaluateAsync<string>("address => fetch(address).then(() => 'read', () => 'refused')", $"{shop.Address}api/v1/{path}")).ShouldBe("refused");

        var checkedBack = reader.Page.WaitForResponseAsync(response => response.Url.Contains("/embed/return", StringComparison.Ordinal));
        await reader.GoAsync($"{drop.Path}?return={Uri.EscapeDataString(site.Stranger.Origin)}");
        (await checkedBack).Status.ShouldBe(400);
        await Expect(reader.Heading(drop.Name)).ToBeVisibleAsync();
        await Expect(reader.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Back to") })).ToHaveCountAsync(0);
    }

    private static void Note(ConcurrentBag<string> requests, IRequest request)
    {
        if (request.Url.Contains("/api/v1/live", StringComparison.Ordinal))
            requests.Add(request.Url);
    }
}
