using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Postgres.Letters;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

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
        Decoded(text).ShouldNotContain("Somebody"); // Whose mailbox it is is not known yet: it gets no words of who registered.

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
    public async Task A_full_queue_says_that_it_is_busy_and_nothing_is_noted_as_sent()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        var (email, customer) = await RegisterAsync(hosted.Shop);
        await post.NextAsync();
        await hosted.ExecuteAsync("update account set confirmation_mailed_at = null");
        await hosted.ExecuteAsync($"""
            insert into letter (customer_id, kind, about, data, priority, due_at)
            select gen_random_uuid(), 'confirm', i::text, '{"{}"}', 0, clock_timestamp() + interval '1 day' from generate_series(1, {LetterRows.AskedForMax}) i
            """);

        (await customer.PostAsync("/api/v1/accounts/confirmation-mail")).ShouldBe(503, "overloaded");
        (await RegisterAsync(hosted.Shop)).Email.ShouldNotBeEmpty(); // An account is an account all the same.

        await hosted.ExecuteAsync("delete from letter where due_at > clock_timestamp()");
        (await customer.PostAsync("/api/v1/accounts/confirmation-mail")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await post.NextAsync()).To.ShouldBe(email);
    }

    [Fact]
    public async Task A_mailbox_that_is_refused_for_good_is_tried_once_and_one_that_is_put_off_holds_up_nobody()
    {
        await using var post = new PostOffice { RefusedForGood = "nobody", PutOff = "later" };
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        // More of each than are sent at once.
        foreach (var name in Enumerable.Range(0, 8).SelectMany(i => new[] { $"nobody{i}", $"later{i}" }))
            await RegisterAsync(hosted.Shop, $"{name}-{Guid.NewGuid():n}@example.com");
        var (email, _) = await RegisterAsync(hosted.Shop);
        (await post.NextAsync()).To.ShouldBe(email);

        // The eight are put off a second time before the count is taken: by then a refused one would have come again too.
        await Until.TrueAsync(() => post.Asked("later") >= 16);
        post.Asked("nobody").ShouldBe(8);
    }

    [Fact]
    public async Task A_mail_server_that_says_nothing_holds_up_neither_registration_nor_what_others_are_sent()
    {
        await using var post = new PostOffice { Silent = "silent" };
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        for (var i = 0; i < 3; i++)
            await RegisterAsync(hosted.Shop, $"silent{i}-{Guid.NewGuid():n}@example.com");
        var (email, _) = await RegisterAsync(hosted.Shop);
        (await post.NextAsync()).To.ShouldBe(email);
    }

    [Fact]
    public async Task Nobodys_mailbox_is_flooded_by_registering_it_again_and_again_with_a_label()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>(post.Settings) { ["Stampede:Mail:PerMailboxPerDay"] = "3" });
        var victim = $"victim{Guid.NewGuid():n}";
        for (var i = 0; i < 6; i++)
            await RegisterAsync(hosted.Shop, $"{victim}+{i}@example.com");
        var (_, customer) = await RegisterAsync(hosted.Shop, $"{victim.ToUpperInvariant()}@EXAMPLE.com");
        (await customer.PostAsync("/api/v1/accounts/confirmation-mail")).ShouldBe(429, "rate_limited");

        var (other, _) = await RegisterAsync(hosted.Shop);
        // Several are sent at a time, so the last one written may come before others.
        await Until.TrueAsync(async () => await hosted.CountAsync("select count(*) from letter where sent_at is null") == 0);
        var got = new List<string>();
        while (!post.IsEmpty)
            got.Add((await post.NextAsync()).To);
        got.ShouldContain(other);
        got.Count(to => to.StartsWith(victim, StringComparison.OrdinalIgnoreCase)).ShouldBe(3);
        // A day later.
        await hosted.ExecuteAsync("update mail_allowance set since = since - interval '1 day'");
        (await customer.PostAsync("/api/v1/accounts/confirmation-mail")).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task One_address_cannot_have_mail_sent_to_any_number_of_strangers()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>(post.Settings) { ["Stampede:Mail:PerAddressPerHour"] = "4" });
        Visitor? last = null;
        for (var i = 0; i < 7; i++)
            last = (await RegisterAsync(hosted.Shop)).Customer;
        (await last!.PostAsync("/api/v1/accounts/confirmation-mail")).ShouldBe(429, "rate_limited");
        for (var i = 0; i < 4; i++)
            await post.NextAsync();
        await Until.TrueAsync(async () => await hosted.CountAsync("select count(*) from letter where sent_at is null") == 0);
        post.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_link_is_as_the_frameworks_own_for_a_limited_time_so_that_nodes_of_the_version_before_read_it()
    {
        await using var hosted = await HostedShop.StartAsync();
        var token = hosted.Services.GetRequiredService<EmailConfirmation>().WriteToken(Guid.Empty, "A@B.C");
        var text = hosted.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Stampede.Confirmation").ToTimeLimitedDataProtector()
            .Unprotect(WebEncoders.Base64UrlDecode(token), out var expiresAt);
        System.Text.Encoding.UTF8.GetString(text).ShouldBe($"{Guid.Empty:n}A@B.C");
        expiresAt.ShouldBe(DateTimeOffset.UtcNow + EmailConfirmation.LinkLifetime, TimeSpan.FromMinutes(1));
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
        var text = Decoded(letter);
        var link = Link().Match(text);
        link.Success.ShouldBeTrue(text);
        return link.Groups[1].Value;
    }

    private static string Decoded(string letter) => PostOffice.Read(letter).Text;

    private static async Task<(string Email, Visitor Customer)> RegisterAsync(Shop shop, string? email = null)
    {
        email ??= $"c{Guid.NewGuid():n}@example.com";
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = Password, displayName = "Somebody" })).ShouldBeOk();
        return (email, await SignInAsync(shop, email));
    }

    private static async Task<Visitor> SignInAsync(Shop shop, string email) =>
        new(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).Text("accessToken"));

    [GeneratedRegex(@"https://shop\.example/confirm#([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
