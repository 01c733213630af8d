using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Drops;

public enum DropSort
{
    /// <summary>The newest first, as they were made.</summary>
    Newest,

    /// <summary>By name, from A to Z.</summary>
    Name,

    /// <summary>By start, the earliest first; those without one are the last.</summary>
    StartsAt,
}

/// <param name="Status">Null: any.</param>
/// <param name="Archived">Those, in place of all others.</param>
/// <param name="Query">In lower case, a part of the name. Null: any.</param>
/// <param name="After">The last drop of the page before; null: from the first.</param>
public sealed record DropFilter(DropStatus? Status, bool WithDrafts, bool Archived = false, string? Query = null, DropId? After = null, DropSort Sort = DropSort.Newest);

/// <summary>Reads of drops for people and watchers. Nothing is decided on what they return.</summary>
/// <param name="latestPurchasers">How many are shown for each drop.</param>
public sealed class DropReads(NpgsqlDataSource database, int latestPurchasers)
{
    // One statement, so that the version and all counts are of one snapshot. A name is looked up by its key: a join may be
    // planned, while the tables are empty, as a reading of all accounts.
    private const string Columns = """
        select d.id, d.slug, d.name, d.description, d.image_url, d.price_minor, d.currency,
          drop_status(d.status, d.starts_at, d.ends_at, c.now), d.starts_at, d.ends_at, d.hold_seconds, d.limit_per_customer, d.version, c.now,
          v.ids, v.labels, v.available, v.held, v.sold,
          l.names, l.labels, l.quantities, l.times, d.payment,
          case when d.line ->> 'phase' <> 'cancelled' then d.line -> 'terms' ->> 'mode' end,
          d.line ->> 'phase' <> 'cancelled' and (d.line -> 'terms' ->> 'waitlist')::boolean, (d.line ->> 'number')::bigint,
          d.delivery, d.delivery_countries, d.archived_at is not null,
          (select array[k.pictures::text, k.size_guide] from drop_look k where k.drop_id = d.id),
          (select array[k.external_id, k.skus::text] from drop_code k where k.drop_id = d.id)
        from (select clock_timestamp() as now) c, drop d
        cross join lateral (
          select array_agg(id order by position) as ids, array_agg(label order by position) as labels,
            array_agg(available order by position) as available, array_agg(held order by position) as held,
            array_agg(sold order by position) as sold
          from variant where drop_id = d.id) v
        cross join lateral (
          select array_agg(p.display_name order by p.drop_version desc) as names, array_agg(p.label order by p.drop_version desc) as labels,
            array_agg(p.quantity order by p.drop_version desc) as quantities, array_agg(p.purchased_at order by p.drop_version desc) as times
          from (
            select p.drop_version, coalesce((select case when a.hides_name then '' else a.display_name end from account a where a.id = p.customer_id), p.display_name) as display_name,
              v.label, p.quantity, p.purchased_at
            from purchase p join variant v on v.drop_id = p.drop_id and v.id = p.variant_id
            where p.drop_id = d.id order by p.drop_version desc limit $1) p) l
        """;

    private const string Find = Columns + " where d.id = $2 and d.removed_at is null";

    private const string FindByExternalIds = Columns + " where d.id = any (array(select drop_id from drop_code where external_id = any ($2))) and d.removed_at is null";

    private const string IsWanted = """
        where ($2::text is null or drop_status(d.status, d.starts_at, d.ends_at, c.now) = $2) and ($3 or d.status <> 'draft')
          and d.removed_at is null and (d.archived_at is not null) = $6 and ($7::text is null or position($7 in lower(d.name)) > 0)
        """;

    private const string List = $"""
        {Columns}
        {IsWanted}
          and d.id < coalesce($4, {Keyset.IdMax})
        order by d.id desc
        limit $5
        """;

    // The place of the page before is that of its last drop, as it is called now.
    private const string ListByName = $"""
        {Columns}
        {IsWanted}
          and (lower(d.name), d.id) > (select coalesce(max(lower(name)), ''), coalesce($4, {Keyset.IdMin}) from drop where id = $4)
        order by lower(d.name), d.id
        limit $5
        """;

    // Those to come begin at the present: there may be any number that have opened.
    private const string ListByStart = $"""
        {Columns}
        {IsWanted}
          and (coalesce(d.starts_at, 'infinity'), d.id) > (
            select coalesce(max(coalesce(starts_at, 'infinity')), case when $2 = 'upcoming' then clock_timestamp() - interval '1 minute' else '-infinity' end),
              coalesce($4, {Keyset.IdMin})
            from drop where id = $4)
        order by coalesce(d.starts_at, 'infinity'), d.id
        limit $5
        """;

    // Few drops are not over, and there may be any number that are.
    private const string ListNotOver = $"""
        {Columns}
        where not d.is_over and drop_status(d.status, d.starts_at, d.ends_at, c.now) = $2 and ($3 or d.status <> 'draft')
          and d.removed_at is null and (d.archived_at is not null) = $6 and ($7::text is null or position($7 in lower(d.name)) > 0)
          and d.id < coalesce($4, {Keyset.IdMax})
        order by d.id desc
        limit $5
        """;

    private const string ListStock = """
        select d.id, d.version, drop_status(d.status, d.starts_at, d.ends_at, c.now), v.ids, v.available, v.held, v.sold
        from (select clock_timestamp() as now) c, drop d
        cross join lateral (
          select array_agg(id order by position) as ids, array_agg(available order by position) as available,
            array_agg(held order by position) as held, array_agg(sold order by position) as sold
          from variant where drop_id = d.id) v
        where not d.is_over and d.removed_at is null and d.archived_at is null and d.status = any($1) and drop_status(d.status, d.starts_at, d.ends_at, c.now) <> 'ended'
        order by d.id desc
        limit $2
        """;

    /// <returns>Null: there is no such drop. A draft is returned too: who may see it is the caller's to know.</returns>
    public Task<DropSnapshot?> FindAsync(DropId drop, CancellationToken cancellation) => FindAsync(drop, withCodes: false, cancellation);

    /// <param name="withCodes">For those who run the shop: what other programs call it and its variants.</param>
    /// <inheritdoc cref="FindAsync(DropId, CancellationToken)"/>
    public async Task<DropSnapshot?> FindAsync(DropId drop, bool withCodes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        AddFind(batch, drop);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? Read(rows, withCodes) : null;
    }

    /// <summary>Those that are there, by what another program calls them; with their codes.</summary>
    public async Task<IReadOnlyDictionary<string, DropSnapshot>> FindByExternalIdsAsync(IReadOnlyCollection<string> externalIds, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindByExternalIds).With(latestPurchasers).With(externalIds.ToArray()));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var found = new Dictionary<string, DropSnapshot>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            var drop = Read(rows, withCodes: true);
            found.Add(drop.ExternalId!, drop);
        }

        return found;
    }

    /// <summary>In their order, by one query whatever the page's size.</summary>
    public async Task<Page<DropSnapshot>> ListAsync(DropFilter which, int limit, CancellationToken cancellation)
    {
        var sql = which.Sort switch
        {
            DropSort.Newest => which.Status is null or DropStatus.Ended ? List : ListNotOver,
            DropSort.Name => ListByName,
            DropSort.StartsAt => ListByStart,
        };
        var list = new NpgsqlBatchCommand(sql)
            .With(latestPurchasers).With(which.Status is { } wanted ? Names.Of(wanted) : null).With(which.WithDrafts).With(which.After?.Value).With(limit + 1)
            .With(which.Archived).With(which.Query);
        await using var batch = database.CreateIndexedBatch(list);
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var drops = new List<DropSnapshot>();
        while (await rows.ReadAsync(cancellation))
            drops.Add(Read(rows, which.WithDrafts));
        return Page<DropSnapshot>.Of(drops, limit, drop => drop.Id.ToString());
    }

    internal void AddFind(NpgsqlBatch batch, DropId drop) => batch.Add(Find).With(latestPurchasers).With(drop.Value);

    /// <summary>The stock of drops that are not over, newest first.</summary>
    public async Task<IReadOnlyList<DropStock>> ListStockAsync(bool withDrafts, int limit, CancellationToken cancellation)
    {
        DropStatus[] shown = withDrafts
            ? [DropStatus.Upcoming, DropStatus.Live, DropStatus.Paused, DropStatus.Draft]
            : [DropStatus.Upcoming, DropStatus.Live, DropStatus.Paused];
        string[] statuses = [.. shown.Select(status => Names.Of(status))];
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(ListStock).With(statuses).With(limit));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var drops = new List<DropStock>();
        while (await rows.ReadAsync(cancellation))
        {
            var ids = rows.GetFieldValue<Guid[]>(3);
            var (available, held, sold) = (rows.GetFieldValue<int[]>(4), rows.GetFieldValue<int[]>(5), rows.GetFieldValue<int[]>(6));
            var variants = new VariantStock[ids.Length];
            for (var i = 0; i < variants.Length; i++)
                variants[i] = new(new VariantId(ids[i]), "", available[i], held[i], sold[i]);
            drops.Add(new(new DropId(rows.GetGuid(0)), rows.GetInt64(1), Names.Parse<DropStatus>(rows.GetString(2)), variants));
        }

        return drops;
    }

    internal DropSnapshot Read(NpgsqlDataReader row, bool withCodes)
    {
        var codes = withCodes ? DropCodes.Read(row.IsDBNull(31) ? null : row.GetFieldValue<string?[]>(31)) : DropCodes.None;
        var (ids, labels) = (row.GetFieldValue<Guid[]>(14), row.GetFieldValue<string[]>(15));
        var (available, held, sold) = (row.GetFieldValue<int[]>(16), row.GetFieldValue<int[]>(17), row.GetFieldValue<int[]>(18));
        var variants = new VariantStock[ids.Length];
        for (var i = 0; i < variants.Length; i++)
            variants[i] = new(new VariantId(ids[i]), labels[i], available[i], held[i], sold[i]) { Sku = codes.Skus.GetValueOrDefault(new VariantId(ids[i])) };

        var purchasers = Array.Empty<LatestPurchaser>();
        if (!row.IsDBNull(19))
        {
            var (names, bought) = (row.GetFieldValue<string[]>(19), row.GetFieldValue<string[]>(20));
            var (quantities, times) = (row.GetFieldValue<int[]>(21), row.GetFieldValue<DateTimeOffset[]>(22));
            purchasers = [.. names.Select((name, i) => LatestPurchaser.Of(name, bought[i], quantities[i], times[i]))];
        }

        var imageUrl = row.IsDBNull(4) ? null : row.GetString(4);
        var look = DropLook.Read(row.IsDBNull(30) ? null : row.GetFieldValue<string?[]>(30), imageUrl);
        return new DropSnapshot
        {
            Id = new DropId(row.GetGuid(0)),
            Slug = row.GetString(1),
            ExternalId = codes.ExternalId,
            Name = row.GetString(2),
            Description = row.IsDBNull(3) ? null : row.GetString(3),
            ImageUrl = imageUrl,
            Pictures = look.Pictures,
            SizeGuide = look.SizeGuide,
            Price = new Money(row.GetInt64(5), row.GetString(6)),
            Status = Names.Parse<DropStatus>(row.GetString(7)),
            Availability = DropView.AvailabilityOf(variants),
            StartsAt = row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
            EndsAt = row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
            HoldSeconds = row.GetInt32(10),
            LimitPerCustomer = row.GetInt32(11),
            Version = row.GetInt64(12),
            ServerTime = row.GetFieldValue<DateTimeOffset>(13),
            Variants = variants,
            LatestPurchasers = purchasers,
            LatestPurchasersMax = latestPurchasers,
            Payment = Names.Parse<PaymentRule>(row.GetString(23)),
            Entrance = row.IsDBNull(24) ? Entrance.Open : Names.Parse<Entrance>(row.GetString(24)),
            Waitlist = !row.IsDBNull(25) && row.GetBoolean(25),
            LineNumber = row.IsDBNull(26) ? null : row.GetInt64(26),
            Delivery = Names.Parse<DeliveryRule>(row.GetString(27)),
            DeliveryCountries = row.IsDBNull(28) ? null : row.GetString(28).Split(' '),
            Archived = row.GetBoolean(29),
        };
    }
}
