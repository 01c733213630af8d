using Stampede.Rehearsal.Scenarios;

namespace Stampede.Rehearsal.Crowd;

/// <summary>Who comes when, and what for: a function of the scenario alone, its seed included.</summary>
/// <param name="Visits">By time of coming.</param>
/// <param name="Abusers">By shopper: cheats with many requests from one account.</param>
internal sealed record CrowdPlan(Visit[] Visits, bool[] Abusers)
{
    /// <summary>Nobody joins in the last second before the close, however busy the machine is.</summary>
    private const double LastJoinSeconds = 1.5;

    private const double SecondMicroseconds = 1_000_000;

    public static CrowdPlan Make(Scenario scenario)
    {
        var random = new Random(scenario.Seed);
        if (scenario.Line != LineMode.None)
            return InLine(scenario, random);
        var abusers = new bool[scenario.Customers];
        for (var i = 0; i < abusers.Length; i++)
            abusers[i] = random.NextDouble() < scenario.AbuserShare;

        var visits = new List<Visit>();
        var turn = 0;
        foreach (var at in Times(scenario, random))
        {
            // Each customer comes once; only a steady crowd starts again from the first.
            var shopper = turn++ % scenario.Customers;
            if (abusers[shopper])
                AddAbuser(visits, scenario, shopper, at, random);
            else
                visits.Add(Honest(scenario, shopper, at, random));
        }

        var inOrder = visits.ToArray();
        Array.Sort(inOrder, static (a, b) => a.At.CompareTo(b.At));
        return new CrowdPlan(inOrder, abusers);
    }

    /// <summary>People join at any time of the countdown; bots in its first second. Who cheats has many accounts, and not many requests of one.</summary>
    private static CrowdPlan InLine(Scenario scenario, Random random)
    {
        var visits = new Visit[scenario.Accounts];
        for (var shopper = 0; shopper < visits.Length; shopper++)
        {
            var isBot = shopper >= scenario.Customers;
            var after = random.NextDouble() * (isBot ? Math.Min(1, scenario.CountdownSeconds - LastJoinSeconds) : scenario.CountdownSeconds - LastJoinSeconds);
            var at = (long)((after - scenario.CountdownSeconds) * SecondMicroseconds);
            var (intent, think) = Meaning(scenario, random);
            visits[shopper] = new Visit(
                at, at, shopper, false, Wanted(scenario, random), isBot ? Intent.Pay : intent, think, 0, Payer(scenario, random), isBot || random.NextDouble() < scenario.ShowShare);
        }

        Array.Sort(visits, static (a, b) => a.At.CompareTo(b.At));
        return new CrowdPlan(visits, new bool[scenario.Accounts]);
    }

    /// <summary>When they press Reserve, microseconds from the opening, in no special order.</summary>
    private static IEnumerable<long> Times(Scenario scenario, Random random)
    {
        var span = scenario.ArrivalSeconds * SecondMicroseconds;
        switch (scenario.Arrival)
        {
            case Arrival.AtOnce:
                for (var i = 0; i < scenario.Customers; i++)
                    yield return (long)(random.NextDouble() * span);
                break;
            case Arrival.Ramp:
                // The rate grows with time, so the count grows with its square.
                for (var i = 0; i < scenario.Customers; i++)
                    yield return (long)(Math.Sqrt(random.NextDouble()) * span);
                break;
            case Arrival.Poisson:
                foreach (var at in Poisson(scenario.Customers / Math.Max(span, 1), random).Take(scenario.Customers))
                    yield return at;
                break;
            case Arrival.Steady:
                var end = scenario.DurationSeconds * SecondMicroseconds;
                foreach (var at in Poisson(scenario.RatePerSecond / SecondMicroseconds, random).TakeWhile(at => at < end))
                    yield return at;
                break;
        }
    }

    private static IEnumerable<long> Poisson(double perMicrosecond, Random random)
    {
        for (var at = 0.0; ; at += Exponential(1 / perMicrosecond, random))
            yield return (long)at;
    }

    private static Visit Honest(Scenario scenario, int shopper, long at, Random random)
    {
        var early = scenario.Arrival != Arrival.Steady && scenario.CountdownSeconds > 0 && random.NextDouble() < scenario.EarlyShare;
        var comes = early ? -(long)(random.NextDouble() * scenario.CountdownSeconds * SecondMicroseconds) : at;
        var (intent, think) = Meaning(scenario, random);
        var retries = random.NextDouble() < scenario.RetryShare ? scenario.Retries : 0;
        return new Visit(comes, at, shopper, early, Wanted(scenario, random), intent, think, retries, Payer(scenario, random));
    }

    /// <summary>A cheat comes at the very opening, sends all its requests at once, and tries again as often as anybody does.</summary>
    private static void AddAbuser(List<Visit> visits, Scenario scenario, int shopper, long at, Random random)
    {
        var when = scenario.Arrival == Arrival.Steady ? at : 0;
        for (var i = 0; i < scenario.AbuserRequests; i++)
        {
            var (intent, think) = Meaning(scenario, random);
            visits.Add(new Visit(when, when, shopper, false, Wanted(scenario, random), intent, think, scenario.Retries, Payer(scenario, random)));
        }
    }

    private static (Intent Intent, long ThinkMicroseconds) Meaning(Scenario scenario, Random random)
    {
        var share = random.NextDouble();
        var intent = share < scenario.PayShare ? Intent.Pay
            : share < scenario.PayShare + scenario.CancelShare ? Intent.GiveBack
            : Intent.LetLapse;
        return (intent, (long)Exponential(scenario.ThinkSeconds * SecondMicroseconds, random));
    }

    private static Payer Payer(Scenario scenario, Random random)
    {
        // Where nobody pays, the plan is as it always was.
        if (!scenario.PaymentRequired)
            return Crowd.Payer.Good;
        var share = random.NextDouble() - scenario.Declines;
        if (share < 0)
            return share < -scenario.Declines / 2 ? Crowd.Payer.Declined : Crowd.Payer.DeclinedThenGood;
        return share < scenario.Challenges ? Crowd.Payer.Challenged
            : share < scenario.Challenges + scenario.AbandonedChallenges ? Crowd.Payer.Abandoning
            : share < scenario.Challenges + scenario.AbandonedChallenges + scenario.SlowProvider ? Crowd.Payer.Slow
            : Crowd.Payer.Good;
    }

    private static int Wanted(Scenario scenario, Random random)
    {
        var sizes = scenario.Variants;
        var point = random.NextDouble() * sizes.Sum(size => size.Demand);
        for (var i = 0; i < sizes.Length; i++)
        {
            point -= sizes[i].Demand;
            if (point < 0)
                return i;
        }

        return sizes.Length - 1;
    }

    private static double Exponential(double mean, Random random) => -Math.Log(1 - random.NextDouble()) * mean;
}
