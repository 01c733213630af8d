using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Ledger;

/// <summary>Something that should agree, and does not.</summary>
/// <param name="Invariant">A stable name of what is broken.</param>
/// <param name="Detail">What was found where, in words.</param>
public sealed record Finding(DropId DropId, string Invariant, string Detail);

/// <summary>
/// Recomputes a drop's counts three ways (the counters, the reservations and purchases, the ledger) and names every
/// disagreement. All of it reads one snapshot, so that a drop that is being sold is no disagreement.
/// </summary>
public sealed class Verification(NpgsqlDataSource database)
{
    /// <summary>Findings of one kind that are listed for one drop; beyond them the kind is named only once more.</summary>
    private const int FindingsMax = 20;

    /// <summary>How late the expiry of a hold may be before that is a finding.</summary>
    private const int LatenessSeconds = 30;

    private static readonly (string Invariant, string Sql)[] Checks =
    [
        ("counters_balance", """
            select format('variant %s: total %s, available %s, held %s, sold %s', label, total, available, held, sold)
            from variant where drop_id = $1 and (total <> available + held + sold or least(available, held, sold) < 0)
            """),
        ("held_matches_reservations", """
            select format('variant %s: %s held, active reservations add up to %s', v.label, v.held, coalesce(r.units, 0))
            from variant v left join (
              select variant_id, sum(quantity) as units from reservation where drop_id = $1 and status = 'active' group by variant_id) r on r.variant_id = v.id
            where v.drop_id = $1 and v.held <> coalesce(r.units, 0)
            """),
        ("sold_matches_purchases", """
            select format('variant %s: %s sold, purchases add up to %s', v.label, v.sold, coalesce(p.units, 0))
            from variant v left join (
              select variant_id, sum(quantity) as units from purchase where drop_id = $1 group by variant_id) p on p.variant_id = v.id
            where v.drop_id = $1 and v.sold <> coalesce(p.units, 0)
            """),
        ("counters_match_ledger", """
            select format('variant %s: counted %s available, %s held, %s sold; by the ledger %s, %s, %s',
              v.label, v.available, v.held, v.sold, l.available, l.held, l.sold)
            from variant v cross join lateral (
              select coalesce((select (data -> 'stock' ->> v.id::text)::bigint from movement where drop_id = $1 and version = 1), 0) as first) f
            left join (
              select variant_id,
                coalesce(sum(quantity) filter (where kind in ('adjusted', 'cancelled', 'expired')), 0) - coalesce(sum(quantity) filter (where kind = 'reserved'), 0) as available,
                coalesce(sum(quantity) filter (where kind = 'reserved'), 0) - coalesce(sum(quantity) filter (where kind in ('purchased', 'cancelled', 'expired')), 0) as held,
                coalesce(sum(quantity) filter (where kind = 'purchased'), 0) as sold
              from movement where drop_id = $1 and variant_id is not null group by variant_id) m on m.variant_id = v.id
            cross join lateral (select f.first + coalesce(m.available, 0) as available, coalesce(m.held, 0) as held, coalesce(m.sold, 0) as sold) l
            where v.drop_id = $1 and (v.available, v.held, v.sold) is distinct from (l.available, l.held, l.sold)
            """),
        ("ledger_without_gaps", """
            select format('the drop is at version %s; the ledger has %s movements, numbered %s to %s', d.version, m.count, m.first, m.last)
            from drop d, (select count(*), min(version) as first, max(version) as last from movement where drop_id = $1) m
            where d.id = $1 and (m.count, m.first, m.last) is distinct from (d.version, 1::bigint, d.version)
            """),
        ("reservation_in_ledger_once", """
            select format('reservation %s: %s lines say reserved', coalesce(r.id, m.reservation_id), coalesce(m.count, 0))
            from (select id from reservation where drop_id = $1) r full join (
              select reservation_id, count(*) from movement where drop_id = $1 and kind = 'reserved' group by reservation_id) m on m.reservation_id = r.id
            where r.id is null or m.count is distinct from 1
            """),
        ("one_terminal_state", """
            select format('reservation %s is %s; the ledger says %s', coalesce(r.id, m.reservation_id), r.status, coalesce(m.kinds, 'nothing'))
            from (select id, status from reservation where drop_id = $1) r full join (
              select reservation_id, string_agg(kind, ', ') as kinds from movement
              where drop_id = $1 and kind in ('purchased', 'cancelled', 'expired') group by reservation_id) m on m.reservation_id = r.id
            where m.kinds is distinct from nullif(r.status, 'active')
            """),
        ("purchase_from_reservation", """
            select format('purchase %s: reservation %s is %s', coalesce(p.id::text, 'none'), coalesce(r.id, p.reservation_id), coalesce(r.status, 'missing'))
            from (select * from purchase where drop_id = $1) p
            full join (select * from reservation where drop_id = $1 and status = 'purchased') r on r.id = p.reservation_id
            where p.id is null or r.id is null or p.purchased_at >= r.expires_at
              or (p.customer_id, p.variant_id, p.quantity) is distinct from (r.customer_id, r.variant_id, r.quantity)
            """),
        ("nothing_held_past_its_time", $"""
            select format('reservation %s is active; its time ended at %s', id, expires_at)
            from reservation where drop_id = $1 and status = 'active' and expires_at < clock_timestamp() - interval '{LatenessSeconds} seconds'
            """),
        // A limit that was lowered later leaves those above it as they are: judged is what the ledger could have allowed.
        ("limit_per_customer", """
            select format('customer %s has %s units; the limit is %s', u.customer_id, u.units, l.highest)
            from (select customer_id, sum(quantity) as units from reservation
                  where drop_id = $1 and status in ('active', 'purchased') group by customer_id) u,
              (select greatest(d.limit_per_customer, max((data -> 'change' ->> 'limitPerCustomer')::integer), max((data ->> 'limit')::integer)) as highest
               from drop d left join movement m on m.drop_id = d.id and m.kind in ('created', 'changed') where d.id = $1 group by d.limit_per_customer) l
            where u.units > l.highest
            """),
    ];

    /// <returns>Nothing: the books balance.</returns>
    public async Task<IReadOnlyList<Finding>> VerifyAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin isolation level repeatable read read only");
        // The ledger of a large drop takes its time; the usual bound is made for single answers.
        batch.Add("set local statement_timeout = '10min'");
        foreach (var (_, sql) in Checks)
            batch.Add($"{sql} limit {FindingsMax + 1}").With(drop.Value);
        batch.Add("commit");
        batch.Timeout = 600;
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var findings = new List<Finding>();
        foreach (var (invariant, _) in Checks)
        {
            for (var listed = 0; await rows.ReadAsync(cancellation); listed++)
                findings.Add(new(drop, invariant, listed < FindingsMax ? rows.GetString(0) : "and more"));
            await rows.NextResultAsync(cancellation);
        }

        return findings;
    }

    /// <summary>Verifies every drop there is.</summary>
    public async Task<IReadOnlyList<Finding>> VerifyAllAsync(CancellationToken cancellation)
    {
        var drops = new List<DropId>();
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add("select id from drop order by id");
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
                drops.Add(new DropId(rows.GetGuid(0)));
        }

        var findings = new List<Finding>();
        foreach (var drop in drops)
            findings.AddRange(await VerifyAsync(drop, cancellation));
        return findings;
    }
}
