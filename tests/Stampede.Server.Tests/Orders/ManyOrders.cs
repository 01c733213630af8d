using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Orders;
using Stampede.Server.Tests.Engine;
using Stampede.Testing;

namespace Stampede.Server.Tests.Orders;

/// <summary>Ten thousand orders: a page of them reads what it shows, and a search what it finds.</summary>
public sealed class ManyOrders : IAsyncLifetime
{
    private const int Count = 10_000;

    /// <summary>Rows and entries of indexes, for a page of twenty with all that stands beside them.</summary>
    private const long RowsMax = 700;

    // Every tenth is not sent, and those are the oldest; one in a hundred is refunded.
    private static readonly string Fill = $"""
        set session_replication_role = replica;
        insert into account (id, display_name, is_guest, guest_key, device_hash)
          select overlay('01900000-0000-7000-8000-000000000000' placing lpad(to_hex(i), 12, '0') from 25)::uuid, 'customer ' || i, true, sha256(i::text::bytea), sha256('device')
          from generate_series(1, {Count}) i;
        insert into purchase (drop_id, drop_version, id, reservation_id, customer_id, variant_id, quantity, price_minor, currency, display_name, purchased_at, payment_id)
          select d.id, i, a.id, a.id, a.id, v.id, 1, 100, 'EUR', pseudonym(a.id), now(), a.id
          from drop d join variant v on v.drop_id = d.id cross join generate_series(1, {Count}) i
          join account a on a.display_name = 'customer ' || i;
        insert into payment (drop_id, id, reservation_id, customer_id, attempt, provider, amount_minor, currency, state, purchase_id, created_at, changed_at)
          select drop_id, payment_id, reservation_id, customer_id, 1, 'test', 100, 'EUR', case when drop_version % 100 = 7 then 'refunded' else 'captured' end, id, now(), now() from purchase;
        insert into shop_order (drop_id, reservation_id, customer_id, purchase_id, contact, words, sent_at, sent_by)
          select drop_id, reservation_id, customer_id, id, jsonb_build_object('email', 'customer@example.com', 'name', 'Customer'),
            array_to_tsvector(array['customer', 'number' || drop_version, 'customer' || drop_version || '@example.com']),
            case when drop_version > {Count / 10} then now() end, case when drop_version > {Count / 10} then customer_id end
          from purchase;
        update drop set version = {Count};
        set session_replication_role = origin;
        analyze;
        select pg_stat_force_next_flush();
        """;

    private readonly EngineOnPostgres engine = new();

    public ValueTask InitializeAsync() => engine.InitializeAsync();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task A_page_and_a_search_read_what_they_show()
    {
        var ct = TestContext.Current.CancellationToken;
        var drop = await engine.CreateDropAsync([1], 1);
        await using var databases = new ConnectionPools(engine.ConnectionString, 1, 1);
        var orders = new OrderReads(databases.Reads);
        // Planned while there is nothing.
        foreach (OrderFilter? filter in new OrderFilter?[] { null, OrderFilter.New, OrderFilter.Sent, OrderFilter.Refunded })
            (await orders.ListAsync(filter, null, null, 20, ct)).Items.ShouldBeEmpty();
        await using (var fill = engine.Database.CreateCommand(Fill))
            await fill.ExecuteNonQueryAsync(ct);

        var rows = new RowsRead(databases, engine.Database);
        var middle = (await orders.SearchAsync("number5000", null, null, null, 1, ct)).Items[0].Id;
        await ShouldReadAsync("newest", 20, () => orders.ListAsync(null, null, null, 20, ct));
        await ShouldReadAsync("a later page", 20, () => orders.ListAsync(null, null, middle, 20, ct));
        await ShouldReadAsync("sent", 20, () => orders.ListAsync(OrderFilter.Sent, null, null, 20, ct));
        await ShouldReadAsync("refunded", 20, () => orders.ListAsync(OrderFilter.Refunded, null, null, 20, ct));
        await ShouldReadAsync("of a drop", 20, () => orders.ListAsync(null, drop.Id, middle, 20, ct));
        await ShouldReadAsync("by number", 1, () => orders.SearchAsync(PurchaseNumber.Of(drop.Id, 4711), null, null, null, 20, ct));
        await ShouldReadAsync("by name", 1, () => orders.SearchAsync("number4711", null, null, null, 20, ct));
        await ShouldReadAsync("by e-mail", 1, () => orders.SearchAsync("customer4711@example.com", null, null, null, 20, ct));
        await ShouldReadAsync("by the customer's name", 11, () => orders.SearchAsync("Customer 471", null, null, null, 20, ct));

        async Task ShouldReadAsync(string what, int found, Func<Task<Page<Order>>> list)
        {
            Page<Order>? page = null;
            var read = await rows.OfAsync(async () => page = await list());
            page!.Items.Count.ShouldBe(found, what);
            read.ShouldBeLessThan(RowsMax, what);
        }
    }
}
