namespace Stampede.Browser.Tests;

/// <summary>What customers and operators see of a shop that guards its drops.</summary>
public sealed class GuardedDrops(GuardedDrops.GuardedShop guarded) : IClassFixture<GuardedDrops.GuardedShop>
{
    private readonly Shop shop = guarded.Shop;

    /// <summary>Asks for work, and for a wait after each hold that was not bought.</summary>
    public sealed class GuardedShop(Chromium chromium) : IAsyncLifetime
    {
        internal Shop Shop { get; } = new(chromium)
        {
            Settings = new Dictionary<string, string>
            {
                ["Stampede__Reservations__ProofBits"] = "18",
                ["Stampede__Reservations__CooldownSeconds"] = "600",
                ["Stampede__Reservations__CooldownFreeHolds"] = "0",
                ["Stampede__Reservations__Signals"] = "true",
            },
        };

        public ValueTask InitializeAsync() => Shop.InitializeAsync();

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }

    [Fact]
    public async Task The_page_does_the_work_by_itself_and_the_policy_lets_it()
    {
        var drop = await shop.OfferAsync("Hard Earned", sizes: [("EU 42", 2)]);
        await using var dora = await shop.VisitAsync();
        await dora.BeGuestAsync("Dora");
        await dora.GoAsync(drop.Path);

        await dora.Reserve.ClickAsync();
        await Expect(dora.Hold).ToBeVisibleAsync();
        await dora.BuyAsync();

        dora.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_lets_a_hold_go_is_told_how_long_to_wait_and_the_operator_sees_the_signs()
    {
        var drop = await shop.OfferAsync("Second Thoughts", sizes: [("EU 42", 2)]);
        await using var ed = await shop.VisitAsync();
        await ed.BeGuestAsync("Ed");
        await ed.GoAsync(drop.Path);
        await ed.Reserve.ClickAsync();
        await ed.Hold.GetByRole(AriaRole.Button, new() { Name = "Let it go" }).ClickAsync();

        await ed.Reserve.ClickAsync();
        var notice = ed.Page.GetByRole(AriaRole.Alert);
        await Expect(notice).ToContainTextAsync("Not again just yet.");
        await Expect(notice).ToContainTextAsync("You can reserve again in");
        await Expect(notice).ToContainTextAsync("9:");

        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        await Expect(olga.Heading("Signs of machines")).ToBeVisibleAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Region, new() { Name = "Who" }).GetByText("Ed", new() { Exact = true })).ToBeVisibleAsync();
        olga.Complaints.ShouldBeEmpty();
    }
}
