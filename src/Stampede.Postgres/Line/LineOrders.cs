using System.Collections.Immutable;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Line;

/// <summary>
/// The lines that are served, in their order, as this node needs them. Each is read once and kept in memory while it is used, some
/// 45 bytes a place; what happened since is read alone. A drop's line is read by one at a time, and the others wait for it.
/// </summary>
public sealed class LineOrders(NpgsqlDataSource database, TimeProvider time)
{
    private const int PageSize = 100_000;

    /// <summary>Of all lines that are kept; one that is longer is kept by itself.</summary>
    private const int PlacesMax = 6_000_000;

    private const int LinesMax = 200;

    /// <summary>For whom it may be older, a new one is made no sooner than so many times what the last one took.</summary>
    private const int TimesCost = 10;

    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);

    private const string LogSize = "select log_size from line where drop_id = $1";

    private const string Columns = """
        entry_id, customer_id, preferences, quantity, joined_index, missed_index, least(withdrawn_index, excluded_index)
        """;

    private const string Read = $"select seq, {Columns} from line_entry where drop_id = $1 and seq > $2 order by seq limit $3";

    private const string ReadChanged = $"select last_index, {Columns} from line_entry where drop_id = $1 and last_index > $2 order by last_index limit $3";

    private readonly Lock gate = new();
    private readonly Dictionary<DropId, Kept> kept = [];

    /// <param name="line">As the drop's ledger has it.</param>
    /// <param name="ageMax">What happened within this time need not be known to it; 0: all must be that was there at the call.</param>
    /// <returns>Null: it has no order yet, for it is not drawn.</returns>
    public async Task<LineOrder?> FindAsync(DropId drop, LineState line, TimeSpan ageMax, CancellationToken cancellation)
    {
        if (line.Terms.Mode != Entrance.Open && line.Seed is null)
            return null;
        var entry = KeptOf(drop);
        if (IsFresh(entry, line, ageMax))
            return entry.Order;
        await entry.Turn.WaitAsync(cancellation);
        try
        {
            if (!IsFresh(entry, line, ageMax))
                await RefreshAsync(drop, line, entry, cancellation);
            return entry.Order;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private Kept KeptOf(DropId drop)
    {
        lock (gate)
        {
            if (!kept.TryGetValue(drop, out var entry))
                kept.Add(drop, entry = new Kept());
            entry.UsedAt = time.GetTimestamp();
            foreach (var (other, idle) in kept.Where(one => one.Key != drop).OrderBy(one => one.Value.UsedAt).ToArray())
            {
                if (time.GetElapsedTime(idle.UsedAt) < IdleTime && kept.Count <= LinesMax && kept.Values.Sum(one => (long)(one.Order?.Places.Count ?? 0)) <= PlacesMax)
                    break;
                kept.Remove(other);
            }

            return entry;
        }
    }

    private bool IsFresh(Kept entry, LineState line, TimeSpan ageMax)
    {
        var age = time.GetElapsedTime(entry.ReadAt);
        return entry.Order is { } order && order.Places.Seed == line.Seed && ageMax > TimeSpan.Zero && (age < ageMax || age < TimesCost * entry.Cost);
    }

    private async Task RefreshAsync(DropId drop, LineState line, Kept entry, CancellationToken cancellation)
    {
        var startedAt = time.GetTimestamp();
        var known = entry.Order is { } order && order.Places.Seed == line.Seed ? order : null;
        var size = await ReadSizeAsync(drop, cancellation);
        if (known is null)
        {
            var entries = await ReadAsync(Read, drop, 0, size, cancellation);
            entry.Order = new LineOrder(line, size, entries);
            // Whatever still knows the task that read them must not keep them.
            entries.Clear();
            entries.TrimExcess();
        }
        else if (size > known.LogSize)
            entry.Order = known.With(size, await ReadAsync(ReadChanged, drop, known.LogSize - 1, size, cancellation));
        (entry.ReadAt, entry.Cost) = (startedAt, known is null || size == known.LogSize ? TimeSpan.Zero : time.GetElapsedTime(startedAt));
    }

    private async Task<long> ReadSizeAsync(DropId drop, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LogSize).With(drop.Value);
        return (long)(await batch.ExecuteScalarAsync(cancellation) ?? throw new InvalidDataException($"Drop {drop} has no line."));
    }

    /// <summary>
    /// In pages, so that no statement lasts for long. What happens meanwhile does no harm: each fact has its index in the log, and what
    /// is beyond the size is not looked at.
    /// </summary>
    private async Task<List<OrderedEntry>> ReadAsync(string sql, DropId drop, long after, long size, CancellationToken cancellation)
    {
        var entries = new List<OrderedEntry>();
        // Most people want the same: their lists are kept once.
        var wishes = new Dictionary<string, ImmutableArray<VariantId>>(StringComparer.Ordinal);
        var known = wishes.GetAlternateLookup<ReadOnlySpan<char>>();
        while (true)
        {
            await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(sql).With(drop.Value).With(after).With(PageSize));
            await using var rows = await batch.ReadIndexedAsync(cancellation);
            var count = 0;
            for (; await rows.ReadAsync(cancellation); count++)
            {
                after = rows.GetInt64(0);
                var joined = checked((int)rows.GetInt64(5));
                if (joined >= size)
                    continue;
                entries.Add(new OrderedEntry(
                    new EntryId(rows.GetGuid(1)), new CustomerId(rows.GetGuid(2)), Preferences(rows.GetFieldValue<Guid[]>(3)), rows.GetInt32(4), joined,
                    rows.IsDBNull(6) ? null : checked((int)rows.GetInt64(6)), rows.IsDBNull(7) ? null : checked((int)rows.GetInt64(7))));
            }

            if (count < PageSize)
                return entries;
        }

        ImmutableArray<VariantId> Preferences(Guid[] ids)
        {
            var key = System.Runtime.InteropServices.MemoryMarshal.Cast<Guid, char>(ids.AsSpan());
            if (!known.TryGetValue(key, out var preferences))
                known[key] = preferences = [.. ids.Select(id => new VariantId(id))];
            return preferences;
        }
    }

    private sealed class Kept
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public LineOrder? Order { get; set; }

        public long ReadAt { get; set; }

        public TimeSpan Cost { get; set; }

        public long UsedAt { get; set; }
    }
}
