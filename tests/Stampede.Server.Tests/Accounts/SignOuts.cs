using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Stampede.Server.Accounts;
using Stampede.Server.Tests.Contract;
using Stampede.Server.Tests.Hosting;
using Stampede.Server.Tests.Processes;
using Stampede.Testing;

namespace Stampede.Server.Tests.Accounts;

/// <summary>However many sessions have ended, and whatever the clocks do.</summary>
public sealed class SignOuts
{
    private const string Me = "/api/v1/me";
    private const string SignOut = "/api/v1/accounts/sign-out";

    private static readonly Dictionary<string, string?> NoOperatorSet = new() { ["Stampede:Operator:Email"] = null, ["Stampede:Operator:Password"] = null };

    [Fact]
    public async Task A_start_reads_nothing_of_what_has_gathered()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using (await ServerUnderTest.StartAsync(database, NoOperatorSet))
        {
            // The schema, and an operator.
        }

        await ExecuteAsync(database, """
            insert into revoked_session (id, expires_at) select gen_random_uuid(), clock_timestamp() + interval '15 days' from generate_series(1, 100000);
            insert into sign_in_failure (subject, failures, last_at) select sha256(i::text::bytea), 1, clock_timestamp() from generate_series(1, 100000) i;
            insert into account (id, display_name, is_guest, guest_key, device_hash)
              select gen_random_uuid(), 'x', true, sha256(i::text::bytea), sha256('device') from generate_series(1, 100000) i;
            -- The operator last, where a search from the beginning finds them last.
            update account set concurrency_stamp = 'moved' where is_operator;
            vacuum analyze account, revoked_session, sign_in_failure;
            """);
        var before = await RowsReadAsync(database);
        await using (var node = await ServerUnderTest.StartAsync(database, NoOperatorSet))
        {
            node.FirstOperator.ShouldBeNull();
            node.App.Services.GetRequiredService<RevokedSessions>().Memory.Count.ShouldBe(0);
        }

        await AllHaveEndedAsync(database);
        (await RowsReadAsync(database) - before).ShouldBeLessThan(1_000);
    }

    [Fact]
    public async Task What_was_planned_while_the_tables_were_empty_goes_by_an_index_when_they_are_full()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using (var node = await ServerUnderTest.StartAsync(database))
        {
            await using var other = await ServerUnderTest.StartAsync(database);
            await UseAsync(node, other, 12); // Every connection has its plans.
            await ExecuteAsync(database, """
                set session_replication_role = replica;
                alter table account set (autovacuum_enabled = off);
                alter table revoked_session set (autovacuum_enabled = off);
                insert into revoked_session (id, expires_at) select gen_random_uuid(), clock_timestamp() + interval '15 days' from generate_series(1, 30000);
                insert into account (id, display_name, is_guest, guest_key, device_hash)
                  select gen_random_uuid(), 'x', true, sha256(i::text::bytea), sha256('device') from generate_series(1, 30000) i;
                """);
            await UseAsync(node, other, 12);
        }

        // A statement that reads the whole table does it a dozen times, 30,000 rows each.
        await AllHaveEndedAsync(database);
        (await AskAsync(database, "select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname in ('account', 'revoked_session')")).ShouldBeLessThan(5 * 30_000);

        static async Task UseAsync(ServerUnderTest node, ServerUnderTest other, int times)
        {
            for (var i = 0; i < times; i++)
            {
                await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
                {
                    using var guest = await other.GuestAsync(); // Unknown to the node: it looks the session up.
                    using var elsewhere = node.Curl();
                    elsewhere.Token = guest.Token;
                    (await elsewhere.GetAsync(Me)).ShouldBeOk();
                    (await elsewhere.PostAsync("/api/v1/accounts/guest", new { displayName = "again" })).ShouldBeOk();
                }));
                await node.App.Services.GetRequiredService<RevokedSessions>().ReadAsync(TestContext.Current.CancellationToken);
                await node.App.Services.GetRequiredService<AccountTidying>().TidyAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task One_is_heard_by_the_other_nodes_though_the_databases_clock_has_gone_back()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var here = await ServerUnderTest.StartAsync(database);
        await using var there = await ServerUnderTest.StartAsync(database);
        using var guest = await here.GuestAsync();
        using var elsewhere = there.Curl();
        elsewhere.Token = guest.Token;
        (await elsewhere.GetAsync(Me)).ShouldBeOk();

        await ExecuteAsync(database, "alter table revoked_session alter revoked_at set default clock_timestamp() - interval '2 hours'");
        (await guest.PostAsync(SignOut)).ShouldBeOk();
        await Until.TrueAsync(async () => (int)(await elsewhere.GetAsync(Me)).Status == 401);
    }

    [Fact]
    public async Task One_that_is_committed_late_is_not_skipped()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var node = await ServerUnderTest.StartAsync(database);
        var heard = new System.Collections.Concurrent.ConcurrentDictionary<SessionId, bool>();
        node.App.Services.GetRequiredService<RevokedSessions>().Revoked += session => heard[session] = true;
        var (early, late) = (SessionId.New(DateTimeOffset.UtcNow), SessionId.New(DateTimeOffset.UtcNow));

        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await EndAsync(late, connection, transaction);
        await using (var other = await database.DataSource.OpenConnectionAsync())
            await EndAsync(early, other, null);
        await Until.TrueAsync(() => heard.ContainsKey(early));
        heard.ContainsKey(late).ShouldBeFalse();
        await transaction.CommitAsync();
        await Until.TrueAsync(() => heard.ContainsKey(late));
    }

    [Fact]
    public async Task Numbers_of_transactions_from_another_clusters_dump_are_not_taken_for_new_ones()
    {
        await using var database = await TestDatabase.CreateMigratedAsync();
        await using var node = await ServerUnderTest.StartAsync(database);
        var heard = 0;
        var revoked = node.App.Services.GetRequiredService<RevokedSessions>();
        revoked.Revoked += _ => Interlocked.Increment(ref heard);
        await ExecuteAsync(database, "insert into revoked_session (id, expires_at, ended_in) values (gen_random_uuid(), now(), '9000000000000'::xid8)");
        await revoked.ReadAsync(TestContext.Current.CancellationToken);
        heard.ShouldBe(0);
    }

    [Fact]
    public async Task After_the_database_was_away_every_session_is_looked_up_anew()
    {
        await using var cluster = await LosingPostgres.LonelyCluster.StartAsync();
        await using var hosted = await HostedShop.StartAsync(cluster.ConnectionString);
        var guest = await hosted.Shop.CustomerAsync();
        (await guest.GetAsync(Me)).ShouldBeOk();
        var ended = new TaskCompletionSource<SessionId>();
        var revoked = hosted.Services.GetRequiredService<RevokedSessions>();
        // As of a live connection that stays open.
        var open = SessionId.New(DateTimeOffset.UtcNow);
        revoked.Open = () => [open];
        revoked.Revoked += session => ended.TrySetResult(session);

        // Without a number nobody hears of them: as where another server has taken over. Of the guest the node knows the session and the customer.
        await using (var database = NpgsqlDataSource.Create(cluster.ConnectionString))
        await using (var end = database.CreateCommand("insert into revoked_session (id, expires_at, ended_in) select unnest($1), now(), null"))
        {
            end.Parameters.AddWithValue(revoked.Memory.Known.Append(open.Value).ToArray());
            await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await guest.GetAsync(Me)).ShouldBeOk();
        await cluster.CrashAsync();
        await cluster.StartAgainAsync();
        await Until.TrueAsync(async () => (int)(await guest.GetAsync(Me)).Status == 401);
        (await ended.Task.WaitAsync(Until.Patience)).ShouldBe(open);
    }

    [Fact]
    public void What_a_node_remembers_is_bounded_and_an_end_is_never_taken_back()
    {
        var memory = new SessionMemory(generationMax: 100);
        var stays = Guid.NewGuid();
        memory.Put(stays, hasEnded: false);
        for (var i = 0; i < 10_000; i++)
        {
            memory.Put(Guid.NewGuid(), hasEnded: i % 2 == 0);
            memory.TryGet(stays, out _).ShouldBeTrue(); // Who is here is not forgotten.
        }

        memory.Count.ShouldBeLessThanOrEqualTo(200);

        var before = memory.Drops;
        memory.Put(stays, hasEnded: true);
        memory.PutRead(stays, hasEnded: false, before).ShouldBeTrue();
        memory.TryGet(stays, out var hasEnded).ShouldBeTrue();
        hasEnded.ShouldBeTrue();

        // What was read before so much was forgotten may be out of date: it is not kept.
        memory.Clear();
        memory.PutRead(stays, hasEnded: false, before);
        memory.TryGet(stays, out _).ShouldBeFalse();
    }

    private static async Task EndAsync(SessionId session, NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        await using var insert = new NpgsqlCommand("insert into revoked_session (id, expires_at) values ($1, now() + interval '15 days')", connection, transaction);
        insert.Parameters.AddWithValue(session.Value);
        await insert.ExecuteNonQueryAsync();
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        // Each by itself: vacuum wants no transaction around it.
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = database.DataSource.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static Task<long> RowsReadAsync(TestDatabase database) => AskAsync(database, """
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables
        where relname in ('account', 'revoked_session', 'sign_in_failure')
        """);

    /// <summary>PostgreSQL counts what a connection has read when the connection ends, at the latest.</summary>
    private static Task AllHaveEndedAsync(TestDatabase database) => Until.TrueAsync(async () =>
        await AskAsync(database, "select count(*) from pg_stat_activity where datname = current_database() and application_name like 'stampede%'") == 0);

    private static async Task<long> AskAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
