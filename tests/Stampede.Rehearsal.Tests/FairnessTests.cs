using Stampede.Rehearsal.Measures;

namespace Stampede.Rehearsal.Tests;

public class FairnessTests
{
    [Fact]
    public void First_come_first_served_is_one_and_the_reverse_is_minus_one()
    {
        Judge([1, 1, 0, 0]).OrderBias.ShouldBe(1);
        Judge([0, 0, 1, 1]).OrderBias.ShouldBe(-1);
        Judge([1, 0, 0, 1]).OrderBias.ShouldBe(0);
    }

    [Fact]
    public void Without_losers_or_winners_there_is_no_order_to_judge()
    {
        Judge([1, 1]).OrderBias.ShouldBeNull();
        Judge([0, 0]).OrderBias.ShouldBeNull();
    }

    [Fact]
    public void Sizes_are_judged_apart()
    {
        // Size 1 sold out late: its last winner came after all of size 0's losers, and that is fair.
        var report = Fairness.Judge([0, 1, 2, 3, 4, 5], [0, 0, 0, 1, 1, 1], new bool[6], [1, 0, 0, 1, 1, 0]);

        report.OrderBias.ShouldBe(1);
    }

    [Fact]
    public void Cheats_are_counted_apart_by_units()
    {
        var report = Fairness.Judge([0, 0, 0, 0], new int[4], [true, false, false, false], [3, 1, 0, 0]);

        (report.Abusers, report.AbuserWinners, report.Honest, report.HonestWinners).ShouldBe((1, 1, 3, 1));
        report.ShareWonByAbusers.ShouldBe(0.75);
        report.ShareOfCrowdAbusers.ShouldBe(0.25);
    }

    [Fact]
    public void Who_never_came_is_not_in_it() =>
        Fairness.Judge([0, long.MaxValue], new int[2], new bool[2], [1, 0]).Honest.ShouldBe(1);

    private static FairnessReport Judge(int[] won) =>
        Fairness.Judge([.. won.Select((_, i) => (long)i)], new int[won.Length], new bool[won.Length], won);
}
