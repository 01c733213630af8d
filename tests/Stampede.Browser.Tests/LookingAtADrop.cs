namespace Stampede.Browser.Tests;

/// <summary>A drop's pictures and size guide, from the console's form to a buyer's screen; and what of them is in the first view.</summary>
public sealed class LookingAtADrop(Shop shop) : IClassFixture<Shop>
{
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true };

    [Fact]
    public async Task Pictures_are_added_described_and_put_in_order_and_a_phone_swipes_through_them()
    {
        var drop = await shop.OfferAsync("Looked At", sizes: [("EU 41", 3), ("EU 42", 5)]);
        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}/edit");
        await olga.Page.Locator("input[type=file]").SetInputFilesAsync([await PhotoAsync(olga, "side.jpg", 600, 400), await PhotoAsync(olga, "standing.jpg", 200, 600)]);
        // Typed while the photos are under way.
        await olga.Field("Size guide").FillAsync("<img src=x onerror=alert(1)>\n\nEU | US | UK\n42 | 9 | 8");
        await Expect(olga.Button("Remove picture 3")).ToBeVisibleAsync();
        await olga.Button("Remove picture 1").ClickAsync();
        await olga.Button("Move picture 2 forward").ClickAsync();
        await Expect(olga.Button("Move picture 1 back")).ToBeFocusedAsync();
        await olga.Field("What the picture shows").First.FillAsync("Standing upright");
        await olga.Page.GetByText("What must stay in view").First.ClickAsync();
        await olga.Field("From the top").First.FillAsync("10");

        // What was not saved is there again.
        await olga.Page.ReloadAsync();
        await Expect(olga.Field("What the picture shows").First).ToHaveValueAsync("Standing upright");
        await olga.Button("Save").ClickAsync();
        await Expect(olga.Button("Pause")).ToBeVisibleAsync();

        await using var alice = await shop.VisitAsync(Phone);
        await alice.GoAsync(drop.Path);
        var gallery = alice.Page.GetByRole(AriaRole.Region, new() { Name = "Pictures" });
        var first = gallery.GetByRole(AriaRole.Img, new() { Name = "Standing upright" });
        await Expect(first).ToHaveCSSAsync("object-position", "50% 10%");
        (await first.EvaluateAsync<string>("image => image.currentSrc")).ShouldEndWith("/200.webp");
        await Expect(gallery.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 of 2");
        await gallery.GetByRole(AriaRole.List).First.FocusAsync();
        await alice.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(gallery.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 of 2");
        await Expect(gallery.GetByRole(AriaRole.Img, new() { Name = "Picture of Looked At" })).ToBeInViewportAsync();
        await alice.Button("Previous picture").ClickAsync();
        await Expect(gallery.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 of 2");

        await alice.Page.GetByText("Size guide").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Row, new() { Name = "42 9 8" })).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("<img src=x onerror=alert(1)>")).ToBeVisibleAsync();
        (await alice.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(390, "the page can be moved sideways");
        alice.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(844, 390)] // A phone on its side.
    [InlineData(720, 450)] // A desk's page at twice its size.
    [InlineData(390, 844)]
    public async Task Name_price_and_button_are_in_the_first_view(int width, int height)
    {
        var drop = await shop.OfferAsync("Lederhandschuhmanufaktur Winterkollektion", sizes: [("EU 41", 3), ("EU 42", 5)]);
        await shop.ChangeAsync(drop, new { description = string.Join(' ', Enumerable.Repeat("Genäht in einer kleinen Werkstatt.", 40)) });
        await using var alice = await shop.VisitAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await alice.GoAsync(drop.Path);
        foreach (var part in new[] { alice.Heading(drop.Name), alice.Page.GetByText("$199", new() { Exact = true }).First, alice.Button("Choose a size") })
            await Expect(part).ToBeInViewportAsync(new() { Ratio = 1 });
        (await alice.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(width, "the page can be moved sideways");
    }

    /// <summary>A JPEG that nobody drew: what the browser shows.</summary>
    private static async Task<FilePayload> PhotoAsync(Visitor visitor, string name, int width, int height) => new()
    {
        Name = name,
        MimeType = "image/jpeg",
        Buffer = await visitor.Page.ScreenshotAsync(new() { Type = ScreenshotType.Jpeg, Clip = new() { Width = width, Height = height } }),
    };
}
