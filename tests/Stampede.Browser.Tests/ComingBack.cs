using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>What is on hold is on the server: nothing that happens to the page, the device or the connection loses it.</summary>
public sealed class ComingBack(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_reload_and_a_second_tab_find_the_hold()
    {
        var drop = await shop.OfferAsync("Two Tabs", sizes: [("EU 41", 1), ("EU 42", 1)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Alice");
        await alice.ReserveAsync(drop, "EU 42");

        await alice.Page.ReloadAsync();
        await Expect(alice.Hold).ToContainTextAsync("EU 42 is on hold for you");
        await Expect(alice.Complete).ToBeVisibleAsync();
        await Expect(alice.Size("EU 42")).ToBeCheckedAsync();

        var tab = await alice.Context.NewPageAsync();
        await tab.GotoAsync("/");
        var bar = tab.GetByRole(AriaRole.Region, new() { Name = "On hold for you" });
        await Expect(bar).ToContainTextAsync("EU 42 is on hold for you");
        await bar.GetByRole(AriaRole.Link, new() { Name = "Go to your order" }).ClickAsync();
        await Expect(tab.GetByRole(AriaRole.Button, new() { NameRegex = new("^Complete purchase") })).ToBeVisibleAsync();

        await alice.BuyAsync();
        alice.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_lost_during_a_hold_is_waited_for_and_the_purchase_completes()
    {
        var drop = await shop.OfferAsync("Power Cut", holdSeconds: 600, sizes: [("EU 42", 5)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Anna");
        await alice.ReserveAsync(drop);
        await using var other = await shop.VisitAsync();
        await other.BeGuestAsync("Otto");
        var lost = alice.Page.GetByText("Connection lost.");

        await shop.CrashAsync();
        await Expect(lost).ToBeVisibleAsync();
        await Expect(alice.Hold).ToBeVisibleAsync();
        await shop.StartAsync();
        // Held by another while this page could not hear of it.
        await other.PostAsync($"/api/v1/drops/{drop.Id}/reservations", new { variantId = drop.VariantIds[0] });

        await Expect(lost).ToBeHiddenAsync(new() { Timeout = 45_000 });
        await Expect(alice.Page.GetByRole(AriaRole.Group, new() { Name = "Stock" })).ToHaveTextAsync(new Regex("free3reserved2"));
        await alice.BuyAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_wrong_clock_on_the_device_changes_no_countdown(int minutesFast)
    {
        var live = await shop.OfferAsync($"Now {minutesFast}", sizes: [("EU 42", 5)]);
        var upcoming = await shop.OfferAsync($"Soon {minutesFast}", startsIn: TimeSpan.FromMinutes(5), sizes: [("EU 42", 5)]);
        await using var alice = await shop.VisitAsync();
        await alice.Context.AddInitScriptAsync(
            $$"""
            {
                const True = Date, off = {{minutesFast}} * 60_000;
                globalThis.Date = class extends True {
                    constructor(...given) { given.length ? super(...given) : super(True.now() + off); }
                    static now() { return True.now() + off; }
                };
            }
            """);
        await alice.BeGuestAsync($"Late {minutesFast}");

        await alice.GoAsync(upcoming.Path);
        var opens = alice.Page.GetByRole(AriaRole.Paragraph).Filter(new() { HasTextRegex = new("^Opens in") });
        await Expect(opens).ToContainTextAsync(new Regex("04:[0-5][0-9]"));

        await alice.ReserveAsync(live);
        (await Visitor.SecondsLeftAsync(alice.Hold)).ShouldBeInRange(90, 120);
        (await Visitor.SecondsLeftAsync(alice.Complete)).ShouldBeInRange(90, 120);
    }
}
