using System.Globalization;
using System.Net;
using System.Text;

namespace Stampede.Rehearsal.Reports;

/// <summary>One page with everything in it: no request leaves it, so it can be mailed and kept.</summary>
internal static class HtmlReport
{
    public static string Render(RehearsalReport report)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        page.Append("<title>Rehearsal of a drop</title><style>").Append(Resource("page.css")).Append("</style></head><body><main>");
        page.Append(CultureInfo.InvariantCulture, $"<header><h1>Rehearsal of a drop</h1><p>{report.OpenedAt:yyyy-MM-dd HH:mm:ss} UTC · {Html(report.Target)} · {Html(report.Machine)}</p></header>");
        Head(page, report);
        Charts(page, report);
        Latency(page, report);
        Details(page, report);
        Limit(page, report);
        page.Append("<details><summary>The scenario</summary><div class=\"table\"><table>");
        foreach (var setting in report.Scenario)
            Row(page, ("l", setting.Name), ("l w", setting.Value.Length == 0 ? "–" : setting.Value));
        page.Append("</table></div></details>");
        page.Append(CultureInfo.InvariantCulture, $"<footer>{Html(report.Tool)}. Latency counts from the time a request was meant to be sent.</footer>");
        return page.Append("</main><div id=\"tip\" aria-hidden=\"true\"></div><script>").Append(Resource("page.js")).Append("</script></body></html>").ToString();
    }

    private static void Head(StringBuilder page, RehearsalReport report)
    {
        var (verdict, totals) = (report.Verdict, report.Totals);
        var customers = report.Scenario.First(setting => setting.Name == "customers").Value;
        page.Append(CultureInfo.InvariantCulture, $"<section class=\"verdict {(verdict.Served ? "" : "bad")}\"><strong>{(verdict.Served ? "Served" : "Not served")}: a crowd of {Html(customers)}, p99 {Figures.Milliseconds(verdict.P99Ms)} within {Figures.Milliseconds(verdict.LimitMs)}</strong>");
        if (verdict.LargestCrowdNote is { } largest)
            page.Append(CultureInfo.InvariantCulture, $"<p>{Html(largest)}</p>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"{(report.Audit.Passed ? "good" : "bad")}\">{(report.Audit.Passed ? "Audit passed: every acknowledged reservation is in the ledger once, nothing was oversold, nobody is over the limit." : "AUDIT FAILED")}</p>");
        if (verdict.Reasons.Length > 0)
            page.Append("<ul>").AppendJoin("", verdict.Reasons.Select(reason => $"<li>{Html(reason)}</li>")).Append("</ul>");
        page.Append("</section><section class=\"cards\">");
        Card(page, Figures.Count(totals.Offered), "requests offered");
        Card(page, Figures.Count(totals.PeakAnsweredPerSecond), "answers a second, at the peak");
        Card(page, Figures.Count(totals.Granted), "reservations granted");
        Card(page, Figures.Count(totals.Bought), "bought");
        Card(page, Figures.Seconds(totals.AllTakenSeconds), "until all was taken");
        Card(page, Figures.Seconds(totals.SoldOutSeconds), "until sold out");
        Card(page, report.Live.Watchers == 0 ? "–" : Figures.Milliseconds(report.Live.OldestP99Ms), "p99 until watchers saw a change");
        page.Append("</section>");
    }

    private static void Charts(StringBuilder page, RehearsalReport report)
    {
        var rates = report.Rates;
        double[] at = [.. rates.Select(rate => rate.At)];
        var seconds = report.LatencyOverTime;
        page.Append("<h2>What happened</h2><section class=\"charts\">");
        page.Append(new LineChart("Requests", "per second", at,
        [
            new("offered", "c6", [.. rates.Select(rate => rate.Offered)]),
            new("answered", "c1", [.. rates.Select(rate => rate.Answered)]),
            new("refused", "c3", [.. rates.Select(rate => rate.Refused)]),
            new("failed or turned away", "c5", [.. rates.Select(rate => rate.Failed + rate.TurnedAway)]),
        ]).Render());
        page.Append(new LineChart("Won", "per second", at,
        [
            new("granted", "c2", [.. rates.Select(rate => rate.Granted)]),
            new("bought", "c4", [.. rates.Select(rate => rate.Bought)]),
        ]).Render());
        page.Append(new LineChart("Latency of a reservation's answer", "ms", [.. seconds.Select(second => second.At)],
        [
            new("p50", "c1", [.. seconds.Select(second => second.P50Ms)]),
            new("p99", "c5", [.. seconds.Select(second => second.P99Ms)]),
        ], Limit: (report.Verdict.LimitMs, "the limit")).Render());
        page.Append(new LineChart("Stock, by the ledger", "units", [.. report.Stock.Select(stock => stock.At)],
        [
            new("sold", "c4", [.. report.Stock.Select(stock => (double)stock.Sold)]),
            new("held", "c3", [.. report.Stock.Select(stock => (double)stock.Held)]),
            new("available", "c2", [.. report.Stock.Select(stock => (double)stock.Available)]),
        ], Stacked: true).Render());
        page.Append(new BarChart("Did the earlier arrival win?", "share that won, by tenths of the honest in order of coming",
            [.. report.Fairness.WonByTenth.Select((won, i) => ($"{(i + 1) * 10} %", won, Figures.Percent(won), "c1"))]).Render());
        var holds = report.Holds;
        page.Append(new BarChart("Holds, and how they ended", "reservations",
        [
            ("made", holds.Made, Figures.Count(holds.Made), "c6"), ("paid", holds.Purchased, Figures.Count(holds.Purchased), "c4"),
            ("given back", holds.GivenBack, Figures.Count(holds.GivenBack), "c2"), ("lapsed", holds.Expired, Figures.Count(holds.Expired), "c3"),
            ("still held", holds.StillActive, Figures.Count(holds.StillActive), "c1"),
        ]).Render());
        page.Append("</section>");
    }

    private static void Latency(StringBuilder page, RehearsalReport report)
    {
        page.Append("<h2>Answers</h2><div class=\"table\"><table><tr><th class=\"l\">request</th><th class=\"l\">answer</th><th>count</th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th></tr>");
        foreach (var row in report.Latency)
        {
            Row(page, ("l", row.Request), ("l", row.Outcome), ("", Figures.Count(row.Count)), ("", Figures.Milliseconds(row.P50Ms)), ("", Figures.Milliseconds(row.P90Ms)),
                ("", Figures.Milliseconds(row.P99Ms)), ("", Figures.Milliseconds(row.P999Ms)), ("", Figures.Milliseconds(row.MaxMs)));
        }

        page.Append("</table></div>");
    }

    private static void Details(StringBuilder page, RehearsalReport report)
    {
        var (live, fairness, resources, holds) = (report.Live, report.Fairness, report.Resources, report.Holds);
        page.Append("<div class=\"two\">");
        if (live.Watchers > 0)
            Live(page, live);

        page.Append("<section><h2>Fairness and holds</h2><div class=\"table\"><table>");
        Row(page, ("l", "order of coming and winning"), ("", fairness.OrderBias is { } bias ? string.Create(CultureInfo.InvariantCulture, $"{bias:0.00}, {Figures.Fairness(bias)}") : Figures.Fairness(null)));
        Row(page, ("l", "honest customers who won"), ("", $"{Figures.Count(fairness.HonestWinners)} of {Figures.Count(fairness.Honest)}"));
        Row(page, ("l", "cheating accounts who won"), ("", $"{Figures.Count(fairness.AbuserWinners)} of {Figures.Count(fairness.Abusers)}"));
        Row(page, ("l", "cheats: share of the crowd / of the stock won"), ("", $"{Figures.Percent(fairness.ShareOfCrowdAbusers)} / {Figures.Percent(fairness.ShareWonByAbusers)}"));
        Row(page, ("l", "lapsed holds back in stock, p50 / p99 / max"), ("", $"{Figures.Milliseconds(holds.ExpiryP50Ms)} / {Figures.Milliseconds(holds.ExpiryP99Ms)} / {Figures.Milliseconds(holds.ExpiryMaxMs)}"));
        page.Append("</table></div></section>");

        page.Append("<section><h2>What was used up first</h2><div class=\"table\"><table>");
        foreach (var one in report.Saturated)
            Row(page, ("l", Figures.Seconds(one.AtSeconds)), ("l w", one.What));
        if (report.Saturated.IsEmpty)
            Row(page, ("l", "Nothing was."));
        page.Append(CultureInfo.InvariantCulture, $"</table></div><p class=\"note\">Cores busy, of {resources.Cores}: machine {Cores(resources.MachineCores)}, server {Cores(resources.ServerCores)}, this tool {Cores(resources.ToolCores)}. Server's memory at most {(resources.ServerPeakMegabytes is { } megabytes ? Figures.Count(megabytes) + " MB" : "unknown")}. This tool held requests back {Figures.Milliseconds(report.Totals.OwnWaitP99Ms)} (p99).</p></section>");

        page.Append("<section><h2>Audit</h2><div class=\"table\"><table>");
        foreach (var finding in report.Audit.Findings)
            Row(page, ("l bad", finding.Code), ("l w", finding.Detail));
        foreach (var check in report.Audit.Checks)
            Row(page, ("l", check.What), ("", Figures.Count(check.Count)));
        page.Append("</table></div></section></div>");
    }

    private static void Live(StringBuilder page, LiveReport live)
    {
        page.Append("<section><h2>Live updates</h2><div class=\"table\"><table>");
        Row(page, ("l", "watchers"), ("", $"{Figures.Count(live.Watchers)} by {live.Transport}"));
        Row(page, ("l", "ended with the true state"), (live.Converged == live.Watchers ? "good" : "bad", Figures.Count(live.Converged)));
        Row(page, ("l", "events"), ("", string.Create(CultureInfo.InvariantCulture, $"{Figures.Count(live.Events)}, {live.EventsPerWatcherSecond} a second each")));
        Row(page, ("l", "age of the newest change, p50 / p99"), ("", $"{Figures.Milliseconds(live.NewestP50Ms)} / {Figures.Milliseconds(live.NewestP99Ms)}"));
        Row(page, ("l", "age of the oldest change, p50 / p99"), ("", $"{Figures.Milliseconds(live.OldestP50Ms)} / {Figures.Milliseconds(live.OldestP99Ms)}"));
        Row(page, ("l", "connections lost / older after newer"), ("", $"{live.Disconnects} / {live.Backwards}"));
        page.Append(CultureInfo.InvariantCulture, $"</table></div><p class=\"note\">Clock: {Html(live.Clock)}.</p></section>");
    }

    private static void Limit(StringBuilder page, RehearsalReport report)
    {
        if (report.LimitSearch.IsEmpty)
            return;
        page.Append("<h2>The search for the largest crowd</h2><div class=\"two\">");
        page.Append(new BarChart("p99 by crowd", "ms; green was served",
            [.. report.LimitSearch.OrderBy(probe => probe.Customers).Select(probe => (Figures.Short(probe.Customers), probe.P99Ms, Figures.Milliseconds(probe.P99Ms), probe.Served ? "c2" : "c5"))]).Render());
        page.Append("<div class=\"table\"><table><tr><th>customers</th><th>p99</th><th class=\"l\">served</th><th class=\"l\">why not, or what was used up first</th></tr>");
        foreach (var probe in report.LimitSearch)
            Row(page, ("", Figures.Count(probe.Customers)), ("", Figures.Milliseconds(probe.P99Ms)), (probe.Served ? "l good" : "l bad", probe.Served ? "yes" : "no"), ("l w", probe.Note));
        page.Append("</table></div></div>");
    }

    private static string Cores(double? cores) => cores is { } known ? known.ToString("0.00", CultureInfo.InvariantCulture) : "unknown";

    private static void Card(StringBuilder page, string figure, string what) => page.Append(CultureInfo.InvariantCulture, $"<div class=\"card\"><b>{Html(figure)}</b><span>{Html(what)}</span></div>");

    private static void Row(StringBuilder page, params ReadOnlySpan<(string Class, string Text)> cells)
    {
        page.Append("<tr>");
        foreach (var (kind, text) in cells)
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"{kind}\">{Html(text)}</td>");
        page.Append("</tr>");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
