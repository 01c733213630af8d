using System.Text.Json;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Server.Json;
using Stampede.Server.Live;

namespace Stampede.Server.Drops;

/// <summary>A drop as it was read, serialised once for all who asked at the same time.</summary>
internal sealed class DropAnswer(DropSnapshot drop)
{
    private SharedJson? json;

    public DropSnapshot Drop => drop;

    public SharedJson Json => json ??= new(JsonSerializer.SerializeToUtf8Bytes(drop, ApiJson.Wire.DropSnapshot));
}

/// <summary>The stock of all drops as it was read, serialised once for all who asked at the same time.</summary>
internal sealed class StockAnswer(IReadOnlyList<DropSnapshot> drops)
{
    private byte[]? json;

    public IReadOnlyList<DropSnapshot> Drops => drops;

    public byte[] Json => json ??= JsonSerializer.SerializeToUtf8Bytes([.. drops.Select(StockChanged.Of)], ApiJson.Wire.StockChangedArray);
}

/// <summary>
/// What everybody wants to see at the same moment: the crowd before the opening reloads the page, and all watchers come
/// back after a restart. Each answer is as of a moment after the question, so that who watches first misses nothing.
/// </summary>
internal sealed class DropAnswers(DropReads reads, DropStandings standings)
{
    /// <summary>Of those who watch all drops; the newest. Of older ones they hear when something happens to them.</summary>
    private const int WatchedDropsMax = 1_000;

    private readonly SharedReads<DropId, DropAnswer?> drops = new(async (drop, cancellation) =>
        await reads.FindAsync(drop, cancellation) is { } found ? new DropAnswer(found) : null);

    private readonly SharedReads<(DropStatus? Status, bool WithDrafts, DropId? After, int Limit), SharedJson> pages = new(async (page, cancellation) =>
        new(JsonSerializer.SerializeToUtf8Bytes(
            await reads.ListAsync(page.Status, page.WithDrafts, page.After, page.Limit, cancellation), ApiJson.Wire.PageDropSnapshot)));

    private readonly SharedReads<bool, StockAnswer> stocks = new(async (withDrafts, cancellation) =>
        new((await reads.ListAsync(null, withDrafts, null, WatchedDropsMax, cancellation)).Items));

    /// <returns>Null: there is no such drop. A draft is returned too: who may see it is the caller's to know.</returns>
    public async Task<DropAnswer?> FindAsync(DropId drop, CancellationToken cancellation) =>
        // Made-up ids by the thousand are looked for together, and not one by one with all that is shown of a drop.
        await standings.FindAsync(drop, cancellation) is null ? null : await drops.ReadAsync(drop, cancellation);

    /// <returns>A <see cref="Page{T}"/> of drops, as JSON.</returns>
    /// <inheritdoc cref="DropReads.ListAsync"/>
    public Task<SharedJson> ListAsync(DropStatus? status, bool withDrafts, DropId? after, int limit, CancellationToken cancellation) =>
        pages.ReadAsync((status, withDrafts, after, limit), cancellation);

    public Task<StockAnswer> StockAsync(bool withDrafts, CancellationToken cancellation) => stocks.ReadAsync(withDrafts, cancellation);
}
