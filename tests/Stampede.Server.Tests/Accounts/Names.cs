using System.Text.Json.Nodes;
using Stampede.Server.Http;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Accounts;

/// <summary>Texts that look the same are the same text, and nobody looks like an operator who is none.</summary>
public sealed class Names(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Guest = "/api/v1/accounts/guest";

    private readonly Shop shop = shared.Shop;

    public static TheoryData<string, string> Forms { get; } = new()
    {
        { "Zoe\u0301", "Zo\u00e9" }, // Composed and decomposed.
        { "\u1112\u1161\u11ab", "\ud55c" },
        { "\u212bke", "\u00c5ke" },
        { "a\u0323\u0307", "\u1ea1\u0307" }, // Marks in their order.
        { "a\u0307\u0323", "\u1ea1\u0307" },
        { "Ada  Lovelace", "Ada Lovelace" },
        { "Ada\u00a0\u2003Lovelace", "Ada Lovelace" },
        { "\u3000Ada\u3000", "Ada" },
        { "Ada\u2800", "Ada" },
        { "A\u00adda", "Ada" },
        { "A\u200bd\u200ca\u200d", "Ada" },
        { "A\u2060d\u2063a", "Ada" },
        { "A\u034fda\u180b", "Ada" },
        { "Ada\ufe0f", "Ada" },
        { "Ada\udb40\udc41\udb40\udc42", "Ada" }, // Tags.
        { "Ada\u3164", "Ada" },
        { "\udb40\udc41\udb40\udc42Ada", "Ada" },
        { "e\u200b\u0301", "\u00e9" },
        // What joins or shapes stays.
        { "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc7f", "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc7f" },
        { "\u2764\ufe0f", "\u2764\ufe0f" },
        { "1\ufe0f\u20e3", "1\ufe0f\u20e3" },
        { "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67" },
        { "\u0dc1\u0dca\u200d\u0dbb\u0dd3", "\u0dc1\u0dca\u200d\u0dbb\u0dd3" }, // Sri, in Sinhala.
        { "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645" }, // Persian.
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task There_is_one_form_of_all_that_look_the_same(string sent, string kept)
    {
        PlainText.Canonical(sent.Trim()).ShouldBe(kept);
        PlainText.Canonical(kept).ShouldBe(kept);
        var guest = await shop.CustomerAsync(sent);
        (await guest.GetAsync("/api/v1/me")).Text("displayName").ShouldBe(kept);
        var email = $"{Guid.NewGuid():n}@example.com";
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = "long enough", displayName = sent })).Text("displayName").ShouldBe(kept);
        var drop = await shop.CreateDropAsync(new { name = sent, variants = new[] { new { label = sent, total = 1 } } });
        var read = (await shop.Anybody.GetAsync($"/api/v1/drops/{drop.Id}")).ShouldBeOk().Json;
        read["name"]!.GetValue<string>().ShouldBe(kept);
        read["variants"]![0]!["label"]!.GetValue<string>().ShouldBe(kept);
    }

    [Theory]
    [InlineData("Operator")]
    [InlineData("OPERATOR")]
    [InlineData("  operator ")]
    [InlineData("0perat0r")]
    [InlineData("\u041eperator")] // Cyrillic.
    [InlineData("\u041e\u0440\u0435rator")]
    [InlineData("\u039fp\u0435r\u0430t\u03bfr")] // Greek.
    [InlineData("O p e r a t o r")]
    [InlineData("Ope\u200brator")]
    [InlineData("\uff2f\uff50\uff45\uff52\uff41\uff54\uff4f\uff52")] // Full-width.
    [InlineData("\ud835\udc0e\ud835\udc29\ud835\udc1e\ud835\udc2b\ud835\udc1a\ud835\udc2d\ud835\udc28\ud835\udc2b")] // Mathematical bold.
    [InlineData("\u1d0f\u1d18\u1d07\u0280\u1d00\u1d1b\u1d0f\u0280")] // Small capitals.
    [InlineData("\u24de\u24df\u24d4\u24e1\u24d0\u24e3\u24de\u24e1")] // Circled.
    [InlineData("\u00d3p\u00e9rator")]
    [InlineData("O\u0336perator")]
    [InlineData("Operator 2")]
    [InlineData("operator1")]
    [InlineData("The Operator")]
    [InlineData("Operator (Support)")]
    [InlineData("Admin")]
    [InlineData("\u0410dmin")]
    [InlineData("adm1n")]
    [InlineData("Admin\u0131strator")]
    [InlineData("adrnin")]
    [InlineData("@dmin")]
    [InlineData("Stampede")]
    [InlineData("\u0405tampede")]
    [InlineData("Stampede-Support")]
    [InlineData("StampedeShop")]
    [InlineData("Shop")]
    [InlineData("5hop")]
    [InlineData("The Shop Team")]
    [InlineData("Support")]
    [InlineData("Customer Support")]
    [InlineData("Staff")]
    public async Task Nobody_goes_by_a_name_of_those_who_run_the_shop(string name)
    {
        foreach (var (path, body) in new (string, object)[]
                 {
                     (Guest, new { displayName = name }),
                     ("/api/v1/accounts/register", new { email = $"{Guid.NewGuid():n}@example.com", password = "long enough", displayName = name }),
                 })
        {
            (await shop.Anybody.PostAsync(path, body)).ShouldBe(400, "validation_failed")["errors"]!["displayName"]![0]!.GetValue<string>().ShouldContain("those who run the shop");
        }
    }

    [Theory]
    [InlineData("Opera Tor-Olsen")]
    [InlineData("Adminton")]
    [InlineData("Cooperator")]
    [InlineData("Shoppe")]
    [InlineData("Bishop")]
    [InlineData("Stafford")]
    [InlineData("Ольга")]
    [InlineData("Ελένη")]
    [InlineData("山田")]
    [InlineData("A")]
    [InlineData("Help")]
    [InlineData("42")]
    [InlineData("!!!")]
    [InlineData("👟")]
    public async Task Other_names_are_anybodys(string name) =>
        (await shop.Anybody.PostAsync(Guest, new { displayName = name })).ShouldBeOk();

    [Theory]
    [InlineData("EU 42", "EU  42")]
    [InlineData("EU 42", "EU\u00a042")]
    [InlineData("Caf\u00e9", "Cafe\u0301")]
    [InlineData("S", "\u0405")]
    [InlineData("M", "M\u200b")]
    [InlineData("L", "\uff2c")]
    [InlineData("\u2764", "\u2764\ufe0f")]
    public async Task No_two_sizes_of_a_drop_look_the_same(string one, string other)
    {
        var answer = await shop.Operator.PostAsync("/api/v1/drops", new JsonObject
        {
            ["name"] = "Twins",
            ["price"] = new JsonObject { ["amountMinor"] = 100, ["currency"] = "USD" },
            ["variants"] = new JsonArray(new JsonObject { ["label"] = one, ["total"] = 1 }, new JsonObject { ["label"] = other, ["total"] = 1 }),
        });
        answer.ShouldBe(400, "validation_failed")["errors"]!["variants[1].label"].ShouldNotBeNull();
    }
}
