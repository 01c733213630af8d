namespace Stampede.Browser.Tests;

/// <summary>The way of a customer from the first page to the receipt, on every kind of device.</summary>
public sealed class BuyingADrop(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_visitor_buys_with_nothing_but_a_name()
    {
        var drop = await shop.OfferAsync("Air One", sizes: [("EU 41", 3), ("EU 42", 2)]);
        await using var alice = await shop.VisitAsync();

        await BuyFromHomeAsync(alice, drop, "Alice");

        var address = alice.Page.Url;
        await alice.Page.ReloadAsync();
        await Expect(alice.Receipt).ToBeVisibleAsync();
        await Expect(alice.Page).ToHaveURLAsync(address);
        await Expect(alice.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("EU 42");
        await Expect(alice.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("$199");

        await alice.Link("Your purchases").ClickAsync();
        await Expect(alice.Heading("Your purchases")).ToBeVisibleAsync();
        await alice.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = drop.Name }).ClickAsync();
        await Expect(alice.Page).ToHaveURLAsync(address);

        await alice.GoAsync(drop.Path);
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Yours") })).ToBeVisibleAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Main).GetByText("Alice")).ToBeVisibleAsync();
        alice.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_phone_is_enough()
    {
        var drop = await shop.OfferAsync("Pocket Size", sizes: [("EU 41", 3), ("EU 42", 2)]);
        await using var bo = await shop.VisitAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true });

        await BuyFromHomeAsync(bo, drop, "Bo");

        foreach (var path in (string[])["/", drop.Path, "/mine"])
        {
            await bo.GoAsync(path);
            await Expect(bo.Page.GetByRole(AriaRole.Main).GetByText(drop.Name).First).ToBeVisibleAsync();
            (await bo.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(390, $"{path} can be moved sideways");
        }
    }

    [Fact]
    public async Task A_keyboard_is_enough()
    {
        var drop = await shop.OfferAsync("No Mouse", sizes: [("EU 41", 3), ("EU 42", 2)]);
        await using var cleo = await shop.VisitAsync();

        await cleo.GoAsync("/");
        await cleo.TabToAsync(cleo.Link(drop.Name));
        await cleo.Page.Keyboard.PressAsync("Enter");
        await cleo.TabToAsync(cleo.Size("EU 41"));
        await cleo.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(cleo.Size("EU 42")).ToBeCheckedAsync();
        await cleo.TabToAsync(cleo.Reserve);
        await cleo.Page.Keyboard.PressAsync("Enter");
        await cleo.TabToAsync(cleo.Field("Display name"));
        await cleo.Page.Keyboard.TypeAsync("Cleo");
        await cleo.Page.Keyboard.PressAsync("Enter");

        // The focus stays where the next step is.
        await Expect(cleo.Complete).ToBeFocusedAsync();
        await cleo.ReadTheOrderAsync();
        await cleo.Page.Keyboard.PressAsync("Enter");
        await Expect(cleo.Receipt).ToBeVisibleAsync();
    }

    private static async Task BuyFromHomeAsync(Visitor visitor, Drop drop, string name)
    {
        await visitor.GoAsync("/");
        await visitor.Link(drop.Name).ClickAsync();
        await Expect(visitor.Heading(drop.Name)).ToBeVisibleAsync();

        await visitor.Button("Choose a size").ClickAsync();
        await visitor.Size("EU 42").CheckAsync();
        await visitor.Reserve.ClickAsync();
        await Expect(visitor.Dialog("What should we call you?")).ToBeVisibleAsync();
        await visitor.Field("Display name").FillAsync(name);
        await visitor.Button("Continue").ClickAsync();

        await Expect(visitor.Hold).ToContainTextAsync($"{drop.Name}, EU 42 is on hold for you");
        (await Visitor.SecondsLeftAsync(visitor.Hold)).ShouldBeInRange(90, 120);
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Your order" })).ToContainTextAsync("$199");
        await visitor.BuyAsync();
        await Expect(visitor.Hold).ToBeHiddenAsync();
    }
}
