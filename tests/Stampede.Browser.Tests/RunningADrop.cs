using Stampede.Testing;

namespace Stampede.Browser.Tests;

/// <summary>An operator's whole drop, from draft to report, while customers come and buy.</summary>
public sealed class RunningADrop(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task An_operator_takes_a_drop_from_draft_to_report()
    {
        await using var olga = await shop.VisitAsync();
        await SignInAsync(olga);
        await CreateDraftAsync(olga);

        var path = new Uri(olga.Page.Url).AbsolutePath.Replace("/operate", "", StringComparison.Ordinal);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Alice");
        await alice.GoAsync(path);
        await Expect(alice.Heading("There is no such drop.")).ToBeVisibleAsync();

        // A draft is wholly editable: another size, and one more.
        await olga.Link("Edit").ClickAsync();
        await olga.Button("Add a size").ClickAsync();
        await olga.Field("Size").Last.FillAsync("EU 43");
        await olga.Field("Pieces").Last.FillAsync("2");
        await olga.Field("Hold time in seconds").FillAsync("75");
        await olga.Button("Save").ClickAsync();
        // The stock's own row: the ledger below goes on naming it.
        var stockOfIt = olga.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("^EU 43") });
        await Expect(stockOfIt).ToBeVisibleAsync();
        await olga.Link("Edit").ClickAsync();
        await olga.Button("Remove EU 43").ClickAsync();
        await olga.Button("Save").ClickAsync();
        await Expect(olga.Button("Publish")).ToBeVisibleAsync();
        await Expect(stockOfIt).ToHaveCountAsync(0);

        await ConfirmAsync(olga, "Publish", "A last look");
        await Expect(olga.Button("Pause")).ToBeVisibleAsync();

        // The board moves by itself: free, held, sold.
        await alice.GoAsync(path);
        await alice.Size("EU 42").CheckAsync();
        await alice.Reserve.ClickAsync();
        await Expect(alice.Hold).ToBeVisibleAsync();
        await ExpectStockAsync(olga, free: 4, held: 1, sold: 0);
        await Expect(olga.Page.GetByRole(AriaRole.Main).GetByText("Alice").First).ToBeVisibleAsync();
        await alice.BuyAsync();
        await ExpectStockAsync(olga, free: 4, held: 0, sold: 1);

        await using var bo = await shop.VisitAsync();
        await bo.BeGuestAsync("Bo");
        await bo.GoAsync(path);
        await bo.Size("EU 42").CheckAsync();
        await ConfirmAsync(olga, "Pause", "Pause this drop?");
        await Expect(bo.Says("Paused")).ToBeVisibleAsync();
        await olga.Button("Resume").ClickAsync();
        await Expect(bo.Reserve).ToBeVisibleAsync();

        await ConfirmAsync(olga, "End drop", "End this drop for good?");
        await Expect(bo.Says("Ended")).ToBeVisibleAsync();

        await olga.Link("Report").ClickAsync();
        await olga.Button("Verify the books").ClickAsync();
        await Expect(olga.Page.GetByText("The books balance.")).ToBeVisibleAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Row, new() { NameRegex = new("EU 42") })).ToContainTextAsync("1");
        var csv = await olga.Page.RunAndWaitForDownloadAsync(() => olga.Link("Purchases as CSV").ClickAsync());
        (await File.ReadAllTextAsync(await csv.PathAsync())).ShouldContain("Alice");

        await olga.GoAsync(path.Replace("/drops/", "/operate/drops/", StringComparison.Ordinal));
        await ConfirmAsync(olga, "Archive", "Archive this drop?");
        await Expect(olga.Button("Show in the lists again")).ToBeVisibleAsync();
        await olga.GoAsync("/operate");
        await Expect(olga.Heading("Drops")).ToBeVisibleAsync();
        await olga.Page.Keyboard.PressAsync("/");
        await olga.Page.Keyboard.TypeAsync("no such drop at all");
        await Expect(olga.Page.GetByText("No drop is called like this.")).ToBeVisibleAsync();

        olga.Complaints.ShouldBeEmpty();
        alice.Complaints.ShouldBeEmpty();
        bo.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_stock_with_a_reason_reaches_the_customers_page_and_the_ledger()
    {
        var drop = await shop.OfferAsync("Restock", sizes: [("EU 42", 1)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Ann");
        await alice.ReserveAsync(drop);
        await alice.BuyAsync();
        await using var bo = await shop.VisitAsync();
        await bo.GoAsync(drop.Path);
        await Expect(bo.Says("Sold out")).ToBeVisibleAsync();

        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        await olga.Button("Adjust: EU 42").ClickAsync();
        await olga.Field("Change").FillAsync("20");
        await olga.Field("Reason").FillAsync("Found a box");
        await olga.Dialog("Stock of EU 42").GetByRole(AriaRole.Button, new() { Name = "Adjust" }).ClickAsync();

        await Expect(olga.Page.GetByText("Found a box")).ToBeVisibleAsync();
        await ExpectStockAsync(olga, free: 20, held: 0, sold: 1);
        await Expect(bo.Reserve).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_sold_out_is_told_on_every_page_and_the_report_can_be_read_without_a_mouse()
    {
        var drop = await shop.OfferAsync("Figured", sizes: [("EU 42", 1)]);
        await using var ann = await shop.VisitAsync();
        await ann.BeGuestAsync("Ann");
        await ann.ReserveAsync(drop);
        await using var bo = await shop.VisitAsync();
        await bo.BeGuestAsync("Bo");
        await bo.PostRefusedAsync($"/api/v1/drops/{drop.Id}/reservations");
        await bo.PostRefusedAsync($"/api/v1/drops/{drop.Id}/reservations");
        await ann.BuyAsync();

        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync("/operate/orders");
        var news = olga.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Sold out: Figured" });
        await news.GetByRole(AriaRole.Link, new() { Name = "See the report" }).First.ClickAsync();
        await Expect(olga.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/report$"));
        await olga.GoAsync($"/operate/drops/{drop.Id}/report");
        await Expect(olga.Page.GetByText("100% of all pieces.")).ToBeVisibleAsync();
        await Expect(Part(olga, "Refusals by reason")).ToContainTextAsync("2 from 1 person");
        await Expect(Part(olga, "From watching to buying").GetByRole(AriaRole.Listitem)).ToContainTextAsync(["Watched2", "Pressed Reserve2", "Had a hold1", "Bought1"]);

        var chart = olga.Page.GetByRole(AriaRole.Slider, new() { NameRegex = new("^Pieces sold per second") });
        await chart.FocusAsync();
        await olga.Page.Keyboard.PressAsync("Home");
        await Expect(chart).ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("Sold 0$"));
        await olga.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(chart).ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("Sold 1$"));
        var csv = await olga.Page.RunAndWaitForDownloadAsync(() => Part(olga, "Sales rate").GetByRole(AriaRole.Link, new() { Name = "Points as CSV" }).ClickAsync());
        (await File.ReadAllTextAsync(await csv.PathAsync())).ShouldContain("\"1\",\"1\",\"1\"");

        // Closed, it stays closed for this person.
        while (await news.IsVisibleAsync())
            await olga.Button("Close this message").First.ClickAsync();
        await olga.GoAsync("/operate");
        await Expect(olga.Page.GetByText("Sold for, 30 days")).ToBeVisibleAsync();
        await Expect(news).ToBeHiddenAsync();
        olga.Complaints.ShouldBeEmpty();
    }

    private static ILocator Part(Visitor visitor, string title) =>
        visitor.Page.Locator("section").Filter(new() { Has = visitor.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) }).Last;

    private static async Task SignInAsync(Visitor visitor)
    {
        await visitor.GoAsync("/operate");
        await Expect(visitor.Heading("This part is for operators.")).ToBeVisibleAsync();
        await visitor.Link("Sign in").ClickAsync();
        await visitor.Field("Email").FillAsync(ServerProcess.OperatorEmail);
        await visitor.Field("Password").FillAsync(ServerProcess.OperatorPassword);
        await visitor.Button("Sign in").ClickAsync();
        await Expect(visitor.Heading("Drops")).ToBeVisibleAsync();
    }

    private static async Task CreateDraftAsync(Visitor visitor)
    {
        await visitor.Link("New drop").ClickAsync();
        await visitor.Field("Name").FillAsync("Field Jacket");
        await visitor.Field("Description").FillAsync("Waxed cotton, forty of them.");
        await visitor.Field("Price").FillAsync("240");
        await visitor.Field("Size").FillAsync("EU 41");
        await visitor.Field("Pieces").FillAsync("3");
        await visitor.Button("Add a size").ClickAsync();
        await visitor.Field("Size").Last.FillAsync("EU 42");
        await visitor.Field("Pieces").Last.FillAsync("5");
        await visitor.Button("Save as draft").ClickAsync();
        await Expect(visitor.Heading("Field Jacket")).ToBeVisibleAsync();
    }

    private static async Task ConfirmAsync(Visitor visitor, string action, string question)
    {
        await visitor.Button(action).ClickAsync();
        var dialog = visitor.Dialog(question);
        await dialog.GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task ExpectStockAsync(Visitor visitor, int free, int held, int sold)
    {
        var cells = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Stock per size" })
            .GetByRole(AriaRole.Row, new() { NameRegex = new("EU 42") }).GetByRole(AriaRole.Cell);
        await Expect(cells.Nth(1)).ToHaveTextAsync($"{free}");
        await Expect(cells.Nth(2)).ToHaveTextAsync($"{held}");
        await Expect(cells.Nth(3)).ToHaveTextAsync($"{sold}");
    }
}
