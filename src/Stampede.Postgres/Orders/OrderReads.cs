using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Orders;

/// <summary>
/// Orders across drops, newest first. Every list begins at an index that has its order already, and reads no more rows than it shows, but for
/// those that are passed over on the way.
/// </summary>
public sealed class OrderReads(NpgsqlDataSource database)
{
    /// <summary>Accounts of one name that are looked at, and drops that a number is looked for in.</summary>
    private const int CandidatesMax = 10_000;

    /// <summary>Of these the status is made, and nowhere else.</summary>
    internal const string Status = """
        case when m.state in ('voiding', 'voided', 'refunding', 'refunded') or t.units >= p.quantity then 'refunded'
             when m.disputed or m.state = 'capture_failed' then 'problem'
             when o.sent_at is not null then 'sent' else 'new' end
        """;

    /// <summary>What stands beside a purchase p.</summary>
    internal const string Beside = """
        left join lateral (
          select id, state, disputed, captured_minor, refunded_minor from payment where drop_id = p.drop_id and id = p.payment_id limit 1) m on p.payment_id is not null
        left join lateral (
          select sum(units)::integer as units from purchase_return where drop_id = p.drop_id and purchase_id = p.id) t on p.payment_id is not null
        left join lateral (select * from shop_order where purchase_id = p.id limit 1) o on true
        """;

    private const string Columns = $"""
        select p.id, p.drop_id, p.drop_version, d.slug, d.name, d.delivery, p.reservation_id, p.customer_id, coalesce(a.display_name, p.display_name), a.email,
          p.variant_id, v.label, p.quantity, p.price_minor, p.currency, p.purchased_at, s.status, m.id, m.state, coalesce(m.captured_minor, 0), coalesce(m.refunded_minor, 0),
          coalesce(t.units, 0), o.contact, o.forgotten_at is not null, o.sent_at, o.sent_by,
          (select display_name from account where id = o.sent_by), o.carrier, o.tracking, o.note,
          (select skus ->> p.variant_id::text from drop_code where drop_id = p.drop_id)
        """;

    private const string Rest = $"""
        {Beside}
        cross join lateral (select {Status} as status) s
        cross join lateral (select slug, name, delivery from drop where id = p.drop_id limit 1) d
        cross join lateral (select label from variant where drop_id = p.drop_id and id = p.variant_id limit 1) v
        left join lateral (select display_name, email from account where id = p.customer_id limit 1) a on true
        """;

    private const string IsWanted = "($1::text is null or s.status = $1 or $1 = 'part_refunded' and m.state = 'part_refunded')";

    private const string After = $"coalesce($2, {Keyset.IdMax})";

    private const string ListAll = $"{Columns} from purchase p {Rest} where p.id < {After} and {IsWanted} order by p.id desc limit $3";

    // What is sent is passed over before anything else of it is read.
    private const string ListNew = $"""
        {Columns} from purchase p {Rest}
        where p.id < {After} and not exists (select from shop_order w where w.purchase_id = p.id and w.sent_at is not null) and {IsWanted}
        order by p.id desc limit $3
        """;

    private const string ListSent = $"""
        {Columns}
        from (select purchase_id from shop_order where sent_at is not null and purchase_id < {After} order by purchase_id desc) w
        cross join lateral (select * from purchase where id = w.purchase_id limit 1) p {Rest}
        where {IsWanted} order by w.purchase_id desc limit $3
        """;

    private const string ListOutOfOrder = $"""
        {Columns}
        from (
          select purchase_id from payment
          where purchase_id is not null and (disputed or state in ('capture_failed', 'voiding', 'voided', 'refunding', 'part_refunded', 'refunded')) and purchase_id < {After}
          order by purchase_id desc) w
        cross join lateral (select * from purchase where id = w.purchase_id limit 1) p {Rest}
        where {IsWanted} order by w.purchase_id desc limit $3
        """;

    private const string ListOfDrop = $"""
        {Columns} from purchase p {Rest}
        where p.drop_id = $4 and p.drop_version < coalesce((select drop_version from purchase where id = $2), 9223372036854775807) and {IsWanted}
        order by p.drop_version desc limit $3
        """;

    private const string Found = $"""
        {Columns}
        from (select id from unnest($5::uuid[]) as w (id) where id < {After} order by id desc) w
        cross join lateral (select * from purchase where id = w.id limit 1) p {Rest}
        where ($4::uuid is null or p.drop_id = $4) and {IsWanted} order by w.id desc limit $3
        """;

    // By the words of contacts (by themselves: else the plan follows an index that has the order, and reads all orders), by an account's e-mail, and by what an account is called: its beginning, byte by byte, so that any plan goes by the index.
    private const string FindByWords = $"""
        with worded as materialized (select purchase_id from shop_order where words @@ $1::tsquery)
        select purchase_id from worded where purchase_id < {After}
        union
        select p.id from (
          (select id from account where email_key = $3)
          union (select id from account where lower(display_name) ~>=~ lower($4) and lower(display_name) ~<~ (lower($4) || chr(1114111)) limit $5)) a
        cross join lateral (select id from purchase where customer_id = a.id and id < {After} order by id desc limit $5) p
        order by 1 desc limit $5
        """;

    private const string Drops = "select id, version from drop order by id desc limit $1";

    private const string FindByVersions = """
        select p.id from unnest($1::uuid[], $2::bigint[]) as w (drop_id, version)
        cross join lateral (select id from purchase where drop_id = w.drop_id and drop_version = w.version limit 1) p
        """;

    private const string ListSteps = """
        select s.at, s.what, s.operator_id, a.display_name, s.fields
        from shop_order o
        cross join lateral (select * from shop_order_step where drop_id = o.drop_id and reservation_id = o.reservation_id order by n desc limit $2) s
        left join lateral (select display_name from account where id = s.operator_id limit 1) a on true
        where o.purchase_id = $1 order by s.n
        """;

    private const string ListKept = """
        select purchase_id, contact, sent_at, carrier, tracking, note from shop_order
        where customer_id = $1 and purchase_id > coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid) order by purchase_id limit $3
        """;

    /// <param name="after">The last order of the page before; null: from the newest.</param>
    public Task<Page<Order>> ListAsync(OrderFilter? filter, DropId? drop, PurchaseId? after, int limit, CancellationToken cancellation) => PageAsync(
        drop is not null ? ListOfDrop : filter is not { } wanted ? ListAll : wanted switch
        {
            OrderFilter.New => ListNew,
            OrderFilter.Sent => ListSent,
            OrderFilter.Refunded or OrderFilter.Problem or OrderFilter.PartRefunded => ListOutOfOrder,
        },
        filter, drop, ids: null, after, limit, cancellation);

    /// <summary>Those that a person means: a number that was read out, a name, an e-mail, or the beginnings of them.</summary>
    public async Task<Page<Order>> SearchAsync(
        string query, OrderFilter? filter, DropId? drop, PurchaseId? after, int limit, CancellationToken cancellation)
    {
        var ids = PurchaseNumber.IsNumber(query) ? await FindNumberedAsync(query, cancellation) : await FindNamedAsync(query, after, cancellation);
        return ids.Count == 0 ? new([], null) : await PageAsync(Found, filter, drop, ids, after, limit, cancellation);
    }

    /// <summary>In the order of their age, newest first. Those that are not there are left out.</summary>
    public async Task<IReadOnlyList<Order>> FindAsync(IReadOnlyCollection<PurchaseId> ids, CancellationToken cancellation) =>
        (await PageAsync(Found, null, null, [.. ids.Select(id => id.Value)], null, ids.Count, cancellation)).Items;

    public async Task<Order?> FindAsync(PurchaseId id, CancellationToken cancellation) => await FindAsync([id], cancellation) is [var order] ? order : null;

    /// <summary>The newest of them, in their order.</summary>
    public async Task<IReadOnlyList<OrderStep>> ListStepsAsync(PurchaseId id, int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(ListSteps).With(id.Value).With(limit));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var steps = new List<OrderStep>();
        while (await rows.ReadAsync(cancellation))
        {
            steps.Add(new(
                rows.GetFieldValue<DateTimeOffset>(0), Names.Parse<OrderAct>(rows.GetString(1)), new CustomerId(rows.GetGuid(2)),
                rows.IsDBNull(3) ? null : rows.GetString(3), rows.IsDBNull(4) ? [] : rows.GetFieldValue<string[]>(4)));
        }

        return steps;
    }

    /// <summary>A customer's own, by id.</summary>
    public async Task<IReadOnlyList<KeptOrder>> ListKeptAsync(CustomerId customer, PurchaseId? after, int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.Add(ListKept).With(customer.Value).With(after?.Value).With(limit);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var kept = new List<KeptOrder>();
        while (await rows.ReadAsync(cancellation))
        {
            kept.Add(new(
                new PurchaseId(rows.GetGuid(0)), rows.IsDBNull(1) ? null : ContactJson.Parse(rows.GetString(1)), rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2),
                Text(rows, 3), Text(rows, 4), Text(rows, 5)));
        }

        return kept;
    }

    /// <summary>Each drop has one version for a number; in few of them has it been reached, and in one it is the purchase that is meant.</summary>
    private async Task<IReadOnlyList<Guid>> FindNumberedAsync(string number, CancellationToken cancellation)
    {
        var (drops, versions) = (new List<Guid>(), new List<long>());
        await using (var batch = database.CreateBatch())
        {
            batch.Add(Drops).With(CandidatesMax);
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                if (PurchaseNumber.VersionOf(new DropId(rows.GetGuid(0)), number) is { } version && version <= rows.GetInt64(1))
                {
                    drops.Add(rows.GetGuid(0));
                    versions.Add(version);
                }
            }
        }

        await using var find = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindByVersions).With(drops.ToArray()).With(versions.ToArray()));
        return await IdsAsync(find, cancellation);
    }

    private async Task<IReadOnlyList<Guid>> FindNamedAsync(string query, PurchaseId? after, CancellationToken cancellation)
    {
        await using var find = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindByWords)
            .With(OrderWords.Query(query)).With(after?.Value).With(query.ToUpperInvariant()).With(query).With(CandidatesMax));
        return await IdsAsync(find, cancellation);
    }

    private static async Task<IReadOnlyList<Guid>> IdsAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var ids = new List<Guid>();
        while (await rows.ReadAsync(cancellation))
            ids.Add(rows.GetGuid(0));
        return ids;
    }

    private async Task<Page<Order>> PageAsync(
        string sql, OrderFilter? filter, DropId? drop, IReadOnlyList<Guid>? ids, PurchaseId? after, int limit, CancellationToken cancellation)
    {
        var list = new NpgsqlBatchCommand(sql).With(filter is { } wanted ? Names.Of(wanted) : null).With(after?.Value).With(limit + 1);
        if (sql is ListOfDrop or Found)
            list.With(drop?.Value);
        if (ids is not null)
            list.With(ids.ToArray());
        await using var batch = database.CreateIndexedBatch(list);
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var orders = new List<Order>();
        while (await rows.ReadAsync(cancellation))
            orders.Add(Read(rows));
        return Page<Order>.Of(orders, limit, order => order.Id.ToString());
    }

    private static Order Read(NpgsqlDataReader row) => new(
        new PurchaseId(row.GetGuid(0)), new DropId(row.GetGuid(1)), row.GetInt64(2), row.GetString(3), row.GetString(4), Names.Parse<DeliveryRule>(row.GetString(5)),
        new ReservationId(row.GetGuid(6)), new CustomerId(row.GetGuid(7)), row.GetString(8), Text(row, 9), new VariantId(row.GetGuid(10)), row.GetString(11),
        row.GetInt32(12), new Money(row.GetInt64(13), row.GetString(14)), row.GetFieldValue<DateTimeOffset>(15), Names.Parse<OrderStatus>(row.GetString(16)),
        row.IsDBNull(17) ? null : new PaymentId(row.GetGuid(17)), row.IsDBNull(18) ? null : Names.Parse<PaymentState>(row.GetString(18)), row.GetInt64(19), row.GetInt64(20),
        row.GetInt32(21), row.IsDBNull(22) ? null : ContactJson.Parse(row.GetString(22)), row.GetBoolean(23),
        row.IsDBNull(24) ? null : row.GetFieldValue<DateTimeOffset>(24), row.IsDBNull(25) ? null : new CustomerId(row.GetGuid(25)), Text(row, 26), Text(row, 27), Text(row, 28),
        Text(row, 29), Text(row, 30));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
