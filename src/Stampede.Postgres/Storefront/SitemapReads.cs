using Npgsql;

namespace Stampede.Postgres.Storefront;

/// <summary>The addresses of drops that everybody may find.</summary>
public sealed class SitemapReads(NpgsqlDataSource database)
{
    // A published drop never becomes a draft again; what is over stays to be seen, until it is archived.
    private const string List = "select slug from drop where status <> 'draft' and archived_at is null order by id desc limit $1";

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<string>> ListSlugsAsync(int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(List).With(limit));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var slugs = new List<string>();
        while (await rows.ReadAsync(cancellation))
            slugs.Add(rows.GetString(0));
        return slugs;
    }
}
