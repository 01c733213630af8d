using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Lines;

/// <summary>A browser without scripts: one's turn is seen, and answered by a plain form.</summary>
public sealed partial class TurnPages(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_plain_form_says_yes_and_no_for_whoever_has_the_cookie_and_for_no_other_site()
    {
        var drop = await shop.CreateDropAsync(new { variants = new[] { new { label = "<b>42</b>", total = 1 } } });
        (await drop.Shop.Operator.SendAsync(HttpMethod.Put, $"{drop.Path}/line", JsonContent.Create(new { mode = "open", waitlist = true, claimSeconds = 300 }))).ShouldBeOk();
        (await drop.Shop.Operator.PostAsync($"{drop.Path}/line/pace", new { tempo = "live" })).ShouldBeOk();
        var buyer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(buyer);
        using var browser = Browser();
        var page = new Uri($"/drops/{drop.Slug}/turn", UriKind.Relative);
        (await ReadAsync(browser, page)).ShouldContain("Sign in first");
        (await AnswerAsync(browser, page, "yes", Guid.NewGuid().ToString())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await browser.PostAsJsonAsync("/api/v1/accounts/guest?useCookies=true", new { displayName = ServerUnderTest.AnyName() })).EnsureSuccessStatusCode();
        (await browser.PostAsJsonAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant() } })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await ReadAsync(browser, page)).ShouldContain("Nothing is set aside");
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en;q=0.5, de-AT");
        (await ReadAsync(browser, page)).ShouldContain("<html lang=\"de\">");
        browser.DefaultRequestHeaders.AcceptLanguage.Clear();

        (await buyer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        var offered = "";
        await Until.TrueAsync(async () => (offered = await ReadAsync(browser, page)).Contains("Yes, I want it", StringComparison.Ordinal));
        offered.ShouldContain("1 × &lt;b&gt;42&lt;/b&gt; is set aside for you until");
        var reservation = Reservation().Match(offered).Groups[1].Value;
        (await AnswerAsync(browser, page, "yes", reservation, origin: "https://evil.example")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await AnswerAsync(browser, page, "perhaps", reservation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await AnswerAsync(browser, page, "yes", "nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.PostAsJsonAsync(page, new { answer = "yes", reservation })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync(browser, page)).ShouldContain("Yes, I want it", customMessage: "nothing was said yet");

        var yes = await AnswerAsync(browser, page, "yes", reservation);
        (yes.StatusCode, yes.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.Redirect, page.OriginalString));
        var claimed = await ReadAsync(browser, page);
        claimed.ShouldContain("Pay until then");
        claimed.ShouldNotContain("Yes, I want it");
        (await AnswerAsync(browser, page, "no", reservation)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ReadAsync(browser, page)).ShouldContain("Nothing is set aside");
        var late = await AnswerAsync(browser, page, "yes", reservation);
        (late.StatusCode, (await late.Content.ReadAsStringAsync()).Contains("That was too late", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.OK, true));
        (await browser.GetAsync(new Uri("/drops/no-such-drop/turn", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = shop.Site.Address };

    private static async Task<string> ReadAsync(HttpClient browser, Uri page)
    {
        using var answer = await browser.GetAsync(page);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> AnswerAsync(HttpClient browser, Uri page, string answer, string reservation, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, page)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["answer"] = answer, ["reservation"] = reservation }),
        };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await browser.SendAsync(request);
    }

    [GeneratedRegex("name=\"reservation\" value=\"([^\"]+)\"")]
    private static partial Regex Reservation();
}
