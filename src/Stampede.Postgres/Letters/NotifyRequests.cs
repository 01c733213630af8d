using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Letters;

/// <summary>What somebody wants to be told of.</summary>
public enum NotifyKind
{
    /// <summary>That the drop opens soon.</summary>
    Opening,

    /// <summary>That something is free again.</summary>
    Back,
}

/// <summary>Who wants to be told of a drop, and the telling.</summary>
public sealed class NotifyRequests(NpgsqlDataSource database)
{
    /// <summary>So long before the opening.</summary>
    private const string Ahead = "interval '15 minutes'";

    /// <summary>For each unit that is free; of those who wait, the first who asked.</summary>
    private const int ToldPerUnit = 100;

    private const int PageSize = 2_000;

    // Asked again after it was told: told again.
    private const string AskAsCustomer = """
        insert into notify_request as n (id, drop_id, kind, customer_id, language, confirmed_at)
        select $1, $2, $3, a.id, $5, case when a.email_confirmed or a.is_operator then clock_timestamp() end from account a where a.id = $4 and a.email is not null
        on conflict (drop_id, kind, customer_id) where customer_id is not null do update
        set told_at = null, confirmed_at = coalesce(n.confirmed_at, excluded.confirmed_at),
          asked_at = case when n.told_at is null then n.asked_at else excluded.asked_at end
        returning n.id, n.confirmed_at is not null
        """;

    private const string AskAsAddress = """
        insert into notify_request as n (id, drop_id, kind, email, email_key, language) values ($1, $2, $3, $4, $5, $6)
        on conflict (drop_id, kind, email_key) where email_key is not null do update
        set told_at = null, asked_at = case when n.told_at is null then n.asked_at else excluded.asked_at end
        returning n.id, n.confirmed_at is not null
        """;

    // Nothing is free now: what comes from here on is told, however short a time nothing was.
    private const string NothingIsFree = "update letter_cursor set back_told = false where drop_id = $1 and back_told";

    private const string Confirm = "update notify_request set confirmed_at = coalesce(confirmed_at, clock_timestamp()) where id = $1 returning drop_id";

    private const string Forget = "delete from notify_request where id = $1";

    private const string ForgetOfCustomer = "delete from notify_request where drop_id = $1 and customer_id = $2";

    private const string Asked = "select kind from notify_request where drop_id = $1 and customer_id = $2 and told_at is null";

    private const string TellOpenings = $"""
        with due as (
          select n.id, n.drop_id, n.customer_id, n.email, n.language from drop d
          cross join lateral (
            select * from notify_request where drop_id = d.id and kind = 'opening' and confirmed_at is not null and told_at is null
            order by asked_at limit $1 for update skip locked) n
          where not d.is_over and d.status = 'upcoming' and d.starts_at > (select clock_timestamp()) and d.starts_at <= (select clock_timestamp() + {Ahead})
          limit $1),
        told as (
          insert into letter (customer_id, email, language, drop_id, kind, about, data, priority)
          select customer_id, email, language, drop_id, 'reminder', id::text || '/' || extract(epoch from clock_timestamp())::bigint, jsonb_build_object('request', id), 1 from due
          on conflict (customer_id, kind, about) do nothing)
        update notify_request n set told_at = clock_timestamp() from due where n.id = due.id
        """;

    private const string FindWaitedFor = """
        select d.id from drop d
        where not d.is_over and exists (select from notify_request n where n.drop_id = d.id and n.kind = 'back' and n.confirmed_at is not null and n.told_at is null)
        """;

    private const string MakeCursor = "insert into letter_cursor (drop_id, version) values ($1, 0) on conflict do nothing";

    // Once for each time that nothing was free and then something is. Where the people of a line come first, it is theirs.
    private const string TellBack = """
        with cursor_of as materialized (
          select c.drop_id, c.back_told, (select coalesce(sum(available), 0) from variant where drop_id = $1) as free,
            drop_status(d.status, d.starts_at, d.ends_at, clock_timestamp()) = 'live' as is_live
          from letter_cursor c join drop d on d.id = c.drop_id where c.drop_id = $1 for update of c skip locked),
        due as materialized (
          select n.id, n.drop_id, n.customer_id, n.email, n.language from cursor_of c cross join lateral (
            select * from notify_request where drop_id = c.drop_id and kind = 'back' and confirmed_at is not null and told_at is null
            order by asked_at limit least($2, c.free * $3)) n
          where c.free > 0 and c.is_live and not c.back_told),
        told as (
          insert into letter (customer_id, email, language, drop_id, kind, about, data, priority)
          select customer_id, email, language, drop_id, 'back', id::text || '/' || extract(epoch from clock_timestamp())::bigint, jsonb_build_object('request', id), 1 from due
          on conflict (customer_id, kind, about) do nothing),
        marked as (
          update notify_request n set told_at = clock_timestamp() from due where n.id = due.id)
        update letter_cursor c set back_told = cursor_of.free > 0 and cursor_of.is_live from cursor_of
        where c.drop_id = cursor_of.drop_id and c.back_told <> (cursor_of.free > 0 and cursor_of.is_live)
        """;

    private const string ForgetOld = """
        delete from notify_request where id = any (array(
          select id from notify_request where asked_at < (select clock_timestamp() - interval '3 days') and confirmed_at is null order by asked_at limit $1))
        """;

    private const string ForgetOver = """
        delete from notify_request where id = any (array(
          select id from notify_request where asked_at < (select clock_timestamp() - interval '400 days') order by asked_at limit $1))
        """;

    /// <returns>Null: the account has no e-mail. Else the request, and whether its address is confirmed.</returns>
    public static async Task<(Guid Id, bool IsConfirmed)?> AskAsync(
        NpgsqlTransaction transaction, DropId drop, NotifyKind kind, CustomerId customer, string? language, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (kind == NotifyKind.Back)
            batch.Add(NothingIsFree).With(drop.Value);
        batch.Add(AskAsCustomer).With(Guid.CreateVersion7()).With(drop.Value).With(Names.Of(kind)).With(customer.Value).With(language);
        return await ReadAskedAsync(batch, cancellation);
    }

    public static async Task<(Guid Id, bool IsConfirmed)> AskAsync(
        NpgsqlTransaction transaction, DropId drop, NotifyKind kind, string email, string emailKey, string? language, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (kind == NotifyKind.Back)
            batch.Add(NothingIsFree).With(drop.Value);
        batch.Add(AskAsAddress).With(Guid.CreateVersion7()).With(drop.Value).With(Names.Of(kind)).With(email).With(emailKey).With(language);
        return await ReadAskedAsync(batch, cancellation) ?? throw new InvalidDataException("A request to be told was not written.");
    }

    /// <returns>The drop; null: there is no such request.</returns>
    public async Task<DropId?> ConfirmAsync(Guid request, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Confirm).With(request);
        return await batch.ExecuteScalarAsync(cancellation) is Guid drop ? new DropId(drop) : null;
    }

    public Task ForgetAsync(Guid request, CancellationToken cancellation) => RunAsync(batch => batch.Add(Forget).With(request), cancellation);

    public Task ForgetAsync(DropId drop, CustomerId customer, CancellationToken cancellation) =>
        RunAsync(batch => batch.Add(ForgetOfCustomer).With(drop.Value).With(customer.Value), cancellation);

    /// <summary>What the customer waits to be told of.</summary>
    public async Task<IReadOnlyList<NotifyKind>> ListAsync(DropId drop, CustomerId customer, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Asked).With(drop.Value).With(customer.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        var kinds = new List<NotifyKind>();
        while (await rows.ReadAsync(cancellation))
            kinds.Add(Names.Parse<NotifyKind>(rows.GetString(0)));
        return kinds;
    }

    /// <summary>Writes the letters that are due by now.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        await using (var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(TellOpenings) { Parameters = { new() { Value = (long)PageSize } } }))
            await batch.ExecuteNonQueryAsync(cancellation);
        var drops = new List<Guid>();
        await using (var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindWaitedFor)))
        await using (var rows = await batch.ReadIndexedAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
                drops.Add(rows.GetGuid(0));
        }

        foreach (var drop in drops)
        {
            await using var batch = database.CreateIndexedBatch(
                new NpgsqlBatchCommand(MakeCursor) { Parameters = { new() { Value = drop } } },
                new NpgsqlBatchCommand(TellBack) { Parameters = { new() { Value = drop }, new() { Value = 5L * PageSize }, new() { Value = (long)ToldPerUnit } } });
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <returns>Whether there may be more of it.</returns>
    public async Task<bool> TidyAsync(int stepSize, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(
            new NpgsqlBatchCommand(ForgetOld) { Parameters = { new() { Value = stepSize } } }, new NpgsqlBatchCommand(ForgetOver) { Parameters = { new() { Value = stepSize } } });
        return await batch.ExecuteNonQueryAsync(cancellation) >= stepSize;
    }

    private static async Task<(Guid Id, bool IsConfirmed)?> ReadAskedAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetGuid(0), row.GetBoolean(1)) : null;
    }

    private async Task RunAsync(Action<NpgsqlBatch> add, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        add(batch);
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
