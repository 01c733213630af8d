using System.Globalization;
using System.Text.Json;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Journal;

namespace Stampede.Postgres.Ledger;

/// <summary>One line of the ledger, as it is shown.</summary>
/// <param name="Change">Of an adjustment, in units.</param>
/// <param name="CustomerName">As the customer is called now; null: it concerns nobody, or nobody who is known any more.</param>
/// <param name="Actor">The operator who did it; null: the customer, or the schedule.</param>
/// <param name="ActorName">Their display name now.</param>
/// <param name="Changes">Of a change of the drop: each field that became another. Null where it was written before these were kept.</param>
/// <param name="Restocked">Of a return: its units are free again. False: they stay sold. Null: it is no return.</param>
public sealed record LedgerLine(
    long Version,
    DateTimeOffset At,
    string Kind,
    VariantId? VariantId,
    ReservationId? ReservationId,
    CustomerId? CustomerId,
    string? CustomerName,
    int? Quantity,
    int? Change,
    string? Reason,
    CustomerId? Actor,
    string? ActorName,
    IReadOnlyList<FieldChange>? Changes,
    bool? Restocked);

/// <summary>Which lines of a ledger are looked for, and in which order.</summary>
/// <param name="Name">How the customer's or the operator's name begins. Null: anybody.</param>
/// <param name="Since">From this time on.</param>
/// <param name="Until">Before this time.</param>
public sealed record LedgerFilter(
    MovementKind? Kind = null, string? Name = null, VariantId? Variant = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, bool NewestFirst = false);

/// <summary>One sale, as it is exported.</summary>
/// <param name="DropVersion">When it was bought.</param>
/// <param name="LastVersion">When it was bought, or something of it came back the last time.</param>
public sealed record Sale(
    PurchaseId Id, ReservationId Reservation, CustomerId Customer, string DisplayName, string VariantLabel, int Quantity, Money Price, DateTimeOffset PurchasedAt,
    long DropVersion, PaymentId? Payment, PaymentState? PaymentState, long CapturedMinor, long RefundedMinor,
    int ReturnedUnits, string? Sku, long LastVersion);

/// <param name="scanMax">Lines that one search goes through at most. What it finds is a page all the same, and the next one goes on from there.</param>
public sealed class LedgerReads(NpgsqlDataSource database, int scanMax = 100_000)
{
    /// <summary>Accounts whose names begin alike, that a search is for.</summary>
    private const int NamesMax = 1_000;

    private const string Columns = """
        select m.version, m.at, m.kind, m.variant_id, m.reservation_id, m.customer_id, coalesce(m.quantity, (m.data ->> 'units')::integer), m.operator_id, m.data ->> 'reason',
          (select display_name from account where id = m.customer_id), (select display_name from account where id = m.operator_id), m.data -> 'changes',
          (m.data ->> 'restocks')::boolean
        """;

    private const string List = $"{Columns} from movement m where m.drop_id = $1 and m.version > $2 order by m.version limit $3";

    // By the index of names, byte by byte; reading all accounts would take longer than the ledger itself.
    private const string FindNamed = """
        select id from account where lower(display_name) ~>=~ lower($1) and lower(display_name) ~<~ (lower($1) || chr(1114111)) limit $2
        """;

    // A drop's time never falls, so times are versions, found by halving.
    private const string FindBounds = """
        select case when $2::timestamptz is null then 1 else first_movement_since(id, $2) end,
          case when $3::timestamptz is null then version + 1 else first_movement_since(id, $3) end
        from drop where id = $1
        """;

    private const string IsWanted = """
        from movement m
        where m.drop_id = $1 and m.version >= $2 and m.version < $3 and ($5::text is null or m.kind = $5) and ($6::uuid is null or m.variant_id = $6)
          and ($7::uuid[] is null or m.customer_id in (select unnest($7)) or m.operator_id in (select unnest($7)))
        """;

    private const string SearchOldest = $"{Columns} {IsWanted} order by m.version limit $4";

    private const string SearchNewest = $"{Columns} {IsWanted} order by m.version desc limit $4";

    private const string SaleColumns = """
        select p.id, p.reservation_id, p.customer_id,
          coalesce((select a.display_name from account a where a.id = p.customer_id), p.display_name), v.label, p.quantity, p.price_minor, p.currency, p.purchased_at, p.drop_version,
          p.payment_id, m.state, coalesce(m.captured_minor, 0), coalesce(m.refunded_minor, 0),
          (select coalesce(sum(units), 0)::integer from purchase_return where drop_id = p.drop_id and purchase_id = p.id),
          (select skus ->> p.variant_id::text from drop_code where drop_id = p.drop_id)
        """;

    private const string SaleDetails = """
        join variant v on v.drop_id = p.drop_id and v.id = p.variant_id
          left join lateral (select * from payment where drop_id = p.drop_id and id = p.payment_id limit 1) m on true
        """;

    private const string Sales = $"""
        {SaleColumns}, coalesce((select max(drop_version) from purchase_return where drop_id = p.drop_id and purchase_id = p.id), p.drop_version)
        from purchase p {SaleDetails}
        where p.drop_id = $1 and p.drop_version > $2 order by p.drop_version limit $3
        """;

    // Each purchase once, at the last that happened to it up to the bound.
    private const string SalesBetween = $"""
        {SaleColumns}, w.version
        from (
          (select b.id, b.drop_version as version from purchase b
           where b.drop_id = $1 and b.drop_version > $2 and b.drop_version <= $4
             and not exists (select from purchase_return where drop_id = $1 and purchase_id = b.id and drop_version <= $4)
           order by b.drop_version limit $3)
          union all
          (select r.purchase_id, r.drop_version from purchase_return r
           where r.drop_id = $1 and r.drop_version > $2 and r.drop_version <= $4
             and not exists (select from purchase_return where drop_id = $1 and purchase_id = r.purchase_id and drop_version > r.drop_version and drop_version <= $4)
           order by r.drop_version limit $3)
          order by version limit $3) w
        cross join lateral (select * from purchase where id = w.id limit 1) p {SaleDetails}
        order by w.version
        """;

    /// <summary>By version, from the one after <paramref name="afterVersion"/>.</summary>
    public async Task<Page<LedgerLine>> ListAsync(DropId drop, long afterVersion, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(IndexedPlans.WithoutJit);
        batch.Add(List).With(drop.Value).With(afterVersion).With(limit + 1);
        return Page<LedgerLine>.Of(await ReadLinesAsync(batch, cancellation), limit, CursorOf);
    }

    /// <summary>
    /// Goes through the ledger's key, at most <c>scanMax</c> lines of it at once. A page may have fewer lines than asked for, or none, and a next one all the same.
    /// </summary>
    /// <param name="after">That of the last line before, or what a page gave as next; null: from the beginning, or the end.</param>
    public async Task<Page<LedgerLine>> SearchAsync(DropId drop, LedgerFilter filter, long? after, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (low, high) = await FindBoundsAsync(connection, drop, filter, cancellation);
        if (after is { } last)
            (low, high) = filter.NewestFirst ? (low, Math.Min(high, last)) : (Math.Max(low, last + 1), high);
        var names = filter.Name is { } name ? await FindNamedAsync(connection, name, cancellation) : null;
        if (low >= high || names is { Length: 0 })
            return new([], null);
        var (from, to) = filter.NewestFirst ? (Math.Max(low, high - scanMax), high) : (low, Math.Min(high, low + scanMax));
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(IndexedPlans.WithoutJit);
        batch.Add(filter.NewestFirst ? SearchNewest : SearchOldest).With(drop.Value).With(from).With(to).With(limit + 1)
            .With(filter.Kind is { } kind ? Names.Of(kind) : null).With(filter.Variant?.Value).With(names);
        var page = Page<LedgerLine>.Of(await ReadLinesAsync(batch, cancellation), limit, CursorOf);
        long? rest = page.Next is not null ? null : filter.NewestFirst && from > low ? from : !filter.NewestFirst && to < high ? to - 1 : null;
        return rest is { } goOn ? page with { Next = goOn.ToString(CultureInfo.InvariantCulture) } : page;
    }

    private static async Task<(long Low, long High)> FindBoundsAsync(NpgsqlConnection connection, DropId drop, LedgerFilter filter, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindBounds).With(drop.Value).With(filter.Since).With(filter.Until);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? (rows.GetInt64(0), rows.GetInt64(1)) : (1, 1);
    }

    private static async Task<Guid[]> FindNamedAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindNamed).With(name).With(NamesMax);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var ids = new List<Guid>();
        while (await rows.ReadAsync(cancellation))
            ids.Add(rows.GetGuid(0));
        return [.. ids];
    }

    private static string CursorOf(LedgerLine line) => line.Version.ToString(CultureInfo.InvariantCulture);

    private static async Task<List<LedgerLine>> ReadLinesAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.NextResultAsync(cancellation);
        var lines = new List<LedgerLine>();
        while (await rows.ReadAsync(cancellation))
        {
            var isOfHold = !rows.IsDBNull(4);
            int? quantity = rows.IsDBNull(6) ? null : rows.GetInt32(6);
            lines.Add(new(
                rows.GetInt64(0), rows.GetFieldValue<DateTimeOffset>(1), rows.GetString(2),
                rows.IsDBNull(3) ? null : new VariantId(rows.GetGuid(3)),
                rows.IsDBNull(4) ? null : new ReservationId(rows.GetGuid(4)),
                rows.IsDBNull(5) ? null : new CustomerId(rows.GetGuid(5)),
                rows.IsDBNull(9) ? null : rows.GetString(9),
                isOfHold ? quantity : null, isOfHold ? null : quantity,
                rows.IsDBNull(8) ? null : rows.GetString(8),
                rows.IsDBNull(7) ? null : new CustomerId(rows.GetGuid(7)),
                rows.IsDBNull(10) ? null : rows.GetString(10),
                rows.IsDBNull(11) ? null : JsonSerializer.Deserialize(rows.GetString(11), MovementJson.Default.IReadOnlyListFieldChange),
                rows.IsDBNull(12) ? null : rows.GetBoolean(12)));
        }

        return lines;
    }

    /// <summary>
    /// A page of a drop's sales, in their order. Whoever reads them may be slow: between two pages no connection is held
    /// and no statement runs.
    /// </summary>
    /// <param name="afterVersion">That of the last sale before; 0: from the first.</param>
    public Task<IReadOnlyList<Sale>> ListSalesAsync(DropId drop, long afterVersion, int limit, CancellationToken cancellation) =>
        ReadSalesAsync(new NpgsqlBatchCommand(Sales).With(drop.Value).With(afterVersion).With(limit), cancellation);

    /// <summary>A page of the sales to which something happened, by the last that did.</summary>
    /// <param name="afterVersion">The <see cref="Sale.LastVersion"/> of the last sale before, or the version that is known already.</param>
    /// <param name="toVersion">What happened later is of the next time.</param>
    public Task<IReadOnlyList<Sale>> ListSalesAsync(DropId drop, long afterVersion, long toVersion, int limit, CancellationToken cancellation) =>
        ReadSalesAsync(new NpgsqlBatchCommand(SalesBetween).With(drop.Value).With(afterVersion).With(limit).With(toVersion), cancellation);

    private async Task<IReadOnlyList<Sale>> ReadSalesAsync(NpgsqlBatchCommand list, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(list);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var sales = new List<Sale>();
        while (await rows.ReadAsync(cancellation))
        {
            sales.Add(new(
                new PurchaseId(rows.GetGuid(0)), new ReservationId(rows.GetGuid(1)), new CustomerId(rows.GetGuid(2)), rows.GetString(3), rows.GetString(4),
                rows.GetInt32(5), new Money(rows.GetInt64(6), rows.GetString(7)), rows.GetFieldValue<DateTimeOffset>(8), rows.GetInt64(9),
                rows.IsDBNull(10) ? null : new PaymentId(rows.GetGuid(10)), rows.IsDBNull(11) ? null : Names.Parse<PaymentState>(rows.GetString(11)), rows.GetInt64(12), rows.GetInt64(13), rows.GetInt32(14),
                rows.IsDBNull(15) ? null : rows.GetString(15), rows.GetInt64(16)));
        }

        return sales;
    }
}
