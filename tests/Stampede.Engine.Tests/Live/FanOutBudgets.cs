using Stampede.Engine.Live;

namespace Stampede.Engine.Tests.Live;

public sealed class FanOutBudgets
{
    private static readonly LiveOptions Options = new();

    [Fact]
    public async Task A_dear_fan_out_stretches_the_interval_to_keep_to_its_share_and_the_last_state_still_arrives()
    {
        await using var feeding = new Feeding();
        feeding.FanOutsTake(TimeSpan.FromMilliseconds(100));
        var watcher = feeding.Watch();
        var sent = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
        {
            feeding.Reserve();
            ((LiveEvent.StockChanged)await watcher.NextAsync()).Version.ShouldBe(feeding.Version);
            await feeding.Time.AdvanceToNextAlarmAsync();
            sent.Add(feeding.Time.Elapsed);
        }

        sent.Zip(sent.Skip(1), (a, b) => (b - a).TotalMilliseconds).ShouldAllBe(ms => Math.Abs(ms - 300) < 1);
    }

    [Fact]
    public void A_cheap_one_keeps_the_shortest_interval()
    {
        new FanOutBudget.Member(new FanOutBudget(Options, new ManualTime())).Charge(TimeSpan.FromMilliseconds(5)).ShouldBe(Options.Interval);
    }

    [Fact]
    public void Together_they_keep_to_the_share_and_those_with_few_watchers_hardly_wait()
    {
        var budget = new FanOutBudget(Options, new ManualTime());
        TimeSpan[] costs = [.. new[] { 100, 100, 60, 1, 1 }.Select(ms => TimeSpan.FromMilliseconds(ms))];
        FanOutBudget.Member[] drops = [.. costs.Select(_ => new FanOutBudget.Member(budget))];
        var intervals = new TimeSpan[costs.Length];
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < drops.Length; i++)
                intervals[i] = drops[i].Charge(costs[i]);
        }

        costs.Zip(intervals, (cost, interval) => cost / interval).Sum().ShouldBeInRange(0.25, Options.ProcessorShare + 0.001);
        intervals[^1].ShouldBeLessThan(intervals[0] / 5);
    }

    [Fact]
    public void No_interval_is_longer_than_the_longest_and_who_has_left_counts_no_more()
    {
        var budget = new FanOutBudget(Options, new ManualTime());
        var (dear, cheap) = (new FanOutBudget.Member(budget), new FanOutBudget.Member(budget));
        dear.Charge(TimeSpan.FromSeconds(30)).ShouldBe(Options.IntervalMax);
        cheap.Charge(TimeSpan.FromMilliseconds(2)).ShouldBeGreaterThan(Options.Interval);
        dear.Leave();
        dear.Leave();
        cheap.Charge(TimeSpan.FromMilliseconds(2)).ShouldBe(Options.Interval);
    }

    [Fact]
    public void What_is_idle_is_used_and_given_back_as_soon_as_others_want_it()
    {
        var (time, idle) = (new ManualTime(), 0.0);
        var options = Options with { IdleShare = () => idle };
        var drop = new FanOutBudget.Member(new FanOutBudget(options, time));
        ShareOf(seconds: 3).ShouldBe(options.ProcessorShare, 0.01);
        idle = 0.6;
        ShareOf(seconds: 5).ShouldBeGreaterThan(0.8);
        idle = 0;
        ShareOf(seconds: 1).ShouldBe(options.ProcessorShare, 0.01);

        double ShareOf(double seconds)
        {
            var cost = TimeSpan.FromMilliseconds(100);
            var interval = TimeSpan.Zero;
            for (var end = time.Elapsed + TimeSpan.FromSeconds(seconds); time.Elapsed < end; time.Advance(interval))
                interval = drop.Charge(cost);
            return cost / interval;
        }
    }
}
