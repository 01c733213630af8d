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

    /// <summary>A movement that is of no hold.</summary>
    /// <param name="row">Of which the first nine columns are those of <see cref="JournalSql.Missed"/>.</param>
    /// <exception cref="InvalidDataException">It is none, or lacks something.</exception>
    public static Movement ReadOther(NpgsqlDataReader row)
    {
        var version = row.GetInt64(0);
        var at = row.GetFieldValue<DateTimeOffset>(1);
        var byOperator = row.IsDBNull(7) ? default(CustomerId?) : new CustomerId(row.GetGuid(7));
        return row.GetString(2) switch
        {
            "adjusted" => new Movement.Adjusted(
                version, at, new VariantId(row.GetGuid(3)), row.GetInt32(6), Data(row).Reason ?? "", byOperator ?? default),
            "published" => new Movement.Published(version, at, Status(row), byOperator),
            "opened" => new Movement.Opened(version, at),
            "paused" => new Movement.Paused(version, at, byOperator),
            "resumed" => new Movement.Resumed(version, at, Status(row), byOperator),
            "ended" => new Movement.Ended(version, at, byOperator),
            "changed" => new Movement.Changed(version, at, Status(row), byOperator, Data(row).Change ?? new DropChange()),
            var kind => throw new InvalidDataException($"'{kind}' is no kind of movement after the first."),
        };
    }

    private static Movement Read(NpgsqlDataReader row)
    {
        var version = row.GetInt64(0);
        var at = row.GetFieldValue<DateTimeOffset>(1);
        return row.GetString(2) switch
        {
            "reserved" => new Movement.Reserved(version, at, Hold(row), row.IsDBNull(14) ? null : row.GetString(14)),
            "purchased" => new Movement.Purchased(version, at, Hold(row), new PurchaseId(row.GetGuid(15)), row.GetString(16)),
            "cancelled" => new Movement.Cancelled(version, at, Hold(row), row.IsDBNull(7) ? null : new CustomerId(row.GetGuid(7))),
            "expired" => new Movement.Expired(version, at, Hold(row)),
            _ => ReadOther(row),
        };
    }

    private static Hold Hold(NpgsqlDataReader row) => new(
        new ReservationId(row.GetGuid(4)),
        new CustomerId(row.GetGuid(5)),
        new VariantId(row.GetGuid(3)),
        row.GetInt32(6),
        new Money(row.GetInt64(9), row.GetString(10)),
        row.GetFieldValue<DateTimeOffset>(11),
        row.GetFieldValue<DateTimeOffset>(12),
        row.GetInt64(13));

    private static MovementData Data(NpgsqlDataReader row) => MovementData.Parse(row.GetString(8));

    private static DropStatus Status(NpgsqlDataReader row) =>
        Names.ParseDropStatus(Data(row).Status ?? throw new InvalidDataException("A movement of the drop carries no status."));
}
