using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Ledger;

namespace Stampede.Postgres.Letters;

/// <summary>
/// Letters that follow from what the ledger says. Nothing is added to what a purchase writes: who buys does not wait for mail.
/// How far each drop is told stands beside its letters, in the same transaction, so that a crash loses none and repeats none.
/// </summary>
public sealed class LedgerLetters(NpgsqlDataSource database)
{
    private static readonly GrownLedgers Untold = new("select version from letter_cursor where drop_id = d.id limit 1");

    private const string MakeCursor = "insert into letter_cursor (drop_id, version) values ($1, 0) on conflict do nothing";

    // The drop's version and its purchases are of one snapshot, so nothing lies between them. The cursor's row is locked: one node at a time tells of a drop.
    private const string TellPurchases = """
        with known as materialized (
          select drop_id, version from letter_cursor where drop_id = $1 for update skip locked),
        page as materialized (
          select p.* from known c cross join lateral (
            select id, reservation_id, customer_id, variant_id, quantity, price_minor, currency, drop_version from purchase
            where drop_id = c.drop_id and drop_version > c.version order by drop_version limit $2) p),
        told as (
          insert into letter (customer_id, drop_id, kind, about, data, priority)
          select p.customer_id, $1, 'receipt', p.id::text,
            jsonb_build_object('purchase', p.id, 'reservation', p.reservation_id, 'variant', p.variant_id, 'quantity', p.quantity, 'priceMinor', p.price_minor, 'currency', p.currency, 'version', p.drop_version),
            2
          from page p
          where exists (select from account a where a.id = p.customer_id and a.email is not null)
            or exists (select from shop_order o where o.drop_id = $1 and o.reservation_id = p.reservation_id and o.contact is not null)
          on conflict (customer_id, kind, about) do nothing)
        update letter_cursor c
        set version = greatest(c.version, case when (select count(*) from page) < $2
          then (select version from drop where id = $1)
          else (select max(drop_version) from page) end)
        from known where c.drop_id = known.drop_id
        returning (select count(*) from page)
        """;

    // Whom the line was over for without a purchase. A page at a time: a line may have a million people.
    private const string TellOver = """
        with page as (
          select e.seq, e.customer_id from line_entry e where e.drop_id = $1 and e.seq > $2 and e.seq <= $2 + $3),
        told as (
          insert into letter (customer_id, drop_id, kind, about, data, priority)
          select p.customer_id, $1, 'over', $1::text, '{}', 2 from page p
          cross join lateral (select 1 from line_entry e where e.drop_id = $1 and e.seq = p.seq and e.withdrawn_index is null and e.excluded_index is null limit 1) e
          where not exists (select from purchase b where b.customer_id = p.customer_id and b.drop_id = $1)
            and exists (select from account a where a.id = p.customer_id and a.email is not null)
          on conflict (customer_id, kind, about) do nothing)
        update line set told_over_seq = case when (select count(*) from page) < $3 then null else $2 + $3 end
        where drop_id = $1 and told_over_seq = $2
        """;

    private const string FindUntoldLines = """
        select l.drop_id, l.told_over_seq from line l join lateral (select line from drop where id = l.drop_id limit 1) d on true
        where l.told_over_seq is not null and d.line ->> 'phase' in ('finished', 'cancelled') and d.line ->> 'tempo' = 'calm'
        limit 100
        """;

    /// <summary>Drops with movements that no letter was written for yet, by their ids.</summary>
    /// <param name="withOver">Those too that are over: few of them ever change again.</param>
    public Task<IReadOnlyList<DropId>> FindUntoldAsync(bool withOver, DropId? after, int limit, CancellationToken cancellation) =>
        Untold.FindAsync(database, withOver, after, limit, cancellation);

    /// <summary>Writes receipts for the drop's next purchases.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> TellPurchasesAsync(DropId drop, int pageSize, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(
            new NpgsqlBatchCommand(MakeCursor) { Parameters = { new() { Value = drop.Value } } },
            new NpgsqlBatchCommand(TellPurchases) { Parameters = { new() { Value = drop.Value }, new() { Value = (long)pageSize } } });
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        return await rows.ReadAsync(cancellation) && rows.GetInt64(0) >= pageSize;
    }

    /// <summary>Writes to those who got nothing from a line that is over: a page of each.</summary>
    public async Task TellOverAsync(int pageSize, CancellationToken cancellation)
    {
        var untold = new List<(Guid Drop, long Seq)>();
        await using (var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindUntoldLines)))
        await using (var rows = await batch.ReadIndexedAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
                untold.Add((rows.GetGuid(0), rows.GetInt64(1)));
        }

        foreach (var (drop, seq) in untold)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(TellOver).With(drop).With(seq).With((long)pageSize);
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }
}
