using System.Security.Cryptography;
using Npgsql;

namespace Stampede.Postgres.Operations;

public sealed record StoredPicture(string ContentType, byte[] Bytes, byte[] Sha256);

/// <summary>Uploaded pictures, kept in the database so that every node has them.</summary>
public sealed class PictureRows(NpgsqlDataSource database)
{
    private const string Insert = "insert into picture (id, content_type, bytes, sha256) values ($1, $2, $3, $4) on conflict (sha256) do nothing";

    private const string FindId = "select id from picture where sha256 = $1";

    private const string Find = "select content_type, bytes, sha256 from picture where id = $1";

    /// <param name="id">For a picture that is not there yet.</param>
    /// <returns>The picture's id: that of before, where it was there.</returns>
    public async Task<Guid> KeepAsync(Guid id, string contentType, byte[] bytes, CancellationToken cancellation)
    {
        var sha256 = SHA256.HashData(bytes);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // Two transactions: where another upload of the same picture was first, its row is seen by the second.
        await using (var insert = new NpgsqlBatch(connection))
        {
            insert.Add(Insert).With(id).With(contentType).With(bytes).With(sha256);
            await insert.ExecuteNonQueryAsync(cancellation);
        }

        await using var find = new NpgsqlBatch(connection);
        find.Add(FindId).With(sha256);
        return (Guid)(await find.ExecuteScalarAsync(cancellation))!;
    }

    public async Task<StoredPicture?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Find).With(id);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation)
            ? new StoredPicture(rows.GetString(0), rows.GetFieldValue<byte[]>(1), rows.GetFieldValue<byte[]>(2))
            : null;
    }
}
