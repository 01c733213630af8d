using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Reservations;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Payments;

/// <summary>The provider's books against ours, as after a restore to a point in time.</summary>
public sealed class PaymentAudits
{
    [Fact]
    public async Task What_a_restore_has_lost_is_found_and_given_back_once()
    {
        await using var hosted = await HostedShop.StartAsync(settings: PayingShop.Settings);
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync(new { payment = "required" });
        var paid = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var customer = await shop.CustomerAsync();
            var hold = await drop.HoldAsync(customer);
            paid.Add((await customer.PostAsync($"{drop.Of(hold)}/payment", new { card = PayingShop.Succeeds })).Text("id"));
        }

        var audit = hosted.Services.GetRequiredService<PaymentAudit>();
        await hosted.ExecuteAsync("update payment set changed_at = changed_at - interval '1 hour'");
        (await audit.FindAsync(DateTimeOffset.UnixEpoch, default)).ShouldBeEmpty();

        // The first is gone here; of the second nobody has captured the money there; of the third the provider has another amount.
        await hosted.ExecuteAsync($"""
            delete from payment where id = '{paid[0]}';
            update payment set state = 'sold', captured_minor = 0, due_at = null where id = '{paid[1]}';
            update built_in_payment set state = 'authorized', captured_minor = 0 where payment_id = '{paid[1]}';
            update built_in_payment set captured_minor = amount_minor - 1 where payment_id = '{paid[2]}';
            """);
        var findings = await audit.FindAsync(DateTimeOffset.UnixEpoch, default);
        findings.Select(finding => (finding.Kind, finding.Payment.ToString())).ShouldBe(
            [("charged_not_sold", paid[0]), ("sold_not_charged", paid[1]), ("amount_differs", paid[2])], ignoreOrder: true);

        (await audit.HealAsync(findings, default)).ShouldBe(2);
        (await audit.HealAsync(findings, default)).ShouldBe(1, "what is known here is only looked at again");
        await Until.TrueAsync(async () => await hosted.CountAsync($"select count(*) from payment where id = '{paid[1]}' and state = 'captured'") == 1);
        (await hosted.CountAsync($"select refunded_minor from built_in_payment where payment_id = '{paid[0]}'")).ShouldBe(19900);
        (await hosted.CountAsync($"select captured_minor from built_in_payment where payment_id = '{paid[1]}'")).ShouldBe(19900);
    }

    [Fact]
    public async Task Events_are_kept_for_as_long_as_a_provider_may_send_them_again()
    {
        await using var hosted = await HostedShop.StartAsync(settings: PayingShop.Settings);
        var rows = hosted.Services.GetRequiredService<Stampede.Postgres.Payments.PaymentRows>();
        foreach (var id in new[] { "old", "new", "new" })
            await rows.HearEventAsync("test", id, "nobody's", default);
        await hosted.ExecuteAsync("update payment_event set received_at = received_at - interval '31 days' where event_id = 'old'");
        await rows.ForgetEventsAsync(default);
        (await hosted.ScalarAsync<string>("select string_agg(event_id, ' ') from payment_event")).ShouldBe("new");
    }

    [Fact]
    public async Task What_is_sold_and_cannot_be_captured_waits_for_an_operator()
    {
        await using var hosted = await HostedShop.StartAsync(settings: PayingShop.Settings);
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync(new { payment = "required", limitPerCustomer = 1 });
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        var id = (await customer.PostAsync($"{drop.Of(hold)}/payment", new { card = PayingShop.Challenged })).Text("id");
        // Authorised, and let go by the bank before it could be captured.
        await hosted.ExecuteAsync("""
            create function lapse() returns trigger language plpgsql as $$ begin new.state = 'voided'; return new; end $$;
            create trigger lapse before update on built_in_payment for each row when (new.state = 'captured') execute function lapse()
            """);
        (await customer.PostAsync($"{drop.Of(hold)}/payment/refresh", new { challenge = "pass" })).ShouldBeOk().Text("status").ShouldBe("capture_failed");
        var listed = (await shop.Operator.GetAsync("/api/v1/operations/payments?needsHand=true")).ShouldBeOk().Json.Items().Single();
        (listed.Text("id"), listed.Text("status")).ShouldBe((id, "capture_failed"));
        (await shop.Operator.GetAsync($"{drop.Path}/report")).Json["money"]!.Number("uncaptured").ShouldBe(1);

        (await shop.Operator.PostAsync($"/api/v1/operations/payments/{id}/void")).ShouldBeOk().Text("status").ShouldBe("voided");
        var stock = await drop.StockAsync();
        (stock.Number("available"), stock.Number("sold")).ShouldBe((10, 0));
        (await drop.ReserveAsync(customer)).Status.ShouldBe(System.Net.HttpStatusCode.Created);
        await drop.ShouldBalanceAsync();
    }

    [Fact]
    public async Task The_manual_provider_waits_until_an_operator_says_that_it_is_paid()
    {
        await using var hosted = await HostedShop.StartAsync(settings: new Dictionary<string, string?> { ["Stampede:Payments:Provider"] = "manual" });
        var shop = hosted.Shop;
        var drop = await shop.CreateDropAsync(new { payment = "required" });
        var customer = await shop.CustomerAsync();
        var hold = await drop.HoldAsync(customer);
        var asked = await customer.PostAsync($"{drop.Of(hold)}/payment");
        (asked.Text("status"), asked.Json["nextAction"]!.Text("type")).ShouldBe(("action", "await_shop"));
        var path = $"/api/v1/operations/payments/{asked.Text("id")}";
        (await shop.Operator.PostAsync($"{path}/capture")).ShouldBeOk().Text("status").ShouldBe("captured");
        (await customer.GetAsync(drop.Of(hold))).Text("status").ShouldBe("purchased");
        (await shop.Operator.PostAsync($"{path}/void")).ShouldBe(409, "payment_state");
        (await shop.Operator.GetAsync("/api/v1/operations/payments/test/ledger")).ShouldBe(404, "not_found");
        await drop.ShouldBalanceAsync();
    }
}
