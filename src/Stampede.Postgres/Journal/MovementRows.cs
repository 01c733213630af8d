using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Journal;

/// <summary>Movements as read back by <see cref="JournalSql.Missed"/>.</summary>
internal static class MovementRows
{
    public static async Task<ILookup<DropId, Movement>> ReadAsync(NpgsqlDataReader rows, CancellationToken cancellation)
    {
        var movements = new List<(DropId Drop, Movement Movement)>();
        while (await rows.ReadAsync(cancellation))
            movements.Add((new DropId(rows.GetGuid(17)), Read(rows)));
        return movements.ToLookup(row => row.Drop, row => row.Movement);
    }

    /// <summary>What the ledger keeps of a movement, by the first nine columns of <see cref="JournalSql.Missed"/> and its payment; of its hold's row nothing.</summary>
    public static MovementLine ReadLine(NpgsqlDataReader row, int paymentColumn)
    {
        var data = row.IsDBNull(8) ? null : MovementData.Parse(row.GetString(8));
        var payment = row.IsDBNull(paymentColumn) ? default(PaymentId?) : new PaymentId(row.GetGuid(paymentColumn));
        return new MovementLine(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1))
        {
            Variant = row.IsDBNull(3) ? null : new VariantId(row.GetGuid(3)),
            Units = row.IsDBNull(6) ? null : row.GetInt32(6),
            Operator = row.IsDBNull(7) ? null : new CustomerId(row.GetGuid(7)),
            Status = data?.Status is { } status ? Names.Parse<DropStatus>(status) : null,
            Change = data?.Change,
            Reason = data?.Reason,
            Payment = payment,
            PayUntil = data?.PayUntil,
            Line = data?.Line,
            Offer = data?.Offer,
            OfferedUntil = data?.OfferedUntil,
            LogSize = data?.LogSize,
            ClaimedUntil = data?.ClaimedUntil,
            Return = data is { Purchase: { } purchase, Restocks: { } restocks }
                ? new(new(purchase), new(row.GetGuid(4)), new(row.GetGuid(5)), new(row.GetGuid(3)), data.Units ?? row.GetInt32(6), restocks, payment, data.Refund)
                : null,
        };
    }

    public static MovementKind ReadKind(NpgsqlDataReader row) => Names.Parse<MovementKind>(row.GetString(2));

    private static Movement Read(NpgsqlDataReader row)
    {
        var line = ReadLine(row, 18);
        return Movement.Restore(ReadKind(row), line with
        {
            Hold = row.IsDBNull(9) || line.Return is not null ? null : Hold(row),
            RequestKey = row.IsDBNull(14) ? null : row.GetString(14),
            Purchase = row.IsDBNull(15) ? null : new PurchaseId(row.GetGuid(15)),
            DisplayName = row.IsDBNull(16) ? null : row.GetString(16),
        });
    }

    private static Hold Hold(NpgsqlDataReader row) => new(
        new ReservationId(row.GetGuid(4)),
        new CustomerId(row.GetGuid(5)),
        new VariantId(row.GetGuid(3)),
        row.GetInt32(6),
        new Money(row.GetInt64(9), row.GetString(10)),
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.GetInt64(13))
    {
        Offer = ReadOffer(row, 19),
        ClaimedUntil = row.IsDBNull(23) ? null : row.GetFieldValue<DateTimeOffset>(23),
    };

    /// <param name="column">The first of four: entry, place, choice, tempo.</param>
    public static Offer? ReadOffer(NpgsqlDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new Offer(
            new EntryId(row.GetGuid(column)), row.GetInt32(column + 1), row.GetInt16(column + 2), Names.Parse<LineTempo>(row.GetString(column + 3)));
}
