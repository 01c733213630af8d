using System.Text.Json.Nodes;
using Stampede.Domain;
using Stampede.Postgres.Ledger;
using Stampede.Postgres.Operations;
using Stampede.Server.Tests.Contract;

namespace Stampede.Server.Tests.Operations;

/// <summary>The lists of the console: found, sorted, and read page by page.</summary>
public sealed class Searching(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task Drops_are_sorted_by_name_and_by_start_each_once_over_all_pages()
    {
        var mark = Guid.NewGuid().ToString("n")[..8];
        var made = new List<Drop>();
        foreach (var (name, hours) in new[] { ("b", 3), ("A", 1), ("c", 2), ("a", 4) })
            made.Add(await shop.CreateDropAsync(new { name = $"{name} {mark}", startsAt = DateTimeOffset.UtcNow.AddHours(hours) }));
        made.Add(await shop.CreateDropAsync(new { name = $"d {mark}", draft = true }));

        (await NamesAsync("sort=name")).ShouldBe(["A", "a", "b", "c", "d"]);
        (await NamesAsync("sort=startsAt")).ShouldBe(["A", "c", "b", "a", "d"]);
        (await NamesAsync("sort=newest")).ShouldBe(["d", "a", "c", "A", "b"]);
        (await NamesAsync("sort=name&status=upcoming")).ShouldBe(["A", "a", "b", "c"]);
        (await shop.Operator.GetAsync("/api/v1/drops?sort=price")).ShouldBe(400, "validation_failed");
        var next = (await shop.Operator.GetAsync("/api/v1/drops?sort=name&limit=1")).ShouldBeOk().Text("next");
        (await shop.Operator.GetAsync($"/api/v1/drops?sort=startsAt&cursor={next}")).ShouldBe(400, "validation_failed");
        (await shop.Anybody.GetAsync($"/api/v1/drops?sort=name&query={mark}")).ShouldBeOk().Json.Items().Count.ShouldBe(4, "a draft is not there for customers");

        async Task<string[]> NamesAsync(string query) =>
            [.. (await PagesAsync($"/api/v1/drops?query={mark}&{query}&limit=2", "cursor")).Select(drop => drop.Text("name").Split(' ')[0])];
    }

    [Fact]
    public async Task Holds_are_found_by_name_size_and_units_and_sorted_by_the_time_left()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 5, variants = new[] { new { label = "S", total = 20 }, new { label = "M", total = 20 } } });
        var (ada, adele, bo) = (await shop.CustomerAsync("Ada Lovelace"), await shop.CustomerAsync("Mad Adele"), await shop.CustomerAsync("Bo"));
        var first = await drop.HoldAsync(ada, variant: drop.Variant());
        var second = await drop.HoldAsync(adele, quantity: 3, variant: drop.Variant(1));
        var third = await drop.HoldAsync(bo, quantity: 2, variant: drop.Variant(1));
        var let = await drop.HoldAsync(ada, variant: drop.Variant());
        (await ada.DeleteAsync(drop.Of(let))).ShouldBeOk();

        (await FoundAsync("query=AD")).ShouldBe([second, first]);
        (await FoundAsync("query=lace")).ShouldBe([first]);
        (await FoundAsync($"variant={drop.Variant(1)}")).ShouldBe([third, second]);
        (await FoundAsync("quantity=3")).ShouldBe([second]);
        (await FoundAsync("sort=ending")).ShouldBe([first, second, third]);
        (await FoundAsync($"sort=ending&variant={drop.Variant(1)}&query=a")).ShouldBe([second]);
        (await FoundAsync("query=%25")).ShouldBeEmpty();
        foreach (var wrong in new[] { "variant=M", "quantity=0", "quantity=many", "sort=name", "cursor=1.1", "sort=ending&cursor=1", $"query={new string('a', 201)}" })
            (await shop.Operator.GetAsync($"{drop.Path}/holds?{wrong}")).ShouldBe(400, "validation_failed");

        // The same where the look back through the ledger ends before the first of them.
        await using var database = Npgsql.NpgsqlDataSource.Create(shared.Hosted.ConnectionString);
        var reads = new HoldReads(database, lookBackMax: 2);
        foreach (var (filter, found) in new[] { (new HoldFilter(Name: "ad"), new[] { second, first }), (new HoldFilter(EndingFirst: true), [first, second, third]) })
        {
            (await reads.FindAsync(new DropId(Guid.Parse(drop.Id)), filter, null, 10, CancellationToken.None))!.Items.Select(hold => hold.Id.ToString())
                .ShouldBe(found.Select(hold => hold.Text("id")));
        }

        async Task<JsonNode[]> FoundAsync(string query)
        {
            var ids = (await PagesAsync($"{drop.Path}/holds?{query}&limit=1", "cursor")).Select(hold => hold.Text("id")).ToArray();
            return [.. ids.Select(id => new[] { first, second, third }.Single(hold => hold.Text("id") == id))];
        }
    }

    [Fact]
    public async Task The_ledger_is_found_by_kind_name_size_and_time_from_either_end()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 5, variants = new[] { new { label = "S", total = 20 }, new { label = "M", total = 20 } } });
        var (ada, bo) = (await shop.CustomerAsync("Ada of the Ledger"), await shop.CustomerAsync("Bo of the ledger"));
        await drop.SellAsync(ada, variant: drop.Variant());
        await drop.HoldAsync(bo, variant: drop.Variant(1));
        await drop.AdjustAsync(3, variant: 1);
        await drop.SellAsync(bo, variant: drop.Variant());
        var all = await LinesAsync("");
        var versions = all.Select(line => line.Number("version")).ToArray();
        versions[0].ShouldBe(1);

        (await FindAsync("sort=newest")).ShouldBe(versions.Reverse());
        (await FindAsync("kind=purchased")).ShouldBe(Where(line => line.Text("kind") == "purchased"));
        (await FindAsync("query=ada OF")).ShouldBe(Where(line => line["customerName"]?.GetValue<string>() == "Ada of the Ledger"));
        (await FindAsync("query=nobody at all")).ShouldBeEmpty();
        (await FindAsync($"variant={drop.Variant(1)}&sort=newest")).ShouldBe(Where(line => line["variantId"]?.GetValue<string>() == drop.Variant(1)).Reverse());
        var me = (await shop.Operator.GetAsync("/api/v1/me")).Json.Text("displayName");
        (await FindAsync($"kind=adjusted&query={Uri.EscapeDataString(me)}")).Length.ShouldBe(1, "an operator is found by name too");
        var middle = all.First(line => line.Text("kind") == "adjusted");
        (await FindAsync($"since={middle.Text("at")}")).ShouldBe(Where(line => line.Time("at") >= middle.Time("at")));
        (await FindAsync($"until={middle.Text("at")}&sort=newest")).ShouldBe(Where(line => line.Time("at") < middle.Time("at")).Reverse());
        foreach (var wrong in new[] { "kind=stolen", "variant=M", "sort=kind", "since=yesterday", "after=-1", $"query={new string('a', 201)}" })
            (await shop.Operator.GetAsync($"{drop.Path}/movements?{wrong}")).ShouldBe(400, "validation_failed");

        // A search goes through a bounded part of the ledger at once; the pages together miss nothing.
        await using var database = Npgsql.NpgsqlDataSource.Create(shared.Hosted.ConnectionString);
        var reads = new LedgerReads(database, scanMax: 2);
        foreach (var newestFirst in new[] { true, false })
        {
            var (found, pages, next) = (new List<long>(), 0, (long?)null);
            do
            {
                var page = await reads.SearchAsync(
                    new DropId(Guid.Parse(drop.Id)), new LedgerFilter(MovementKind.Purchased, NewestFirst: newestFirst), next, 1, CancellationToken.None);
                found.AddRange(page.Items.Select(line => line.Version));
                next = page.Next is { } text ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
                (++pages).ShouldBeLessThan(20);
            }
            while (next is not null);
            var wanted = Where(line => line.Text("kind") == "purchased");
            found.ShouldBe(newestFirst ? wanted.Reverse() : wanted);
        }

        async Task<IReadOnlyList<JsonNode>> LinesAsync(string query) => await PagesAsync($"{drop.Path}/movements?{query}&limit=2", "after");
        async Task<long[]> FindAsync(string query) => [.. (await LinesAsync(query)).Select(line => line.Number("version"))];
        long[] Where(Func<JsonNode, bool> isWanted) => [.. all.Where(isWanted).Select(line => line.Number("version"))];
    }

    [Fact]
    public async Task Several_drops_are_run_together_and_each_is_answered_for_itself()
    {
        var (live, held, draft) = (await shop.CreateDropAsync(), await shop.CreateDropAsync(), await shop.CreateDropAsync(new { draft = true }));
        await held.HoldAsync(await shop.CustomerAsync());
        var nobody = Guid.NewGuid().ToString();
        var paused = (await RunAsync("pause", live.Id, held.Id, draft.Id, nobody, live.Id)).ShouldBeOk().Json.Items();
        paused.Select(item => (item.Text("id"), item["hasMoved"]!.GetValue<bool>(), item["drop"]?.Text("status"), item["code"]?.GetValue<string>())).ShouldBe(
        [
            (live.Id, true, "paused", null), (held.Id, true, "paused", null), (draft.Id, false, null, "not_published"), (nobody, false, null, "drop_not_found"),
        ]);
        (await RunAsync("publish", draft.Id, live.Id)).ShouldBeOk().Json.Items().Select(item => item["hasMoved"]!.GetValue<bool>()).ShouldBe([true, false]);
        (await RunAsync("resume", live.Id)).ShouldBeOk().Json.Items()[0]["drop"]!.Text("status").ShouldBe("live");
        (await RunAsync("pause", live.Id)).ShouldBeOk();
        (await RunAsync("archive", live.Id, held.Id)).ShouldBeOk().Json.Items().Select(item => item["code"]?.GetValue<string>()).ShouldBe([null, "not_archivable"]);

        var history = (await shop.Operator.GetAsync("/api/v1/history?limit=100")).ShouldBeOk().Json.Items().Where(line => line["subjectId"]?.GetValue<string>() == live.Id);
        history.Select(line => line.Text("what")).ShouldBe(["ArchiveDrop", "PauseDrop", "ResumeDrop", "PauseDrop", "CreateDrop"]);
        foreach (var drop in new[] { live, held, draft })
            await drop.ShouldBalanceAsync();
        foreach (var (body, field) in new[]
        {
            ("""{"act": "end", "ids": ["0199b2f0-0000-7000-8000-000000000000"]}""", "act"), ("""{"act": "pause", "ids": []}""", "ids"),
            ("""{"act": "pause", "ids": ["air-one"]}""", "ids[0]"), ("""{"ids": ["0199b2f0-0000-7000-8000-000000000000"]}""", "act"), ("""{"act": "pause"}""", "ids"),
        })
            (await shop.Operator.PostAsync("/api/v1/operations/drops", body)).ShouldBe(400, "validation_failed")["errors"]![field].ShouldNotBeNull(body);
    }

    private Task<Hosting.ServerUnderTest.Answer> RunAsync(string act, params string[] ids) => shop.Operator.PostAsync("/api/v1/operations/drops", new { act, ids });

    private async Task<IReadOnlyList<JsonNode>> PagesAsync(string path, string cursor)
    {
        var (items, next) = (new List<JsonNode>(), (string?)null);
        do
        {
            var page = (await shop.Operator.GetAsync($"{path}{(next is null ? "" : $"&{cursor}={next}")}")).ShouldBeOk().Json;
            items.AddRange(page.Items());
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
        return items;
    }
}
