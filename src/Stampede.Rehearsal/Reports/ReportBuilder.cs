using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Crowd;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

namespace Stampede.Rehearsal.Reports;

/// <summary>Turns what a run left behind into figures.</summary>
internal static class ReportBuilder
{
    private const int PointsMax = 300;

    public static RehearsalReport Build(RunRecord run, string target, TimeSpan? serverStart)
    {
        var stock = Stock(run);
        var played = run.Samples.Where(sample => sample.At >= 0 && sample.At <= run.PlayedSeconds * 1e6).ToArray();
        return new RehearsalReport
        {
            Tool = "Stampede rehearsal " + Assembly.GetExecutingAssembly().GetName().Version?.ToString(3),
            OpenedAt = run.Clock.Opening,
            Target = target,
            Machine = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}"),
            Scenario = [.. ScenarioSettings.All.Select(setting => new SettingValue(setting.Name, setting.Get(run.Scenario)))],
            Verdict = Judge(run),
            Audit = new AuditSummary(run.Audit.Passed, run.Audit.Findings, [.. run.Audit.Checks.Select(check => new AuditCheck(check.What, check.Count))]),
            Totals = Total(run, stock),
            Latency = [.. run.Log.Latencies.OrderBy(row => row.Key.Kind).ThenByDescending(row => row.Value.Count).Select(row => LatencyRow.Of(Name(row.Key.Kind), row.Key.Outcome, row.Value))],
            Holds = Holds(run),
            Money = run.Evidence.Money is { } money ? Money(run, money) : null,
            Line = run.Evidence.Line is { } line ? Line(run, line) : null,
            Live = Live(run),
            Fairness = Fairness.Judge(run.Log.FirstWish, run.Log.FirstVariant, run.Plan.Abusers, UnitsWon(run)),
            Saturated = Saturation.Find(played, run.Log.Timeline, run.Connections, Environment.ProcessorCount),
            Resources = Resources(played, serverStart),
            Rates = Rates(run.Log.Timeline),
            LatencyOverTime = [.. run.Log.Timeline.Seconds.Select(second => new LatencyPoint(second.Key, second.Value.Percentile(50) / 1e3, second.Value.Percentile(99) / 1e3))],
            Stock = Thin(stock),
        };
    }

    private static Verdict Judge(RunRecord run)
    {
        var reasons = new List<string>();
        var p99 = run.Log.Reserve.Percentile(99) / 1e3;
        if (!run.Audit.Passed)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"the audit has {run.Audit.Findings.Length} findings"));
        if (p99 > run.Scenario.LatencyMilliseconds)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"p99 of a reservation's answer was {p99:0} ms, more than {run.Scenario.LatencyMilliseconds} ms"));
        var failed = run.Log.Timeline.Slots.Values.Sum(slot => (long)slot.Failed);
        if (failed > 0)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{failed} requests failed"));
        var turnedAway = run.Log.Timeline.Slots.Values.Sum(slot => (long)slot.TurnedAway);
        if (turnedAway > 0)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{turnedAway} reservations were turned away (503 or 429)"));
        if (run.Log.Unsent > 0)
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{run.Log.Unsent} requests could not even be sent in time"));
        return new Verdict(reasons.Count == 0, Math.Round(p99, 2), run.Scenario.LatencyMilliseconds, [.. reasons]);
    }

    private static Totals Total(RunRecord run, List<StockAt> stock)
    {
        var slots = run.Log.Timeline.Slots;
        return new Totals(
            run.Log.Offered, run.Log.Answered, run.Log.Grants.Count, run.Log.Payments.Count, run.Log.Returns.Count,
            run.Log.Unsent, run.Log.UnknownReserves + run.Log.UnknownOthers,
            Math.Round(run.PlayedSeconds, 2),
            Math.Round(run.Log.Answered / Math.Max(0.1, run.PlayedSeconds), 1),
            slots.Count == 0 ? 0 : slots.Values.Max(slot => slot.Answered) * (1e6 / Timeline.SlotMicroseconds),
            stock.Find(now => now is { Available: 0 } && now.Held + now.Sold > 0)?.At,
            stock.Find(now => now is { Available: 0, Held: 0, Sold: > 0 })?.At,
            run.Log.Waited.Percentile(99) / 1e3);
    }

    private static HoldsReport Holds(RunRecord run)
    {
        var ends = run.Evidence.Ledger.GroupBy(entry => entry.Kind).ToDictionary(group => group.Key, group => group.Count());
        var until = new Dictionary<string, DateTimeOffset>();
        foreach (var grant in run.Log.Grants)
            until.TryAdd(grant.Id, grant.ExpiresAt);
        var late = new LatencyHistogram();
        foreach (var entry in run.Evidence.Ledger.Where(entry => entry.Kind == "expired"))
        {
            if (until.TryGetValue(entry.ReservationId ?? "", out var expires))
                late.Record((long)(entry.At - expires).TotalMicroseconds);
        }

        int Count(string kind) => ends.GetValueOrDefault(kind);
        return new HoldsReport(
            Count("reserved") + Count("offered"), Count("purchased"), Count("cancelled"), Count("expired"),
            Count("reserved") + Count("offered") - Count("purchased") - Count("cancelled") - Count("expired"),
            late.Percentile(50) / 1e3, late.Percentile(99) / 1e3, late.MaxMicroseconds / 1e3);
    }

    private static MoneyReport Money(RunRecord run, MoneyEvidence money) => new(
        run.Log.PaymentAttempts, run.Log.PaymentsDeclined, run.Log.ChallengesAbandoned, run.Log.Payments.Count, OperatorApi.Currency,
        money.CapturedMinor, money.RefundedMinor, money.Ours.Where(entry => entry.State == "authorized").Sum(entry => entry.AmountMinor),
        run.Log.PayToSold.Percentile(50) / 1e6, run.Log.PayToSold.Percentile(99) / 1e6, run.Log.PayToSold.MaxMicroseconds / 1e6);

    private static LineReport Line(RunRecord run, LineEvidence line)
    {
        var (evidence, ledger) = (run.Evidence, run.Evidence.Ledger);
        var offers = ledger.Where(entry => entry.Kind == "offered").Select(entry => entry.ReservationId).ToHashSet();
        int Ended(string kind) => ledger.Count(entry => entry.Kind == kind && offers.Contains(entry.ReservationId));
        var buyers = ledger.Where(entry => entry.Kind == "purchased").Select(entry => entry.CustomerId).ToHashSet();
        var bots = evidence.CustomerIds.Skip(run.Scenario.Customers).Count(buyers.Contains);
        var soldOut = evidence.Final.Variants.Where(variant => variant.Available + variant.Held == 0).Select(variant => variant.Id).ToHashSet();
        var odds = line.Odds.Where(seen => soldOut.Contains(seen.VariantId)).ToArray();
        return new LineReport(
            run.Scenario.Line == LineMode.Draw ? "draw" : "queue", line.Standings.Count, offers.Count, ledger.Count(entry => entry.Kind == "claimed"), Ended("expired"), Ended("cancelled"),
            Ended("purchased"), (double)run.Scenario.ManyAccounts / run.Scenario.Accounts, buyers.Count == 0 ? null : (double)bots / buyers.Count,
            SoldAfter(run, 0.9), SoldAfter(run, 1), odds.Length,
            odds.Length == 0 ? null : odds.Count(seen => line.ServedTo[seen.VariantId] is var end && seen.Low <= end && end <= seen.High) / (double)odds.Length);
    }

    /// <returns>Seconds from the opening; null: so much was never sold.</returns>
    private static double? SoldAfter(RunRecord run, double share)
    {
        var left = Math.Ceiling(share * run.Scenario.TotalStock);
        foreach (var entry in run.Evidence.Ledger.Where(entry => entry.Kind == "purchased"))
        {
            left -= entry.Quantity;
            if (left <= 0)
                return Math.Round(run.Clock.ToRun(entry.At) / 1e6, 1);
        }

        return null;
    }

    private static LiveReport Live(RunRecord run)
    {
        var delay = LiveDelay.Of(run.WatchLogs, run.Evidence.Ledger, run.Clock);
        var events = run.WatchLogs.Sum(log => log.Events);
        return new LiveReport(
            run.WatchLogs.Count,
            run.Scenario.WatchBy == WatchTransport.WebSocket ? "WebSocket" : "server-sent events",
            Math.Round(run.WatchConnectTime.TotalSeconds, 2),
            events,
            Math.Round(events / (double)Math.Max(1, run.WatchLogs.Count) / Math.Max(1, run.PlayedSeconds), 2),
            run.Evidence.LastSeen.Count(seen => seen?.SameAs(run.Evidence.Final) == true),
            run.WatchLogs.Sum(log => log.Disconnects),
            run.WatchLogs.Sum(log => log.Backwards),
            delay.Newest.Percentile(50) / 1e3, delay.Newest.Percentile(99) / 1e3, delay.Newest.MaxMicroseconds / 1e3,
            delay.Oldest.Percentile(50) / 1e3, delay.Oldest.Percentile(99) / 1e3, delay.Oldest.MaxMicroseconds / 1e3,
            run.ClockNote);
    }

    private static int[] UnitsWon(RunRecord run)
    {
        var won = new int[run.Scenario.Accounts];
        var lost = run.Log.Returns.Select(back => back.ReservationId).ToHashSet();
        foreach (var grant in run.Log.Grants.Where(grant => !lost.Contains(grant.Id)))
            won[grant.Shopper] += grant.Quantity;
        return won;
    }

    private static ResourceReport Resources(ResourceSample[] samples, TimeSpan? serverStart) => new(
        Environment.ProcessorCount,
        Mean(samples.Select(sample => sample.MachineCores)),
        Mean(samples.Select(sample => sample.ServerCores)),
        Mean(samples.Select(sample => sample.ToolCores)) ?? 0,
        samples.Length == 0 || samples.Max(sample => sample.ServerBytes) == 0 ? null : Math.Round(samples.Max(sample => sample.ServerBytes) / 1e6, 1),
        serverStart is { } start ? Math.Round(start.TotalSeconds, 2) : null);

    private static double? Mean(IEnumerable<double> values)
    {
        var known = values.Where(double.IsFinite).ToArray();
        return known.Length == 0 ? null : Math.Round(known.Average(), 2);
    }

    /// <summary>At most <see cref="PointsMax"/> points. Each is the mean of as many tenths of a second as it takes for that.</summary>
    private static ImmutableArray<RatePoint> Rates(Timeline timeline)
    {
        if (timeline.Slots.Count == 0)
            return [];
        var (first, last) = (timeline.Slots.Keys.First(), timeline.Slots.Keys.Last());
        var width = Math.Max(1, (last - first + PointsMax) / PointsMax);
        var points = ImmutableArray.CreateBuilder<RatePoint>();
        for (var from = first; from <= last; from += width)
        {
            var slots = Enumerable.Range(from, width).Select(i => timeline.Slots.GetValueOrDefault(i)).OfType<TimelineSlot>().ToArray();
            double PerSecond(Func<TimelineSlot, int> of) => Math.Round(slots.Sum(of) * 10.0 / width, 1);
            points.Add(new RatePoint(from / 10.0, PerSecond(s => s.Offered), PerSecond(s => s.Answered), PerSecond(s => s.Granted), PerSecond(s => s.Refused),
                PerSecond(s => s.TurnedAway), PerSecond(s => s.Bought), PerSecond(s => s.Failed)));
        }

        return points.ToImmutable();
    }

    /// <summary>The stock after each line of the ledger: exact, and known without watchers.</summary>
    private static List<StockAt> Stock(RunRecord run)
    {
        var now = new StockAt(0, run.Evidence.Variants.Sum(variant => variant.Stock), 0, 0);
        var all = new List<StockAt> { now };
        foreach (var entry in run.Evidence.Ledger)
        {
            var (_, available, held, sold) = entry.Effect;
            if ((available, held, sold) == default)
                continue;
            var at = Math.Max(0, Math.Round(run.Clock.ToRun(entry.At) / 1e6, 3));
            all.Add(now = new StockAt(at, now.Available + available, now.Held + held, now.Sold + sold));
        }

        return all;
    }

    /// <summary>At most <see cref="PointsMax"/> points. Of several at nearly the same time the last one stays.</summary>
    private static ImmutableArray<StockAt> Thin(List<StockAt> stock)
    {
        var width = Math.Max(0.001, stock[^1].At / PointsMax);
        return [.. stock.GroupBy(point => Math.Floor(point.At / width)).Select(near => near.Last())];
    }

    private static string Name(ErrandKind kind) => kind switch
    {
        ErrandKind.Poll => "look at the countdown",
        ErrandKind.Reserve => "reserve",
        ErrandKind.Purchase => "purchase",
        ErrandKind.Cancel => "give back",
        ErrandKind.Pay => "pay",
        ErrandKind.Challenge => "answer the bank",
        ErrandKind.LookAtPayment => "look at the payment",
        ErrandKind.Join => "join",
        ErrandKind.LookAtLine => "look at the line",
        ErrandKind.LookAtMe => "look at the own place",
        ErrandKind.Claim => "say yes",
    };
}
