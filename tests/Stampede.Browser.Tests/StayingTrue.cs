using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>No sentence and no figure on a page outlives its truth.</summary>
public sealed class StayingTrue(Shop shop) : IClassFixture<Shop>
{
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true };

    [Fact]
    public async Task The_order_and_the_receipt_show_the_price_that_the_hold_was_made_with()
    {
        var drop = await shop.OfferAsync("Dearer Now", sizes: [("EU 42", 5)]);
        await using var alice = await AtTheDropAsync(drop, "Ada");
        await alice.Reserve.ClickAsync();
        await Expect(alice.Complete).ToBeVisibleAsync();

        await shop.ChangeAsync(drop, new { price = new { amountMinor = 24_900, currency = "USD" } });
        await Expect(alice.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("$249");
        var order = alice.Page.GetByRole(AriaRole.Region, new() { Name = "Your order" });
        await Expect(order).ToContainTextAsync("Total$199");
        await Expect(order).Not.ToContainTextAsync("$249");
        await alice.GoAsync("/mine");
        await Expect(alice.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("$199");

        await alice.GoAsync(drop.Path);
        await alice.BuyAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("$199");
        await Expect(alice.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(new Regex("ST-[0-9A-Z]"));
        alice.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hold_that_the_shop_takes_back_is_gone_and_the_page_says_who_did_it()
    {
        var drop = await shop.OfferAsync("Taken Back", sizes: [("EU 42", 5)]);
        await using var alice = await AtTheDropAsync(drop, "Bea");
        await alice.Reserve.ClickAsync();
        await Expect(alice.Hold).ToBeVisibleAsync();

        await shop.ReleaseAllAsync(drop);
        await LookAgainAsync(alice);

        await Expect(alice.Page.GetByText("The shop ended this reservation. Nothing was bought.").First).ToBeVisibleAsync();
        await Expect(alice.Hold).ToBeHiddenAsync();
        await Expect(alice.Reserve).ToBeVisibleAsync();
        await alice.GoAsync("/mine");
        await Expect(alice.Page.GetByText("Ended by the shop")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("Let go", new() { Exact = true })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task That_the_time_ran_out_does_not_stand_above_the_next_order_and_its_receipt()
    {
        var drop = await shop.OfferAsync("Second Try", holdSeconds: 8, sizes: [("EU 42", 5)]);
        await using var alice = await AtTheDropAsync(drop, "Cora");
        var lapsed = alice.Page.GetByText("you were charged nothing");
        await alice.Reserve.ClickAsync();
        await Expect(lapsed.First).ToBeVisibleAsync();

        await alice.Reserve.ClickAsync();
        await Expect(alice.Complete).ToBeVisibleAsync();
        await Expect(lapsed).ToHaveCountAsync(0);
        await alice.BuyAsync();
        await Expect(lapsed).ToHaveCountAsync(0);
        await Expect(alice.Page.GetByText("is on hold for you")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_refusal_is_there_in_one_place_in_sight_and_until_it_is_no_longer_so()
    {
        var drop = await shop.OfferAsync("Just Gone", sizes: [("EU 42", 1)]);
        await using var alice = await AtTheDropAsync(drop, "Dina", Phone);
        // The page does not hear in time that it is all held.
        await alice.Page.RouteAsync($"**/api/v1/drops/{drop.Id}/reservations", route => route.FulfillAsync(new()
        {
            Status = 409,
            ContentType = "application/problem+json",
            Body = """{"code": "all_held", "title": "All are held", "status": 409}""",
        }));

        await alice.Reserve.ClickAsync();
        var refusal = alice.Page.GetByRole(AriaRole.Alert);
        await Expect(refusal).ToHaveCountAsync(1);
        await Expect(refusal).ToBeInViewportAsync(new() { Ratio = 1 });
        (await refusal.EvaluateAsync<bool>(
            "e => { const { left, top, width, height } = e.getBoundingClientRect(); return e.contains(document.elementFromPoint(left + width / 2, top + height - 4)); }"))
            .ShouldBeTrue("Something lies over it.");

        await using var other = await AtTheDropAsync(drop, "Dan");
        await other.Reserve.ClickAsync();
        await Expect(alice.Says("All reserved for now")).ToBeVisibleAsync();
        await Expect(refusal).ToHaveCountAsync(0);
        await other.LetGoAsync();
        await Expect(alice.Reserve).ToBeVisibleAsync();
        await Expect(refusal).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_second_tab_knows_who_signed_in_and_what_is_on_hold_in_the_first()
    {
        var drop = await shop.OfferAsync("Both Tabs", limit: 2, sizes: [("EU 42", 5)]);
        await using var alice = await shop.VisitAsync();
        var second = await alice.Context.NewPageAsync();
        await second.GotoAsync(drop.Path);
        await Expect(second.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await alice.GoAsync(drop.Path);
        await alice.Reserve.ClickAsync();
        await Expect(alice.Field("Display name")).ToBeFocusedAsync();
        await alice.Page.Keyboard.TypeAsync("Edda");
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Complete).ToBeVisibleAsync();

        await Expect(second.GetByRole(AriaRole.Link, new() { Name = "Account: Edda" })).ToBeVisibleAsync();
        await Expect(second.GetByRole(AriaRole.Button, new() { NameRegex = new("^Complete purchase") })).ToBeVisibleAsync();
        await Expect(second.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await alice.BuyAsync();
        await Expect(second.GetByRole(AriaRole.Region, new() { Name = "On hold for you" })).ToBeHiddenAsync();
        alice.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_double_click_on_Complete_does_not_press_the_Reserve_that_takes_its_place()
    {
        var drop = await shop.OfferAsync("Twice Pressed", limit: 3, sizes: [("EU 42", 5)]);
        await using var alice = await AtTheDropAsync(drop, "Fina");
        await alice.Reserve.ClickAsync();
        await alice.ReadTheOrderAsync();
        var reserved = 0;
        alice.Page.Request += (_, request) => reserved += request.Method == "POST" && request.Url.EndsWith("/reservations", StringComparison.Ordinal) ? 1 : 0;

        await alice.Complete.ClickAsync(new() { ClickCount = 4, Delay = 60 });
        await Expect(alice.Receipt).ToBeVisibleAsync();
        await Expect(alice.Hold).ToBeHiddenAsync();
        reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_moves_under_the_thumb_when_a_drop_opens()
    {
        var drop = await shop.OfferAsync("Stand Still", startsIn: TimeSpan.FromSeconds(12), limit: 2, sizes: [("EU 41", 5), ("EU 42", 5)]);
        await using var alice = await shop.VisitAsync(Phone);
        await alice.GoAsync(drop.Path);
        await alice.Size("EU 42").CheckAsync();
        await Expect(alice.Page.GetByText("20 pieces").Or(alice.Page.GetByText("5 pieces")).First).ToBeVisibleAsync();
        await alice.Page.EvaluateAsync("document.fonts.ready");
        var before = await alice.Size("EU 42").EvaluateAsync<double>("e => e.getBoundingClientRect().top + scrollY");

        await Expect(alice.Reserve).ToBeVisibleAsync();
        (await alice.Size("EU 42").EvaluateAsync<double>("e => e.getBoundingClientRect().top + scrollY")).ShouldBe(before, 1);
        await Expect(alice.Page.GetByText(new Regex("^Opened "))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_refuses_cookies_is_told_that_they_are_needed()
    {
        var drop = await shop.OfferAsync("No Cookies", sizes: [("EU 42", 5)]);
        await using var alice = await shop.VisitAsync();
        await alice.Page.RouteAsync("**/api/v1/accounts/guest*", async route =>
        {
            var answer = await route.FetchAsync();
            await alice.Context.ClearCookiesAsync();
            await route.FulfillAsync(new() { Status = answer.Status, ContentType = "application/json", Body = await answer.TextAsync() });
        });
        await alice.GoAsync(drop.Path);
        await alice.Reserve.ClickAsync();
        await alice.Page.Keyboard.TypeAsync("Hella");
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Allow cookies for this site");
    }

    [Fact]
    public async Task Where_live_news_does_not_get_through_the_page_asks_and_says_so()
    {
        var drop = await shop.OfferAsync("Buffered", sizes: [("EU 42", 3)]);
        await using var alice = await shop.VisitAsync();
        // Neither the socket nor the stream that stands in for it.
        await alice.Context.RouteAsync(new Regex("/live|/events$"), route => route.AbortAsync());
        await alice.Context.RouteWebSocketAsync(new Regex("/live"), socket => socket.CloseAsync());
        await alice.BeGuestAsync("Ina");
        await alice.GoAsync(drop.Path);
        await Expect(alice.Page.GetByText("This page asks every few seconds instead.")).ToBeVisibleAsync();

        await using var other = await AtTheDropAsync(drop, "Ivo");
        await other.Reserve.ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Group, new() { Name = "Stock" })).ToHaveTextAsync(new Regex("free2reserved1"));
    }

    [Fact]
    public async Task Long_words_addresses_and_pictures_from_elsewhere_fit_on_a_phone()
    {
        var drop = await shop.OfferAsync("Donaudampfschifffahrtsgesellschaftskapitän", sizes: [("EU 42", 3)]);
        var picture = new Uri("https://pictures.example/one.png");
        await shop.ChangeAsync(drop, new { imageUrl = picture, description = $"https://example.com/{new string('a', 300)}" });
        await using var alice = await shop.VisitAsync(Phone);
        string? referrer = "none asked";
        await alice.Context.RouteAsync(picture.ToString(), async route =>
        {
            referrer = await route.Request.HeaderValueAsync("referer");
            await route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = """<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>""" });
        });

        await alice.BeGuestAsync(new string('W', 40));
        await alice.ReserveAsync(drop);
        await Expect(alice.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("Picture of") })).ToBeVisibleAsync();
        foreach (var path in (string[])[drop.Path, "/", "/mine", "/sign-in"])
        {
            await alice.GoAsync(path);
            await Expect(alice.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
            await Expect(alice.Hold).ToBeVisibleAsync();
            (await alice.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(390, $"{path} can be moved sideways");
        }

        referrer.ShouldBeNull();
        alice.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Forms_mark_their_fields_in_the_pages_language()
    {
        await using var alice = await shop.VisitAsync();
        await alice.GoAsync("/sign-in");
        await alice.Page.GetByRole(AriaRole.Combobox).SelectOptionAsync("de");
        await alice.Button("Konto anlegen").ClickAsync();
        // Fine for the page, and no address for the server.
        await alice.Field("Anzeigename").FillAsync("Kira");
        await alice.Field("E-Mail").FillAsync("a@b@c");
        await alice.Field("Passwort").FillAsync("long enough");
        await alice.Page.GetByRole(AriaRole.Main).Locator("form").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(alice.Field("E-Mail")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(alice.Page.GetByText("Gib eine E-Mail-Adresse ein")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("Is not")).ToHaveCountAsync(0);

        await alice.Field("Anzeigename").FillAsync(" ");
        await alice.Field("Passwort").FillAsync("short");
        await alice.Page.GetByRole(AriaRole.Main).Locator("form").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(alice.Page.Locator("[aria-invalid=true]")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task The_101st_drop_is_shown_too_and_the_first_to_open_stands_first()
    {
        await using var alice = await shop.VisitAsync();
        var first = await shop.OfferAsync("Opens First", startsIn: TimeSpan.FromHours(20), sizes: [("EU 42", 1)]);
        for (var i = 0; i < 100; i++)
            await shop.OfferAsync($"Later {i}", startsIn: TimeSpan.FromHours(30 + i), sizes: [("EU 42", 1)]);

        await alice.GoAsync("/");
        await Expect(alice.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { NameRegex = new("^(Opens First|Later)") }).First).ToHaveTextAsync(first.Name);
        while (await alice.Button("Show more").First.IsVisibleAsync())
            await alice.Button("Show more").First.ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { NameRegex = new("^(Opens First|Later)") })).ToHaveCountAsync(101);
    }

    [Fact]
    public async Task A_guest_is_asked_before_they_sign_out_for_good()
    {
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Mona");
        await alice.GoAsync("/sign-in");
        await alice.Button("Sign out").ClickAsync();
        await Expect(alice.Button("Stay signed in")).ToBeFocusedAsync();
        await alice.Button("Yes, sign out").ClickAsync();
        await Expect(alice.Field("Email")).ToBeVisibleAsync();
        await alice.GoAsync("/receipts/0199b2f0-0000-7000-8000-000000000000");
        await Expect(alice.Page.GetByText("Sign in as the one who bought it.")).ToBeVisibleAsync();
    }

    private async Task<Visitor> AtTheDropAsync(Drop drop, string name, BrowserNewContextOptions? device = null)
    {
        var visitor = await shop.VisitAsync(device is null ? null : new(device));
        await visitor.BeGuestAsync(name);
        await visitor.GoAsync(drop.Path);
        await Expect(visitor.Reserve).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>As when somebody comes back to the tab.</summary>
    private static Task LookAgainAsync(Visitor visitor) => visitor.Page.EvaluateAsync("window.dispatchEvent(new Event('visibilitychange'))");
}
