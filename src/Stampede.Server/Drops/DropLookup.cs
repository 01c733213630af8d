using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Drops;

/// <summary>Finds a drop by its id or its slug. Neither ever changes, so a slug that was found once is remembered.</summary>
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
        // One statement asks for many callers' slugs: a slug that no drop can have, or that cannot be encoded, must not spoil it.
        if (slug.Length > Slug.StoredMax || !slug.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
            return null;
        if (await ids.ReadAsync(slug, cancellation) is not (true, var id))
            return null;
        if (bySlug.Count < RememberedMax)
            bySlug.TryAdd(slug, id);
        return id;
    }
}
