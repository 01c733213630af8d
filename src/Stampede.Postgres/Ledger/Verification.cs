using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Ledger;

/// <summary>Something that should agree, and does not.</summary>
/// <param name="Invariant">A stable name of what is broken.</param>
/// <param name="Detail">What was found where, in words.</param>
public sealed record Finding(DropId DropId, string Invariant, string Detail);

/// <summary>What was found in one drop, of each kind at most so many.</summary>
internal sealed class Findings(DropId drop)
{
    /// <summary>Findings of one kind that are listed for one drop; beyond them the kind is named only once more.</summary>
    private const int OfOneKindMax = 20;

    private readonly List<Finding> all = [];
    private readonly Dictionary<string, int> counts = [];

    public IReadOnlyList<Finding> All => all;

    public void Add(string invariant, string detail)
    {
        var count = counts[invariant] = counts.GetValueOrDefault(invariant) + 1;
        if (count <= OfOneKindMax + 1)
            all.Add(new(drop, invariant, count <= OfOneKindMax ? detail : "and more"));
    }
}

/// <summary>
/// Follows a drop's ledger from its first line with the engine's own fold, and names every column of every row that is not
/// what the ledger makes it. All of it reads one snapshot, so that a drop that is being sold is no disagreement. What
/// was changed throughout, ledger and rows alike, is not seen: docs/security.md lists it.
/// </summary>
public sealed class Verification(NpgsqlDataSource database)
{
    /// <summary>How late the expiry of a hold may be before that is a finding.</summary>
    private const int LatenessSeconds = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // What the ledger says nothing of is found from the rows' side, by the key of the line that each row names. The sums
    // are the counters' third witness, beside the ledger and themselves.
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
              select variant_id, sum(units) as units from (
                select variant_id, quantity as units from purchase where drop_id = $1
                union all select variant_id, -units from purchase_return where drop_id = $1 and restocked) u
              group by variant_id) p on p.variant_id = v.id
            where v.drop_id = $1 and v.sold <> coalesce(p.units, 0)
            """),
        ("reservation_in_ledger_once", """
            select format('reservation %s has a row and is not made in the ledger at version %s', r.id, r.drop_version)
            from reservation r
            where r.drop_id = $1 and not exists (
              select 1 from movement m join movement_kind k using (kind)
              where m.drop_id = r.drop_id and m.version = r.drop_version and k.becomes = 'active' and m.reservation_id = r.id)
            """),
        ("purchase_from_reservation", """
            select format('purchase %s of reservation %s is not in the ledger at version %s', p.id, p.reservation_id, p.drop_version)
            from purchase p
            where p.drop_id = $1 and not exists (
              select 1 from movement m join movement_kind k using (kind)
              where m.drop_id = p.drop_id and m.version = p.drop_version and k.becomes = 'purchased' and m.reservation_id = p.reservation_id)
            """),
        ("return_in_ledger", """
            select format('purchase %s has a return and is not returned in the ledger at version %s', t.purchase_id, t.drop_version)
            from purchase_return t
            where t.drop_id = $1 and not exists (
              select 1 from movement m where m.drop_id = t.drop_id and m.version = t.drop_version and m.kind = 'returned')
            """),
        ("returned_at_most_once", """
            select format('purchase %s: %s units bought, and %s returned', p.id, p.quantity, t.units)
            from (select purchase_id, sum(units) as units from purchase_return where drop_id = $1 group by purchase_id) t
            join purchase p on p.drop_id = $1 and p.id = t.purchase_id where t.units > p.quantity
            """),
        ("nothing_held_past_its_time", $"""
            select format('reservation %s is active; its time ended at %s', id, expires_at)
            from reservation where drop_id = $1 and status = 'active' and greatest(expires_at, claimed_until, case when payment_id is not null then pay_until end) < clock_timestamp() - interval '{LatenessSeconds} seconds'
            """),
    ];

    // From one drop to the next by the keys' first column, so that finding a few drops does not read every row.
    private const string FindDrops = """
        with recursive
          m as ((select drop_id from movement order by drop_id limit 1)
            union all select (select drop_id from movement where drop_id > m.drop_id order by drop_id limit 1) from m where m.drop_id is not null),
          r as ((select drop_id from reservation order by drop_id limit 1)
            union all select (select drop_id from reservation where drop_id > r.drop_id order by drop_id limit 1) from r where r.drop_id is not null),
          p as ((select drop_id from purchase order by drop_id limit 1)
            union all select (select drop_id from purchase where drop_id > p.drop_id order by drop_id limit 1) from p where p.drop_id is not null)
        select id from drop union select drop_id from m where drop_id is not null
        union select drop_id from r where drop_id is not null union select drop_id from p where drop_id is not null
        order by 1
        """;

    /// <returns>Nothing: the books balance.</returns>
    /// <exception cref="TimeoutException">It took longer than ten minutes.</exception>
    public async Task<IReadOnlyList<Finding>> VerifyAsync(DropId drop, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Patience);
        try
        {
            return await ReadAsync(drop, bounded.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The books of drop {drop} were not gone through within {Patience.TotalMinutes} minutes.", late);
        }
    }

    private async Task<IReadOnlyList<Finding>> ReadAsync(DropId drop, CancellationToken cancellation)
    {
        var findings = new Findings(drop);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)Patience.TotalSeconds };
        batch.Add("begin isolation level repeatable read read only");
        // The ledger of a large drop takes its time; the usual bound is made for single answers.
        batch.Add("set local statement_timeout = '10min'");
        batch.Add(Replay.DropRow).With(drop.Value);
        batch.Add(Replay.Lines).With(drop.Value);
        batch.Add(Replay.VariantRows).With(drop.Value);
        foreach (var (_, sql) in Checks)
            batch.Add($"{sql} limit 21").With(drop.Value);
        batch.Add("commit");
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var kept = await rows.ReadAsync(cancellation) ? KeptDrop.Read(rows) : null;
        await rows.NextResultAsync(cancellation);
        if (kept is null)
        {
            findings.Add("drop_matches_ledger", "the drop has books and no row");
            await rows.NextResultAsync(cancellation);
        }
        else
        {
            var replay = new Replay(drop, findings);
            var isWhole = await replay.FollowAsync(rows, kept, cancellation);
            await rows.NextResultAsync(cancellation);
            if (isWhole)
            {
                await replay.CompareVariantsAsync(rows, cancellation);
                replay.Compare(kept);
            }
        }

        await rows.NextResultAsync(cancellation);
        foreach (var (invariant, _) in Checks)
        {
            while (await rows.ReadAsync(cancellation))
                findings.Add(invariant, rows.GetString(0));
            await rows.NextResultAsync(cancellation);
        }

        return findings.All;
    }

    /// <summary>Verifies every drop there is, and what is left of those that are not.</summary>
    public async Task<IReadOnlyList<Finding>> VerifyAllAsync(CancellationToken cancellation)
    {
        var drops = new List<DropId>();
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(FindDrops);
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
