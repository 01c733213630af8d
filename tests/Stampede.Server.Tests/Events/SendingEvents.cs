using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Events;

/// <summary>What happened, sent to another program that has asked for it.</summary>
public sealed class SendingEvents(SendingShop sending) : IClassFixture<SendingShop>
{
    private readonly Shop shop = sending.Shop;

    [Fact]
    public async Task What_was_asked_for_comes_signed_numbered_and_under_the_ids_that_asking_gives()
    {
        await using var receiver = await Receiver.StartAsync();
        var drop = await shop.CreateDropAsync(new { totalStock = 30 });
        var (path, secret) = await shop.WebhookAsync(receiver.Url, new { drops = new[] { drop.Id }, description = "A test" });
        var buyers = await shop.CustomersAsync(10);
        await Task.WhenAll(buyers.Select(buyer => drop.SellAsync(buyer)));
        await (await shop.CreateDropAsync()).SellAsync(buyers[0]);
        (await drop.RunAsync("end")).ShouldBeOk();
        await receiver.HasAsync("drop.ended", 1);
        await receiver.HasAsync("purchase.created", 10);

        var asked = (await shop.Operator.GetAsync($"/api/v1/events?drops={drop.Id}&limit=500")).ShouldBeOk().Json.Items();
        receiver.All.Select(one => one.Id).Distinct().ShouldBeSubsetOf(asked.Select(one => one.Text("id")));
        foreach (var one in receiver.All)
        {
            one.ShouldBeSignedWith(secret);
            one.Signatures.Length.ShouldBe(1);
            one.Id.ShouldBe(one.Body.Text("id"));
            one.Text.Length.ShouldBeLessThan(20_000);
            // All but the number before it, which is of what is asked for.
            var pulled = asked.Single(other => other.Text("id") == one.Id);
            one.Body["data"]!.ToJsonString().ShouldBe(pulled["data"]!.ToJsonString());
        }

        receiver.All.DistinctBy(one => one.Id).Select(one => one.Body).ShouldBeChained();
        Should.Throw<Exception>(() => receiver.All[0].ShouldBeSignedWith("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        await Until.TrueAsync(async () => (await shop.Operator.GetAsync($"{path}/deliveries?state=waiting&limit=100")).ShouldBeOk().Json.Items().Count == 0);
        var shown = (await shop.Operator.GetAsync(path)).ShouldBeOk();
        shown.Body.ShouldNotContain(secret);
        (shown.Text("state"), shown.Json.Number("waiting"), shown.Json["failingSince"], shown.Text("createdByName")).ShouldBe(("on", 0, null, "Operator"));
        shown.Json["lastDeliveredAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_not_taken_is_sent_again_under_its_id_until_it_is_taken()
    {
        await using var receiver = await Receiver.StartAsync();
        var times = 0;
        receiver.Answers(async (context, _) =>
        {
            switch (Interlocked.Increment(ref times))
            {
                case 1:
                    context.Response.StatusCode = 429;
                    context.Response.Headers.RetryAfter = "1";
                    break;
                case 2:
                    context.Response.StatusCode = 500;
                    await context.Response.WriteAsync("out of order");
                    break;
                case 3:
                    // More than anybody reads, and it is taken.
                    var junk = new byte[65_536];
                    for (var i = 0; i < 160 && !context.RequestAborted.IsCancellationRequested; i++)
                        await context.Response.Body.WriteAsync(junk);
                    break;
            }
        });
        var drop = await shop.CreateDropAsync();
        var (path, secret) = await shop.WebhookAsync(receiver.Url, new { types = new[] { "purchase.created" }, drops = new[] { drop.Id } });
        await drop.SellAsync(await shop.CustomerAsync());
        await Until.TrueAsync(async () => (await DeliveriesAsync(path)) is [var one] && one.Text("state") == "delivered");

        receiver.All.Count.ShouldBe(3);
        receiver.All.Select(one => one.Id).Distinct().Count().ShouldBe(1);
        receiver.All.Select(one => one.Body.ToJsonString()).Distinct().Count().ShouldBe(1);
        receiver.All.ShouldAllBe(one => one.Body.Text("type") == "purchase.created");
        foreach (var one in receiver.All)
            one.ShouldBeSignedWith(secret);
        // As it asked for.
        (receiver.All[1].At - receiver.All[0].At).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
        var delivery = (await DeliveriesAsync(path))[0];
        (delivery.Number("attempts"), delivery.Number("lastStatus"), delivery["lastError"]).ShouldBe((3, 200, null));
        delivery.Text("lastAnswer").Length.ShouldBeLessThanOrEqualTo(1_024);
    }

    [Fact]
    public async Task How_a_receiver_fails_is_told_and_a_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        var (path, _) = await shop.WebhookAsync(receiver.Url);
        async Task<(string State, int? Status, string? Error)> TestAsync()
        {
            var tested = (await shop.Operator.PostAsync($"{path}/test")).ShouldBeOk().Json;
            return (tested.Text("state"), tested["lastStatus"]?.GetValue<int>(), tested["lastError"]?.GetValue<string>());
        }

        receiver.Answers(302, ("Location", receiver.Url.Replace("/events", "/inwards", StringComparison.Ordinal)));
        (await TestAsync()).ShouldBe(("failed", 302, "redirect"));
        receiver.All.Count.ShouldBe(1);
        receiver.Answers((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        (await TestAsync()).ShouldBe(("failed", null, "connection"));
        receiver.Answers(410);
        (await TestAsync()).ShouldBe(("failed", 410, "gone"));
        receiver.Answers(204);
        (await TestAsync()).ShouldBe(("delivered", 204, null));
        // A test is of the moment: it switches nothing off.
        (await shop.Operator.GetAsync(path)).Text("state").ShouldBe("on");
        // Plain HTTP where TLS is expected; then nobody listens.
        (await shop.Operator.PatchAsync(path, new { url = receiver.Url.Replace("http:", "https:", StringComparison.Ordinal) })).ShouldBeOk();
        (await TestAsync()).ShouldBe(("failed", null, "tls"));
        await receiver.DisposeAsync();
        (await TestAsync()).ShouldBe(("failed", null, "connection"));
    }

    [Fact]
    public async Task A_receiver_that_is_away_for_long_gets_all_when_it_is_back_and_holds_up_nobody()
    {
        await using var away = await Receiver.StartAsync();
        await using var silent = await Receiver.StartAsync();
        await using var good = await Receiver.StartAsync();
        var never = new TaskCompletionSource();
        away.Answers(503);
        silent.Answers((_, _) => never.Task);
        var drop = await shop.CreateDropAsync(new { totalStock = 30 });
        var terms = new { types = new[] { "purchase.created" }, drops = new[] { drop.Id } };
        var (path, secret) = await shop.WebhookAsync(away.Url, terms);
        var (silentPath, _) = await shop.WebhookAsync(silent.Url, terms);
        await shop.WebhookAsync(good.Url, terms);
        var buyers = await shop.CustomersAsync(20);
        foreach (var buyer in buyers)
            await drop.SellAsync(buyer);

        // The one that answers has all, while the others have taken none.
        await good.HasAsync("purchase.created", 20);
        Report(good);
        await Until.TrueAsync(() => away.All.Select(one => one.Id).Distinct().Count() == 20);
        (await DeliveriesAsync(path)).ShouldAllBe(one => one.Text("state") == "waiting" || one.Text("state") == "failed");
        var failing = (await shop.Operator.GetAsync(path)).ShouldBeOk().Json;
        failing["failingSince"].ShouldNotBeNull();
        failing.Text("state").ShouldBe("on");

        away.Answers(200);
        var replayed = false;
        await Until.TrueAsync(async () =>
        {
            // What was given up meanwhile, on a slow machine, is sent again by hand.
            foreach (var failed in (await DeliveriesAsync(path)).Where(one => one.Text("state") == "failed"))
            {
                (await shop.Operator.PostAsync($"{path}/deliveries/{failed.Text("eventId")}/replay")).ShouldBeOk();
                replayed = true;
            }

            return (await DeliveriesAsync(path)).Count(one => one.Text("state") == "delivered") == 20;
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"given up meanwhile: {replayed}");
        away.All.DistinctBy(one => one.Id).Select(one => one.Body).ShouldBeChained();
        foreach (var one in away.All)
            one.ShouldBeSignedWith(secret);
        (await shop.Operator.GetAsync(path)).ShouldBeOk().Json["failingSince"].ShouldBeNull();
        never.SetResult();
        (await shop.Operator.DeleteAsync(silentPath)).ShouldBeOk();
    }

    [Fact]
    public async Task Who_is_gone_or_fails_for_days_is_switched_off_with_a_warning_and_goes_on_where_it_stopped()
    {
        await using var receiver = await Receiver.StartAsync();
        var drop = await shop.CreateDropAsync();
        var (path, _) = await shop.WebhookAsync(receiver.Url, new { types = new[] { "purchase.created" }, drops = new[] { drop.Id }, description = "The old shop" });
        receiver.Answers(410);
        await drop.SellAsync(await shop.CustomerAsync());
        await Until.TrueAsync(async () => (await shop.Operator.GetAsync(path)).Text("state") == "off");
        (await shop.Operator.GetAsync(path)).Text("offReason").ShouldBe("gone");
        await Until.TrueAsync(async () => (await WarningsAsync()).Any(one => one.Text("code") == "webhook_off" && one.Text("name") == "The old shop"));
        await drop.SellAsync(await shop.CustomerAsync());

        receiver.Answers(200);
        (await shop.Operator.PatchAsync(path, new { state = "on" })).ShouldBeOk().Json["offReason"].ShouldBeNull();
        await receiver.HasAsync("purchase.created", 2);
        receiver.All.DistinctBy(one => one.Id).Select(one => one.Body).ShouldBeChained();

        // Five days are over, as far as the row says.
        receiver.Answers(500);
        await drop.SellAsync(await shop.CustomerAsync());
        await Until.TrueAsync(async () => (await shop.Operator.GetAsync(path)).Json["failingSince"] is not null);
        await sending.Hosted.ExecuteAsync($"update webhook_endpoint set failing_since = clock_timestamp() - interval '5 days' where id = '{path.Split('/')[^1]}'");
        await drop.SellAsync(await shop.CustomerAsync());
        await Until.TrueAsync(async () => (await shop.Operator.GetAsync(path)).Text("state") == "off");
        (await shop.Operator.GetAsync(path)).Text("offReason").ShouldBe("failing");
    }

    [Fact]
    public async Task Two_secrets_sign_until_the_old_ones_time_is_over()
    {
        await using var receiver = await Receiver.StartAsync();
        var (path, old) = await shop.WebhookAsync(receiver.Url, new { types = new[] { "line.drawn" } });
        var rotated = (await shop.Operator.PostAsync($"{path}/rotate", key: "rotate once")).ShouldBeOk().Json;
        // Asked for again, it is the same one: else the receiver's own would be none of the two.
        (await shop.Operator.PostAsync($"{path}/rotate", key: "rotate once")).ShouldBeOk().Json.Text("secret").ShouldBe(rotated.Text("secret"));
        var tested = (await shop.Operator.PostAsync($"{path}/test")).ShouldBeOk().Json;
        (tested.Text("state"), tested.Text("type"), tested.Number("lastStatus")).ShouldBe(("delivered", "webhook.test", 200));
        var both = receiver.All.Single();
        both.Id.ShouldBe(tested.Text("eventId"));
        both.Signatures.Distinct().Count().ShouldBe(2);
        both.ShouldBeSignedWith(old);
        both.ShouldBeSignedWith(rotated.Text("secret"));

        await sending.Hosted.ExecuteAsync($"update webhook_endpoint set previous_until = clock_timestamp() where id = '{path.Split('/')[^1]}'");
        (await shop.Operator.PostAsync($"{path}/test")).ShouldBeOk();
        var one = receiver.All[^1];
        one.Signatures.Length.ShouldBe(1);
        one.ShouldBeSignedWith(rotated.Text("secret"));
        Should.Throw<Exception>(() => one.ShouldBeSignedWith(old));
        receiver.Answers(500);
        (await shop.Operator.PostAsync($"{path}/test")).ShouldBeOk().Text("lastError").ShouldBe("status");
        (await shop.Operator.GetAsync(path)).ShouldBeOk().Json["previousSecretUntil"].ShouldBeNull();
    }

    [Fact]
    public async Task What_was_sent_is_sent_again_by_id_or_since_a_time_the_same()
    {
        await using var receiver = await Receiver.StartAsync();
        var drop = await shop.CreateDropAsync();
        var (path, _) = await shop.WebhookAsync(receiver.Url, new { types = new[] { "purchase.created" }, drops = new[] { drop.Id } });
        for (var i = 0; i < 3; i++)
            await drop.SellAsync(await shop.CustomerAsync());
        await receiver.HasAsync("purchase.created", 3);
        await Until.TrueAsync(async () => (await DeliveriesAsync(path)).Count(one => one.Text("state") == "delivered") == 3);
        var first = receiver.All.OrderBy(one => one.Body.Number("sequence")).First();
        (await shop.Operator.PostAsync($"{path}/deliveries/{first.Id}/replay")).ShouldBeOk().Text("state").ShouldBe("waiting");
        await Until.TrueAsync(() => receiver.All.Count(one => one.Id == first.Id) == 2);
        receiver.All.Where(one => one.Id == first.Id).Select(one => one.Text).Distinct().Count().ShouldBe(1);
        (await shop.Operator.PostAsync($"{path}/deliveries/evt_{drop.Id}_1/replay")).ShouldBe(404, "delivery_not_found");
        (await shop.Operator.PostAsync($"{path}/deliveries/none/replay")).ShouldBe(404, "delivery_not_found");

        var second = receiver.All.Single(one => one.Body["previousSequence"]?.GetValue<long>() == first.Body.Number("sequence"));
        var since = (await shop.Operator.PostAsync($"{path}/replay", new { since = second.Body.Text("timestamp") })).ShouldBeOk().Json;
        (since.Number("count"), since["until"]).ShouldBe((2, null));
        await Until.TrueAsync(() => receiver.All.Count == 6);
        receiver.All.GroupBy(one => one.Id).ShouldAllBe(same => same.Select(one => one.Text).Distinct().Count() == 1);
        (await shop.Operator.PostAsync($"{path}/replay", new { since = DateTimeOffset.UtcNow.AddDays(1) })).ShouldBeOk().Json.Number("count").ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"url": "shop.example/events"}""", "url")]
    [InlineData("""{"url": "ftp://shop.example/events"}""", "url")]
    [InlineData("""{"url": "https://user:pass@shop.example/events"}""", "url")]
    [InlineData("""{"url": "http://203.0.113.9/events"}""", "url")]
    [InlineData("""{"url": "https://10.0.0.1/"}""", "url")]
    [InlineData("""{"url": "https://169.254.169.254/latest/meta-data"}""", "url")]
    [InlineData("""{"url": "https://[::1]/"}""", "url")]
    [InlineData("""{"url": "https://[::ffff:10.0.0.1]/"}""", "url")]
    [InlineData("""{"url": "https://[64:ff9b::a00:1]/"}""", "url")]
    [InlineData("""{"url": "https://shop.example/\u0000"}""", "url")]
    [InlineData("""{"url": "https://shop.example/#x"}""", "url")]
    [InlineData("""{"url": ""}""", "url")]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url": "https://shop.example/", "types": ["purchase.made"]}""", "types")]
    [InlineData("""{"url": "https://shop.example/", "types": ["purchase.created", "purchase.created"]}""", "types")]
    [InlineData("""{"url": "https://shop.example/", "types": [null]}""", "types")]
    [InlineData("""{"url": "https://shop.example/", "drops": ["x"]}""", "drops[0]")]
    [InlineData("""{"url": "https://shop.example/", "description": "\u0007"}""", "description")]
    public async Task What_is_wrong_with_a_webhook_is_told_by_field(string body, string field)
    {
        (await shop.Operator.PostAsync("/api/v1/webhooks", body)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        (await shop.Operator.PostAsync("/api/v1/webhooks", new { url = $"https://shop.example/{new string('x', 2_000)}" })).ShouldBe(400, "validation_failed");
    }

    [Fact]
    public async Task A_webhook_is_changed_field_by_field_and_a_name_in_other_letters_is_kept_as_the_network_writes_it()
    {
        var (path, _) = await shop.WebhookAsync("https://bücher.example:8443/häuser?a=b", new { description = "Books", types = new[] { "line.sealed" } });
        var made = (await shop.Operator.GetAsync(path)).ShouldBeOk().Json;
        made.Text("url").ShouldBe("https://xn--bcher-kva.example:8443/h%C3%A4user?a=b");
        (await shop.Operator.PatchAsync(path, new { description = (string?)null, types = Array.Empty<string>() })).ShouldBeOk();
        var changed = (await shop.Operator.GetAsync(path)).ShouldBeOk().Json;
        (changed["description"], changed["types"]!.ToJsonString(), changed.Text("url")).ShouldBe((null, "[]", made.Text("url")));
        foreach (var (body, field) in new[] { ("""{"state": "maybe"}""", "state"), ("""{"url": null}""", "url"), ("""{"types": null}""", "types"), ("""{"url": "http://10.1.1.1/"}""", "url"), ("""{"state": null}""", "state") })
            (await shop.Operator.PatchAsync(path, body)).ShouldBe(400, "validation_failed")["errors"]!.Names().ShouldBe([field]);
        (await shop.Operator.PatchAsync(path, new { state = "off" })).ShouldBeOk().Text("offReason").ShouldBe("byOperator");
        (await shop.Operator.DeleteAsync(path)).ShouldBeOk();
        (await shop.Operator.GetAsync(path)).ShouldBe(404, "webhook_not_found");
        var history = (await shop.Operator.GetAsync("/api/v1/history?limit=100")).ShouldBeOk().Json.Items().Where(line => line["subjectId"]?.GetValue<string>() == path.Split('/')[^1]).ToList();
        history.Select(line => (line.Text("what"), line.Text("subjectKind"))).ShouldBe([("DeleteWebhook", "webhook"), ("ChangeWebhook", "webhook"), ("ChangeWebhook", "webhook"), ("MakeWebhook", "webhook")]);
        history.ShouldAllBe(line => line.Text("summary").StartsWith("xn--bcher-kva.example", StringComparison.Ordinal) && !line.Text("summary").Contains("a=b", StringComparison.Ordinal));
    }

    private static void Report(Receiver receiver)
    {
        var delays = receiver.All.Select(one => one.At - one.Body.Time("timestamp")).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"from a purchase to its receiver, beside two dead ones: p50 {delays[delays.Count / 2].TotalMilliseconds:F0} ms, longest {delays[^1].TotalMilliseconds:F0} ms");
    }

    private async Task<IReadOnlyList<JsonNode>> DeliveriesAsync(string path) => (await shop.Operator.GetAsync($"{path}/deliveries?limit=100")).ShouldBeOk().Json.Items();

    private async Task<IReadOnlyList<JsonNode>> WarningsAsync() => [.. (await shop.Operator.GetAsync("/api/v1/operations/warnings")).ShouldBeOk().Json["warnings"]!.AsArray().Select(one => one!)];
}
