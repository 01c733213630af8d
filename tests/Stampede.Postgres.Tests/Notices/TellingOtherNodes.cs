using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Engine.Live;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Postgres.Notices;
using Stampede.Testing;

namespace Stampede.Postgres.Tests.Notices;

public sealed class TellingOtherNodes(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    private LiveNode StartNode() => new(engine.Database.ConnectionString);

    [Fact]
    public async Task What_happens_on_one_node_is_heard_by_those_who_watch_on_another()
    {
        await using var here = StartNode();
        await using var there = StartNode();
        var drop = await engine.CreateDropAsync([10]);
        var watcher = there.Watch(drop);
        // The other node reads the name where the account has it.
        var hold = await here.ReserveAsync(drop);
        await engine.ExecuteAsync($"insert into account (id, display_name, is_guest, guest_key, device_hash) values ('{hold.Customer}', 'ann', true, sha256('{hold.Customer}'), sha256('device'))");
        var bought = await here.BuyAsync(drop, hold, "ann");
        var purchase = await watcher.UntilAsync<LiveEvent.PurchaseCompleted>();
        (purchase.Sale.DisplayName, purchase.VariantLabel, purchase.Version).ShouldBe(("ann", "EU 40", bought));
        var stock = await watcher.UntilAsync<LiveEvent.StockChanged>(s => s.Version == bought);
        (stock.View.Variants[0].Available, stock.View.Variants[0].Sold).ShouldBe((9, 1));
        there.Lanes.Awake.ShouldBeEmpty("watching needs no lane");
    }

    [Fact]
    public async Task A_lane_that_is_awake_on_the_other_node_hears_of_it_too()
    {
        await using var here = StartNode();
        await using var there = StartNode();
        var drop = await engine.CreateDropAsync([10]);
        await there.ReserveAsync(drop);
        var watcher = there.Watch(await engine.FindAsync(drop.Id));
        var bought = await here.BuyAsync(drop, await here.ReserveAsync(drop), "ann");
        (await watcher.UntilAsync<LiveEvent.StockChanged>(s => s.Version == bought)).View.Variants[0].Sold.ShouldBe(1);
    }

    [Fact]
    public async Task A_lane_whose_drop_nobody_watches_is_left_to_its_next_batch_and_to_the_poll()
    {
        await using var pools = new ConnectionPools(engine.ConnectionString, 2, 2);
        await using var feed = new LiveFeed(new LiveOptions(), (_, _) => Task.FromResult<FullDrop?>(null), TimeProvider.System, NullLogger<LiveFeed>.Instance);
        var (unwatched, watched) = (await engine.CreateDropAsync([10]), await engine.CreateDropAsync([10]));
        var watcher = new HeardEvents();
        feed.Connect(watcher);
        feed.Watch(watcher, watched.Id);
        feed.Begin(watcher, watched.Id, watched.Version);
        var notified = Channel.CreateUnbounded<DropId>();
        var (reads, journal) = (new DropReads(pools.Reads, 3), new PostgresJournal(pools.Journal, new DatabaseClock(TimeProvider.System), 100));
        using var reader = new NoticeReader(feed, reads, journal, (drop, _) => notified.Writer.TryWrite(drop), TimeProvider.System, NullLogger.Instance);
        using var stopping = new CancellationTokenSource();
        reader.Post(new Notice(unwatched.Id, 2, 2, HasHolds: true), new Notice(watched.Id, 2, 2, HasHolds: true));
        var running = reader.RunAsync(stopping.Token);
        (await notified.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(watched.Id);
        await stopping.CancelAsync();
        await running.ContinueWith(static _ => { }, TaskScheduler.Default);

        await using var notices = new NodeNotices(
            engine.ConnectionString, pools.Reads, reads, journal, feed, (drop, _) => notified.Writer.TryWrite(drop), () => [unwatched.Id],
            TimeProvider.System, NullLogger<NodeNotices>.Instance);
        (await notified.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(unwatched.Id);
    }

    [Fact]
    public async Task What_a_lane_found_when_it_woke_is_told_although_the_lane_itself_tells_nobody()
    {
        await using var deaf = engine.StartNode();
        await using var there = StartNode();
        var drop = await engine.CreateDropAsync([10]);
        var watcher = there.Watch(drop);
        await deaf.ReserveAsync(drop, EngineOnPostgres.AnyCustomer());
        there.Lanes.Wake(drop.Id);
        (await watcher.UntilAsync<LiveEvent.StockChanged>()).View.Variants[0].Held.ShouldBe(1);
    }

    [Fact]
    public async Task An_owner_hears_of_an_expired_hold_on_whatever_node_they_are_connected()
    {
        await using var here = StartNode();
        await using var there = StartNode();
        var drop = await engine.CreateDropAsync([10], holdSeconds: 1);
        var customer = EngineOnPostgres.AnyCustomer();
        var owner = there.Connect(customer);
        var other = there.Connect(EngineOnPostgres.AnyCustomer());
        var hold = await here.ReserveAsync(drop, customer);
        (await owner.UntilAsync<LiveEvent.ReservationExpired>()).Hold.Id.ShouldBe(hold.Id);
        other.Drop();
        await Should.ThrowAsync<System.Threading.Channels.ChannelClosedException>(() => other.UntilAsync<LiveEvent.ReservationExpired>());
    }

    [Fact]
    public async Task What_no_notice_told_of_is_found_by_looking()
    {
        await using var deaf = engine.StartNode();
        await using var there = StartNode();
        var drop = await engine.CreateDropAsync([10]);
        var (watcher, all) = (there.Watch(drop), there.WatchAll());
        var hold = (Outcome.Reserved)await deaf.ReserveAsync(drop, EngineOnPostgres.AnyCustomer());
        await deaf.BuyAsync(drop.Id, hold.Hold);
        (await watcher.UntilAsync<LiveEvent.PurchaseCompleted>()).Version.ShouldBe(3);
        var created = await engine.CreateDropAsync([1]);
        (await all.UntilAsync<LiveEvent.DropChanged>(d => d.Drop == created.Id)).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task A_drop_created_on_one_node_is_new_to_those_who_watch_all_on_another()
    {
        await using var here = StartNode();
        await using var there = StartNode();
        var all = there.WatchAll();
        var drop = await engine.CreateDropAsync([1]);
        here.Feed.Publish(new Commit(drop.View(), [], IsOwn: true));
        var created = await all.UntilAsync<LiveEvent.DropChanged>(d => d.Drop == drop.Id);
        created.IsNew.ShouldBeTrue();
        ((DropSnapshot)created.Body).Slug.ShouldBe(drop.Slug);
    }

    [Fact]
    public async Task Connections_that_were_killed_are_replaced_and_nothing_stays_untold()
    {
        await using var here = StartNode();
        await using var there = StartNode();
        var drop = await engine.CreateDropAsync([10]);
        var watcher = there.Watch(drop);
        await Until.TrueAsync(async () => await ListenersAsync() == 2);
        for (var round = 1; round <= 3; round++)
        {
            // Listeners and senders of both nodes.
            await engine.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'stampede-notices' and datname = current_database()");
            await here.ReserveAsync(drop);
            (await watcher.UntilAsync<LiveEvent.StockChanged>(s => s.View.Variants[0].Held == round)).ShouldNotBeNull();
            await Until.TrueAsync(async () => await ListenersAsync() == 2);
        }
    }

    [Fact]
    public async Task Many_commits_make_few_notices()
    {
        await using var here = StartNode();
        var heard = 0;
        await using var connection = await engine.Database.OpenConnectionAsync();
        connection.Notification += (_, _) => heard++;
        await using (var listen = new NpgsqlCommand("listen stampede_drop", connection))
            await listen.ExecuteNonQueryAsync();
        var drop = await engine.CreateDropAsync([10_000]);
        var view = drop.View();
        var started = TimeProvider.System.GetTimestamp();
        for (var version = 2L; version <= 2_000; version++)
            here.Feed.Publish(new Commit(view with { Version = version }, [new Movement.Opened(version, default)], IsOwn: true));
        var last = new TaskCompletionSource();
        connection.Notification += (_, n) =>
        {
            if (Notice.FromPayload(n.Payload, "").Any(notice => notice.To == 2_000))
                last.SetResult();
        };
        while (!last.Task.IsCompleted)
            await connection.WaitAsync();
        heard.ShouldBeInRange(1, 2 + (int)(TimeProvider.System.GetElapsedTime(started) / TimeSpan.FromMilliseconds(50)));
    }

    private Task<long> ListenersAsync() => engine.ScalarAsync<long>(
        "select count(*) from pg_stat_activity where application_name = 'stampede-notices' and query like 'listen%' and datname = current_database()");
}
