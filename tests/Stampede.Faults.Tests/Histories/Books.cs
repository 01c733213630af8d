using Npgsql;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Watching;

namespace Stampede.Faults.Tests.Histories;

internal sealed record Reservation(
    Guid Id, Guid Customer, Guid Variant, int Quantity, string Status, string? Key, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, long Version);

internal sealed record Purchase(Guid Id, Guid Reservation, Guid Customer, int Quantity, DateTimeOffset At, long Version);

/// <summary>All that the database says about one drop in the end. The tests read it with their own SQL, not with the server's.</summary>
internal sealed record Books
{
    public required long Version { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    public required IReadOnlyList<VariantCount> Variants { get; init; }

    /// <summary>By version.</summary>
    public required IReadOnlyList<LedgerEntry> Movements { get; init; }

    public required IReadOnlyList<Reservation> Reservations { get; init; }

    public required IReadOnlyList<Purchase> Purchases { get; init; }

    public static async Task<Books> ReadAsync(NpgsqlDataSource database, Guid drop)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        var (version, now) = (await ListAsync("select version, clock_timestamp() from drop where id = $1", row => (row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1)))).Single();
        return new Books
        {
            Version = version,
            ReadAt = now,
            Variants = await ListAsync(
                "select id, total, available, held, sold from variant where drop_id = $1 order by id",
                row => new VariantCount(row.GetGuid(0).ToString(), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4))),
            Movements = await ListAsync(
                """
                select version, at, kind, variant_id, reservation_id, customer_id,
                       case when kind = 'adjusted' then 0 else coalesce(quantity, 0) end, case when kind = 'adjusted' then quantity else 0 end
                from movement where drop_id = $1 order by version
                """,
                row => new LedgerEntry(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), Id(row, 3), Id(row, 4), Id(row, 5), row.GetInt32(6), row.GetInt32(7))),
            Reservations = await ListAsync(
                "select id, customer_id, variant_id, quantity, status, request_key, created_at, expires_at, ended_at, drop_version from reservation where drop_id = $1",
                row => new Reservation(
                    row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetInt32(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5),
                    row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8), row.GetInt64(9))),
            Purchases = await ListAsync(
                "select id, reservation_id, customer_id, quantity, purchased_at, drop_version from purchase where drop_id = $1",
                row => new Purchase(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt64(5))),
        };

        async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
        {
            await using var command = new NpgsqlCommand(sql, connection, snapshot) { Parameters = { new() { Value = drop } }, CommandTimeout = 60 };
            await using var rows = await command.ExecuteReaderAsync();
            var all = new List<T>();
            while (await rows.ReadAsync())
                all.Add(read(rows));
            return all;
        }

        static string? Id(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetGuid(at).ToString();
    }
}
