using System.Security.Cryptography;
using Npgsql;
using Stampede.Domain;
using Stampede.Proof;

namespace Stampede.Postgres.Line;

/// <summary>What makes the pseudonyms of a drop's customers. Made by whoever needs it first, and never changed.</summary>
internal static class PseudonymKeys
{
    private const string Make = """
        insert into proof_pseudonym (drop_id, key) select $1, $2 where not exists (select from proof_pseudonym where drop_id = $1) on conflict do nothing
        """;

    private const string Find = "select key from proof_pseudonym where drop_id = $1";

    public static void AddRead(NpgsqlBatch batch, DropId drop)
    {
        batch.Add(Make).With(drop.Value).With(RandomNumberGenerator.GetBytes(Pseudonym.KeyBytes));
        batch.Add(Find).With(drop.Value);
    }

    public static async Task<byte[]> ReadAsync(NpgsqlDataReader rows, DropId drop) =>
        await rows.ReadAsync() ? rows.GetFieldValue<byte[]>(0) : throw new InvalidDataException($"Drop {drop} has no key for pseudonyms.");
}
