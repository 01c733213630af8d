using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Line;

/// <summary>A line of the shop's register.</summary>
/// <param name="Number">From 1, without gaps, over all drops.</param>
/// <param name="Commit">The hash of the secret.</param>
/// <param name="SecretProtected">Sealed by the server's key ring.</param>
/// <param name="Entries">People who ever joined.</param>
/// <param name="Line">What the drop's ledger says. Null: nothing yet.</param>
/// <param name="CancelledWhy">Null: it was not cancelled.</param>
public sealed record RegisteredLine(
    DropId Drop, string Slug, string Name, long Number, string Commit, byte[] SecretProtected, long Entries, DateTimeOffset CreatedAt, LineState? Line, string? CancelledWhy);

/// <summary>The shop-wide register of lines. None is ever taken out, so that nobody can draw again until it suits.</summary>
public sealed class LineRows(NpgsqlDataSource database)
{
    // A number that is given is never lost: it is taken and written in one transaction, one at a time.
    private const string OneAtATime = "select pg_advisory_xact_lock(hashtext('stampede register of lines'))";

    private const string Insert = """
        insert into line (drop_id, number, commit, secret_protected)
        select $1, 1 + coalesce((select max(number) from line), 0), $2, $3
        where not exists (select from line where drop_id = $1)
        """;

    private const string Columns = """
        select l.drop_id, d.slug, d.name, l.number, l.commit, l.secret_protected, l.entries, l.created_at, d.line,
          (select m.data ->> 'reason' from movement m
           where d.line ->> 'phase' = 'cancelled' and m.drop_id = l.drop_id and m.version <= d.version and m.kind = 'line_cancelled' order by m.version desc limit 1)
        from line l join drop d on d.id = l.drop_id
        """;

    private const string Find = Columns + " where l.drop_id = $1";

    private const string Lock = "select true from line where drop_id = $1 for update";

    private const string LockEmpty = "select true from line where drop_id = $1 and entries = 0 for update";

    private const string List = Columns + " where l.number < $1 order by l.number desc limit $2";

    /// <summary>Once for each drop; the second time the first one stays.</summary>
    /// <param name="commit">Of 32 random bytes; 64 hex digits.</param>
    public async Task<RegisteredLine> MakeAsync(DropId drop, string commit, byte[] secretProtected, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin");
        batch.Add(OneAtATime);
        batch.Add(Insert).With(drop.Value).With(commit).With(secretProtected);
        batch.Add("commit");
        batch.Add(Find).With(drop.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.NextResultAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? Read(rows) : throw new InvalidDataException($"The line of drop {drop} is gone.");
    }

    /// <summary>Runs an act while nobody can join, if nobody has.</summary>
    /// <returns>Null: somebody has joined, or the drop has no line.</returns>
    public Task<T?> WhileEmptyAsync<T>(DropId drop, Func<ValueTask<T>> act)
        where T : class => WhileLockedAsync(LockEmpty, drop, act);

    /// <summary>Runs an act while nobody can join, or leave.</summary>
    /// <returns>Null: the drop has no line.</returns>
    public Task<T?> WhileNobodyJoinsAsync<T>(DropId drop, Func<ValueTask<T>> act)
        where T : class => WhileLockedAsync(Lock, drop, act);

    private async Task<T?> WhileLockedAsync<T>(string sql, DropId drop, Func<ValueTask<T>> act)
        where T : class
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var begin = new NpgsqlBatch(connection);
        begin.Add("begin");
        begin.Add(sql).With(drop.Value);
        bool isLocked;
        await using (var rows = await begin.ExecuteReaderAsync())
            isLocked = await rows.ReadAsync();
        var result = isLocked ? await act() : null;
        await using var end = new NpgsqlBatch(connection);
        end.Add("commit");
        await end.ExecuteNonQueryAsync();
        return result;
    }

    /// <returns>Null: the drop never had a line.</returns>
    public async Task<RegisteredLine?> FindAsync(DropId drop, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Find).With(drop.Value));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? Read(rows) : null;
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">The last number of the page before. Null: from the newest.</param>
    public async Task<Page<RegisteredLine>> ListAsync(long? before, int limit, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(List).With(before ?? long.MaxValue).With(limit + 1));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var lines = new List<RegisteredLine>();
        while (await rows.ReadAsync(cancellation))
            lines.Add(Read(rows));
        return Page<RegisteredLine>.Of(lines, limit, line => line.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static RegisteredLine Read(NpgsqlDataReader row) => new(
        new DropId(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<byte[]>(5), row.GetInt64(6),
        row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(8) ? null : Journal.LineJson.Parse(row.GetString(8)), row.IsDBNull(9) ? null : row.GetString(9));
}
