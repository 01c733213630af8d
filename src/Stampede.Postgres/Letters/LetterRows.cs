using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Letters;

/// <summary>A letter that somebody has taken to send.</summary>
/// <param name="To">Null: the customer has no address, or is forgotten.</param>
/// <param name="Data">What it tells of, by its kind; JSON.</param>
/// <param name="Tries">With this one.</param>
public sealed record Letter(
    long Id, CustomerId Customer, string? To, string CustomerName, string Kind, string Data, string DropName, string DropSlug, string? VariantLabel, int Tries);

/// <summary>
/// Letters that must go: written in the transaction of what they tell of, and sent by whoever has the lease. A letter may go twice, where its
/// sender dies between the mail server's yes and ours; it is never lost.
/// </summary>
public sealed class LetterRows(NpgsqlDataSource database)
{
    private const string LeaseDue = """
        with due as (
          select id from letter where sent_at is null and given_up is null and due_at <= (select clock_timestamp())
            and (leased_until is null or leased_until <= (select clock_timestamp()))
          order by due_at limit $1 for update skip locked),
        leased as (
          update letter l set leased_until = clock_timestamp() + $2, tries = tries + 1 from due where l.id = due.id
          returning l.id, l.customer_id, l.drop_id, l.kind, l.data, l.tries)
        select l.id, l.customer_id,
          coalesce((select contact ->> 'email' from shop_order where purchase_id = (l.data ->> 'purchase')::uuid), a.email), coalesce(a.display_name, ''), l.kind, l.data, d.name, d.slug, v.label, l.tries
        from leased l
        left join lateral (select email, display_name from account where id = l.customer_id limit 1) a on true
        join lateral (select name, slug from drop where id = l.drop_id limit 1) d on true
        left join lateral (select label from variant where drop_id = l.drop_id and id = (l.data ->> 'variant')::uuid limit 1) v on true
        order by l.id
        """;

    private const string MarkSent = "update letter set sent_at = clock_timestamp(), leased_until = null, last_error = null where id = $1 and sent_at is null";

    private const string PutOff = "update letter set due_at = clock_timestamp() + $2, leased_until = null, last_error = $3 where id = $1 and sent_at is null";

    private const string GiveUp = "update letter set given_up = $2, leased_until = null where id = $1 and sent_at is null";

    private const string Count = """
        select count(*) filter (where given_up is null), count(*) filter (where given_up is null and tries > 0), min(created_at) filter (where given_up is null)
        from letter where sent_at is null
        """;

    // Whom the line was over for without a purchase. A page at a time: a line may have a million people.
    private const string TellOver = """
        with page as (
          select e.seq, e.customer_id from line_entry e where e.drop_id = $1 and e.seq > $2 and e.seq <= $2 + $3),
        told as (
          insert into letter (customer_id, drop_id, kind, about, data)
          select p.customer_id, $1, 'over', $1::text, '{}' from page p
          cross join lateral (select 1 from line_entry e where e.drop_id = $1 and e.seq = p.seq and e.withdrawn_index is null and e.excluded_index is null limit 1) e
          where not exists (select from purchase b where b.customer_id = p.customer_id and b.drop_id = $1)
            and exists (select from account a where a.id = p.customer_id and a.email is not null)
          on conflict (customer_id, kind, about) do nothing)
        update line set told_over_seq = case when (select count(*) from page) < $3 then null else $2 + $3 end
        where drop_id = $1 and told_over_seq = $2
        """;

    private const string FindUntold = """
        select l.drop_id, l.told_over_seq from line l join lateral (select line from drop where id = l.drop_id limit 1) d on true
        where l.told_over_seq is not null and d.line ->> 'phase' in ('finished', 'cancelled') and d.line ->> 'tempo' = 'calm'
        limit 100
        """;

    public async Task<IReadOnlyList<Letter>> LeaseDueAsync(int limit, TimeSpan lease, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LeaseDue).With(limit).With(lease);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var letters = new List<Letter>();
        while (await rows.ReadAsync(cancellation))
        {
            letters.Add(new Letter(
                rows.GetInt64(0), new CustomerId(rows.GetGuid(1)), rows.IsDBNull(2) ? null : rows.GetString(2), rows.GetString(3), rows.GetString(4), rows.GetString(5),
                rows.GetString(6), rows.GetString(7), rows.IsDBNull(8) ? null : rows.GetString(8), rows.GetInt32(9)));
        }

        return letters;
    }

    public Task MarkSentAsync(Letter letter, CancellationToken cancellation) =>
        RunAsync(batch => batch.Add(MarkSent).With(letter.Id), cancellation);

    /// <param name="why">Without the address: it is shown to operators.</param>
    public Task PutOffAsync(Letter letter, TimeSpan wait, string why, CancellationToken cancellation) =>
        RunAsync(batch => batch.Add(PutOff).With(letter.Id).With(wait).With(why), cancellation);

    public Task GiveUpAsync(Letter letter, string why, CancellationToken cancellation) =>
        RunAsync(batch => batch.Add(GiveUp).With(letter.Id).With(why), cancellation);

    /// <summary>Writes to those who got nothing from a line that is over: a page of each.</summary>
    public async Task TellOverAsync(int pageSize, CancellationToken cancellation)
    {
        var untold = new List<(Guid Drop, long Seq)>();
        await using (var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindUntold)))
        await using (var rows = await batch.ReadIndexedAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
                untold.Add((rows.GetGuid(0), rows.GetInt64(1)));
        }

        foreach (var (drop, seq) in untold)
            await RunAsync(batch => batch.Add(TellOver).With(drop).With(seq).With((long)pageSize), cancellation);
    }

    /// <returns>Letters that wait; of them those that were tried in vain; and since when the oldest waits.</returns>
    public async Task<(long Waiting, long Tried, DateTimeOffset? Since)> CountAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Count));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return (rows.GetInt64(0), rows.GetInt64(1), rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2));
    }

    private async Task RunAsync(Action<NpgsqlBatch> add, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        add(batch);
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
