using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stampede.Server.Reservations;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;
using Answer = Stampede.Server.Tests.Hosting.ServerUnderTest.Answer;

namespace Stampede.Server.Tests.Payments;

/// <summary>
/// Ten payers for each unit, while Stripe fails in all ways that the fake knows, and its events come twice, in any order, late or never. Of ten payers
/// one has a card that is declined, and one leaves the bank's question unanswered.
/// </summary>
/// <remarks>A few here, whose unanswered questions are given up; <c>STAMPEDE_PAYING_CROWD=5000</c> plays it at length, with 500 units, and they run out.</remarks>
public sealed class PayingCrowd(StripeShop fixture) : StripeScenes(fixture), IClassFixture<StripeShop>
{
    private const int PayersShort = 60;

    private static readonly int Payers = int.Parse(
        Environment.GetEnvironmentVariable("STAMPEDE_PAYING_CROWD") ?? PayersShort.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static readonly bool IsAtLength = Payers > PayersShort;

    private static readonly string[] Modes = ["duplicate", "reorder", "lose", "deliver", "hold"];

    private int told;

    [Fact]
    public async Task Whatever_fails_what_Stripe_took_is_what_was_sold_and_not_given_back()
    {
        var settings = StripeShop.Settings(stripe);
        settings["Stampede:Payments:PaySeconds"] = "30";
        await using var busy = await HostedShop.StartAsync(settings: settings);
        await stripe.WebhookAsync(new Uri(busy.Shop.Site.Address, "/api/v1/payments/events/stripe"), FakeStripeProcess.WebhookSecret);
        var units = Payers / 10;
        var drop = await busy.Shop.CreateDropAsync(new { payment = "required", totalStock = units, holdSeconds = IsAtLength ? 60 : 600 });
        var payers = await busy.Shop.CustomersAsync(Payers);
        foreach (var call in new[] { "create", "capture", "cancel", "refund", "read", "list" })
        {
            foreach (var fault in new[] { "failBefore", "failAfter", "cutAfter", "tooMany" })
            {
                // Failed twice, a refund waits for a day: by Stripe's rules nobody may know sooner.
                if ((call, fault) is not ("refund", "failBefore"))
                    await stripe.FaultAsync(call, fault, times: int.MaxValue, share: 0.04);
            }

            await stripe.FaultAsync(call, "delay", times: int.MaxValue, share: 0.02, seconds: 0.3);
        }

        var seconds = System.Diagnostics.Stopwatch.StartNew();
        await Parallel.ForEachAsync(payers.Index(), new ParallelOptions { MaxDegreeOfParallelism = 48 }, async (each, _) => await BuyAsync(drop, each.Item, each.Index));
        (await drop.StockAsync()).Number("sold").ShouldBe(units);

        // Of what is sold a tenth goes back, half of that to the stock.
        var captured = (await AllPaymentsAsync(busy, drop, "captured")).Where((_, i) => i % 10 == 0).ToList();
        await Parallel.ForEachAsync(captured.Index(), async (each, _) =>
            (await busy.Shop.Operator.PostAsync(
                $"/api/v1/operations/payments/{each.Item}/refund", new { restock = each.Index % 2 == 0, reason = "Sent back" }, key: "once")).ShouldBeOk());

        await stripe.NoFaultsAsync();
        await stripe.EventsAsync("deliver");
        // What nobody answers is let go by itself, and what was tried in vain is tried again.
        await Until.TrueAsync("nothing is held", async () => (await drop.StockAsync()).Number("held") == 0);
        // What was tried in vain waits for up to five minutes: as if they had gone by.
        await busy.ExecuteAsync($"update payment set due_at = clock_timestamp() where drop_id = '{drop.Id}' and tries > 0 and due_at is not null");
        await Until.TrueAsync("no payment is due", async () =>
            await busy.CountAsync($"select count(*) from payment where drop_id = '{drop.Id}' and due_at is not null") == 0);

        var restocked = await busy.CountAsync($"select coalesce(sum(units), 0)::bigint from purchase_return where restocked and drop_id = '{drop.Id}'");
        var sold = (await drop.StockAsync()).Number("sold");
        sold.ShouldBe(units - restocked);
        var bought = await busy.CountAsync($"select coalesce(sum(price_minor * quantity), 0)::bigint from purchase where drop_id = '{drop.Id}'");
        var returned = await busy.CountAsync($"select coalesce(sum(amount_minor), 0)::bigint from refund where drop_id = '{drop.Id}' and state = 'done'");
        (bought, returned, restocked).ShouldBe((units * PriceMinor, captured.Count * PriceMinor, (captured.Count + 1) / 2));
        (await KeptAsync(drop)).ShouldBe(bought - returned);
        (await busy.CountAsync($"select coalesce(sum(captured_minor - refunded_minor), 0)::bigint from payment where drop_id = '{drop.Id}'")).ShouldBe(bought - returned);
        var intents = await IntentsAsync(drop);
        intents.ShouldAllBe(intent => intent.Status == "succeeded" || intent.Status == "canceled" || intent.Status == "requires_payment_method");
        intents.Count(intent => intent.CapturedMinor > 0).ShouldBe(units);
        await drop.ShouldBalanceAsync();
        await busy.ExecuteAsync("update payment set changed_at = changed_at - interval '1 hour'");
        (await busy.Services.GetRequiredService<PaymentAudit>().FindAsync(DateTimeOffset.UnixEpoch, default))
            .Where(finding => intents.Any(intent => intent.Id == finding.Reference) || finding.Reference.Length == 0).ShouldBeEmpty();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Payers} payers, {units} units, {intents.Count} intents, {captured.Count} given back, {seconds.Elapsed.TotalSeconds:0} s"));
    }

    /// <summary>One payer: waits for a unit, holds it, and pays, or not.</summary>
    private async Task BuyAsync(Drop drop, Visitor payer, int i)
    {
        if (Interlocked.Increment(ref told) % 8 == 0)
            await stripe.EventsAsync(Modes[told / 8 % Modes.Length]);
        // While all is held somebody waits, as at a page: what is not paid for comes back, at length only when its time is over.
        var reserved = await drop.ReserveAsync(payer);
        for (var looks = 0; reserved.Status == HttpStatusCode.Conflict && reserved.Json.Text("code") == "all_held" && looks < 1_000; looks++)
        {
            await Until.PassedAsync(TimeSpan.FromMilliseconds(IsAtLength ? 1_000 : 200));
            reserved = await drop.ReserveAsync(payer);
        }

        if (reserved.Status != HttpStatusCode.Created)
        {
            reserved.ShouldBe(409, "sold_out");
            return;
        }

        var hold = reserved.Json;
        var card = (i % 10) switch { 0 => "declined", 1 or 2 => "challenge", _ => "succeeds" };
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var status = await AfterAsync(await PayAsync(drop, payer, hold, card));
            if (status == "action" && i % 10 == 1)
            {
                if (!IsAtLength)
                    await payer.DeleteAsync(drop.Of(hold));
                return;
            }

            if (status == "action")
            {
                var intent = (await payer.GetAsync(Payment(drop, hold))).Json["nextAction"]!.Text("clientSecret").Split("_secret_")[0];
                await stripe.ChallengeAsync(intent, passes: true);
                await payer.PostAsync($"{Payment(drop, hold)}/refresh");
                status = await AfterAsync(null);
            }

            if (status is "authorized" or "sold" or "captured" or "reservation_expired" or "voiding" or "voided" or "already_purchased")
                return;
            if (i % 20 != 0)
                card = i % 10 == 0 ? "succeeds" : card;
        }

        await payer.DeleteAsync(drop.Of(hold));

        // What became of the attempt: a status or a problem's code; "action" is one too.
        async Task<string> AfterAsync(Answer? answer)
        {
            if (answer is { Status: HttpStatusCode.PaymentRequired or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests })
                return answer.Json.Text("code");
            var status = "";
            // Not for ever: who has waited for a minute leaves, and what is due goes on.
            for (var looks = 0; looks < 300; looks++)
            {
                status = (await payer.GetAsync(Payment(drop, hold))).ShouldBeOk().Text("status");
                if (status is not ("starting" or "unknown") && (answer is not null || status != "action"))
                    return status;
                await Until.PassedAsync(TimeSpan.FromMilliseconds(200));
            }

            return "voiding";
        }
    }

    private static async Task<List<string>> AllPaymentsAsync(HostedShop busy, Drop drop, string state) => [.. (await busy.ScalarAsync<string>(
        $"select coalesce(string_agg(id::text, ' ' order by id), '') from payment where drop_id = '{drop.Id}' and state = '{state}'")).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
