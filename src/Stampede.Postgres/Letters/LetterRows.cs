using System.Text.Json;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Letters;

/// <summary>How mail stands.</summary>
/// <param name="Waiting">Letters that are not sent yet; counted up to 100,000.</param>
/// <param name="Tried">Of them, those that the mail server did not take so far.</param>
/// <param name="Since">Since when the oldest waits. Null: none does.</param>
/// <param name="LastError">Of the last attempt that failed. Null: no letter that waits was tried.</param>
/// <param name="GivenUp">Within the last day, that will not go any more.</param>
public sealed record LetterCounts(long Waiting, long Tried, DateTimeOffset? Since, string? LastError, long GivenUp);

/// <summary>
/// Letters that must go: written in the transaction of what they tell of, or by a follower of the ledger, and sent by whoever has the lease.
/// A letter may go twice, where its sender dies between the mail server's yes and ours; it is never lost.
/// </summary>
public sealed class LetterRows(NpgsqlDataSource database)
{
    /// <summary>Letters that were asked for and wait at the same time.</summary>
    public const int AskedForMax = 10_000;

    /// <summary>What could not be sent for so long is not sent any more: nobody wants it by then.</summary>
    private const string AgeMax = "interval '7 days'";

    /// <summary>Sent or not, that it was written is known for so long.</summary>
    private const string Kept = "interval '30 days'";

    // About a purchase one writes to where its buyer wanted it. Who asks for a new password may have no account: that is looked at only when the letter is sent, so that nothing tells them. And it goes to
    // the account's own address: what was typed may only look like it.
    private const string LeaseDue = """
        with due as (
          select id from letter where sent_at is null and given_up is null and priority = $3 and due_at <= (select clock_timestamp())
            and (leased_until is null or leased_until <= (select clock_timestamp()))
          order by due_at limit $1 for update skip locked),
        leased as (
          update letter l set leased_until = clock_timestamp() + $2, tries = tries + 1 from due where l.id = due.id returning l.*)
        select l.id, l.kind, l.about, l.data::text, l.tries,
          a.id, case when l.kind = 'reset' then a.email else coalesce(l.email, o.email, a.email) end, coalesce(a.display_name, ''), coalesce(a.email_confirmed or a.is_operator, false) and (coalesce(l.email, o.email) is null or lower(coalesce(l.email, o.email)) = lower(a.email)),
          coalesce(l.language, a.language), a.email_key, a.security_stamp,
          d.id, d.name, d.slug, v.label, d.starts_at
        from leased l
        left join lateral (
          (select * from account where id = l.customer_id limit 1)
          union all
          (select * from account where l.customer_id is null and email_key = l.data ->> 'emailKey' limit 1)
          limit 1) a on true
        left join lateral (
          (select contact ->> 'email' as email from shop_order where purchase_id = (l.data ->> 'purchase')::uuid limit 1)
          union all
          (select contact ->> 'email' from shop_order where l.data ->> 'purchase' is null and drop_id = l.drop_id and reservation_id = (l.data ->> 'reservation')::uuid limit 1)
          limit 1) o on true
        left join lateral (select id, name, slug, starts_at from drop where id = l.drop_id limit 1) d on true
        left join lateral (select label from variant where drop_id = l.drop_id and id = (l.data ->> 'variant')::uuid limit 1) v on true
        order by l.id
        """;

    private const string MarkSent = "update letter set sent_at = clock_timestamp(), leased_until = null, last_error = null where id = $1 and sent_at is null";

    private const string PutOff = "update letter set due_at = clock_timestamp() + $2, leased_until = null, last_error = $3 where id = $1 and sent_at is null";

    private const string GiveUp = "update letter set given_up = $2, leased_until = null where id = $1 and sent_at is null";

    private const string Forget = "delete from letter where id = $1";

    private const string Insert = """
        insert into letter (customer_id, email, language, drop_id, kind, about, data, priority) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (customer_id, kind, about) do nothing
        """;

    private const string CountAskedFor = """
        select count(*) from (select from letter where priority = 0 and sent_at is null and given_up is null limit $1) l
        """;

    private const string Count = $"""
        select w.waiting, w.tried, w.since,
          (select last_error from letter where sent_at is null and given_up is null and last_error is not null order by id desc limit 1),
          (select count(*) from (select from letter where given_up is not null and created_at > (select clock_timestamp() - {AgeMax} - interval '1 day') limit 100000) g)
        from (
          select count(*) as waiting, count(*) filter (where last_error is not null) as tried, min(created_at) as since
          from (select created_at, last_error from letter where sent_at is null and given_up is null limit 100000) l) w
        """;

    private const string GiveUpOld = $"""
        update letter set given_up = 'too_old', leased_until = null where id = any (array(
          select id from letter where created_at < (select clock_timestamp() - {AgeMax}) and sent_at is null and given_up is null order by created_at limit $1))
        """;

    private const string ForgetOld = $"""
        delete from letter where id = any (array(
          select id from letter where created_at < (select clock_timestamp() - {Kept}) order by created_at limit $1))
        """;

    /// <summary>Writes a letter within the transaction of what it tells of. One that was written before stays as it is.</summary>
    public static async Task WriteAsync(NpgsqlTransaction transaction, NewLetter letter, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.Add(Insert).With(letter.Customer?.Value).With(letter.Email).With(letter.Language).With(letter.Drop?.Value)
            .With(Names.Of(letter.Kind)).With(letter.About).WithJson(letter.Data).With((short)LetterKinds.PriorityOf(letter.Kind));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <returns>True: as many letters that were asked for wait as may.</returns>
    public static async Task<bool> AreAskedForFullAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.Add(CountAskedFor).With(AskedForMax);
        return await batch.ExecuteScalarAsync(cancellation) is >= (long)AskedForMax;
    }

    public async Task<IReadOnlyList<Letter>> LeaseDueAsync(LetterPriority priority, int limit, TimeSpan lease, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LeaseDue).With(limit).With(lease).With((short)priority);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var letters = new List<Letter>();
        while (await rows.ReadAsync(cancellation))
            letters.Add(Read(rows));
        return letters;
    }

    public Task MarkSentAsync(Letter letter, CancellationToken cancellation) =>
        RunAsync(batch => batch.Add(MarkSent).With(letter.Id), cancellation);

    /// <param name="why">Without the address: it is shown to operators.</param>
    public Task PutOffAsync(Letter letter, TimeSpan wait, string why, CancellationToken cancellation) =>
        RunAsync(batch => batch.Add(PutOff).With(letter.Id).With(wait).With(why), cancellation);

    public Task GiveUpAsync(Letter letter, string why, CancellationToken cancellation) =>
        RunAsync(batch => batch.Add(GiveUp).With(letter.Id).With(why), cancellation);

    /// <summary>Nobody is to be written to, and the address is nobody's to keep.</summary>
    public Task ForgetAsync(Letter letter, CancellationToken cancellation) => RunAsync(batch => batch.Add(Forget).With(letter.Id), cancellation);

    public async Task<LetterCounts> CountAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Count));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return new(
            rows.GetInt64(0), rows.GetInt64(1), rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2), rows.IsDBNull(3) ? null : rows.GetString(3), rows.GetInt64(4));
    }

    /// <summary>Gives up what is too old to be sent, and forgets what is older still.</summary>
    /// <returns>Whether there may be more of it.</returns>
    public async Task<bool> TidyAsync(int stepSize, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(
            new NpgsqlBatchCommand(GiveUpOld) { Parameters = { new() { Value = stepSize } } }, new NpgsqlBatchCommand(ForgetOld) { Parameters = { new() { Value = stepSize } } });
        return await batch.ExecuteNonQueryAsync(cancellation) >= stepSize;
    }

    private static Letter Read(NpgsqlDataReader row)
    {
        using var data = JsonDocument.Parse(row.GetString(3));
        return new(
            row.GetInt64(0), Names.Parse<LetterKind>(row.GetString(1)), row.GetString(2), data.RootElement.Clone(),
            new(row.IsDBNull(5) ? null : row.GetGuid(5), Text(row, 6), row.GetString(7), row.GetBoolean(8), Text(row, 9), Text(row, 10), Text(row, 11)),
            row.IsDBNull(12) ? null : new(new DropId(row.GetGuid(12)), row.GetString(13), row.GetString(14), Text(row, 15), row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16)),
            row.GetInt32(4));
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private async Task RunAsync(Action<NpgsqlBatch> add, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        add(batch);
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
