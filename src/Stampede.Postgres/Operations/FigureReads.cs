using System.Data;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <param name="SellThrough">Of all its units, how many are sold: 0 to 1. Null: it has none.</param>
public sealed record VariantFigures(VariantId Id, string Label, int Total, int Available, int Held, int Sold, double? SellThrough);

/// <summary>Money of one currency. A drop has several where its currency was changed.</summary>
/// <param name="SoldMinor">Of what is sold now, at its own prices, whether a payment was asked for or not. What was put back on sale is taken off.</param>
/// <param name="CapturedMinor">Taken by the payments' provider; refunds are not taken off.</param>
/// <param name="UncapturedMinor">Sold, and the provider has not handed it out.</param>
public sealed record MoneyFigures(string Currency, long SoldMinor, long CapturedMinor, long RefundedMinor, long UncapturedMinor)
{
    /// <summary>What was taken and not given back.</summary>
    public long NetMinor => CapturedMinor - RefundedMinor;
}

/// <summary>People, not presses: each counts once for each step. One person with two accounts is two.</summary>
/// <param name="Watched">Browsers that had the drop's page open with a live connection, told apart by network address and browser; an estimate, and never less than Pressed.</param>
/// <param name="Joined">The line. Null: the drop has none.</param>
/// <param name="Pressed">Accounts that asked for a reservation and were answered, whatever the answer; an estimate within a few percent, and never less than those who held one by pressing.</param>
/// <param name="Held">Accounts that had something reserved for them, by pressing or by the line.</param>
/// <param name="Bought">Accounts that bought something, returned or not.</param>
public sealed record FunnelFigures(long Watched, long? Joined, long Pressed, long Held, long Bought);

/// <param name="Presses">Attempts: who presses twice is refused twice.</param>
/// <param name="People">Accounts that were refused with this code; an estimate within a few percent, and never more than the presses.</param>
public sealed record RefusalFigures(string Code, long Presses, long People);

/// <param name="At">When the step begins.</param>
public sealed record SalesStep(DateTimeOffset At, long Units, long Purchases);

/// <param name="StepSeconds">The length of each: from a second to a week, so that there are at most 250.</param>
/// <param name="Steps">By time; those without a sale are left out.</param>
public sealed record SalesFigures(int StepSeconds, IReadOnlyList<SalesStep> Steps);

/// <summary>What came of a drop so far, all of one moment.</summary>
/// <param name="AsOf">That moment.</param>
/// <param name="RefusedPeople">With any code, each counted once.</param>
public sealed record DropFigures(
    DropId DropId, DateTimeOffset AsOf, DropStatus Status, long Total, long Sold, double? SellThrough, IReadOnlyList<VariantFigures> Variants, IReadOnlyList<MoneyFigures> Money,
    FunnelFigures Funnel, IReadOnlyList<RefusalFigures> Refusals, long RefusedPeople, SalesFigures Sales);

public sealed class FigureReads(NpgsqlDataSource database)
{
    private const string Watched = "watched";
    private const string Pressed = "pressed";

    private const string Head = """
        select c.now, drop_status(d.status, d.starts_at, d.ends_at, c.now), (select entries from line where drop_id = d.id)
        from (select clock_timestamp() as now) c, drop d where d.id = $1 and d.removed_at is null
        """;

    private const string Variants = "select id, label, total, available, held, sold from variant where drop_id = $1 order by position";

    internal const string MoneyColumns = """
        coalesce(sum(sold), 0)::bigint, coalesce(sum(captured), 0)::bigint, coalesce(sum(refunded), 0)::bigint, coalesce(sum(uncaptured), 0)::bigint
        """;

    private const string Money = $"""
        select currency, {MoneyColumns}
        from (
          select b.currency, b.price_minor * (b.quantity - coalesce(t.units, 0)) as sold, 0 as captured, 0 as refunded, 0 as uncaptured
          from purchase b
          left join (select purchase_id, sum(units) as units from purchase_return where drop_id = $1 and restocked group by purchase_id) t on t.purchase_id = b.id
          where b.drop_id = $1
          union all
          select currency, 0, captured_minor, refunded_minor, case when state in ('sold', 'capture_failed') then amount_minor else 0 end from payment where drop_id = $1) m
        group by currency order by currency collate "C"
        """;

    private const string Refusals = "select code, sum(count)::bigint from refusal_count where drop_id = $1 group by code order by code collate \"C\"";

    private const string People = "select step, registers from people_count where drop_id = $1";

    private const string Customers = """
        select (select count(distinct customer_id) from reservation where drop_id = $1), (select count(distinct customer_id) from reservation where drop_id = $1 and entry_id is null),
          (select count(distinct customer_id) from purchase where drop_id = $1)
        """;

    // The shortest step by which all sales are in 250 of them, at most.
    private const string Sales = """
        with span as (select min(purchased_at) as first, max(purchased_at) as last from purchase where drop_id = $1),
        step as (
          select s as seconds from span, unnest(array[1, 5, 15, 60, 300, 900, 3600, 21600, 86400, 604800, 2592000, 31536000]) s
          where span.first is not null and extract(epoch from span.last - span.first) / s < 249 order by s limit 1)
        select step.seconds, to_timestamp(floor(extract(epoch from p.purchased_at) / step.seconds) * step.seconds) as at, sum(p.quantity)::bigint, count(*)
        from step, purchase p where p.drop_id = $1 group by 1, 2 order by 2
        """;

    /// <summary>All of one snapshot, so that the figures agree with each other.</summary>
    /// <returns>Null: there is no such drop.</returns>
    public async Task<DropFigures?> ReadAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using var batch = new NpgsqlBatch(connection, snapshot);
        foreach (var sql in (string[])[Head, Variants, Money, Refusals, People, Customers, Sales])
            batch.Add(sql).With(drop.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        if (!await rows.ReadAsync(cancellation))
            return null;
        var (now, status, joined) = (rows.GetFieldValue<DateTimeOffset>(0), Names.Parse<DropStatus>(rows.GetString(1)), rows.IsDBNull(2) ? (long?)null : rows.GetInt64(2));

        var variants = await ListAsync(rows, row => new VariantFigures(
            new VariantId(row.GetGuid(0)), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), Share(row.GetInt32(5), row.GetInt32(2))), cancellation);
        var money = await ListAsync(rows, ReadMoney, cancellation);
        var presses = await ListAsync(rows, row => (Code: row.GetString(0), Count: row.GetInt64(1)), cancellation);
        var people = (await ListAsync(rows, row => (Step: row.GetString(0), People: new PeopleSketch(row.GetFieldValue<byte[]>(1))), cancellation)).ToDictionary(one => one.Step, one => one.People);
        var (held, heldByPressing, bought) = (await ListAsync(rows, row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellation))[0];
        var sales = await ListAsync(rows, row => (Seconds: row.GetInt32(0), Step: new SalesStep(row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2), row.GetInt64(3))), cancellation);

        var all = new PeopleSketch();
        foreach (var (code, _) in presses)
        {
            if (people.TryGetValue(code, out var refused))
                all.Merge(refused.ToArray());
        }

        var refusals = presses.Select(one => new RefusalFigures(one.Code, one.Count, Math.Clamp(CountOf(one.Code), 1, one.Count))).ToArray();
        var pressed = Math.Max(CountOf(Pressed), heldByPressing);
        var (total, sold) = (variants.Sum(variant => (long)variant.Total), variants.Sum(variant => (long)variant.Sold));
        return new DropFigures(
            drop, now, status, total, sold, Share(sold, total), variants, money, new FunnelFigures(Math.Max(CountOf(Watched), pressed), joined, pressed, held, bought),
            refusals, Math.Min(all.Estimate(), presses.Sum(one => one.Count)), new SalesFigures(sales.Count > 0 ? sales[0].Seconds : 1, [.. sales.Select(one => one.Step)]));

        long CountOf(string step) => people.TryGetValue(step, out var sketch) ? sketch.Estimate() : 0;
    }

    internal static double? Share(long part, long whole) => whole > 0 ? (double)part / whole : null;

    internal static MoneyFigures ReadMoney(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));

    /// <summary>The next result.</summary>
    private static async Task<List<T>> ListAsync<T>(NpgsqlDataReader rows, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await rows.NextResultAsync(cancellation);
        var list = new List<T>();
        while (await rows.ReadAsync(cancellation))
            list.Add(read(rows));
        return list;
    }
}
