using System.Collections.Immutable;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Journal;

namespace Stampede.Postgres.Line;

/// <summary>A drop's line as everybody may see it, of one snapshot.</summary>
/// <param name="CancelledWhy">Null: it was not cancelled.</param>
public sealed record LineStanding(
    DropId Drop, LineState Line, DropStatus Status, DropTerms Terms, LineCounters Counters, ImmutableArray<VariantStock> Variants,
    IReadOnlyDictionary<VariantId, VariantOffers> Offers, string? CancelledWhy, DateTimeOffset Now, long Version)
{
    /// <summary>Of all variants together, for the odds.</summary>
    public OfferCounts AllOffers => Offers.Values.Aggregate(default(OfferCounts), (sum, variant) => variant.Counts is var one
        ? new(sum.Made + one.Made, sum.Ended + one.Ended, sum.Bought + one.Bought, sum.Units + one.Units, sum.EndedEarly + one.EndedEarly, sum.BoughtEarly + one.BoughtEarly)
        : sum);
}

/// <summary>The offers of one variant.</summary>
/// <param name="LastPlace">The furthest place that was offered it.</param>
/// <param name="Claimed">Those that somebody said yes to in time.</param>
/// <param name="Judged">Those that have ended, and whose whole time is over.</param>
public sealed record VariantOffers(long Made, int LastPlace, long Units, long Ended, long Bought, long Claimed, long Judged, long JudgedBought)
{
    public OfferCounts Counts => new(Made, Judged, JudgedBought, Units, Ended - Judged, Bought - JudgedBought);
}

/// <summary>An offer to somebody, or what has become of it.</summary>
/// <param name="Tempo">Of a live one, <paramref name="ExpiresAt"/> is the end of the time to say yes.</param>
public sealed record MadeOffer(
    ReservationId Reservation, VariantId Variant, int Quantity, ReservationStatus Status, int Place, int Choice, LineTempo Tempo, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? ClaimedUntil, DateTimeOffset KeptUntil);

/// <summary>A place of somebody's that was passed over for good.</summary>
/// <param name="Why">The shop's words, or <c>limit_reached</c>: they own as much as the drop allows.</param>
public sealed record SkippedPlace(int Place, string Why);

/// <summary>What tells whether a line that is served may have something to do: the drop's version and the line's log.</summary>
public sealed record LineSigns(long Version, long LogSize);

/// <summary>Reads of lines for people. Nothing is decided on what they return.</summary>
public sealed class LineReads(NpgsqlDataSource database)
{
    private const int OffersMax = 10;

    private const string Standing = """
        select d.line, drop_status(d.status, d.starts_at, d.ends_at, c.now), d.price_minor, d.currency, d.starts_at, d.ends_at, d.hold_seconds, d.limit_per_customer,
          l.log_size, l.entries, l.closed_size, l.sealed_size, l.listed, c.now, v.ids, v.labels, v.available, v.held, v.sold, o.ids, o.made, o.last, o.units, o.ended, o.bought,
          (select m.data ->> 'reason' from movement m
           where d.line ->> 'phase' = 'cancelled' and m.drop_id = d.id and m.version <= d.version and m.kind = 'line_cancelled' order by m.version desc limit 1), l.leavers, o.claimed, d.version,
          o.judged, o.judged_bought
        from (select clock_timestamp() as now) c, drop d
        join line l on l.drop_id = d.id
        cross join lateral (
          select array_agg(id order by position) as ids, array_agg(label order by position) as labels, array_agg(available order by position) as available,
            array_agg(held order by position) as held, array_agg(sold order by position) as sold
          from variant where drop_id = d.id) v
        cross join lateral (
          select coalesce(array_agg(variant_id), '{}') as ids, array_agg(made) as made, array_agg(last) as last, array_agg(units) as units, array_agg(ended) as ended,
            array_agg(bought) as bought, array_agg(claimed) as claimed, array_agg(judged) as judged, array_agg(judged_bought) as judged_bought
          from (
            select variant_id, count(*) as made, max(line_place) as last, sum(quantity) as units, count(*) filter (where status <> 'active') as ended,
              count(*) filter (where status = 'purchased') as bought, count(claimed_until) as claimed,
              count(*) filter (where status <> 'active' and could_end_by <= c.now) as judged, count(*) filter (where status = 'purchased' and could_end_by <= c.now) as judged_bought
            from reservation
            cross join lateral (select expires_at + case when line_tempo = 'live' then make_interval(secs => d.hold_seconds) else interval '0' end as could_end_by) e
            where drop_id = d.id and entry_id is not null group by variant_id) g) o
        where d.id = $1 and d.line is not null
        """;

    private const string FindEntry = $"select {LineSql.EntryColumns} from line_entry where drop_id = $1 and customer_id = $2";

    private const string FindOffers = """
        select r.id, r.variant_id, r.quantity, case when r.status = 'active' and k.until <= clock_timestamp() then 'expired' else r.status end,
          r.line_place, r.line_choice, r.line_tempo, r.created_at, r.expires_at, r.claimed_until, k.until
        from reservation r
        cross join lateral (select greatest(r.expires_at, r.claimed_until, case when r.payment_id is not null then r.pay_until end) as until) k
        where r.customer_id = $2 and r.drop_id = $1 and r.entry_id is not null
        order by r.id desc limit $3
        """;

    private const string ListEntries = $"select {LineSql.EntryColumns}, drop_id from line_entry where customer_id = $1 and drop_id > $2 order by drop_id limit $3";

    private const string FindSigns = """
        select asked.id, d.version, l.log_size from unnest($1::uuid[]) as asked (id)
        cross join lateral (select version from drop where id = asked.id and line is not null limit 1) d
        cross join lateral (select log_size from line where drop_id = asked.id limit 1) l
        """;

    // Who is passed over stands nowhere else; there are few of them, and each is found by its entry.
    private const string FindSkipped = """
        select (m.data -> 'line' ->> 'skippedPlace')::integer, m.data ->> 'reason'
        from (select entry_id from line_entry where drop_id = $1 and customer_id = $2) e
        cross join lateral (
          select data from movement where drop_id = $1 and kind = 'skipped' and data -> 'line' ->> 'skippedEntry' = replace(e.entry_id::text, '-', '') order by version desc limit 1) m
        """;

    // Through the drops that are not over, of which there are few.
    private const string ListUnderWay = """
        select d.id, d.line, d.version, l.log_size from drop d cross join lateral (select log_size from line where drop_id = d.id limit 1) l
        where not d.is_over and d.line is not null and d.line ->> 'phase' in ('closed', 'sealed', 'serving', 'paused')
        order by d.id limit 1000
        """;

    /// <summary>What tells whether something has happened in the lines of these drops; those without a line are left out.</summary>
    public async Task<IReadOnlyDictionary<DropId, LineSigns>> FindSignsAsync(IReadOnlyCollection<DropId> drops, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindSigns).With(drops.Select(drop => drop.Value).ToArray()));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var signs = new Dictionary<DropId, LineSigns>();
        while (await rows.ReadAsync(cancellation))
            signs[new DropId(rows.GetGuid(0))] = new LineSigns(rows.GetInt64(1), rows.GetInt64(2));
        return signs;
    }

    /// <summary>The lines that somebody must take on.</summary>
    public async Task<IReadOnlyList<(DropId Drop, LineState Line, LineSigns Signs)>> ListUnderWayAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(ListUnderWay));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var lines = new List<(DropId, LineState, LineSigns)>();
        while (await rows.ReadAsync(cancellation))
            lines.Add((new DropId(rows.GetGuid(0)), LineJson.Parse(rows.GetString(1)), new LineSigns(rows.GetInt64(2), rows.GetInt64(3))));
        return lines;
    }

    /// <returns>Null: the drop has no line.</returns>
    public async Task<LineStanding?> FindStandingAsync(DropId drop, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Standing).With(drop.Value));
        await using var row = await batch.ReadIndexedAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return null;
        var terms = new DropTerms
        {
            Price = new Money(row.GetInt64(2), row.GetString(3)),
            StartsAt = row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
            EndsAt = row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
            HoldSeconds = row.GetInt32(6),
            LimitPerCustomer = row.GetInt32(7),
        };
        var counters = new LineCounters(row.GetInt64(8), row.GetInt64(9), row.IsDBNull(10) ? null : row.GetInt64(10), row.IsDBNull(11) ? null : row.GetInt64(11))
        {
            Listed = LineSql.ParseListed(row.GetString(12)),
            Leavers = row.GetInt64(26),
        };
        var (ids, labels) = (row.GetFieldValue<Guid[]>(14), row.GetFieldValue<string[]>(15));
        var (available, held, sold) = (row.GetFieldValue<int[]>(16), row.GetFieldValue<int[]>(17), row.GetFieldValue<int[]>(18));
        var offered = row.GetFieldValue<Guid[]>(19);
        var offers = new Dictionary<VariantId, VariantOffers>();
        for (var i = 0; i < offered.Length; i++)
        {
            offers.Add(new VariantId(offered[i]), new VariantOffers(
                row.GetFieldValue<long[]>(20)[i], row.GetFieldValue<int[]>(21)[i], row.GetFieldValue<long[]>(22)[i], row.GetFieldValue<long[]>(23)[i], row.GetFieldValue<long[]>(24)[i],
                row.GetFieldValue<long[]>(27)[i], row.GetFieldValue<long[]>(29)[i], row.GetFieldValue<long[]>(30)[i]));
        }

        return new LineStanding(
            drop, LineJson.Parse(row.GetString(0)), Names.Parse<DropStatus>(row.GetString(1)), terms, counters,
            [.. ids.Index().Select(id => new VariantStock(new VariantId(id.Item), labels[id.Index], available[id.Index], held[id.Index], sold[id.Index]))],
            offers, row.IsDBNull(25) ? null : row.GetString(25), row.GetFieldValue<DateTimeOffset>(13), row.GetInt64(28));
    }

    /// <returns>Null: this customer never joined. Offers are newest first.</returns>
    public async Task<(LineEntry Entry, IReadOnlyList<MadeOffer> Offers, SkippedPlace? Skipped)?> FindEntryAsync(DropId drop, CustomerId customer, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(
            new NpgsqlBatchCommand(FindEntry).With(drop.Value).With(customer.Value), new NpgsqlBatchCommand(FindOffers).With(drop.Value).With(customer.Value).With(OffersMax),
            new NpgsqlBatchCommand(FindSkipped).With(drop.Value).With(customer.Value));
        await using var row = await batch.ReadIndexedAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return null;
        var entry = LineSql.ReadEntry(row);
        await row.NextResultAsync(cancellation);
        var offers = new List<MadeOffer>();
        while (await row.ReadAsync(cancellation))
        {
            offers.Add(new MadeOffer(
                new ReservationId(row.GetGuid(0)), new VariantId(row.GetGuid(1)), row.GetInt32(2), Names.Parse<ReservationStatus>(row.GetString(3)), row.GetInt32(4), row.GetInt16(5),
                Names.Parse<LineTempo>(row.GetString(6)), row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8),
                row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), row.GetFieldValue<DateTimeOffset>(10)));
        }

        await row.NextResultAsync(cancellation);
        return (entry, offers, await row.ReadAsync(cancellation) ? new SkippedPlace(row.GetInt32(0), row.GetString(1)) : null);
    }

    /// <summary>All of one customer's, by drop.</summary>
    public async Task<IReadOnlyList<(DropId Drop, LineEntry Entry)>> ListEntriesAsync(CustomerId customer, DropId after, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(ListEntries).With(customer.Value).With(after.Value).With(limit);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var entries = new List<(DropId, LineEntry)>();
        while (await rows.ReadAsync(cancellation))
            entries.Add((new DropId(rows.GetGuid(12)), LineSql.ReadEntry(rows)));
        return entries;
    }
}
