using System.Net;
using System.Net.Http.Json;
using Stampede.Server.Tests.Contract;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Lines;

/// <summary>People who join a line, change their minds and leave, from outside; and what everybody may see of it.</summary>
public sealed class JoiningLines(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task Who_joins_is_in_once_from_any_device()
    {
        var drop = await QueueAsync();
        var person = await shop.CustomerAsync();
        var joined = await JoinAsync(drop, person, drop.Variant(1));
        joined.Status.ShouldBe(HttpStatusCode.Created, joined.Body);
        joined.Header("Location").ShouldBe($"{drop.Path}/line/me");
        joined.Text("entryId").ShouldMatch("^[0-9a-f]{32}$");
        joined.Json.Number("seq").ShouldBe(1);
        (joined.Json["line"]!.Text("dropId"), joined.Json["line"]!.Text("phase"), joined.Json["line"]!.Text("mode")).ShouldBe((drop.Id, "gathering", "queue"));

        var again = await JoinAsync(drop, person, drop.Variant());
        again.Status.ShouldBe(HttpStatusCode.OK);
        (again.Text("entryId"), again.Json.Number("seq"), again.Text("joinedAt")).ShouldBe((joined.Text("entryId"), 1, joined.Text("joinedAt")));

        var me = (await person.GetAsync($"{drop.Path}/line/me")).ShouldBeOk().Json;
        (me.Text("state"), me.Text("entryId"), me.Number("seq"), me.Number("quantity")).ShouldBe(("waiting", joined.Text("entryId"), 1, 1));
        me["preferences"]!.AsArray().Single()!.GetValue<string>().ShouldBe(drop.Variant(1));
        (me["place"], me["ticket"], me["odds"]).ShouldBe((null, null, null), "nobody knows the order yet");
        me["placeIn"]!.AsArray().ShouldBeEmpty();

        var other = await JoinAsync(drop, await shop.CustomerAsync(), drop.Variant(), drop.Variant(1));
        other.Json.Number("seq").ShouldBe(2);
    }

    [Fact]
    public async Task Other_sizes_until_the_close_and_leaving_for_good()
    {
        var drop = await QueueAsync();
        var person = await shop.CustomerAsync();
        (await person.GetAsync($"{drop.Path}/line/me")).ShouldBe(404, "not_in_line");
        (await person.PatchAsync($"{drop.Path}/line/me", new { preferences = new[] { drop.Variant() } })).ShouldBe(404, "not_in_line");
        (await person.DeleteAsync($"{drop.Path}/line/me")).ShouldBe(404, "not_in_line");
        await JoinAsync(drop, person, drop.Variant());

        var changed = (await person.PatchAsync($"{drop.Path}/line/me", new { preferences = new[] { drop.Variant(1), drop.Variant() }, quantity = 2 })).ShouldBeOk().Json;
        changed["preferences"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldBe([drop.Variant(1), drop.Variant()]);
        changed.Number("quantity").ShouldBe(2);

        (await person.DeleteAsync($"{drop.Path}/line/me")).ShouldBeOk().Text("state").ShouldBe("withdrawn");
        (await person.DeleteAsync($"{drop.Path}/line/me")).ShouldBeOk().Text("state").ShouldBe("withdrawn");
        (await JoinAsync(drop, person, drop.Variant())).ShouldBe(409, "line_left");
        (await person.PatchAsync($"{drop.Path}/line/me", new { preferences = new[] { drop.Variant() } })).ShouldBe(409, "line_left");
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_field()
    {
        var drop = await QueueAsync();
        var person = await shop.CustomerAsync();
        (await JoinAsync(drop, person)).ShouldBe(400, "validation_failed");
        (await JoinAsync(drop, person, drop.Variant(), drop.Variant())).ShouldBe(400, "validation_failed");
        (await JoinAsync(drop, person, [.. Enumerable.Repeat(0, 6).Select(_ => Guid.NewGuid().ToString())])).ShouldBe(400, "validation_failed");
        (await JoinAsync(drop, person, "no id")).ShouldBe(404, "variant_not_found");
        (await JoinAsync(drop, person, Guid.NewGuid().ToString())).ShouldBe(404, "variant_not_found");
        (await person.PostAsync($"{drop.Path}/line", new { })).ShouldBe(400, "validation_failed");
        (await person.PostAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant() }, quantity = 0 })).ShouldBe(400, "validation_failed");
        (await person.PostAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant() }, quantity = 3 })).ShouldBe(400, "validation_failed");
        (await shop.Anybody.PostAsync($"{drop.Path}/line", new { preferences = new[] { drop.Variant() } })).ShouldBe(401, "unauthenticated");

        // One variant needs no name.
        var single = await QueueAsync(new { totalStock = 3 });
        (await person.PostAsync($"{single.Path}/line")).Status.ShouldBe(HttpStatusCode.Created);

        var none = await shop.CreateDropAsync();
        (await JoinAsync(none, person, none.Variant())).ShouldBe(409, "line_not_open");
        (await person.GetAsync($"{none.Path}/line")).ShouldBe(409, "line_not_open");
        (await person.GetAsync($"{none.Path}/line/me")).ShouldBe(409, "line_not_open");
        var draft = await shop.CreateDropAsync(new { draft = true });
        (await JoinAsync(draft, person, draft.Variant())).ShouldBe(404, "drop_not_found");
        (await person.GetAsync($"{draft.Path}/line")).ShouldBe(404, "drop_not_found");
    }

    [Fact]
    public async Task A_draw_wants_its_rules_accepted_and_closes_for_all()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 1, startsAt = Soon(3_600) });
        await SetAsync(drop, new { mode = "draw", waitlist = true, closesAt = Soon(1_800), reviewMinutes = 10 });
        var (first, second) = (await shop.CustomerAsync(), await shop.CustomerAsync());
        (await first.PostAsync($"{drop.Path}/line", new { acceptsRules = false })).ShouldBe(422, "rules_not_accepted");
        (await first.PostAsync($"{drop.Path}/line", new { acceptsRules = true })).Status.ShouldBe(HttpStatusCode.Created);
        await shared.Hosted.ExecuteAsync(
            $"update drop set line = jsonb_set(line, array['terms', 'closesAt'], to_jsonb(to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'))) where id = '{drop.Id}'");
        (await second.PostAsync($"{drop.Path}/line", new { acceptsRules = true })).ShouldBe(409, "line_closed");
        (await first.PostAsync($"{drop.Path}/line", new { acceptsRules = true })).Status.ShouldBe(HttpStatusCode.OK);
        (await first.PatchAsync($"{drop.Path}/line/me", new { preferences = new[] { drop.Variant() }, quantity = 1 })).ShouldBeOk();
    }

    [Fact]
    public async Task The_document_is_the_same_for_all_and_told_by_its_tag()
    {
        var drop = await QueueAsync();
        await JoinAsync(drop, await shop.CustomerAsync(), drop.Variant());
        await Stampede.Testing.Until.TrueAsync(async () => (await shop.Anybody.GetAsync($"{drop.Path}/line")).ShouldBeOk().Json.Number("size") == 1);

        var answer = (await shop.Anybody.GetAsync($"{drop.Path}/line")).ShouldBeOk();
        answer.Header("Cache-Control").ShouldBe("public, max-age=2");
        var tag = answer.Header("ETag").ShouldNotBeNull();
        var line = answer.Json;
        (line.Number("size"), line.Text("phase"), line.Number("claimSeconds"), line.Number("limitPerCustomer")).ShouldBe((1, "gathering", 30, 2));
        line.Text("commit").ShouldMatch("^[0-9a-f]{64}$");
        (line["secret"], line["root"], line["seed"]).ShouldBe((null, null, null));
        line["perVariant"]!.AsArray().Select(variant => (variant!.Text("id"), variant!.Number("inLine"), variant!.Number("servedTo"), variant!.Number("units")))
            .ShouldBe([(drop.Variant(), 1, 0, 5), (drop.Variant(1), 0, 0, 5)]);
        line.Number("pollAfter").ShouldBeInRange(5, 120);
        answer.Body.Length.ShouldBeLessThan(2_500);

        var (operators, customers) = ((await shop.Operator.GetAsync($"{drop.Path}/line")).ShouldBeOk(), (await (await shop.CustomerAsync()).GetAsync($"{drop.Path}/line")).ShouldBeOk());
        (operators.Header("ETag"), customers.Header("ETag")).ShouldBe((tag, tag));
        (await AskAgainAsync(drop, tag)).ShouldBe((HttpStatusCode.NotModified, "", tag));
        await JoinAsync(drop, await shop.CustomerAsync(), drop.Variant());
        await Stampede.Testing.Until.TrueAsync(async () => (await AskAgainAsync(drop, tag)).Status == HttpStatusCode.OK);

        var shown = await drop.ReadAsync();
        (shown.Text("entrance"), shown["waitlist"]!.GetValue<bool>()).ShouldBe(("queue", true));
        (await (await shop.CreateDropAsync()).ReadAsync()).Text("entrance").ShouldBe("open");
    }

    [Fact]
    public async Task An_export_names_the_lines_and_who_is_forgotten_leaves_them()
    {
        var drop = await QueueAsync();
        var person = await shop.CustomerAsync();
        var entry = (await JoinAsync(drop, person, drop.Variant())).Text("entryId");
        var line = (await person.GetAsync("/api/v1/me/export")).ShouldBeOk().Json["lines"]!.AsArray().Single()!;
        (line.Text("dropId"), line.Text("entryId"), line["hasWithdrawn"]!.GetValue<bool>()).ShouldBe((drop.Id, entry, false));
        (await shop.Operator.PostAsync($"{drop.Path}/line/exclusions", new { entryIds = new[] { entry }, reason = "Ottilie Unmistakable again" })).ShouldBeOk();
        var other = await shop.CustomerAsync();
        await JoinAsync(drop, other, drop.Variant());

        (await person.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await other.DeleteAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await shared.Hosted.ScalarAsync<long>("select count(*) from line_entry where excluded_reason ilike '%unmistakable%'")).ShouldBe(0);
        (await shared.Hosted.ScalarAsync<long>($"select count(*) from line_entry where drop_id = '{drop.Id}' and withdrawn_index is not null")).ShouldBe(1);
        // The same pseudonym in every line of the log, and no id of an account.
        (await shared.Hosted.ScalarAsync<long>($"select count(distinct line::jsonb ->> 'customer') from line_log where drop_id = '{drop.Id}'")).ShouldBe(2);
    }

    private async Task<(HttpStatusCode Status, string Body, string? Tag)> AskAgainAsync(Drop drop, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, $"{drop.Path}/line"));
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var response = await shop.Site.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString());
    }

    private async Task<Drop> QueueAsync(object? body = null)
    {
        var drop = await shop.CreateDropAsync(body is null
            ? new { variants = new[] { new { label = "EU 41", total = 5 }, new { label = "EU 42", total = 5 } }, limitPerCustomer = 2, startsAt = Soon(3_600) }
            : new { totalStock = 3, startsAt = Soon(3_600) });
        await SetAsync(drop, new { mode = "queue", waitlist = true });
        return drop;
    }

    private static async Task SetAsync(Drop drop, object rules) =>
        (await drop.Shop.Operator.SendAsync(HttpMethod.Put, $"{drop.Path}/line", JsonContent.Create(rules))).ShouldBeOk();

    private static Task<Answer> JoinAsync(Drop drop, Visitor person, params string[] preferences) => person.PostAsync($"{drop.Path}/line", new { preferences });

    private static DateTimeOffset Soon(int seconds) => DateTimeOffset.UtcNow.AddSeconds(seconds);
}
