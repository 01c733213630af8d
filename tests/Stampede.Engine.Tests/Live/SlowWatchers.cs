using Stampede.Engine.Live;

namespace Stampede.Engine.Tests.Live;

public sealed class SlowWatchers
{
    [Fact]
    public async Task One_that_does_not_read_delays_nobody_and_is_dropped_in_time()
    {
        await using var feeding = new Feeding();
        var (slow, quick) = (feeding.Watch(), feeding.Watch());
        slow.Block();
        while (feeding.Time.Elapsed < TimeSpan.FromSeconds(9.9))
        {
            feeding.Buy();
            while (await quick.NextAsync() is not LiveEvent.StockChanged)
            {
            }

            slow.IsAborted.ShouldBeFalse();
            await feeding.Time.AdvanceToNextAlarmAsync();
        }

        slow.TextSoFar().ShouldBe("purchase2", "there was room for one");
        feeding.Time.Advance(TimeSpan.FromSeconds(1.1));
        await slow.AbortedAsync();
        quick.IsAborted.ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_reads_again_gets_the_newest_state_and_only_the_newest_purchases()
    {
        await using var feeding = new Feeding();
        var (slow, quick) = (feeding.Watch(), feeding.Watch());
        slow.Block();
        for (var i = 0; i < 100; i++)
        {
            feeding.Buy();
            while (await quick.NextAsync() is not LiveEvent.StockChanged)
            {
            }

            await feeding.Time.AdvanceToNextAlarmAsync();
        }

        slow.Unblock();
        var got = new List<string>();
        while (got.Count == 0 || got[^1] != $"stock{feeding.Version}")
            got.Add(await slow.NextTextAsync());
        got.Count.ShouldBe(1 + Mailbox.PurchasesMax + 1);
        got.Skip(1).Take(Mailbox.PurchasesMax).ShouldBe(
            Enumerable.Range(0, Mailbox.PurchasesMax).Select(i => $"purchase{feeding.Version - Mailbox.PurchasesMax + 1 + i}"));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_dropped_and_told_nothing_more()
    {
        await using var feeding = new Feeding();
        var broken = new Broken();
        feeding.Feed.Connect(broken);
        feeding.Feed.Watch(broken, Feeding.Drop);
        var watcher = feeding.Watch();
        feeding.Reserve();
        (await watcher.NextTextAsync()).ShouldBe("stock2");
        await broken.AbortedAsync();
        await feeding.Time.AdvanceToNextAlarmAsync();
        feeding.Reserve();
        (await watcher.NextTextAsync()).ShouldBe("stock3");
        broken.Writes.ShouldBe(1);
    }

    private sealed class Broken() : Watcher(null, false)
    {
        private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task AbortedAsync() => await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public int Writes { get; private set; }

        protected override ValueTask WriteAsync(LiveEvent live)
        {
            Writes++;
            throw new IOException();
        }

        protected override void Abort() => aborted.SetResult();
    }
}
