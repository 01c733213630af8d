using System.Text.RegularExpressions;
using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>The way along a drop's line, from joining to the receipt, or to knowing that it is over.</summary>
public sealed class StandingInLine(Shop shop) : IClassFixture<Shop>
{
    /// <summary>Time enough for all to join, on a busy machine too: whoever is later stands at the end, and has the same way.</summary>
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(25);

    /// <remarks>There is time to look at three pages while one of them is at turn, on a busy machine too.</remarks>
    [Fact]
    public async Task One_after_the_other_has_a_turn_and_who_misses_it_goes_to_the_end()
    {
        var drop = await shop.OfferAsync("One For Three", startsIn: Opening, line: new { mode = "queue", claimSeconds = 40 }, sizes: [("EU 42", 1)]);
        await using var ann = await JoinAsync(drop, "Ann");
        await using var ben = await JoinAsync(drop, "Ben");
        await using var cleo = await JoinAsync(drop, "Cleo");
        List<Visitor> people = [ann, ben, cleo];

        var first = await FirstAtTurnAsync(people);
        await Expect(first.Page).ToHaveTitleAsync(new Regex("^Your turn"));
        await Expect(first.Hold).ToContainTextAsync("Your turn: One For Three is set aside for you");
        people.Remove(first);
        foreach (var other in people)
            await Expect(other.Heading("You are waiting.")).ToBeVisibleAsync();

        // Says nothing: it goes on to the next, and the first stands behind all others.
        var second = await FirstAtTurnAsync(people);
        await Expect(first.Heading("You missed your turn.")).ToBeVisibleAsync();
        await Expect(first.Page.GetByText("You now stand at the end of the line.").First).ToBeVisibleAsync();
        await Expect(first.Page).Not.ToHaveTitleAsync(new Regex("^Your turn"));
        people.Remove(second);
        await second.Yes.ClickAsync();
        await Expect(second.Complete).ToBeVisibleAsync();
        await second.BuyAsync();

        // What is sold is over for all who wait, and each is told where they stood.
        foreach (var late in (Visitor[])[first, people.Single()])
        {
            await Expect(late.Heading("It is over.")).ToBeVisibleAsync();
            await Expect(late.Page.GetByText("You were charged nothing.").First).ToBeVisibleAsync();
            await Expect(late.Link("Your receipt, signed by the shop")).ToHaveAttributeAsync("href", $"/verify?drop={drop.Slug}");
        }

        await second.GoAsync(drop.Path);
        await Expect(second.Heading("You have got one.")).ToBeVisibleAsync();
        first.Complaints.Concat(second.Complaints).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_draw_is_entered_and_won_by_keyboard_without_live_updates()
    {
        await using var dora = await shop.VisitAsync();
        await dora.Page.RouteWebSocketAsync("**/live", socket => socket.CloseAsync());
        await dora.Page.RouteAsync("**/api/v1/drops/*/events*", route => route.AbortAsync());
        await dora.BeGuestAsync("Dora");
        // The pages are here before the time to enter runs.
        await dora.GoAsync("/");
        var drop = await shop.OfferAsync(
            "Fair And Calm", startsIn: TimeSpan.FromSeconds(1),
            // Nothing is left for others: only the line can lead to what was won.
            line: new { mode = "draw", closesAt = DateTimeOffset.UtcNow + Opening }, sizes: [("EU 41", 0), ("EU 42", 1)]);
        await dora.GoAsync(drop.Path);

        var sizes = dora.Page.GetByRole(AriaRole.Group, new() { Name = "Which sizes would you take?" });
        await dora.TabToAsync(sizes.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^EU 42") }));
        await dora.Page.Keyboard.PressAsync("Space");
        await dora.TabToAsync(dora.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^I have read") }));
        await dora.Page.Keyboard.PressAsync("Space");
        await dora.TabToAsync(dora.Button("Enter the draw"));
        await dora.Page.Keyboard.PressAsync("Enter");
        // The button is gone: the focus is where it is told what came of it.
        await Expect(dora.Heading("You are in.")).ToBeFocusedAsync();

        await Expect(dora.Page.GetByText(new Regex("^Yours to buy until"))).ToBeVisibleAsync();
        await dora.TabToAsync(dora.Complete);
        await dora.ReadTheOrderAsync();
        await dora.Page.Keyboard.PressAsync("Enter");
        await Expect(dora.Receipt).ToBeVisibleAsync();

        await dora.GoAsync(drop.Path);
        await dora.Page.GetByText("Your number, check it").ClickAsync();
        await Expect(dora.Page.GetByText("This device has computed it once more: it is right.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_waits_for_long_keeps_no_live_connection()
    {
        var drop = await shop.OfferAsync("Not Before Tomorrow", startsIn: TimeSpan.FromHours(30), line: new { mode = "queue" }, sizes: [("EU 42", 1)]);
        await using var finn = await shop.VisitAsync();
        await finn.BeGuestAsync("Finn");
        await finn.GoAsync("/");
        await Until.TrueAsync(() => finn.OpenSockets == 1);

        await finn.Page.GetByRole(AriaRole.Link, new() { NameRegex = new(drop.Name) }).First.ClickAsync();
        await finn.Button("Join the line").ClickAsync();
        await Expect(finn.Heading("You are in.")).ToBeVisibleAsync();
        await Until.TrueAsync(() => finn.OpenSockets == 0);
        finn.Refusals.ShouldBeEmpty("Not to be in the line is no error.");

        await finn.Button("Leave the line").ClickAsync();
        await finn.Button("Yes, leave").ClickAsync();
        await Expect(finn.Heading("You have left the line.")).ToBeFocusedAsync();
        await finn.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link).First.ClickAsync();
        await Until.TrueAsync(() => finn.OpenSockets == 1);
    }

    private async Task<Visitor> JoinAsync(Drop drop, string name)
    {
        var visitor = await shop.VisitAsync();
        await visitor.BeGuestAsync(name);
        await visitor.GoAsync(drop.Path);
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Join ") }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Leave the line" }).Or(visitor.Yes).First).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>Waits for the first of them to have something set aside.</summary>
    private static async Task<Visitor> FirstAtTurnAsync(IReadOnlyList<Visitor> people)
    {
        var waits = people.Select(async visitor =>
        {
            await visitor.Yes.WaitForAsync();
            return visitor;
        }).ToList();
        return await await Task.WhenAny(waits);
    }
}
