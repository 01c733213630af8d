using Npgsql;
using Stampede.Proof;

namespace Stampede.Postgres.Proofs;

/// <summary>A key of the shop as it is kept.</summary>
/// <param name="ProtectedKey">The secret half, protected.</param>
public sealed record KeptKey(ShopKey Key, string ProtectedKey);

/// <summary>The shop's keys: one signs, the others have signed.</summary>
public sealed class ProofKeyRows(NpgsqlDataSource database)
{
    // Nothing is signed meanwhile: the old key's end is then later than all that it has signed.
    private const string Lock = "lock table proof_key in exclusive mode";

    private const string Retire = "update proof_key set until_at = clock_timestamp() where until_at is null";

    private const string Insert = "insert into proof_key (shop, public_key, private_key) values ($1, $2, $3)";

    private const string InsertFirst = "insert into proof_key (shop, public_key, private_key) select $1, $2, $3 where not exists (select 1 from proof_key where until_at is null)";

    internal const string Select = "select shop, public_key, from_at, until_at, private_key from proof_key";

    /// <summary>The oldest first.</summary>
    public async Task<IReadOnlyList<KeptKey>> ListAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"{Select} order by id");
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<KeptKey>();
        while (await rows.ReadAsync(cancellation))
            keys.Add(Read(rows));
        return keys;
    }

    /// <summary>From now on this one signs.</summary>
    /// <param name="onlyFirst">Not where one signs already.</param>
    public async Task AddAsync(string shop, ProofPublicKey key, string protectedKey, bool onlyFirst, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin");
        batch.Add(Lock);
        if (!onlyFirst)
            batch.Add(Retire);
        batch.Add(onlyFirst ? InsertFirst : Insert).With(shop).With(key.Bytes.ToArray()).With(protectedKey);
        batch.Add("commit");
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    internal static KeptKey Read(NpgsqlDataReader row) => new(
        new(row.GetString(0), new(row.GetFieldValue<byte[]>(1)), row.GetFieldValue<DateTimeOffset>(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)),
        row.GetString(4));
}
