using System.IO.Compression;
using System.Text;

namespace Stampede.Browser.Tests;

/// <summary>The page that computes a drop's proof again, in the visitor's own browser.</summary>
public sealed class CheckingAProof(Shop shop) : IClassFixture<Shop>
{
    private const string Title = "Check it yourself.";

    [Fact]
    public async Task A_buyer_checks_the_drop_and_keeps_what_was_checked()
    {
        var drop = await shop.OfferAsync("True One", sizes: [("EU 42", 3)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Alice");
        await alice.ReserveAsync(drop);
        await alice.BuyAsync();

        await alice.Link("Check and keep the signed receipt").ClickAsync();
        await Expect(alice.Heading(Title)).ToBeVisibleAsync();
        await Expect(Verdict(alice, "All is right.")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("You bought.")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("3 = 2 free + 0 reserved + 1 sold")).ToBeVisibleAsync();
        foreach (var check in (string[])["The file is whole", "Nothing is missing", "Never more sold than there was", "The receipt is genuine"])
            await Expect(alice.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = $"Right: {check}" })).ToBeVisibleAsync();

        var saving = alice.Page.WaitForDownloadAsync();
        await alice.Button("Save my receipt").ClickAsync();
        var receipt = await File.ReadAllBytesAsync((await (await saving).PathAsync())!);
        alice.Complaints.ShouldBeEmpty();

        // Somebody else, some other day, without a network: the file and the receipt are enough.
        await using var bo = await shop.VisitAsync();
        var proof = await bo.Context.APIRequest.GetAsync($"/api/v1/drops/{drop.Slug}/proof");
        await OpenAsync(bo);
        await bo.Context.SetOfflineAsync(true);
        await ChooseAsync(bo, ("receipt.json", receipt));
        await Expect(Verdict(bo, "The receipt is genuine.")).ToBeVisibleAsync();
        await ChooseAsync(bo, ("proof.jsonl.gz", await proof.BodyAsync()), ("receipt.json", receipt));
        await Expect(Verdict(bo, "All is right.")).ToBeVisibleAsync();

        var forged = Encoding.UTF8.GetString(receipt).Replace("\"code\":\"bought\"", "\"code\":\"not_bought\"", StringComparison.Ordinal);
        await ChooseAsync(bo, ("receipt.json", Encoding.UTF8.GetBytes(forged)));
        await Expect(Verdict(bo, "Something is wrong.")).ToBeVisibleAsync();
        await Expect(bo.Page.GetByText("receipt_sentence_wrong")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_changed_byte_is_named_with_its_line()
    {
        var drop = await shop.OfferAsync("Forged One", sizes: [("EU 42", 3)]);
        await using var alice = await shop.VisitAsync();
        await alice.BeGuestAsync("Alice");
        await alice.ReserveAsync(drop);
        await alice.BuyAsync();
        var proof = await alice.Context.APIRequest.GetAsync($"/api/v1/drops/{drop.Slug}/proof");
        var lines = await UnpackAsync(await proof.BodyAsync());
        var at = Array.FindIndex(lines, line => line.Contains("\"kind\":\"purchased\"", StringComparison.Ordinal));
        lines[at] = lines[at].Replace("\"amountMinor\":19900", "\"amountMinor\":19901", StringComparison.Ordinal);

        await OpenAsync(alice);
        await ChooseAsync(alice, ("forged.jsonl", Encoding.UTF8.GetBytes(string.Join('\n', lines))));

        await Expect(Verdict(alice, "Something is wrong.")).ToBeVisibleAsync();
        var finding = alice.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "price_differs" });
        await Expect(finding).ToContainTextAsync($"Line {at + 1}: Something was bought at another price");
        await Expect(finding).ToContainTextAsync("19901 USD");
        await Expect(alice.Page.GetByText("file_signature_invalid")).ToBeVisibleAsync();
        alice.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_works_by_keyboard_on_a_phone_and_for_a_drop_that_is_not()
    {
        await using var cleo = await shop.VisitAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true });
        // Asked for long before the key is pressed: the browser is told of it by a message that nobody waits for, and a press that overtakes it opens nothing.
        var choosing = cleo.Page.WaitForFileChooserAsync();
        await OpenAsync(cleo);
        await cleo.TabToAsync(cleo.Field("Choose a proof file or a receipt"));
        await cleo.Page.Keyboard.PressAsync("Enter");
        await (await choosing).SetFilesAsync(new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = "Hello\n"u8.ToArray() });
        await Expect(Verdict(cleo, "Something is wrong.")).ToBeVisibleAsync();
        (await cleo.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBe(390, "The page can be moved sideways.");

        await cleo.GoAsync("/verify?drop=nothing");
        await Expect(cleo.Page.GetByText("There is no such drop.")).ToBeVisibleAsync();
    }

    private static ILocator Verdict(Visitor visitor, string words) => visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = words });

    /// <summary>Until the verifier is there: from then on it needs no network.</summary>
    private static async Task OpenAsync(Visitor visitor)
    {
        await visitor.GoAsync("/verify");
        await Expect(visitor.Page.GetByText("From here on the check needs no network")).ToBeVisibleAsync();
    }

    private static Task ChooseAsync(Visitor visitor, params (string Name, byte[] Bytes)[] files) => visitor.Field("Choose a proof file or a receipt").SetInputFilesAsync(
        files.Select(file => new FilePayload { Name = file.Name, MimeType = "application/octet-stream", Buffer = file.Bytes }));

    private static async Task<string[]> UnpackAsync(byte[] packed)
    {
        await using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return (await reader.ReadToEndAsync()).Split('\n');
    }
}
