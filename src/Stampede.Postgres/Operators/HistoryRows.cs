using System.Globalization;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operators;

/// <param name="Kind">drop, account, payment, order, invitation or webhook.</param>
public sealed record HistorySubject(string Kind, Guid Id)
{
    public static HistorySubject Of(DropId drop) => new("drop", drop.Value);

    public static HistorySubject OfAccount(Guid account) => new("account", account);
}

/// <summary>One of the things that a call did.</summary>
/// <param name="What">The operation, by its name in the API's description.</param>
/// <param name="Summary">What is longer than a line is cut.</param>
public sealed record HistoryEntry(string What, HistorySubject? About, string Summary);

/// <summary>Something that somebody who runs the shop has done.</summary>
/// <param name="ActorName">As they are called now; a pseudonym where they are forgotten.</param>
/// <param name="Role">As it was then; key: a key for machines did it.</param>
/// <param name="What">The operation, by its name in this description.</param>
/// <param name="SubjectKind">drop, account, payment, order, invitation or webhook; null: the shop as a whole.</param>
/// <param name="SubjectName">As it is called now; null: it has no name, or is gone.</param>
/// <param name="Address">The beginning of the network address. For owners alone.</param>
public sealed record HistoryLine(
    string Id, DateTimeOffset At, CustomerId Actor, string ActorName, string Role, string What, string? SubjectKind, string? SubjectId, string? SubjectName, string Summary, string? Address);

/// <summary>Who did what in the console: only ever added to.</summary>
public sealed class HistoryRows(NpgsqlDataSource database)
{
    public const int SummaryLengthMax = 300;

    private const string Insert = """
        insert into history (actor_id, role, what, subject_kind, subject_id, summary, address) values ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string Columns = """
        select h.id, h.at, h.actor_id, coalesce(a.display_name, pseudonym(h.actor_id)), h.role, h.what, h.subject_kind, h.subject_id,
          case h.subject_kind
            when 'drop' then (select name from drop where id = h.subject_id)
            when 'webhook' then (select description from webhook_endpoint where id = h.subject_id)
            when 'account' then coalesce((select display_name from account where id = h.subject_id), pseudonym(h.subject_id))
          end, h.summary, h.address
        from history h left join account a on a.id = h.actor_id where h.id < $1
        """;

    private const string NewestFirst = " order by h.id desc limit $2";

    private const string OfAll = Columns + NewestFirst;

    private const string OfActor = Columns + " and h.actor_id = $3" + NewestFirst;

    private const string OfOperation = Columns + " and h.what = $3" + NewestFirst;

    private const string OfActorAndOperation = Columns + " and h.actor_id = $3 and h.what = $4" + NewestFirst;

    /// <param name="role">As the actor has it now.</param>
    public async Task AddAsync(CustomerId actor, string role, IReadOnlyCollection<HistoryEntry> entries, string? address, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (what, about, summary) in entries)
        {
            batch.Add(Insert).With(actor.Value).With(role).With(what).With(about?.Kind).With(about?.Id)
                .With(Shortened(summary.ReplaceLineEndings(" "))).With(address);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private static string Shortened(string line)
    {
        if (line.Length <= SummaryLengthMax)
            return line;
        // Half a pair is no character, and PostgreSQL refuses it.
        var length = char.IsHighSurrogate(line[SummaryLengthMax - 2]) ? SummaryLengthMax - 2 : SummaryLengthMax - 1;
        return $"{line[..length].TrimEnd()}…";
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">The last one of the page before; null: from the newest.</param>
    public async Task<Page<HistoryLine>> ListAsync(Guid? actor, string? what, long? before, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        var list = batch.Add((actor, what) switch
        {
            (null, null) => OfAll,
            (not null, null) => OfActor,
            (null, not null) => OfOperation,
            _ => OfActorAndOperation,
        }).With(before ?? long.MaxValue).With(limit + 1);
        if (actor is { } who)
            list.With(who);
        if (what is not null)
            list.With(what);
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        var lines = new List<HistoryLine>();
        while (await row.ReadAsync(cancellation))
        {
            lines.Add(new(
                row.GetInt64(0).ToString(CultureInfo.InvariantCulture), row.GetFieldValue<DateTimeOffset>(1), new CustomerId(row.GetGuid(2)), row.GetString(3), row.GetString(4), row.GetString(5), Text(row, 6),
                row.IsDBNull(7) ? null : row.GetGuid(7).ToString(), Text(row, 8), row.GetString(9), Text(row, 10)));
        }

        return Page<HistoryLine>.Of(lines, limit, line => line.Id);
    }

    private static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}
