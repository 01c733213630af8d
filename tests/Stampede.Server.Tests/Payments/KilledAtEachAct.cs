using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Stampede.Server.Tests.Contract;
using Stampede.Testing;

namespace Stampede.Server.Tests.Payments;

/// <summary>
/// The server is killed while one payment stands at each of its acts: the ledger does not know of it, Stripe is about to act or has acted and its answer
/// is on the way, the sale is being written, the money captured, let go, given back. The next server ends each once, though Stripe turns it away at first.
/// </summary>
public sealed class KilledAtEachAct
{
    private const int PriceMinor = 19900;

    [Fact]
    public async Task Each_payment_has_one_end_afterwards_and_the_books_of_both_sides_agree()
    {
        await using var stripe = await FakeStripeProcess.StartAsync();
        await using var database = await TestDatabase.CreateMigratedAsync();
        var settings = ServerProcess.On(database.ConnectionString);
        foreach (var (name, value) in StripeShop.Settings(stripe))
            settings[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
        settings["Stampede__Payments__TimeoutSeconds"] = "60";
        var drops = new Dictionary<string, string>();
        await PayAndDieAsync(stripe, database, settings, drops);
        await stripe.NoFaultsAsync();
        await stripe.FaultAsync("list", "tooMany", times: 2);
        await stripe.FaultAsync("create", "tooMany", times: 2);
        // Whoever was at it is dead: as when its lease is over.
        await using (var over = database.DataSource.CreateCommand("update payment set leased_until = null, due_at = least(due_at, clock_timestamp()) where due_at is not null"))
            await over.ExecuteNonQueryAsync();

        await using (var server = ServerProcess.Begin(settings))
        {
            using var shop = new Shop(await server.ListensAsync());
            await shop.SignInOperatorAsync();
            await Until.TrueAsync(async () => await ScalarAsync("select count(*) from payment where due_at is not null") == 0);
            foreach (var (act, drop) in drops)
            {
                // What was never asked for, and is turned away now, has come to nothing: its hold is for another attempt.
                var state = act switch { "hold being kept" => "abandoned", "void asked for" or "void done" => "voided", "refund done" => "refunded", _ => "captured" };
                (await ScalarAsync($"select sold from variant where drop_id = '{drop}'")).ShouldBe(state == "captured" ? 1 : 0, act);
                (await ScalarAsync($"select count(*) from payment where drop_id = '{drop}'")).ShouldBe(1, act);
                (await StateAsync(drop)).ShouldBe(state, act);
                var intent = (await stripe.BooksAsync()).Intents.SingleOrDefault(one => one.Drop == drop);
                (intent?.CapturedMinor ?? 0, intent?.RefundedMinor ?? 0, intent?.Refunds ?? 0).ShouldBe(
                    state switch { "captured" => (PriceMinor, 0, 0), "refunded" => (PriceMinor, PriceMinor, 1), _ => (0, 0, 0) }, act);
                var verified = (await shop.Operator.GetAsync($"/api/v1/drops/{drop}/verification")).ShouldBeOk();
                verified.Json["consistent"]!.GetValue<bool>().ShouldBeTrue(verified.Body);
            }

            (await stripe.BooksAsync()).AuthorizedMinor.ShouldBe(0);
            (await server.TerminateAsync()).ExitCode.ShouldBe(0);
        }

        await using (var later = database.DataSource.CreateCommand("update payment set changed_at = changed_at - interval '1 hour'"))
            await later.ExecuteNonQueryAsync();
        var audited = await ServerProcess.RunAsync(settings, "payments", "--since=2020-01-01T00:00:00Z");
        audited.ExitCode.ShouldBe(0, audited.Output + audited.Error);

        async Task<long> ScalarAsync(string sql)
        {
            await using var command = database.DataSource.CreateCommand($"select ({sql})::bigint");
            return (long)(await command.ExecuteScalarAsync())!;
        }

        async Task<string> StateAsync(string drop)
        {
            await using var command = database.DataSource.CreateCommand($"select state from payment where drop_id = '{drop}'");
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    private static async Task PayAndDieAsync(FakeStripeProcess stripe, TestDatabase database, Dictionary<string, string> settings, Dictionary<string, string> drops)
    {
        await using var server = ServerProcess.Begin(settings);
        using var shop = new Shop(await server.ListensAsync());
        await shop.SignInOperatorAsync();
        var dying = new List<Task>();
        var held = 0;

        await HeldAsync("start asked for", "create", "holdBefore", "succeeds");
        await HeldAsync("start done", "create", "holdAfter", "succeeds");
        await HeldAsync("capture asked for", "capture", "holdBefore", "succeeds");
        await HeldAsync("capture done", "capture", "holdAfter", "succeeds");
        await HeldAsync("void asked for", "cancel", "holdBefore", "challenge", (drop, customer, hold, _) => customer.DeleteAsync(drop.Of(hold)));
        await HeldAsync("void done", "cancel", "holdAfter", "challenge", (drop, customer, hold, _) => customer.DeleteAsync(drop.Of(hold)));
        await HeldAsync("refund done", "refund", "holdAfter", "succeeds", (_, _, _, payment) =>
            shop.Operator.PostAsync($"/api/v1/operations/payments/{payment}/refund", new { restock = true, reason = "Sent back" }, key: "once"));

        // Nothing can be written to the ledger of these two.
        var (unsold, buyer, wanted, _) = await PaidAsync("challenge");
        var intent = (await stripe.BooksAsync()).Intents.Single(one => one.Drop == unsold.Id).Id;
        (await stripe.ChallengeAsync(intent, passes: true)).ShouldBeTrue();
        drops.Add("sale being written", unsold.Id);
        var unknown = await shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
        var newcomer = await shop.CustomerAsync();
        var hold = await unknown.HoldAsync(newcomer);
        drops.Add("hold being kept", unknown.Id);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using (var locking = new NpgsqlCommand($"begin; select 1 from drop where id in ('{unsold.Id}', '{unknown.Id}') for update", connection))
            await locking.ExecuteNonQueryAsync();
        dying.Add(buyer.PostAsync($"{unsold.Of(wanted)}/payment/refresh"));
        dying.Add(newcomer.PostAsync($"{unknown.Of(hold)}/payment", new { confirmationToken = FakeStripeProcess.Token("succeeds") }));
        await Until.TrueAsync(async () =>
        {
            await using var both = database.DataSource.CreateCommand(
                $"select count(*) from payment where (drop_id = '{unsold.Id}' and state = 'authorized') or (drop_id = '{unknown.Id}' and state = 'starting')");
            return (long)(await both.ExecuteScalarAsync())! == 2;
        });
        await server.KillAsync();
        foreach (var task in dying)
            await Should.ThrowAsync<HttpRequestException>(task);

        async Task HeldAsync(string act, string call, string fault, string card, Func<Drop, Visitor, JsonNode, string, Task>? then = null)
        {
            var drop = await shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
            var customer = await shop.CustomerAsync();
            var reserved = await drop.HoldAsync(customer);
            drops.Add(act, drop.Id);
            var token = new { confirmationToken = FakeStripeProcess.Token(card) };
            if (then is null)
            {
                await stripe.FaultAsync(call, fault);
                dying.Add(customer.PostAsync($"{drop.Of(reserved)}/payment", token));
            }
            else
            {
                var paid = await customer.PostAsync($"{drop.Of(reserved)}/payment", token);
                paid.Status.ShouldBe(HttpStatusCode.Created, paid.Body);
                await stripe.FaultAsync(call, fault);
                var asked = then(drop, customer, reserved, paid.Text("id"));
                if (call == "refund")
                    dying.Add(asked);
                else
                    await asked;
            }

            await stripe.HoldsAsync(++held);
        }

        async Task<(Drop Drop, Visitor Customer, JsonNode Hold, string Payment)> PaidAsync(string card)
        {
            var drop = await shop.CreateDropAsync(new { payment = "required", holdSeconds = 600 });
            var customer = await shop.CustomerAsync();
            var of = await drop.HoldAsync(customer);
            var paid = await customer.PostAsync($"{drop.Of(of)}/payment", new { confirmationToken = FakeStripeProcess.Token(card) });
            return (drop, customer, of, paid.Text("id"));
        }
    }
}
