using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Drops;

/// <summary>Drops go by their id or their slug; neither ever changes, so what was found once is remembered.</summary>
internal sealed class DropAddresses(DropReads reads)
{
    private const int RememberedMax = 10_000;

    private readonly ConcurrentDictionary<string, DropId> bySlug = new();

    /// <returns>Null: no drop has this slug. An id is returned as it is, whether or not there is such a drop.</returns>
    public ValueTask<DropId?> FindAsync(string address, CancellationToken cancellation)
    {
        if (Guid.TryParse(address, out var id))
            return new(new DropId(id));
        return bySlug.TryGetValue(address, out var known) ? new(known) : FindSlugAsync(address, cancellation);
    }

    private async ValueTask<DropId?> FindSlugAsync(string slug, CancellationToken cancellation)
    {
        // What is no slug is none of a drop's, and may be what no database takes for text.
        if (slug.Length > Slug.StoredMax || !slug.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
            return null;
        var found = await reads.FindIdAsync(slug, cancellation);
        if (found is { } id && bySlug.Count < RememberedMax)
            bySlug.TryAdd(slug, id);
        return found;
    }
}
