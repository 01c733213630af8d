using System.Collections.Immutable;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>What the board of a drop is made of, as it was at one reading.</summary>
public sealed record BoardReading
{
    public required DropStatus Status { get; init; }

    /// <summary>Null only for a draft without a date.</summary>
    public required DateTimeOffset? StartsAt { get; init; }

    /// <summary>The database's clock at the reading.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    public required StockHistory History { get; init; }

    public required IReadOnlyDictionary<string, long> RefusedByCode { get; init; }

    /// <summary>Null: this drop asks for no payment.</summary>
    public required DropMoney? Money { get; init; }

    /// <summary>Live connections that watch this drop, on the other nodes.</summary>
    public required int WatchersElsewhere { get; init; }

    /// <summary>Of the minutes before <see cref="RefusedUpTo"/>, which no longer change.</summary>
    internal ImmutableSortedDictionary<string, long> RefusedBefore { get; init; } = ByCode;

    internal DateTimeOffset RefusedUpTo { get; init; }

    internal static ImmutableSortedDictionary<string, long> ByCode { get; } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    public IReadOnlyList<StockPoint> Series()
    {
        if (Status is DropStatus.Draft or DropStatus.Upcoming || StartsAt is not { } start)
            return [];
        return History.Series(start, Status == DropStatus.Ended || History.IsSoldOut ? null : ReadAt);
    }
}

/// <summary>Reads a drop's board; each reading goes on from the one before, and costs what has happened in between.</summary>
/// <param name="thisNode">Its own watchers are known better in memory.</param>
public sealed class BoardReads(NpgsqlDataSource database, Guid thisNode)
{
    /// <summary>Movements that one statement goes through: a first reading of millions takes several, none of them long.</summary>
    private const int MovementsMax = 250_000;

    /// <summary>A count is written with the minute of the writing, and is there once its transaction has ended.</summary>
    private static readonly TimeSpan RefusalsSettleIn = TimeSpan.FromMinutes(2);

    private const string Head = """
        select d.version, drop_status(d.status, d.starts_at, d.ends_at, c.now), d.starts_at, c.now
        from (select clock_timestamp() as now) c, drop d where d.id = $1
        """;

    private const string Refusals = """
        select code, minute < $3, sum(count)::bigint from refusal_count where drop_id = $1 and minute >= $2 group by 1, 2
        """;

    private const string WatchersElsewhere = $"""
        select coalesce(sum((watchers_by_drop ->> $1::text)::integer), 0)::integer
        from node where id <> $2 and {NodeRows.IsThere}
        """;

    private const string Money = DropMoney.Sums + " and d.payment <> 'none'";

    // Movements of the last seconds are told apart by their second, for the rate.
    private const string Runs = """
        select max(version), max(at), second,
          (coalesce(sum(quantity * available), 0) + coalesce(sum(first), 0))::bigint,
          coalesce(sum(quantity * held), 0)::bigint, coalesce(sum(quantity * sold), 0)::bigint,
          count(*) filter (where becomes = 'active'), count(*) filter (where becomes = 'purchased'),
          count(*) filter (where becomes = 'expired'), count(*) filter (where becomes = 'cancelled')
        from (
          select version, at, quantity, k.available, k.held, k.sold, k.becomes, (version - 2 + $4) / $4 as run,
            case when at >= $5 then floor(extract(epoch from at))::bigint end as second,
            case when version = 1 then (select sum(value::bigint) from jsonb_each_text(data -> 'stock')) when kind = 'changed' then (data ->> 'units')::bigint end as first
          from movement join movement_kind k using (kind) where drop_id = $1 and version > $2 and version <= $3) m
        group by run, second
        order by 1
        """;

    /// <param name="before">The reading before; null: this is the first.</param>
    /// <returns>Null: there is no such drop.</returns>
    public async Task<BoardReading?> ReadAsync(DropId drop, BoardReading? before, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        long version;
        BoardReading reading;
        await using (var batch = new NpgsqlBatch(connection))
        {
            var from = before?.RefusedUpTo ?? DateTimeOffset.UnixEpoch;
            var upTo = before is null ? from : Later(from, MinuteOf(before.ReadAt - RefusalsSettleIn));
            batch.Add(Head).With(drop.Value);
            batch.Add(Refusals).With(drop.Value).With(from).With(upTo);
            batch.Add(WatchersElsewhere).With(drop.ToString()).With(thisNode);
            batch.Add(Money).With(drop.Value);
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            if (!await rows.ReadAsync(cancellation))
                return null;
            version = rows.GetInt64(0);
            reading = new BoardReading
            {
                Status = Names.Parse<DropStatus>(rows.GetString(1)),
                StartsAt = rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2),
                ReadAt = rows.GetFieldValue<DateTimeOffset>(3),
                History = before?.History ?? StockHistory.Empty,
                RefusedByCode = BoardReading.ByCode,
                Money = null,
                WatchersElsewhere = 0,
                RefusedBefore = before?.RefusedBefore ?? BoardReading.ByCode,
                RefusedUpTo = upTo,
            };
            await rows.NextResultAsync(cancellation);
            reading = await WithRefusalsAsync(reading, rows, cancellation);
            await rows.NextResultAsync(cancellation);
            await rows.ReadAsync(cancellation);
            reading = reading with { WatchersElsewhere = rows.GetInt32(0) };
            await rows.NextResultAsync(cancellation);
            if (await rows.ReadAsync(cancellation))
                reading = reading with { Money = DropMoney.Read(rows) };
        }

        while (reading.History.Version < version)
            reading = reading with { History = await WithMovementsAsync(reading, drop, version, connection, cancellation) };
        return reading;
    }

    private static async Task<BoardReading> WithRefusalsAsync(BoardReading reading, NpgsqlDataReader rows, CancellationToken cancellation)
    {
        var (settled, fresh) = (reading.RefusedBefore, new List<(string Code, long Count)>());
        while (await rows.ReadAsync(cancellation))
        {
            var (code, count) = (rows.GetString(0), rows.GetInt64(2));
            if (rows.GetBoolean(1))
                settled = settled.SetItem(code, settled.GetValueOrDefault(code) + count);
            else
                fresh.Add((code, count));
        }

        var all = settled;
        foreach (var (code, count) in fresh)
            all = all.SetItem(code, all.GetValueOrDefault(code) + count);
        return reading with { RefusedBefore = settled, RefusedByCode = all };
    }

    private static async Task<StockHistory> WithMovementsAsync(
        BoardReading reading, DropId drop, long version, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var from = reading.History.Version;
        var upTo = Math.Min(version, from + MovementsMax);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Runs).With(drop.Value).With(from).With(upTo).With(StockHistory.StepAt(upTo))
            .With(reading.ReadAt - TimeSpan.FromSeconds(StockHistory.RecentSeconds));
        var runs = new List<StockRun>();
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            runs.Add(new(
                rows.GetInt64(0), rows.GetFieldValue<DateTimeOffset>(1), rows.IsDBNull(2) ? null : rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4),
                rows.GetInt64(5), rows.GetInt64(6), rows.GetInt64(7), rows.GetInt64(8), rows.GetInt64(9)));
        }

        return runs is [.., var last] && last.LastVersion == upTo
            ? reading.History.With(runs)
            : throw new InvalidDataException($"The ledger of drop {drop} has no movement {upTo}.");
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset at) => new(at.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
