using System.Net;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Processes;
using Stampede.Testing;

namespace Stampede.Server.Tests.Payments;

/// <summary>A provider's events come twice, too early, too late, in any order and not at all: none of that decides anything.</summary>
public sealed class StripeEvents(StripeShop fixture) : StripeScenes(fixture), IClassFixture<StripeShop>
{
    // pinelab-vendure#620, woocommerce#24387.
    [Fact]
    public async Task The_same_event_ten_times_at_once_on_two_nodes_is_one_purchase_and_one_capture()
    {
        await using var other = await HostedShop.StartAsync(hosted.ConnectionString, StripeShop.Settings(stripe));
        await stripe.EventsAsync("hold");
        var (scene, _, intent) = await ChallengedAsync();
        (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
        var raised = await RaisedAsync(intent, "payment_intent.amount_capturable_updated");
        var captures = await stripe.CallsAsync("capture");

        var heard = Enumerable.Range(0, 20).Select(i => SendEventAsync((i % 2 == 0 ? shop : other.Shop).Site.Address, raised)).ToList();
        var asked = Enumerable.Range(0, 4).Select(_ => RefreshAsync(scene)).ToList();
        (await Task.WhenAll(heard)).ShouldAllBe(status => status == HttpStatusCode.OK);
        (await Task.WhenAll(asked)).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        await ComesToAsync("captured", scene);
        await ComesToRestAsync(scene.Drop);
        (await stripe.CallsAsync("capture")).ShouldBe(captures + 1);
        (await hosted.CountAsync($"select count(*) from payment_event where provider_ref = '{intent}'")).ShouldBe(1);
        await ShouldBeAsync(isBought: true, scene);
    }

    // eStore#182.
    [Fact]
    public async Task An_event_that_comes_before_the_answer_to_the_start_is_taken_and_buys_once()
    {
        await stripe.EventsAsync("hold");
        await stripe.FaultAsync("create", "holdAfter");
        var scene = await HoldAsync();
        var paying = PayAsync(scene, "succeeds");
        await stripe.HoldsAsync(1);
        var intent = (await IntentsAsync(scene.Drop)).Single().Id;
        (await hosted.CountAsync($"select count(*) from payment where provider_ref = '{intent}'")).ShouldBe(0);
        (await SendEventAsync(await RaisedAsync(intent, "payment_intent.amount_capturable_updated"))).ShouldBe(HttpStatusCode.OK);

        await stripe.NoFaultsAsync();
        (await paying).Status.ShouldBe(HttpStatusCode.Created);
        await stripe.EventsAsync("duplicate");
        await ComesToAsync("captured", scene);
        await ComesToRestAsync(scene.Drop);
        await ShouldBeAsync(isBought: true, scene);
    }

    // stripe_official#79, alf.io#1254.
    [Fact]
    public async Task A_late_failure_of_the_first_card_does_not_undo_what_the_second_one_paid_under_a_key_of_its_own()
    {
        await stripe.EventsAsync("hold");
        var scene = await HoldAsync();
        (await PayAsync(scene, "declined")).ShouldBe(402, "payment_declined");
        (await PayAsync(scene, "succeeds")).Status.ShouldBe(HttpStatusCode.Created);
        await ComesToAsync("captured", scene);
        var intents = await IntentsAsync(scene.Drop);
        intents.Select(intent => intent.Payment).Distinct().Count().ShouldBe(2);

        (await SendEventAsync(await RaisedAsync(intents[0].Id, "payment_intent.payment_failed"))).ShouldBe(HttpStatusCode.OK);
        await stripe.EventsAsync("deliver");
        await ComesToRestAsync(scene.Drop);
        (await hosted.ScalarAsync<string>($"select string_agg(state, ' ' order by attempt) from payment where drop_id = '{scene.Drop.Id}'")).ShouldBe("declined captured");
        (await scene.Customer.GetAsync(scene.Drop.Of(scene.Hold))).Text("status").ShouldBe("purchased");
        await ShouldBeAsync(isBought: true, scene);
    }

    // Hi.Events#598.
    [Fact]
    public async Task Where_no_event_ever_comes_Stripe_is_asked_within_a_minute()
    {
        await stripe.EventsAsync("lose");
        var (scene, asked, intent) = await ChallengedAsync();
        (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
        (await hosted.CountAsync($"select count(*) from payment where id = '{asked.Text("id")}' and due_at < changed_at + interval '60 seconds'")).ShouldBe(1);
        // Its time has come.
        await hosted.ExecuteAsync($"update payment set due_at = clock_timestamp() where id = '{asked.Text("id")}'");
        await ComesToAsync("captured", scene);
        (await hosted.CountAsync($"select count(*) from payment_event where provider_ref = '{intent}'")).ShouldBe(0);
        await ShouldBeAsync(isBought: true, scene);
    }

    // Hi.Events#513, alf.io#1159.
    [Fact]
    public async Task Events_on_what_is_over_or_unknown_and_of_any_form_are_answered_by_200_and_change_nothing()
    {
        var (scene, _, intent) = await ChallengedAsync();
        (await scene.Customer.DeleteAsync(Payment(scene.Drop, scene.Hold))).ShouldBeOk().Text("status").ShouldBe("voided");
        foreach (var body in new[]
        {
            EventOn(intent), EventOn(intent, "payment_intent.amount_capturable_updated"), EventOn(intent, "payment_intent.payment_failed"), EventOn("pi_of_nobody"),
            """{"id": "evt_1", "object": "event", "api_version": "2011-01-01", "type": "account.updated"}""",
            """{"id": "evt_2", "object": "v2.core.event", "type": "x", "data": null}""",
            """{"id": "evt_3", "api_version": "2099-01-01", "type": "charge.x", "data": {"object": {"object": "charge", "payment_intent": {"id": "pi_1"}}}}""",
            """{"id": "evt_4", "type": "x", "data": {"object": "pi_1"}}""",
        })
        {
            (await SendEventAsync(body)).ShouldBe(HttpStatusCode.OK, body);
            (await SendEventAsync(body)).ShouldBe(HttpStatusCode.OK, body);
        }

        await ComesToRestAsync(scene.Drop);
        (await scene.Customer.GetAsync(Payment(scene.Drop, scene.Hold))).Text("status").ShouldBe("voided");
        (await scene.Customer.GetAsync(scene.Drop.Of(scene.Hold))).Text("status").ShouldBe("active");
        await ShouldBeAsync(isBought: false, scene);
    }

    [Fact]
    public async Task What_is_heard_while_Stripe_is_asked_is_asked_after_once_more()
    {
        var scene = await HoldAsync();
        var paid = await PayAsync(scene, "succeeds");
        await Until.TrueAsync(async () => await hosted.CountAsync("select count(*) from payment where due_at is not null") == 0);
        var intent = (await IntentsAsync(scene.Drop)).Single().Id;
        await stripe.EventsAsync("lose");
        await stripe.FaultAsync("read", "holdAfter");
        (await SendEventAsync(EventOn(intent))).ShouldBe(HttpStatusCode.OK);
        await stripe.HoldsAsync(1);

        // What is on its way to the shop does not know of this.
        (await stripe.DisputeAsync(intent)).ShouldBeTrue();
        (await SendEventAsync(EventOn(intent))).ShouldBe(HttpStatusCode.OK);
        await stripe.NoFaultsAsync();
        await ComesToRestAsync(scene.Drop);
        (await hosted.CountAsync($"select count(*) from payment where id = '{paid.Text("id")}' and disputed")).ShouldBe(1);
    }

    [Fact]
    public async Task While_the_database_is_away_an_event_is_put_off_by_503_and_followed_when_Stripe_sends_it_again()
    {
        await using var cluster = await LosingPostgres.LonelyCluster.StartAsync();
        await using var lonely = await HostedShop.StartAsync(cluster.ConnectionString, StripeShop.Settings(stripe));
        var drop = await lonely.Shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
        var customer = await lonely.Shop.CustomerAsync();
        var scene = new Scene(drop, customer, await drop.HoldAsync(customer));
        await PayAsync(scene, "challenge");
        var intent = (await IntentsAsync(drop)).Single().Id;
        await cluster.CrashAsync();
        (await SendEventAsync(lonely.Shop.Site.Address, EventOn(intent))).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await stripe.WebhookAsync(new Uri(lonely.Shop.Site.Address, "/api/v1/payments/events/stripe"), FakeStripeProcess.WebhookSecret);
        try
        {
            (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
            await Until.TrueAsync(async () => (await SentAsync()).Attempts > 1);
            (await SentAsync()).Taken.ShouldBe(0);
            await cluster.StartAgainAsync();
            await Until.TrueAsync(async () => (await SentAsync()).Taken > 0);
            await ComesToAsync("captured", scene);
        }
        finally
        {
            await stripe.WebhookAsync(new Uri(shop.Site.Address, "/api/v1/payments/events/stripe"), FakeStripeProcess.WebhookSecret);
        }

        await ShouldBeAsync(isBought: true, scene);

        async Task<StripeSentEvent> SentAsync()
        {
            var body = await RaisedAsync(intent, "payment_intent.amount_capturable_updated");
            return (await stripe.SentEventsAsync()).Single(one => one.Body == body);
        }
    }
}
