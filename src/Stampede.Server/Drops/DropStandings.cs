using Microsoft.Extensions.Caching.Memory;
using Stampede.Domain;
using Stampede.Postgres.Drops;

namespace Stampede.Server.Drops;

/// <summary>
/// Whether a drop exists and whether it is over: asked before its lane is woken. Only what stays true is remembered: that a
/// drop was published, and that it has ended. A drop that does not exist or is a draft may change in a moment, on another
/// node too, so that is read each time, in one read for all who ask together.
/// </summary>
internal sealed class DropStandings(Func<IReadOnlyCollection<DropId>, CancellationToken, Task<IReadOnlyDictionary<DropId, DropStanding>>> read) : IDisposable
{
    /// <summary>An ended drop's limit may still be changed, and its last holds end.</summary>
    private static readonly TimeSpan RememberedTime = TimeSpan.FromSeconds(5);

    /// <summary>Drops and variants together; more are read anew.</summary>
    private const int RememberedMax = 50_000;

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = RememberedMax });
    private readonly BatchedReads<DropId, DropStanding> reads = new(read);

    /// <returns>Null: there is no such drop.</returns>
    public ValueTask<DropStanding?> FindAsync(DropId drop, CancellationToken cancellation) =>
        known.TryGetValue(drop, out DropStanding? standing) ? new(standing) : ReadAsync(drop, cancellation);

    /// <summary>A draft is not there, and no work is asked for it.</summary>
    public async ValueTask<bool> IsPublishedAsync(DropId drop, CancellationToken cancellation) =>
        await FindAsync(drop, cancellation) is { View.Status: not DropStatus.Draft };

    public void Dispose() => known.Dispose();

    private async ValueTask<DropStanding?> ReadAsync(DropId drop, CancellationToken cancellation)
    {
        if (await reads.ReadAsync(drop, cancellation) is not (true, var standing))
            return null;
        if (standing.View.Status != DropStatus.Draft)
            known.Set(drop, standing, new MemoryCacheEntryOptions { Size = 1 + standing.View.Variants.Length, AbsoluteExpirationRelativeToNow = RememberedTime });
        return standing;
    }
}
