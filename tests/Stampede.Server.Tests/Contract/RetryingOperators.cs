using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Pictures;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Contract;

/// <summary>Every POST of an operator, sent again under its key.</summary>
public sealed class RetryingOperators : IAsyncLifetime
{
    private HostedShop hosted = null!;

    private Shop Shop => hosted.Shop;

    public async ValueTask InitializeAsync() =>
        hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:Rehearsals"] = "true" });

    public ValueTask DisposeAsync() => hosted.DisposeAsync();

    [Theory]
    [InlineData("create", 201)]
    [InlineData("adjust", 200)]
    [InlineData("publish", 200)]
    [InlineData("pause", 200)]
    [InlineData("resume", 200)]
    [InlineData("end", 200)]
    [InlineData("release", 200)]
    [InlineData("confirm", 200)]
    [InlineData("rehearse", 200)]
    [InlineData("upload", 201)]
    [InlineData("send", 200)]
    [InlineData("together", 200)]
    [InlineData("releaseAll", 200)]
    [InlineData("block", 200)]
    [InlineData("invite", 201)]
    [InlineData("reset", 204)]
    [InlineData("webhook", 201)]
    [InlineData("rotate", 200)]
    public async Task The_same_key_has_one_effect_and_gets_the_first_answer_again(string what, int status)
    {
        var (send, effects) = await RequestAsync(what);
        var first = await send(Shop.Operator, $"key of {what} !~", false);
        ((int)first.Status).ShouldBe(status, first.Body);
        first.Header("Idempotency-Replayed").ShouldBeNull();
        var after = await effects();
        for (var i = 0; i < 2; i++)
        {
            var again = await send(Shop.Operator, $"key of {what} !~", false);
            ShouldBeTheSame(again, first);
            again.Header("Idempotency-Replayed").ShouldBe("true");
            (await effects()).ShouldBe(after);
        }

        if (what is "create" or "adjust" or "confirm" or "rehearse" or "upload" or "send" or "invite" or "webhook" or "together" or "releaseAll" or "block")
        {
            (await send(Shop.Operator, $"key of {what} !~", true)).ShouldBe(422, "idempotency_key_reused");
            (await effects()).ShouldBe(after);
        }
    }

    [Fact]
    public async Task A_key_for_machines_is_made_once_and_its_secret_is_in_the_first_answer_alone()
    {
        Task<Answer> MakeAsync(string scope) => Shop.Operator.PostAsync("/api/v1/keys", new { name = "Till", scopes = new[] { scope } }, "once");
        var first = (await MakeAsync("drops:read")).ShouldBeOk();
        var secret = first.Text("key");
        first.Header("Idempotency-Replayed").ShouldBeNull();
        for (var i = 0; i < 2; i++)
        {
            var again = (await MakeAsync("drops:read")).ShouldBeOk();
            again.Header("Idempotency-Replayed").ShouldBe("true");
            again.Json["key"].ShouldBeNull();
            again.Body.ShouldBe(first.Body.Replace($"\"{secret}\"", "null", StringComparison.Ordinal));
        }

        (await MakeAsync("drops:write")).ShouldBe(422, "idempotency_key_reused");
        (await hosted.CountAsync("select count(*) from api_key")).ShouldBe(1);
        (await hosted.CountAsync("select count(*) from history where what = 'MakeKey'")).ShouldBe(1);
        (await new Visitor(Shop.Site, secret).GetAsync("/api/v1/operations/health")).ShouldBeOk();
    }

    [Theory]
    [InlineData("create", 201)]
    [InlineData("adjust", 200)]
    [InlineData("pause", 200)]
    [InlineData("release", 200)]
    [InlineData("upload", 201)]
    public async Task Twenty_at_once_on_two_nodes_are_one_effect_and_twenty_equal_answers(string what, int status)
    {
        await using var other = await HostedShop.StartAsync(hosted.ConnectionString, new Dictionary<string, string?> { ["Stampede:Rehearsals"] = "true" });
        var (send, effects) = await RequestAsync(what);
        var before = await effects();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => send((i % 2 == 0 ? hosted : other).Shop.Operator, "once", false)));
        answers.ShouldAllBe(answer => (int)answer.Status == status);
        foreach (var answer in answers)
            ShouldBeTheSame(answer, answers[0]);
        answers.Count(answer => answer.Header("Idempotency-Replayed") is null).ShouldBe(1);
        (await effects()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task What_was_undone_since_is_not_done_again()
    {
        var drop = await Shop.CreateDropAsync();
        var paused = (await Shop.Operator.PostAsync($"{drop.Path}/pause", key: "k")).ShouldBeOk();
        (await drop.RunAsync("resume")).ShouldBeOk();
        var again = await Shop.Operator.PostAsync($"{drop.Path}/pause", key: "k");
        ShouldBeTheSame(again, paused);
        again.Text("status").ShouldBe("paused");
        (await drop.ReadAsync()).Text("status").ShouldBe("live");

        // Nothing moved the first time; it counts as done all the same.
        var resumed = (await Shop.Operator.PostAsync($"{drop.Path}/resume", key: "k")).ShouldBeOk();
        (await drop.RunAsync("pause")).ShouldBeOk();
        ShouldBeTheSame(await Shop.Operator.PostAsync($"{drop.Path}/resume", key: "k"), resumed);
        (await drop.ReadAsync()).Text("status").ShouldBe("paused");
    }

    [Fact]
    public async Task A_key_is_the_operators_own_and_belongs_to_the_address()
    {
        var (drop, other) = (await Shop.CreateDropAsync(new { variants = new[] { new { label = "S", total = 5 }, new { label = "M", total = 5 } } }), await Shop.CreateDropAsync());
        var second = await SecondOperatorAsync();
        var body = new { change = 1, reason = "found one" };
        string Path(string dropPath, string variant) => $"{dropPath}/variants/{variant}/adjustments";
        foreach (var (who, path) in new[]
        {
            (Shop.Operator, Path(drop.Path, drop.Variant())),
            (second, Path(drop.Path, drop.Variant())),
            (Shop.Operator, Path(drop.Path, drop.Variant(1))),
            (Shop.Operator, Path(other.Path, other.Variant())),
        })
        {
            (await who.PostAsync(path, body, "k")).ShouldBeOk().Header("Idempotency-Replayed").ShouldBeNull();
        }

        (await drop.StockAsync()).Number("total").ShouldBe(7);
        (await drop.StockAsync(1)).Number("total").ShouldBe(6);
        (await other.StockAsync()).Number("total").ShouldBe(11);

        // By its slug it is the same drop, and so is an id in capitals; spaces in the body make no other request.
        foreach (var path in new[] { Path($"/api/v1/drops/{drop.Slug}", drop.Variant()), Path(drop.Path, drop.Variant().ToUpperInvariant()) })
            (await Shop.Operator.PostAsync(path, """{ "reason" : "found one", "change": 1 }""", "k")).ShouldBeOk().Header("Idempotency-Replayed").ShouldBe("true");
        (await drop.StockAsync()).Number("total").ShouldBe(7);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_refusal_is_not_kept_and_the_key_asks_anew()
    {
        var drop = await Shop.CreateDropAsync(new { totalStock = 1 });
        var adjustments = $"{drop.Path}/variants/{drop.Variant()}/adjustments";
        (await Shop.Operator.PostAsync(adjustments, new { change = -5, reason = "x" }, "k")).ShouldBe(409, "stock_in_use");
        (await drop.AdjustAsync(9)).ShouldBeOk();
        (await Shop.Operator.PostAsync(adjustments, new { change = -5, reason = "x" }, "k")).ShouldBeOk().Json["variants"]![0]!.Number("total").ShouldBe(5);
        (await Shop.Operator.PostAsync(adjustments, new { change = -5, reason = "x" }, "k")).ShouldBeOk().Json["variants"]![0]!.Number("total").ShouldBe(5);

        (await Shop.Operator.PostAsync("/api/v1/drops", new { name = "" }, "k")).ShouldBe(400, "validation_failed");
        (await Shop.Operator.PostAsync("/api/v1/drops/no-such-drop/pause", key: "k")).ShouldBe(404, "drop_not_found");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("é")]
    [InlineData("a\tb")]
    [InlineData("201")]
    public async Task A_key_that_is_none_is_told_and_nothing_is_done(string key)
    {
        var drop = await Shop.CreateDropAsync();
        key = key == "201" ? new string('x', 201) : key;
        var answer = await Shop.Operator.PostAsync($"{drop.Path}/pause", key: key);
        answer.ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe(["Idempotency-Key"]);
        (await drop.ReadAsync()).Text("status").ShouldBe("live");
    }

    [Fact]
    public async Task Without_a_key_each_request_is_a_new_one()
    {
        var drop = await Shop.CreateDropAsync();
        for (var i = 0; i < 2; i++)
            (await drop.AdjustAsync(20)).ShouldBeOk().Header("Idempotency-Replayed").ShouldBeNull();
        (await drop.StockAsync()).Number("total").ShouldBe(50);
    }

    [Theory]
    [InlineData("adjust")]
    [InlineData("create")]
    public async Task A_node_that_dies_in_the_commit_leaves_one_effect_to_the_next(string what)
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        var (dying, address) = await ServerProcess.StartAsync(settings);
        using var shop = new Shop(address);
        try
        {
            await shop.SignInOperatorAsync();
            var drop = await shop.CreateDropAsync(new { totalStock = 10 });
            // The commit takes as long as the test wants, whatever time limits there are, and PostgreSQL does not ask whether anybody still waits for it.
            await ExecuteAsync(database, """
                create function wait_for_test() returns trigger language plpgsql set lock_timeout = 0 as $$ begin
                  loop
                    begin
                      perform pg_advisory_xact_lock(4711);
                      return null;
                    exception when query_canceled then
                    end;
                  end loop;
                end $$;
                create constraint trigger waits after insert on movement deferrable initially deferred for each row
                  when (new.kind in ('adjusted', 'created')) execute function wait_for_test();
                """);
            await using var holding = await database.DataSource.OpenConnectionAsync();
            await using (var hold = new NpgsqlCommand("select pg_advisory_lock(4711)", holding))
                await hold.ExecuteNonQueryAsync();
            var (path, body) = what == "adjust"
                ? ($"{drop.Path}/variants/{drop.Variant()}/adjustments", (object)new { change = 20, reason = "a pallet" })
                : ("/api/v1/drops", new { name = "Once", price = new { amountMinor = 1, currency = "USD" }, totalStock = 7 });
            var lost = shop.Operator.PostAsync(path, body, "k");
            await Until.TrueAsync(async () => await CountAsync(database, "select count(*) from pg_locks where locktype = 'advisory' and objid = 4711 and not granted") > 0);
            await dying.KillAsync();
            await Should.ThrowAsync<HttpRequestException>(() => lost);
            await using (var release = new NpgsqlCommand("select pg_advisory_unlock(4711)", holding))
                await release.ExecuteNonQueryAsync();
            await ExecuteAsync(database, "drop trigger waits on movement"); // Waits for the commit.

            var (next, nextAddress) = await ServerProcess.StartAsync(settings);
            await using var _ = next;
            shop.Site.Address = nextAddress;
            var answer = (await shop.Operator.PostAsync(path, body, "k")).ShouldBeOk();
            answer.Header("Idempotency-Replayed").ShouldBe("true");
            ShouldBeTheSame(await shop.Operator.PostAsync(path, body, "k"), answer);
            (await shop.Operator.PostAsync(path, what == "adjust" ? new { change = 21, reason = "a pallet" } : body.With("totalStock", 8), "k")).ShouldBe(422, "idempotency_key_reused");
            (await drop.StockAsync()).Number("total").ShouldBe(what == "adjust" ? 30 : 10);
            (await CountAsync(database, "select count(*) from drop")).ShouldBe(what == "adjust" ? 1 : 2);
            await drop.ShouldBalanceAsync();
        }
        finally
        {
            await dying.DisposeAsync();
        }
    }

    [Fact]
    public async Task Where_the_drop_cannot_be_read_nothing_is_done_and_the_key_does_it_once()
    {
        var drop = await Shop.CreateDropAsync();
        var path = $"{drop.Path}/variants/{drop.Variant()}/adjustments";
        var body = new { change = 5, reason = "x" };
        await using (var locking = new NpgsqlConnection(hosted.ConnectionString))
        {
            await locking.OpenAsync();
            await using var transaction = await locking.BeginTransactionAsync();
            await using var block = new NpgsqlCommand("lock table purchase in access exclusive mode", locking, transaction);
            await block.ExecuteNonQueryAsync();
            // The answer is read before the commit: one that says "not known" was not preceded by one.
            ((int)(await Shop.Operator.PostAsync(path, body)).Status).ShouldBe(503);
            ((int)(await Shop.Operator.PostAsync(path, body, "k")).Status).ShouldBe(503);
            (await hosted.CountAsync($"select version from drop where id = '{drop.Id}'")).ShouldBe(1);
        }

        var answers = new List<Answer>();
        await Until.TrueAsync(async () =>
        {
            answers.Add(await Shop.Operator.PostAsync(path, body, "k"));
            return answers.Count(answer => answer.Status == HttpStatusCode.OK) == 2;
        });
        ShouldBeTheSame(answers[^1], answers.First(answer => answer.Status == HttpStatusCode.OK));
        (await drop.StockAsync()).Number("total").ShouldBe(15);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Every_post_of_an_operator_takes_a_key()
    {
        var document = (await Shop.Anybody.GetAsync("/openapi/v1.json")).ShouldBeOk().Json;
        var taking = new List<string>();
        foreach (var (path, verbs) in document["paths"]!.AsObject())
        {
            // Of those for everybody, some are forbidden to guests.
            if (path.StartsWith("/api/v1/accounts/", StringComparison.Ordinal) || path.StartsWith("/api/v1/me/", StringComparison.Ordinal) || verbs!["post"] is not { } post || post["responses"]?["403"]?["content"]?.ToJsonString().Contains("\"forbidden\"", StringComparison.Ordinal) is not true)
                continue;
            var name = post.Text("operationId");
            post["parameters"]!.AsArray().ShouldContain(parameter => parameter!.Text("name") == "Idempotency-Key", name);
            post["responses"]!["422"].ShouldNotBeNull(name);
            taking.Add(name);
        }

        taking.ShouldBe(
            [
                "ConfirmAccount", "CreateRehearsalCustomers", "RunDrops", "ReleaseHolds", "Block", "CreateDrop", "ImportDrops", "ArchiveDrop", "UnarchiveDrop", "PublishDrop", "PauseDrop", "ResumeDrop", "EndDrop", "AdjustStock", "ReleaseHold", "UploadPicture",
                "MarkOrderSent", "MarkOrdersSent", "RefundPayment", "CapturePayment", "VoidPayment", "PaceLine", "ExcludeEntries", "SetBeacon", "SkipPlace", "CancelLine",
                "Invite", "ResetSecondFactor", "MakeKey", "MakeWebhook", "TestWebhook", "RotateWebhookSecret", "ReplayDelivery", "ReplayEvents",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Answers_are_kept_for_a_week_and_then_make_room()
    {
        var drop = await Shop.CreateDropAsync();
        (await Shop.Operator.PostAsync($"{drop.Path}/pause", key: "old")).ShouldBeOk();
        await hosted.ExecuteAsync("update operator_request set answered_at = clock_timestamp() - interval '8 days'");
        (await Shop.Operator.PostAsync($"{drop.Path}/resume", key: "new")).ShouldBeOk();
        (await hosted.CountAsync("select count(*) from operator_request")).ShouldBe(1);
    }

    /// <summary>One kind of request: how it is sent (in another version too), and a number that grows with its effects.</summary>
    private async Task<(Func<Visitor, string, bool, Task<Answer>> Send, Func<Task<long>> Effects)> RequestAsync(string what)
    {
        var drop = await Shop.CreateDropAsync(new { draft = what == "publish", limitPerCustomer = 5 });
        Task<long> VersionAsync() => hosted.CountAsync($"select version from drop where id = '{drop.Id}'");
        switch (what)
        {
            case "create":
                return (
                    (who, key, other) => who.PostAsync("/api/v1/drops", new { name = "Once", price = new { amountMinor = 1, currency = "USD" }, totalStock = other ? 8 : 7 }, key),
                    () => hosted.CountAsync("select count(*) from drop where name = 'Once'"));
            case "adjust":
                return (
                    (who, key, other) => who.PostAsync($"{drop.Path}/variants/{drop.Variant()}/adjustments", new { change = other ? 21 : 20, reason = "a pallet" }, key), VersionAsync);
            case "release":
                var hold = await drop.HoldAsync(await Shop.CustomerAsync());
                return ((who, key, _) => who.PostAsync($"{drop.Path}/holds/{hold.Text("id")}/release", key: key), VersionAsync);
            case "confirm":
                var emails = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RegisterAsync()));
                return (
                    (who, key, other) => who.PostAsync("/api/v1/operations/accounts/confirm", new { email = emails[other ? 1 : 0] }, key),
                    () => hosted.CountAsync("select count(*) from account where email_confirmed"));
            case "rehearse":
                return (
                    (who, key, other) => who.PostAsync("/api/v1/rehearsal/customers", new { count = other ? 4 : 3, prefix = "crowd" }, key),
                    () => hosted.CountAsync("select count(*) from account where is_guest"));
            case "send":
                var order = await drop.SellAsync(await Shop.CustomerAsync());
                return (
                    (who, key, other) => who.PostAsync($"/api/v1/orders/{order.Text("id")}/sent", new { tracking = other ? "8" : "7" }, key),
                    () => hosted.CountAsync("select count(*) from shop_order_step"));
            case "together":
                return (
                    (who, key, other) => who.PostAsync("/api/v1/operations/drops", new { act = other ? "resume" : "pause", ids = new[] { drop.Id } }, key), VersionAsync);
            case "releaseAll":
                var holder = await Shop.CustomerAsync();
                await drop.HoldAsync(holder);
                var holderId = (await holder.GetAsync("/api/v1/me")).Text("id");
                return (
                    (who, key, other) => who.PostAsync($"{drop.Path}/holds/release", new { customerIds = other ? [Guid.NewGuid().ToString()] : new[] { holderId } }, key), VersionAsync);
            case "block":
                return (
                    (who, key, other) => who.PostAsync("/api/v1/blocks", new { network = other ? "192.0.2.0/24" : "198.51.100.0/24", reason = "a flood" }, key),
                    () => hosted.CountAsync("select version from block_list"));
            case "upload":
                return (
                    (who, key, other) => UploadAsync(who, Sample.Png(other ? 3 : 2, 2), key),
                    () => hosted.CountAsync("select count(*) from picture"));
            case "invite":
                return (
                    (who, key, other) => who.PostAsync("/api/v1/people/invitations", new { email = other ? "other@example.com" : "kim@example.com", role = "viewer" }, key),
                    () => hosted.CountAsync("select count(*) from history where what = 'Invite'"));
            case "webhook":
                return (
                    (who, key, other) => who.PostAsync("/api/v1/webhooks", new { url = $"https://shop.example/{(other ? 8 : 7)}" }, key),
                    () => hosted.CountAsync("select count(*) from webhook_endpoint"));
            case "rotate":
                var webhook = (await Shop.Operator.PostAsync("/api/v1/webhooks", new { url = "https://shop.example/" })).ShouldBeOk().Text("id");
                return (
                    (who, key, _) => who.PostAsync($"/api/v1/webhooks/{webhook}/rotate", key: key),
                    () => hosted.CountAsync($"select hashtext(secret_protected::text)::bigint from webhook_endpoint where id = '{webhook}'"));
            case "reset":
                await SecondOperatorAsync();
                var second = (await Shop.Operator.GetAsync("/api/v1/people")).ShouldBeOk().Json.Items().Single(person => !person["isYou"]!.GetValue<bool>()).Text("id");
                return (
                    (who, key, _) => who.PostAsync($"/api/v1/people/{second}/reset-second-factor", key: key),
                    () => hosted.CountAsync("select count(*) from history where what = 'ResetSecondFactor'"));
            case "resume":
                (await drop.RunAsync("pause")).ShouldBeOk();
                break;
        }

        return ((who, key, _) => who.PostAsync($"{drop.Path}/{what}", key: key), VersionAsync);
    }

    private async Task<string> RegisterAsync()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        (await Shop.Anybody.PostAsync("/api/v1/accounts/register", new { email, password = ServerUnderTest.OperatorPassword, displayName = ServerUnderTest.AnyName() })).ShouldBeOk();
        return email;
    }

    private async Task<Visitor> SecondOperatorAsync()
    {
        var email = await RegisterAsync();
        await hosted.ExecuteAsync($"update account set is_operator = true where email = '{email}'");
        return new Visitor(Shop.Site, (await Shop.Anybody.PostAsync("/api/v1/accounts/sign-in", new { email, password = ServerUnderTest.OperatorPassword })).Text("accessToken"));
    }

    /// <summary>Each time with another boundary, as browsers write them.</summary>
    private static Task<Answer> UploadAsync(Visitor who, byte[] picture, string key)
    {
        var form = new MultipartFormDataContent(Guid.NewGuid().ToString("n"))
        {
            { new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "file", "shoe.png" },
        };
        return who.SendAsync(HttpMethod.Post, "/api/v1/pictures", form, ("Idempotency-Key", key));
    }

    private static void ShouldBeTheSame(Answer again, Answer first)
    {
        again.Status.ShouldBe(first.Status, again.Body);
        again.Body.ShouldBe(first.Body);
        again.Header("Location").ShouldBe(first.Header("Location"));
        again.Header("Content-Type").ShouldBe(first.Header("Content-Type"));
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
#pragma warning disable CA2100 // The tests' own.
        await using var command = database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(TestDatabase database, string sql)
    {
#pragma warning disable CA2100 // The tests' own.
        await using var command = database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

internal static class Bodies
{
    /// <summary>The same with one field as it is given.</summary>
    public static JsonObject With(this object body, string field, int value)
    {
        var other = System.Text.Json.JsonSerializer.SerializeToNode(body)!.AsObject();
        other[field] = value;
        return other;
    }
}
