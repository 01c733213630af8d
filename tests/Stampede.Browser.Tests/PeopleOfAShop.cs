using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Stampede.Browser.Tests;

/// <summary>Somebody is invited, proves twice who they are, and sees what their role may do.</summary>
public sealed partial class PeopleOfAShop(Shop shop, Chromium chromium) : IClassFixture<Shop>
{
    private const string Password = "a colleague's own";

    [Fact]
    public async Task Kim_is_invited_sets_up_an_app_and_signs_in_with_its_code()
    {
        var drop = await shop.OfferAsync("Kim’s First", sizes: [("EU 42", 5)]);
        await using var olga = await shop.VisitAsync();
        await olga.BeOperatorAsync();
        await olga.GoAsync("/operate/people");
        await olga.Field("Email").FillAsync("kim@example.com");
        await olga.Field("Role").SelectOptionAsync("support");
        await olga.Button("Invite").ClickAsync();
        var invited = olga.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "kim@example.com is invited." });
        await Expect(invited).ToBeVisibleAsync();
        var link = LinkOf().Match(await invited.InnerTextAsync()).Value;

        await using var kim = await shop.VisitAsync();
        await kim.GoAsync(link);
        await Expect(kim.Page.GetByText("Operator invites you to run this shop. Your role: Support.")).ToBeVisibleAsync();
        await kim.Button("Accept").ClickAsync();
        await Expect(kim.Page.GetByText("Enter your name.")).ToBeVisibleAsync();
        await kim.Field("Your name").FillAsync("Kim");
        await kim.Field("Password").FillAsync(Password);
        await kim.Button("Accept").ClickAsync();

        // What their role may not do is not offered to them.
        await Expect(kim.Heading("Drops")).ToBeVisibleAsync();
        await Expect(kim.Link("Security: Kim Support")).ToBeVisibleAsync();
        await Expect(kim.Link("New drop")).ToBeHiddenAsync();
        await kim.GoAsync($"/operate/drops/{drop.Id}");
        await Expect(kim.Heading("Ledger")).ToBeVisibleAsync();
        await Expect(kim.Button("Pause")).ToBeHiddenAsync();

        await kim.Link("Security: Kim Support").ClickAsync();
        await kim.Button("Set up an app").ClickAsync();
        await kim.Dialog("Is it you?").GetByLabel("Password").FillAsync(Password);
        await kim.Button("Go on").ClickAsync();
        var setUp = kim.Dialog("Set up an app");
        await Expect(setUp.GetByRole(AriaRole.Img, new() { Name = "QR code for the app" })).ToBeVisibleAsync();
        var secret = SecretOf().Match(await setUp.InnerTextAsync()).Value.Replace(" ", "", StringComparison.Ordinal);
        var step = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30;
        await setUp.GetByLabel("Code from the app").FillAsync(CodeOf(secret, step));
        await kim.Button("Turn it on").ClickAsync();
        var kept = kim.Dialog("Your recovery codes");
        await Expect(kept.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await kept.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(kim.Page.GetByText("10 are left")).ToBeVisibleAsync();

        // From here on the password alone opens nothing.
        await kim.Button("Sign out: Kim").ClickAsync();
        await Expect(kim.Heading("This part is for operators.")).ToBeVisibleAsync();
        await Expect(kim.Link("People")).ToBeHiddenAsync();
        await kim.Link("Sign in").ClickAsync();
        await kim.Field("Email").FillAsync("kim@example.com");
        await kim.Field("Password").FillAsync(Password);
        await kim.Button("Sign in").ClickAsync();
        await kim.Field("Code from your app").FillAsync("000000");
        await kim.Button("Sign in").ClickAsync();
        await Expect(kim.Page.GetByText("That was not right.")).ToBeVisibleAsync();
        // The code that turned it on was used; the next one is good already.
        await kim.Field("Code from your app").FillAsync(CodeOf(secret, step + 1));
        await kim.Button("Sign in").ClickAsync();
        await Expect(kim.Heading("Drops")).ToBeVisibleAsync();
        kim.Complaints.ShouldBeEmpty();

        await olga.GoAsync("/operate/history");
        await olga.Field("What").SelectOptionAsync("ConfirmCodes");
        await Expect(olga.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Set up an app with codes" })).ToContainTextAsync("Kim");
        await olga.GoAsync("/operate/people");
        await olga.Field("Role of Kim").SelectOptionAsync("viewer");
        await olga.Button("Change role").ClickAsync();
        await Expect(olga.Field("Role of Kim")).ToHaveValueAsync("viewer");
        await olga.Button("Remove: Kim").ClickAsync();
        await olga.Button("Remove").ClickAsync();
        await Expect(olga.Page.GetByText("kim@example.com")).ToHaveCountAsync(0);
        await kim.Page.ReloadAsync();
        await Expect(kim.Heading("This part is for operators.")).ToBeVisibleAsync();
        olga.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_passkey_of_the_device_stands_in_for_a_code()
    {
        // A passkey belongs to a name; a number has none.
        await using var rob = await Visitor.ArriveAsync(chromium.Browser, new Uri($"http://localhost:{shop.Address.Port}"), new());
        var devtools = await rob.Context.NewCDPSessionAsync(rob.Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await rob.PostAsync("/api/v1/accounts/register", new { email = "rob@example.com", password = Password, displayName = "Rob" });
        await shop.ForgeAsync("update account set is_operator = true, role = 'viewer' where email = 'rob@example.com'");
        await rob.PostAsync("/api/v1/accounts/sign-in?useCookies=true", new { email = "rob@example.com", password = Password });
        await rob.GoAsync("/operate/security");
        await rob.Button("Add a passkey").ClickAsync();
        await rob.Field("Name").FillAsync("My laptop");
        await rob.Button("Go on with this device").ClickAsync();
        await rob.Dialog("Is it you?").GetByLabel("Password").FillAsync(Password);
        await rob.Button("Go on").ClickAsync();
        await rob.Button("I have kept them").ClickAsync();
        await Expect(rob.Button("Remove: My laptop")).ToBeVisibleAsync();

        await rob.Button("Sign out: Rob").ClickAsync();
        await rob.Link("Sign in").ClickAsync();
        await rob.Field("Email").FillAsync("rob@example.com");
        await rob.Field("Password").FillAsync(Password);
        await rob.Button("Sign in").ClickAsync();
        await rob.Button("Use a passkey").ClickAsync();
        await Expect(rob.Heading("Drops")).ToBeVisibleAsync();

        // It says who is there when something changes, too; and without it the password is enough again.
        await rob.GoAsync("/operate/security");
        await rob.Button("Remove: My laptop").ClickAsync();
        await rob.Button("Remove").ClickAsync();
        await rob.Button("Use a passkey instead").ClickAsync();
        await Expect(rob.Page.GetByText("Your password alone opens this account.")).ToBeVisibleAsync();
        rob.Complaints.ShouldBeEmpty();
    }

    [GeneratedRegex("/invitation#[\\w-]+")]
    private static partial Regex LinkOf();

    [GeneratedRegex("(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}")]
    private static partial Regex SecretOf();

    /// <summary>RFC 6238, as the app on Kim's phone has it.</summary>
    private static string CodeOf(string secret, long step)
    {
        var bits = string.Concat(secret.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = bits.Chunk(8).Select(eight => Convert.ToByte(new string(eight), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The standard's own.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", null);
    }
}
