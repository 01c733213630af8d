using System.Text.RegularExpressions;
using System.Xml.Linq;
using Spectre.Console;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;

namespace Stampede.Rehearsal.Tests;

public partial class ReportTests
{
    [Fact]
    public void The_page_has_everything_in_it_and_asks_for_nothing_else()
    {
        var page = HtmlReport.Render(Report());

        page.ShouldNotMatch("(src|href|url|@import)\\s*[=(]?\\s*[\"']?(https?:)?//");
        page.ShouldContain("prefers-color-scheme: dark");
        page.ShouldContain("Served: a crowd of");
        page.ShouldContain("p99 12.0 ms within 250 ms");
    }

    [Fact]
    public void What_a_target_says_is_text_on_the_page_and_never_markup()
    {
        var page = HtmlReport.Render(Report() with
        {
            Latency = [LatencyRow.Of("reserve", "<img src=x onerror=alert(1)>", new LatencyHistogram())],
            Audit = new AuditSummary(false, [new AuditFinding("oversold", "</td><script>alert(1)</script>")], []),
        });

        page.ShouldNotContain("<img");
        page.ShouldNotContain("<script>alert");
        page.ShouldContain("&lt;/td&gt;&lt;script&gt;");
        page.ShouldContain("AUDIT FAILED");
    }

    [Fact]
    public void Every_chart_is_well_formed_and_within_its_frame()
    {
        var charts = Svg().Matches(HtmlReport.Render(Report()));

        charts.Count.ShouldBe(6);
        foreach (Match chart in charts)
        {
            var svg = XElement.Parse(chart.Value);
            foreach (var shape in svg.Descendants().Where(shape => shape.Attribute("points") is not null))
            {
                foreach (var point in shape.Attribute("points")!.Value.Split(' '))
                {
                    var (x, y) = (double.Parse(point.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(point.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture));
                    x.ShouldBeInRange(0, 560);
                    y.ShouldBeInRange(0, 220);
                }
            }
        }
    }

    [Fact]
    public void The_file_reads_back_as_it_was()
    {
        var report = Report();

        var back = JsonReport.Read(JsonReport.Render(report));

        JsonReport.Render(back).ShouldBe(JsonReport.Render(report));
        back.Verdict.ShouldBe(report.Verdict with { Reasons = back.Verdict.Reasons });
    }

    [Fact]
    public void The_terminal_names_the_findings_and_the_largest_crowd()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;

        TerminalReport.Write(console, Report() with
        {
            Audit = new AuditSummary(false, [new AuditFinding("oversold", "2 more than [there] are")], [new AuditCheck("entries", 5)]),
            Verdict = new Verdict(false, 12, 250, ["the audit has 1 findings"], 8_000, "The largest crowd served is about 8,000."),
        });

        text.ToString().ShouldContain("AUDIT oversold 2 more than [there] are");
        text.ToString().ShouldContain("about 8,000");
        text.ToString().ShouldContain("Not served");
    }

    [Theory]
    [InlineData(0, 10, new double[] { 0, 2, 4, 6, 8, 10 })]
    [InlineData(-3, 60, new double[] { 0, 10, 20, 30, 40, 50, 60 })]
    [InlineData(0, 0.9, new[] { 0, 0.2, 0.4, 0.6, 0.8 })]
    public void Axes_have_round_numbers(double low, double high, double[] ticks) => LineChart.Ticks(low, high).ShouldBe(ticks);

    private static RehearsalReport Report() => new()
    {
        Tool = "tool",
        OpenedAt = new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero),
        Target = "a throw-away server",
        Machine = "2 cores",
        Scenario = [.. ScenarioSettings.All.Select(setting => new SettingValue(setting.Name, setting.Get(new Scenario())))],
        Verdict = new Verdict(true, 12, 250, []),
        Audit = new AuditSummary(true, [], [new AuditCheck("ledger entries folded", 5)]),
        Totals = new Totals(10, 10, 3, 2, 1, 0, 0, 5, 2, 10, 0.5, null, 1),
        Latency = [LatencyRow.Of("reserve", "granted", new LatencyHistogram())],
        Holds = new HoldsReport(3, 2, 1, 0, 0, 0, 0, 0),
        Live = new LiveReport(5, "WebSocket", 0.1, 50, 2, 5, 0, 0, 1, 2, 3, 4, 5, 6, "one clock"),
        Fairness = new FairnessReport(0.9, [1, 0.5, 0, 0, 0, 0, 0, 0, 0, 0], 9, 2, 1, 1, 0.1, 0.3),
        Saturated = [new Saturated(0.5, "the processor of this machine")],
        Resources = new ResourceReport(2, 1.5, 1, 0.3, 200, 2.5),
        Rates = [new RatePoint(-1, 10, 10, 0, 0, 0, 0, 0), new RatePoint(0, 1000, 900, 200, 700, 0, 0, 0), new RatePoint(1, 0, 100, 0, 100, 0, 200, 0)],
        LatencyOverTime = [new LatencyPoint(0, 5, 12), new LatencyPoint(1, 1, 2)],
        Stock = [new StockAt(0, 3, 0, 0), new StockAt(0.5, 0, 3, 0), new StockAt(2, 1, 0, 2)],
        LimitSearch = [],
    };

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
