using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Journal;

namespace Stampede.Postgres.Reservations;

/// <param name="DropVersion">The drop's version that the reservation was made with.</param>
/// <param name="ServerTime">The database's clock at the reading.</param>
public sealed record Reservation(
    ReservationId Id,
    DropId DropId,
    VariantId VariantId,
    int Quantity,
    ReservationStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset ServerTime,
    long DropVersion);

/// <param name="Price">Of one unit.</param>
public sealed record Receipt(
    PurchaseId Id,
    ReservationId ReservationId,
    DropId DropId,
    VariantId VariantId,
    int Quantity,
    Money Price,
    DateTimeOffset PurchasedAt,
    long DropVersion);

/// <summary>Reads of reservations and purchases for their owners; another customer's is not there.</summary>
public sealed class ReservationReads(NpgsqlDataSource database)
{
    // A hold that is over is expired from that instant on, though its movement is written a moment later.
    private const string ReservationColumns = """
        select id, drop_id, variant_id, quantity, case when status = 'active' and expires_at <= c.now then 'expired' else status end,
          created_at, expires_at, c.now, drop_version
        from (select clock_timestamp() as now) c, reservation
        """;

    private const string Find = ReservationColumns + " where drop_id = $1 and id = $2 and customer_id = $3";

    private const string List = ReservationColumns + """
         where customer_id = $1 and ($2::uuid is null or id < $2)
           and ($3::text is null or case when status = 'active' and expires_at <= c.now then 'expired' else status end = $3)
         order by id desc limit $4
        """;

    private const string ReceiptColumns = "select id, reservation_id, drop_id, variant_id, quantity, price_minor, currency, purchased_at, drop_version from purchase";

    private const string FindReceipt = ReceiptColumns + " where drop_id = $1 and reservation_id = $2 and customer_id = $3";

    private const string ListReceipts = ReceiptColumns + " where customer_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3";

    public async Task<Reservation?> FindAsync(DropId drop, ReservationId id, CustomerId customer, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Find).With(drop.Value).With(id.Value).With(customer.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? Read(rows) : null;
    }

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
    public async Task<Receipt?> FindReceiptAsync(DropId drop, ReservationId reservation, CustomerId customer, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindReceipt).With(drop.Value).With(reservation.Value).With(customer.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? ReadReceipt(rows) : null;
    }

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

    private static Reservation Read(NpgsqlDataReader row) => new(
        new ReservationId(row.GetGuid(0)), new DropId(row.GetGuid(1)), new VariantId(row.GetGuid(2)), row.GetInt32(3),
        Names.ParseReservationStatus(row.GetString(4)), row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6),
        row.GetFieldValue<DateTimeOffset>(7), row.GetInt64(8));

    private static Receipt ReadReceipt(NpgsqlDataReader row) => new(
        new PurchaseId(row.GetGuid(0)), new ReservationId(row.GetGuid(1)), new DropId(row.GetGuid(2)), new VariantId(row.GetGuid(3)),
        row.GetInt32(4), new Money(row.GetInt64(5), row.GetString(6)), row.GetFieldValue<DateTimeOffset>(7), row.GetInt64(8));
}
