using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Drops;

/// <summary>How another program calls a drop and its variants. It is in no ledger: no decision depends on it.</summary>
/// <param name="ExternalId">One drop's alone in the shop. Null: no other program knows it.</param>
public sealed record DropCodes(string? ExternalId, IReadOnlyDictionary<VariantId, string> Skus)
{
    public const int ExternalIdLengthMax = 100;
    public const int SkuLengthMax = 64;

    public static readonly DropCodes None = new(null, new Dictionary<VariantId, string>());

    // A draft that was deleted needs its name no longer.
    private const string FreeOfRemoved = """
        update drop_code c set external_id = null
        where c.external_id = $1 and c.drop_id <> $2 and exists (select from drop where id = c.drop_id and removed_at is not null)
        """;

    private const string Upsert = """
        insert into drop_code (drop_id, external_id, skus) values ($1, $2, $3)
        on conflict (drop_id) do update set external_id = $2, skus = $3
        """;

    public static DropCodes Of(DropSnapshot drop) => new(
        drop.ExternalId, drop.Variants.Where(variant => variant.Sku is not null).ToDictionary(variant => variant.Id, variant => variant.Sku!));

    internal static DropCodes Read(string?[]? columns) => columns is null ? None : new(
        columns[0], JsonSerializer.Deserialize(columns[1]!, DropCodesJson.Default.DictionaryStringString)!.ToDictionary(sku => new VariantId(Guid.Parse(sku.Key)), sku => sku.Value));

    internal void AddTo(NpgsqlBatch batch, DropId drop)
    {
        batch.Add(FreeOfRemoved).With(ExternalId).With(drop.Value);
        batch.Add(Upsert).With(drop.Value).With(ExternalId)
            .WithJson(JsonSerializer.Serialize(Skus.ToDictionary(sku => sku.Key.ToString(), sku => sku.Value), DropCodesJson.Default.DictionaryStringString));
    }

    internal static bool IsTaken(PostgresException fault) => fault is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "drop_code_external_id" };
}

public sealed class DropCodeRows(NpgsqlDataSource database)
{
    /// <param name="drop">It must be there.</param>
    /// <exception cref="ExternalIdTakenException">Nothing was written.</exception>
    public async Task SetAsync(DropId drop, DropCodes codes)
    {
        await using var batch = database.CreateBatch();
        codes.AddTo(batch, drop);
        try
        {
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (PostgresException taken) when (DropCodes.IsTaken(taken))
        {
            throw new ExternalIdTakenException();
        }
    }
}

/// <summary>Another drop has the external id.</summary>
public sealed class ExternalIdTakenException() : Exception("Another drop has this external id.");

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class DropCodesJson : JsonSerializerContext;
