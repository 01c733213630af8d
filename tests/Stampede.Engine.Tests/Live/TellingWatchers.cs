using Stampede.Domain;
using Stampede.Engine.Live;

namespace Stampede.Engine.Tests.Live;

public sealed class TellingWatchers
{
    [Fact]
    public async Task The_first_change_goes_out_at_once_and_a_burst_behind_it_as_its_last_state()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        feeding.Reserve();
        (await watcher.NextTextAsync()).ShouldBe("stock2");
        feeding.Reserve(times: 500);
        watcher.TextSoFar().ShouldBe("");
        await feeding.Time.AdvanceToNextAlarmAsync();
        (await watcher.NextTextAsync()).ShouldBe("stock502");
        feeding.Time.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task No_more_than_twenty_are_sent_in_a_second()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        var sent = new List<TimeSpan>();
        while (feeding.Time.Elapsed < TimeSpan.FromSeconds(3))
        {
            feeding.Reserve(times: 10);
            (await watcher.NextAsync()).ShouldBeOfType<LiveEvent.StockChanged>();
            sent.Add(feeding.Time.Elapsed);
            await feeding.Time.AdvanceToNextAlarmAsync();
        }

        sent.ShouldAllBe(at => sent.Count(other => other >= at && other < at + TimeSpan.FromSeconds(1)) <= 20);
        sent.Count.ShouldBe(60);
    }

    [Fact]
    public async Task A_purchase_is_told_before_the_stock_that_it_led_to()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        feeding.Buy();
        (await watcher.NextTextAsync()).ShouldBe("purchase2");
        (await watcher.NextTextAsync()).ShouldBe("stock2");
        feeding.Reserve();
        feeding.Buy();
        feeding.Reserve();
        await feeding.Time.AdvanceToNextAlarmAsync();
        (await watcher.NextTextAsync()).ShouldBe("purchase4");
        (await watcher.NextTextAsync()).ShouldBe("stock5");
    }

    [Fact]
    public async Task Of_many_purchases_the_newest_are_told_and_once_it_is_calm_the_full_drop_makes_good_for_the_rest()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        feeding.Buy(purchases: 100);
        foreach (var expected in new[] { "purchase99", "purchase100", "purchase101", "stock101" })
            (await watcher.NextTextAsync()).ShouldBe(expected);
        await feeding.Time.AdvanceToNextAlarmAsync();
        (await watcher.NextTextAsync()).ShouldBe("changed101");
    }

    [Fact]
    public async Task Purchases_without_end_stay_near_twenty_a_second()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        while (feeding.Time.Elapsed < TimeSpan.FromSeconds(5))
        {
            feeding.Buy(purchases: 20);
            await feeding.Time.AdvanceToNextAlarmAsync();
            LiveEvent last;
            do
                last = await watcher.NextAsync();
            while (last is LiveEvent.PurchaseCompleted || ((LiveEvent.OfDrop)last).Version < feeding.Version);
        }

        var purchases = watcher.All.OfType<LiveEvent.PurchaseCompleted>().ToArray();
        purchases.Length.ShouldBeInRange(90, 105);
    }

    [Fact]
    public async Task Nothing_that_a_snapshot_tells_is_told_again()
    {
        await using var feeding = new Feeding();
        var early = feeding.Watch();
        var watcher = new Recorder();
        feeding.Feed.Connect(watcher);
        watcher.Hold();
        feeding.Feed.Watch(watcher, Feeding.Drop);
        feeding.Buy();
        (await early.NextTextAsync()).ShouldBe("purchase2");
        (await early.NextTextAsync()).ShouldBe("stock2");
        await feeding.Time.AdvanceToNextAlarmAsync();
        feeding.Feed.Begin(watcher, Feeding.Drop, version: 2);
        feeding.Buy();
        (await early.NextTextAsync()).ShouldBe("purchase3");
        (await early.NextTextAsync()).ShouldBe("stock3");
        watcher.TextSoFar().ShouldBe("", "the snapshot is not written yet");
        watcher.Release();
        (await watcher.NextTextAsync()).ShouldBe("purchase3");
        (await watcher.NextTextAsync()).ShouldBe("stock3");
    }

    [Fact]
    public async Task A_change_of_the_drop_itself_brings_the_full_drop()
    {
        await using var feeding = new Feeding();
        var (watcher, all) = (feeding.Watch(), feeding.WatchAll());
        feeding.Commit(v => new Movement.Paused(v, default, null));
        (await watcher.NextTextAsync()).ShouldBe("changed2");
        (await all.NextTextAsync()).ShouldBe("changed2");
    }

    [Fact]
    public async Task A_drop_that_cannot_be_read_is_told_by_its_stock_first_and_in_full_later()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        var readable = feeding.ReadFull;
        feeding.ReadFull = _ => Task.FromException<FullDrop?>(new InvalidOperationException("away"));
        feeding.Commit(v => new Movement.Paused(v, default, null));
        (await watcher.NextTextAsync()).ShouldBe("stock2");
        feeding.ReadFull = readable;
        while (watcher.All.Count == 1)
            await feeding.Time.AdvanceToNextAlarmAsync();
        (await watcher.NextTextAsync()).ShouldBe("changed2");
        feeding.Time.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task A_drop_is_new_to_those_who_watch_all_when_it_is_created_or_published()
    {
        await using var feeding = new Feeding { Status = DropStatus.Draft };
        var (customer, anyOperator) = (feeding.WatchAll(), feeding.WatchAll(new Recorder(seesDrafts: true)));
        feeding.Feed.Publish(feeding.CommitOf());
        (await anyOperator.NextTextAsync()).ShouldBe("created1");
        (await anyOperator.NextTextAsync()).ShouldBe("stock1", "the stock is told by itself too");
        await feeding.Time.AdvanceToNextAlarmAsync();
        feeding.Commit(v => new Movement.Changed(v, default, DropStatus.Draft, null, new DropChange()));
        (await anyOperator.NextTextAsync()).ShouldBe("changed2");
        customer.TextSoFar().ShouldBe("", "a draft is for operators");
        await feeding.Time.AdvanceToNextAlarmAsync();
        feeding.Commit(v => new Movement.Published(v, default, DropStatus.Live, null));
        (await customer.NextTextAsync()).ShouldBe("created3");
    }

    [Fact]
    public async Task A_draft_that_was_read_just_before_its_publication_does_not_reach_customers()
    {
        await using var feeding = new Feeding { Status = DropStatus.Draft };
        var customer = feeding.WatchAll();
        var reading = new TaskCompletionSource<FullDrop?>();
        var began = new TaskCompletionSource();
        var readable = feeding.ReadFull;
        feeding.ReadFull = _ =>
        {
            feeding.ReadFull = readable;
            began.SetResult();
            return reading.Task;
        };
        feeding.Commit(v => new Movement.Changed(v, default, DropStatus.Draft, null, new DropChange()));
        await began.Task;
        feeding.Commit(v => new Movement.Published(v, default, DropStatus.Live, null));
        reading.SetResult(new FullDrop(2, DropStatus.Draft, new object()));
        (await customer.NextTextAsync()).ShouldBe("stock3");
        await feeding.Time.AdvanceToNextAlarmAsync();
        (await customer.NextTextAsync()).ShouldBe("created3");
    }

    [Fact]
    public async Task Whoever_watches_all_drops_and_this_one_hears_of_it_once()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        feeding.Feed.WatchAll(watcher);
        feeding.Buy();
        (await watcher.NextTextAsync()).ShouldBe("purchase2");
        (await watcher.NextTextAsync()).ShouldBe("stock2");
        feeding.Feed.Unwatch(watcher, Feeding.Drop);
        await feeding.Time.AdvanceToNextAlarmAsync();
        feeding.Reserve();
        (await watcher.NextTextAsync()).ShouldBe("stock3", "it still watches all");
        watcher.TextSoFar().ShouldBe("");
    }

    [Fact]
    public async Task The_owner_alone_hears_of_a_hold_that_expired()
    {
        await using var feeding = new Feeding();
        var owner = new Recorder(Feeding.Customer(1));
        var (secondTab, other) = (new Recorder(Feeding.Customer(1)), feeding.Watch(new Recorder(Feeding.Customer(2))));
        feeding.Feed.Connect(owner);
        feeding.Feed.Connect(secondTab);
        feeding.Expire(1, 3);
        (await owner.NextTextAsync()).ShouldBe("reservation2");
        ((LiveEvent.ReservationExpired)await owner.NextAsync()).Hold.Customer.ShouldBe(Feeding.Customer(1));
        (await secondTab.NextTextAsync()).ShouldBe("reservation2");
        (await secondTab.NextTextAsync()).ShouldBe("expired");
        (await other.NextTextAsync()).ShouldBe("stock3");
        feeding.Expire(1);
        (await secondTab.NextTextAsync()).ShouldBe("reservation4");
        (await secondTab.NextTextAsync()).ShouldBe("expired");
        other.TextSoFar().ShouldNotContain("expired", customMessage: "the first was told before the second");
        feeding.Feed.Disconnect(secondTab);
        feeding.Feed.Disconnect(owner);
        feeding.Feed.HasOwners.ShouldBeTrue();
        feeding.Feed.Disconnect(other);
        feeding.Feed.HasOwners.ShouldBeFalse();
    }

    [Fact]
    public async Task An_owner_is_never_told_what_is_older_than_what_they_know_of_a_reservation()
    {
        await using var feeding = new Feeding();
        var owner = new Recorder(Feeding.Customer(1));
        feeding.Feed.Connect(owner);
        var hold = Feeding.HoldOf(1);
        var (made, bought) = (new Movement.Reserved(2, default, hold, null), new Movement.Purchased(3, default, hold, default, "ann"));
        feeding.Feed.Publish(feeding.CommitOf(bought));
        // What a reader of another node's work comes upon later.
        feeding.Feed.Publish(feeding.CommitOf(made, bought));
        feeding.Feed.Publish(feeding.CommitOf(new Movement.Reserved(4, default, Feeding.HoldOf(1) with { Id = new(Guid.AllBitsSet) }, null)));
        (await owner.NextTextAsync()).ShouldBe("reservation3");
        (await owner.NextTextAsync()).ShouldBe("reservation4");
    }

    [Fact]
    public async Task What_happened_before_a_lane_woke_is_read_for_the_owners_and_made_good_for_the_watchers()
    {
        await using var feeding = new Feeding();
        var missed = new List<(long From, long To)>();
        feeding.Feed.OnMissed((_, from, to) => missed.Add((from, to)));
        var watcher = feeding.Watch(new Recorder(Feeding.Customer(2)));
        feeding.Version = 4; // Another node's work, which nobody here was told of.
        feeding.Buy();
        missed.ShouldBe([(2, 4)]);
        (await watcher.NextTextAsync()).ShouldBe("purchase5");
        (await watcher.NextTextAsync()).ShouldBe("stock5");
        await feeding.Time.AdvanceToNextAlarmAsync();
        (await watcher.NextTextAsync()).ShouldBe("changed5");
    }

    [Fact]
    public async Task Where_nobody_is_named_purchases_are_stock_alone()
    {
        await using var feeding = new Feeding(new LiveOptions { TellsPurchases = false });
        var watcher = feeding.Watch();
        feeding.Buy(purchases: 10);
        (await watcher.NextTextAsync()).ShouldBe("stock11");
        await feeding.Time.AdvanceToNextAlarmAsync();
        watcher.TextSoFar().ShouldBe("");
    }

    [Fact]
    public async Task The_rest_of_the_stock_is_told_as_there_is_room_and_never_older_than_what_was_told()
    {
        await using var feeding = new Feeding();
        DropId[] drops = [.. Enumerable.Range(1, 5).Select(i => new DropId(new Guid(i, 7, 0, new byte[8])))];
        var snapshot = new StockSnapshot(drops.ToDictionary(drop => drop, _ => 5L), [.. drops.Select(drop => new LiveEvent.StockRead(drop, 5, new object()))]);
        var (quick, slow) = (feeding.WatchAll(), feeding.WatchAll());
        slow.Block();
        feeding.Feed.Begin(quick, snapshot);
        feeding.Feed.Begin(slow, snapshot);
        foreach (var watcher in new[] { quick, slow })
            watcher.Tell(new LiveEvent.Note("", new object()));
        (await slow.NextTextAsync()).ShouldBe("note");
        for (var i = 0; i < 6; i++)
            (await quick.NextTextAsync()).ShouldBe(i == 0 ? "note" : "read5");

        // Of two drops something happens before the slow one is told of them.
        feeding.Feed.Publish(new Commit(feeding.ViewAt(6, drops[3]), [new Movement.Reserved(6, default, Feeding.HoldOf(9), null)], IsOwn: true));
        (await quick.NextTextAsync()).ShouldBe("stock6");
        slow.Unblock();
        var told = new List<string>();
        for (var i = 0; i < 5; i++)
            told.Add(await slow.NextTextAsync());
        told.Count(text => text == "read5").ShouldBe(4);
        told.Count(text => text == "stock6").ShouldBe(1);
        slow.TextSoFar().ShouldBe("");
    }

    [Fact]
    public async Task Drops_that_nobody_watches_are_not_kept()
    {
        await using var feeding = new Feeding();
        feeding.Reserve();
        feeding.Feed.TopicCount.ShouldBe(0);
        var watcher = feeding.Watch();
        feeding.Feed.TopicCount.ShouldBe(1);
        feeding.Feed.Disconnect(watcher);
        feeding.Feed.TopicCount.ShouldBe(0);
        var late = new Recorder();
        feeding.Feed.Connect(late);
        feeding.Feed.Disconnect(late);
        feeding.Feed.Watch(late, Feeding.Drop);
        feeding.Feed.TopicCount.ShouldBe(0, "it had left before it joined");
        feeding.Feed.WatcherCount.ShouldBe(0);
    }

    [Fact]
    public async Task With_the_last_who_watches_all_the_memory_of_all_drops_goes()
    {
        await using var feeding = new Feeding();
        var (first, second) = (feeding.WatchAll(), feeding.WatchAll());
        feeding.Reserve();
        (await first.NextTextAsync()).ShouldBe("stock2");
        await feeding.Time.AdvanceToNextAlarmAsync();
        feeding.Feed.Disconnect(first);
        feeding.Feed.Watched().ShouldBe([new(Feeding.Drop, 2)]);
        feeding.Feed.Disconnect(second);
        // The loop may just be ending; it frees the topic then.
        SpinWait.SpinUntil(() => feeding.Feed.TopicCount == 0, TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_known_counts_from_the_oldest_snapshot_until_a_commit_tells_more()
    {
        await using var feeding = new Feeding { Version = 7 };
        feeding.Watch();
        feeding.Version = 5;
        feeding.Watch();
        feeding.Feed.KnownVersionOf(Feeding.Drop).ShouldBe(5, "the second watcher knows no more");
        feeding.Version = 9;
        feeding.Watch();
        feeding.Feed.KnownVersionOf(Feeding.Drop).ShouldBe(5, "the others have not been told of 9");
        feeding.Reserve();
        feeding.Feed.KnownVersionOf(Feeding.Drop).ShouldBe(10);
    }

    [Fact]
    public async Task A_fault_of_the_listener_for_own_commits_does_not_reach_the_lane()
    {
        await using var feeding = new Feeding();
        var watcher = feeding.Watch();
        feeding.Feed.ForwardOwn(_ => throw new InvalidOperationException());
        feeding.Reserve();
        (await watcher.NextTextAsync()).ShouldBe("stock2");
    }

    [Fact]
    public async Task An_event_is_encoded_once_for_all_watchers()
    {
        await using var feeding = new Feeding();
        var watchers = Enumerable.Range(0, 50).Select(_ => feeding.Watch()).ToArray();
        feeding.Reserve();
        var encoded = 0;
        var format = new LiveFormat<string>(live => $"{++encoded}{Recorder.Text(live)}");
        var otherFormat = new LiveFormat<string>(_ => "other");
        foreach (var watcher in watchers)
        {
            var live = await watcher.NextAsync();
            live.In(format).ShouldBe("1stock2");
            live.In(otherFormat).ShouldBe("other");
        }
    }
}
