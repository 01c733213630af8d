using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Reservations;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Payments;

/// <summary>Stripe fails, forgets, or is used by others; operators and other tabs act meanwhile: there is a sale that is paid once, or no charge.</summary>
public sealed class StripeTroubles(StripeShop fixture) : StripeScenes(fixture), IClassFixture<StripeShop>
{
    // nopCommerce#5131, woocommerce-gateway-stripe#5362.
    [Fact]
    public async Task Of_several_tabs_one_pays_and_nothing_is_bought_beside_it()
    {
        await stripe.FaultAsync("create", "holdAfter");
        var scene = await HoldAsync();
        var first = PayAsync(scene, "succeeds");
        await stripe.HoldsAsync(1);
        (await PayAsync(scene, "succeeds")).ShouldBe(409, "payment_under_way");
        (await scene.Drop.BuyAsync(scene.Customer, scene.Hold)).ShouldBe(402, "payment_required");
        await stripe.NoFaultsAsync();
        (await first).Status.ShouldBe(HttpStatusCode.Created);
        (await PayAsync(scene, "succeeds")).ShouldBe(409, "already_purchased");
        await ComesToRestAsync(scene.Drop);
        (await IntentsAsync(scene.Drop)).Count.ShouldBe(1);
        await ShouldBeAsync(isBought: true, scene);

        var many = await HoldAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PayAsync(many, "succeeds")));
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(9);
        await ComesToRestAsync(many.Drop);
        (await IntentsAsync(many.Drop)).Count.ShouldBe(1);
        await ShouldBeAsync(isBought: true, many);
    }

    [Theory]
    [InlineData("failAfter")]
    [InlineData("cutAfter")]
    [InlineData("tooMany")]
    public async Task A_start_a_capture_a_void_and_a_refund_of_which_no_answer_comes_have_one_effect_each(string fault)
    {
        var (bought, captured, voided) = (await HoldAsync(new { payment = "required", holdSeconds = 600, limitPerCustomer = 1 }), await HoldAsync(), await ChallengedAsync());
        await stripe.FaultAsync("create", fault);
        if ((await PayAsync(bought, "succeeds")).Status == HttpStatusCode.ServiceUnavailable)
            await PayAsync(bought, "succeeds");
        await ComesToAsync("captured", bought);
        await stripe.FaultAsync("capture", fault);
        await PayAsync(captured, "succeeds");
        await ComesToAsync("captured", captured);
        await stripe.FaultAsync("cancel", fault);
        await voided.Scene.Customer.DeleteAsync(Payment(voided.Scene.Drop, voided.Scene.Hold));
        await ComesToAsync("voided", voided.Scene);
        foreach (var (scene, isBought) in new[] { (bought, true), (captured, true), (voided.Scene, false) })
        {
            await ComesToRestAsync(scene.Drop);
            await ShouldBeAsync(isBought, scene);
            (await IntentsAsync(scene.Drop)).Count.ShouldBe(1);
        }

        var id = (await bought.Customer.GetAsync(Payment(bought.Drop, bought.Hold))).Text("id");
        var path = $"/api/v1/operations/payments/{id}/refund";
        (await shop.Operator.PostAsync(path, new { amountMinor = PriceMinor + 1, reason = "x" })).ShouldBe(422, "refund_too_large");
        (await bought.Drop.ReserveAsync(bought.Customer)).ShouldBe(409, "limit_reached");
        await stripe.FaultAsync("refund", fault);
        for (var i = 0; i < 2; i++)
            (await shop.Operator.PostAsync(path, new { restock = true, reason = "Sent back" }, key: "once")).ShouldBeOk();
        await ComesToAsync("refunded", bought);
        await ComesToRestAsync(bought.Drop);
        var books = (await IntentsAsync(bought.Drop)).Single();
        (books.RefundedMinor, books.Refunds).ShouldBe((PriceMinor, 1));
        (await bought.Drop.StockAsync()).Number("available").ShouldBe(10);
        (await bought.Drop.ReserveAsync(bought.Customer)).Status.ShouldBe(HttpStatusCode.Created);
        await bought.Drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_start_that_had_its_effect_is_not_given_up_because_the_look_after_it_was_turned_away()
    {
        await stripe.FaultAsync("create", "failAfter");
        await stripe.FaultAsync("list", "tooMany");
        var scene = await HoldAsync();
        (await PayAsync(scene, "succeeds")).Status.ShouldBe(HttpStatusCode.Accepted);
        await ComesToAsync("captured", scene);
        await ShouldBeAsync(isBought: true, scene);
    }

    [Fact]
    public async Task Where_Stripe_is_away_paying_says_so_and_the_hold_stays_and_where_it_hangs_free_drops_sell()
    {
        var settings = StripeShop.Settings(stripe);
        settings["Stampede:Payments:Stripe:ApiBase"] = "http://127.0.0.1:1";
        await using (var alone = await HostedShop.StartAsync(settings: settings))
        {
            var drop = await alone.Shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
            var customer = await alone.Shop.CustomerAsync();
            var hold = await drop.HoldAsync(customer);
            (await PayAsync(drop, customer, hold, "succeeds")).ShouldBe(503, "payment_unavailable");
            var after = (await customer.GetAsync(drop.Of(hold))).Json;
            (after.Text("status"), after.Text("keptUntil")).ShouldBe(("active", hold.Text("expiresAt")));
            await drop.ShouldBalanceAsync();
        }

        await stripe.FaultAsync("create", "holdBefore", times: int.MaxValue);
        var scenes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => HoldAsync()));
        var paying = scenes.Select(scene => PayAsync(scene, "succeeds")).ToList();
        await stripe.HoldsAsync(8);
        var free = await shop.CreateDropAsync(new { payment = "none", totalStock = 30 });
        await Task.WhenAll((await shop.CustomersAsync(30)).Select(customer => free.SellAsync(customer)));
        (await free.StockAsync()).Number("sold").ShouldBe(30);
        await stripe.NoFaultsAsync();
        await Task.WhenAll(paying);
        foreach (var scene in scenes)
        {
            await ComesToAsync("captured", scene);
            await ShouldBeAsync(isBought: true, scene);
        }
    }

    [Fact]
    public async Task A_call_that_hangs_does_not_keep_other_payments_that_are_due()
    {
        await stripe.FaultAsync("cancel", "holdBefore", times: int.MaxValue);
        var (hanging, _, _) = await ChallengedAsync();
        (await hanging.Customer.DeleteAsync(hanging.Drop.Of(hanging.Hold))).ShouldBeOk();
        await stripe.HoldsAsync(1);
        var (scene, _, intent) = await ChallengedAsync();
        (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
        await ComesToAsync("captured", scene);
        (await IntentsAsync(hanging.Drop)).Single().Status.ShouldBe("requires_action");
        await stripe.NoFaultsAsync();
        await ComesToAsync("voided", hanging);
        await ShouldBeAsync(isBought: true, scene);
        await ShouldBeAsync(isBought: false, hanging);
    }

    [Fact]
    public async Task What_operators_do_while_somebody_pays_is_a_sale_at_the_old_price_or_no_charge()
    {
        foreach (var (what, isBought) in new[] { ("pause", true), ("end", true), ("price", true), ("release", false) })
        {
            var (scene, _, intent) = await ChallengedAsync();
            var path = scene.Drop.Path;
            (what switch
            {
                "price" => await shop.Operator.PatchAsync(path, new { price = new { amountMinor = 2 * PriceMinor, currency = "USD" } }),
                "release" => await shop.Operator.PostAsync($"{path}/holds/{scene.Hold.Text("id")}/release"),
                _ => await scene.Drop.RunAsync(what),
            }).ShouldBeOk();
            (await stripe.ChallengeAsync(intent, passes: true) || !isBought).ShouldBeTrue(what);
            await ComesToAsync(isBought ? "captured" : "voided", scene);
            await ComesToRestAsync(scene.Drop);
            await ShouldBeAsync(isBought, scene);
            (await scene.Drop.StockAsync()).Number("sold").ShouldBe(isBought ? 1 : 0);
            if (!isBought)
                (await RefreshAsync(scene)).ShouldBe(409, "reservation_expired");
        }
    }

    // medusa#8074, pretix#343.
    [Fact]
    public async Task What_was_captured_in_Stripe_s_own_console_is_sold_or_given_back_and_the_second_payment_of_two_stays()
    {
        await stripe.EventsAsync("lose");
        var (wanted, _, intent) = await ChallengedAsync();
        (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
        await AtStripeAsync($"/v1/payment_intents/{intent}/capture");
        (await RefreshAsync(wanted)).ShouldBeOk().Text("status").ShouldBe("captured");
        await ShouldBeAsync(isBought: true, wanted);

        var (given, first, second) = await ChallengedAsync();
        (await stripe.ChallengeAsync(second, passes: true)).ShouldBeTrue();
        await AtStripeAsync($"/v1/payment_intents/{second}/capture");
        (await given.Customer.DeleteAsync(Payment(given.Drop, given.Hold))).ShouldBeOk().Text("status").ShouldBe("refunded");
        (await KeptAsync(given.Drop)).ShouldBe(0);
        (await given.Customer.GetAsync(given.Drop.Of(given.Hold))).Text("status").ShouldBe("active");
        (await PayAsync(given, "succeeds")).Status.ShouldBe(HttpStatusCode.Created);
        (await SendEventAsync(EventOn(second, "charge.refunded"))).ShouldBe(HttpStatusCode.OK);
        await ComesToAsync("captured", given);
        await ComesToRestAsync(given.Drop);
        (await shop.Operator.GetAsync($"/api/v1/operations/payments/{first.Text("id")}")).Text("status").ShouldBe("refunded");
        (await given.Customer.GetAsync(given.Drop.Of(given.Hold))).Text("status").ShouldBe("purchased");
        await ShouldBeAsync(isBought: true, given);
    }

    // woocommerce-gateway-stripe#1378.
    [Fact]
    public async Task An_authorisation_that_ran_out_before_the_sale_pays_for_nothing_and_another_card_does()
    {
        await stripe.EventsAsync("lose");
        var (scene, _, intent) = await ChallengedAsync();
        (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
        (await stripe.ExpireAsync(intent)).ShouldBeTrue();
        (await RefreshAsync(scene)).ShouldBe(409, "reservation_expired");
        (await scene.Customer.GetAsync(Payment(scene.Drop, scene.Hold))).Text("status").ShouldBe("abandoned");
        (await PayAsync(scene, "succeeds")).Status.ShouldBe(HttpStatusCode.Created);
        await ComesToAsync("captured", scene);
        await ShouldBeAsync(isBought: true, scene);
    }

    [Fact]
    public async Task An_authorisation_that_ran_out_after_the_sale_waits_for_an_operator_who_takes_the_sale_back()
    {
        await stripe.FaultAsync("capture", "tooMany", times: int.MaxValue);
        var scene = await HoldAsync();
        var paid = await PayAsync(scene, "succeeds");
        paid.Text("status").ShouldBe("sold");
        (await stripe.ExpireAsync((await IntentsAsync(scene.Drop)).Single().Id)).ShouldBeTrue();
        await stripe.NoFaultsAsync();
        await ComesToAsync("capture_failed", scene);
        var path = $"/api/v1/operations/payments/{paid.Text("id")}";
        (await shop.Operator.GetAsync($"/api/v1/operations/payments?needsHand=true&dropId={scene.Drop.Id}")).Json.Items().Single().Text("status").ShouldBe("capture_failed");

        await stripe.FaultAsync("capture", "tooMany");
        (await shop.Operator.PostAsync($"{path}/capture")).ShouldBe(503, "payment_unavailable");
        (await shop.Operator.PostAsync($"{path}/capture")).ShouldBeOk().Text("status").ShouldBe("capture_failed");
        await using (await LockedAsync(scene.Drop))
            (await shop.Operator.PostAsync($"{path}/void")).ShouldBe(503, "payment_unavailable");
        (await shop.Operator.GetAsync(path)).Text("status").ShouldBe("capture_failed");
        (await scene.Drop.StockAsync()).Number("sold").ShouldBe(1);
        (await shop.Operator.PostAsync($"{path}/void")).ShouldBeOk().Text("status").ShouldBe("voided");
        var stock = await scene.Drop.StockAsync();
        (stock.Number("available"), stock.Number("sold")).ShouldBe((10, 0));
        await scene.Drop.ShouldBalanceAsync();
        await hosted.ExecuteAsync($"update payment set changed_at = changed_at - interval '1 hour' where id = '{paid.Text("id")}'");
        (await hosted.Services.GetRequiredService<PaymentAudit>().FindAsync(DateTimeOffset.UnixEpoch, default))
            .ShouldNotContain(finding => finding.Payment.ToString() == paid.Text("id"));
    }

    [Fact]
    public async Task A_hold_of_which_the_ledger_is_busy_is_not_left_with_a_payment_that_was_given_up()
    {
        var (scene, _, intent) = await ChallengedAsync();
        await using (await LockedAsync(scene.Drop))
            (await scene.Customer.DeleteAsync(Payment(scene.Drop, scene.Hold))).ShouldBeOk().Text("status").ShouldBe("action");
        (await IntentsAsync(scene.Drop)).Single().Status.ShouldBe("requires_action");
        (await scene.Customer.DeleteAsync(Payment(scene.Drop, scene.Hold))).ShouldBeOk().Text("status").ShouldBe("voided");
        (await scene.Customer.GetAsync(scene.Drop.Of(scene.Hold))).Text("keptUntil").ShouldBe(scene.Hold.Text("expiresAt"));
        (await PayAsync(scene, "succeeds")).Status.ShouldBe(HttpStatusCode.Created);
        await ComesToAsync("captured", scene);
        await ShouldBeAsync(isBought: true, scene);
    }
}

/// <summary>A shop whose drops keep a hold for half a minute while somebody pays.</summary>
public sealed class LateStripePaying(StripeShop fixture) : StripeScenes(fixture), IClassFixture<StripeShop>
{
    // pretix#74, medusa#4946, vendure#3065, saleor#14733, openfoodnetwork#7779, big-neon#1189, woocommerce#51271.
    [Fact]
    public async Task A_challenge_that_is_passed_after_the_hold_has_lapsed_buys_what_anybody_could_reserve_and_else_costs_nothing()
    {
        var settings = StripeShop.Settings(stripe);
        settings["Stampede:Payments:PaySeconds"] = "30";
        await using var late = await HostedShop.StartAsync(settings: settings);
        await stripe.WebhookAsync(new Uri(late.Shop.Site.Address, "/api/v1/payments/events/stripe"), FakeStripeProcess.WebhookSecret);
        var scenes = new Dictionary<string, (Scene Scene, string Intent)>();
        foreach (var what in new[] { "sold", "left", "paused", "dearer", "abandoned" })
        {
            // Long enough to ask for a payment on a busy machine; the half minute of paying is what is waited for.
            var drop = await late.Shop.CreateDropAsync(new { payment = "required", holdSeconds = 15, totalStock = 1 });
            var customer = await late.Shop.CustomerAsync();
            var scene = new Scene(drop, customer, await drop.HoldAsync(customer));
            var asked = await PayAsync(scene, "challenge");
            asked.Json.Time("keptUntil").ShouldBeInRange(scene.Hold.Time("expiresAt").AddSeconds(15), scene.Hold.Time("expiresAt").AddSeconds(30));
            scenes.Add(what, (scene, (await IntentsAsync(drop)).Single().Id));
        }

        foreach (var (scene, _) in scenes.Values)
        {
            await Until.TrueAsync(async () => (await scene.Drop.StockAsync()).Number("available") == 1);
            (await scene.Customer.GetAsync(scene.Drop.Of(scene.Hold))).Text("status").ShouldBe("expired");
        }

        var other = await late.Shop.CustomerAsync();
        var taken = new Scene(scenes["sold"].Scene.Drop, other, await scenes["sold"].Scene.Drop.HoldAsync(other));
        (await PayAsync(taken, "succeeds")).Status.ShouldBe(HttpStatusCode.Created);
        (await scenes["paused"].Scene.Drop.RunAsync("pause")).ShouldBeOk();
        (await late.Shop.Operator.PatchAsync(scenes["dearer"].Scene.Drop.Path, new { price = new { amountMinor = 2 * PriceMinor, currency = "USD" } })).ShouldBeOk();
        foreach (var (what, isBought) in new[] { ("sold", false), ("left", true), ("paused", false), ("dearer", false) })
        {
            var (scene, intent) = scenes[what];
            (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue(what);
            await ComesToAsync(isBought ? "captured" : "voided", scene);
            (await scene.Customer.GetAsync("/api/v1/me/purchases")).Json.Items().Count.ShouldBe(isBought ? 1 : 0, what);
            (await RefreshAsync(scene)).Status.ShouldBe(isBought ? HttpStatusCode.OK : HttpStatusCode.Conflict, what);
        }

        await ComesToAsync("captured", taken);

        // Nobody passes it; a minute later it is let go.
        var (left, unanswered) = scenes["abandoned"];
        await late.ExecuteAsync($"update payment set due_at = clock_timestamp() where drop_id = '{left.Drop.Id}'");
        await Until.TrueAsync(async () => await late.CountAsync($"select count(*) from payment where drop_id = '{left.Drop.Id}' and due_at > clock_timestamp()") == 1);
        (await left.Customer.GetAsync(Payment(left.Drop, left.Hold))).Text("status").ShouldBe("action");
        await MoveAsync("- interval '61 seconds'");
        await late.ExecuteAsync($"update payment set due_at = clock_timestamp() where drop_id = '{left.Drop.Id}'");
        await ComesToAsync("voided", left);
        await MoveAsync("+ interval '61 seconds'");
        (await IntentsAsync(left.Drop)).Single().Id.ShouldBe(unanswered);

        foreach (var (what, (scene, _)) in scenes)
        {
            (await KeptAsync(scene.Drop)).ShouldBe(what is "paused" or "dearer" or "abandoned" ? 0 : PriceMinor, what);
            (await IntentsAsync(scene.Drop)).ShouldAllBe(intent => intent.Status == "succeeded" || intent.Status == "canceled");
            (await scene.Drop.StockAsync()).Number("sold").ShouldBe(what is "paused" or "dearer" or "abandoned" ? 0 : 1, what);
            await scene.Drop.ShouldBalanceAsync();
        }

        // All of the reservation's times, past its triggers: as if the minute had gone by.
        Task MoveAsync(string by) => late.ExecuteAsync($"""
            begin; set local session_replication_role = replica;
            update reservation set created_at = created_at {by}, expires_at = expires_at {by}, pay_until = pay_until {by}, ended_at = ended_at {by} where drop_id = '{left.Drop.Id}';
            commit
            """);
    }
}
