namespace Stampede.Browser.Tests;

/// <summary>A proxy in front that nobody has told of live updates: the page is up to date all the same.</summary>
public sealed class BehindAProxy(Shop shop, Chromium chromium) : IClassFixture<Shop>
{
    /// <summary>The page looks for another way after 3 s, asks every few seconds, and the machine may be slow.</summary>
    private const float SoonMs = 20_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_others_do_shows_within_seconds_and_one_can_buy(bool heedsNobody)
    {
        var drop = await shop.OfferAsync(heedsNobody ? "Held back" : "Old proxy", sizes: [("EU 42", 1)]);
        await using var proxy = new OldProxy(shop.Address, heedsNobody);
        await using var behind = await Visitor.ArriveAsync(chromium.Browser, proxy.Address, new());
        await using var straight = await shop.VisitAsync();
        await behind.BeGuestAsync("Gus");
        await straight.BeGuestAsync("Hal");
        await behind.GoAsync(drop.Path);
        await Expect(behind.Reserve).ToBeVisibleAsync(new() { Timeout = SoonMs });

        await straight.ReserveAsync(drop);
        await Expect(behind.Says("All reserved for now")).ToBeVisibleAsync(new() { Timeout = SoonMs });
        await straight.LetGoAsync();
        await Expect(behind.Reserve).ToBeVisibleAsync(new() { Timeout = SoonMs });
        await behind.Reserve.ClickAsync();
        await Expect(behind.Hold).ToBeVisibleAsync(new() { Timeout = SoonMs });
        await behind.BuyAsync();
        await Expect(straight.Says("Sold out")).ToBeVisibleAsync(new() { Timeout = SoonMs });
    }
}
