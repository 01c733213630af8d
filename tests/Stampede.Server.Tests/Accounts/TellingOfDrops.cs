using System.Net;
using System.Text.RegularExpressions;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>Who asked for it is told: before a drop opens, and when something is back. Nobody else is.</summary>
public sealed partial class TellingOfDrops(MailingShop mailing) : IClassFixture<MailingShop>
{
    private const string Accounts = "/api/v1/accounts";
    private const string Password = "a password of my own";

    private readonly Shop shop = mailing.Hosted.Shop;
    private readonly PostOffice post = mailing.Post;

    [Fact]
    public async Task An_address_is_asked_first_and_told_a_quarter_of_an_hour_ahead_until_it_says_stop()
    {
        var drop = await shop.CreateDropAsync(new { name = "Ahead", startsAt = DateTimeOffset.UtcNow.AddHours(2) });
        var (silent, email) = (AnyEmail(), AnyEmail());
        foreach (var address in new[] { silent, email, email })
            (await shop.Anybody.PostAsync($"{drop.Path}/notify", new { email = address, language = "de" })).Status.ShouldBe(HttpStatusCode.Accepted);
        var asked = await post.NextAsync("Sollen wir dir von Ahead schreiben?");
        while (asked.To != email)
            asked = await post.NextAsync("Sollen wir dir von Ahead schreiben?");
        asked.Text.ShouldNotContain(drop.Path); // Nothing to press but yes.
        (await shop.Anybody.PostAsync("/api/v1/notify/confirm", new { token = TokenIn(asked, "notify") })).ShouldBeOk().Text("dropId").ShouldBe(drop.Id);
        (await shop.Anybody.PostAsync("/api/v1/notify/confirm", new { token = "x" })).ShouldBe(400, "confirmation_invalid");

        (await shop.Operator.PatchAsync(drop.Path, new { startsAt = DateTimeOffset.UtcNow.AddMinutes(14) })).ShouldBeOk();

        var told = await post.NextAsync("Öffnet bald: Ahead");
        told.To.ShouldBe(email);
        told.Text.ShouldContain($"https://shop.example/drops/{drop.Slug}");
        told.Whole.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
        (await mailing.Hosted.CountAsync($"select count(*) from letter where kind = 'reminder' and drop_id = '{drop.Id}'")).ShouldBe(1, "who did not answer is not told");
        // As a mail program does it: a form, to the address in the header, by nobody who is signed in.
        var oneClick = OneClick().Match(told.Whole.Headers["List-Unsubscribe"] ?? "").Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        (await shop.Anybody.SendAsync(HttpMethod.Post, oneClick, form)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await mailing.Hosted.CountAsync($"select count(*) from notify_request where email = '{email}'")).ShouldBe(0);
        (await shop.Anybody.SendAsync(HttpMethod.Post, oneClick)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Anybody.SendAsync(HttpMethod.Post, "/api/v1/notify/unsubscribe?token=x")).ShouldBe(400, "confirmation_invalid");
    }

    [Fact]
    public async Task What_is_back_is_told_once_for_each_time_that_it_was_gone_and_the_first_who_asked_are_first()
    {
        var drop = await shop.CreateDropAsync(new { name = "Gone", totalStock = 1 });
        var holder = await shop.CustomerAsync();
        (await (await MemberAsync()).PostAsync($"{drop.Path}/notify", new { })).ShouldBe(409, "available_now");
        var hold = await drop.HoldAsync(holder);
        var members = new[] { await MemberAsync(), await MemberAsync() };
        foreach (var member in members)
            (await member.PostAsync($"{drop.Path}/notify", new { })).ShouldBeOk().Json["needsConfirmation"]!.GetValue<bool>().ShouldBeFalse();
        (await members[0].GetAsync($"{drop.Path}/notify")).ShouldBeOk().Json["back"]!.GetValue<bool>().ShouldBeTrue();
        (await members[1].DeleteAsync($"{drop.Path}/notify")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await holder.DeleteAsync(drop.Of(hold))).ShouldBeOk();

        (await post.NextAsync("It is back: Gone")).To.ShouldBe((await members[0].GetAsync("/api/v1/me")).Text("email"));
        (await members[0].GetAsync($"{drop.Path}/notify")).ShouldBeOk().Json["back"]!.GetValue<bool>().ShouldBeFalse();
        (await mailing.Hosted.CountAsync($"select count(*) from letter where kind = 'back' and drop_id = '{drop.Id}'")).ShouldBe(1);
        // Gone once more: who asks again hears again, a hundred for the one unit, the first who asked before the others.
        var second = await drop.HoldAsync(holder);
        (await members[0].PostAsync($"{drop.Path}/notify", new { })).ShouldBeOk();
        await mailing.Hosted.ExecuteAsync($"""
            insert into notify_request (id, drop_id, kind, email, email_key, asked_at, confirmed_at)
            select gen_random_uuid(), '{drop.Id}', 'back', 'crowd' || i || '@example.com', 'CROWD' || i || '@EXAMPLE.COM', clock_timestamp() + i * interval '1 second', clock_timestamp()
            from generate_series(1, 300) i
            """);
        await Until.TrueAsync(async () => await mailing.Hosted.CountAsync($"select count(*) from letter_cursor where drop_id = '{drop.Id}' and not back_told") == 1);
        (await holder.DeleteAsync(drop.Of(second))).ShouldBeOk();
        await Until.TrueAsync(async () => await mailing.Hosted.CountAsync($"select count(*) from letter where kind = 'back' and drop_id = '{drop.Id}'") == 101);
        (await mailing.Hosted.CountAsync($"select count(*) from notify_request where drop_id = '{drop.Id}' and told_at is null")).ShouldBe(201);
        (await mailing.Hosted.CountAsync($"select max(substring(email from 6 for position('@' in email) - 6)::integer)::bigint from notify_request where drop_id = '{drop.Id}' and email like 'crowd%' and told_at is not null"))
            .ShouldBe(99);
    }

    [Fact]
    public async Task A_mailbox_and_an_address_are_asked_a_bounded_number_of_times()
    {
        var email = AnyEmail();
        var refused = 0;
        for (var i = 0; i < 25; i++)
        {
            var drop = await shop.CreateDropAsync(new { startsAt = DateTimeOffset.UtcNow.AddHours(2) });
            var answer = await shop.Anybody.PostAsync($"{drop.Path}/notify", new { email });
            if (answer.Status == HttpStatusCode.Accepted)
                continue;
            answer.ShouldBe(429, "rate_limited");
            refused++;
        }

        refused.ShouldBe(5);
        var ended = await shop.CreateDropAsync();
        await ended.RunAsync("end");
        (await shop.Anybody.PostAsync($"{ended.Path}/notify", new { email })).ShouldBe(409, "ended");
        (await shop.Anybody.PostAsync($"{ended.Path}/notify", new { email = "x" })).ShouldBe(400, "validation_failed");
        var draft = await shop.CreateDropAsync(new { draft = true });
        (await shop.Anybody.PostAsync($"{draft.Path}/notify", new { email })).ShouldBe(404, "drop_not_found");
    }

    private static string AnyEmail() => $"{ServerUnderTest.AnyName()}@example.com";

    private static string TokenIn(OpenedLetter letter, string page) => Link().Matches(letter.Text).Single(match => match.Groups[1].Value == page).Groups[2].Value;

    /// <summary>With a confirmed address.</summary>
    private async Task<Visitor> MemberAsync()
    {
        var email = AnyEmail();
        (await shop.Anybody.PostAsync($"{Accounts}/register", new { email, password = Password, displayName = "Somebody" })).ShouldBeOk();
        (await shop.Operator.PostAsync("/api/v1/operations/accounts/confirm", new { email })).ShouldBeOk();
        return new(shop.Site, (await shop.Anybody.PostAsync($"{Accounts}/sign-in", new { email, password = Password })).ShouldBeOk().Text("accessToken"));
    }

    [GeneratedRegex("https://shop\\.example/([a-z-]+)#([A-Za-z0-9_-]+)")]
    private static partial Regex Link();

    [GeneratedRegex("<https://shop\\.example(/api/v1/notify/unsubscribe\\?token=[A-Za-z0-9_-]+)>")]
    private static partial Regex OneClick();
}
