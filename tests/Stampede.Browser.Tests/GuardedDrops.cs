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
                ["Stampede__LatestPurchasers"] = "0",
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

        // This shop shows nobody's name, and keeps no place for it.
        foreach (var path in (string[])[drop.Path, "/"])
        {
            await dora.GoAsync(path);
            await Expect(dora.Page.GetByText("sold", new() { Exact = true }).First).ToBeVisibleAsync();
            await Expect(dora.Page.GetByRole(AriaRole.Main).GetByText("Dora")).ToHaveCountAsync(0);
            await Expect(dora.Page.GetByText("Latest purchases").Or(dora.Page.GetByText("Just sold")).Or(dora.Page.GetByText("Nobody yet"))).ToHaveCountAsync(0);
        }

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
        await ed.LetGoAsync();

        await ed.Reserve.ClickAsync();
        var notice = ed.Page.GetByRole(AriaRole.Alert);
        await Expect(notice).ToContainTextAsync("Not again just yet.");
        await Expect(notice).ToContainTextAsync("You can reserve again in");
        await Expect(notice).ToContainTextAsync("9:");

        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        await Expect(olga.Heading("Possible bots")).ToBeVisibleAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Region, new() { Name = "Who" }).GetByText("Ed", new() { Exact = true })).ToBeVisibleAsync();
        olga.Complaints.ShouldBeEmpty();
    }
}
