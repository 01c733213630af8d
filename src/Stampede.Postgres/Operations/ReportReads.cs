using System.Data;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

public sealed record VariantReport(VariantId Id, string Label, int Total, int Sold);

/// <param name="Sold">Units of the variant, up to and including this sale or return.</param>
public sealed record SalePoint(DateTimeOffset At, VariantId VariantId, long Sold);

/// <param name="SoldMinor">Of what is sold now, at its own prices, whether a payment was asked for or not. What was put back on sale is taken off.</param>
/// <param name="CapturedMinor">Taken by the payment's provider; refunds are not taken off.</param>
/// <param name="UncapturedMinor">Sold, and the provider has not handed it out: an operator should look where this stays.</param>
/// <param name="Uncaptured">How many payments that is.</param>
public sealed record DropMoney(string Currency, long SoldMinor, long CapturedMinor, long RefundedMinor, long UncapturedMinor, long Uncaptured)
{
    /// <summary>What was taken and not given back.</summary>
    public long RevenueMinor => CapturedMinor - RefundedMinor;

    /// <summary>Of a drop whose row is d.</summary>
    internal const string Sums = """
        select d.currency, s.minor, p.*
        from drop d
        cross join lateral (
          select coalesce(sum(b.price_minor * (b.quantity - coalesce(t.units, 0))), 0)::bigint as minor
          from purchase b
          left join (select purchase_id, sum(units) as units from purchase_return where drop_id = d.id and restocked group by purchase_id) t on t.purchase_id = b.id
          where b.drop_id = d.id) s
        cross join lateral (
          select coalesce(sum(captured_minor), 0)::bigint, coalesce(sum(refunded_minor), 0)::bigint,
            coalesce(sum(amount_minor) filter (where state in ('sold', 'capture_failed')), 0)::bigint, count(*) filter (where state in ('sold', 'capture_failed'))
          from payment where drop_id = d.id) p
        where d.id = $1
        """;

    internal static DropMoney Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
}

/// <summary>What came of a drop. Serialised as it stands.</summary>
public sealed record DropReport
{
    public required DropId DropId { get; init; }

    /// <summary>When it opened, by the ledger; null: it has not.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last unit went, where all are sold now; null: some are not.</summary>
    public required DateTimeOffset? SoldOutAt { get; init; }

    public double? SecondsToSellOut => SoldOutAt is { } end && StartedAt is { } start ? (end - start).TotalSeconds : null;

    /// <summary>All there ever were; those that are neither purchased nor expired nor cancelled are live.</summary>
    public required long Reservations { get; init; }

    public required long Purchased { get; init; }
    public required long Expired { get; init; }
    public required long Cancelled { get; init; }

    public required DropMoney Money { get; init; }

    /// <summary>Reservations that were refused.</summary>
    public required IReadOnlyDictionary<string, long> RefusedByCode { get; init; }

    public required IReadOnlyList<VariantReport> Variants { get; init; }

    /// <summary>By time; each variant's last sale is among them.</summary>
    public required IReadOnlyList<SalePoint> SoldOverTime { get; init; }
}

public sealed class ReportReads(NpgsqlDataSource database)
{
    private const int PointsMax = 300;

    private const string Variants = "select id, label, total, available, held, sold from variant where drop_id = $1 order by position";

    // Early in the ledger, whatever became of the drop since.
    private const string StartedAt = "select at from movement where drop_id = $1 and data ->> 'status' = 'live' order by version limit 1";

    // Where nothing is left, the last movement of stock took the last unit.
    private const string LastMovedAt = """
        select at from movement
        where drop_id = $1 and kind = any (array(select kind from movement_kind where available + held <> 0 or sold <> 0)) and quantity is not null
        order by version desc limit 1
        """;

    private const string Reservations = """
        select count(*), count(*) filter (where status = 'purchased'), count(*) filter (where status = 'expired'), count(*) filter (where status = 'cancelled')
        from reservation where drop_id = $1
        """;

    private const string Refusals = "select code, sum(count)::bigint from refusal_count where drop_id = $1 group by code order by code collate \"C\"";

    // Every nth sale of a variant, and its last one. What was put back on sale is a sale of less than nothing.
    private const string Sales = """
        select at, variant_id, sold
        from (
          select at, variant_id, drop_version,
            sum(quantity) over sales as sold, row_number() over sales as nth, count(*) over (partition by variant_id) as sales,
            (count(*) over () - 1) / ($2 - (select count(*) from variant where drop_id = $1)) + 1 as step
          from (
            select purchased_at as at, variant_id, drop_version, quantity from purchase where drop_id = $1
            union all select returned_at, variant_id, drop_version, -units from purchase_return where drop_id = $1 and restocked) s
          window sales as (partition by variant_id order by drop_version)) p
        where nth % step = 0 or nth = sales
        order by drop_version
        """;

    /// <summary>All of one snapshot, so that the figures agree with each other.</summary>
    /// <returns>Null: there is no such drop.</returns>
    public async Task<DropReport?> ReadAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var batch = new NpgsqlBatch(connection, snapshot);
        foreach (var sql in (string[])[Variants, StartedAt, LastMovedAt, Reservations, Refusals, DropMoney.Sums])
            batch.Add(sql).With(drop.Value);
        batch.Add(Sales).With(drop.Value).With((long)PointsMax);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);

        var variants = new List<VariantReport>();
        int left = 0, sold = 0;
        while (await rows.ReadAsync(cancellation))
        {
            variants.Add(new(new VariantId(rows.GetGuid(0)), rows.GetString(1), rows.GetInt32(2), rows.GetInt32(5)));
            left += rows.GetInt32(3) + rows.GetInt32(4);
            sold += rows.GetInt32(5);
        }

        if (variants.Count == 0)
            return null; // Every drop has one.
        var startedAt = await TimeAsync(rows, cancellation);
        var lastMovedAt = await TimeAsync(rows, cancellation);
        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var (all, purchased, expired, cancelled) = (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3));

        await rows.NextResultAsync(cancellation);
        var refused = new Dictionary<string, long>();
        while (await rows.ReadAsync(cancellation))
            refused.Add(rows.GetString(0), rows.GetInt64(1));

        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var money = DropMoney.Read(rows);

        await rows.NextResultAsync(cancellation);
        var sales = new List<SalePoint>();
        while (await rows.ReadAsync(cancellation))
            sales.Add(new(rows.GetFieldValue<DateTimeOffset>(0), new VariantId(rows.GetGuid(1)), rows.GetInt64(2)));

        return new DropReport
        {
            DropId = drop,
            StartedAt = startedAt,
            SoldOutAt = left == 0 && sold > 0 ? lastMovedAt : null,
            Reservations = all,
            Purchased = purchased,
            Expired = expired,
            Cancelled = cancelled,
            Money = money,
            RefusedByCode = refused,
            Variants = variants,
            SoldOverTime = sales,
        };
    }

    private static async Task<DateTimeOffset?> TimeAsync(NpgsqlDataReader rows, CancellationToken cancellation)
    {
        await rows.NextResultAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? rows.GetFieldValue<DateTimeOffset>(0) : null;
    }
}
