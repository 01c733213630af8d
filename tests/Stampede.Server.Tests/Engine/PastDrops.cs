using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Notices;
using Stampede.Postgres.Operations;
using Stampede.Postgres.Operators;
using Stampede.Postgres.Reservations;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Testing;

namespace Stampede.Server.Tests.Engine;

/// <summary>A shop that has had many drops, customers and sessions: what is read again and again does not go through all of them.</summary>
public sealed class PastDrops : IAsyncLifetime
{
    private const int Past = 3_000;

    /// <summary>Rows and entries of indexes, with room for a page and what belongs to its drops.</summary>
    private const long RowsMax = 700;

    private static readonly CustomerId Customer = new(Guid.Parse("0190aaaa-0000-7000-8000-000000000001"));

    private static readonly string Fill = $"""
        alter table drop set (autovacuum_enabled = off);
        alter table variant set (autovacuum_enabled = off);
        insert into drop (id, slug, name, price_minor, currency, status, starts_at, ends_at, hold_seconds, limit_per_customer, created_at, version)
        select overlay('01900000-0000-7000-8000-000000000000' placing lpad(to_hex(i), 12, '0') from 25)::uuid, 'past-' || i, 'Past', 100, 'USD', 'ended',
          now() - interval '10 days', now() - interval '9 days', 60, 1, now() - interval '10 days', 1 from generate_series(1, {Past}) i;
        insert into variant (drop_id, id, position, label, total, available, held, sold) select id, gen_random_uuid(), 1, 'one', 10, 0, 0, 10 from drop where slug like 'past-%';
        insert into revoked_session (id, expires_at) select gen_random_uuid(), now() + interval '15 days' from generate_series(1, {Past});
        insert into sign_in_failure (subject, failures, last_at) select sha256(i::text::bytea), 1, now() from generate_series(1, {Past}) i;
        insert into mail_allowance (subject, sent, since) select sha256(i::text::bytea), 1, now() from generate_series(1, {Past}) i;
        insert into account (id, display_name, is_guest, guest_key, device_hash)
          select gen_random_uuid(), 'x', true, sha256(i::text::bytea), sha256('device') from generate_series(1, {Past}) i;
        insert into operator_request (operator_id, address, request_key, request_sha256, status, body)
          select gen_random_uuid(), 'POST x', 'key', sha256('x'), 200, 'x' from generate_series(1, {Past});
        insert into reserve_signal (drop_id, customer_id, attempts, early_attempts, per_second_max, address_hash, agent_hash)
          select gen_random_uuid(), gen_random_uuid(), 1, 0, 1, substr(sha256('x'), 1, 16), substr(sha256('x'), 1, 16) from generate_series(1, {Past});
        insert into reservation (drop_id, id, customer_id, variant_id, quantity, price_minor, currency, status, created_at, expires_at, ended_at, drop_version)
          select gen_random_uuid(), overlay('01900000-0000-7000-8000-000000000000' placing lpad(to_hex(i), 12, '0') from 25)::uuid,
            '{Customer}', gen_random_uuid(), 1, 1, 'USD', 'cancelled', now() - interval '9 days', now() - interval '8 days', now() - interval '9 days', 2
          from generate_series(1, {Past}) i;
        insert into purchase (drop_id, drop_version, id, reservation_id, customer_id, variant_id, quantity, price_minor, currency, display_name, purchased_at)
          select drop_id, 3, id, id, customer_id, variant_id, 1, 1, 'USD', pseudonym(customer_id), ended_at from reservation where customer_id = '{Customer}';
        select brin_summarize_new_values('reserve_signal_by_time');
        analyze operator_request;
        select pg_stat_force_next_flush();
        """;

    private readonly EngineOnPostgres engine = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => engine.InitializeAsync();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task Are_not_read_by_what_is_read_again_and_again()
    {
        await using var databases = new ConnectionPools(engine.ConnectionString, 1, 1);
        await using var feed = new LiveFeed(new LiveOptions(), (_, _) => Task.FromResult<FullDrop?>(null), TimeProvider.System, NullLogger<LiveFeed>.Instance);
        var watcher = new HeardEvents();
        feed.Connect(watcher);
        feed.WatchAll(watcher);
        var calls = Calls(databases, feed);
        // So that each plan is made while the tables are empty, and kept.
        for (var i = 0; i < 3; i++)
        {
            foreach (var (_, call) in calls)
                await call();
        }

        await engine.ExecuteAsync(Fill);
        var rows = new RowsRead(databases, engine.Database);
        var read = new List<string>();
        foreach (var (name, call) in calls)
        {
            if (await rows.OfAsync(call) is var count and > RowsMax)
                read.Add($"{name}: {count}");
        }

        read.ShouldBeEmpty();
        feed.Disconnect(watcher);
    }

    [Fact]
    public async Task Are_told_from_those_that_go_on()
    {
        await using var databases = new ConnectionPools(engine.ConnectionString, 2, 2);
        var node = engine.StartNode();
        var live = await engine.CreateDropAsync([5]);
        var upcoming = await engine.CreateDropAsync([5], startsAt: DateTimeOffset.UtcNow.AddHours(1));
        var draft = await engine.CreateDropAsync([5], isDraft: true);
        var over = await engine.CreateDropAsync([5]);
        await node.Lanes.SubmitAsync(over.Id, new Command.End(EngineOnPostgres.AnyCustomer()));
        var held = await engine.CreateDropAsync([5], holdSeconds: 3600);
        (await node.ReserveAsync(held, EngineOnPostgres.AnyCustomer())).ShouldBeOfType<Outcome.Reserved>();
        await node.Lanes.SubmitAsync(held.Id, new Command.End(EngineOnPostgres.AnyCustomer()));
        // By the clock alone: no lane has written it down yet.
        var late = await engine.CreateDropAsync([5]);
        await engine.ExecuteAsync($"update drop set starts_at = now() - interval '2 s', ends_at = now() - interval '1 s' where id = '{late.Id}'");
        DropId[] mine = [live.Id, upcoming.Id, draft.Id, over.Id, held.Id, late.Id];

        var reads = new DropReads(databases.Reads, 3);
        (await ListAsync(DropStatus.Live)).ShouldBe([live.Id]);
        (await ListAsync(DropStatus.Upcoming)).ShouldBe([upcoming.Id]);
        (await ListAsync(DropStatus.Draft)).ShouldBe([draft.Id]);
        (await ListAsync(DropStatus.Paused)).ShouldBeEmpty();
        (await ListAsync(DropStatus.Ended)).ShouldBe([late.Id, held.Id, over.Id]);
        (await ListAsync(null)).ShouldBe(mine.Reverse());
        (await reads.ListStockAsync(withDrafts: true, 1_000, Ct)).Select(drop => drop.Id).Where(mine.Contains).ShouldBe([draft.Id, upcoming.Id, live.Id]);
        // What was held when the drop ended lapses after it.
        var journal = new PostgresJournal(databases.Journal, new DatabaseClock(TimeProvider.System), 100);
        (await journal.FindDueAsync(TimeSpan.FromHours(2), Ct)).Where(mine.Contains).ShouldBe([upcoming.Id, held.Id], ignoreOrder: true);

        async Task<DropId[]> ListAsync(DropStatus? status)
        {
            var found = new List<DropId>();
            for (DropId? after = null; ;)
            {
                var page = await reads.ListAsync(new DropFilter(status, WithDrafts: true, After: after), limit: 2, Ct);
                found.AddRange(page.Items.Select(drop => drop.Id));
                if (page.Next is null)
                    return [.. found.Where(mine.Contains)];
                after = page.Items[^1].Id;
            }
        }
    }

    /// <summary>The index of drops that are not over names a column that no batch changes: PostgreSQL has no index to keep up.</summary>
    [Fact]
    public async Task Cost_a_batch_no_update_of_an_index()
    {
        await using var connection = await engine.Database.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand("""
            insert into drop (id, slug, name, price_minor, currency, status, starts_at, hold_seconds, limit_per_customer, created_at, version)
              values (gen_random_uuid(), 'one', 'One', 100, 'USD', 'live', now(), 60, 1, now(), 1);
            update drop set version = version + 1, next_due_at = now(), oldest_hold_version = 2;
            update drop set version = version + 1, next_due_at = null, oldest_hold_version = 3;
            select pg_stat_force_next_flush();
            """, connection);
        await command.ExecuteNonQueryAsync(Ct);
        await using var hot = new NpgsqlCommand("select n_tup_upd - n_tup_hot_upd from pg_stat_user_tables where relname = 'drop'", connection);
        (await hot.ExecuteScalarAsync(Ct)).ShouldBe(0L);
    }

    private static (string Name, Func<Task> Call)[] Calls(ConnectionPools databases, LiveFeed feed)
    {
        var drops = new DropReads(databases.Reads, 3);
        var reservations = new ReservationReads(databases.Reads);
        var (journal, poll) = (new PostgresJournal(databases.Journal, new DatabaseClock(TimeProvider.System), 100), new VersionPoll(databases.Reads, feed, () => []));
        var (nodes, refusals, signals) = (new NodeRows(databases.Reads), new RefusalRows(databases.Reads), new SignalRows(databases.Reads));
        var settings = StampedeSettings.Load(new ConfigurationBuilder().Build());
        var tidying = new AccountTidying(databases.Reads, settings, TimeProvider.System, NullLogger<AccountTidying>.Instance);
        var requests = new OperatorRequests(databases.Reads, 3);
        var deep = Guid.Parse("01900000-0000-7000-8000-000000000100");
        return
        [
            ("sweep", () => journal.FindDueAsync(TimeSpan.FromSeconds(1), Ct)),
            ("versions", () => poll.FindAsync(Ct)),
            ("vitals", () => nodes.ReadAsync(Guid.NewGuid(), Ct)),
            ("refusals", () => refusals.AddAsync([new(new DropId(Guid.NewGuid()), "sold_out", 1)], Ct)),
            ("signals", () => signals.AddAsync([new(new DropId(Guid.NewGuid()), Customer, 1, 0, 1, new byte[16], new byte[16])], Ct)),
            ("signals tidied", () => signals.TidyAsync(TimeSpan.FromDays(30), Ct)),
            ("accounts tidied", () => tidying.TidyAsync(Ct)),
            ("an operator's answer", () => requests.KeepAsync(
                new RequestName(Customer, "POST y", Guid.NewGuid().ToString()), new KeptAnswer(new byte[32], 200, null, []), Ct)),
            ("stock of all", () => drops.ListStockAsync(withDrafts: true, 1_000, Ct)),
            .. Enum.GetValues<DropStatus>().Select<DropStatus, (string, Func<Task>)>(status =>
                ($"list of {status}", () => drops.ListAsync(new(status, WithDrafts: true), 100, Ct))),
            ("list", () => drops.ListAsync(new(null, WithDrafts: false), 100, Ct)),
            ("list, far behind", () => drops.ListAsync(new(DropStatus.Ended, WithDrafts: false, After: new DropId(deep)), 100, Ct)),
            ("a customer's reservations, far behind", () => reservations.ListAsync(Customer, null, new ReservationId(deep), 100, Ct)),
            ("a customer's purchases, far behind", () => reservations.ListReceiptsAsync(Customer, new PurchaseId(deep), 100, Ct)),
        ];
    }
}
