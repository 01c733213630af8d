using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Operators;

namespace Stampede.Postgres.Events;

/// <summary>
/// Receivers of events and what they are still to be sent. One node at a time works on a receiver, by a lease; whoever dies is followed by another
/// one, which may send again what was sent and not noted, and leaves nothing out.
/// </summary>
public sealed class WebhookRows(NpgsqlDataSource database)
{
    public const int WebhooksMax = 50;

    /// <summary>Deliveries that wait, with those that failed before or are replayed; more wait in the ledgers.</summary>
    public const int WaitingMax = 20_000;

    /// <summary>What is over is shown for so long.</summary>
    private const string Kept = "interval '30 days'";

    private const string Columns = """
        select e.id, e.url, e.description, e.types, e.drops, e.off_reason, e.created_at, coalesce(a.display_name, pseudonym(e.created_by)), e.last_delivered_at, e.last_failed_at, e.failing_since,
          (select count(*) from (select from webhook_delivery w where w.endpoint_id = e.id and w.state = 'waiting' limit 100000) w),
          case when e.previous_until > (select clock_timestamp()) then e.previous_until end
        from webhook_endpoint e left join account a on a.id = e.created_by
        """;

    private const string List = $"{Columns} order by e.created_at, e.id";

    private const string Find = $"{Columns} where e.id = $1";

    private const string Insert = """
        insert into webhook_endpoint (id, url, description, types, drops, secret_protected, created_by, position, place, created_at)
        select $1, $2, $3, $4, $5, $6, $7, (select position from event_head), $8, $10 where (select count(*) from webhook_endpoint) < $9
        """;

    private const string Change = """
        update webhook_endpoint set url = $2, description = $3, types = $4, drops = $5,
          is_on = coalesce($6, is_on), off_reason = case when $6 then null when not $6 then coalesce(off_reason, 'by_operator') else off_reason end,
          off_at = case when $6 then null when not $6 then coalesce(off_at, clock_timestamp()) else off_at end,
          failing_since = case when $6 and not is_on then null else failing_since end, waits_until = case when $6 and not is_on then null else waits_until end
        where id = $1
        """;

    // What waited meanwhile is tried at once.
    private const string WakeAll = "update webhook_delivery set next_attempt_at = clock_timestamp() where endpoint_id = $1 and state = 'waiting' and next_attempt_at > clock_timestamp()";

    private const string Delete = "delete from webhook_endpoint where id = $1";

    private const string Rotate = """
        update webhook_endpoint set previous_protected = secret_protected, previous_until = $3, secret_protected = $2 where id = $1
        """;

    private const string FindSecrets = """
        select e.id, e.url, e.description, e.types, e.drops, e.secret_protected, case when e.previous_until > clock_timestamp() then e.previous_protected end, e.failing_since is not null, e.position, e.place
        from webhook_endpoint e
        """;

    // Nobody waits at a row that another node takes: who comes second has nothing to do there.
    private const string LeaseWork = $"""
        with work as (
          select e.id from webhook_endpoint e cross join event_head h
          where e.is_on and (e.leased_until is null or e.leased_until <= clock_timestamp()) and (e.waits_until is null or e.waits_until <= clock_timestamp())
            and (e.position < h.position or e.position = h.position and e.place < {WholeRow}
              or exists (select from webhook_delivery w where w.endpoint_id = e.id and w.state = 'waiting' and w.next_attempt_at <= clock_timestamp()))
            and (exists (select from webhook_delivery w where w.endpoint_id = e.id and w.state = 'waiting' and w.next_attempt_at <= clock_timestamp()) or {HasRoom})
          for update of e skip locked)
        update webhook_endpoint e set leased_by = $1, leased_until = clock_timestamp() + $2 from work where e.id = work.id returning e.id
        """;

    // Of new events a thousand, and of all together WaitingMax.
    private const string HasRoom = """
        (select count(*) from (select from webhook_delivery w where w.endpoint_id = e.id and w.state = 'waiting' and not w.is_again limit 1000) n) < 1000
          and (select count(*) from (select from webhook_delivery w where w.endpoint_id = e.id and w.state = 'waiting' limit 20000) n) < 20000
        """;

    private const string WholeRow = "9223372036854775807";

    // Also the lease goes on: whoever works says so before each step.
    private const string Renew = $"""
        with e as (
          update webhook_endpoint set leased_until = clock_timestamp() + $3
          where id = $1 and leased_by = $2 and is_on and (waits_until is null or waits_until <= clock_timestamp()) returning *)
        select e.id, e.url, e.description, e.types, e.drops, e.secret_protected, case when e.previous_until > clock_timestamp() then e.previous_protected end, e.failing_since is not null, e.position, e.place,
          {HasRoom}
        from e
        """;

    private const string Release = "update webhook_endpoint set leased_by = null, leased_until = null where id = $1 and leased_by = $2";

    private const string Cursors = "select stream, sequence from webhook_cursor where endpoint_id = $1 and stream = any($2)";

    private const string Advance = """
        update webhook_endpoint set position = $3, place = $4 where id = $1 and leased_by = $2 and position = $5 and place = $6
        """;

    private const string InsertDeliveries = """
        insert into webhook_delivery (endpoint_id, event_id, position, place, type, drop_id, previous_sequence, next_attempt_at)
        select $1, e.*, clock_timestamp() from unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::uuid[], $7::bigint[]) as e
        on conflict (endpoint_id, event_id) do nothing
        """;

    private const string MoveCursors = """
        insert into webhook_cursor (endpoint_id, stream, sequence) select $1, c.* from unnest($2::uuid[], $3::bigint[]) as c
        on conflict (endpoint_id, stream) do update set sequence = excluded.sequence
        """;

    private const string DeliveryColumns = """
        select event_id, position, place, type, drop_id, previous_sequence, state, attempts, last_status, last_answer, last_error, last_attempt_at, next_attempt_at, delivered_at, created_at, tries
        from webhook_delivery
        """;

    private const string FindDue = $"""
        {DeliveryColumns} where endpoint_id = $1 and state = 'waiting' and is_again = $2 and next_attempt_at <= clock_timestamp() order by next_attempt_at, position, place limit $3
        """;

    private const string MarkDelivered = """
        update webhook_delivery set state = 'delivered', attempts = attempts + 1, tries = tries + 1, last_status = $3, last_answer = $4, last_error = null,
          last_attempt_at = clock_timestamp(), next_attempt_at = null, delivered_at = clock_timestamp()
        where endpoint_id = $1 and event_id = $2 and state = 'waiting'
        """;

    // Of a good receiver once a second is enough.
    private const string NoteDelivered = """
        update webhook_endpoint set last_delivered_at = clock_timestamp(), failing_since = null
        where id = $1 and (failing_since is not null or last_delivered_at is null or last_delivered_at < clock_timestamp() - interval '1 second')
        """;

    private const string MarkFailed = """
        update webhook_delivery set attempts = attempts + 1, tries = tries + 1, is_again = true, last_status = $3, last_answer = $4, last_error = $5, last_attempt_at = clock_timestamp(),
          state = case when $6::interval is null then 'failed' else 'waiting' end, next_attempt_at = clock_timestamp() + $6
        where endpoint_id = $1 and event_id = $2 and state = 'waiting'
        """;

    private const string NoteFailed = """
        update webhook_endpoint set last_failed_at = clock_timestamp(), failing_since = coalesce(failing_since, clock_timestamp()),
          waits_until = case when $2::interval is null then waits_until else greatest(waits_until, clock_timestamp() + $2) end,
          is_on = is_on and not $3 and not coalesce(failing_since < clock_timestamp() - $4, false),
          off_reason = case when not is_on then off_reason when $3 then 'gone' when failing_since < clock_timestamp() - $4 then 'failing' end,
          off_at = case when not is_on then off_at when $3 or failing_since < clock_timestamp() - $4 then clock_timestamp() end
        where id = $1 returning is_on
        """;

    private const string ListDeliveries = $"""
        {DeliveryColumns} where endpoint_id = $1 and (position, place) < ($2, $3) and ($4::text is null or state = $4) order by position desc, place desc limit $5
        """;

    private const string FindDelivery = $"{DeliveryColumns} where endpoint_id = $1 and event_id = $2";

    private const string Replay = """
        update webhook_delivery set state = 'waiting', tries = 0, is_again = true, next_attempt_at = clock_timestamp(), delivered_at = null where endpoint_id = $1 and event_id = $2
        """;

    private const string ReplayMany = """
        insert into webhook_delivery as d (endpoint_id, event_id, position, place, type, drop_id, previous_sequence, is_again, next_attempt_at)
        select $1, e.*, true, clock_timestamp() from unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::uuid[], $7::bigint[]) as e
        where exists (select from webhook_endpoint where id = $1)
        on conflict (endpoint_id, event_id) do update set state = 'waiting', tries = 0, is_again = true, next_attempt_at = clock_timestamp(), delivered_at = null
        """;

    private const string CountWaiting = "select count(*) from (select from webhook_delivery where endpoint_id = $1 and state = 'waiting' limit 100000) w";

    private const string CountAllWaiting = "select count(*) from (select from webhook_delivery where state = 'waiting' limit 100000) w";

    private const string ForgetOld = $"""
        delete from webhook_delivery where (endpoint_id, event_id) in (
          select endpoint_id, event_id from webhook_delivery where state <> 'waiting' and created_at < (select clock_timestamp() - {Kept}) order by created_at limit $1)
        """;

    public Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellation) => ManyAsync(batch => batch.Add(List), ReadWebhook, cancellation);

    /// <returns>Null: there is none.</returns>
    public async Task<Webhook?> FindAsync(Guid id, CancellationToken cancellation) =>
        await ManyAsync(batch => batch.Add(Find).With(id), ReadWebhook, cancellation) is [var one] ? one : null;

    /// <summary>Makes one; it hears of what comes from now on.</summary>
    /// <param name="secret">Sealed.</param>
    /// <param name="keep">In the same transaction.</param>
    /// <returns>False: there are as many as may be.</returns>
    public Task<bool> TryMakeAsync(Webhook webhook, byte[] secret, CustomerId by, KeptRequest? keep, CancellationToken cancellation)
    {
        var terms = webhook.Terms;
        return WriteAsync(
            batch => batch.Add(Insert).With(webhook.Id).With(terms.Url).With(terms.Description).WithTexts(terms.Types).With(terms.Drops).With(secret).With(by.Value)
                .With(EventPosition.WholeRow).With((long)WebhooksMax).With(webhook.CreatedAt),
            keep, cancellation);
    }

    /// <param name="isOn">Null: as it is.</param>
    /// <returns>False: there is none.</returns>
    public async Task<bool> ChangeAsync(Guid id, WebhookTerms terms, bool? isOn, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Change).With(id).With(terms.Url).With(terms.Description).WithTexts(terms.Types).With(terms.Drops).With(isOn);
        if (isOn is true)
            batch.Add(WakeAll).With(id);
        await batch.ExecuteNonQueryAsync(cancellation);
        return batch.BatchCommands[0].RecordsAffected > 0;
    }

    /// <returns>False: there is none.</returns>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellation) => await RunAsync(batch => batch.Add(Delete).With(id), cancellation) > 0;

    /// <param name="secret">Sealed.</param>
    /// <param name="previousUntil">How long the one before signs too.</param>
    /// <param name="keep">In the same transaction.</param>
    /// <returns>False: there is no such receiver.</returns>
    public Task<bool> RotateAsync(Guid id, byte[] secret, DateTimeOffset previousUntil, KeptRequest? keep, CancellationToken cancellation) =>
        WriteAsync(batch => batch.Add(Rotate).With(id).With(secret).With(previousUntil), keep, cancellation);

    /// <summary>As it is needed for sending to it, whoever sends.</summary>
    /// <returns>Null: there is none.</returns>
    public async Task<WebhookLease?> FindForSendingAsync(Guid id, CancellationToken cancellation) =>
        await ManyAsync(batch => batch.Add($"{FindSecrets} where e.id = $1").With(id), ReadLease, cancellation) is [var one] ? one : null;

    /// <summary>Takes those that have something to do and that no other node works on.</summary>
    public Task<IReadOnlyList<Guid>> LeaseWorkAsync(Guid node, TimeSpan lease, CancellationToken cancellation) =>
        ManyAsync(batch => batch.Add(LeaseWork).With(node).With(lease), row => row.GetGuid(0), cancellation);

    /// <returns>Null: it is off, has asked for a pause, or is another node's by now. HasRoom: more events may wait.</returns>
    public async Task<(WebhookLease Webhook, bool HasRoom)?> RenewAsync(Guid id, Guid node, TimeSpan lease, CancellationToken cancellation) =>
        await ManyAsync(batch => batch.Add(Renew).With(id).With(node).With(lease), row => (ReadLease(row), row.GetBoolean(10)), cancellation) is [var one] ? one : null;

    public Task ReleaseAsync(Guid id, Guid node, CancellationToken cancellation) => RunAsync(batch => batch.Add(Release).With(id).With(node), cancellation);

    /// <summary>Writes the deliveries of a page of events, and how far the receiver has come, in one.</summary>
    /// <returns>False: another node works on it by now, and nothing was written.</returns>
    public async Task<bool> EnqueueAsync(WebhookLease webhook, Guid node, EventPage page, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var advance = new NpgsqlBatch(connection, transaction))
        {
            advance.Add(Advance).With(webhook.Id).With(node).With(page.Next.Row).With(page.Next.Place).With(webhook.Position.Row).With(webhook.Position.Place);
            if (await advance.ExecuteNonQueryAsync(cancellation) == 0)
                return false;
        }

        if (page.Events.Count > 0)
        {
            var last = new Dictionary<Guid, long?>();
            await using (var cursors = new NpgsqlBatch(connection, transaction))
            {
                cursors.Add(Cursors).With(webhook.Id).With(page.Events.Select(one => one.Id.Stream).Distinct().ToArray());
                await using var rows = await cursors.ExecuteReaderAsync(cancellation);
                while (await rows.ReadAsync(cancellation))
                    last[rows.GetGuid(0)] = rows.GetInt64(1);
            }

            var events = EventReads.Chain(page.Events, last);
            await using var write = new NpgsqlBatch(connection, transaction);
            AddEvents(write.Add(InsertDeliveries).With(webhook.Id), events);
            write.Add(MoveCursors).With(webhook.Id).With(last.Keys.ToArray()).With(last.Values.Select(sequence => sequence!.Value).ToArray());
            await write.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>What is due: new events, and those that failed before or are replayed, so that neither waits for all of the others.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> FindDueAsync(Guid id, int limit, CancellationToken cancellation)
    {
        var fresh = await DueAsync(isAgain: false);
        var again = await DueAsync(isAgain: true);
        var share = Math.Max(limit / 2, limit - again.Count);
        var taken = fresh.Take(share).ToList();
        return [.. taken, .. again.Take(limit - taken.Count)];

        Task<IReadOnlyList<WebhookDelivery>> DueAsync(bool isAgain) => ManyAsync(batch => batch.Add(FindDue).With(id).With(isAgain).With((long)limit), ReadDelivery, cancellation);
    }

    /// <param name="wasFailing">It works again: what waits is tried at once.</param>
    public async Task MarkDeliveredAsync(Guid id, WebhookDelivery delivery, WebhookAttempt attempt, bool wasFailing, CancellationToken cancellation) => await RunAsync(
        batch =>
        {
            batch.Add(MarkDelivered).With(id).With(delivery.EventId).With(attempt.Status).With(attempt.Answer);
            batch.Add(NoteDelivered).With(id);
            if (wasFailing)
                batch.Add(WakeAll).With(id);
        },
        cancellation);

    /// <param name="next">Until the next attempt. Null: there is none.</param>
    /// <param name="failingMax">After so long of nothing but failures it is switched off.</param>
    /// <returns>Whether it is still on.</returns>
    public async Task<bool> MarkFailedAsync(Guid id, WebhookDelivery delivery, WebhookAttempt attempt, TimeSpan? next, bool isGone, TimeSpan failingMax, CancellationToken cancellation)
    {
        await RunAsync(
            batch => batch.Add(MarkFailed).With(id).With(delivery.EventId).With(attempt.Status).With(attempt.Answer).With(attempt.Error).With(next), cancellation);
        return await ManyAsync(batch => batch.Add(NoteFailed).With(id).With(attempt.Pause).With(isGone).With(failingMax), row => row.GetBoolean(0), cancellation) is [true];
    }

    /// <summary>Newest events first.</summary>
    /// <param name="before">Null: from the newest.</param>
    public async Task<(IReadOnlyList<WebhookDelivery> Items, EventPosition? Next)> ListDeliveriesAsync(
        Guid id, DeliveryState? state, EventPosition? before, int limit, CancellationToken cancellation)
    {
        var (row, place) = before ?? new(long.MaxValue, long.MaxValue);
        var found = await ManyAsync(
            batch => batch.Add(ListDeliveries).With(id).With(row).With(place).With(state is { } wanted ? Names.Of(wanted) : null).With((long)limit + 1), ReadDelivery, cancellation);
        return found.Count > limit ? ([.. found.Take(limit)], found[limit - 1].At) : (found, null);
    }

    /// <returns>Null: there is none, or it is older than what is kept.</returns>
    public async Task<WebhookDelivery?> FindDeliveryAsync(Guid id, string eventId, CancellationToken cancellation) =>
        await ManyAsync(batch => batch.Add(FindDelivery).With(id).With(eventId), ReadDelivery, cancellation) is [var one] ? one : null;

    /// <summary>It is sent again, by a schedule of its own.</summary>
    /// <returns>False: there is none, or it is older than what is kept.</returns>
    public async Task<bool> ReplayAsync(Guid id, string eventId, CancellationToken cancellation) => await RunAsync(batch => batch.Add(Replay).With(id).With(eventId), cancellation) > 0;

    public Task ReplayAsync(Guid id, IReadOnlyList<LoggedEvent> events, CancellationToken cancellation) =>
        RunAsync(batch => AddEvents(batch.Add(ReplayMany).With(id), events), cancellation);

    public async Task<long> CountWaitingAsync(Guid id, CancellationToken cancellation) => (await ManyAsync(batch => batch.Add(CountWaiting).With(id), row => row.GetInt64(0), cancellation))[0];

    public async Task<long> CountWaitingAsync(CancellationToken cancellation) => (await ManyAsync(batch => batch.Add(CountAllWaiting), row => row.GetInt64(0), cancellation))[0];

    /// <summary>Forgets deliveries that are long over.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> TidyAsync(int stepSize, CancellationToken cancellation) => await RunAsync(batch => batch.Add(ForgetOld).With((long)stepSize), cancellation) >= stepSize;

    private static void AddEvents(NpgsqlBatchCommand command, IReadOnlyList<LoggedEvent> events) => command
        .With(events.Select(one => one.Event.Id).ToArray()).With(events.Select(one => one.At.Row).ToArray()).With(events.Select(one => one.At.Place).ToArray())
        .With(events.Select(one => one.Event.Type).ToArray()).With(events.Select(one => one.Event.DropId!.Value.Value).ToArray())
        .With(events.Select(one => one.Event.PreviousSequence).ToArray());

    private static Webhook ReadWebhook(NpgsqlDataReader row) => new(
        row.GetGuid(0), ReadTerms(row), row.IsDBNull(5) ? null : Names.Parse<WebhookOffReason>(row.GetString(5)), row.GetFieldValue<DateTimeOffset>(6), row.GetString(7), Time(row, 8), Time(row, 9),
        Time(row, 10), row.GetInt64(11), Time(row, 12));

    private static WebhookLease ReadLease(NpgsqlDataReader row) => new(
        row.GetGuid(0), ReadTerms(row), row.GetFieldValue<byte[]>(5), row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6), row.GetBoolean(7), new(row.GetInt64(8), row.GetInt64(9)));

    private static WebhookTerms ReadTerms(NpgsqlDataReader row) => new(
        row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetFieldValue<string[]>(3), row.IsDBNull(4) ? null : row.GetFieldValue<Guid[]>(4));

    private static WebhookDelivery ReadDelivery(NpgsqlDataReader row) => new(
        row.GetString(0), new(row.GetInt64(1), row.GetInt64(2)), row.GetString(3), new DropId(row.GetGuid(4)), row.IsDBNull(5) ? null : row.GetInt64(5), Names.Parse<DeliveryState>(row.GetString(6)),
        row.GetInt32(7), row.IsDBNull(8) ? null : row.GetInt32(8), row.IsDBNull(9) ? null : row.GetString(9), row.IsDBNull(10) ? null : row.GetString(10), Time(row, 11), Time(row, 12), Time(row, 13),
        row.GetFieldValue<DateTimeOffset>(14))
    { Tries = row.GetInt32(15) };

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private async Task<IReadOnlyList<T>> ManyAsync<T>(Action<NpgsqlBatch> add, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        add(batch);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var found = new List<T>();
        while (await rows.ReadAsync(cancellation))
            found.Add(read(rows));
        return found;
    }

    /// <returns>False: the statement had no effect, and nothing is kept.</returns>
    private async Task<bool> WriteAsync(Action<NpgsqlBatch> add, KeptRequest? keep, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var write = new NpgsqlBatch(connection, transaction))
        {
            add(write);
            if (await write.ExecuteNonQueryAsync(cancellation) == 0)
                return false;
        }

        if (keep is not null)
        {
            await using var answer = new NpgsqlBatch(connection, transaction);
            OperatorRequests.AddTo(answer, keep.Name, keep.Answer);
            await answer.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    private async Task<int> RunAsync(Action<NpgsqlBatch> add, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        add(batch);
        return await batch.ExecuteNonQueryAsync(cancellation);
    }
}
