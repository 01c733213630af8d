using System.Globalization;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>A live hold, as an operator sees it.</summary>
/// <param name="DisplayName">Of the customer.</param>
/// <param name="IsOperator">The customer is an operator of this shop.</param>
/// <param name="DropVersion">The drop's version that it was made with.</param>
public sealed record HoldLine(
    ReservationId Id, VariantId VariantId, string VariantLabel, int Quantity, string DisplayName, bool IsOperator, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    long DropVersion);

/// <param name="Holds">One more than was asked for, where there are more.</param>
public sealed record HoldsReading(IReadOnlyList<HoldLine> Holds)
{
    public Page<HoldLine> Page(int limit) =>
        Page<HoldLine>.Of([.. Holds.Take(limit + 1)], limit, hold => hold.DropVersion.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Reads of other people's reservations, for operators.</summary>
/// <param name="lookBackMax">Movements that are gone through before another way is taken.</param>
public sealed class HoldReads(NpgsqlDataSource database, int lookBackMax = 20_000)
{
    private const string Lines = """
        select d.from_version <= d.oldest_hold_version,
          r.id, r.variant_id, v.label, r.quantity, coalesce(a.display_name, pseudonym(r.customer_id)), coalesce(a.is_operator, false),
          r.created_at, greatest(r.expires_at, r.claimed_until, case when r.payment_id is not null then r.pay_until end), r.drop_version
        from (
          select clock_timestamp() as now, oldest_hold_version, greatest(oldest_hold_version, least($2, version + 1) - $4) as from_version
          from drop where id = $1) d
        left join lateral (
        """;

    private const string WithNames = """
        ) h on true
        left join reservation r on r.drop_id = $1 and r.id = h.id
        left join variant v on v.drop_id = $1 and v.id = r.variant_id
        left join account a on a.id = r.customer_id
        order by r.drop_version desc
        """;

    // Back through the end of the ledger: no index of the live holds is kept.
    private const string Newest = Lines + """
          select r.id
          from movement m
          join reservation r on r.drop_id = m.drop_id and r.id = m.reservation_id and r.drop_version = m.version
          where m.drop_id = $1 and m.version >= d.from_version and m.version < $2
            and r.status = 'active' and greatest(r.expires_at, r.claimed_until, case when r.payment_id is not null then r.pay_until end) > d.now
          order by m.version desc limit $3
        """ + WithNames;

    // Where live holds are few among very many that have ended, looking each of those up takes longer than one walk
    // through all reservations of the drop.
    private const string Any = Lines + """
          select id from reservation
          where drop_id = $1 and drop_version >= d.oldest_hold_version and drop_version < $2
            and status = 'active' and greatest(expires_at, claimed_until, case when payment_id is not null then pay_until end) > d.now
          order by drop_version desc limit $3
        """ + WithNames;

    /// <summary>Newest first.</summary>
    /// <param name="before">Only those made with an earlier version of the drop; null: from the newest.</param>
    /// <returns>Null: there is no such drop.</returns>
    public async Task<HoldsReading?> ListAsync(DropId drop, long? before, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (reading, isWhole) = await ListAsync(Newest, drop, before, limit, connection, cancellation);
        if (reading is not null && !isWhole && reading.Holds.Count <= limit)
            (reading, _) = await ListAsync(Any, drop, before, limit, connection, cancellation);
        return reading;
    }

    /// <returns>Null: there is no such drop; and whether the look went back to the oldest live hold.</returns>
    private async Task<(HoldsReading? Reading, bool IsWhole)> ListAsync(
        string sql, DropId drop, long? before, int limit, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(sql).With(drop.Value).With(before ?? long.MaxValue).With(limit + 1).With((long)lookBackMax);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var holds = new List<HoldLine>();
        bool isThere = false, isWhole = false;
        while (await rows.ReadAsync(cancellation))
        {
            (isThere, isWhole) = (true, rows.GetBoolean(0));
            if (rows.IsDBNull(1))
                continue; // The drop, without any hold.
            holds.Add(new(
                new ReservationId(rows.GetGuid(1)), new VariantId(rows.GetGuid(2)), rows.GetString(3), rows.GetInt32(4), rows.GetString(5),
                rows.GetBoolean(6), rows.GetFieldValue<DateTimeOffset>(7), rows.GetFieldValue<DateTimeOffset>(8), rows.GetInt64(9)));
        }

        return (isThere ? new(holds) : null, isWhole);
    }
}
