namespace Stampede.Browser.Tests;

/// <summary>From the card to the receipt, in a shop that takes test cards.</summary>
public sealed class Paying(Paying.PayingShop paying) : IClassFixture<Paying.PayingShop>
{
    private const string Declined = "4000 0000 0000 0002";
    private const string Asks = "4000 0025 0000 3155";
    private const string Slow = "4000 0000 0000 9999";

    private readonly Shop shop = paying.Shop;

    /// <summary>A hold that is paid for lasts half a minute more; what is paid after that goes back.</summary>
    public sealed class PayingShop(Chromium chromium) : IAsyncLifetime
    {
        internal Shop Shop { get; } = new(chromium)
        {
            Settings = new Dictionary<string, string>
            {
                ["Stampede__Payments__Provider"] = "test",
                ["Stampede__Payments__PaySeconds"] = "30",
                ["Stampede__Payments__TimeoutSeconds"] = "1",
                ["Stampede__Payments__LatePolicy"] = "refund",
            },
        };

        public ValueTask InitializeAsync() => Shop.InitializeAsync();

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }

    public static TheoryData<bool> Devices => [false, true];

    [Theory]
    [MemberData(nameof(Devices))]
    public async Task A_card_that_succeeds_leads_to_a_receipt_that_says_paid(bool isPhone)
    {
        await using var visitor = await HoldAsync(isPhone ? "Pocket Money" : "Paid at Once", isPhone);
        await Expect(visitor.Page.GetByText("no money moves")).ToBeVisibleAsync();
        await PayAsync(visitor);
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Paid", new() { Exact = true })).ToBeVisibleAsync();
        await visitor.GoAsync("/mine");
        await Expect(visitor.Page.GetByText("Paid", new() { Exact = true })).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_keyboard_is_enough()
    {
        await using var visitor = await HoldAsync("No Mouse");
        await visitor.TabToAsync(Card(visitor, "4242 4242 4242 4242"));
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Card(visitor, Asks)).ToBeCheckedAsync();
        await visitor.TabToAsync(visitor.Pay);
        await Visitor.ReadAsync(visitor.Pay);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(Question(visitor)).ToBeVisibleAsync();
        await visitor.TabToAsync(visitor.Button("Yes, it’s me"));
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Receipt).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_declined_card_costs_nothing_and_another_one_buys()
    {
        await using var visitor = await HoldAsync("Second Card");
        await PayAsync(visitor, Declined);
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your bank said no.");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("4 tries left.");
        await Expect(visitor.Hold).ToBeVisibleAsync();

        // Who comes back is told so again.
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your bank said no.");
        await PayAsync(visitor);
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_challenge_that_is_passed_buys_also_after_a_reload()
    {
        await using var visitor = await HoldAsync("Is It You");
        await PayAsync(visitor, Asks);
        await Expect(Question(visitor)).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new("Kept for you until") })).ToBeVisibleAsync();
        await visitor.Page.ReloadAsync();
        await visitor.Button("Yes, it’s me").ClickAsync();
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_challenge_that_fails_is_a_decline_and_one_that_is_given_up_leaves_the_hold()
    {
        await using var visitor = await HoldAsync("Not Me");
        await PayAsync(visitor, Asks);
        await visitor.Button("No").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your bank’s question was not answered with yes.");

        await PayAsync(visitor, Asks);
        await Question(visitor).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await visitor.Button("Give the payment up").ClickAsync();
        await PayAsync(visitor);
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slow_bank_is_waited_for()
    {
        await using var visitor = await HoldAsync("Slow Bank");
        await PayAsync(visitor, Slow);
        await Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new("^Your bank is slow") })).ToBeVisibleAsync();
        await Expect(visitor.Receipt).ToBeVisibleAsync(new() { Timeout = 60_000 });
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_the_time_runs_out_at_the_bank_nothing_is_charged_and_the_page_says_so()
    {
        await using var visitor = await HoldAsync("Too Late", holdSeconds: 10);
        await PayAsync(visitor, Asks);
        await Expect(Question(visitor)).ToBeVisibleAsync();
        await Expect(visitor.Hold).ToBeHiddenAsync(new() { Timeout = 60_000 });
        // One sentence says how it stands, while the bank may still answer and when it has.
        await Expect(visitor.Page.GetByText("if it says yes now", new() { Exact = false })).ToHaveCountAsync(1);
        await Expect(OfTheEnd(visitor)).ToHaveCountAsync(1);
        await visitor.Button("Yes, it’s me").ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was charged. Your bank may show the amount for some days.");
        await Expect(OfTheEnd(visitor)).ToHaveCountAsync(1);
        await Expect(visitor.Reserve).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_operator_refunds_is_seen_on_the_receipt()
    {
        await using var visitor = await HoldAsync("Sent Back");
        await PayAsync(visitor);
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        await using var operators = await shop.VisitAsync();
        await operators.BeOperatorAsync();
        await operators.GoAsync("/operate/payments?state=captured");
        await operators.Button("Refund: Sent Back’s buyer").ClickAsync();
        await operators.Field("Amount").FillAsync("9");
        await operators.Field("Reason").FillAsync("Scratched");
        await operators.Button("Refund $9").ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByText("Part refunded: $9")).ToBeVisibleAsync();

        await operators.GoAsync("/operate/payments?state=part_refunded");
        await operators.Button("Refund: Sent Back’s buyer").ClickAsync();
        await operators.Field("Put all its pieces back on sale").CheckAsync();
        await operators.Field("Reason").FillAsync("Sent back");
        await operators.Button("Refund $190").ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Heading("Refunded.")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Refunded: $199")).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
        operators.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_comes_back_in_part_is_counted_on_the_receipt_the_list_and_the_board()
    {
        var drop = await shop.OfferAsync("Two of Three", limit: 3, isPaid: true, sizes: [("One size", 3)]);
        await using var visitor = await shop.VisitAsync();
        await visitor.BeGuestAsync("Two of Three’s buyer");
        await visitor.GoAsync(drop.Path);
        await visitor.Button("One more").ClickAsync();
        await visitor.Button("One more").ClickAsync();
        await visitor.Reserve.ClickAsync();
        await PayAsync(visitor);
        await Expect(visitor.Receipt).ToBeVisibleAsync();

        await using var operators = await shop.VisitAsync();
        await operators.BeOperatorAsync();
        await operators.GoAsync($"/operate/payments?drop={drop.Id}");
        await operators.Button("Refund: Two of Three’s buyer").ClickAsync();
        await operators.Field("Pieces that come back").FillAsync("4");
        await operators.Field("Reason").FillAsync("Too small");
        await operators.Page.Keyboard.PressAsync("Enter");
        await operators.Page.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^Refund \$") }).ClickAsync();
        await Expect(operators.Page.GetByText("A whole number from 1 to 3, or nothing.")).ToBeVisibleAsync();
        await operators.Field("Pieces that come back").FillAsync("1");
        await operators.Field("Put them back on sale").CheckAsync();
        await operators.Button("Refund $199").ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByText("Part refunded: $199. 1 of 3 came back")).ToBeVisibleAsync();
        await visitor.GoAsync("/mine");
        await Expect(visitor.Page.GetByText("Part refunded: $199. 1 of 3 came back")).ToBeVisibleAsync();

        // Its place below the limit is free again.
        await visitor.GoAsync(drop.Path);
        await Expect(visitor.Reserve).ToBeVisibleAsync();

        // The rest without putting it back: it stays sold.
        await operators.Button("Refund: Two of Three’s buyer").ClickAsync();
        await operators.Field("Reason").FillAsync("For the trouble");
        await operators.Button("Refund $398").ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await operators.Link("Refunded").ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Region, new() { Name = "Refunds" }).GetByText("2, not for sale")).ToBeVisibleAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Region, new() { Name = "Steps" }).GetByText("For the trouble")).ToBeVisibleAsync();

        await operators.GoAsync($"/operate/drops/{drop.Id}");
        var money = operators.Page.GetByRole(AriaRole.Region, new() { Name = "Money" });
        await Expect(money).ToContainTextAsync("Revenue$0");
        await Expect(money).ToContainTextAsync("Refunded$597");
        await Expect(money).ToContainTextAsync("Everything sold is paid.");
        await Expect(operators.Page.GetByRole(AriaRole.Region, new() { Name = "Ledger" }).GetByText("Taken back, not for sale")).ToBeVisibleAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Region, new() { Name = "What operators did with payments" }).GetByText("Too small")).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
        operators.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Capture again", "Paid")]
    [InlineData("Let go", "Taken back by the shop; nothing was charged")]
    public async Task What_could_not_be_captured_is_on_top_and_an_operator_decides(string act, string becomes)
    {
        await using var visitor = await HoldAsync($"Stuck {act}");
        await PayAsync(visitor);
        await Expect(visitor.Receipt).ToBeVisibleAsync();
        // As where the provider had not handed the money out.
        var payment = $"(select p.id from payment p join drop d on d.id = p.drop_id where d.name = 'Stuck {act}')";
        await shop.ForgeAsync($"update built_in_payment set state = 'authorized', captured_minor = 0 where payment_id = {payment}");
        await shop.ForgeAsync($"update payment set state = 'capture_failed', captured_minor = 0 where id = {payment}");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByText("Being taken from your card")).ToBeVisibleAsync();

        await using var operators = await shop.VisitAsync();
        await operators.BeOperatorAsync();
        await operators.GoAsync("/operate/payments");
        var stuck = operators.Page.GetByRole(AriaRole.Region, new() { Name = "Needs a hand" });
        await stuck.GetByRole(AriaRole.Button, new() { Name = $"{act}: Stuck {act}’s buyer" }).ClickAsync();
        await operators.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = act }).ClickAsync();
        await Expect(operators.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(stuck.GetByText($"Stuck {act}’s buyer")).ToBeHiddenAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByText(becomes, new() { Exact = true })).ToBeVisibleAsync();
        operators.Complaints.ShouldBeEmpty();
    }

    /// <summary>What says that nothing is, or was, charged.</summary>
    private static ILocator OfTheEnd(Visitor visitor) => visitor.Page.GetByText(new System.Text.RegularExpressions.Regex("[Nn]othing (is|was) charged|charged nothing"));

    private static ILocator Card(Visitor visitor, string number) => visitor.Field(number);

    private static ILocator Question(Visitor visitor) => visitor.Dialog("Your bank asks: is it you?");

    private async Task<Visitor> HoldAsync(string name, bool isPhone = false, int holdSeconds = 120)
    {
        var drop = await shop.OfferAsync(name, holdSeconds, isPaid: true, sizes: [("One size", 3)]);
        var visitor = await shop.VisitAsync(isPhone ? new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true } : null);
        await visitor.BeGuestAsync($"{name}’s buyer");
        await visitor.ReserveAsync(drop);
        return visitor;
    }

    /// <param name="card">Null: the one that is chosen already, which succeeds.</param>
    private static async Task PayAsync(Visitor visitor, string? card = null)
    {
        if (card is not null)
            await Card(visitor, card).CheckAsync();
        await Visitor.ReadAsync(visitor.Pay);
        await visitor.Pay.ClickAsync();
    }
}
