using System.Text;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Contract;

public sealed class KeepingBooks(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task Stock_is_added_and_taken_down_to_what_is_held_and_sold()
    {
        var drop = await shop.CreateDropAsync(new { totalStock = 5, limitPerCustomer = 5 });
        var customer = await shop.CustomerAsync();
        await drop.HoldAsync(customer, quantity: 2);
        await drop.SellAsync(customer, quantity: 1);
        (await drop.AdjustAsync(-3)).ShouldBe(409, "stock_in_use").Number("available").ShouldBe(2);
        (await drop.StockAsync()).Number("total").ShouldBe(5);
        (await drop.AdjustAsync(-2)).ShouldBeOk().Json["variants"]![0]!.Number("total").ShouldBe(3);
        (await drop.AdjustAsync(-1)).ShouldBe(409, "stock_in_use");
        (await drop.AdjustAsync(7)).ShouldBeOk().Json["variants"]![0]!.Number("available").ShouldBe(7);
        (await drop.ReadAsync()).Text("availability").ShouldBe("available");
        await drop.ShouldBalanceAsync();
    }

    [Theory]
    [InlineData("""{"change": 0, "reason": "x"}""", "change")]
    [InlineData("""{"reason": "x"}""", "change")]
    [InlineData("""{"change": null, "reason": "x"}""", "change")]
    [InlineData("""{"change": 1.5, "reason": "x"}""", "change")]
    [InlineData("""{"change": "1", "reason": "x"}""", "change")]
    [InlineData("""{"change": 2147483647, "reason": "x"}""", "change")]
    [InlineData("""{"change": -2147483648, "reason": "x"}""", "change")]
    [InlineData("""{"change": 99999999999, "reason": "x"}""", "change")]
    [InlineData("""{"change": 10000000, "reason": "x"}""", "change")]
    [InlineData("""{"change": 1}""", "reason")]
    [InlineData("""{"change": 1, "reason": ""}""", "reason")]
    [InlineData("""{"change": 1, "reason": "  "}""", "reason")]
    [InlineData("""{"change": 1, "reason": "a\u0000"}""", "reason")]
    [InlineData("{}", "change", "reason")]
    public async Task An_adjustment_says_how_much_and_why(string body, params string[] fields)
    {
        var drop = await shop.CreateDropAsync();
        (await shop.Operator.PostAsync($"{drop.Path}/variants/{drop.Variant()}/adjustments", body)).ShouldBe(400, "validation_failed")["errors"]!
            .Names().ShouldBe(fields, ignoreOrder: true);
        (await drop.ReadAsync()).Number("version").ShouldBe(drop.Made.Number("version"));
    }

    [Fact]
    public async Task Only_a_variant_of_the_drop_is_adjusted()
    {
        var (drop, other) = (await shop.CreateDropAsync(), await shop.CreateDropAsync());
        foreach (var variant in new[] { other.Variant(), Guid.NewGuid().ToString(), "nonsense", "%00x" })
        {
            if (variant != "%00x")
                (await shop.Operator.PostAsync($"{drop.Path}/variants/{variant}/adjustments", new { change = 1, reason = "x" })).ShouldBe(404, "variant_not_found");
        }
    }

    [Fact]
    public async Task Every_change_is_a_movement_and_they_are_numbered_without_gaps()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 9, draft = true });
        (await drop.RunAsync("publish")).ShouldBeOk();
        var customer = await shop.CustomerAsync();
        await drop.SellAsync(customer, quantity: 2);
        var hold = await drop.HoldAsync(customer);
        (await customer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        (await drop.AdjustAsync(-3, reason: "=three were damaged")).ShouldBeOk();
        (await drop.RunAsync("pause")).ShouldBeOk();
        (await drop.RunAsync("resume")).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, new { name = "Other" })).ShouldBeOk();
        (await drop.RunAsync("end")).ShouldBeOk();
        var version = (await drop.ReadAsync()).Number("version");

        var all = (await shop.Operator.GetAsync($"{drop.Path}/movements?limit=100")).ShouldBeOk().Json;
        all["next"].ShouldBeNull();
        all.Items().Select(line => line.Number("version")).ShouldBe(Enumerable.Range(1, (int)version).Select(number => (long)number));
        all.Items().Select(line => line.Text("kind")).ShouldBe(
            ["created", "published", "reserved", "purchased", "reserved", "cancelled", "adjusted", "paused", "resumed", "changed", "ended"]);
        var adjusted = all.Items().Single(line => line.Text("kind") == "adjusted");
        (adjusted.Number("change"), adjusted.Text("reason"), adjusted.Text("variantId")).ShouldBe((-3, "=three were damaged", drop.Variant()));
        all.Items().Select(line => line.Time("at")).ShouldBeInOrder();

        var paged = new List<JsonNode>();
        string? after = "0";
        while (after is not null)
        {
            var page = (await shop.Operator.GetAsync($"{drop.Path}/movements?limit=3&after={after}")).ShouldBeOk().Json;
            paged.AddRange(page.Items());
            after = page["next"]?.GetValue<string>();
        }

        paged.Select(line => line.ToJsonString()).ShouldBe(all.Items().Select(line => line.ToJsonString()));
        (await shop.Operator.GetAsync($"{drop.Path}/movements?after={version}")).ShouldBeOk().Json.Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_of_the_drop_shows_each_field_before_and_after_and_who_did_it()
    {
        var drop = await shop.CreateDropAsync(new { draft = true, name = "Air One", description = "Old.", startsAt = "2189-01-01T00:00:00Z", limitPerCustomer = 2 });
        var me = (await shop.Operator.GetAsync("/api/v1/me")).Json;
        (await shop.Operator.PatchAsync(drop.Path, new
        {
            name = "Air Two",
            description = (string?)null,
            imageUrl = "/two.svg",
            price = new { amountMinor = 5, currency = "EUR" },
            startsAt = "2189-01-02T00:00:00Z",
            endsAt = "2190-01-01T00:00:00Z",
            limitPerCustomer = 2, // As it was: no change.
        })).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, new { startsAt = (string?)null, endsAt = (string?)null, limitPerCustomer = 3 })).ShouldBeOk();
        (await shop.Operator.PatchAsync(drop.Path, new { limitPerCustomer = 3 })).ShouldBeOk();

        var lines = (await shop.Operator.GetAsync($"{drop.Path}/movements")).ShouldBeOk().Json.Items();
        lines[0]["changes"].ShouldBeNull();
        var changed = lines.Where(line => line.Text("kind") == "changed").ToArray();
        foreach (var line in changed)
            (line.Text("actor"), line.Text("actorName")).ShouldBe((me.Text("id"), me.Text("displayName")));
        string[] Told(JsonNode line) => [.. line["changes"]!.AsArray().Select(change => $"{change!.Text("field")}: {Plain(change!["before"])} -> {Plain(change["after"])}")];
        Told(changed[0]).ShouldBe(
            [
                "name: Air One -> Air Two", "description: Old. -> none", "imageUrl: none -> /two.svg", "price: 19900 USD -> 5 EUR",
                "startsAt: 2189-01-01T00:00:00.000Z -> 2189-01-02T00:00:00.000Z", "endsAt: none -> 2190-01-01T00:00:00.000Z",
            ]);
        Told(changed[1]).ShouldBe(["startsAt: 2189-01-02T00:00:00.000Z -> none", "endsAt: 2190-01-01T00:00:00.000Z -> none", "limitPerCustomer: 2 -> 3"]);
        Told(changed[2]).ShouldBeEmpty();
        await drop.ShouldBalanceAsync();

        static string Plain(JsonNode? value) => value switch
        {
            null => "none",
            JsonObject money => $"{money.Number("amountMinor")} {money.Text("currency")}",
            _ => value.ToString(),
        };
    }

    [Fact]
    public async Task A_change_written_before_these_were_kept_is_still_read()
    {
        await using var own = await HostedShop.StartAsync();
        var drop = await own.Shop.CreateDropAsync();
        (await own.Shop.Operator.PatchAsync(drop.Path, new { name = "Air Two", endsAt = (string?)null })).ShouldBeOk();
        await own.ExecuteAsync("alter table movement disable trigger user; update movement set data = data - 'changes' where kind = 'changed'; alter table movement enable trigger user");
        var line = (await own.Shop.Operator.GetAsync($"{drop.Path}/movements")).ShouldBeOk().Json.Items()[1];
        (line.Text("kind"), line["changes"]).ShouldBe(("changed", null));
        await drop.ShouldBalanceAsync();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=100000", "limit")]
    [InlineData("after=-1", "after")]
    [InlineData("after=x", "after")]
    [InlineData("after=99999999999999999999", "after")]
    public async Task A_part_of_the_ledger_that_cannot_be_is_told_by_name(string query, string field)
    {
        var drop = await shop.CreateDropAsync();
        (await shop.Operator.GetAsync($"{drop.Path}/movements?{query}")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
    }

    [Fact]
    public async Task Purchases_open_in_a_spreadsheet_and_run_nothing()
    {
        string[] names = ["=1+1", "+1", "-1", "@SUM(A1)", "\"quoted\"", "a,b", "a;b", "'=1", "|cmd", "%0A", "x;=1+1", "x; \"-1", "＝2+2", "＠SUM(B2)", "plain é"];
        string[] labels = ["=cmd|'/C calc'!A0", "@S", "+M", "-L", "\"XL\", wide"];
        var drop = await shop.CreateDropAsync(new { totalStock = (int?)null, limitPerCustomer = 10, variants = labels.Select(label => new { label, total = 100 }).ToArray() });
        for (var i = 0; i < names.Length; i++)
            await drop.SellAsync(await shop.CustomerAsync(names[i]), quantity: i % 3 + 1, variant: drop.Variant(i % labels.Length));

        var answer = (await shop.Operator.GetAsync($"/api/v1/drops/{drop.Slug}/purchases.csv")).ShouldBeOk();
        answer.Header("Content-Type").ShouldNotBeNull().ShouldStartWith("text/csv");
        var rows = Csv(answer.Body);
        rows.Count.ShouldBe(names.Length + 1);
        rows.ShouldAllBe(row => row.Length == rows[0].Length);
        var (name, variant) = (Array.IndexOf(rows[0], "displayName"), Array.IndexOf(rows[0], "variant"));
        for (var i = 0; i < names.Length; i++)
        {
            // As written, but for what keeps a spreadsheet from running it.
            rows[i + 1][name].Replace("'", "", StringComparison.Ordinal).ShouldEndWith(names[i].Replace("'", "", StringComparison.Ordinal));
            rows[i + 1][variant].ShouldEndWith(labels[i % labels.Length]);
        }

        foreach (var cell in rows.SelectMany(row => row))
            (cell.Length > 0 && "=+-@＝＋－＠\t\r\n".Contains(cell[0], StringComparison.Ordinal)).ShouldBeFalse(cell);
        // A spreadsheet whose list separator is another one splits the lines elsewhere.
        foreach (var separator in ";|\t")
        {
            foreach (var cell in answer.Body.Split('\n').SelectMany(line => line.Split(separator)))
                (cell.TrimStart('"', ' ') is [var first, ..] && "=+-@＝＋－＠".Contains(first, StringComparison.Ordinal)).ShouldBeFalse(cell);
        }

        rows.Skip(1).Sum(row => int.Parse(row[Array.IndexOf(rows[0], "quantity")], null)).ShouldBe(
            (int)(await drop.ReadAsync())["variants"]!.AsArray().Sum(stock => stock!.Number("sold")));
    }

    [Theory]
    [InlineData("USD", 19950, "199.50")]
    [InlineData("JPY", 19950, "19950")]
    [InlineData("KWD", 50, "0.050")]
    [InlineData("HUF", 100, "1.00")]
    public async Task Purchases_are_in_UTF8_that_says_so_with_prices_as_people_write_them(string currency, int amountMinor, string written)
    {
        var drop = await shop.CreateDropAsync(new { price = new { amountMinor, currency } });
        var purchase = await drop.SellAsync(await shop.CustomerAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, $"{drop.Path}/purchases.csv")) { Headers = { Authorization = new("Bearer", shop.Operator.Token) } };
        using var response = await shop.Site.Http.SendAsync(request);
        (await response.Content.ReadAsByteArrayAsync())[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var rows = Csv((await shop.Operator.GetAsync($"{drop.Path}/purchases.csv")).ShouldBeOk().Body);
        string Of(string column) => rows[1][Array.IndexOf(rows[0], column)];
        (Of("unitPriceMinor"), Of("unitPrice"), Of("currency")).ShouldBe((amountMinor.ToString(System.Globalization.CultureInfo.InvariantCulture), written, currency));
        Of("number").ShouldBe(purchase.Text("number"));
    }

    [Fact]
    public async Task Who_reads_the_purchases_slowly_keeps_nobody_waiting_and_gets_them_all()
    {
        const int Sales = 40_000;
        await using var own = await HostedShop.StartAsync();
        var drop = await own.Shop.CreateDropAsync();
        await own.ExecuteAsync($"""
            set session_replication_role = replica;
            insert into purchase (drop_id, drop_version, id, reservation_id, customer_id, variant_id, quantity, price_minor, currency, display_name, purchased_at)
            select '{drop.Id}', n + 1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '{drop.Variant()}', 1, 19900, 'USD', repeat('x', 100), now()
            from generate_series(1, {Sales}) n;
            set session_replication_role = origin
            """);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(own.Shop.Site.Address, $"{drop.Path}/purchases.csv")) { Headers = { Authorization = new("Bearer", own.Shop.Operator.Token) } };
        using var response = await own.Shop.Site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldNotBeNull();
        // It does not read on: the answer backs up to the server, and no statement and no connection waits for it.
        await Until.TrueAsync(async () => await own.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle' and query like '%from purchase p join variant%' and pid <> pg_backend_pid()") == 0);
        var lines = 0;
        while (await reader.ReadLineAsync() is not null)
            lines++;
        lines.ShouldBe(Sales);
    }

    [Fact]
    public async Task A_drop_without_purchases_has_a_head_line_only()
    {
        var drop = await shop.CreateDropAsync();
        Csv((await shop.Operator.GetAsync($"{drop.Path}/purchases.csv")).ShouldBeOk().Body).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("update variant set held = held + 1, available = available - 1 where drop_id = '@'")]
    [InlineData("update variant set total = total + 1, available = available + 1 where drop_id = '@'")]
    [InlineData("alter table purchase disable trigger user; delete from purchase where drop_id = '@'; alter table purchase enable trigger user")]
    [InlineData("alter table movement disable trigger user; delete from movement where drop_id = '@' and version = 2; alter table movement enable trigger user")]
    public async Task A_book_that_was_forged_is_named(string forgery)
    {
        // In a shop of its own: what is forged stays forged.
        await using var own = await HostedShop.StartAsync();
        var (drop, other) = (await own.Shop.CreateDropAsync(), await own.Shop.CreateDropAsync());
        var customer = await own.Shop.CustomerAsync(ServerUnderTest.AnyName());
        await drop.SellAsync(customer);
        await drop.ShouldBalanceAsync();
        await own.ExecuteAsync(forgery.Replace("@", drop.Id, StringComparison.Ordinal));
        var answer = (await own.Shop.Operator.GetAsync($"{drop.Path}/verification")).ShouldBeOk().Json;
        answer["consistent"]!.GetValue<bool>().ShouldBeFalse();
        answer["findings"]!.AsArray().Count.ShouldBeGreaterThan(0);
        await other.ShouldBalanceAsync();
    }

    /// <summary>RFC 4180, as a spreadsheet reads it.</summary>
    private static List<string[]> Csv(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !quoted:
                    break;
                case '\n' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    rows.Add([.. row]);
                    row.Clear();
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        quoted.ShouldBeFalse();
        if (cell.Length > 0 || row.Count > 0)
            rows.Add([.. row, cell.ToString()]);
        return rows;
    }
}
