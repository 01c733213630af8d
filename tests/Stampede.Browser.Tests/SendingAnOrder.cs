using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>A guest is ready before the opening, buys what must be sent, and an operator sends it.</summary>
public sealed partial class SendingAnOrder(KeepingAPurchase.MailingShop mailing) : IClassFixture<KeepingAPurchase.MailingShop>
{
    private readonly Shop shop = mailing.Shop;

    [Fact]
    public async Task From_the_address_before_the_opening_to_the_email_that_it_is_on_its_way()
    {
        var drop = await shop.OfferAsync("Sent Bowl", startsIn: TimeSpan.FromHours(1), sizes: [("One size", 2)]);
        await shop.ChangeAsync(drop, new { delivery = "address", deliveryCountries = new[] { "AT" } });
        await using var pia = await shop.VisitAsync(new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await pia.GoAsync(drop.Path);
        await pia.Button("Say who you are").ClickAsync();
        await pia.Field("Display name").FillAsync("Pia");
        await pia.Button("Continue").ClickAsync();
        await pia.Field("Full name").FillAsync("Pia Groß");
        await pia.Field("Email").FillAsync("pia@example.com");
        await pia.Field("Street and number").FillAsync("Neubaugasse 12");
        await pia.Field("Postal code").FillAsync("107");
        await pia.Field("Town or city").FillAsync("Wien");
        await pia.Button("Save").ClickAsync();
        await Expect(pia.Page.GetByText("Not a postal code of this country.")).ToBeVisibleAsync();
        await pia.Field("Postal code").FillAsync("1070");
        await pia.Button("Save").ClickAsync();
        await Expect(pia.Page.GetByText("You are ready.")).ToBeVisibleAsync();
        await shop.ChangeAsync(drop, new { startsAt = DateTimeOffset.UtcNow });
        await pia.Reserve.ClickAsync();
        await pia.BuyAsync();
        var number = Number().Match(await pia.Page.GetByRole(AriaRole.Main).InnerTextAsync()).Value;
        await Expect(pia.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Neubaugasse 12");

        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync("/operate/orders");
        await olga.Field("Search").FillAsync(number.ToLowerInvariant());
        await olga.Button("Find").ClickAsync();
        await olga.Link(number).ClickAsync();
        await Expect(olga.Page.GetByText("Pia Groß").First).ToBeVisibleAsync();
        var order = new Uri(olga.Page.Url).AbsolutePath;
        await olga.Link("Packing slip").ClickAsync();
        await Expect(olga.Heading("Packing slip")).ToBeVisibleAsync();
        await Expect(olga.Page.GetByText("Pia Groß")).ToBeVisibleAsync();
        // One page for one order, and nothing of the console on it.
        Pages().Count(System.Text.Encoding.Latin1.GetString(await olga.Page.PdfAsync(new() { Format = "A4" }))).ShouldBe(1);
        await olga.GoAsync(order);
        await olga.Field("Carrier").FillAsync("Post");
        await olga.Field("Tracking number or address").FillAsync("RR123456789AT");
        await olga.Button("Mark as sent").ClickAsync();
        await Expect(olga.Button("Not sent after all")).ToBeVisibleAsync();

        // A guest is told too, where the order is to be told of.
        var letter = await mailing.Post.NextAsync("On its way: Sent Bowl");
        letter.To.ShouldBe("pia@example.com");
        letter.Text.ShouldContain("RR123456789AT");
        await pia.Page.ReloadAsync();
        await Expect(pia.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("RR123456789AT");
        pia.Complaints.ShouldBeEmpty();
        olga.Complaints.ShouldBeEmpty();
    }

    [GeneratedRegex("ST-[0-9A-Z]+-[0-9A-Z]+")]
    private static partial Regex Number();

    [GeneratedRegex("/Type\\s*/Page\\b(?!s)")]
    private static partial Regex Pages();
}
