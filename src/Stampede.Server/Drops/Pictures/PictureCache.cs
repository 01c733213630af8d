using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Drops;

/// <summary>Uploaded pictures on their way out. The one that a crowd is looking at comes from memory.</summary>
internal sealed class PictureCache(PictureRows pictures) : IDisposable
{
    private const long BytesMax = 64L * 1024 * 1024;

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = BytesMax });
    private readonly ConcurrentDictionary<(Guid Id, int? Width), Lazy<Task<StoredPicture?>>> underWay = new();

    public void Dispose() => kept.Dispose();

    /// <param name="width">One of its widths. Null: the picture that its address without a width shows.</param>
    /// <returns>Null: there is no such picture.</returns>
    public async Task<StoredPicture?> FindAsync(Guid id, int? width, CancellationToken cancellation)
    {
        var wanted = (id, width);
        if (kept.TryGetValue(wanted, out StoredPicture? picture))
            return picture;
        // One reading for all who wait; a caller that goes away does not end it.
        return await underWay.GetOrAdd(wanted, new Lazy<Task<StoredPicture?>>(() => ReadAsync(wanted))).Value.WaitAsync(cancellation);
    }

    private async Task<StoredPicture?> ReadAsync((Guid Id, int? Width) wanted)
    {
        try
        {
            var picture = wanted.Width is { } width
                ? await pictures.FindSizeAsync(wanted.Id, width, CancellationToken.None)
                : await pictures.FindAsync(wanted.Id, CancellationToken.None);
            if (picture is not null)
                kept.Set(wanted, picture, new MemoryCacheEntryOptions { Size = picture.Bytes.Length });
            return picture;
        }
        finally
        {
            underWay.TryRemove(wanted, out _);
        }
    }
}
