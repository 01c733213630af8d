using System.Diagnostics;
using System.Text.Json.Nodes;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>What a key for machines opens, and what it does not.</summary>
public sealed class MachineKeys(SharedShop shared) : IClassFixture<SharedShop>
{
    private static readonly string[] Scopes =
    [
        "drops:read", "drops:write", "stock:write", "purchases:read", "orders:write", "payments:read", "payments:refund", "shop:write", "people:manage", "webhooks:manage", "customers:act",
    ];

    private readonly Shop shop = shared.Shop;

    [Fact]
    public async Task Each_scope_reaches_its_operations_and_no_other()
    {
        var document = (await shop.Anybody.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
        var keys = new Dictionary<string, Visitor>();
        foreach (var scope in Scopes)
            keys.Add(scope, await KeyAsync(scope));
        var reached = 0;
        var withoutKeys = new List<string>();
        foreach (var (path, verbs) in document["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in verbs!.AsObject())
            {
                if (operation!["security"] is not JsonArray security)
                    continue;
                var named = security.Select(one => one!["key"]).SingleOrDefault(one => one is not null)?.AsArray().Single()!.GetValue<string>();
                // Only owners are asked for a second factor to call it: an operation of the console.
                if (IsOfShop(operation) && named is null)
                    withoutKeys.Add(operation.Text("operationId"));
                foreach (var scope in Scopes)
                {
                    var address = path.Replace("{dropId}", "none", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
                    var answer = await keys[scope].SendAsync(new HttpMethod(verb.ToUpperInvariant()), address, null, IsOfShop(operation) || scope != "customers:act" ? ("X-None", "1") : ("Stampede-Customer", "a-reader"));
                    var isRefused = (int)answer.Status >= 400 && answer.Json["code"]?.GetValue<string>() is "insufficient_scope" or "forbidden";
                    isRefused.ShouldBe(named != scope, $"{verb} {path} with {scope}: {answer.Status} {answer.Body}");
                    reached += isRefused ? 0 : 1;
                }
            }
        }

        reached.ShouldBeGreaterThan(60);
        withoutKeys.ShouldBe(["ListKeys", "MakeKey", "RevokeKey"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_is_shown_once_found_by_its_end_and_revoked_for_all()
    {
        var made = (await shop.Operator.PostAsync("/api/v1/keys", new { name = "Our till", scopes = new[] { "drops:read" } })).ShouldBeOk().Json;
        var token = made.Text("key");
        token.ShouldMatch("^stk_[A-Za-z0-9_-]{49}$");
        var key = new Visitor(shop.Site, token);
        (await key.GetAsync("/api/v1/operations/health")).ShouldBeOk();
        (await key.GetAsync("/api/v1/me")).ShouldBe(403, "insufficient_scope");
        var draft = await shop.CreateDropAsync(new { draft = true });
        (await key.GetAsync(draft.Path)).ShouldBeOk();
        (await shop.Anybody.GetAsync(draft.Path)).ShouldBe(404, "drop_not_found");

        await Until.TrueAsync(async () => (await ListedAsync(made.Text("id")))["lastUsedAt"] is not null);
        var listed = await ListedAsync(made.Text("id"));
        listed.ToJsonString().ShouldNotContain(token);
        (listed.Text("name"), listed.Text("endsWith"), listed["scopes"]!.ToJsonString()).ShouldBe(("Our till", token[^4..], """["drops:read"]"""));

        // In the address it opens nothing, nor does one that is cut, changed or invented.
        (await shop.Anybody.GetAsync($"/api/v1/operations/health?access_token={token}")).ShouldBe(401, "unauthenticated");
        foreach (var wrong in new[] { token[..^1], token + "A", token[..8] + (token[8] == 'A' ? 'B' : 'A') + token[9..], "stk_", token.ToUpperInvariant() })
            (await new Visitor(shop.Site, wrong).GetAsync("/api/v1/operations/health")).ShouldBe(401, "unauthenticated");

        for (var time = 0; time < 2; time++)
            (await shop.Operator.DeleteAsync($"/api/v1/keys/{made.Text("id")}")).ShouldBeOk();
        (await key.GetAsync("/api/v1/operations/health")).ShouldBe(401, "unauthenticated");
        (await ListedAsync(made.Text("id")))["revokedAt"].ShouldNotBeNull();
        (await shop.Operator.DeleteAsync($"/api/v1/keys/{Guid.NewGuid()}")).ShouldBe(404, "not_found");

        var history = (await shop.Operator.GetAsync("/api/v1/history?limit=100")).ShouldBeOk().Json.Items().Where(line => line["subjectId"]?.GetValue<string>() == made.Text("id")).ToList();
        history.Select(line => line.Text("what")).ShouldBe(["RevokeKey", "MakeKey"]);
        history[^1].Text("summary").ShouldBe("Our till: drops:read");
        history[^1].ToJsonString().ShouldNotContain(token);
    }

    [Fact]
    public async Task A_key_counts_in_the_header_alone_and_what_cannot_be_one_costs_no_query()
    {
        const string Health = "/api/v1/operations/health";
        var token = (await shop.Operator.PostAsync("/api/v1/keys", new { name = "Attacked", scopes = new[] { "drops:read" } })).ShouldBeOk().Text("key");
        var key = new Visitor(shop.Site, token);
        foreach (var name in new[] { "access_token", "key", "authorization" })
            (await shop.Anybody.GetAsync($"{Health}?{name}={token}")).ShouldBe(401, "unauthenticated");
        foreach (var header in new[] { ("Cookie", $"stampede.session={token}"), ("Cookie", $"stampede={token}"), ("X-Api-Key", token), ("Authorization", $"Basic {token}"), ("Authorization", token) })
            (await shop.Anybody.SendAsync(HttpMethod.Get, Health, null, header)).ShouldBe(401, "unauthenticated");

        // Live it is somebody like everybody; in the address it is refused there too.
        (await key.PostAsync("/live/negotiate?negotiateVersion=1")).ShouldBeOk();
        (await shop.Anybody.PostAsync($"/live/negotiate?negotiateVersion=1&access_token={token}")).ShouldBe(401, "unauthenticated");

        // Nobody makes keys with a key.
        var all = new Visitor(shop.Site, (await shop.Operator.PostAsync("/api/v1/keys", new { name = "Everything", scopes = Scopes })).ShouldBeOk().Text("key"));
        (await all.PostAsync("/api/v1/keys", new { name = "Child", scopes = new[] { "drops:read" } })).ShouldBe(403, "forbidden");
        (await all.GetAsync("/api/v1/keys")).ShouldBe(403, "forbidden");
        // Nor takes over what is a person's.
        (await all.PostAsync("/api/v1/accounts/sign-out")).ShouldBe(403, "forbidden");

        var queries = new System.Collections.Concurrent.ConcurrentDictionary<ActivityTraceId, int>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql")
                    queries.AddOrUpdate(activity.TraceId, 1, (_, count) => count + 1);
            },
        };
        ActivitySource.AddActivityListener(listener);
        async Task<int> QueriesOfAsync(string bearer)
        {
            var trace = ActivityTraceId.CreateRandom();
            (await shop.Anybody.SendAsync(HttpMethod.Get, Health, null, ("Authorization", $"Bearer {bearer}"), ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01")))
                .ShouldBe(401, "unauthenticated");
            return queries.GetValueOrDefault(trace);
        }

        var last = token[^1] == 'A' ? 'B' : 'A';
        foreach (var wrong in new[] { token[..^1] + last, token[..^6], token + "\t.", "stk_" + new string('x', 10_240), "stk_" })
            (await QueriesOfAsync(wrong)).ShouldBe(0, wrong);
        // What may be one that another node has just made is looked for.
        (await QueriesOfAsync(Stampede.Server.Accounts.ApiKeyToken.New())).ShouldBe(1);
        (await key.GetAsync(Health)).ShouldBeOk();
    }

    [Fact]
    public async Task Who_a_key_acts_for_is_said_where_it_acts_and_nowhere_else()
    {
        var (reader, actor) = (await KeyAsync("drops:read"), await KeyAsync("customers:act"));
        var both = new Visitor(shop.Site, (await shop.Operator.PostAsync("/api/v1/keys", new { name = "Both", scopes = new[] { "drops:read", "customers:act" } })).ShouldBeOk().Text("key"));
        (await SendAsync(reader, HttpMethod.Get, "/api/v1/me", "shopper")).ShouldBe(403, "insufficient_scope");
        foreach (var key in new[] { reader, both })
            (await SendAsync(key, HttpMethod.Get, "/api/v1/operations/health", "shopper")).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["Stampede-Customer"]);
        (await SendAsync(actor, HttpMethod.Get, "/api/v1/operations/health", "shopper")).ShouldBe(403, "insufficient_scope");
        foreach (var name in new[] { " ", "a b", "a\tb", "a\u007fb", new string('x', 161) })
            (await SendAsync(actor, HttpMethod.Get, "/api/v1/me", name)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["Stampede-Customer"]);

        // A person's session says who they are: the header makes nobody else of them.
        var person = await shop.CustomerAsync();
        var me = (await person.GetAsync("/api/v1/me")).Text("id");
        (await SendAsync(person, HttpMethod.Get, "/api/v1/me", "shopper")).ShouldBeOk().Text("id").ShouldBe(me);
        (await SendAsync(shop.Anybody, HttpMethod.Get, "/api/v1/me", "shopper")).ShouldBe(401, "unauthenticated");

        var name160 = new string('x', 160);
        (await SendAsync(actor, HttpMethod.Get, "/api/v1/me/export", name160)).ShouldBeOk().Json["account"]!.Text("externalId").ShouldBe(name160);
    }

    [Fact]
    public async Task The_shops_keys_outlast_the_owner_who_made_them_and_say_so()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var link = (await shop.Operator.PostAsync("/api/v1/people/invitations", new { email, role = "owner" })).Text("link");
        var account = (await shop.Anybody.PostAsync("/api/v1/accounts/invitation/accept", new { token = link.Split('#')[1], displayName = "Going Soon", password = ServerUnderTest.OperatorPassword })).ShouldBeOk().Text("id");
        var owner = new Visitor(shop.Site, (await shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = ServerUnderTest.OperatorPassword })).Text("accessToken"));
        var made = (await owner.PostAsync("/api/v1/keys", new { name = "Of who goes", scopes = new[] { "drops:read" } })).ShouldBeOk().Json;
        (await shop.Operator.DeleteAsync($"/api/v1/people/{account}")).ShouldBeOk();
        (await owner.GetAsync("/api/v1/keys")).Status.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        await KeyAsync("drops:read"); // The node reads all keys again.
        (await new Visitor(shop.Site, made.Text("key")).GetAsync("/api/v1/operations/health")).ShouldBeOk();
        (await ListedAsync(made.Text("id"))).Text("createdByName").ShouldBe("Going Soon");
    }

    [Fact]
    public async Task What_a_key_does_stands_in_the_history_under_its_name()
    {
        var key = await KeyAsync("drops:write");
        var drop = await shop.CreateDropAsync();
        (await key.PostAsync($"{drop.Path}/pause")).ShouldBeOk();
        var line = (await shop.Operator.GetAsync("/api/v1/history?limit=100")).ShouldBeOk().Json.Items().First(line => line["subjectId"]?.GetValue<string>() == drop.Id && line.Text("what") == "PauseDrop");
        (line.Text("actorName"), line.Text("role")).ShouldBe(("Key of drops:write", "key"));
        // Sent again with its name, it is answered and not done.
        foreach (var _ in Enumerable.Range(0, 2))
            (await key.SendAsync(HttpMethod.Post, $"{drop.Path}/resume", null, ("Idempotency-Key", "once"))).ShouldBeOk();
    }

    [Fact]
    public async Task Another_shops_customers_reserve_and_buy_through_one_key_each_within_the_limit()
    {
        var key = await KeyAsync("customers:act");
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 1, totalStock = 400 });
        var names = Enumerable.Range(0, 200).Select(number => $"shopper-{number}-{drop.Id}").ToArray();
        var made = new System.Collections.Concurrent.ConcurrentBag<(string Name, string Id)>();
        await Parallel.ForEachAsync(names.Concat(names), async (name, _) =>
        {
            var answer = await SendAsync(key, HttpMethod.Post, drop.Reservations, name);
            if (answer.Status == System.Net.HttpStatusCode.Created)
                made.Add((name, answer.Text("id")));
            else
                answer.ShouldBe(409, "already_reserved");
        });
        made.Select(one => one.Name).Order().ShouldBe(names.Order());

        var (first, reservation) = made.First(one => one.Name == names[0]);
        (await SendAsync(key, HttpMethod.Get, $"{drop.Reservations}/{reservation}", names[1])).ShouldBe(404, "reservation_not_found");
        (await SendAsync(key, HttpMethod.Post, $"{drop.Reservations}/{reservation}/purchase", first)).ShouldBeOk();
        (await SendAsync(key, HttpMethod.Post, drop.Reservations, first)).ShouldBe(409, "limit_reached");
        // By another key they are who they were.
        var other = await KeyAsync("customers:act");
        (await SendAsync(other, HttpMethod.Get, "/api/v1/me/purchases", first)).ShouldBeOk().Json.Items().Count.ShouldBe(1);
        (await drop.ReadAsync()).ToJsonString().ShouldNotContain(first);
        await drop.ShouldBalanceAsync();

        // Nobody is named, or not so that it can be kept; and a person's own session names nobody.
        (await key.PostAsync(drop.Reservations)).ShouldBe(400, "validation_failed");
        foreach (var name in new[] { "two words", new string('x', 161), "\u00e9" })
            (await SendAsync(key, HttpMethod.Post, drop.Reservations, name)).ShouldBe(400, "validation_failed");
        var person = await shop.CustomerAsync();
        (await SendAsync(person, HttpMethod.Get, "/api/v1/me/purchases", first)).ShouldBeOk().Json.Items().ShouldBeEmpty();

        // Who is erased is somebody new when they come again.
        (await SendAsync(key, HttpMethod.Delete, "/api/v1/me", first)).ShouldBeOk();
        (await SendAsync(key, HttpMethod.Get, "/api/v1/me/purchases", first)).ShouldBeOk().Json.Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_is_revoked_on_one_node_opens_nothing_on_another_within_two_seconds()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var first = await HostedShop.StartAsync(database.ConnectionString);
        await using var second = await HostedShop.StartAsync(database.ConnectionString);
        var made = (await first.Shop.Operator.PostAsync("/api/v1/keys", new { name = "Till", scopes = new[] { "drops:read" } })).ShouldBeOk().Json;
        // At once: whoever comes with a key that is not known yet waits for the next reading.
        var there = new Visitor(second.Shop.Site, made.Text("key"));
        (await there.GetAsync("/api/v1/operations/health")).ShouldBeOk();
        (await first.Shop.Operator.DeleteAsync($"/api/v1/keys/{made.Text("id")}")).ShouldBeOk();
        await Until.TrueAsync(async () => (int)(await there.GetAsync("/api/v1/operations/health")).Status == 401);

        var brief = (await first.Shop.Operator.PostAsync("/api/v1/keys", new { name = "Brief", scopes = new[] { "drops:read" }, expiresAt = DateTimeOffset.UtcNow.AddSeconds(5) })).ShouldBeOk().Json;
        there = new Visitor(second.Shop.Site, brief.Text("key"));
        await Until.TrueAsync(async () => (int)(await there.GetAsync("/api/v1/operations/health")).Status == 401);
    }

    [Theory]
    [InlineData("""{"name": "x"}""", "scopes")]
    [InlineData("""{"name": "x", "scopes": []}""", "scopes")]
    [InlineData("""{"name": "x", "scopes": ["drops"]}""", "scopes")]
    [InlineData("""{"name": "x", "scopes": ["drops:read", null]}""", "scopes")]
    [InlineData("""{"scopes": ["drops:read"]}""", "name")]
    [InlineData("""{"name": "x", "scopes": ["drops:read"], "expiresAt": "2020-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_wrong_wish_is_refused_by_field(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await shop.Operator.SendAsync(HttpMethod.Post, "/api/v1/keys", content);
        answer.ShouldBe(400, "validation_failed");
        answer.Json["errors"]!.AsObject().ContainsKey(field).ShouldBeTrue(answer.Body);
    }

    private static bool IsOfShop(JsonNode operation) => operation["responses"]?["403"]?.ToJsonString().Contains("second_factor_setup_required", StringComparison.Ordinal) is true;

    private async Task<Visitor> KeyAsync(string scope) =>
        new(shop.Site, (await shop.Operator.PostAsync("/api/v1/keys", new { name = $"Key of {scope}", scopes = new[] { scope } })).ShouldBeOk().Text("key"));

    private static Task<ServerUnderTest.Answer> SendAsync(Visitor key, HttpMethod method, string path, string customer) =>
        key.SendAsync(method, path, null, ("Stampede-Customer", customer));

    private async Task<JsonNode> ListedAsync(string id) =>
        (await shop.Operator.GetAsync("/api/v1/keys")).ShouldBeOk().Json.Items().Single(key => key.Text("id") == id);
}
