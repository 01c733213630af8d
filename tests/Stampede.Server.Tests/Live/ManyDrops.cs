using Npgsql;

namespace Stampede.Server.Tests.Live;

/// <summary>Drops by the thousand, put straight into their tables: to be looked at, not bought.</summary>
internal static class ManyDrops
{
    private const string Insert =
        """
        insert into drop (id, slug, name, price_minor, currency, status, starts_at, hold_seconds, limit_per_customer, created_at, version)
        select gen_random_uuid(), $1 || '-' || i, $1, 100, 'EUR', $1, now(), 60, 1, now(), 1 from generate_series(1, $2) i
        """;

    private const string InsertVariants =
        """
        insert into variant (drop_id, id, position, label, total, available, held, sold)
        select d.id, gen_random_uuid(), i, 'size ' || i, 1000, 1000, 0, 0 from drop d, generate_series(1, $2) i where d.name = $1
        """;

    public static async Task CreateAsync(NpgsqlDataSource database, string status, int count, int variants)
    {
        foreach (var (sql, number) in new[] { (Insert, count), (InsertVariants, variants) })
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddWithValue(status);
            command.Parameters.AddWithValue(number);
            await command.ExecuteNonQueryAsync();
        }
    }
}
