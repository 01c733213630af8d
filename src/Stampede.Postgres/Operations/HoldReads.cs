using System.Globalization;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Reservations;

namespace Stampede.Postgres.Operations;

/// <summary>A live hold, as an operator sees it.</summary>
/// <param name="DisplayName">Of the customer.</param>
/// <param name="DropVersion">The drop's version that it was made with.</param>
public sealed record HoldLine(
    ReservationId Id, VariantId VariantId, string VariantLabel, int Quantity, string DisplayName, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, long DropVersion);

/// <param name="Holds">One more than was asked for, where there are more.</param>
public sealed record HoldsReading(IReadOnlyList<HoldLine> Holds)
{
    public Page<HoldLine> Page(int limit) =>
        Page<HoldLine>.Of([.. Holds.Take(limit + 1)], limit, hold => hold.DropVersion.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Reads of other people's reservations, for operators.</summary>
public sealed class HoldReads(NpgsqlDataSource database)
{
    // Through the ledger, back to the oldest hold that may be live: no index of the live holds is kept.
    private const string List = """
        select r.id, r.variant_id, v.label, r.quantity, coalesce(a.display_name, left(r.customer_id::text, 8)), r.created_at, r.expires_at, m.version
        from (select clock_timestamp() as now, oldest_hold_version from drop where id = $1) c
        left join lateral (
          select m.version, m.reservation_id
          from movement m
          join reservation r on r.drop_id = m.drop_id and r.id = m.reservation_id
          where m.drop_id = $1 and m.version >= c.oldest_hold_version and m.version < $2
            and m.kind = 'reserved' and r.status = 'active' and r.expires_at > c.now
          order by m.version desc limit $3) m on true
        left join reservation r on r.drop_id = $1 and r.id = m.reservation_id
        left join variant v on v.drop_id = $1 and v.id = r.variant_id
        left join account a on a.id = r.customer_id
        order by m.version desc
        """;

    private const string Find = """
        select variant_id, quantity, case when status = 'active' and expires_at <= c.now then 'expired' else status end,
          created_at, expires_at, c.now, drop_version
        from (select clock_timestamp() as now) c, reservation where drop_id = $1 and id = $2
        """;

    /// <summary>Newest first.</summary>
    /// <param name="before">Only those made with an earlier version of the drop; null: from the newest.</param>
    /// <returns>Null: there is no such drop.</returns>
    public async Task<HoldsReading?> ListAsync(DropId drop, long? before, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(List).With(drop.Value).With(before ?? long.MaxValue).With(limit + 1);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var holds = new List<HoldLine>();
        var isThere = false;
        while (await rows.ReadAsync(cancellation))
        {
            isThere = true;
            if (rows.IsDBNull(0))
                continue; // The drop, without any hold.
            holds.Add(new(
                new ReservationId(rows.GetGuid(0)), new VariantId(rows.GetGuid(1)), rows.GetString(2), rows.GetInt32(3), rows.GetString(4),
                rows.GetFieldValue<DateTimeOffset>(5), rows.GetFieldValue<DateTimeOffset>(6), rows.GetInt64(7)));
        }

        return isThere ? new(holds) : null;
    }

    /// <returns>Null: the drop has no such reservation, of anybody.</returns>
    public async Task<Reservation?> FindAsync(DropId drop, ReservationId id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Find).With(drop.Value).With(id.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? new Reservation(
                id, drop, new VariantId(rows.GetGuid(0)), rows.GetInt32(1), Names.ParseReservationStatus(rows.GetString(2)),
                rows.GetFieldValue<DateTimeOffset>(3), rows.GetFieldValue<DateTimeOffset>(4), rows.GetFieldValue<DateTimeOffset>(5), rows.GetInt64(6))
            : null;
    }
}
