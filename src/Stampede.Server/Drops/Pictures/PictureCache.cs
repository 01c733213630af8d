using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Drops;

/// <summary>Uploaded pictures on their way out. The one that a crowd is looking at comes from memory.</summary>
internal sealed class PictureCache(PictureRows pictures) : IDisposable
{
    private const long BytesMax = 64L * 1024 * 1024;

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = BytesMax });
    private readonly ConcurrentDictionary<Guid, Lazy<Task<StoredPicture?>>> underWay = new();

    public void Dispose() => kept.Dispose();

    /// <returns>Null: there is no such picture.</returns>
    public async Task<StoredPicture?> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (kept.TryGetValue(id, out StoredPicture? picture))
            return picture;
        // One reading for all who wait; a caller that goes away does not end it.
        return await underWay.GetOrAdd(id, new Lazy<Task<StoredPicture?>>(() => ReadAsync(id))).Value.WaitAsync(cancellation);
    }

    private async Task<StoredPicture?> ReadAsync(Guid id)
    {
        try
        {
            var picture = await pictures.FindAsync(id, CancellationToken.None);
            if (picture is not null)
                kept.Set(id, picture, new MemoryCacheEntryOptions { Size = picture.Bytes.Length });
            return picture;
        }
        finally
        {
            underWay.TryRemove(id, out _);
        }
    }
}
