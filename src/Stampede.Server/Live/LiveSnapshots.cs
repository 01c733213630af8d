using System.Text.Json;
using Stampede.Domain;
using Stampede.Postgres.Drops;
using Stampede.Server.Json;

namespace Stampede.Server.Live;

/// <summary>A drop as it was read, serialised once for all who asked at the same time.</summary>
internal sealed class DropAnswer(DropSnapshot drop)
{
    private byte[]? json;

    public DropSnapshot Drop => drop;

    public byte[] Json => json ??= JsonSerializer.SerializeToUtf8Bytes(drop, ApiJson.Wire.DropSnapshot);
}

/// <summary>The stock of all drops as it was read, serialised once for all who asked at the same time.</summary>
internal sealed class StockAnswer(IReadOnlyList<DropSnapshot> drops)
{
    private byte[]? json;

    public IReadOnlyList<DropSnapshot> Drops => drops;

    public byte[] Json => json ??= JsonSerializer.SerializeToUtf8Bytes([.. drops.Select(StockChanged.Of)], ApiJson.Wire.StockChangedArray);
}

/// <summary>What watchers start with. A crowd that comes to watch at once is answered by few reads.</summary>
internal sealed class LiveSnapshots(DropReads reads)
{
    /// <summary>Of those who watch all drops; the newest. Of older ones they hear when something happens to them.</summary>
    private const int DropsMax = 1_000;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<DropId, SharedRead<DropAnswer?>> drops = [];
    private readonly SharedRead<StockAnswer> visible = new(cancellation => ListAsync(reads, withDrafts: false, cancellation), ReadTimeout);
    private readonly SharedRead<StockAnswer> all = new(cancellation => ListAsync(reads, withDrafts: true, cancellation), ReadTimeout);

    /// <summary>As of a moment after the call, so that who watches before it misses nothing.</summary>
    /// <returns>Null: there is no such drop. A draft is returned too: who may see it is the caller's to know.</returns>
    public async Task<DropAnswer?> FindAsync(DropId drop, CancellationToken cancellation)
    {
        Task<DropAnswer?> read;
        lock (gate)
        {
            if (!drops.TryGetValue(drop, out var shared))
                drops.Add(drop, shared = new SharedRead<DropAnswer?>(token => FindAsync(reads, drop, token), ReadTimeout));
            read = shared.NextAsync();
        }

        try
        {
            return await read.WaitAsync(cancellation);
        }
        finally
        {
            lock (gate)
            {
                if (drops.TryGetValue(drop, out var shared) && shared.IsIdle)
                    drops.Remove(drop);
            }
        }
    }

    public Task<StockAnswer> ListAsync(bool withDrafts, CancellationToken cancellation) =>
        (withDrafts ? all : visible).NextAsync().WaitAsync(cancellation);

    private static async Task<DropAnswer?> FindAsync(DropReads reads, DropId drop, CancellationToken cancellation) =>
        await reads.FindAsync(drop, cancellation) is { } found ? new DropAnswer(found) : null;

    private static async Task<StockAnswer> ListAsync(DropReads reads, bool withDrafts, CancellationToken cancellation) =>
        new((await reads.ListAsync(null, withDrafts, null, DropsMax, cancellation)).Items);
}
