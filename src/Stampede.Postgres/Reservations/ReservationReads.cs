using System.Text.Json.Serialization;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Orders;

namespace Stampede.Postgres.Reservations;

/// <summary>What makes a reservation an offer of the line.</summary>
/// <param name="Place">Of its customer in the line.</param>
/// <param name="Choice">0: the variant that they listed first.</param>
/// <param name="ClaimBy">Until then it wants a yes. Null, and left out: it has one, or needs none.</param>
/// <param name="PayBy">Until then it wants to be bought. Null, and left out: it wants a yes first.</param>
public sealed record ReservationOffer(
    int Place,
    int Choice,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ClaimBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? PayBy)
{
    public static ReservationOffer? Of(Offer? offer, DateTimeOffset expiresAt, DateTimeOffset? claimedUntil) => offer switch
    {
        null => null,
        { Tempo: LineTempo.Live } when claimedUntil is null => new(offer.Place, offer.Choice, expiresAt, null),
        _ => new(offer.Place, offer.Choice, null, claimedUntil ?? expiresAt),
    };
}

/// <summary>A reservation as every answer shows it.</summary>
/// <param name="Price">Of one unit, as it was when the hold was made.</param>
/// <param name="ExpiresAt">When the time to buy is over.</param>
/// <param name="EndedAt">Null while it is active, and then left out.</param>
/// <param name="EndedBy">Null while it is active, and then left out.</param>
/// <param name="ServerTime">The database's clock at the reading.</param>
/// <param name="DropVersion">The drop's version that the reservation was made with, in every answer and whatever became of it.</param>
public sealed record Reservation(
    ReservationId Id,
    DropId DropId,
    VariantId VariantId,
    int Quantity,
    ReservationStatus Status,
    Money Price,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EndedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EndedBy? EndedBy,
    DateTimeOffset ServerTime,
    long DropVersion)
{
    /// <summary>Until then the stock is kept for the customer: later than <see cref="ExpiresAt"/> only once an offer is claimed, and while a payment is under way.</summary>
    public DateTimeOffset KeptUntil { get; init; } = ExpiresAt;

    /// <summary>The line offered it. Absent: its customer reserved it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReservationOffer? Offer { get; init; }

    /// <summary>As it was granted, whatever became of it since.</summary>
    public static Reservation Granted(Hold hold, DropId drop, DateTimeOffset now) => new(
        hold.Id, drop, hold.Variant, hold.Quantity, ReservationStatus.Active, hold.Price, hold.CreatedAt, hold.ExpiresAt, null, null, now, hold.DropVersion)
    {
        KeptUntil = hold.KeptUntil,
        Offer = ReservationOffer.Of(hold.Offer, hold.ExpiresAt, hold.ClaimedUntil),
    };

    public static Reservation Cancelled(Hold hold, DropId drop, DateTimeOffset at, EndedBy by, DateTimeOffset now) =>
        Granted(hold, drop, now) with { Status = ReservationStatus.Cancelled, EndedAt = at, EndedBy = by };

    /// <summary>As a movement left it.</summary>
    /// <param name="at">That of the movement. Time's own end is the hold's, though its movement is written a moment later.</param>
    public static Reservation After(HoldEffect effect, DropId drop, DateTimeOffset at, DateTimeOffset now) => Granted(effect.Of, drop, now) with
    {
        Status = effect.Becomes,
        EndedAt = effect.EndedBy is not { } by ? null : by == Domain.EndedBy.Time ? effect.Of.KeptUntil : at,
        EndedBy = effect.EndedBy,
    };
}

/// <param name="Price">Of one unit.</param>
/// <param name="DropVersion">The drop's version that the purchase was made with.</param>
public sealed record Receipt(
    PurchaseId Id,
    ReservationId ReservationId,
    DropId DropId,
    VariantId VariantId,
    int Quantity,
    Money Price,
    DateTimeOffset PurchasedAt,
    long DropVersion)
{
    /// <summary>How its payment stands. Absent: nothing was paid for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PaymentState? PaymentStatus { get; init; }

    /// <summary>Of what was paid, given back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RefundedMinor { get; init; }

    /// <summary>Of what was bought, came back to the shop. Absent: nothing did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReturnedUnits { get; init; }

    /// <summary>Of what came back, is on sale again: it no longer counts for the customer's limit. Absent: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RestockedUnits { get; init; }

    /// <summary>How its customer is reached and where it goes, as it was when it was bought. Absent: the drop asked for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Contact? SendTo { get; init; }

    /// <summary>Absent: the shop has not said that it was sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SentAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Carrier { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tracking { get; init; }

    /// <summary>For people, to be read out; no two purchases of a drop have the same.</summary>
    public string Number => PurchaseNumber.Of(DropId, DropVersion);
}

/// <summary>Reads of reservations and purchases for their owners; another customer's is not there.</summary>
public sealed class ReservationReads(NpgsqlDataSource database)
{
    // A hold that is over is expired from that instant on, though its movement is written a moment later. Who cancelled
    // stands in the ledger alone; operators' movements of holds are few and have an index of their own.
    private const string ReservationColumns = """
        select r.id, r.drop_id, r.variant_id, r.quantity, s.status, r.price_minor, r.currency, r.created_at, r.expires_at,
          case s.status when 'active' then null when 'expired' then k.until else r.ended_at end,
          s.status = 'cancelled' and exists (
            select 1 from movement m where m.drop_id = r.drop_id and m.reservation_id = r.id and m.operator_id is not null and m.kind = 'cancelled'),
          c.now, r.drop_version, k.until, r.entry_id, r.line_place, r.line_choice, r.line_tempo, r.claimed_until
        from (select clock_timestamp() as now) c, reservation r
        cross join lateral (select greatest(r.expires_at, r.claimed_until, case when r.payment_id is not null then r.pay_until end) as until) k
        cross join lateral (select case when r.status = 'active' and k.until <= c.now then 'expired' else r.status end as status) s
        """;

    private const string Find = ReservationColumns + " where r.drop_id = $1 and r.id = $2 and r.customer_id = $3";

    private const string FindOfAnybody = ReservationColumns + " where r.drop_id = $1 and r.id = $2";

    private const string List = $"""
        {ReservationColumns}
        where r.customer_id = $1 and r.id < coalesce($2, {Keyset.IdMax}) and ($3::text is null or s.status = $3)
        order by r.id desc limit $4
        """;

    private const string ReceiptColumns = """
        select p.id, p.reservation_id, p.drop_id, p.variant_id, p.quantity, p.price_minor, p.currency, p.purchased_at, p.drop_version, m.state, m.refunded_minor, t.units, t.restocked,
          o.contact, o.sent_at, o.carrier, o.tracking
        from purchase p
        left join lateral (select contact, sent_at, carrier, tracking from shop_order where purchase_id = p.id limit 1) o on true
        left join lateral (select state, refunded_minor from payment where drop_id = p.drop_id and id = p.payment_id limit 1) m on true
        left join lateral (
          select sum(units)::integer as units, sum(units) filter (where restocked)::integer as restocked from purchase_return where drop_id = p.drop_id and purchase_id = p.id) t on p.payment_id is not null
        """;

    private const string FindReceipt = ReceiptColumns + " where p.customer_id = $1 and p.id = $2";

    private const string FindReceiptOf = ReceiptColumns + " where p.drop_id = $1 and p.reservation_id = $2 and p.customer_id = $3";

    private const string ListReceipts = ReceiptColumns + $" where p.customer_id = $1 and p.id < coalesce($2, {Keyset.IdMax}) order by p.id desc limit $3";

    public Task<Reservation?> FindAsync(DropId drop, ReservationId id, CustomerId customer, CancellationToken cancellation) =>
        FindAsync(Find, [drop.Value, id.Value, customer.Value], Read, cancellation);

    /// <summary>For operators.</summary>
    /// <returns>Null: the drop has no such reservation, of anybody.</returns>
    public Task<Reservation?> FindOfAnybodyAsync(DropId drop, ReservationId id, CancellationToken cancellation) =>
        FindAsync(FindOfAnybody, [drop.Value, id.Value], Read, cancellation);

    /// <summary>Newest first.</summary>
    /// <param name="status">Null: any.</param>
    public async Task<Page<Reservation>> ListAsync(
        CustomerId customer, ReservationStatus? status, ReservationId? after, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(List).With(customer.Value).With(after?.Value).With(status is { } wanted ? Names.Of(wanted) : null).With(limit + 1);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var reservations = new List<Reservation>();
        while (await rows.ReadAsync(cancellation))
            reservations.Add(Read(rows));
        return Page<Reservation>.Of(reservations, limit, reservation => reservation.Id.ToString());
    }

    /// <returns>Null: this customer bought nothing with this reservation.</returns>
    public Task<Receipt?> FindReceiptAsync(DropId drop, ReservationId reservation, CustomerId customer, CancellationToken cancellation) =>
        FindAsync(FindReceiptOf, [drop.Value, reservation.Value, customer.Value], ReadReceipt, cancellation);

    /// <returns>Null: this customer has no such purchase.</returns>
    public Task<Receipt?> FindReceiptAsync(PurchaseId id, CustomerId customer, CancellationToken cancellation) =>
        FindAsync(FindReceipt, [customer.Value, id.Value], ReadReceipt, cancellation);

    /// <summary>Newest first.</summary>
    public async Task<Page<Receipt>> ListReceiptsAsync(CustomerId customer, PurchaseId? after, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(ListReceipts).With(customer.Value).With(after?.Value).With(limit + 1);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var receipts = new List<Receipt>();
        while (await rows.ReadAsync(cancellation))
            receipts.Add(ReadReceipt(rows));
        return Page<Receipt>.Of(receipts, limit, receipt => receipt.Id.ToString());
    }

    /// <returns>Null: no row has these keys.</returns>
    private async Task<T?> FindAsync<T>(string sql, Guid[] keys, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
        where T : class
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        var command = batch.Add(sql);
        foreach (var key in keys)
            command.With(key);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? read(rows) : null;
    }

    private static Reservation Read(NpgsqlDataReader row)
    {
        var status = Names.Parse<ReservationStatus>(row.GetString(4));
        EndedBy? by = status switch
        {
            ReservationStatus.Active => null,
            ReservationStatus.Purchased => EndedBy.Customer,
            ReservationStatus.Expired => EndedBy.Time,
            ReservationStatus.Cancelled => row.GetBoolean(10) ? EndedBy.Operator : EndedBy.Customer,
        };
        return new(
            new ReservationId(row.GetGuid(0)), new DropId(row.GetGuid(1)), new VariantId(row.GetGuid(2)), row.GetInt32(3), status,
            new Money(row.GetInt64(5), row.GetString(6)), row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8),
            row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), by, row.GetFieldValue<DateTimeOffset>(11), row.GetInt64(12))
        {
            KeptUntil = row.GetFieldValue<DateTimeOffset>(13),
            Offer = ReservationOffer.Of(
                MovementRows.ReadOffer(row, 14), row.GetFieldValue<DateTimeOffset>(8), row.IsDBNull(18) ? null : row.GetFieldValue<DateTimeOffset>(18)),
        };
    }

    private static Receipt ReadReceipt(NpgsqlDataReader row) => new(
        new PurchaseId(row.GetGuid(0)), new ReservationId(row.GetGuid(1)), new DropId(row.GetGuid(2)), new VariantId(row.GetGuid(3)),
        row.GetInt32(4), new Money(row.GetInt64(5), row.GetString(6)), row.GetFieldValue<DateTimeOffset>(7), row.GetInt64(8))
    {
        PaymentStatus = row.IsDBNull(9) ? null : Names.Parse<PaymentState>(row.GetString(9)),
        RefundedMinor = row.IsDBNull(10) ? null : row.GetInt64(10),
        ReturnedUnits = row.IsDBNull(11) ? null : row.GetInt32(11),
        RestockedUnits = row.IsDBNull(12) ? null : row.GetInt32(12),
        SendTo = row.IsDBNull(13) ? null : ContactJson.Parse(row.GetString(13)),
        SentAt = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
        Carrier = row.IsDBNull(15) ? null : row.GetString(15),
        Tracking = row.IsDBNull(16) ? null : row.GetString(16),
    };
}
