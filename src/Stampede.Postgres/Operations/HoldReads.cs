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

/// <summary>Which live holds are looked for, and in which order.</summary>
/// <param name="Name">A part of the customer's name, in lower case. Null: any.</param>
/// <param name="QuantityMin">Units, from this number on.</param>
/// <param name="EndingFirst">By the time that is left; false: the newest first.</param>
public sealed record HoldFilter(string? Name = null, VariantId? Variant = null, int QuantityMin = 1, bool EndingFirst = false);

/// <summary>The last hold of the page before.</summary>
/// <param name="EndsAt">Where those that end first come first.</param>
public sealed record HoldCursor(long DropVersion, DateTimeOffset? EndsAt)
{
    public static HoldCursor? Parse(string text)
    {
        var parts = text.Split('.');
        return !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? null
            : parts.Length == 1 ? new(version, null)
            : parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
                ? new(version, new DateTimeOffset(ticks, TimeSpan.Zero))
                : null;
    }

    internal static string Of(HoldLine hold, bool endingFirst) =>
        string.Create(CultureInfo.InvariantCulture, $"{hold.DropVersion}{(endingFirst ? $".{hold.ExpiresAt.UtcTicks}" : "")}");
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

    private const string EndsAt = "greatest(r.expires_at, r.claimed_until, case when r.payment_id is not null then r.pay_until end)";

    private const string IsWanted = $"""
        r.status = 'active' and {EndsAt} > d.now
            and ($5::text is null or position($5 in lower(coalesce((select display_name from account where id = r.customer_id), pseudonym(r.customer_id)))) > 0)
            and ($6::uuid is null or r.variant_id = $6) and r.quantity >= $7
        """;

    private const string InLedger = "movement m join reservation r on r.drop_id = m.drop_id and r.id = m.reservation_id and r.drop_version = m.version";

    private const string FindNewest = $"""
        {Lines}
          select r.id from {InLedger}
          where m.drop_id = $1 and m.version >= d.from_version and m.version < $2 and {IsWanted}
          order by m.version desc limit $3
        {WithNames}
        """;

    private const string FindAny = $"""
        {Lines}
          select r.id from reservation r
          where r.drop_id = $1 and r.drop_version >= d.oldest_hold_version and r.drop_version < $2 and {IsWanted}
          order by r.drop_version desc limit $3
        {WithNames}
        """;

    private const string EndingFirst = $"""
        order by {EndsAt}, r.drop_version limit $3
        ) h on true
        left join reservation r on r.drop_id = $1 and r.id = h.id
        left join variant v on v.drop_id = $1 and v.id = r.variant_id
        left join account a on a.id = r.customer_id
        order by {EndsAt}, r.drop_version
        """;

    private const string IsLater = $"($8::timestamptz is null or ({EndsAt}, r.drop_version) > ($8, $9))";

    private const string FindEndingNewest = $"""
        {Lines}
          select r.id from {InLedger}
          where m.drop_id = $1 and m.version >= d.from_version and m.version < $2 and {IsWanted} and {IsLater}
        {EndingFirst}
        """;

    private const string FindEndingAny = $"""
        {Lines}
          select r.id from reservation r
          where r.drop_id = $1 and r.drop_version >= d.oldest_hold_version and r.drop_version < $2 and {IsWanted} and {IsLater}
        {EndingFirst}
        """;

    private const string FindOfCustomers = """
        select r.customer_id, r.id from unnest($2::uuid[]) c (id)
        cross join lateral (select customer_id, id from reservation where customer_id = c.id and drop_id = $1 and status = 'active' order by id desc limit $3) r
        limit $3
        """;

    /// <summary>The live holds of these customers.</summary>
    public async Task<IReadOnlyList<(CustomerId Customer, ReservationId Hold)>> ListOfAsync(
        DropId drop, IReadOnlyCollection<CustomerId> customers, int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(
            new NpgsqlBatchCommand(FindOfCustomers).With(drop.Value).With(customers.Select(one => one.Value).ToArray()).With(limit));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var holds = new List<(CustomerId, ReservationId)>();
        while (await rows.ReadAsync(cancellation))
            holds.Add((new CustomerId(rows.GetGuid(0)), new ReservationId(rows.GetGuid(1))));
        return holds;
    }

    /// <summary>Those that a person looks for. As much is read as for the plain list; a name costs a look at each live hold's account.</summary>
    /// <returns>Null: there is no such drop.</returns>
    public async Task<Page<HoldLine>?> FindAsync(DropId drop, HoldFilter filter, HoldCursor? after, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (reading, isWhole) = await FindAsync(filter.EndingFirst ? FindEndingNewest : FindNewest);
        // By the time left, the first may be anywhere.
        if (reading is not null && !isWhole && (filter.EndingFirst || reading.Holds.Count <= limit))
            (reading, _) = await FindAsync(filter.EndingFirst ? FindEndingAny : FindAny);
        return reading is null ? null : Page<HoldLine>.Of([.. reading.Holds], limit, hold => HoldCursor.Of(hold, filter.EndingFirst));

        async Task<(HoldsReading? Reading, bool IsWhole)> FindAsync(string sql)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(IndexedPlans.WithoutJit);
            var find = batch.Add(sql).With(drop.Value).With(filter.EndingFirst ? long.MaxValue : after?.DropVersion ?? long.MaxValue).With(limit + 1).With((long)lookBackMax)
                .With(filter.Name).With(filter.Variant?.Value).With(filter.QuantityMin);
            if (filter.EndingFirst)
                find.With(after?.EndsAt).With(after?.DropVersion);
            return await ReadAsync(batch, cancellation);
        }
    }

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
        batch.Add(IndexedPlans.WithoutJit);
        batch.Add(sql).With(drop.Value).With(before ?? long.MaxValue).With(limit + 1).With((long)lookBackMax);
        return await ReadAsync(batch, cancellation);
    }

    private static async Task<(HoldsReading? Reading, bool IsWhole)> ReadAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.NextResultAsync(cancellation);
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
