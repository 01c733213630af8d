using Stampede.Domain;
using Stampede.Postgres.Ledger;
using static Stampede.Server.Tests.Engine.EngineOnPostgres;

namespace Stampede.Server.Tests.Engine;

/// <summary>Each disagreement that someone could bring about with a superuser's hands is named.</summary>
public sealed class Verifying(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    [Theory]
    [InlineData("held_matches_reservations", "update variant set held = held + 1, available = available - 1 where drop_id = '{drop}'")]
    [InlineData("sold_matches_purchases", "update variant set sold = sold + 1, available = available - 1 where drop_id = '{drop}'")]
    [InlineData("counters_match_ledger", "update variant set total = total + 1, available = available + 1 where drop_id = '{drop}'")]
    [InlineData("counters_balance", "alter table variant drop constraint variant_balances; update variant set sold = sold + 1 where drop_id = '{drop}'")]
    [InlineData("ledger_without_gaps", "alter table movement disable trigger user; delete from movement where drop_id = '{drop}' and version = 2")]
    [InlineData("reservation_in_ledger_once", "alter table movement disable trigger user; delete from movement where drop_id = '{drop}' and kind = 'reserved'")]
    [InlineData("one_terminal_state", "alter table reservation disable trigger user; update reservation set status = 'cancelled' where drop_id = '{drop}' and status = 'purchased'")]
    [InlineData("purchase_from_reservation", "alter table purchase disable trigger user; delete from purchase where drop_id = '{drop}'")]
    [InlineData("nothing_held_past_its_time", "update reservation set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' where drop_id = '{drop}' and status = 'active'")]
    [InlineData("limit_per_customer", """
        update reservation set customer_id = (select customer_id from purchase where drop_id = '{drop}') where drop_id = '{drop}' and status = 'active'
        """)]
    public async Task A_planted_disagreement_is_found(string invariant, string sql)
    {
        var drop = await TradedDropAsync();
        var verification = new Verification(engine.Database);
        (await verification.VerifyAsync(drop, CancellationToken.None)).ShouldBeEmpty();

        await using var connection = await engine.Database.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("{drop}", drop.ToString(), StringComparison.Ordinal);
        await command.ExecuteNonQueryAsync();
        var findings = await verification.VerifyAsync(drop, CancellationToken.None);
        findings.Select(finding => finding.Invariant).ShouldContain(invariant);
        findings.ShouldAllBe(finding => finding.Detail.Length > 0);
        // The schema as it was, for the next.
        command.CommandText = """
            alter table movement enable trigger user; alter table purchase enable trigger user; alter table reservation enable trigger user;
            update variant set total = available + held + sold;
            alter table variant drop constraint if exists variant_balances;
            alter table variant add constraint variant_balances check (total = available + held + sold)
            """;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<DropId> TradedDropAsync()
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([10]);
        var bought = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        await node.BuyAsync(drop.Id, bought);
        var cancelled = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        await node.CancelAsync(drop.Id, cancelled);
        await node.ReserveAsync(drop, AnyCustomer());
        await node.Lanes.SubmitAsync(drop.Id, new Command.Adjust(drop.Variants[0].Id, 5, "found some", AnyCustomer()));
        await node.DisposeAsync();
        return drop.Id;
    }
}
