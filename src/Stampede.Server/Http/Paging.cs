namespace Stampede.Server.Http;

/// <summary>The part of a list that is asked for.</summary>
/// <param name="Cursor">As an earlier page gave it; null: from the beginning.</param>
internal readonly record struct Paging(string? Cursor, int Limit)
{
    public const int LimitDefault = 20;
    public const int LimitMax = 100;

    public static Paging Parse(string? cursor, string? limit, Validation check, int limitMax = LimitMax)
    {
        var count = LimitDefault;
        if (limit is not null)
            check.Require(int.TryParse(limit, out count) && count >= 1 && count <= limitMax, "limit", $"A whole number from 1 to {limitMax}.");
        return new(string.IsNullOrEmpty(cursor) ? null : cursor, count);
    }

    /// <summary>The cursor of a list that is ordered by id.</summary>
    public Guid? CursorId(Cursors cursors, string list, Validation check)
    {
        if (Cursor is null)
            return null;
        var id = cursors.Read(list, Cursor);
        check.Require(id is not null, "cursor", "Not a cursor that a page gave as next.");
        return id;
    }
}
