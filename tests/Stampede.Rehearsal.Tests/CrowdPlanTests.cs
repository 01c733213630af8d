using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Scenarios;

namespace Stampede.Rehearsal.Tests;

public class CrowdPlanTests
{
    [Fact]
    public void Payers_come_in_the_shares_that_were_asked_for_and_only_where_payment_is_required()
    {
        var scenario = new Scenario { Customers = 20_000, PaymentRequired = true, Declines = 0.2, Challenges = 0.1, AbandonedChallenges = 0.05, SlowProvider = 0.02, AbuserShare = 0 };

        var visits = CrowdPlan.Make(scenario).Visits;

        double Share(params Payer[] payers) => visits.Count(visit => payers.Contains(visit.Payer)) / (double)visits.Length;
        Share(Payer.Declined, Payer.DeclinedThenGood).ShouldBe(0.2, 0.02);
        Share(Payer.Declined).ShouldBe(0.1, 0.02);
        Share(Payer.Challenged).ShouldBe(0.1, 0.02);
        Share(Payer.Abandoning).ShouldBe(0.05, 0.01);
        Share(Payer.Slow).ShouldBe(0.02, 0.01);
        CrowdPlan.Make(scenario with { PaymentRequired = false }).Visits.ShouldAllBe(visit => visit.Payer == Payer.Good);
    }

    [Fact]
    public void The_same_seed_makes_the_same_plan_and_another_one_another()
    {
        var scenario = new Scenario { Customers = 500, Arrival = Arrival.Poisson, ArrivalSeconds = 5 };

        var (one, same, other) = (CrowdPlan.Make(scenario), CrowdPlan.Make(scenario), CrowdPlan.Make(scenario with { Seed = 2 }));

        one.Visits.ShouldBe(same.Visits);
        one.Abusers.ShouldBe(same.Abusers);
        one.Visits.ShouldNotBe(other.Visits);
    }

    [Theory]
    [InlineData("at-once")]
    [InlineData("ramp")]
    [InlineData("poisson")]
    public void Every_customer_comes_once_and_visits_are_in_order(string arrival)
    {
        var scenario = ScenarioSettings.Read(new Scenario { Customers = 400, AbuserShare = 0 }, $$"""{"arrival":"{{arrival}}"}""");

        var plan = CrowdPlan.Make(scenario);

        plan.Visits.Select(visit => visit.Shopper).Order().ShouldBe(Enumerable.Range(0, 400));
        plan.Visits.ShouldBe([.. plan.Visits.OrderBy(visit => visit.At)]);
    }

    [Fact]
    public void The_early_come_before_the_opening_and_press_after_it()
    {
        var plan = CrowdPlan.Make(new Scenario { Customers = 2000, EarlyShare = 0.5, CountdownSeconds = 4, AbuserShare = 0 });

        var early = plan.Visits.Where(visit => visit.Early).ToArray();

        early.Length.ShouldBeInRange(900, 1100);
        early.ShouldAllBe(visit => visit.At <= 0 && visit.At >= -4_000_000 && visit.ReserveAt >= 0);
    }

    [Fact]
    public void A_ramp_has_three_quarters_of_its_crowd_in_the_second_half()
    {
        var plan = CrowdPlan.Make(new Scenario { Customers = 10_000, Arrival = Arrival.Ramp, ArrivalSeconds = 10, EarlyShare = 0, AbuserShare = 0 });

        plan.Visits.Count(visit => visit.At >= 5_000_000).ShouldBeInRange(7_300, 7_700);
    }

    [Fact]
    public void A_steady_crowd_keeps_its_rate_and_takes_turns()
    {
        var plan = CrowdPlan.Make(new Scenario { Customers = 100, Arrival = Arrival.Steady, RatePerSecond = 1000, DurationSeconds = 20, AbuserShare = 0 });

        plan.Visits.Length.ShouldBeInRange(19_400, 20_600);
        plan.Visits.Take(100).Select(visit => visit.Shopper).ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void Poisson_gaps_spread_as_much_as_they_last()
    {
        var plan = CrowdPlan.Make(new Scenario { Customers = 20_000, Arrival = Arrival.Poisson, ArrivalSeconds = 20, EarlyShare = 0, AbuserShare = 0 });
        var gaps = plan.Visits.Zip(plan.Visits.Skip(1), (a, b) => (double)(b.At - a.At)).ToArray();
        var (mean, deviation) = (gaps.Average(), Math.Sqrt(gaps.Average(gap => gap * gap) - Math.Pow(gaps.Average(), 2)));

        // An exponential's mean and standard deviation are one.
        (deviation / mean).ShouldBe(1, 0.05);
    }

    [Fact]
    public void A_cheat_is_there_at_the_opening_with_all_its_requests()
    {
        var plan = CrowdPlan.Make(new Scenario { Customers = 50, AbuserShare = 1, AbuserRequests = 7 });

        plan.Abusers.ShouldAllBe(abuser => abuser);
        plan.Visits.Length.ShouldBe(350);
        plan.Visits.ShouldAllBe(visit => visit.At == 0);
    }

    [Fact]
    public void Sizes_are_wanted_by_their_demand()
    {
        var scenario = ScenarioSettings.Read(new Scenario { Customers = 10_000, AbuserShare = 0 }, """{"sizes":"EU 41=10*1, EU 42=10*3"}""");

        var plan = CrowdPlan.Make(scenario);

        plan.Visits.Count(visit => visit.Variant == 1).ShouldBeInRange(7_300, 7_700);
    }
}
