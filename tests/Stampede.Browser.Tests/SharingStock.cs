namespace Stampede.Browser.Tests;

/// <summary>What one customer does, on the page of another.</summary>
public sealed class SharingStock(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Of_two_people_and_the_last_pair_one_has_it_and_the_other_is_told_that_it_may_come_back()
    {
        var drop = await shop.OfferAsync("Last Pair", sizes: [("EU 42", 1)]);
        await using var one = await AtTheDropAsync(drop, "Ada");
        await using var two = await AtTheDropAsync(drop, "Ben");

        await Task.WhenAll(PressIfThereAsync(one), PressIfThereAsync(two));

        await Expect(one.Hold.Or(one.Says("All reserved for now"))).ToBeVisibleAsync();
        var (winner, loser) = await one.Hold.IsVisibleAsync() ? (one, two) : (two, one);
        await Expect(winner.Complete).ToBeVisibleAsync();
        await Expect(loser.Says("All reserved for now")).ToBeVisibleAsync();
        await Expect(loser.Page.GetByText("Some may come back")).ToBeVisibleAsync();
        await Expect(loser.Hold).ToBeHiddenAsync();
        foreach (var person in (Visitor[])[winner, loser])
            await Expect(person.Page.GetByText("Sold out")).ToHaveCountAsync(0);

        await winner.BuyAsync();
        await Expect(loser.Says("Sold out")).ToBeVisibleAsync();
        await Expect(loser.Page.GetByText("Some may come back")).ToHaveCountAsync(0);
        one.Complaints.ShouldBeEmpty();
        two.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hold_that_lapses_is_said_in_words_and_its_stock_returns_to_the_others_page()
    {
        var drop = await shop.OfferAsync("Three Seconds", holdSeconds: 3, sizes: [("EU 42", 1)]);
        await using var holder = await AtTheDropAsync(drop, "Cal");
        await using var other = await AtTheDropAsync(drop, "Dee");

        var held = Expect(other.Says("All reserved for now")).ToBeVisibleAsync();
        await holder.Reserve.ClickAsync();
        await held;

        // Once for the eyes, and once for screen readers.
        await Expect(holder.Page.GetByText($"The time for {drop.Name} ran out. It went back to everyone; you were charged nothing.")).ToHaveCountAsync(2);
        await Expect(holder.Hold).ToBeHiddenAsync();
        await Expect(holder.Reserve).ToBeVisibleAsync();
        await Expect(other.Reserve).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_let_go_is_back_on_the_others_page()
    {
        var drop = await shop.OfferAsync("Let Go", sizes: [("EU 42", 1)]);
        await using var holder = await AtTheDropAsync(drop, "Eve");
        await using var other = await AtTheDropAsync(drop, "Fay");

        await holder.Reserve.ClickAsync();
        await Expect(other.Says("All reserved for now")).ToBeVisibleAsync();
        await holder.LetGoAsync();
        await Expect(holder.Hold).ToBeHiddenAsync();
        await Expect(other.Reserve).ToBeVisibleAsync();
    }

    private async Task<Visitor> AtTheDropAsync(Drop drop, string name)
    {
        var visitor = await shop.VisitAsync();
        await visitor.BeGuestAsync(name);
        await visitor.GoAsync(drop.Path);
        await Expect(visitor.Reserve).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>The other may have been so quick that there is nothing left to press.</summary>
    private static async Task PressIfThereAsync(Visitor visitor)
    {
        try
        {
            await visitor.Reserve.ClickAsync(new() { Timeout = 5_000 });
        }
        catch (TimeoutException)
        {
            await Expect(visitor.Says("All reserved for now")).ToBeVisibleAsync();
        }
    }
}
