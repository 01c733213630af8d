using System.Text.RegularExpressions;
using Stampede.Server.Tests.Accounts;

namespace Stampede.Browser.Tests;

/// <summary>A guest's purchase is one closed browser from lost, until they add an e-mail.</summary>
public sealed partial class KeepingAPurchase(KeepingAPurchase.MailingShop mailing) : IClassFixture<KeepingAPurchase.MailingShop>
{
    private readonly Shop shop = mailing.Shop;
    private readonly PostOffice post = mailing.Post;

    public sealed class MailingShop : IAsyncLifetime
    {
        public MailingShop(Chromium chromium) => Shop = new(chromium)
        {
            Settings = Post.Settings.Where(setting => setting.Key != "Stampede:Reservations:RequireConfirmedAccount")
                .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!),
        };

        internal PostOffice Post { get; } = new();

        internal Shop Shop { get; }

        public ValueTask InitializeAsync() => Shop.InitializeAsync();

        public async ValueTask DisposeAsync()
        {
            await Shop.DisposeAsync();
            await Post.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_guest_adds_an_email_and_finds_the_receipt_in_another_browser()
    {
        var drop = await shop.OfferAsync("Kept Shoe", sizes: [("EU 42", 2)]);
        await using var gus = await shop.VisitAsync();
        await gus.BeGuestAsync("Gus");
        await gus.ReserveAsync(drop);
        await gus.BuyAsync();
        await gus.Page.WaitForURLAsync(new Regex("/receipts/"));
        var receipt = new Uri(gus.Page.Url).AbsolutePath;
        await gus.Field("Email").FillAsync("gus");
        await gus.Button("Add email").ClickAsync();
        await Expect(gus.Page.GetByText("Enter an email address")).ToBeVisibleAsync();
        await gus.Field("Email").FillAsync("gus@example.com");
        await gus.Button("Add email").ClickAsync();
        await Expect(gus.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "gus@example.com" })).ToBeVisibleAsync();

        // No password was chosen: the link that is mailed sets one.
        await gus.GoAsync("/confirm" + Fragment(await post.NextAsync("Confirm your email"), "confirm"));
        await Expect(gus.Page.GetByText("your email is confirmed")).ToBeVisibleAsync();
        (await post.NextAsync("Your purchase: Kept Shoe")).Text.ShouldContain(receipt);
        await using var other = await shop.VisitAsync();
        await other.GoAsync("/sign-in");
        await other.Link("Forgotten your password?").ClickAsync();
        await Expect(other.Heading("Forgotten password")).ToBeVisibleAsync();
        await other.Field("Email").FillAsync("gus@example.com");
        await other.Button("Send the link").ClickAsync();
        await Expect(other.Page.GetByText("a link is on its way")).ToBeVisibleAsync();
        await other.GoAsync("/reset-password" + Fragment(await post.NextAsync("Set a new password"), "reset-password"));
        await other.Field("New password").FillAsync("a password of my own");
        await other.Button("Set password").ClickAsync();
        await Expect(other.Page.GetByText("Your new password is set.")).ToBeVisibleAsync();
        await other.GoAsync($"/sign-in?to={receipt}");
        await other.Field("Email").FillAsync("gus@example.com");
        await other.Field("Password").FillAsync("a password of my own");
        await other.Button("Sign in").ClickAsync();
        await Expect(other.Receipt).ToBeVisibleAsync();
        await Expect(other.Heading("Keep this purchase")).ToBeHiddenAsync();

        // What others see of it is theirs to say.
        await other.GoAsync("/sign-in");
        await other.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await using var anybody = await shop.VisitAsync();
        await anybody.GoAsync(drop.Path);
        await Expect(anybody.Page.GetByText("Someone", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(anybody.Page.GetByText("Gus", new() { Exact = true })).ToHaveCountAsync(0);
        foreach (var person in new[] { gus, other, anybody })
            person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Anybody_asks_to_be_told_of_what_is_to_come()
    {
        var drop = await shop.OfferAsync("To Come", startsIn: TimeSpan.FromHours(1), sizes: [("EU 42", 2)]);
        await using var nora = await shop.VisitAsync();
        await nora.GoAsync(drop.Path);
        await nora.Button("Remind me 15 minutes before").ClickAsync();
        await nora.Field("Email").FillAsync("nora@example.com");
        await nora.Button("Send the link").ClickAsync();
        await Expect(nora.Page.GetByText("Look in your mailbox")).ToBeVisibleAsync();
        var fragment = Fragment(await post.NextAsync("Shall we tell you of To Come?"), "notify");
        await nora.GoAsync("/notify" + fragment);
        await Expect(nora.Page.GetByText("Done: we email you in time.")).ToBeVisibleAsync();
        await nora.GoAsync("/unsubscribe" + fragment);
        await nora.Button("Yes, stop").ClickAsync();
        await Expect(nora.Page.GetByText("Done: no more emails about this drop.")).ToBeVisibleAsync();
        nora.Complaints.ShouldBeEmpty();
    }

    /// <summary>The link leads to the address that the shop has outside; here it is opened where the shop is.</summary>
    private static string Fragment(OpenedLetter letter, string page) =>
        Link().Matches(letter.Text).Single(match => match.Groups[1].Value == page).Groups[2].Value;

    [GeneratedRegex("https://shop\\.example/([a-z-]+)(#[A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
