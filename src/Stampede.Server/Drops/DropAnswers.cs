using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Stampede.Domain;
using Stampede.Engine.Live;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Server.Http;
using Stampede.Server.Live;

namespace Stampede.Server.Drops;

/// <summary>A drop as it was read, serialised once for all who asked at the same time.</summary>
internal sealed class DropAnswer(DropSnapshot drop)
{
    public DropSnapshot Drop => drop;

    /// <summary>The first event of a stream.</summary>
    public LiveEvent Snapshot => field ??= LiveFormats.Snapshot(this);

    public PreparedJson Json => field ??= new(JsonSerializer.SerializeToUtf8Bytes(drop, ApiJson.Wire.DropSnapshot));
}

/// <summary>The stock of all drops as it was read, serialised once for all who asked at the same time.</summary>
internal sealed class StockAnswer
{
    /// <summary>
    /// A message is written into a connection's buffer as a whole, and stays there for as long as the client does not
    /// read. Whatever there is beyond this is told event by event, as the connection has room.
    /// </summary>
    private const int BytesMax = 48 * 1024;

    public StockAnswer(IReadOnlyList<DropStock> drops)
    {
        using var json = new MemoryStream();
        json.WriteByte((byte)'[');
        var rest = new List<LiveEvent.StockRead>();
        foreach (var drop in drops)
        {
            var stock = StockChanged.Of(drop);
            var written = rest.Count == 0 ? JsonSerializer.SerializeToUtf8Bytes(stock, ApiJson.Wire.StockChanged) : [];
            if (rest.Count > 0 || json.Length + written.Length > BytesMax)
            {
                rest.Add(new LiveEvent.StockRead(drop.Id, drop.Version, stock));
                continue;
            }

            if (json.Length > 1)
                json.WriteByte((byte)',');
            json.Write(written);
        }

        json.WriteByte((byte)']');
        Json = json.ToArray();
        Snapshot = new StockSnapshot(drops.ToFrozenDictionary(drop => drop.Id, drop => drop.Version), rest);
    }

    public StockSnapshot Snapshot { get; }

    public byte[] Json { get; }
}

/// <summary>Drops as they were read, and the pages that begin with the first of them: each serialised once for all who asked.</summary>
internal sealed class DropPages(Page<DropSnapshot> drops, DropSort sort, Cursors cursors)
{
    private readonly ConcurrentDictionary<int, PreparedJson> byLimit = new();

    public PreparedJson Of(int limit) => byLimit.GetOrAdd(limit, Make);

    private PreparedJson Make(int limit)
    {
        var isCut = drops.Items.Count > limit;
        var items = isCut ? [.. drops.Items.Take(limit)] : drops.Items;
        var next = isCut || drops.Next is not null ? cursors.Write(DropAnswers.ListOf(sort), items[^1].Id.Value) : null;
        return new(JsonSerializer.SerializeToUtf8Bytes(new Page<DropSnapshot>(items, next), ApiJson.Wire.PageDropSnapshot));
    }
}

/// <summary>
/// What everybody wants to see at the same moment: the crowd before the opening reloads the page, and all watchers come
/// back after a restart. Each answer is as of a moment after the question, so that who watches first misses nothing.
/// </summary>
internal sealed class DropAnswers(DropReads reads, DropStandings standings, Cursors cursors)
{
    /// <summary>The name of the list of drops, for its cursors.</summary>
    public static string ListOf(DropSort sort) => sort == DropSort.Newest ? "drops" : $"drops by {Names.Of(sort)}";

    /// <summary>The newest; of older ones who watches all drops hears when something happens to them.</summary>
    private const int WatchedDropsMax = 1_000;

    private readonly CoalescedReads<(DropId Id, bool WithCodes), DropAnswer?> drops = new(async (drop, cancellation) =>
        await reads.FindAsync(drop.Id, drop.WithCodes, cancellation) is { } found ? new DropAnswer(found) : null);

    private readonly CoalescedReads<(DropFilter Which, int Rows), DropPages> pages = new(async (page, cancellation) =>
        new(await reads.ListAsync(page.Which, page.Rows, cancellation), page.Which.Sort, cursors));

    private readonly CoalescedReads<bool, StockAnswer> stocks = new(async (withDrafts, cancellation) =>
        new(await reads.ListStockAsync(withDrafts, WatchedDropsMax, cancellation)));

    /// <returns>Null: there is no such drop. A draft is returned too: who may see it is the caller's to know.</returns>
    public Task<DropAnswer?> FindAsync(DropId drop, CancellationToken cancellation) => FindAsync(drop, withCodes: false, cancellation);

    /// <inheritdoc cref="FindAsync(DropId, CancellationToken)"/>
    /// <inheritdoc cref="DropReads.FindAsync(DropId, bool, CancellationToken)" path="/param"/>
    public async Task<DropAnswer?> FindAsync(DropId drop, bool withCodes, CancellationToken cancellation) =>
        // Made-up ids by the thousand are looked for together, and not one by one with all that is shown of a drop.
        await standings.FindAsync(drop, cancellation) is null ? null : await drops.ReadAsync((drop, withCodes), cancellation);

    /// <returns>A <see cref="Page{T}"/> of drops, as JSON.</returns>
    /// <inheritdoc cref="DropReads.ListAsync"/>
    public async Task<PreparedJson> ListAsync(DropFilter which, int limit, CancellationToken cancellation)
    {
        // In two sizes, or each of a hundred would be a read of its own.
        var rows = limit <= Paging.LimitDefault ? Paging.LimitDefault : Paging.LimitMax;
        return (await pages.ReadAsync((which, rows), cancellation)).Of(limit);
    }

    public Task<StockAnswer> StockAsync(bool withDrafts, CancellationToken cancellation) => stocks.ReadAsync(withDrafts, cancellation);
}
