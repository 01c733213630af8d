using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>The people who run a shop: invited, given another role, dismissed; and the history of what they did.</summary>
public sealed class RunningTheShop(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Password = "a colleague's own";

    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task Whoever_is_invited_sets_a_password_and_the_link_is_good_once()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var invited = (await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role = "support" })).ShouldBeOk();
        var first = TokenOf(invited.Text("link"));
        // Another one takes its place.
        var token = TokenOf((await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role = "viewer" })).Text("link"));
        (await LookAsync(first)).ShouldBe(400, "invitation_invalid");
        (await LookAsync(token[..^1])).ShouldBe(400, "invitation_invalid");
        var look = (await LookAsync(token)).ShouldBeOk().Json;
        (look.Text("email"), look.Text("role"), look["hasAccount"]!.GetValue<bool>()).ShouldBe((email, "viewer", false));
        (await shop.Operator.GetAsync("/api/v1/people/invitations")).ShouldBeOk().Json.Items().ShouldContain(one => one.Text("email") == email);

        // Of twenty who follow it at once one comes in.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shop.Anybody.PostAsync(
            "/api/v1/accounts/invitation/accept", new { token, displayName = "Kim", password = Password })));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        // Whoever comes a moment later finds an account that they would have to be signed in with.
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.BadRequest || answer.Status == HttpStatusCode.Unauthorized);
        (await LookAsync(token)).ShouldBe(400, "invitation_invalid");
        (await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role = "owner" })).ShouldBe(409, "already_member");
        (await (await SignInAsync(email)).GetAsync("/api/v1/me")).ShouldBeOk().Text("role").ShouldBe("viewer");
    }

    [Fact]
    public async Task Where_the_shop_sends_mail_the_link_is_in_a_letter()
    {
        await using var post = new PostOffice();
        await using var hosted = await HostedShop.StartAsync(settings: post.Settings);
        var link = (await hosted.Shop.Operator.PostAsync("/api/v1/people/invitations", new { email = "kim@example.com", role = "support" })).Text("link");
        var (to, text) = await post.NextAsync();
        to.ShouldContain("kim@example.com");
        // Lines of mail end with = where they go on.
        text.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal).ShouldContain(TokenOf(link));
        (await hosted.ScalarAsync<string>("select data::text from letter where kind = 'invitation'")).ShouldNotContain(TokenOf(link));
    }

    [Fact]
    public async Task Whoever_has_an_account_accepts_with_it_and_nobody_else_does()
    {
        var (email, other) = (await RegisterAsync(), await RegisterAsync());
        var token = TokenOf((await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role = "operator" })).Text("link"));
        (await LookAsync(token)).ShouldBeOk().Json["hasAccount"]!.GetValue<bool>().ShouldBeTrue();
        var accept = new { token };
        (await shop.Anybody.PostAsync("/api/v1/accounts/invitation/accept", accept)).ShouldBe(401, "unauthenticated");
        (await (await SignInAsync(other)).PostAsync("/api/v1/accounts/invitation/accept", accept)).ShouldBe(403, "forbidden");
        (await (await shop.CustomerAsync()).PostAsync("/api/v1/accounts/invitation/accept", accept)).ShouldBe(401, "unauthenticated");
        var mine = await SignInAsync(email);
        (await mine.GetAsync("/api/v1/people")).ShouldBe(403, "forbidden");
        (await mine.PostAsync("/api/v1/accounts/invitation/accept", accept)).ShouldBeOk();
        // With the session that they had before.
        (await mine.GetAsync("/api/v1/people")).ShouldBeOk();
        (await (await SignInAsync(other)).GetAsync("/api/v1/people")).ShouldBe(403, "forbidden");

        var withdrawn = (await shop.Operator.PostAsync("/api/v1/people/invitations", new { email = other, role = "operator" })).ShouldBeOk().Json;
        (await shop.Operator.DeleteAsync($"/api/v1/people/invitations/{withdrawn.Text("id")}")).ShouldBeOk();
        (await LookAsync(TokenOf(withdrawn.Text("link")))).ShouldBe(400, "invitation_invalid");
        var late = TokenOf((await shop.Operator.PostAsync("/api/v1/people/invitations", new { email = other, role = "operator" })).Text("link"));
        await shared.Hosted.ExecuteAsync($"update invitation set expires_at = clock_timestamp() where email = '{other}'");
        (await LookAsync(late)).ShouldBe(400, "invitation_invalid");
    }

    [Fact]
    public async Task Another_role_counts_and_a_dismissal_signs_out_on_every_node()
    {
        await using var second = await HostedShop.StartAsync(shared.Hosted.ConnectionString);
        var (email, id) = await ColleagueAsync("operator");
        var here = await SignInAsync(email);
        var there = new Visitor(second.Shop.Site, here.Token);
        var drop = await shop.CreateDropAsync();
        (await there.PostAsync($"{drop.Path}/pause")).ShouldBeOk();
        (await shop.Operator.PatchAsync($"/api/v1/people/{id}", new { role = "viewer" })).ShouldBeOk();
        (await here.PostAsync($"{drop.Path}/pause")).ShouldBe(403, "forbidden");
        await Until.TrueAsync(async () => (await there.PostAsync($"{drop.Path}/pause")).Status == HttpStatusCode.Forbidden);
        (await there.GetAsync($"{drop.Path}/movements")).ShouldBeOk();
        (await there.GetAsync("/api/v1/me")).ShouldBeOk().Text("role").ShouldBe("viewer");

        (await shop.Operator.DeleteAsync($"/api/v1/people/{id}")).ShouldBeOk();
        (await here.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        await Until.TrueAsync(async () => (await there.GetAsync("/api/v1/me")).Status == HttpStatusCode.Unauthorized);
        (await (await SignInAsync(email)).GetAsync("/api/v1/people")).ShouldBe(403, "forbidden");
        (await shop.Operator.DeleteAsync($"/api/v1/people/{id}")).ShouldBe(404, "account_not_found");
    }

    [Fact]
    public async Task Of_two_owners_who_dismiss_each_other_one_stays()
    {
        await using var hosted = await HostedShop.StartAsync();
        var (alone, you) = (hosted.Shop.Operator, (await hosted.Shop.Operator.GetAsync("/api/v1/me")).Text("id"));
        (await alone.PatchAsync($"/api/v1/people/{you}", new { role = "operator" })).ShouldBe(409, "last_operator");
        (await alone.DeleteAsync($"/api/v1/people/{you}")).ShouldBe(409, "last_operator");
        (await alone.DeleteAsync("/api/v1/me")).ShouldBe(409, "last_operator");
        for (var round = 0; round < 6; round++)
        {
            var owners = new List<(Visitor Visitor, string Id)>();
            await hosted.ExecuteAsync("update account set is_operator = false, role = null where role = 'owner'");
            for (var i = 0; i < 2; i++)
            {
                var email = $"{Guid.NewGuid():n}@example.com";
                (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = Password, displayName = "Kim" })).ShouldBeOk();
                await hosted.ExecuteAsync($"update account set is_operator = true, role = 'owner' where email = '{email}'");
                var token = (await hosted.Shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).Text("accessToken");
                var visitor = new Visitor(hosted.Shop.Site, token);
                owners.Add((visitor, (await visitor.GetAsync("/api/v1/me")).Text("id")));
            }

            // Each the other, themselves, or their whole account: at most one gets through.
            var answers = await Task.WhenAll(owners.Index().Select(owner => (round % 3) switch
            {
                0 => owner.Item.Visitor.DeleteAsync($"/api/v1/people/{owners[1 - owner.Index].Id}"),
                1 => owner.Item.Visitor.PatchAsync($"/api/v1/people/{owner.Item.Id}", new { role = "viewer" }),
                _ => owner.Item.Visitor.DeleteAsync("/api/v1/me"),
            }));
            answers.Count(answer => answer.Status == HttpStatusCode.NoContent).ShouldBe(1, $"round {round}");
            (await hosted.CountAsync("select count(*) from account where is_operator and role = 'owner'")).ShouldBe(1);
        }
    }

    [Fact]
    public async Task The_history_has_a_line_for_each_effect_and_none_for_what_had_none()
    {
        var (email, id) = await ColleagueAsync("support");
        var kim = await SignInAsync(email);
        var drop = await shop.CreateDropAsync(new { name = "Air Two" });
        var hold = await drop.HoldAsync(await shop.CustomerAsync());
        (await kim.PostAsync($"{drop.Path}/holds/{hold.Text("id")}/release", key: "once")).ShouldBeOk();
        (await kim.PostAsync($"{drop.Path}/holds/{hold.Text("id")}/release", key: "once")).Header("Idempotency-Replayed").ShouldBe("true");
        (await kim.PostAsync($"{drop.Path}/holds/{hold.Text("id")}/release")).ShouldBeOk(); // It is over already.
        (await kim.PostAsync($"{drop.Path}/pause")).ShouldBe(403, "forbidden");
        var released = (await HistoryAsync($"actor={id}&what=ReleaseHold")).ShouldHaveSingleItem();
        (released.Text("actorName"), released.Text("role"), released.Text("subjectKind"), released.Text("subjectId"), released.Text("subjectName"))
            .ShouldBe(("Kim", "support", "drop", drop.Id, "Air Two"));
        released.Text("address").ShouldStartWith("127.0.0.0/");

        await drop.RunAsync("pause");
        await drop.RunAsync("pause");
        (await drop.AdjustAsync(20, "A pallet\nmore")).ShouldBe(400, "validation_failed");
        (await drop.AdjustAsync(20, "A pallet more")).ShouldBeOk();
        var lines = (await HistoryAsync("limit=100")).Where(line => line["subjectId"]?.GetValue<string>() == drop.Id).ToArray();
        lines.Select(line => line.Text("what")).ShouldBe(["AdjustStock", "PauseDrop", "ReleaseHold", "CreateDrop"]);
        lines[0].Text("summary").ShouldBe("change: 20, reason: A pallet more");
        lines.Select(line => long.Parse(line.Text("id"), null)).ShouldBeInOrder(SortDirection.Descending);

        // Page by page it is the same; the address is for owners; and nobody writes it anew.
        var page = (await shop.Operator.GetAsync($"/api/v1/history?limit=1&after={lines[0].Text("id")}")).ShouldBeOk().Json;
        long.Parse(page.Items().Single().Text("id"), null).ShouldBeLessThan(long.Parse(lines[0].Text("id"), null));
        (await kim.GetAsync($"/api/v1/history?actor={id}")).ShouldBeOk().Json.Items().ShouldAllBe(line => line["address"] == null);
        (await kim.GetAsync("/api/v1/history?actor=me")).ShouldBe(400, "validation_failed");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => shared.Hosted.ExecuteAsync("update history set summary = 'nothing'"));
        await Should.ThrowAsync<Npgsql.PostgresException>(() => shared.Hosted.ExecuteAsync("delete from history"));

        // Whoever is erased leaves what they did, and not from where.
        (await kim.DeleteAsync("/api/v1/me")).ShouldBeOk();
        var forgotten = (await HistoryAsync($"actor={id}&what=ReleaseHold")).ShouldHaveSingleItem();
        forgotten.Text("actorName").ShouldStartWith("Customer ");
        forgotten["address"].ShouldBeNull();
    }

    [Fact]
    public async Task Somebody_sees_where_they_are_signed_in_and_ends_it()
    {
        var email = await RegisterAsync();
        async Task<Visitor> FromAsync(string agent) => new(shop.Site, (await shop.Anybody.SendAsync(
            HttpMethod.Post, "/api/v1/accounts/sign-in", JsonContent.Create(new { email, password = Password }), ("User-Agent", agent))).Text("accessToken"));
        var firefox = await FromAsync("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0");
        var chrome = await FromAsync("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36");
        var script = await FromAsync("curl/8.5.0");
        var sessions = (await firefox.GetAsync("/api/v1/me/sessions")).ShouldBeOk().Json.Items().ToArray();
        sessions.Select(session => session.Text("agent")).ShouldBe(["Firefox on Linux", "Chrome on Android", "curl"], ignoreOrder: true);
        sessions.Single(session => session["isThisOne"]!.GetValue<bool>()).Text("agent").ShouldBe("Firefox on Linux");

        var id = sessions.Single(session => session.Text("agent") == "curl").Text("id");
        (await (await SignInAsync(await RegisterAsync())).DeleteAsync($"/api/v1/me/sessions/{id}")).ShouldBe(404, "not_found");
        (await script.GetAsync("/api/v1/me")).ShouldBeOk();
        (await firefox.DeleteAsync($"/api/v1/me/sessions/{id}")).ShouldBeOk();
        (await script.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        (await firefox.DeleteAsync("/api/v1/me/sessions")).ShouldBeOk();
        (await chrome.GetAsync("/api/v1/me")).ShouldBe(401, "unauthenticated");
        (await firefox.GetAsync("/api/v1/me/sessions")).ShouldBeOk().Json.Items().ShouldHaveSingleItem();
    }

    private static string TokenOf(string link) => link.Split('#')[1];

    private Task<ServerUnderTest.Answer> LookAsync(string token) => shop.Anybody.PostAsync("/api/v1/accounts/invitation", new { token });

    private async Task<JsonNode[]> HistoryAsync(string query) => [.. (await shop.Operator.GetAsync($"/api/v1/history?{query}")).ShouldBeOk().Json.Items()];

    private async Task<(string Email, string Id)> ColleagueAsync(string role)
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var token = TokenOf((await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role })).Text("link"));
        return (email, (await shop.Anybody.PostAsync("/api/v1/accounts/invitation/accept", new { token, displayName = "Kim", password = Password })).Text("id"));
    }

    private async Task<string> RegisterAsync()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = Password, displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        return email;
    }

    private async Task<Visitor> SignInAsync(string email) =>
        new(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = Password })).Text("accessToken"));
}
