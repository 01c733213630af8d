using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Drops;

/// <summary>Drops go by their id or their slug; neither ever changes, so what was found once is remembered.</summary>
internal sealed class DropLookup(DropStandingReads reads)
{
    private const int RememberedMax = 10_000;

    private readonly ConcurrentDictionary<string, DropId> bySlug = new();
    private readonly BatchedReads<string, DropId> ids = new(reads.FindIdsAsync);

    /// <returns>Null: no drop has this slug. An id is returned as it is, whether or not there is such a drop.</returns>
    public ValueTask<DropId?> FindAsync(string address, CancellationToken cancellation)
    {
        if (Guid.TryParse(address, out var id))
            return new(new DropId(id));
        return bySlug.TryGetValue(address, out var known) ? new(known) : FindSlugAsync(address, cancellation);
    }

    private async ValueTask<DropId?> FindSlugAsync(string slug, CancellationToken cancellation)
    {
        // Others are asked for in the same statement: nothing goes there that no drop can be called, nor that cannot be written.
        if (slug.Length > Slug.StoredMax || !slug.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
            return null;
        if (await ids.ReadAsync(slug, cancellation) is not (true, var id))
            return null;
        if (bySlug.Count < RememberedMax)
            bySlug.TryAdd(slug, id);
        return id;
    }
}
