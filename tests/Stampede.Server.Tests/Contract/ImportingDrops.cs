using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stampede.Server.Tests.Hosting;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Contract;

/// <summary>Drops out of another program's file: looked at first, then written, and the same file again changes nothing.</summary>
public sealed class ImportingDrops(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Head = "externalId,name,price,currency,variant,sku,stock\n";

    private readonly Shop shop = shared.Shop;
    private readonly string own = ServerUnderTest.AnyName().Replace(" ", "", StringComparison.Ordinal);

    [Fact]
    public async Task The_samples_of_the_documentation_are_drafts_after_they_were_looked_at()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Documents.Documents.Root, "docs", "integration.md"));
        string SampleOf(string language) => Regex.Match(page, $"## Import and export.*?```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var csv = SampleOf("csv");
        var dry = (await ImportAsync(csv)).ShouldBeOk().Json;
        (dry.Number("create"), dry.Number("refuse"), dry["dryRun"]!.GetValue<bool>()).ShouldBe((2, 0, true));
        Items(dry).ShouldAllBe(item => item["dropId"] == null);
        (await shared.Hosted.CountAsync("select count(*) from drop_code where external_id = 'AO-1'")).ShouldBe(0);

        var written = (await ImportAsync(csv, dryRun: false)).ShouldBeOk().Json;
        Items(written).Select(item => (item.Number("line"), item.Text("what"))).ShouldBe([(2, "create"), (4, "create")]);
        var drop = (await shop.Operator.GetAsync($"/api/v1/drops/{Items(written)[0].Text("dropId")}")).ShouldBeOk().Json;
        (drop.Text("status"), drop.Text("externalId"), drop["price"]!.Number("amountMinor"), drop.Text("startsAt"), drop.Number("limitPerCustomer"))
            .ShouldBe(("draft", "AO-1", 19900, "2099-01-31T10:00:00.000Z", 2));
        drop["variants"]!.AsArray().Select(variant => (variant!.Text("label"), variant!.Text("sku"), variant!.Number("total"))).ShouldBe([("EU 42", "AO-1-42", 100), ("EU 43", "AO-1-43", 80)]);
        var poster = (await shop.Operator.GetAsync($"/api/v1/drops/{Items(written)[1].Text("dropId")}")).ShouldBeOk().Json;
        (poster.Text("name"), poster["price"]!.Number("amountMinor"), poster.Text("startsAt")).ShouldBe(("Poster, signed", 4550, "2099-02-01T10:00:00.000Z"));

        // The JSON says the same of the first: so it is the same drop, and nothing changes.
        foreach (var (again, count) in new[] { (await ImportAsync(csv, dryRun: false), 2), (await shop.Operator.PostAsync("/api/v1/drops/import?dryRun=false", SampleOf("json")), 1) })
            (again.ShouldBeOk().Json.Number("unchanged"), again.Json["items"]!.AsArray().Count).ShouldBe((count, count));
        ((await shop.Operator.GetAsync($"/api/v1/drops/{drop.Text("id")}")).Json.Number("version")).ShouldBe(1);

        // Customers see the drop, and not what other programs call it.
        (await shop.Operator.PostAsync($"/api/v1/drops/{drop.Text("id")}/publish")).ShouldBeOk();
        foreach (var path in new[] { $"/api/v1/drops/{drop.Text("id")}", "/api/v1/drops?status=upcoming", $"/drops/{drop.Text("slug")}" })
            (await (await shop.CustomerAsync()).GetAsync(path)).Body.ShouldNotContain("AO-1");
        (await shop.Operator.GetAsync("/api/v1/drops?status=upcoming")).Body.ShouldContain("AO-1-43");
    }

    [Fact]
    public async Task A_file_with_one_refused_drop_is_not_written_and_says_where_each_fault_is()
    {
        var file = $"\uFEFFexternalId;name;price;currency;holdSeconds;startsAt;variant;sku;stock\r\n"
            + $"{own}-good;=cmd|'/C calc'!A0;199,50;EUR;;;S;{own}-s;5\r\n"
            + $"{own}-price;A;1.999,00;EUR;;;S;;5\r\n"
            + $"{own}-stock;A;1;EUR;;;S;;many\r\n"
            + $"{own}-new;;;;4000;tomorrow;S;;5\r\n"
            + $"{own}-half;A;1\r\n"
            + $"{own}-good;Again;1;EUR;;;S;;5\r\n"
            + $";Nameless;1;EUR;;;S;;5\r\n"
            + $"{own}-two;A;1;EUR;;;S;x;5\r\n{own}-two;B;;;;;S;x;5\r\n"
            + $"{own}-last;\"never closed;1;EUR;;;S;;5\r\n";
        var refused = (await ImportAsync(file, dryRun: false)).ShouldBe(422, "import_refused");
        var report = refused["import"]!;
        string[] FaultsOf(string id) => [.. Items(report).Where(item => item["externalId"]?.GetValue<string>() == id).SelectMany(item => item["errors"]!.AsArray())
            .Select(error => $"{error!.Number("line")} {error!.Text("field")} {error!.Text("code")}")];
        Items(report)[0].Text("what").ShouldBe("create");
        Items(report)[0].Text("name").ShouldBe("=cmd|'/C calc'!A0");
        FaultsOf($"{own}-price").ShouldBe(["3 price invalid"]);
        FaultsOf($"{own}-stock").ShouldBe(["4 stock invalid"]);
        FaultsOf($"{own}-new").ShouldBe(["5 startsAt invalid"]);
        FaultsOf($"{own}-half").ShouldContain("6 row half_row");
        FaultsOf($"{own}-good").ShouldBe(["7 externalId duplicate"]);
        Items(report)[6].ToJsonString().ShouldContain("\"required\"");
        FaultsOf($"{own}-two").ShouldBe(["10 name invalid"]);
        FaultsOf($"{own}-last").ShouldContain("11 row half_row");
        (report.Number("create"), report.Number("refuse")).ShouldBe((1, 8));
        (await shared.Hosted.CountAsync($"select count(*) from drop_code where external_id like '{own}%'")).ShouldBe(0);

        // What its cells say can be read, and is wrong all the same.
        var wrong = (await ImportAsync($"externalId,name,price,currency,holdSeconds,variant,sku,stock\n{own}-x,,,,4000,S,A,5\n{own}-x,,,,,S,A,-5\n{own}-x,,,,,T,A,5\n")).ShouldBeOk().Json;
        Items(wrong)[0]["errors"]!.AsArray().Select(error => $"{error!.Number("line")} {error!.Text("field")} {error!.Text("code")}").ShouldBe(["3 stock invalid"]);
        wrong = (await ImportAsync($"externalId,name,price,currency,holdSeconds,variant,sku,stock\n{own}-x,,,,4000,S,A,5\n{own}-x,,,,,S,A,5\n{own}-x,,,,,T,A,5\n")).ShouldBeOk().Json;
        Items(wrong)[0]["errors"]!.AsArray().Select(error => $"{error!.Number("line")} {error!.Text("field")} {error!.Text("code")}").ShouldBe(
            ["2 name required", "2 price invalid", "2 holdSeconds range", "3 variant invalid", "3 sku invalid", "4 sku invalid"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("", "file")]
    [InlineData("name,price\nA,1\n", "file")]
    [InlineData("externalId,colour\nA,1\n", "file")]
    [InlineData("externalId,name,name\nA,1,2\n", "file")]
    [InlineData("externalId,name\n", "file")]
    [InlineData("externalId,\"name\nA,1\n", "file")]
    [InlineData("{}", "drops", "application/json")]
    [InlineData("{\"drops\": []}", "drops", "application/json")]
    [InlineData("{\"drops\": [{\"externalId\": \"A\", \"colour\": 1}]}", "drops[0].colour", "application/json")]
    [InlineData("[", "body", "application/json")]
    public async Task What_is_no_file_of_drops_is_refused_as_a_whole(string file, string field, string type = "text/csv") =>
        (await ImportAsync(file, type: type)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);

    [Fact]
    public async Task Too_many_rows_too_many_bytes_another_encoding_and_another_type_are_refused()
    {
        (await ImportAsync(Head + string.Concat(Enumerable.Range(0, 1_001).Select(i => $"{own}-{i},,,,,,\n")))).ShouldBe(400, "validation_failed");
        (await ImportAsync(Head + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{own}-{i},Air One,199.00,USD,S,,5\n")))).ShouldBe(413, "payload_too_large");
        (await SendAsync(Encoding.Latin1.GetBytes($"{Head}{own},Gr\u00F6\u00DFe,1,USD,S,,5\n"), "text/csv")).ShouldBe(400, "validation_failed");
        (await ImportAsync("<drops/>", type: "application/xml")).ShouldBe(415, "unsupported_media_type");
        (await shop.Operator.SendAsync(HttpMethod.Post, "/api/v1/drops/import?dryRun=perhaps", Content(Encoding.UTF8.GetBytes(Head), "text/csv"))).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task A_drop_that_is_published_changes_as_it_may_by_hand()
    {
        var row = $"{own},Air One,199.00,USD,EU 42,{own}-42,100\n";
        var id = Items((await ImportAsync(Head + row, dryRun: false)).ShouldBeOk().Json)[0].Text("dropId");
        (await shop.Operator.PostAsync($"/api/v1/drops/{id}/publish")).ShouldBeOk();

        // The stock is not a file's to say any more, and neither is the hold time.
        var refused = (await ImportAsync($"externalId,holdSeconds,variant,stock\n{own},61,EU 42,101\n", dryRun: false)).ShouldBe(422, "import_refused")["import"]!;
        Items(refused)[0]["errors"]!.AsArray().Select(error => (error!.Text("field"), error!.Text("code"))).ShouldBe([("holdSeconds", "already_published"), ("stock", "already_published")]);

        var changed = (await ImportAsync($"{Head}{own},Air One II,189.00,USD,EU 42,{own}-new,100\n", dryRun: false)).ShouldBeOk().Json;
        (Items(changed)[0].Text("what"), Items(changed)[0]["changes"]!.ToJsonString()).ShouldBe(("change", """["name","price","sku"]"""));
        var drop = (await shop.Operator.GetAsync($"/api/v1/drops/{id}")).ShouldBeOk().Json;
        (drop.Text("name"), drop["price"]!.Number("amountMinor"), drop["variants"]![0]!.Text("sku"), drop["variants"]![0]!.Number("total")).ShouldBe(("Air One II", 18900, $"{own}-new", 100));
        (await shop.Operator.GetAsync($"/api/v1/drops/{id}/movements")).ShouldBeOk().Json.Items()[^1].Text("kind").ShouldBe("changed");
        (await shop.Operator.GetAsync($"/api/v1/drops/{id}/verification")).ShouldBeOk().Json["consistent"]!.GetValue<bool>().ShouldBeTrue();
        (await shop.Operator.GetAsync("/api/v1/history?limit=100")).ShouldBeOk().Json.Items().Where(line => line["subjectId"]?.GetValue<string>() == id).Select(line => line.Text("what"))
            .ShouldBe(["ChangeDrop", "PublishDrop", "CreateDrop"]);

        // It ended: its times stay.
        (await shop.Operator.PostAsync($"/api/v1/drops/{id}/end")).ShouldBeOk();
        Items((await ImportAsync($"externalId,endsAt\n{own},2099-01-01T00:00:00Z\n")).ShouldBeOk().Json)[0]["errors"]!.AsArray().Select(error => (error!.Text("field"), error!.Text("code")))
            .ShouldBe([("endsAt", "ended")]);
    }

    [Fact]
    public async Task A_file_sent_twice_with_one_key_is_written_once_and_a_key_for_machines_may_send_it()
    {
        var made = (await shop.Operator.PostAsync("/api/v1/keys", new { name = "The till", scopes = new[] { "drops:write" } })).ShouldBeOk().Json;
        var till = new Visitor(shop.Site, made.Text("key"));
        var file = Encoding.UTF8.GetBytes($"{Head}{own},Air One,199.00,USD,S,,5\n");
        Task<Answer> SendAsync(byte[] bytes) => till.SendAsync(HttpMethod.Post, "/api/v1/drops/import?dryRun=false", Content(bytes, "text/csv"), ("Idempotency-Key", own));
        var first = (await SendAsync(file)).ShouldBeOk();
        first.Json.Number("create").ShouldBe(1);
        (await SendAsync(file)).ShouldBeOk().Body.ShouldBe(first.Body);
        (await SendAsync([.. file, (byte)'\n'])).ShouldBe(422, "idempotency_key_reused");
        (await shared.Hosted.CountAsync($"select count(*) from drop_code where external_id = '{own}'")).ShouldBe(1);
    }

    [Fact]
    public async Task An_external_id_is_one_drops_alone_and_free_again_with_the_draft_that_had_it()
    {
        var (one, two) = (await shop.CreateDropAsync(new { externalId = own, draft = true }), await shop.CreateDropAsync(new { draft = true }));
        one.Made.Text("externalId").ShouldBe(own);
        (await shop.Operator.PostAsync("/api/v1/drops", new { name = "Another", price = new { amountMinor = 1, currency = "USD" }, totalStock = 1, externalId = own })).ShouldBe(409, "external_id_taken");
        (await shop.Operator.PatchAsync(two.Path, new { externalId = own, name = "Renamed" })).ShouldBe(409, "external_id_taken");
        (await two.ReadAsync()).Text("name").ShouldNotBe("Renamed");

        // What is refused as a whole leaves the old one.
        (await shop.Operator.PatchAsync(one.Path, new { externalId = $"{own}-2", startsAt = "2030-01-02T00:00:00Z", endsAt = "2030-01-01T00:00:00Z" })).ShouldBe(400, "validation_failed");
        (await one.ReadAsync()).Text("externalId").ShouldBe(own);
        (await shop.Operator.PatchAsync(one.Path, new { variants = new[] { new { label = "S", total = 5, sku = "S-1" }, new { label = "M", total = 5, sku = "M-1" } } })).ShouldBeOk();
        (await shop.Operator.PatchAsync(one.Path, new { variants = new[] { new { label = "M", total = 6, sku = (string?)null }, new { label = "S", total = 5, sku = (string?)"" } } })).ShouldBeOk()
            .Json["variants"]!.AsArray().Select(variant => variant!["sku"]?.GetValue<string>()).ShouldBe(["M-1", null]);
        (await shop.Operator.PatchAsync($"/api/v1/drops/{Guid.NewGuid()}", new { externalId = $"{own}-3" })).ShouldBe(404, "drop_not_found");

        (await shop.Operator.DeleteAsync(one.Path)).Status.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await shop.Operator.PatchAsync(two.Path, new { externalId = own })).ShouldBeOk().Json.Text("externalId").ShouldBe(own);
        (await shop.Operator.PatchAsync(two.Path, new { externalId = (string?)null })).ShouldBeOk().Json["externalId"].ShouldBeNull();
    }

    [Fact]
    public async Task Slices_of_the_purchases_put_together_are_the_whole()
    {
        var chance = new Random(16);
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 10, payment = "none", variants = new[] { new { label = "S", total = 100, sku = $"{own}-S" } } });
        var (known, since, bought) = (new Dictionary<string, string>(), "0", new List<string>());
        for (var round = 0; round < 6; round++)
        {
            for (var sale = chance.Next(3); sale >= 0; sale--)
                bought.Add((await drop.SellAsync(await shop.CustomerAsync(), quantity: 3)).Text("id"));
            if (round % 2 == 1)
                await ReturnAsync(drop, bought[chance.Next(bought.Count)], 1);
            var slice = (await shop.Operator.GetAsync($"{drop.Path}/purchases.csv?since={since}")).ShouldBeOk();
            since = slice.Header("Stampede-Version").ShouldNotBeNull();
            var rows = RowsOf(slice.Body);
            rows.Select(row => row[..38]).Distinct().Count().ShouldBe(rows.Count);
            foreach (var row in rows)
                known[row[..38]] = row;
            known.Values.Order().ShouldBe(RowsOf((await shop.Operator.GetAsync($"{drop.Path}/purchases.csv")).ShouldBeOk().Body).Order());
        }

        since.ShouldBe((await drop.ReadAsync()).Number("version").ToString(System.Globalization.CultureInfo.InvariantCulture));
        RowsOf((await shop.Operator.GetAsync($"{drop.Path}/purchases.csv?since={since}")).ShouldBeOk().Body).ShouldBeEmpty();
        known.Values.ShouldAllBe(row => row.Contains($"\"{own}-S\"", StringComparison.Ordinal));
        (await shop.Operator.GetAsync($"{drop.Path}/purchases.csv?since=-1")).ShouldBe(400, "validation_failed");
    }

    /// <summary>Only a payment can be taken back, and this shop takes none. So it stands in the tables, at the version of a hold.</summary>
    private async Task ReturnAsync(Drop drop, string purchase, int units) => await shared.Hosted.ExecuteAsync($"""
        insert into purchase_return (drop_id, drop_version, purchase_id, customer_id, variant_id, units, restocked, reason, returned_at)
        select drop_id, {(await drop.HoldAsync(await shop.CustomerAsync())).Number("dropVersion")}, id, customer_id, variant_id, {units}, false, 'came back', clock_timestamp()
        from purchase where id = '{purchase}'
        """);

    private static List<string> RowsOf(string csv) => [.. csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)];

    private static JsonNode[] Items(JsonNode report) => [.. report["items"]!.AsArray().Select(item => item!)];

    private Task<Answer> ImportAsync(string file, bool dryRun = true, string type = "text/csv") => SendAsync(Encoding.UTF8.GetBytes(file), type, dryRun);

    private Task<Answer> SendAsync(byte[] file, string type, bool dryRun = true) =>
        shop.Operator.SendAsync(HttpMethod.Post, $"/api/v1/drops/import{(dryRun ? "" : "?dryRun=false")}", Content(file, type));

    private static ByteArrayContent Content(byte[] file, string type) => new(file) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}
