using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Ledger;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>Each disagreement that someone could bring about with a superuser's hands is named.</summary>
public sealed class Verifying(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private const string Bought = "where drop_id = '{drop}' and request_key = 'bought'";
    private const string Held = "where drop_id = '{drop}' and status = 'active'";
    private const string Other = "'0199b2f0-0000-7000-8000-000000000042'";

    /// <summary>Column by column, and each row that could be put in or taken out.</summary>
    public static TheoryData<string, string> Forgeries => new()
    {
        { "ledger_without_gaps", "update drop set version = version + 1 where id = '{drop}'" },
        { "ledger_without_gaps", "update drop set version = version - 1 where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set status = 'paused' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set price_minor = 1 where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set currency = 'EUR' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set starts_at = starts_at - interval '1 second' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set ends_at = now() + interval '1 day' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set hold_seconds = hold_seconds + 1 where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set limit_per_customer = limit_per_customer + 1 where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set created_at = created_at - interval '1 second' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set next_due_at = null where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set oldest_hold_version = oldest_hold_version + 1 where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set oldest_hold_version = 1 where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set name = 'Another' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set description = 'Another' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set image_url = '/another' where id = '{drop}'" },
        { "drop_matches_ledger", "update drop set slug = 'another' where id = '{drop}'" },
        { "drop_matches_ledger", "delete from drop where id = '{drop}'" },

        { "variants_match_ledger", "update variant set label = 'Another' where drop_id = '{drop}' and position = 1" },
        { "variants_match_ledger", "update variant set position = position + 1 where drop_id = '{drop}'" },
        { "variants_match_ledger", $"update variant set id = {Other} where drop_id = '{{drop}}' and position = 2" },
        { "variants_match_ledger", "delete from variant where drop_id = '{drop}' and position = 2" },
        { "variants_match_ledger", $"insert into variant values ('{{drop}}', {Other}, 3, 'Another', 0, 0, 0, 0)" },
        { "counters_match_ledger", "update variant set total = total + 1, available = available + 1 where drop_id = '{drop}'" },
        { "counters_match_ledger", "update variant set held = held - 1, available = available + 1 where drop_id = '{drop}' and position = 1" },
        { "counters_balance", "alter table variant drop constraint variant_balances; update variant set sold = sold + 1 where drop_id = '{drop}'" },
        { "held_matches_reservations", "update variant set held = held + 1, available = available - 1 where drop_id = '{drop}'" },
        { "sold_matches_purchases", "update variant set sold = sold + 1, available = available - 1 where drop_id = '{drop}'" },

        { "reservation_in_ledger_once", $"update reservation set id = {Other} {Held}" },
        { "reservation_matches_ledger", $"update reservation set customer_id = {Other} {Bought}" },
        { "reservation_matches_ledger", $"update reservation r set variant_id = (select id from variant where drop_id = r.drop_id and position = 2) {Bought}" },
        { "reservation_matches_ledger", $"update reservation set quantity = quantity + 1 {Held}" },
        { "reservation_matches_ledger", $"update reservation set price_minor = price_minor - 1 {Bought}" },
        { "reservation_matches_ledger", $"update reservation set currency = 'EUR' {Held}" },
        { "reservation_matches_ledger", $"update reservation set created_at = created_at - interval '1 millisecond' {Bought}" },
        { "reservation_matches_ledger", $"update reservation set expires_at = expires_at + interval '1 hour' {Held}" },
        { "reservation_matches_ledger", $"update reservation set ended_at = ended_at + interval '1 millisecond' {Bought}" },
        { "reservation_matches_ledger", $"update reservation set request_key = 'another' {Bought}" },
        { "reservation_matches_ledger", $"update reservation set request_key = null {Held}" },
        { "reservation_in_ledger_once", $"update reservation set drop_version = drop_version + 1 {Held}" },
        { "one_terminal_state", $"update reservation set status = 'cancelled' {Bought}" },
        { "one_terminal_state", $"update reservation set status = 'active', ended_at = null {Bought}" },
        { "one_terminal_state", $"update reservation set status = 'expired', ended_at = expires_at {Held}" },
        { "one_terminal_state", "update reservation set status = 'expired', ended_at = expires_at where drop_id = '{drop}' and status = 'cancelled'" },
        { "reservation_in_ledger_once", $"delete from reservation {Held}" },
        { "reservation_in_ledger_once", $"delete from reservation {Bought}" },
        { "reservation_in_ledger_once", $"insert into reservation select drop_id, {Other}, customer_id, variant_id, quantity, price_minor, currency, 'cancelled', created_at, expires_at, created_at, drop_version, 'new' from reservation {Held}" },

        { "purchase_from_reservation", "update purchase set drop_version = drop_version + 1000 where drop_id = '{drop}'" },
        { "purchase_matches_ledger", $"update purchase set id = {Other} where drop_id = '{{drop}}'" },
        { "purchase_matches_ledger", $"update purchase set reservation_id = {Other} where drop_id = '{{drop}}'" },
        { "purchase_matches_ledger", $"update purchase set customer_id = {Other} where drop_id = '{{drop}}'" },
        { "purchase_matches_ledger", "update purchase p set variant_id = (select id from variant where drop_id = p.drop_id and position = 2) where drop_id = '{drop}'" },
        { "purchase_matches_ledger", "update purchase set quantity = quantity + 1 where drop_id = '{drop}'" },
        { "purchase_matches_ledger", "update purchase set price_minor = price_minor + 1 where drop_id = '{drop}'" },
        { "purchase_matches_ledger", "update purchase set currency = 'EUR' where drop_id = '{drop}'" },
        { "purchase_matches_ledger", "update purchase set purchased_at = purchased_at - interval '1 millisecond' where drop_id = '{drop}'" },
        { "purchase_from_reservation", "delete from purchase where drop_id = '{drop}'" },
        { "purchase_from_reservation", $"insert into purchase select drop_id, drop_version + 1, {Other}, {Other}, customer_id, variant_id, quantity, price_minor, currency, display_name, purchased_at from purchase where drop_id = '{{drop}}'" },

        { "ledger_without_gaps", "delete from movement where drop_id = '{drop}' and version = 2" },
        { "ledger_without_gaps", "delete from movement where drop_id = '{drop}' and version = (select version from drop where id = '{drop}')" },
        { "ledger_without_gaps", "delete from movement where drop_id = '{drop}'" },
        { "ledger_without_gaps", "update movement set version = version + 1000 where drop_id = '{drop}' and kind = 'paused'" },
        { "ledger_without_gaps", $"insert into movement (drop_id, version, at, kind, operator_id, data) select '{{drop}}', version + 1, now(), 'ended', {Other}, '{{\"status\": \"ended\"}}' from drop where id = '{{drop}}'" },
        { "reservation_matches_ledger", "update movement set at = at - interval '1 second' where drop_id = '{drop}' and kind = 'reserved'" },
        { "ledger_in_order", "update movement set at = at - interval '1 hour' where drop_id = '{drop}' and kind = 'paused'" },
        { "ledger_can_be_followed", "update movement set kind = 'cancelled' where drop_id = '{drop}' and kind = 'reserved' and request_key = 'bought'" },
        { "one_terminal_state", "update movement set kind = 'cancelled' where drop_id = '{drop}' and kind = 'purchased'" },
        { "counters_match_ledger", "update movement m set variant_id = (select id from variant where drop_id = m.drop_id and position = 2) where drop_id = '{drop}' and kind = 'adjusted'" },
        { "counters_match_ledger", "update movement set quantity = quantity + 1 where drop_id = '{drop}' and kind = 'adjusted'" },
        { "reservation_matches_ledger", $"update movement set customer_id = {Other} where drop_id = '{{drop}}' and kind = 'reserved'" },
        { "ledger_can_be_followed", $"update movement set customer_id = {Other} where drop_id = '{{drop}}' and kind = 'cancelled'" },
        { "ledger_can_be_followed", $"update movement set reservation_id = {Other} where drop_id = '{{drop}}' and kind = 'purchased'" },
        { "ledger_can_be_followed", "update movement set quantity = quantity + 1 where drop_id = '{drop}' and kind = 'purchased'" },
        { "purchase_matches_ledger", $"update movement set purchase_id = {Other} where drop_id = '{{drop}}' and kind = 'purchased'" },
        { "reservation_matches_ledger", "update movement set request_key = 'another' where drop_id = '{drop}' and request_key = 'bought'" },
        { "counters_match_ledger", "update movement m set data = jsonb_set(data, array['stock', (select id::text from variant where drop_id = m.drop_id and position = 1)], '999') where drop_id = '{drop}' and version = 1" },
        { "limit_per_customer", "update movement set data = jsonb_set(data, '{limit}', '1') where drop_id = '{drop}' and version = 1" },
        { "drop_matches_ledger", "update movement set data = jsonb_set(data, '{change,name}', '\"Third\"') where drop_id = '{drop}' and kind = 'changed'" },
        { "reservation_matches_ledger", "update movement set data = jsonb_set(data, '{change,price,amountMinor}', '1') where drop_id = '{drop}' and kind = 'changed'" },
        { "reserved_while_live", "update movement set data = jsonb_set(data, '{status}', '\"paused\"') where drop_id = '{drop}' and kind = 'resumed'" },
        { "ledger_can_be_followed", "update movement set data = null where drop_id = '{drop}' and kind = 'changed'" },

        { "ended_in_time", "update reservation set expires_at = created_at + interval '1 microsecond', ended_at = created_at where drop_id = '{drop}' and status = 'purchased'; update movement set data = jsonb_set(data, '{drop,holdSeconds}', '0') where drop_id = '{drop}' and version = 1" },
        { "nothing_held_past_its_time", $"update reservation set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' {Held}" },
        { "limit_per_customer", "update movement set customer_id = (select customer_id from purchase where drop_id = '{drop}') where drop_id = '{drop}' and kind = 'reserved'" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forgery_is_found_and_named(string invariant, string sql)
    {
        var drop = await TradedDropAsync();
        var verification = new Verification(engine.Database);
        (await verification.VerifyAsync(drop, CancellationToken.None)).ShouldBeEmpty();

        await ForgeAsync(drop, sql);
        var findings = await verification.VerifyAsync(drop, CancellationToken.None);
        findings.Select(finding => finding.Invariant).ShouldContain(invariant, string.Join('\n', findings));
        findings.ShouldAllBe(finding => finding.Detail.Length > 0);
        // Not a row of it was seen in another drop; and what is left of a drop that is gone is looked for too.
        (await verification.VerifyAllAsync(CancellationToken.None)).ShouldContain(finding => finding.DropId == drop);
    }

    /// <summary>A purchase of three of which one is free again, and one came back and stays sold.</summary>
    [Theory]
    [InlineData("return_matches_ledger", "delete from purchase_return where drop_id = '{drop}' and not restocked")]
    [InlineData("return_matches_ledger", "update purchase_return set units = 2 where drop_id = '{drop}' and not restocked")]
    [InlineData("return_matches_ledger", "update purchase_return set restocked = false where drop_id = '{drop}' and restocked")]
    [InlineData("return_matches_ledger", "update purchase_return set refund_id = '0199b2f0-0000-7000-8000-000000000042' where drop_id = '{drop}' and restocked")]
    [InlineData("return_matches_ledger", "update purchase_return set operator_id = null where drop_id = '{drop}' and restocked")]
    [InlineData("return_in_ledger", "insert into purchase_return select drop_id, 999, purchase_id, customer_id, variant_id, 1, false, payment_id, operator_id, reason, returned_at from purchase_return where drop_id = '{drop}' and restocked")]
    [InlineData("returned_at_most_once", "update purchase_return set units = 9 where drop_id = '{drop}' and not restocked")]
    [InlineData("counters_match_ledger", "update movement set quantity = 2 where drop_id = '{drop}' and kind = 'returned' and quantity = 1")]
    public async Task A_forged_return_is_found_and_named(string invariant, string sql)
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([5], limit: 3);
        var by = AnyCustomer();
        var hold = (await node.ReserveAsync(drop, AnyCustomer(), quantity: 3)).ShouldBeOfType<Outcome.Reserved>().Hold;
        var bought = (await node.BuyAsync(drop.Id, hold)).ShouldBeOfType<Outcome.Purchased>().Purchase;
        foreach (var (units, restocks) in ((int, bool)[])[(1, true), (1, false)])
        {
            var back = new PurchaseReturn(bought.Id, hold.Id, hold.Customer, hold.Variant, units, restocks, Payment: null, Guid.NewGuid());
            (await node.Lanes.SubmitAsync(drop.Id, new Command.Return(back, "sent back", by))).ShouldBeOfType<Outcome.Done>();
        }

        // Another lane reads the same of it.
        var other = engine.StartNode();
        (await other.ReserveAsync(drop, hold.Customer)).ShouldBeOfType<Outcome.Reserved>();
        (await other.ReserveAsync(drop, hold.Customer)).ShouldBeOfType<Outcome.Refused>().Refusal.ShouldBeOfType<Refusal.AlreadyReserved>();
        await node.DisposeAsync();
        await other.DisposeAsync();
        var verification = new Verification(engine.Database);
        (await verification.VerifyAsync(drop.Id, CancellationToken.None)).ShouldBeEmpty();
        await ForgeAsync(drop.Id, sql);
        (await verification.VerifyAsync(drop.Id, CancellationToken.None)).Select(finding => finding.Invariant).ShouldContain(invariant);
    }

    /// <summary>docs/security.md says so: nothing in the books contradicts these.</summary>
    [Theory]
    [InlineData("update movement set operator_id = '0199b2f0-0000-7000-8000-000000000042' where drop_id = '{drop}' and kind = 'paused'")]
    [InlineData("update movement set data = '{\"reason\": \"another\"}' where drop_id = '{drop}' and kind = 'adjusted'")]
    [InlineData("update purchase set display_name = 'another' where drop_id = '{drop}'")]
    [InlineData("""
        update movement set customer_id = '0199b2f0-0000-7000-8000-000000000042' where drop_id = '{drop}' and customer_id is not null;
        update reservation set customer_id = '0199b2f0-0000-7000-8000-000000000042' where drop_id = '{drop}';
        update purchase set customer_id = '0199b2f0-0000-7000-8000-000000000042' where drop_id = '{drop}';
        update movement set data = jsonb_set(data, '{limit}', '9') where drop_id = '{drop}' and version = 1;
        update drop set limit_per_customer = 9 where id = '{drop}'
        """)]
    public async Task What_is_forged_throughout_is_not_seen(string sql)
    {
        var drop = await TradedDropAsync();
        await ForgeAsync(drop, sql);
        (await new Verification(engine.Database).VerifyAsync(drop, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ledger_of_the_version_before_balances()
    {
        var drop = await TradedDropAsync();
        await ForgeAsync(drop, "update movement set data = data - 'drop', purchase_id = null, request_key = null where drop_id = '{drop}'");
        (await new Verification(engine.Database).VerifyAsync(drop, CancellationToken.None)).ShouldBeEmpty();
        await ForgeAsync(drop, $"update reservation set price_minor = price_minor - 1 {Bought}");
        (await new Verification(engine.Database).VerifyAsync(drop, CancellationToken.None)).ShouldContain(finding => finding.Invariant == "purchase_matches_ledger");
    }

    [Fact]
    public async Task The_books_balance_while_they_are_written()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([5_000], holdSeconds: 1);
        var verification = new Verification(engine.Database);
        using var ending = new CancellationTokenSource();
        var trading = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!ending.IsCancellationRequested)
            {
                if (await node.ReserveAsync(drop, AnyCustomer()) is Outcome.Reserved { Hold: var hold } && hold.DropVersion % 3 > 0)
                    await (hold.DropVersion % 3 == 1 ? node.BuyAsync(drop.Id, hold) : node.CancelAsync(drop.Id, hold));
            }
        }));
        try
        {
            using var bounded = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            for (var verified = 0; verified < 5 || (await engine.FindAsync(drop.Id)).Version < 100; verified++)
                (await verification.VerifyAsync(drop.Id, bounded.Token)).ShouldBeEmpty();
        }
        finally
        {
            await ending.CancelAsync();
            await trading;
        }

        await node.DisposeAsync();
    }

    /// <summary>As a superuser may: no trigger and no foreign key stands in the way.</summary>
    private async Task ForgeAsync(DropId drop, string sql)
    {
        await using var connection = new NpgsqlConnection(engine.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "set session_replication_role = replica; " + sql.Replace("{drop}", drop.ToString(), StringComparison.Ordinal);
        (await command.ExecuteNonQueryAsync()).ShouldNotBe(0);
        // The schema as it was, for the next.
        command.CommandText = "alter table variant drop constraint if exists variant_balances; alter table variant add constraint variant_balances check (total = available + held + sold) not valid";
        await command.ExecuteNonQueryAsync();
    }

    private async Task<DropId> TradedDropAsync()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([10, 5], limit: 2);
        var by = AnyCustomer();
        var bought = (await node.ReserveAsync(drop, AnyCustomer(), quantity: 2, key: "bought")).ShouldBeOfType<Outcome.Reserved>().Hold;
        await node.BuyAsync(drop.Id, bought);
        var cancelled = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        await node.CancelAsync(drop.Id, cancelled);
        await node.Lanes.SubmitAsync(drop.Id, new Command.Amend(new DropChange { Name = "Second", Price = new Money(9900, "USD") }, by));
        await node.Lanes.SubmitAsync(drop.Id, new Command.Pause(by));
        await node.Lanes.SubmitAsync(drop.Id, new Command.Resume(by));
        await node.ReserveAsync(drop, AnyCustomer(), quantity: 2, key: "held");
        await node.Lanes.SubmitAsync(drop.Id, new Command.Adjust(drop.Variants[0].Id, 5, "found some", by));
        await node.DisposeAsync();
        return drop.Id;
    }
}
