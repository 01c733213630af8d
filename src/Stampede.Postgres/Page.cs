namespace Stampede.Postgres;

/// <summary>Lists of which each page begins after the last id of the page before.</summary>
internal static class Keyset
{
    /// <summary>In place of that id for the first page. As "$1 is null or id &lt; $1" the index would not be entered at the page's place.</summary>
    public const string IdMax = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid";

    /// <summary>The same, of a list that goes upwards.</summary>
    public const string IdMin = "'00000000-0000-0000-0000-000000000000'::uuid";
}

/// <param name="Next">Where the next page begins; null: this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Of rows read with one more than the page has room for.</summary>
    internal static Page<T> Of(List<T> rows, int limit, Func<T, string> cursor)
    {
        if (rows.Count <= limit)
            return new(rows, null);
        rows.RemoveRange(limit, rows.Count - limit);
        return new(rows, cursor(rows[^1]));
    }
}
