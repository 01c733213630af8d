using Spectre.Console;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;

namespace Stampede.Rehearsal.Tests;

public class ReportTests
{
    [Fact]
    public void The_file_reads_back_as_it_was()
    {
        var report = Report();

        var back = ReportFiles.FromJson(ReportFiles.ToJson(report));

        ReportFiles.ToJson(back).ShouldBe(ReportFiles.ToJson(report));
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

    /// <summary>The page is tested with it, by what it shows (web/src/report).</summary>
    [Fact]
    public void The_sample_that_the_page_is_tested_with_is_what_this_program_writes()
    {
        var sample = Path.Combine(Repository.Root, "web", "src", "report", "sample.json");

        var written = ReportFiles.ToJson(Report()) + "\n";

        if (Environment.GetEnvironmentVariable("STAMPEDE_WRITE_SAMPLES") is not null)
            File.WriteAllText(sample, written);
        File.ReadAllText(sample).ShouldBe(written, "run this test once with STAMPEDE_WRITE_SAMPLES=1, and commit the sample");
    }

    internal static RehearsalReport Report() => new()
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
        Money = new MoneyReport(4, 1, 1, 2, "USD", 39_800, 0, 0, 0.1, 0.2, 21.5),
        Line = new LineReport("queue", 10, 4, 3, 1, 0, 3, 0.5, 0.5, 6.5, null, 8, 0.875),
        Live = new LiveReport(5, "WebSocket", 0.1, 50, 2, 5, 0, 0, 1, 2, 3, 4, 5, 6, "one clock"),
        Fairness = new FairnessReport(0.9, [1, 0.5, 0, 0, 0, 0, 0, 0, 0, 0], 9, 2, 1, 1, 0.1, 0.3),
        Saturated = [new Saturated(0.5, "the processor of this machine")],
        Resources = new ResourceReport(2, 1.5, 1, 0.3, 200, 2.5),
        Rates = [new RatePoint(-1, 10, 10, 0, 0, 0, 0, 0), new RatePoint(0, 1000, 900, 200, 700, 0, 0, 0), new RatePoint(1, 0, 100, 0, 100, 0, 200, 0)],
        LatencyOverTime = [new LatencyPoint(0, 5, 12), new LatencyPoint(1, 1, 2)],
        Stock = [new StockAt(0, 3, 0, 0), new StockAt(0.5, 0, 3, 0), new StockAt(2, 1, 0, 2)],
        LimitSearch = [],
    };
}
