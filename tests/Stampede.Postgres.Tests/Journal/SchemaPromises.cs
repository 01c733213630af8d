using Npgsql;
using Stampede.Domain;
using Stampede.Testing;
using static Stampede.Testing.EngineOnPostgres;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>A row that breaks a promise is refused by PostgreSQL itself, whatever the code above it does.</summary>
public sealed class SchemaPromises(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    [Theory]
    [InlineData("A: counts balance", "update variant set sold = sold + 1 where drop_id = '{drop}'", PostgresErrorCodes.CheckViolation)]
    [InlineData("A: none negative", "update variant set available = -1, held = held + 1 + available where drop_id = '{drop}'", PostgresErrorCodes.CheckViolation)]
    [InlineData("C: one effect per key", """
        insert into reservation (drop_id, id, customer_id, variant_id, quantity, price_minor, currency, status, created_at, expires_at, drop_version, request_key)
        select drop_id, gen_random_uuid(), customer_id, variant_id, 1, 1, 'USD', 'active', now(), now() + interval '1 min', 99, request_key
        from reservation where drop_id = '{drop}' and request_key is not null
        """, PostgresErrorCodes.UniqueViolation)]
    [InlineData("D: bought in time", "update reservation set status = 'purchased', ended_at = expires_at where drop_id = '{drop}' and status = 'active'", PostgresErrorCodes.CheckViolation)]
    [InlineData("D: expired in time", "update reservation set status = 'expired', ended_at = expires_at - interval '1 ms' where drop_id = '{drop}' and status = 'active'", PostgresErrorCodes.CheckViolation)]
    [InlineData("E: one terminal state", "update reservation set status = 'cancelled' where drop_id = '{drop}' and status = 'purchased'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("E: back to life", "update reservation set status = 'active', ended_at = null where drop_id = '{drop}' and status = 'purchased'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("E: sold once", """
        insert into purchase select drop_id, 999, gen_random_uuid(), reservation_id, customer_id, variant_id, quantity, price_minor, currency, display_name, purchased_at
        from purchase where drop_id = '{drop}'
        """, PostgresErrorCodes.UniqueViolation)]
    [InlineData("ledger: no gap is filled twice", "insert into movement (drop_id, version, at, kind) values ('{drop}', 1, now(), 'opened')", PostgresErrorCodes.UniqueViolation)]
    [InlineData("ledger: never updated", "update movement set quantity = 7 where drop_id = '{drop}'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("ledger: never deleted", "delete from movement where drop_id = '{drop}'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("ledger: never emptied", "truncate movement", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("purchases: final", "delete from purchase where drop_id = '{drop}'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("purchases: final", "update purchase set quantity = quantity + 1 where drop_id = '{drop}'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("purchases: final", "update purchase set display_name = 'Another' where drop_id = '{drop}'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("purchases: final", "update purchase set display_name = pseudonym(customer_id), price_minor = 1 where drop_id = '{drop}'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("reservations: kept", "delete from reservation where drop_id = '{drop}'", PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("ledger: whose stock", "insert into movement (drop_id, version, at, kind) values ('{drop}', 99, now(), 'reserved')", PostgresErrorCodes.CheckViolation)]
    [InlineData("returns: no more than was bought", """
        insert into purchase_return (drop_id, drop_version, purchase_id, customer_id, variant_id, units, restocked, reason, returned_at)
        select drop_id, 99, id, customer_id, variant_id, quantity + 1, false, '', now() from purchase where drop_id = '{drop}'
        """, PostgresErrorCodes.IntegrityConstraintViolation)]
    [InlineData("returns: once for a refund", """
        insert into purchase_return (drop_id, drop_version, purchase_id, customer_id, variant_id, units, restocked, reason, returned_at, refund_id)
        select drop_id, 98 + n, id, customer_id, variant_id, 1, false, '', now(), '00000000-0000-0000-0000-000000000007'
        from purchase, generate_series(1, 2) n where drop_id = '{drop}'
        """, PostgresErrorCodes.UniqueViolation)]
    public async Task Is_refused(string promise, string sql, string state)
    {
        var node = engine.StartNode();
        var drop = await engine.CreateDropAsync([10]);
        var bought = (await node.ReserveAsync(drop, AnyCustomer())).ShouldBeOfType<Outcome.Reserved>().Hold;
        await node.BuyAsync(drop.Id, bought);
        await node.ReserveAsync(drop, AnyCustomer(), key: "k");

        var refused = await Should.ThrowAsync<PostgresException>(() => engine.ExecuteAsync(sql.Replace("{drop}", drop.Id.ToString(), StringComparison.Ordinal)), promise);
        refused.SqlState.ShouldBe(state);
    }
}
