using System.Buffers.Binary;
using Npgsql;

namespace Stampede.Postgres.Operations;

/// <summary>What a shop did within the last days, across its drops.</summary>
/// <param name="Days">So many, up to now.</param>
/// <param name="Money">Of what was bought within them: refunds count for the day of the purchase.</param>
/// <param name="Live">Drops that are live or paused now.</param>
/// <param name="Upcoming">Drops that are published and have not opened.</param>
/// <param name="Begun">Drops that opened within these days.</param>
/// <param name="SoldOut">Of these, with nothing left to sell now.</param>
/// <param name="SellThrough">Of all units of these, how many are sold: 0 to 1. Null: there are none.</param>
public sealed record ShopOverview(
    DateTimeOffset AsOf, int Days, long Purchases, long Units, IReadOnlyList<MoneyFigures> Money, long Live, long Upcoming, long Begun, long SoldOut, double? SellThrough);

public sealed class OverviewReads(NpgsqlDataSource database)
{
    private const int Days = 30;

    // Ids of purchases begin with their time, and have an index: none on the time is kept up to date by every sale.
    private const string Money = $"""
        with bought as materialized (
          select b.id, b.drop_id, b.currency, b.quantity, b.price_minor, b.payment_id,
            (select coalesce(sum(units), 0) from purchase_return where drop_id = b.drop_id and purchase_id = b.id and restocked) as returned
          from purchase b where b.id >= $1)
        select currency, {FigureReads.MoneyColumns}, sum(purchases)::bigint, sum(units)::bigint
        from (
          select currency, price_minor * (quantity - returned) as sold, 0 as captured, 0 as refunded, 0 as uncaptured, 1 as purchases, quantity as units from bought
          union all
          select p.currency, 0, p.captured_minor, p.refunded_minor, case when p.state in ('sold', 'capture_failed') then p.amount_minor else 0 end, 0, 0
          from bought b cross join lateral (select * from payment where drop_id = b.drop_id and id = b.payment_id limit 1) p) m
        group by currency order by currency collate "C"
        """;

    private const string Drops = """
        select c.now, count(*) filter (where s.status in ('live', 'paused')), count(*) filter (where s.status = 'upcoming'),
          count(*) filter (where s.begun), count(*) filter (where s.begun and v.free = 0 and v.sold > 0),
          coalesce(sum(v.sold) filter (where s.begun), 0)::bigint, coalesce(sum(v.total) filter (where s.begun), 0)::bigint
        from (select clock_timestamp() as now) c
        left join drop d on d.removed_at is null
        left join lateral (
          select status, status not in ('draft', 'upcoming') and d.starts_at between c.now - make_interval(days => $1) and c.now as begun
          from drop_status(d.status, d.starts_at, d.ends_at, c.now) as status) s on true
        left join lateral (
          select sum(total) as total, sum(available + held) as free, sum(sold) as sold from variant where drop_id = d.id and s.begun) v on true
        group by c.now
        """;

    public async Task<ShopOverview> ReadAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Money).With(FirstIdOf(now.AddDays(-Days)));
        batch.Add(Drops).With(Days);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var (money, purchases, units) = (new List<MoneyFigures>(), 0L, 0L);
        while (await rows.ReadAsync(cancellation))
        {
            money.Add(FigureReads.ReadMoney(rows));
            purchases += rows.GetInt64(5);
            units += rows.GetInt64(6);
        }

        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return new ShopOverview(
            rows.GetFieldValue<DateTimeOffset>(0), Days, purchases, units, money, rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4),
            FigureReads.Share(rows.GetInt64(5), rows.GetInt64(6)));
    }

    /// <summary>No UUIDv7 of this time or later is before it.</summary>
    private static Guid FirstIdOf(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
