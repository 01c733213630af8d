using System.Text.Json;
using Npgsql;

namespace Stampede.Postgres.Storefront;

/// <summary>The one row that says who the shop is.</summary>
public sealed class ShopRow(NpgsqlDataSource database)
{
    private const string Read = "select version, profile::text, legal::text, letters::text from shop where version <> $1";

    private const string Write = """
        update shop set version = version + 1, profile = $2, legal = $3, letters = $4, changed_at = clock_timestamp() where version = $1
        returning version, profile::text, legal::text, letters::text
        """;

    /// <param name="known">A version that the caller has already; 0: none.</param>
    /// <returns>Null: that version still stands.</returns>
    public async Task<StoredShop?> ReadAsync(long known, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Read).With(known);
        return await ReadOneAsync(batch, cancellation);
    }

    /// <returns>The shop after it; null: its version is another one by now, and nothing was written.</returns>
    public async Task<StoredShop?> WriteAsync(StoredShop shop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Write).With(shop.Version).WithJson(ProfileText(shop.Profile))
            .WithJson(JsonSerializer.Serialize(new Dictionary<LegalPage, LocalText>(shop.Legal), ShopJson.Default.DictionaryLegalPageLocalText))
            .WithJson(JsonSerializer.Serialize(new Dictionary<string, LocalText>(shop.Letters), ShopJson.Default.DictionaryStringLocalText));
        return await ReadOneAsync(batch, cancellation);
    }

    /// <summary>By which two profiles that say the same are told to be the same.</summary>
    public static string ProfileText(ShopProfile profile) => JsonSerializer.Serialize(profile, ShopJson.Default.ShopProfile);

    private static async Task<StoredShop?> ReadOneAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? new StoredShop(
                rows.GetInt64(0),
                JsonSerializer.Deserialize(rows.GetString(1), ShopJson.Default.ShopProfile)!,
                JsonSerializer.Deserialize(rows.GetString(2), ShopJson.Default.DictionaryLegalPageLocalText)!,
                JsonSerializer.Deserialize(rows.GetString(3), ShopJson.Default.DictionaryStringLocalText)!)
            : null;
    }
}
