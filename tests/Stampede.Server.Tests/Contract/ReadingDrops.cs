using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Contract;

public sealed class ReadingDrops(SharedShop shared) : IClassFixture<SharedShop>
{
    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task A_drop_is_the_same_by_id_by_slug_and_in_the_list()
    {
        var drop = await shop.CreateDropAsync(new
        {
            name = "Air One",
            description = "One last run.",
            imageUrl = "/pictures/air.svg",
            startsAt = "2026-01-31T12:00:00.5+02:00",
            endsAt = "2190-01-01T00:00:00Z",
            holdSeconds = 90,
            limitPerCustomer = 2,
            variants = new[] { new { label = "EU 42", total = 100 }, new { label = "EU 43", total = 0 } },
        });
        foreach (var address in new[] { drop.Id, drop.Slug })
        {
            var read = (await shop.Anybody.GetAsync($"/api/v1/drops/{address}")).ShouldBeOk().Json;
            read.WithoutServerTime().ShouldBe(drop.Made.WithoutServerTime());
            (DateTimeOffset.UtcNow - read.Time("serverTime")).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        }

        var listed = (await shop.Anybody.GetAsync("/api/v1/drops?limit=100")).ShouldBeOk().Json.Items().Single(item => item.Text("id") == drop.Id);
        listed.WithoutServerTime().ShouldBe(drop.Made.WithoutServerTime());

        drop.Slug.ShouldBe("air-one");
        var made = drop.Made.DeepClone().AsObject();
        foreach (var fresh in new[] { "id", "serverTime", "version" })
            made.Remove(fresh).ShouldBeTrue();
        foreach (var variant in made["variants"]!.AsArray())
            variant!.AsObject().Remove("id").ShouldBeTrue();
        made["variants"] = new JsonArray([.. made["variants"]!.AsArray().Select(variant => new JsonObject(
            new[] { "label", "total", "available", "held", "sold" }.Select(name => KeyValuePair.Create(name, variant![name]?.DeepClone()))))]);
        var expected = JsonNode.Parse("""
            {"slug": "air-one", "name": "Air One", "description": "One last run.", "imageUrl": "/pictures/air.svg",
             "price": {"amountMinor": 19900, "currency": "USD"}, "status": "live", "availability": "available",
             "startsAt": "2026-01-31T10:00:00.500Z", "endsAt": "2190-01-01T00:00:00.000Z", "holdSeconds": 90, "limitPerCustomer": 2,
             "variants": [{"label": "EU 42", "total": 100, "available": 100, "held": 0, "sold": 0},
                          {"label": "EU 43", "total": 0, "available": 0, "held": 0, "sold": 0}],
             "latestPurchasers": []}
            """)!.AsObject();
        foreach (var (name, value) in expected)
            JsonNode.DeepEquals(made[name], value).ShouldBeTrue($"{name}: {made[name]?.ToJsonString()}");
    }

    [Fact]
    public async Task The_version_grows_with_every_change()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 5 });
        var customer = await shop.CustomerAsync();
        var versions = new List<long> { drop.Made.Number("version") };
        async Task LookAsync() => versions.Add((await drop.ReadAsync()).Number("version"));

        var hold = await drop.HoldAsync(customer);
        await LookAsync();
        hold.Number("dropVersion").ShouldBe(versions[^1]);
        (await customer.DeleteAsync(drop.Of(hold))).ShouldBeOk();
        await LookAsync();
        await drop.SellAsync(customer);
        await LookAsync();
        (await drop.AdjustAsync(5)).ShouldBeOk();
        await LookAsync();
        (await drop.RunAsync("pause")).ShouldBeOk();
        await LookAsync();
        (await shop.Operator.PatchAsync(drop.Path, new { name = "Another" })).ShouldBeOk();
        await LookAsync();
        (await drop.RunAsync("end")).ShouldBeOk();
        await LookAsync();
        versions.Zip(versions.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
    }

    [Fact]
    public async Task The_latest_purchasers_are_shown_newest_first_and_no_more_than_three()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 3, variants = new[] { new { label = "S", total = 20 } } });
        var names = Enumerable.Range(0, 5).Select(_ => ServerUnderTest.AnyName()).ToArray();
        foreach (var name in names)
            await drop.SellAsync(await shop.CustomerAsync(name), quantity: 2);
        var latest = (await drop.ReadAsync())["latestPurchasers"]!.AsArray();
        latest.Select(buyer => buyer!.Text("displayName")).ShouldBe(names.Reverse().Take(3));
        latest[0]!.Names().ShouldBe(["displayName", "variantLabel", "quantity", "purchasedAt"], ignoreOrder: true);
        (latest[0]!.Text("variantLabel"), latest[0]!.Number("quantity")).ShouldBe(("S", 2));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("gzip, deflate, br", true)]
    [InlineData("br;q=1.0, GZIP;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("identity", false)]
    [InlineData("gzip;q=nonsense", false)]
    public async Task A_large_answer_comes_compressed_to_those_who_take_it_so(string? acceptEncoding, bool isCompressed)
    {
        var drop = await shop.CreateDropAsync(new { variants = Enumerable.Range(0, 40).Select(i => new { label = $"Size {i}", total = 10 }) });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shop.Site.Address, drop.Path));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        using var response = await shop.Site.Http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        response.Content.Headers.ContentEncoding.ShouldBe(isCompressed ? ["gzip"] : []);
        response.Content.Headers.ContentLength.ShouldBe(body.Length);
        using var read = new MemoryStream();
        await using (Stream sent = isCompressed ? new GZipStream(new MemoryStream(body), CompressionMode.Decompress) : new MemoryStream(body))
            await sent.CopyToAsync(read);
        JsonNode.Parse(read.ToArray())!.WithoutServerTime().ShouldBe(drop.Made.WithoutServerTime());
        (body.Length < read.Length / 2).ShouldBe(isCompressed);
    }

    [Theory]
    [InlineData("0198c0de-0000-7000-8000-000000000000")]
    [InlineData("no-such-drop")]
    [InlineData("%20")]
    [InlineData("%C3%A9%F0%9F%91%9F")]
    [InlineData("'%20or%201=1--")]
    [InlineData("a%2Fb")]
    [InlineData("%FF%FE")]
    [InlineData("%ED%A0%80")]
    public async Task A_drop_that_is_not_there_is_not_found(string address)
    {
        (await shop.Anybody.GetAsync($"/api/v1/drops/{address}")).ShouldBe(404, "drop_not_found");
        (await shop.Operator.PatchAsync($"/api/v1/drops/{address}", new { name = "x" })).ShouldBe(404, "drop_not_found");
    }

    [Fact]
    public async Task A_draft_is_not_there_for_customers_until_it_is_published()
    {
        var drop = await shop.CreateDropAsync(new { draft = true });
        var customer = await shop.CustomerAsync();
        drop.Made.Text("status").ShouldBe("draft");
        foreach (var visitor in new[] { shop.Anybody, customer })
        {
            foreach (var address in new[] { drop.Id, drop.Slug })
                (await visitor.GetAsync($"/api/v1/drops/{address}")).ShouldBe(404, "drop_not_found");
            (await ListedAsync(visitor, "")).ShouldNotContain(drop.Id);
            (await ListedAsync(visitor, "&status=draft")).ShouldBeEmpty();
        }

        foreach (var address in new[] { drop.Id, drop.Slug })
        {
            var reservations = $"/api/v1/drops/{address}/reservations";
            var any = $"{reservations}/{Guid.NewGuid()}";
            (await customer.PostAsync(reservations, new { quantity = 1 })).ShouldBe(404, "drop_not_found");
            (await customer.PostAsync(reservations, new { variantId = Guid.NewGuid() }, key: "k")).ShouldBe(404, "drop_not_found");
            (await customer.GetAsync(any)).ShouldBe(404, "drop_not_found");
            (await customer.DeleteAsync(any)).ShouldBe(404, "drop_not_found");
            (await customer.PostAsync($"{any}/purchase")).ShouldBe(404, "drop_not_found");
        }

        (await shop.Operator.GetAsync($"/api/v1/drops/{drop.Slug}")).ShouldBeOk().Text("id").ShouldBe(drop.Id);
        (await ListedAsync(shop.Operator, "&status=draft")).ShouldContain(drop.Id);

        (await drop.RunAsync("publish")).Text("status").ShouldBe("live");
        (await customer.GetAsync($"/api/v1/drops/{drop.Slug}")).ShouldBeOk();
        (await ListedAsync(customer, "")).ShouldContain(drop.Id);
        await drop.HoldAsync(customer);
    }

    private static async Task<List<string>> ListedAsync(Visitor visitor, string query) =>
        [.. (await visitor.GetAsync($"/api/v1/drops?limit=100{query}")).ShouldBeOk().Json.Items().Select(drop => drop.Text("id"))];
}

public sealed class ListingDrops(ListingDrops.Crowded crowded) : IClassFixture<ListingDrops.Crowded>
{
    private readonly Shop shop = crowded.Hosted.Shop;

    /// <summary>A shop with 47 drops in it, of all states.</summary>
    public sealed class Crowded : IAsyncLifetime
    {
        internal HostedShop Hosted { get; private set; } = null!;

        internal Dictionary<string, List<string>> IdsByStatus { get; } = [];

        public async ValueTask InitializeAsync()
        {
            Hosted = await HostedShop.StartAsync();
            var shop = Hosted.Shop;
            for (var i = 0; i < 47; i++)
            {
                var status = (i % 5) switch { 0 => "draft", 1 => "upcoming", 2 => "paused", 3 => "ended", _ => "live" };
                var drop = await shop.CreateDropAsync(new { draft = status == "draft", startsAt = status == "upcoming" ? "2190-01-01T00:00:00Z" : null });
                if (status is "paused" or "ended")
                    (await drop.RunAsync(status == "paused" ? "pause" : "end")).ShouldBeOk();
                if (!IdsByStatus.TryGetValue(status, out var ids))
                    IdsByStatus.Add(status, ids = []);
                ids.Add(drop.Id);
            }
        }

        public ValueTask DisposeAsync() => Hosted.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(46)]
    [InlineData(47)]
    [InlineData(100)]
    public async Task Paging_gives_every_drop_once(int limit)
    {
        var seen = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = (await shop.Operator.GetAsync($"/api/v1/drops?limit={limit}{(next.Length > 0 ? $"&cursor={Uri.EscapeDataString(next)}" : "")}")).ShouldBeOk().Json;
            page.Items().Count.ShouldBeLessThanOrEqualTo(limit);
            page.AsObject().ContainsKey("next").ShouldBeTrue();
            seen.AddRange(page.Items().Select(drop => drop.Text("id")));
            next = page["next"]?.GetValue<string>();
            seen.Count.ShouldBeLessThanOrEqualTo(47);
        }

        seen.Distinct().Count().ShouldBe(47);
    }

    [Fact]
    public async Task A_page_has_twenty_where_nothing_is_said() =>
        (await shop.Operator.GetAsync("/api/v1/drops")).ShouldBeOk().Json.Items().Count.ShouldBe(20);

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("cursor=%FF", "cursor")]
    [InlineData("status=nonsense", "status")]
    [InlineData("status=", "status")]
    [InlineData("status=2", "status")]
    [InlineData("status=-1", "status")]
    [InlineData("status=%2B7", "status")]
    [InlineData("status=%20%202", "status")]
    [InlineData("status=live,paused", "status")]
    [InlineData("status=ended,paused,upcoming", "status")]
    [InlineData("status=live&status=ended", "status")]
    public async Task What_is_out_of_bounds_is_told_by_name(string query, string field)
    {
        (await shop.Operator.GetAsync($"/api/v1/drops?{query}")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        if (field == "status")
            (await shop.Operator.GetAsync($"/api/v1/me/reservations?{query}")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("upcoming")]
    [InlineData("live")]
    [InlineData("paused")]
    [InlineData("ended")]
    public async Task A_status_selects_the_drops_that_have_it(string status)
    {
        var drops = (await shop.Operator.GetAsync($"/api/v1/drops?limit=100&status={status}")).ShouldBeOk().Json.Items();
        drops.ShouldAllBe(drop => drop.Text("status") == status);
        drops.Select(drop => drop.Text("id")).ShouldBe(crowded.IdsByStatus[status], ignoreOrder: true);
        var forCustomers = (await shop.Anybody.GetAsync($"/api/v1/drops?limit=100&status={status}")).ShouldBeOk().Json.Items().Count;
        forCustomers.ShouldBe(status == "draft" ? 0 : crowded.IdsByStatus[status].Count);
    }

    [Fact]
    public async Task A_page_of_a_hundred_costs_as_many_queries_as_a_page_of_one()
    {
        var counts = new ConcurrentDictionary<ActivityTraceId, int>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql")
                    counts.AddOrUpdate(activity.TraceId, 1, (_, count) => count + 1);
            },
        };
        ActivitySource.AddActivityListener(listener);
        async Task<int> CountAsync(int limit)
        {
            // The server takes the trace over from the header, and with it every query of this request is known.
            var trace = ActivityTraceId.CreateRandom();
            var answer = await shop.Operator.SendAsync(HttpMethod.Get, $"/api/v1/drops?limit={limit}", null,
                ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"));
            answer.ShouldBeOk().Json.Items().Count.ShouldBe(Math.Min(limit, 47));
            return counts.GetValueOrDefault(trace);
        }

        await CountAsync(1);
        var one = await CountAsync(1);
        one.ShouldBeInRange(1, 3);
        (await CountAsync(100)).ShouldBe(one);
    }
}
