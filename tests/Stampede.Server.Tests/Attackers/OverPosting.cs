using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Attackers;

/// <summary>Fields that are not the caller's to set: sent along, they have no effect.</summary>
public sealed class OverPosting(SharedShop shared) : IClassFixture<SharedShop>
{
    private const string Poison = "poison-5d0f3a";
    private const string PoisonId = "dead5d0f-3a00-7000-8000-0000dead0000";
    private const long PoisonNumber = 987_654_321_987;

    private readonly Shop shop = shared.Shop;

    /// <summary>What any of our objects has and no body may set; each value is found again wherever it gets to.</summary>
    private static readonly Dictionary<string, string> Fields = new[]
        {
            "id", "dropId", "reservationId", "purchaseId", "customerId", "customer_id", "operatorId", "ownerId", "userId", "accountId", "sessionId", "sid", "sub", "nodeId",
        }.Select(name => (name, $"\"{PoisonId}\""))
        .Concat(new[]
        {
            "slug", "displayName", "name", "email", "normalizedEmail", "passwordHash", "securityStamp", "stamp", "concurrencyStamp", "guestKey", "deviceHash", "requestKey", "kind", "status",
            "availability", "variantLabel", "reason", "description",
        }.Select(name => (name, $"\"{Poison}\"")))
        .Concat(new[] { "version", "dropVersion", "available", "held", "sold", "total", "oldestHoldVersion", "priceMinor", "position", "count", "limit" }
            .Select(name => (name, PoisonNumber.ToString(CultureInfo.InvariantCulture))))
        .Concat(new[] { "createdAt", "expiresAt", "endedAt", "purchasedAt", "nextDueAt", "serverTime", "at", "revokedAt", "lastAt" }.Select(name => (name, "\"2177-07-07T07:07:07.000Z\"")))
        .Concat([("isOperator", "true"), ("isGuest", "true"), ("emailConfirmed", "true"), ("roles", "[\"operator\"]"), ("role", "\"operator\""), ("draft", "false"), ("price", "{\"amountMinor\": 1, \"currency\": \"XXX\"}")])
        .ToDictionary(field => field.Item1, field => field.Item2);

    [Fact]
    public async Task No_operation_keeps_a_field_that_its_description_does_not_name()
    {
        var document = (await shop.Anybody.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
        var called = new List<string>();
        foreach (var (path, verbs) in document["paths"]!.AsObject())
        {
            foreach (var (verb, operation) in verbs!.AsObject())
            {
                if (operation!["requestBody"]?["content"]?["application/json"] is not { } json)
                    continue;
                var drop = await shop.CreateDropAsync();
                var name = operation.Text("operationId");
                var body = name == "Reserve" ? new JsonObject() : json["example"]!.DeepClone().AsObject();
                if (body.ContainsKey("email"))
                    body["email"] = name == "SignIn" ? ServerUnderTest.OperatorEmail : $"{Guid.NewGuid():n}@example.com";
                if (name == "SignIn")
                    body["password"] = ServerUnderTest.OperatorPassword;
                if (name == "Refresh")
                    body["refreshToken"] = (await shop.Anybody.PostAsync("/api/v1/accounts/guest", new { displayName = ServerUnderTest.AnyName() })).Text("refreshToken");
                if (name is "ConfirmEmail" or "ConfirmAccount")
                    await OfSomebodyAsync(body);
                if (name == "SignInAsGuest")
                    body["displayName"] = ServerUnderTest.AnyName();
                body = Poisoned(body, Resolve(json["schema"]!, document), document).AsObject();
                body.ToJsonString().ShouldContain(PoisonId, customMessage: name);

                var address = path.Replace("{dropId}", drop.Id, StringComparison.Ordinal).Replace("{variantId}", drop.Variant(), StringComparison.Ordinal);
                var visitor = name == "Reserve" ? await shop.CustomerAsync() : operation["security"] is JsonArray { Count: > 0 } ? shop.Operator : shop.Anybody;
                var answer = await visitor.SendAsync(new HttpMethod(verb.ToUpperInvariant()), $"{address}?customerId={PoisonId}&id={PoisonId}&roles=operator&isOperator=true", JsonContent.Create(body),
                    ("X-User-Id", PoisonId), ("X-Customer-Id", PoisonId), ("X-Roles", "operator"));
                ((int)answer.Status).ShouldBeInRange(200, 299, $"{name}: {answer.Body}");
                // The currency as a value, in quotes: a token may have three of its letters in a row.
                foreach (var poison in new[] { PoisonId, Poison, PoisonNumber.ToString(CultureInfo.InvariantCulture), "2177-07-07", "\"XXX\"" })
                    answer.Body.ShouldNotContain(poison, customMessage: name);
                called.Add(name);
            }
        }

        called.ShouldBe(["Register", "SignIn", "SignInAsGuest", "Refresh", "ConfirmEmail", "ConfirmAccount", "CreateDrop", "ChangeDrop", "AdjustStock", "Reserve"], ignoreOrder: true);
        (await PoisonedTablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_drop_begins_and_changes_only_as_its_operator_may_say()
    {
        var made = await shop.CreateDropAsync(new
        {
            version = 9,
            status = "ended",
            availability = "soldOut",
            slug = "of-my-own",
            serverTime = "2177-07-07T07:07:07.000Z",
            variants = new[] { new { label = "S", total = 5, available = 0, held = 2, sold = 3, id = PoisonId } },
        });
        (made.Made.Text("status"), made.Made.Text("availability"), made.Made.Number("version")).ShouldBe(("live", "available", 1));
        made.Slug.ShouldNotBe("of-my-own");
        var stock = await made.StockAsync();
        (stock.Number("available"), stock.Number("held"), stock.Number("sold")).ShouldBe((5, 0, 0));
        stock.Text("id").ShouldNotBe(PoisonId);

        var customer = await shop.CustomerAsync();
        await made.HoldAsync(customer);
        var before = await made.ReadAsync();
        var patched = (await shop.Operator.PatchAsync(made.Path, new
        {
            name = "Another",
            status = "ended",
            version = 99,
            slug = "of-my-own",
            holdSeconds = 3600,
            totalStock = 1_000,
            variants = new[] { new { id = made.Variant(), label = "XL", total = 1_000, available = 1_000, held = 0, sold = 0 } },
        })).ShouldBeOk().Json;
        foreach (var kept in new[] { "id", "slug", "status", "holdSeconds", "variants", "price" })
            patched[kept]!.ToJsonString().ShouldBe(before[kept]!.ToJsonString(), kept);
        patched.Number("version").ShouldBe(before.Number("version") + 1);

        (await shop.Operator.PostAsync($"{made.Path}/variants/{made.Variant()}/adjustments", new { change = 1, reason = "x", total = 1_000, available = 1_000, held = 0, operatorId = PoisonId })).ShouldBeOk();
        stock = await made.StockAsync();
        (stock.Number("total"), stock.Number("held")).ShouldBe((6, 1));
        await made.ShouldBalanceAsync();
    }

    /// <summary>What confirms an account that is there: its link, or its e-mail.</summary>
    private async Task OfSomebodyAsync(JsonObject body)
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var made = (await shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = ServerUnderTest.OperatorPassword, displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        if (body.ContainsKey("email"))
            body["email"] = email;
        else
            body["token"] = Confirmation.WriteToken(shared.Hosted.Services.GetRequiredService<IDataProtectionProvider>(), Guid.Parse(made.Text("id")), email.ToUpperInvariant());
    }

    [Fact]
    public async Task A_customer_buys_for_themselves_at_the_drops_price_and_in_its_time()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 2 });
        var (customer, victim) = (await shop.CustomerAsync("the buyer"), await shop.CustomerAsync());
        var victimId = (await victim.GetAsync("/api/v1/me")).Text("id");
        var reserved = await customer.PostAsync($"{drop.Reservations}?customerId={victimId}", new
        {
            quantity = 1,
            customerId = victimId,
            status = "purchased",
            expiresAt = "2177-07-07T07:07:07.000Z",
            holdSeconds = 3600,
            createdAt = "2001-01-01T00:00:00Z",
            price = new { amountMinor = 1, currency = "USD" },
            limitPerCustomer = 100,
        });
        reserved.Status.ShouldBe(HttpStatusCode.Created, reserved.Body);
        var hold = reserved.Json;
        hold.Text("status").ShouldBe("active");
        (hold.Time("expiresAt") - hold.Time("createdAt")).ShouldBe(TimeSpan.FromSeconds(60));
        (await victim.GetAsync("/api/v1/me/reservations")).ShouldBeOk().Json.Items().ShouldBeEmpty();

        var bought = await customer.PostAsync($"{drop.Of(hold)}/purchase", new
        {
            price = new { amountMinor = 1, currency = "USD" },
            quantity = 2,
            customerId = victimId,
            displayName = "somebody else",
            purchasedAt = "2001-01-01T00:00:00Z",
        });
        bought.Status.ShouldBe(HttpStatusCode.Created, bought.Body);
        (bought.Json["price"]!.Number("amountMinor"), bought.Json.Number("quantity")).ShouldBe((19900, 1));
        (await drop.ReadAsync())["latestPurchasers"]![0]!.Text("displayName").ShouldBe("the buyer");
        (await victim.GetAsync("/api/v1/me/purchases")).ShouldBeOk().Json.Items().ShouldBeEmpty();
    }

    /// <summary>With each field that the schema does not name, at every level.</summary>
    private static JsonNode Poisoned(JsonNode node, JsonNode schema, JsonNode document)
    {
        if (node is JsonArray list)
            return new JsonArray([.. list.Select(item => Poisoned(item!, Resolve(schema["items"]!, document), document))]);
        if (node is not JsonObject members)
            return node.DeepClone();
        var named = schema["properties"]!.AsObject();
        var poisoned = new JsonObject();
        foreach (var (name, value) in members)
            poisoned[name] = value is null ? null : Poisoned(value, Resolve(named[name]!, document), document);
        foreach (var (name, value) in Fields)
        {
            if (!named.ContainsKey(name))
                poisoned[name] = JsonNode.Parse(value);
        }

        return poisoned;
    }

    private static JsonNode Resolve(JsonNode schema, JsonNode document)
    {
        foreach (var choice in (schema["oneOf"] ?? schema["anyOf"])?.AsArray() ?? [])
        {
            if (choice!["$ref"] is not null || choice["items"] is not null)
                schema = choice;
        }

        return schema["$ref"]?.GetValue<string>() is { } reference
            ? document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!
            : schema;
    }

    /// <summary>Every table there is, row by row as text.</summary>
    private async Task<IReadOnlyList<string>> PoisonedTablesAsync()
    {
        var database = shared.Hosted.Services.GetService(typeof(NpgsqlDataSource)).ShouldBeAssignableTo<NpgsqlDataSource>()!;
        var tables = new List<string>();
        await using (var list = database.CreateCommand("select tablename from pg_tables where schemaname = 'public'"))
        await using (var rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                tables.Add(rows.GetString(0));
        }

        tables.Count.ShouldBeGreaterThan(8);
        var found = new List<string>();
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // The names are the database's own.
            await using var count = database.CreateCommand($"select count(*) from \"{table}\" t where t::text ~* '{Poison}|{PoisonId}|{PoisonNumber}|2177-07-07|,XXX,'");
#pragma warning restore CA2100
            if (await count.ExecuteScalarAsync() is not 0L)
                found.Add(table);
        }

        return found;
    }
}
