using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>What an operator does with many at once: drops together, lists by filter and key, and somebody who goes about it like a machine.</summary>
public sealed class KeepingOrder(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Drops_are_run_together_by_keys_and_boxes()
    {
        var drops = new[] { await shop.OfferAsync("Together A", sizes: [("EU 42", 2)]), await shop.OfferAsync("Together B", sizes: [("EU 42", 2)]) };
        await shop.OfferAsync("Together C", draft: true, sizes: [("EU 42", 2)]);
        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync("/operate");
        await Expect(olga.Heading("Drops")).ToBeVisibleAsync();
        await olga.Page.Keyboard.PressAsync("?");
        await Expect(olga.Dialog("Keys")).ToContainTextAsync("Next line of a list");
        await olga.Page.Keyboard.PressAsync("Escape");
        await Expect(olga.Dialog("Keys")).ToBeHiddenAsync();
        await olga.Page.Keyboard.PressAsync("/");
        // A letter of the search, and no key.
        await olga.Page.Keyboard.TypeAsync("togetherj");
        await olga.Page.Keyboard.PressAsync("Backspace");
        await olga.Page.GetByLabel("Order", new() { Exact = true }).SelectOptionAsync("name");
        await Expect(olga.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);

        foreach (var name in new[] { "Together A", "Together B", "Together C" })
            await olga.Field($"Choose {name}").CheckAsync();
        await olga.Button("Pause").ClickAsync();
        var dialog = olga.Dialog("Pause these drops?");
        await Expect(dialog).ToContainTextAsync("This happens to 2 drops:");
        await Expect(dialog).ToContainTextAsync("Not possible for 1 of the chosen");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(olga.Page.GetByText("Done for 2 drops.")).ToBeVisibleAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Paused" })).ToHaveCountAsync(2);

        // By key into the first of them; and back, where the search and the order still stand.
        await olga.Heading("Drops").ClickAsync();
        await olga.Page.Keyboard.PressAsync("j");
        await olga.Page.Keyboard.PressAsync("Enter");
        await Expect(olga.Heading(drops[0].Name)).ToBeVisibleAsync();
        await olga.Page.GoBackAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await Expect(olga.Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("together");
        olga.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_who_hoards_is_found_blocked_and_told_whom_to_ask()
    {
        var drop = await shop.OfferAsync("Hoarded", limit: 3, sizes: [("EU 42", 9), ("EU 43", 9)]);
        await using var bot = await shop.VisitAsync();
        await bot.BeGuestAsync("Hoarder Bot");
        foreach (var variant in drop.VariantIds)
            await bot.PostAsync($"/api/v1/drops/{drop.Id}/reservations", new { variantId = variant });
        await using var cleo = await shop.VisitAsync();
        await cleo.BeGuestAsync("Cleo");
        await cleo.PostAsync($"/api/v1/drops/{drop.Id}/reservations", new { variantId = drop.VariantIds[0] });

        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        var holds = olga.Page.GetByRole(AriaRole.Region, new() { Name = "Holds", Exact = true });
        var list = holds.Filter(new() { Has = olga.Page.Locator("tbody") }).Last.Locator("tbody tr");
        await Expect(list).ToHaveCountAsync(3);
        await olga.Page.GetByText("Filter", new() { Exact = true }).First.ClickAsync();
        await olga.Field("Name contains").FillAsync("hoard");
        await olga.Page.Keyboard.PressAsync("Enter");
        await Expect(list).ToHaveCountAsync(2);
        new Uri(olga.Page.Url).Query.ShouldContain("hold=hoard");

        await olga.Field("Choose Hoarder Bot").CheckAsync();
        await olga.Button("Release holds").ClickAsync();
        await olga.Dialog("Take these holds away?").GetByRole(AriaRole.Button, new() { Name = "Release holds" }).ClickAsync();
        await Expect(olga.Page.GetByText("2 holds released.")).ToBeVisibleAsync();
        await olga.Button("Block").ClickAsync();
        var dialog = olga.Dialog("Block");
        await dialog.GetByLabel("Reason").FillAsync("Held what was not bought, for an hour");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Region, new() { Name = "Blocked here" })).ToContainTextAsync("Hoarder Bot");

        await bot.GoAsync(drop.Path);
        await bot.Size("EU 42").CheckAsync();
        await bot.Reserve.ClickAsync();
        await Expect(bot.Page.GetByRole(AriaRole.Alert).Filter(new() { HasTextRegex = new Regex("takes no reservation from you.*ask the shop") })).ToBeVisibleAsync();
        await olga.Page.GetByRole(AriaRole.Button, new() { Name = "Lift the block of Hoarder Bot" }).ClickAsync();
        await Expect(olga.Page.GetByText("Nobody is blocked.")).ToBeVisibleAsync();
        await bot.Reserve.ClickAsync();
        await Expect(bot.Hold).ToBeVisibleAsync();
        olga.Complaints.ShouldBeEmpty();
        bot.Complaints.ShouldBeEmpty();
    }
}
