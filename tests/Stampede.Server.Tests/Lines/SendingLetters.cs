using System.Net;
using Stampede.Server.Tests.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Lines;

/// <summary>A lost letter is a lost win: what the mail server takes, puts off and refuses, and who has no address.</summary>
public sealed class SendingLetters
{
    [Fact]
    public async Task Each_letter_is_taken_once_tried_again_while_it_is_put_off_and_given_up_for_good_reasons_only()
    {
        await using var post = new PostOffice { RefusedForGood = "gone-", PutOff = "later-" };
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync();
        var (there, gone, later) = (await AccountAsync(shop, "there-"), await AccountAsync(shop, "gone-"), await AccountAsync(shop, "later-"));
        var guest = (await (await shop.CustomerAsync()).GetAsync("/api/v1/me")).Text("id");
        string[] people = [there.Id, gone.Id, later.Id, guest];
        foreach (var person in people)
        {
            // The same offer is written of once, whoever writes twice.
            for (var time = 0; time < 2; time++)
            {
                await hosted.ExecuteAsync($$"""
                    insert into letter (customer_id, drop_id, kind, about, data) values ('{{person}}', '{{drop.Id}}', 'offer', 'an offer',
                      '{"payBy":"2030-01-02T03:04:05Z","quantity":2,"variant":"{{drop.Variant()}}"}') on conflict (customer_id, kind, about) do nothing
                    """);
            }
        }

        await Until.TrueAsync(async () => await CountAsync("sent_at is not null or given_up is not null or tries > 0 and leased_until is null") == people.Length);
        var letter = await NextOfferAsync();
        letter.To.ShouldBe(there.Email);
        letter.Text.ShouldContain("2 January 2030, 03:04 (UTC)");
        letter.Text.ShouldContain($"https://shop.example/drops/{drop.Slug}");
        (await CountAsync($"customer_id = '{there.Id}' and sent_at is not null and given_up is null")).ShouldBe(1);
        (await CountAsync($"customer_id = '{gone.Id}' and sent_at is null and given_up = 'says_550'")).ShouldBe(1);
        (await CountAsync($"customer_id = '{guest}' and sent_at is null and given_up = 'no_address'")).ShouldBe(1);
        (await CountAsync($"customer_id = '{later.Id}' and sent_at is null and given_up is null and tries = 1 and due_at > clock_timestamp() and last_error is not null")).ShouldBe(1);

        // What was put off goes when its time has come; a sender that died with a letter in its hands does not keep it.
        await hosted.ExecuteAsync($"update letter set due_at = clock_timestamp() where kind = 'offer' and customer_id = '{later.Id}'");
        await Until.TrueAsync(async () => await CountAsync($"customer_id = '{later.Id}' and tries >= 2") == 1);
        await hosted.ExecuteAsync($"update account set email = replace(email, 'later-', 'there-too-') where id = '{later.Id}'");
        await hosted.ExecuteAsync($"update letter set due_at = clock_timestamp(), leased_until = clock_timestamp() - interval '1 second' where kind = 'offer' and customer_id = '{later.Id}'");
        await Until.TrueAsync(async () => await CountAsync($"customer_id = '{later.Id}' and sent_at is not null") == 1);
        (await NextOfferAsync()).To.ShouldStartWith("there-too-");
        while (!post.IsEmpty)
            IsOffer(await post.NextAsync()).ShouldBeFalse("nobody is written to twice");

        Task<long> CountAsync(string what) => hosted.CountAsync($"select count(*) from letter where kind = 'offer' and ({what})");

        // Whoever registers is written to as well.
        async Task<(string To, string Text)> NextOfferAsync()
        {
            while (true)
            {
                var next = await post.NextAsync();
                if (IsOffer(next))
                    return next;
            }
        }
    }

    private static bool IsOffer((string To, string Text) letter) => letter.Text.Contains("It is your turn", StringComparison.Ordinal);

    private static async Task<(string Id, string Email)> AccountAsync(Shop shop, string name)
    {
        var email = $"{name}{ServerUnderTest.AnyName()}@example.com".ToLowerInvariant();
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = "a long enough password", displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        var signedIn = await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = "a long enough password" });
        signedIn.Status.ShouldBe(HttpStatusCode.OK, signedIn.Body);
        return ((await new Visitor(shop.Site, signedIn.Text("accessToken")).GetAsync("/api/v1/me")).Text("id"), email);
    }
}
