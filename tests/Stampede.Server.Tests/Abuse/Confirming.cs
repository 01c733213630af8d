using System.Net;
using System.Text.RegularExpressions;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Abuse;

public sealed partial class Confirming
{
    private const string Password = "a password of my own";

    private static readonly Dictionary<string, string?> Required = new() { ["Stampede:Reservations:RequireConfirmedAccount"] = "true" };

    [Fact]
    public async Task Only_confirmed_accounts_may_reserve_and_an_operator_can_confirm_one()
    {
        await using var hosted = await HostedShop.StartAsync(settings: Required);
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync();
        (await drop.ReserveAsync(await shop.CustomerAsync())).ShouldBe(403, "confirmation_required");
        var (email, customer) = await RegisterAsync(shop);
        (await drop.ReserveAsync(customer)).ShouldBe(403, "confirmation_required");
        await drop.HoldAsync(shop.Operator);

        var confirmed = (await shop.Operator.PostAsync("/api/v1/operations/accounts/confirm", new { email = email.ToUpperInvariant() })).ShouldBeOk();

        confirmed.Text("email").ShouldBe(email);
        // Signed in before: within a second or so the server looks again.
        await Until.TrueAsync(async () => (await drop.ReserveAsync(customer)).Status == HttpStatusCode.Created);
        // Signed in afterwards: at once.
        await (await shop.CreateDropAsync()).HoldAsync(await SignInAsync(shop, email));
    }

    [Fact]
    public async Task A_letter_with_a_link_goes_out_at_registration_and_the_link_confirms()
    {
        await using var post = new PostOffice(refusalsFirst: 1);
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        var (email, customer) = await RegisterAsync(hosted.Shop);
        var (to, text) = await post.NextAsync();
        to.ShouldBe(email);
        var token = TokenIn(text);

        var drop = await hosted.Shop.CreateDropAsync();
        (await drop.ReserveAsync(customer)).ShouldBe(403, "confirmation_required");
        (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/confirm", new { token })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/confirm", new { token })).Status.ShouldBe(HttpStatusCode.NoContent);
        await drop.HoldAsync(await SignInAsync(hosted.Shop, email));
        (await customer.PostAsync("/api/v1/accounts/confirmation-mail")).Status.ShouldBe(HttpStatusCode.Accepted);
        post.IsEmpty.ShouldBeTrue("nothing is left to confirm");
    }

    [Fact]
    public async Task Another_letter_can_be_had_but_not_one_after_the_other()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        var (email, customer) = await RegisterAsync(hosted.Shop);
        var first = TokenIn((await post.NextAsync()).Text);
        (await customer.PostAsync("/api/v1/accounts/confirmation-mail")).ShouldBe(429, "rate_limited");
        await hosted.ExecuteAsync("update account set confirmation_mailed_at = confirmation_mailed_at - interval '1 minute'");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => customer.PostAsync("/api/v1/accounts/confirmation-mail")));

        answers.Count(answer => answer.Status == HttpStatusCode.Accepted).ShouldBe(1);
        var (to, text) = await post.NextAsync();
        to.ShouldBe(email);
        TokenIn(text).ShouldNotBe(first);
        post.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_link_that_is_made_up_or_of_another_account_confirms_nothing()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        await RegisterAsync(hosted.Shop);
        var token = TokenIn((await post.NextAsync()).Text);
        foreach (var wrong in new[] { "x", "CfDJ8", token[..^4], (token[20] == 'A' ? token[..20] + "B" : token[..20] + "A") + token[21..], "ä", new string('A', 5_000) })
            (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/confirm", new { token = wrong })).ShouldBe(400, "confirmation_invalid");
        (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/confirm", new { })).ShouldBe(400, "validation_failed");
        // The address was changed since: the link was sent to another.
        await hosted.ExecuteAsync("update account set email_key = 'OTHER@EXAMPLE.COM' where email_key like 'C%'");
        (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/confirm", new { token })).ShouldBe(400, "confirmation_invalid");
    }

    [Fact]
    public async Task Without_a_mail_server_and_for_guests_there_is_no_letter()
    {
        await using var hosted = await HostedShop.StartAsync(settings: Required);
        var (_, customer) = await RegisterAsync(hosted.Shop);
        (await customer.PostAsync("/api/v1/accounts/confirmation-mail")).ShouldBe(409, "mail_unavailable");
        await using var post = new PostOffice();
        await using var mailing = await HostedShop.StartAsync(settings: post.Settings);
        (await (await mailing.Shop.CustomerAsync()).PostAsync("/api/v1/accounts/confirmation-mail")).ShouldBe(403, "forbidden");
    }

    [Fact]
    public async Task Confirming_others_is_for_operators()
    {
        await using var hosted = await HostedShop.StartAsync(settings: Required);
        const string Path = "/api/v1/operations/accounts/confirm";
        var (email, customer) = await RegisterAsync(hosted.Shop);
        (await hosted.Shop.Anybody.PostAsync(Path, new { email })).ShouldBe(401, "unauthenticated");
        (await customer.PostAsync(Path, new { email })).ShouldBe(403, "forbidden");
        (await hosted.Shop.Operator.PostAsync(Path, new { email = "nobody@example.com" })).ShouldBe(404, "account_not_found");
        (await hosted.Shop.Operator.PostAsync(Path, new { email = "x" })).ShouldBe(400, "validation_failed");
        (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/confirmation-mail")).ShouldBe(401, "unauthenticated");
    }

    [Fact]
    public async Task By_default_anybody_may_reserve()
    {
        await using var hosted = await HostedShop.StartAsync();
        await (await hosted.Shop.CreateDropAsync()).HoldAsync(await hosted.Shop.CustomerAsync());
    }

    private static string TokenIn(string letter)
    {
        // As it came over the wire: quoted-printable, or base64 where the encoder preferred it.
        var body = letter[(letter.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var at ? at : letter.IndexOf("\n\n", StringComparison.Ordinal))..];
        var text = letter.Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(body.ReplaceLineEndings("").Trim()))
            : Regex.Replace(body.ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal), "=([0-9A-F]{2})", hex => ((char)Convert.ToInt32(hex.Groups[1].Value, 16)).ToString());
        var link = Link().Match(text);
        link.Success.ShouldBeTrue(text);
        return link.Groups[1].Value;
    }

    private static async Task<(string Email, Visitor Customer)> RegisterAsync(Shop shop)
    {
        var email = $"c{Guid.NewGuid():n}@example.com";
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = Password, displayName = "Somebody" })).ShouldBeOk();
        return (email, await SignInAsync(shop, email));
    }

    private static async Task<Visitor> SignInAsync(Shop shop, string email) =>
        new(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).Text("accessToken"));

    [GeneratedRegex(@"https://shop\.example/confirm#([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
