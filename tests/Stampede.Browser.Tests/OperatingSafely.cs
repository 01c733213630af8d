using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>The console asks before what cannot be undone, does nothing twice, loses no work and shows all there is.</summary>
public sealed class OperatingSafely(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_drop_goes_out_after_a_last_look_that_says_when()
    {
        await using var olga = await OperatorAsync();
        await olga.GoAsync("/operate/new");
        await olga.Field("Name").FillAsync("Looked At");
        await olga.Field("Price").FillAsync("1.299,00");
        await Expect(olga.Page.GetByText("$1,299", new() { Exact = true })).ToBeVisibleAsync();
        await olga.Field("Time zone").SelectOptionAsync("Europe/Berlin");
        await olga.Field("Opens").FillAsync("2031-01-15T10:00");
        await olga.Button("Create and publish").ClickAsync();

        var look = olga.Dialog("A last look");
        await Expect(look).ToContainTextAsync("$1,299");
        await Expect(look).ToContainTextAsync("One size · 100");
        await Expect(look).ToContainTextAsync("10:00 AM GMT+1 (Europe/Berlin)");
        await Expect(look).ToContainTextAsync("04:00 AM GMT-5");
        await look.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(olga.Field("Name")).ToHaveValueAsync("Looked At");

        await olga.Field("Opens").FillAsync("2020-01-15T10:00");
        await Expect(olga.Page.GetByText("This time is past: it is open as soon as it is published.")).ToBeVisibleAsync();
        await olga.Button("Create and publish").ClickAsync();
        await Expect(look).ToContainTextAsync("At once: people can buy as soon as you press.");
        await look.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(olga.Button("Pause")).ToBeVisibleAsync();
        olga.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slip_of_the_year_ends_no_drop_unasked()
    {
        var drop = await shop.OfferAsync("Slip", startsIn: TimeSpan.FromHours(-2), sizes: [("EU 42", 5)]);
        await using var olga = await OperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}/edit");
        // After its opening, and before now.
        var opened = await olga.Field("Opens").InputValueAsync();
        await using var buyer = await shop.VisitAsync();
        await buyer.GoAsync(drop.Path);
        await olga.Field("Ends").FillAsync(NextMinute(opened));
        await olga.Button("Save").ClickAsync();
        var question = olga.Dialog("Save these changes?");
        await Expect(question).ToContainTextAsync("saving ends the drop now, for good");
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(buyer.Reserve).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_price_of_a_drop_that_sells_says_whom_it_concerns()
    {
        var drop = await shop.OfferAsync("Dearer", sizes: [("EU 42", 5)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Alice");
        await alice.PostAsync($"/api/v1/drops/{drop.Id}/reservations", new { });
        await using var olga = await OperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}/edit");
        await olga.Field("Price").FillAsync("249");
        await olga.Button("Save").ClickAsync();
        var question = olga.Dialog("Save these changes?");
        await Expect(question).ToContainTextAsync("from $199 to $249");
        await Expect(question).ToContainTextAsync("1 piece is on hold and keeps its price of $199.");
        await question.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(olga.Button("Pause")).ToBeVisibleAsync();
        await Expect(olga.Page.GetByText("$249", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_edit_that_nobody_typed_changes_nothing_and_what_was_emptied_is_gone()
    {
        var drop = await shop.OfferAsync("Emptied", startsIn: TimeSpan.FromDays(2), draft: true, sizes: [("EU 41", 3), ("EU 42", 5)]);
        await using var olga = await OperatorAsync();
        await olga.PostAsync($"/api/v1/drops/{drop.Id}/variants/{drop.VariantIds[0]}/adjustments", new { change = -3, reason = "None came" });
        await olga.GoAsync($"/operate/drops/{drop.Id}/edit");
        await olga.Field("Name").FillAsync("Emptied Still");
        await olga.Button("Remove picture 1").ClickAsync();
        await olga.Field("Opens").FillAsync("");
        var sent = await olga.Page.RunAndWaitForRequestAsync(() => olga.Button("Save").ClickAsync(), request => request.Method == "PATCH");
        sent.PostData.ShouldBe("""{"name":"Emptied Still","pictures":[],"startsAt":null}""");
        await Expect(olga.Heading("Emptied Still")).ToBeVisibleAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}/edit");
        await Expect(olga.Field("Opens")).ToHaveValueAsync("");
        await Expect(olga.Button("Remove picture 1")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_adjustment_whose_answer_is_lost_is_made_once()
    {
        var drop = await shop.OfferAsync("Lost Answer", sizes: [("EU 42", 5)]);
        await using var olga = await OperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        var tries = 0;
        await olga.Page.RouteAsync("**/adjustments", async route =>
        {
            if (++tries > 2)
            {
                await route.ContinueAsync();
                return;
            }

            // It reaches the server; its answer does not come back.
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await olga.Button("Adjust: EU 42").ClickAsync();
        await olga.Field("Change").FillAsync("20");
        await Expect(olga.Page.GetByText("5 → 25 free")).ToBeVisibleAsync();
        await olga.Field("Reason").FillAsync("Found a box");
        await olga.Dialog("Stock of EU 42").GetByRole(AriaRole.Button, new() { Name = "Adjust" }).ClickAsync();
        await Expect(olga.Dialog("Stock of EU 42")).ToBeHiddenAsync();
        tries.ShouldBe(3);
        await Expect(olga.Page.GetByText("Found a box")).ToHaveCountAsync(1);
        await Expect(SizeRow(olga, "EU 42").GetByRole(AriaRole.Cell).Nth(1)).ToHaveTextAsync("25");
    }

    [Fact]
    public async Task What_was_typed_into_a_new_drop_is_there_after_looking_elsewhere()
    {
        await using var olga = await OperatorAsync();
        await olga.GoAsync("/operate/new");
        await olga.Field("Name").FillAsync("Half Done");
        await olga.Link("Health").ClickAsync();
        await Expect(olga.Heading("Health")).ToBeVisibleAsync();
        await olga.GoAsync("/operate/new");
        await Expect(olga.Field("Name")).ToHaveValueAsync("Half Done");
        await olga.Button("Start over").ClickAsync();
        await Expect(olga.Field("Name")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task The_hundred_and_first_hold_and_movement_are_shown_when_asked_for()
    {
        var drop = await shop.OfferAsync("Many Holds", holdSeconds: 3600, limit: 200, sizes: [("EU 42", 200)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Alice");
        for (var held = 0; held < 101; held++)
            await alice.PostAsync($"/api/v1/drops/{drop.Id}/reservations", new { });
        await using var olga = await OperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        foreach (var (name, all) in (IEnumerable<(string, int)>)[("Holds", 101), ("Ledger", 102)])
        {
            var rows = olga.Page.GetByRole(AriaRole.Region, new() { Name = name }).Locator("tbody tr");
            await Expect(rows).ToHaveCountAsync(100);
            await olga.Page.Locator("section, div").Filter(new() { Has = olga.Page.GetByRole(AriaRole.Region, new() { Name = name }) })
                .Last.Locator("..").GetByRole(AriaRole.Button, new() { Name = "Show more" }).First.ClickAsync();
            await Expect(rows).ToHaveCountAsync(all);
        }

        await Expect(olga.Page.GetByRole(AriaRole.Region, new() { Name = "Ledger" })).ToContainTextAsync("Created");
    }

    [Fact]
    public async Task A_hold_that_was_taken_away_is_not_told_as_let_go()
    {
        var drop = await shop.OfferAsync("Taken", holdSeconds: 600, sizes: [("EU 42", 5)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Alice");
        await alice.PostAsync($"/api/v1/drops/{drop.Id}/reservations", new { });
        await using var olga = await OperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        await olga.Button("Release: Alice").ClickAsync();
        await olga.Dialog("Take this hold away from Alice?").GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        var line = olga.Page.GetByRole(AriaRole.Region, new() { Name = "Ledger" }).GetByRole(AriaRole.Row, new() { NameRegex = new("Released by the shop") });
        await Expect(line).ToContainTextAsync(new Regex("operator → Alice"));
        await Expect(olga.Page.GetByText("Nobody holds anything right now.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signed_out_visitors_see_no_console_and_an_operator_finds_the_way_out()
    {
        await using var nobody = await shop.VisitAsync();
        await nobody.GoAsync("/operate");
        await Expect(nobody.Heading("This part is for operators.")).ToBeVisibleAsync();
        await Expect(nobody.Link("Health")).ToHaveCountAsync(0);

        await using var olga = await OperatorAsync();
        await olga.GoAsync("/operate/new");
        await olga.Field("Name").FillAsync("Secret");
        await olga.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Sign out") }).ClickAsync();
        await Expect(olga.Heading("This part is for operators.")).ToBeVisibleAsync();
        (await olga.Page.EvaluateAsync<string[]>("() => Object.keys(localStorage).filter(name => name.includes('draft'))")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_chart_has_its_colours_also_where_motion_is_reduced()
    {
        var drop = await shop.OfferAsync("Coloured", sizes: [("EU 42", 5)]);
        await using var olga = await shop.VisitAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await olga.BeOperatorAsync();
        await olga.GoAsync($"/operate/drops/{drop.Id}");
        var canvas = olga.Page.Locator("canvas");
        await Expect(canvas).ToBeVisibleAsync();
        // Green says free; grey and black say nothing.
        await olga.Page.WaitForFunctionAsync(
            """
            () => {
                const canvas = document.querySelector('canvas');
                const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && data[at + 1] - data[at] > 60) return true;
                return false;
            }
            """);
    }

    private static ILocator SizeRow(Visitor visitor, string size) =>
        visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Stock per size" }).GetByRole(AriaRole.Row, new() { NameRegex = new(size) });

    private static string NextMinute(string local) =>
        DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture).AddMinutes(1).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Visitor> OperatorAsync()
    {
        var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        return olga;
    }
}
