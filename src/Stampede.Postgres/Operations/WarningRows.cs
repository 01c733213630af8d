using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Letters;

namespace Stampede.Postgres.Operations;

/// <summary>What operators are warned of, or told of as news.</summary>
public enum WarningKind
{
    /// <summary>A node has fallen silent, and none was started since.</summary>
    NodeDown,

    /// <summary>A hold, a start or an end is due and not written.</summary>
    ExpiryLate,

    /// <summary>The mail server does not take what waits.</summary>
    MailStuck,

    /// <summary>A payment waits for an operator's hand.</summary>
    PaymentStuck,

    /// <summary>A node's disk is nearly full.</summary>
    DiskLow,

    /// <summary>A node's clock and the database's differ.</summary>
    ClockApart,

    /// <summary>The database does not answer. Known in memory only.</summary>
    DatabaseAway,

    /// <summary>A webhook is switched off, because its receiver is gone or took nothing for days.</summary>
    WebhookOff,

    /// <summary>News: everything of a drop is sold.</summary>
    SoldOut,
}

/// <summary>What one node sees, of itself or of all.</summary>
/// <param name="Subject">The node's, the webhook's or the drop's id; empty: it is about none of them.</param>
/// <param name="Since">Null: now.</param>
public sealed record SeenWarning(WarningKind Kind, string Subject, DateTimeOffset? Since, WarningData Data);

/// <param name="Amount">By the kind: milliseconds, letters, payments, or bytes.</param>
/// <param name="Name">Of the drop or the webhook, or the version of the node.</param>
/// <param name="Reason">A code.</param>
public sealed record WarningData(string? Name = null, long? Amount = null, string? Reason = null);

/// <summary>A warning as it stands.</summary>
public sealed record Warning(WarningKind Kind, string Subject, DateTimeOffset Since, WarningData Data);

/// <param name="AfterSeconds">So long it must have lasted before it is written of, and five times as long it must be gone before it is over.</param>
public sealed record WarningMail(int AfterSeconds);

/// <summary>
/// The warnings of all nodes. Each node says again and again what it sees; what nobody says any more is over. Letters are written in the same transaction,
/// so that of several nodes one writes them.
/// </summary>
public sealed class WarningRows(NpgsqlDataSource database)
{
    private const int WarningsMax = 200;
    private const int ReadersMax = 100;

    /// <summary>A trouble of the same kind is written of once in so long; the same drop's news too.</summary>
    private const string BetweenLetters = "interval '1 hour'";

    // One node at a time: whether somebody was written to is known before the next one asks.
    private const string Lock = "lock table warning in share row exclusive mode";

    // Each drop's stock and last movement are found by their keys, whenever this is planned. What goes on after a short pause is the same as before.
    private const string Say = $"""
        insert into warning as w (code, subject, since, seen_at, data)
        select s.code, s.subject, coalesce(s.since, c.now), c.now, s.data
        from (select clock_timestamp() as now) c cross join lateral (
          select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::jsonb[]) as seen (code, subject, since, data)
          union all
          (select 'node_down', n.id::text, n.last_seen_at, jsonb_build_object('name', n.version) from node n
          where not (n.{NodeRows.IsThere}) and not exists (select from node later where later.started_at > n.last_seen_at) limit 100)
          union all
          select 'expiry_late', '', min(next_due_at), jsonb_build_object('amount', (extract(epoch from c.now - min(next_due_at)) * 1000)::bigint)
          from drop where not is_over and next_due_at < c.now - interval '5 seconds' having count(*) > 0
          union all
          select 'payment_stuck', '', min(changed_at), jsonb_build_object('amount', count(*))
          from (select changed_at from payment where disputed or state = 'capture_failed' or tries >= 5 order by changed_at limit 1000) p having count(*) > 0
          union all
          (select 'webhook_off', e.id::text, e.off_at, jsonb_build_object('name', coalesce(e.description, substring(e.url from '//([^/:?]+)')))
          from webhook_endpoint e where not e.is_on and e.off_reason <> 'by_operator' order by e.off_at limit 100)
          union all
          (select 'sold_out', d.id::text, m.at, jsonb_build_object('name', d.name)
          from drop d
          cross join lateral (select sum(available + held) as free, sum(sold) as sold from variant where drop_id = d.id) v
          cross join lateral (
            select at from movement where drop_id = d.id and kind = any (array(select kind from movement_kind where available + held <> 0 or sold <> 0)) and quantity is not null
            order by version desc limit 1) m
          where not d.is_over and d.archived_at is null and v.free = 0 and v.sold > 0 and m.at > c.now - interval '1 day' limit 100)) s
        on conflict (code, subject) do update set seen_at = excluded.seen_at, data = excluded.data, ended_at = null,
          since = case when w.ended_at < excluded.seen_at - $5 then excluded.since else w.since end,
          over_told = w.over_told and not w.ended_at < excluded.seen_at - $5
        """;

    private const string End = "update warning set ended_at = seen_at where ended_at is null and seen_at < clock_timestamp() - interval '15 seconds'";

    // Mail cannot tell that mail is stuck.
    private const string FindUntold = $"""
        select code, subject, since, data::text, false from warning w
        where ended_at is null and told_since is distinct from since and code <> 'mail_stuck' and since <= clock_timestamp() - $1
          and not exists (
            select from warning o where o.code = w.code and (w.code <> 'sold_out' or o.subject = w.subject) and o.told_at > clock_timestamp() - {BetweenLetters})
        union all
        select code, subject, since, data::text, true from warning w
        where ended_at < clock_timestamp() - $2 and told_since = since and not over_told and code <> 'sold_out'
        order by 1, 3, 2 limit 200
        """;

    private const string MarkTold = """
        update warning set told_at = case when $3 then told_at else clock_timestamp() end, told_since = since, over_told = $3 where code = $1 and subject = any ($2)
        """;

    private const string Write = """
        insert into letter (customer_id, kind, about, data, priority)
        select id, 'alert', $1, $2, $3 from account where is_operator and email is not null order by id limit $4
        on conflict (customer_id, kind, about) do nothing
        """;

    private const string Forget = "delete from warning where ended_at < clock_timestamp() - interval '1 day'";

    private const string List = "select code, subject, since, data::text from warning where ended_at is null order by since, code, subject limit $1";

    /// <summary>Says what this node sees, and looks at what the tables tell; writes the letters that are due.</summary>
    /// <param name="mail">Null: nobody is written to.</param>
    /// <returns>What is wrong now, as all nodes see it.</returns>
    public async Task<IReadOnlyList<Warning>> LookAsync(IReadOnlyCollection<SeenWarning> seen, WarningMail? mail, CancellationToken cancellation)
    {
        var quiet = TimeSpan.FromSeconds(5 * (mail?.AfterSeconds ?? 60));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.Add(Lock);
            batch.Add(Say).With(seen.Select(one => Names.Of(one.Kind)).ToArray()).With(seen.Select(one => one.Subject).ToArray())
                .With(seen.Select(one => one.Since).ToArray()).WithJson([.. seen.Select(one => JsonSerializer.Serialize(one.Data, WarningJson.Default.WarningData))]).With(quiet);
            batch.Add(End);
            batch.Add(Forget);
            await batch.ExecuteNonQueryAsync(cancellation);
        }

        if (mail is not null)
            await WriteLettersAsync(transaction, TimeSpan.FromSeconds(mail.AfterSeconds), quiet, cancellation);
        var warnings = new List<Warning>();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.Add(List).With(WarningsMax);
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
                warnings.Add(Read(rows));
        }

        await transaction.CommitAsync(cancellation);
        return warnings;
    }

    private static async Task WriteLettersAsync(NpgsqlTransaction transaction, TimeSpan after, TimeSpan quiet, CancellationToken cancellation)
    {
        var untold = new List<(Warning Warning, bool IsOver)>();
        await using (var batch = new NpgsqlBatch(transaction.Connection, transaction))
        {
            batch.Add(FindUntold).With(after).With(quiet);
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
                untold.Add((Read(rows), rows.GetBoolean(4)));
        }

        foreach (var letter in untold.GroupBy(one => (one.Warning.Kind, one.IsOver)))
        {
            var (kind, isOver) = (Names.Of(letter.Key.Kind), letter.Key.IsOver);
            var warnings = letter.Select(one => one.Warning).ToArray();
            await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
            batch.Add(MarkTold).With(kind).With(warnings.Select(warning => warning.Subject).ToArray()).With(isOver);
            batch.Add(Write).With($"{kind}/{(isOver ? "over/" : "")}{warnings[^1].Subject}/{warnings[^1].Since.ToUnixTimeMilliseconds()}")
                .WithJson(JsonSerializer.Serialize(new AlertData(kind, isOver, warnings), WarningJson.Default.AlertData))
                .With((short)LetterKinds.PriorityOf(LetterKind.Alert)).With(ReadersMax);
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static Warning Read(NpgsqlDataReader row) => new(
        Names.Parse<WarningKind>(row.GetString(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), JsonSerializer.Deserialize(row.GetString(3), WarningJson.Default.WarningData)!);
}

/// <summary>What a letter to operators tells of.</summary>
/// <param name="IsOver">It was wrong, and is no more.</param>
public sealed record AlertData(string Code, bool IsOver, IReadOnlyList<Warning> Warnings)
{
    public static AlertData Parse(JsonElement letter) => letter.Deserialize(WarningJson.Default.AlertData) ?? throw new InvalidDataException("A letter of a warning tells of none.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WarningData))]
[JsonSerializable(typeof(AlertData))]
internal sealed partial class WarningJson : JsonSerializerContext;
