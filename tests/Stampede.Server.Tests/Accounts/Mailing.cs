using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>Mail surely goes: from the table, in the reader's language, once, whatever dies meanwhile.</summary>
public sealed class Mailing
{
    private const string Accounts = "/api/v1/accounts";
    private const string Password = "a password of my own";

    [Fact]
    public async Task A_purchase_has_a_receipt_in_the_buyers_language_as_text_and_as_html()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: SettingsOf(post));
        var drop = await hosted.Shop.CreateDropAsync(new { name = "Shoe <b>&", limitPerCustomer = 2 });
        (await hosted.Shop.Operator.PutAsync("/api/v1/shop/letters/receipt", new { de = "Von Hand gepackt.\n<b>Wirklich</b>", en = "By hand." })).ShouldBeOk();
        var (email, member) = await RegisterAsync(hosted.Shop, "de");
        var bought = await drop.SellAsync(member, quantity: 2);
        // A guest has no address: their purchase is told to nobody, and holds up no other.
        await drop.SellAsync(await hosted.Shop.CustomerAsync());

        var letter = await post.NextAsync("Dein Kauf: Shoe");

        letter.To.ShouldBe(email);
        letter.Whole.From.Mailboxes.Single().Address.ShouldBe("shop@example.com");
        letter.Whole.MessageId.ShouldEndWith("@example.com");
        letter.Whole.Date.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        letter.Whole.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        letter.Subject.ShouldContain("(ST-");
        letter.Text.ShouldContain("398,00 USD");
        letter.Text.ShouldContain($"https://shop.example/receipts/{bought.Text("id")}");
        letter.Html.ShouldContain("Shoe &lt;b&gt;&amp;");
        // The shop's own words come first, in the reader's language, and as words only.
        letter.Text.ReplaceLineEndings("\n").ShouldStartWith("Hallo,\n\nVon Hand gepackt.\n<b>Wirklich</b>\n\nDanke, es gehört dir.");
        letter.Html.ShouldContain("Von Hand gepackt.<br>&lt;b&gt;Wirklich&lt;/b&gt;</p>");
        letter.Html.ShouldContain("<html lang=\"de\">");
        letter.Html.ShouldNotContain("<img");
        // The address is not known to be the buyer's own: it gets no words of theirs.
        letter.Text.ShouldNotContain("Somebody");
        await Until.TrueAsync(async () => await hosted.CountAsync("select count(*) from letter where sent_at is null") == 0);
        (await hosted.CountAsync("select count(*) from letter where kind = 'receipt'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_given_back_is_told_with_its_amount_each_time()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?>(SettingsOf(post)) { ["Stampede:Payments:Provider"] = "test", ["Stampede:Payments:AllowTestInPublic"] = "true" });
        var drop = await hosted.Shop.CreateDropAsync(new { name = "Paid", payment = "required", holdSeconds = 600, limitPerCustomer = 2 });
        var (email, member) = await RegisterAsync(hosted.Shop);
        var paid = await member.PostAsync($"{drop.Of(await drop.HoldAsync(member, 2))}/payment", new { card = Payments.PayingShop.Succeeds });
        paid.Text("status").ShouldBe("captured");
        var refund = $"/api/v1/operations/payments/{paid.Text("id")}/refund";
        (await hosted.Shop.Operator.PostAsync(refund, new { units = 1, restock = true, reason = "Too small" })).ShouldBeOk();
        (await hosted.Shop.Operator.PostAsync(refund, new { amountMinor = 150, reason = "Scratched" })).ShouldBeOk();
        var first = await post.NextAsync("Refunded: ");
        var second = await post.NextAsync("Refunded: ");
        new[] { first.Subject, second.Subject }.ShouldBe(["Refunded: 199.00 USD for Paid", "Refunded: 1.50 USD for Paid"], ignoreOrder: true);
        first.To.ShouldBe(email);
        first.Text.ShouldContain($"https://shop.example/receipts/{paid.Text("purchaseId")}");
    }

    [Fact]
    public async Task A_password_letter_passes_receipts_that_the_mail_server_does_not_take()
    {
        await using var post = new PostOffice { Silent = "slow" };
        await using var hosted = await HostedShop.StartAsync(settings: SettingsOf(post));
        var (email, member) = await RegisterAsync(hosted.Shop);
        var id = (await member.GetAsync("/api/v1/me")).Text("id");
        await post.NextAsync("Confirm your email");
        var drop = await hosted.Shop.CreateDropAsync();
        await hosted.ExecuteAsync($$"""
            insert into letter (customer_id, email, drop_id, kind, about, data, priority)
            select '{{id}}', 'slow' || i || '@example.com', '{{drop.Id}}', 'sent', i::text, '{}', 2 from generate_series(1, 10000) i
            """);
        // All senders of the lesser kind wait for an answer by now.
        await Until.TrueAsync(() => post.Asked("slow") >= 8);
        (await hosted.Shop.Anybody.PostAsync($"{Accounts}/forgot-password", new { email })).Status.ShouldBe(HttpStatusCode.Accepted);
        (await post.NextAsync("Set a new password")).To.ShouldBe(email);
        post.Asked("slow").ShouldBeLessThan(10_000);
        var mail = await HealthAsync(hosted.Shop, health => health.Number("waiting") >= 9_000);
        mail["since"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_mail_server_that_is_away_loses_nothing_and_the_console_says_so()
    {
        var post = new PostOffice();
        var settings = SettingsOf(post);
        var port = post.Port;
        await post.DisposeAsync();
        await using var hosted = await HostedShop.StartAsync(settings: settings);
        var (email, member) = await RegisterAsync(hosted.Shop);
        var drop = await hosted.Shop.CreateDropAsync();
        await drop.SellAsync(member);
        var mail = await HealthAsync(hosted.Shop, health => health.Number("tried") == 2);
        (mail.Number("waiting"), mail.Text("lastError")).ShouldBe((2, "unreachable"));

        await using var back = new PostOffice(port: port);
        // The pauses grow to an hour: they are not what this is about.
        await Until.TrueAsync(async () =>
        {
            await hosted.ExecuteAsync("update letter set due_at = clock_timestamp() where sent_at is null and due_at > clock_timestamp()");
            return await hosted.CountAsync("select count(*) from letter where sent_at is null") == 0;
        });
        var letters = new[] { PostOffice.Read((await back.NextAsync()).Text), PostOffice.Read((await back.NextAsync()).Text) };
        letters.Select(letter => letter.To).ShouldAllBe(to => to == email);
        back.IsEmpty.ShouldBeTrue();
        (await HealthAsync(hosted.Shop, health => health.Number("waiting") == 0))["lastError"].ShouldBeNull();
    }

    [Fact]
    public async Task Two_nodes_write_and_send_each_letter_once()
    {
        await using var post = new PostOffice();
        await using var one = await HostedShop.StartAsync(settings: SettingsOf(post));
        await using var two = await HostedShop.StartAsync(one.ConnectionString, SettingsOf(post));
        var drop = await one.Shop.CreateDropAsync(new { totalStock = 40 });
        var buyers = new List<Visitor>();
        for (var i = 0; i < 20; i++)
            buyers.Add((await RegisterAsync(one.Shop)).Member);
        var bought = await Task.WhenAll(buyers.Select((buyer, at) => drop.SellAsync(at % 2 == 0 ? buyer : new Visitor(two.Shop.Site, buyer.Token))));
        var got = new List<OpenedLetter>();
        for (var i = 0; i < 40; i++)
            got.Add(PostOffice.Read((await post.NextAsync()).Text));
        await Until.TrueAsync(async () => await one.CountAsync("select count(*) from letter where sent_at is null") == 0);
        post.IsEmpty.ShouldBeTrue();
        got.Select(letter => letter.Whole.MessageId).Distinct().Count().ShouldBe(40);
        foreach (var purchase in bought)
            got.Count(letter => letter.Text.Contains(purchase.Text("id"), StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_too_old_is_given_up_and_what_is_older_is_forgotten()
    {
        await using var hosted = await HostedShop.StartAsync();
        await hosted.ExecuteAsync("""
            insert into letter (customer_id, kind, about, data, priority, created_at, sent_at)
            select gen_random_uuid(), 'receipt', i::text, '{}', 2, clock_timestamp() - interval '31 days', case when i % 2 = 0 then clock_timestamp() end from generate_series(1, 2500) i;
            insert into letter (customer_id, kind, about, data, priority, created_at)
            select gen_random_uuid(), 'receipt', i::text, '{}', 2, clock_timestamp() - interval '8 days' from generate_series(1, 1500) i;
            insert into letter (customer_id, kind, about, data, priority, created_at) values (gen_random_uuid(), 'receipt', 'new', '{}', 2, clock_timestamp() - interval '6 days');
            """);
        var rows = hosted.Services.GetRequiredService<Stampede.Postgres.Letters.LetterRows>();
        while (await rows.TidyAsync(1_000, TestContext.Current.CancellationToken))
        {
        }

        (await hosted.CountAsync("select count(*) from letter")).ShouldBe(1_501);
        (await hosted.CountAsync("select count(*) from letter where given_up = 'too_old'")).ShouldBe(1_500);
    }

    private static Dictionary<string, string?> SettingsOf(PostOffice post) => new(post.Settings)
    {
        ["Stampede:Reservations:RequireConfirmedAccount"] = "false",
    };

    private static async Task<System.Text.Json.Nodes.JsonNode> HealthAsync(Shop shop, Func<System.Text.Json.Nodes.JsonNode, bool> until)
    {
        System.Text.Json.Nodes.JsonNode? mail = null;
        await Until.TrueAsync(async () => (mail = (await shop.Operator.GetAsync("/api/v1/operations/health")).ShouldBeOk().Json["mail"]) is not null && until(mail));
        return mail!;
    }

    private static async Task<(string Email, Visitor Member)> RegisterAsync(Shop shop, string? language = null)
    {
        var email = $"{ServerUnderTest.AnyName()}@example.com";
        (await shop.Anybody.PostAsync($"{Accounts}/register", new { email, password = Password, displayName = "Somebody", language })).ShouldBeOk();
        return (email, new(shop.Site, (await shop.Anybody.PostAsync($"{Accounts}/sign-in", new { email, password = Password })).Text("accessToken")));
    }
}
