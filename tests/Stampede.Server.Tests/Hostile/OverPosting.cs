using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;

namespace Stampede.Server.Tests.Hostile;

/// <summary>Fields that are not the caller's to set: sent along they are refused by name, and nothing is done.</summary>
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
    public async Task No_operation_takes_a_field_that_its_description_does_not_name()
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
                if (name is "SignIn" or "Reauthenticate")
                    body["password"] = ServerUnderTest.OperatorPassword;
                if (name == "Refresh")
                    body["refreshToken"] = (await shop.Anybody.PostAsync("/api/v1/accounts/guest", new { displayName = ServerUnderTest.AnyName() })).Text("refreshToken");
                if (name is "ConfirmEmail" or "ConfirmAccount")
                    await OfSomebodyAsync(body);
                if (name == "SignInAsGuest")
                    body["displayName"] = ServerUnderTest.AnyName();
                var schema = Resolve(json["schema"]!, document);
                var address = path.Replace("{dropId}", drop.Id, StringComparison.Ordinal).Replace("{variantId}", drop.Variant(), StringComparison.Ordinal)
                    .Replace("{page}", "imprint", StringComparison.Ordinal).Replace("{kind}", "receipt", StringComparison.Ordinal);
                if (address.Contains("{webhookId}", StringComparison.Ordinal))
                    address = address.Replace("{webhookId}", (await shop.Operator.PostAsync("/api/v1/webhooks", new { url = "https://shop.example/" })).ShouldBeOk().Text("id"), StringComparison.Ordinal);
                if (address.Contains("{orderId}", StringComparison.Ordinal))
                    address = address.Replace("{orderId}", (await drop.SellAsync(await shop.CustomerAsync())).Text("id"), StringComparison.Ordinal);
                var visitor = name is "Reserve" or "UpgradeGuest" ? await shop.CustomerAsync() : operation["security"] is JsonArray { Count: > 0 } ? shop.Operator : shop.Anybody;
                Task<ServerUnderTest.Answer> SendAsync(JsonNode sent) =>
                    visitor.SendAsync(new HttpMethod(verb.ToUpperInvariant()), $"{address}?customerId={PoisonId}&id={PoisonId}&roles=operator&isOperator=true", JsonContent.Create(sent),
                        ("X-User-Id", PoisonId), ("X-Customer-Id", PoisonId), ("X-Roles", "operator"));
                foreach (var (poisoned, field) in Poisoned(body, schema, document))
                    (await SendAsync(poisoned)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field], name);

                called.Add(name);
                // This shop takes no payment and sends no mail, this drop has no line, and nobody was invited; what these do with a body that is in order is tried where there is one.
                if (name is "Pay" or "RefreshPayment" or "RefundPayment" or "CompleteSignIn" or "BeginPasskeySignIn" or "ConfirmCodes" or "AddPasskey" or "LookAtInvitation" or "AcceptInvitation"
                        or "ChangeRole" or "SetCustomerNote" or "ForgotPassword" or "ResetPassword" or "ChangePassword" or "ChangeEmail" or "NotifyMe" or "ConfirmNotify" || path.Contains("/line", StringComparison.Ordinal))
                    continue;
                var answer = await SendAsync(body);
                ((int)answer.Status).ShouldBeInRange(200, 299, $"{name}: {answer.Body}");
                foreach (var poison in new[] { PoisonId, Poison, PoisonNumber.ToString(CultureInfo.InvariantCulture), "2177-07-07", "\"XXX\"" })
                    answer.Body.ShouldNotContain(poison, customMessage: name);
            }
        }

        called.ShouldBe(["Register", "SignIn", "SignInAsGuest", "Refresh", "ConfirmEmail", "ConfirmAccount", "CreateDrop", "ChangeDrop", "ImportDrops", "AdjustStock", "Reserve", "Pay", "RefreshPayment", "RefundPayment",
            "JoinLine", "ChangeMyEntry", "SetLine", "PaceLine", "ExcludeEntries", "SetBeacon", "SkipPlace", "CancelLine", "ChangeShop", "ChangeLegalPage", "ChangeLetterWords",
            "SaveMyContact", "RunDrops", "ReleaseHolds", "Block", "SetCustomerNote", "ChangeOrder", "MarkOrderSent", "MarkOrdersSent",
            "CompleteSignIn", "BeginPasskeySignIn", "Reauthenticate", "ConfirmCodes", "AddPasskey", "LookAtInvitation", "AcceptInvitation", "ChangeRole", "SetPeopleRules", "Invite", "MakeKey",
            "UpgradeGuest", "ForgotPassword", "ResetPassword", "ChangePassword", "ChangeEmail", "ChangeMe", "NotifyMe", "ConfirmNotify", "MakeWebhook", "ChangeWebhook", "ReplayEvents"],
            ignoreOrder: true);
        (await PoisonedTablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_drop_begins_and_changes_only_as_its_operator_may_say()
    {
        var made = await shop.CreateDropAsync(new { variants = new[] { new { label = "S", total = 5 } } });
        var customer = await shop.CustomerAsync();
        await made.HoldAsync(customer);
        var before = await made.ReadAsync();
        foreach (var field in new[] { "version", "status", "availability", "slug", "serverTime", "id" })
        {
            var body = new JsonObject { ["name"] = "Another", ["price"] = new JsonObject { ["amountMinor"] = 1, ["currency"] = "USD" }, ["totalStock"] = 1, [field] = "x" };
            (await shop.Operator.PostAsync("/api/v1/drops", body)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        }

        foreach (var field in new[] { "version", "status", "slug", "serverTime", "id", "held", "latestPurchasers" })
            (await shop.Operator.PatchAsync(made.Path, new JsonObject { ["name"] = "Another", [field] = 1 })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        (await shop.Operator.PatchAsync(made.Path, """{"name": "Another", "totalStock": 1}""")).ShouldBe(409, "already_published");
        foreach (var field in new[] { "total", "available", "held", "operatorId" })
        {
            (await shop.Operator.PostAsync($"{made.Path}/variants/{made.Variant()}/adjustments", new JsonObject { ["change"] = 1, ["reason"] = "x", [field] = 1_000 }))
                .ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        }

        (await made.ReadAsync()).WithoutServerTime().ShouldBe(before.WithoutServerTime());
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
            body["token"] = shared.Hosted.Services.GetRequiredService<EmailConfirmation>().WriteToken(Guid.Parse(made.Text("id")), email.ToUpperInvariant());
    }

    [Fact]
    public async Task A_customer_buys_for_themselves_at_the_drops_price_and_in_its_time()
    {
        var drop = await shop.CreateDropAsync(new { limitPerCustomer = 2 });
        var (customer, victim) = (await shop.CustomerAsync("the buyer"), await shop.CustomerAsync());
        var victimId = (await victim.GetAsync("/api/v1/me")).Text("id");
        foreach (var field in new[] { "customerId", "status", "expiresAt", "holdSeconds", "createdAt", "price", "limitPerCustomer" })
            (await customer.PostAsync(drop.Reservations, new JsonObject { ["quantity"] = 1, [field] = victimId })).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        var reserved = await customer.PostAsync($"{drop.Reservations}?customerId={victimId}", new { quantity = 1 });
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

    /// <summary>With each field that the schema does not name, one at a time at every level, and the path by which it is told.</summary>
    private static IEnumerable<(JsonNode Body, string Field)> Poisoned(JsonObject node, JsonNode schema, JsonNode document)
    {
        var named = schema["properties"]!.AsObject();
        foreach (var (name, value) in Fields.Where(field => !named.ContainsKey(field.Key)))
        {
            var poisoned = node.DeepClone().AsObject();
            poisoned[name] = JsonNode.Parse(value);
            yield return (poisoned, name);
        }

        foreach (var (name, value) in node)
        {
            var inner = value is null or JsonValue ? null : Resolve(named[name]!, document);
            if (value is JsonArray list)
                inner = Resolve(inner!["items"]!, document);
            // A passkey's answer has the form that browsers give it.
            if (inner is null || value is JsonObject && inner["properties"] is null || value is JsonArray and not [JsonObject, ..])
                continue;
            foreach (var (poison, field) in Poisoned((value as JsonObject ?? value![0]!.AsObject()), inner, document))
            {
                var poisoned = node.DeepClone().AsObject();
                poisoned[name] = value is JsonArray ? new JsonArray(poison) : poison;
                yield return (poisoned, value is JsonArray ? $"{name}[0].{field}" : $"{name}.{field}");
            }
        }
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
