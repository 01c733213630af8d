using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Journal;

namespace Stampede.Postgres.Line;

/// <summary>Reads under the lock of a drop's line, and how its rows are read.</summary>
internal static class LineSql
{
    public const string Lock = "select log_size, entries, closed_size, sealed_size, listed, leavers from line where drop_id = $1 for update";

    public const string Clock = "select clock_timestamp()";

    // A statement of its own: the one that waits for the lock sees other tables as they were before.
    public const string LastAt = """
        select g.at from line l join lateral (select at from line_log where drop_id = $1 and index = l.log_size - 1 limit 1) g on true where l.drop_id = $1
        """;

    // The drop is not locked: who joins never waits for who buys.
    public const string Drop = """
        select drop_status(status, starts_at, ends_at, clock_timestamp()), limit_per_customer, line,
          array(select id from variant where drop_id = $1 order by position), array(select available from variant where drop_id = $1 order by position)
        from drop where id = $1
        """;

    public const string EntryColumns = """
        seq, entry_id, customer_id, preferences, quantity, joined_at, joined_index, missed_index, withdrawn_index, excluded_index, excluded_reason, last_index
        """;

    public static LineEntry ReadEntry(NpgsqlDataReader row) => new(
        row.GetInt64(0), new EntryId(row.GetGuid(1)), new CustomerId(row.GetGuid(2)), [.. row.GetFieldValue<Guid[]>(3).Select(id => new VariantId(id))],
        row.GetInt32(4), row.GetFieldValue<DateTimeOffset>(5), row.GetInt64(6))
    {
        MissedIndex = row.IsDBNull(7) ? null : row.GetInt64(7),
        WithdrawnIndex = row.IsDBNull(8) ? null : row.GetInt64(8),
        ExcludedIndex = row.IsDBNull(9) ? null : row.GetInt64(9),
        ExcludedReason = row.IsDBNull(10) ? null : row.GetString(10),
        LastIndex = row.GetInt64(11),
    };

    /// <summary>Adds the four reads that <see cref="ReadLockedAsync"/> takes, the lock first.</summary>
    public static void AddLock(NpgsqlBatch batch, DropId drop)
    {
        batch.Add(Lock).With(drop.Value);
        batch.Add(Clock);
        batch.Add(LastAt).With(drop.Value);
        batch.Add(Drop).With(drop.Value);
    }

    /// <returns>Null: the drop has no line.</returns>
    public static async Task<LineBookRead?> ReadLockedAsync(NpgsqlDataReader rows, CancellationToken cancellation)
    {
        var counters = await rows.ReadAsync(cancellation)
            ? new LineCounters(rows.GetInt64(0), rows.GetInt64(1), rows.IsDBNull(2) ? null : rows.GetInt64(2), rows.IsDBNull(3) ? null : rows.GetInt64(3))
            {
                Listed = ParseListed(rows.GetString(4)),
                Leavers = rows.GetInt64(5),
            }
            : null;
        await rows.NextResultAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var now = rows.GetFieldValue<DateTimeOffset>(0);
        await rows.NextResultAsync(cancellation);
        DateTimeOffset? lastAt = await rows.ReadAsync(cancellation) ? rows.GetFieldValue<DateTimeOffset>(0) : null;
        await rows.NextResultAsync(cancellation);
        if (!await rows.ReadAsync(cancellation) || counters is null)
            return null;
        var (ids, available) = (rows.GetFieldValue<Guid[]>(3), rows.GetFieldValue<int[]>(4));
        return new LineBookRead(
            now, Names.Parse<DropStatus>(rows.GetString(0)), rows.GetInt32(1), rows.IsDBNull(2) ? null : LineJson.Parse(rows.GetString(2)),
            ids.Index().ToDictionary(id => new VariantId(id.Item), id => available[id.Index]), counters, lastAt);
    }

    public static ImmutableDictionary<VariantId, long> ParseListed(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToImmutableDictionary(listed => new VariantId(Guid.Parse(listed.Name)), listed => listed.Value.GetInt64());
    }

    public static string ListedJson(IReadOnlyDictionary<VariantId, long> listed) =>
        string.Create(CultureInfo.InvariantCulture, $"{{{string.Join(',', listed.Select(one => $"\"{one.Key}\":{one.Value}"))}}}");
}
