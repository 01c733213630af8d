namespace Stampede.Postgres;

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
