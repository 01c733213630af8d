namespace Stampede.Postgres.Events;

/// <summary>What the statements that read events have in common.</summary>
internal static class EventSql
{
    /// <summary>As in the index movement_news, to the letter: else it is not used.</summary>
    private const string IsRare = """
        m.kind in ('created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed', 'adjusted', 'returned', 'line_sealed', 'line_drawn')
        """;

    /// <summary>
    /// A movement m is asked for by its kind, or by its kind and the status that it brings: a drop that is made without a start is open at once. One that is
    /// changed has opened where it was upcoming before.
    /// </summary>
    /// <remarks>$3: kinds, or kinds with the status that they bring.</remarks>
    private const string IsAskedFor = """
        (m.kind = any($3) or m.kind || '_' || (m.data ->> 'status') = any($3))
        and (m.kind <> 'changed' or (
          select b.data ->> 'status' from movement b
          where b.drop_id = m.drop_id and b.version < m.version and b.data ->> 'status' is not null
            and b.kind in ('created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed', 'adjusted', 'returned', 'line_sealed', 'line_drawn')
          order by b.version desc limit 1) = 'upcoming')
        """;

    /// <summary>Versions of a drop that have events, of rows l of the log. $1, $2: from where; $4: purchases; $5: kinds of holds; $6: selling out; $7: types of payments; $8: drops; $9: rows up to this one; $10: how many.</summary>
    private const string Picked = $"""
        select l.position, l.drop_id, l.payment_id, l.payment_event, e.version, coalesce(e.version = any(l.sold_out), false) and $6 as is_sold_out
        from (select * from event_log where position >= $1 and position <= $9 order by position) l
        cross join lateral (select case when l.position = $1 then greatest(l.after_version, $2 - 1) else l.after_version end as low) f
        cross join lateral (
          select version from (
            (select p.drop_version as version from purchase p where $4 and p.drop_id = l.drop_id and p.drop_version > f.low and p.drop_version <= l.version order by p.drop_version limit $10)
            union all
            (select m.version from movement m where m.drop_id = l.drop_id and m.version > f.low and m.version <= l.version and {IsRare} and {IsAskedFor} order by m.version limit $10)
            union all
            (select m.version from movement m where cardinality($5) > 0 and m.drop_id = l.drop_id and m.version > f.low and m.version <= l.version and m.kind = any($5)
            order by m.version limit $10)
            union all
            select s from unnest(l.sold_out) s where $6 and s > f.low
            union all
            select n.n from payment_news n where n.payment_id = l.payment_id and n.n = l.payment_event and n.type = any($7)) u
          group by version order by version limit $10) e
        where $8::uuid[] is null or l.drop_id = any($8)
        order by l.position, e.version limit $10
        """;

    private const string Columns = """
        k.position, k.drop_id, k.payment_id, k.version, k.is_sold_out,
        d.slug, d.name, m.at, m.kind, m.data::text, m.variant_id, m.reservation_id, m.customer_id, m.quantity, m.payment_id,
        v.label, p.id, p.drop_version, p.price_minor, p.currency, r.expires_at,
        n.type, n.at, n.state, n.disputed, n.captured_minor, n.refunded_minor,
        y.reservation_id, y.customer_id, y.purchase_id, y.currency, x.external_id,
        m.operator_id is not null, c.skus ->> m.variant_id::text, c.external_id
        """;

    // Each row by its key, whenever this is planned.
    private const string Details = """
        cross join lateral (select slug, name from drop where id = k.drop_id limit 1) d
        left join lateral (select * from movement where k.payment_id is null and drop_id = k.drop_id and version = k.version limit 1) m on true
        left join lateral (select external_id, skus from drop_code where drop_id = k.drop_id limit 1) c on true
        left join lateral (select label from variant where drop_id = k.drop_id and id = m.variant_id limit 1) v on true
        left join lateral (
          (select id, drop_version, price_minor, currency from purchase where m.kind = 'purchased' and drop_id = k.drop_id and drop_version = k.version limit 1)
          union all
          (select id, drop_version, price_minor, currency from purchase where m.kind = 'returned' and customer_id = m.customer_id and id = (m.data ->> 'purchase')::uuid limit 1)
          limit 1) p on true
        left join lateral (select expires_at from reservation where m.kind in ('reserved', 'offered') and drop_id = k.drop_id and id = m.reservation_id limit 1) r on true
        left join lateral (select * from payment_news where payment_id = k.payment_id and payment_news.n = k.version limit 1) n on true
        left join lateral (select reservation_id, customer_id, purchase_id, currency from payment where drop_id = k.drop_id and id = k.payment_id limit 1) y on true
        left join lateral (select external_id from external_customer where account_id = coalesce(m.customer_id, y.customer_id) limit 1) x on true
        """;

    public const string Upper = "select coalesce(max(position), 0), count(*) from (select position from event_log where position >= $1 order by position limit $2) l";

    public const string Page = $"with k as materialized ({Picked}) select {Columns} from k {Details} order by k.position, k.version";

    /// <summary>The last version up to $2 of the drop $1 that has an event; the rest as above. Of a run that sold out, the versions grow with its own.</summary>
    public const string Before = $"""
        select greatest(
          (select p.drop_version from purchase p where $4 and p.drop_id = $1 and p.drop_version <= $2 order by p.drop_version desc limit 1),
          (select m.version from movement m where m.drop_id = $1 and m.version <= $2 and {IsRare} and {IsAskedFor} order by m.version desc limit 1),
          (select m.version from movement m where cardinality($5) > 0 and m.drop_id = $1 and m.version <= $2 and m.kind = any($5) order by m.version desc limit 1),
          (select max(s) from (
            select sold_out from event_log where $6 and drop_id = $1 and sold_out is not null and after_version < $2 order by version desc limit 2) l, unnest(l.sold_out) s
          where s <= $2))
        """;

    public const string BeforeOfPayment = "select max(n) from payment_news where payment_id = $1 and n < $2 and type = any($3)";

    /// <summary>These: $1 streams, $2 their drops, $3 numbers; in this order.</summary>
    public const string These = $"""
        select {Columns}
        from (
          select 0::bigint as position, drop_id, case when stream <> drop_id then stream end as payment_id, sequence as version, true as is_sold_out, i
          from unnest($1::uuid[], $2::uuid[], $3::bigint[]) with ordinality as a (stream, drop_id, sequence, i)) k {Details} order by k.i
        """;

    public const string PositionOfVersion = "select position from event_log where drop_id = $1 and payment_id is null and version >= $2 order by version limit 1";

    public const string PositionOfPayment = "select position from event_log where payment_id = $1 and payment_event = $2";

    public const string PositionSince = "select position from event_log where written_at >= $1 order by written_at, position limit 1";

    public const string Head = "select position from event_head";
}
