using System.Security.Cryptography;
using Npgsql;

namespace Stampede.Postgres.Operations;

public sealed record StoredPicture(string ContentType, byte[] Bytes, byte[] Sha256);

/// <summary>A picture that is to be kept.</summary>
/// <param name="Sizes">The same as WebP, in several widths.</param>
public sealed record NewPicture(string ContentType, byte[] Bytes, int Width, int Height, IReadOnlyList<PictureSize> Sizes);

public sealed record PictureSize(int Width, byte[] Bytes);

/// <summary>What a page has to know before it has the picture.</summary>
/// <param name="Widths">Those that it is kept in, the smallest first. Empty: it was uploaded before pictures were resized.</param>
public sealed record PictureShape(int? Width, int? Height, IReadOnlyList<int> Widths);

/// <summary>Uploaded pictures, kept in the database so that every node has them.</summary>
public sealed class PictureRows(NpgsqlDataSource database)
{
    private const string Insert = """
        insert into picture (id, content_type, bytes, sha256, width, height) values ($1, $2, $3, $4, $5, $6) on conflict (sha256) do nothing
        """;

    // Also of a picture that is there from before pictures were resized.
    private const string InsertSizes = """
        insert into picture_size (picture_id, width, bytes)
        select p.id, s.width, s.bytes from picture p, unnest($2::integer[], $3::bytea[]) as s (width, bytes) where p.sha256 = $1
        on conflict do nothing
        """;

    private const string FindId = "update picture set width = $2, height = $3 where sha256 = $1 returning id";

    private const string Find = "select content_type, bytes, sha256 from picture where id = $1";

    private const string FindSize = "select bytes from picture_size where picture_id = $1 and width = $2";

    private const string FindShapes = """
        select p.id, p.width, p.height, array(select s.width from picture_size s where s.picture_id = p.id order by s.width) from picture p where p.id = any($1)
        """;

    /// <param name="id">For a picture that is not there yet.</param>
    /// <returns>The picture's id: that of before, where it was there.</returns>
    public async Task<Guid> KeepAsync(Guid id, NewPicture picture, CancellationToken cancellation)
    {
        var sha256 = SHA256.HashData(picture.Bytes);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // Two transactions: where another upload of the same picture was first, its row is seen by the second.
        await using (var insert = new NpgsqlBatch(connection))
        {
            insert.Add(Insert).With(id).With(picture.ContentType).With(picture.Bytes).With(sha256).With(picture.Width).With(picture.Height);
            await insert.ExecuteNonQueryAsync(cancellation);
        }

        await using var find = new NpgsqlBatch(connection);
        find.Add(InsertSizes).With(sha256).With(picture.Sizes.Select(size => size.Width).ToArray()).With(picture.Sizes.Select(size => size.Bytes).ToArray());
        find.Add(FindId).With(sha256).With(picture.Width).With(picture.Height);
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

    /// <returns>As WebP. Null: there is none of this width.</returns>
    public async Task<StoredPicture?> FindSizeAsync(Guid id, int width, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindSize).With(id).With(width);
        return await batch.ExecuteScalarAsync(cancellation) is byte[] bytes ? new StoredPicture("image/webp", bytes, SHA256.HashData(bytes)) : null;
    }

    /// <returns>Of those that there are.</returns>
    public async Task<IReadOnlyDictionary<Guid, PictureShape>> FindShapesAsync(Guid[] ids, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(FindShapes).With(ids);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<Guid, PictureShape>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(rows.GetGuid(0), new PictureShape(
                rows.IsDBNull(1) ? null : rows.GetInt32(1), rows.IsDBNull(2) ? null : rows.GetInt32(2), rows.GetFieldValue<int[]>(3)));
        }

        return found;
    }
}
