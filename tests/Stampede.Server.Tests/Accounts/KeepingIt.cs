using System.Net;
using System.Text.RegularExpressions;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>One shop that sends mail, for all tests of a class.</summary>
public sealed class MailingShop : IAsyncLifetime
{
    internal PostOffice Post { get; } = new();

    internal HostedShop Hosted { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>(Post.Settings)
    {
        ["Stampede:Reservations:RequireConfirmedAccount"] = "false",
        ["Stampede:Mail:PerMailboxPerDay"] = "20",
        ["Stampede:Mail:PerAddressPerHour"] = "1000",
    });

    public async ValueTask DisposeAsync()
    {
        await Hosted.DisposeAsync();
        await Post.DisposeAsync();
    }
}

/// <summary>What a person has stays theirs: a guest becomes an account, a password is forgotten, a name and an address change.</summary>
public sealed partial class KeepingIt(MailingShop mailing) : IClassFixture<MailingShop>
{
    private const string Accounts = "/api/v1/accounts";
    private const string Password = "a password of my own";
    private const string Another = "another password of my own";

    private readonly Shop shop = mailing.Hosted.Shop;
    private readonly PostOffice post = mailing.Post;

    [Fact]
    public async Task A_guest_who_adds_an_email_keeps_all_and_finds_it_on_another_device()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 3 });
        var guest = await shop.CustomerAsync("Kim");
        var id = (await guest.GetAsync("/api/v1/me")).Text("id");
        var bought = await drop.SellAsync(guest);
        var held = await drop.HoldAsync(guest);
        var email = AnyEmail();

        var upgraded = (await guest.PostAsync($"{Accounts}/upgrade", new { email, password = Password, language = "de" })).ShouldBeOk();
        var member = new Visitor(shop.Site, upgraded.Text("accessToken"));

        var me = (await member.GetAsync("/api/v1/me")).ShouldBeOk().Json;
        (me.Text("id"), me.Text("email"), me.Text("displayName")).ShouldBe((id, email, "Kim"));
        (await drop.BuyAsync(member, held)).Status.ShouldBe(HttpStatusCode.Created);
        var letter = await post.NextAsync("Bestätige deine E-Mail-Adresse", email);
        letter.To.ShouldBe(email);
        (await shop.Anybody.PostAsync($"{Accounts}/confirm", new { token = TokenIn(letter, "confirm") })).Status.ShouldBe(HttpStatusCode.NoContent);
        // Of what the guest bought before too: once for each purchase, whoever was first to write it.
        await Until.TrueAsync(async () => await mailing.Hosted.CountAsync($"select count(*) from letter where kind = 'receipt' and customer_id = '{id}' and sent_at is not null") == 2);
        (await mailing.Hosted.CountAsync($"select count(*) from letter where kind = 'receipt' and about = '{bought.Text("id")}'")).ShouldBe(1);

        var elsewhere = await SignInAsync(email, Password);
        (await elsewhere.GetAsync("/api/v1/me/purchases")).ShouldBeOk().Json.Items().Count.ShouldBe(2);
        (await elsewhere.GetAsync("/api/v1/me/profile")).ShouldBeOk().Json["emailConfirmed"]!.GetValue<bool>().ShouldBeTrue();
        // Again, because the answer was lost: the same. With another address: no.
        (await guest.PostAsync($"{Accounts}/upgrade", new { email, password = Password })).ShouldBeOk();
        (await guest.PostAsync($"{Accounts}/upgrade", new { email = AnyEmail(), password = Password })).ShouldBe(401, "unauthenticated");
        (await elsewhere.PostAsync($"{Accounts}/upgrade", new { email = AnyEmail() })).ShouldBe(409, "has_account");
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Two_guests_who_want_one_address_at_once_are_one_account_and_one_guest()
    {
        var guests = await shop.CustomersAsync(4);
        var email = AnyEmail();
        var answers = await Task.WhenAll(guests.Select(guest => guest.PostAsync($"{Accounts}/upgrade", new { email })));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var late in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            late.ShouldBe(409, "email_taken");
        (await guests[Array.FindIndex(answers, answer => answer.Status != HttpStatusCode.OK)].GetAsync("/api/v1/me")).ShouldBeOk().Json.Names().ShouldNotContain("email");
        // Without a password nobody signs in, and nothing tells why.
        (await shop.Anybody.PostAsync($"{Accounts}/sign-in", new { email, password = Password })).ShouldBe(401, "invalid_credentials");
    }

    [Fact]
    public async Task A_forgotten_password_is_set_by_a_link_that_is_good_once_and_all_sessions_end()
    {
        await using var second = await HostedShop.StartAsync(mailing.Hosted.ConnectionString, post.Settings);
        var (email, member) = await RegisterAsync();
        (await shop.Anybody.PostAsync($"{Accounts}/forgot-password", new { email = email.ToUpperInvariant() })).Status.ShouldBe(HttpStatusCode.Accepted);
        var letter = await post.NextAsync("Set a new password");
        letter.To.ShouldBe(email);
        var token = TokenIn(letter, "reset-password");
        (await shop.Anybody.PostAsync($"{Accounts}/reset-password", new { token, password = "short" })).ShouldBe(400, "validation_failed");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shop.Anybody.PostAsync($"{Accounts}/reset-password", new { token, password = Another })));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var late in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            late.ShouldBe(400, "reset_invalid");
        (await member.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        await Until.TrueAsync(async () => (await new Visitor(second.Shop.Site, member.Token).GetAsync("/api/v1/me")).Status == HttpStatusCode.Unauthorized);
        (await shop.Anybody.PostAsync($"{Accounts}/sign-in", new { email, password = Password })).ShouldBe(401, "invalid_credentials");
        var back = await SignInAsync(email, Another);
        // Who reads what is sent there holds the address.
        (await back.GetAsync("/api/v1/me/profile")).Json["emailConfirmed"]!.GetValue<bool>().ShouldBeTrue();
        (await post.NextAsync("Your password was changed")).To.ShouldBe(email);
    }

    [Fact]
    public async Task A_link_to_a_password_is_over_after_an_hour_and_one_that_is_made_up_is_none()
    {
        var (email, _) = await RegisterAsync();
        (await shop.Anybody.PostAsync($"{Accounts}/forgot-password", new { email })).Status.ShouldBe(HttpStatusCode.Accepted);
        var token = TokenIn(await post.NextAsync("Set a new password"), "reset-password");
        foreach (var wrong in new[] { "x", token[..^4], token[..20] + (token[20] == 'A' ? 'B' : 'A') + token[21..] })
            (await shop.Anybody.PostAsync($"{Accounts}/reset-password", new { token = wrong, password = Another })).ShouldBe(400, "reset_invalid");
        // What confirms an address sets no password, and the other way round.
        (await shop.Anybody.PostAsync($"{Accounts}/confirm", new { token })).ShouldBe(400, "confirmation_invalid");
        var links = (Server.Accounts.MailedLinks)mailing.Hosted.Services.GetService(typeof(Server.Accounts.MailedLinks))!;
        var stamp = await mailing.Hosted.ScalarAsync<string>($"select replace(id::text, '-', '') || security_stamp from account where email = '{email}'");
        var late = links.Write("Stampede.PasswordReset", stamp, TimeSpan.FromSeconds(-1));
        (await shop.Anybody.PostAsync($"{Accounts}/reset-password", new { token = late, password = Another })).ShouldBe(400, "reset_invalid");
        (await shop.Anybody.PostAsync($"{Accounts}/reset-password", new { token = links.Write("Stampede.PasswordReset", stamp, TimeSpan.FromMinutes(1)), password = Another })).ShouldBeOk();
    }

    [Fact]
    public async Task Nothing_tells_whether_an_address_has_an_account()
    {
        var (email, _) = await RegisterAsync();
        var nobody = AnyEmail();
        var known = await shop.Anybody.PostAsync($"{Accounts}/forgot-password", new { email });
        var unknown = await shop.Anybody.PostAsync($"{Accounts}/forgot-password", new { email = nobody });
        (known.Status, known.Body).ShouldBe((unknown.Status, unknown.Body));
        // The same is written for both, and neither is looked at: so it takes the same time.
        (await mailing.Hosted.CountAsync($"select count(*) from letter where kind = 'reset' and email in ('{email}', '{nobody}') or data ->> 'emailKey' = '{nobody.ToUpperInvariant()}'"))
            .ShouldBeInRange(0, 2);
        (await post.NextAsync("Set a new password")).To.ShouldBe(email);
        // Nobody's address is kept.
        await Until.TrueAsync(async () => await mailing.Hosted.CountAsync($"select count(*) from letter where email = '{nobody}'") == 0);
        post.Asked(nobody).ShouldBe(0);
        (await shop.Anybody.PostAsync($"{Accounts}/forgot-password", new { email = "x" })).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task Another_address_is_confirmed_there_and_told_at_the_old_one()
    {
        var (email, member) = await RegisterAsync("de");
        var now = AnyEmail();
        (await member.PostAsync("/api/v1/me/email", new { email = now, password = "not mine at all" })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["password"]);
        (await member.PostAsync("/api/v1/me/email", new { email = now, password = Password })).Status.ShouldBe(HttpStatusCode.Accepted);
        var letter = await post.NextAsync("Bestätige deine neue E-Mail-Adresse");
        letter.To.ShouldBe(now);
        // Nothing has changed yet.
        await SignInAsync(email, Password);
        var token = TokenIn(letter, "confirm");
        (await shop.Anybody.PostAsync($"{Accounts}/confirm", new { token })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Anybody.PostAsync($"{Accounts}/confirm", new { token })).Status.ShouldBe(HttpStatusCode.NoContent);

        var told = await post.NextAsync("Deine E-Mail-Adresse wurde geändert");
        told.To.ShouldBe(email);
        told.Text.ShouldContain(now);
        await SignInAsync(now, Password);
        (await shop.Anybody.PostAsync($"{Accounts}/sign-in", new { email, password = Password })).ShouldBe(401, "invalid_credentials");
        // Somebody else has it by now.
        var (_, other) = await RegisterAsync();
        (await other.PostAsync("/api/v1/me/email", new { email = now, password = Password })).Status.ShouldBe(HttpStatusCode.Accepted);
        var late = TokenIn(await post.NextAsync("Confirm your new email"), "confirm");
        (await shop.Anybody.PostAsync($"{Accounts}/confirm", new { token = late })).ShouldBe(409, "email_taken");
        (await (await shop.CustomerAsync()).PostAsync("/api/v1/me/email", new { email = AnyEmail(), password = Password })).ShouldBe(403, "forbidden");
    }

    [Fact]
    public async Task Another_password_ends_all_other_sessions_and_not_this_one()
    {
        var (email, member) = await RegisterAsync();
        var other = await SignInAsync(email, Password);
        (await member.PostAsync("/api/v1/me/password", new { currentPassword = "wrong", password = Another })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["currentPassword"]);
        var answer = (await member.PostAsync("/api/v1/me/password", new { currentPassword = Password, password = Another })).ShouldBeOk();
        (await other.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        (await member.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        (await new Visitor(shop.Site, answer.Text("accessToken")).GetAsync("/api/v1/me")).ShouldBeOk();
        await SignInAsync(email, Another);
    }

    [Fact]
    public async Task Who_hides_their_name_is_shown_under_none_before_and_after_and_by_any_session()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 3 });
        var (email, member) = await RegisterAsync(name: "Ada in particular");
        var second = await SignInAsync(email, Password);
        await drop.SellAsync(member);
        (await ShownAsync(drop)).ShouldBe(["Ada in particular"]);

        var profile = (await member.PatchAsync("/api/v1/me", new { hideName = true, language = "de" })).ShouldBeOk().Json;
        (profile["hideName"]!.GetValue<bool>(), profile.Text("language"), profile.Text("displayName")).ShouldBe((true, "de", "Ada in particular"));

        (await ShownAsync(drop)).ShouldBe(["Someone"]);
        await using (var hub = await Live.HubClient.ConnectAsync(shop.Site.Address))
        {
            await hub.InvokeAsync("WatchDrop", drop.Slug);
            // With a session of before the change.
            await drop.SellAsync(second);
            var told = await hub.EventAsync("purchaseCompleted", _ => true);
            (told.GetProperty("displayName").GetString(), told.GetProperty("nameHidden").GetBoolean()).ShouldBe(("Someone", true));
        }

        (await member.PatchAsync("/api/v1/me", new { displayName = "Another Ada", hideName = false })).ShouldBeOk();
        (await ShownAsync(drop)).ShouldBe(["Another Ada", "Another Ada"]);
        (await second.GetAsync("/api/v1/me")).Text("displayName").ShouldBe("Another Ada");
        (await member.PatchAsync("/api/v1/me", new { language = "fr" })).ShouldBe(400, "validation_failed");
        (await (await shop.CustomerAsync()).PatchAsync("/api/v1/me", new { displayName = "Bob" })).ShouldBe(403, "forbidden");
    }

    [Fact]
    public async Task Who_is_erased_takes_their_letters_along()
    {
        var (email, member) = await RegisterAsync();
        await post.NextAsync("Confirm your email");
        (await member.GetAsync("/api/v1/me/export")).ShouldBeOk().Json["letters"]!.AsArray().Count.ShouldBe(1);
        (await member.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await mailing.Hosted.CountAsync($"select count(*) from letter where email = '{email}' or customer_id not in (select id from account)")).ShouldBe(0);
    }

    private static string AnyEmail() => $"{ServerUnderTest.AnyName()}@example.com";

    private static async Task<string[]> ShownAsync(Drop drop) =>
        [.. (await drop.ReadAsync())["latestPurchasers"]!.AsArray().Select(one => one!.Text("displayName"))];

    private static string TokenIn(OpenedLetter letter, string page)
    {
        var link = Link().Matches(letter.Text).Single(match => match.Groups[1].Value == page);
        letter.Html.ShouldContain(link.Value);
        return link.Groups[2].Value;
    }

    private async Task<(string Email, Visitor Member)> RegisterAsync(string? language = null, string name = "Somebody")
    {
        var email = AnyEmail();
        (await shop.Anybody.PostAsync($"{Accounts}/register", new { email, password = Password, displayName = name, language })).ShouldBeOk();
        return (email, await SignInAsync(email, Password));
    }

    private async Task<Visitor> SignInAsync(string email, string password) =>
        new(shop.Site, (await shop.Anybody.PostAsync($"{Accounts}/sign-in", new { email, password })).ShouldBeOk().Text("accessToken"));

    [GeneratedRegex("https://shop\\.example/([a-z-]+)#([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
