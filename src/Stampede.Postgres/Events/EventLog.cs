using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Ledger;

namespace Stampede.Postgres.Events;

/// <summary>
/// Follows all ledgers and writes down in which order they grew: a row for each run of a ledger, so that a thousand sales a second are two
/// rows a second. Nothing is added to what selling writes. One node writes at a time, so whoever has read a row has read all before it.
/// </summary>
public sealed class EventLog(NpgsqlDataSource database)
{
    /// <summary>Of event_log, as far as a drop is in it.</summary>
    private static readonly GrownLedgers Unlogged = new("select version from event_log where drop_id = d.id and payment_id is null order by version desc limit 1");

    private const string TakeTurn = "select position from event_head for update skip locked";

    // The drop's version, its stock and its ledger are of one snapshot. What was left after each sale is what is left now, and what was taken since.
    private const string AppendRuns = """
        with grown as materialized (
          select g.*, h.position from (
            select d.id as drop_id, d.version, d.status, coalesce(l.version, 0) as after_version, v.free
            from unnest($1::uuid[]) as asked (id)
            cross join lateral (select id, version, status from drop where id = asked.id limit 1) d
            left join lateral (select version from event_log where drop_id = d.id and payment_id is null order by version desc limit 1) l on true
            cross join lateral (select sum(available + held)::bigint as free from variant where drop_id = d.id) v) g
          cross join event_head h where g.version > g.after_version),
        written as (
          insert into event_log (position, drop_id, after_version, version, sold_out)
          select g.position + row_number() over (order by g.drop_id), g.drop_id, g.after_version, g.version, s.sold_out
          from grown g cross join lateral (
            select array_agg(version order by version) as sold_out
            from (
              select version, units, g.free - coalesce(sum(units) over (order by version desc rows between unbounded preceding and 1 preceding), 0) as left_then
              from (
                select drop_version as version, -quantity as units from purchase
                where drop_id = g.drop_id and drop_version > g.after_version and drop_version <= g.version
                union all
                select version, quantity from movement
                where drop_id = g.drop_id and version > g.after_version and version <= g.version
                  and kind in ('created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed', 'adjusted', 'returned', 'line_sealed', 'line_drawn')
                  and kind in ('adjusted', 'returned') and quantity is not null) moved) m
            where g.status <> 'draft' and units < 0 and left_then = 0) s
          returning position)
        update event_head set position = w.last from (select max(position) as last, count(*) as n from written) w where w.n > 0 returning w.n
        """;

    private const string FindPayment = "select n from payment_news where not is_logged limit 1";

    private const string AppendPayments = """
        with due as materialized (
          select payment_id, n, drop_id, row_number() over (order by at, payment_id, n) as i
          from (select * from payment_news where not is_logged order by at, payment_id, n limit $1) p),
        written as (
          insert into event_log (position, drop_id, payment_id, payment_event) select h.position + d.i, d.drop_id, d.payment_id, d.n from due d cross join event_head h
          returning position),
        logged as (update payment_news p set is_logged = true from due d where p.payment_id = d.payment_id and p.n = d.n)
        update event_head set position = w.last from (select max(position) as last, count(*) as n from written) w where w.n > 0 returning w.n
        """;

    /// <summary>Drops that have movements which are not in the order of events yet, by their ids.</summary>
    /// <inheritdoc cref="GrownLedgers.FindAsync" path="/param"/>
    public Task<IReadOnlyList<DropId>> FindUnloggedAsync(bool withOver, DropId? after, int limit, CancellationToken cancellation) =>
        Unlogged.FindAsync(database, withOver, after, limit, cancellation);

    /// <summary>Whether something became of a payment that is not in the order of events yet.</summary>
    public async Task<bool> HasPaymentsAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindPayment));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        return await rows.ReadAsync(cancellation);
    }

    /// <summary>Takes in what these drops, and payments, have come to.</summary>
    /// <param name="paymentsMax">Events of payments.</param>
    /// <returns>Null: another node is at it, and nothing was done. False: there is nothing more of payments now.</returns>
    public async Task<bool?> AppendAsync(IReadOnlyCollection<DropId> drops, int paymentsMax, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var turn = new NpgsqlBatch(connection, transaction))
        {
            turn.Add(TakeTurn);
            if (await turn.ExecuteScalarAsync(cancellation) is null)
                return null;
        }

        long payments;
        await using (var append = new NpgsqlBatch(connection, transaction))
        {
            append.Add(AppendPayments).With((long)paymentsMax);
            if (drops.Count > 0)
                append.Add(AppendRuns).With(drops.Select(drop => drop.Value).ToArray());
            // The first result is that of the payments, or none.
            await using var rows = await append.ExecuteReaderAsync(cancellation);
            payments = await rows.ReadAsync(cancellation) ? rows.GetInt64(0) : 0;
        }

        await transaction.CommitAsync(cancellation);
        return payments == paymentsMax;
    }
}
