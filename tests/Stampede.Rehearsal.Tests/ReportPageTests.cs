using System.Diagnostics;
using System.Text.RegularExpressions;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Reports;

namespace Stampede.Rehearsal.Tests;

/// <summary>report.html as a browser shows it, opened from a disk.</summary>
public sealed partial class ReportPageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("report-page-test-").FullName;

    [Fact]
    public void The_page_has_everything_in_it_and_asks_for_nothing_else()
    {
        var page = Page(ReportTests.Report());

        page.ShouldNotMatch("(src|href|url|@import)\\s*[=(]?\\s*[\"']?(https?:)?//");
        page.ShouldNotMatch("<(script|link|img|iframe)[^>]*\\s(src|href)=");
        page.ShouldContain("default-src 'none'");
        page.ShouldMatch("prefers-color-scheme: ?dark");
    }

    [Fact]
    public async Task It_says_whether_the_crowd_was_served()
    {
        var shown = await ShowAsync(ReportTests.Report());

        shown.ShouldContain("Served: a crowd of");
        shown.ShouldContain("p99 12.0 ms within 250 ms");
        shown.ShouldContain("Audit passed");
    }

    [Fact]
    public async Task What_a_target_says_is_text_on_the_page_and_never_markup()
    {
        var shown = await ShowAsync(ReportTests.Report() with
        {
            Latency = [LatencyRow.Of("reserve", "<img src=x onerror=alert(1)>", new LatencyHistogram())],
            Audit = new AuditSummary(false, [new AuditFinding("oversold", "</td><script>alert(1)</script>")], []),
        });

        shown.ShouldNotContain("<img");
        shown.ShouldNotContain("<script>alert");
        shown.ShouldContain("&lt;/td&gt;&lt;script&gt;");
        shown.ShouldContain("AUDIT FAILED");
    }

    [Fact]
    public async Task Every_chart_is_drawn_within_its_frame()
    {
        var shown = await ShowAsync(ReportTests.Report());

        Figures().Count(shown).ShouldBe(6);
        var plots = Plots().Matches(shown);
        plots.Count.ShouldBe(4);
        foreach (var plot in plots.Select(match => match.Groups))
        {
            int.Parse(plot["width"].ValueSpan, null).ShouldBeInRange(200, 800);
            int.Parse(plot["height"].ValueSpan, null).ShouldBeInRange(150, 300);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Page(RehearsalReport report)
    {
        var page = ReportFiles.ToHtml(report);
        Assert.SkipWhen(page is null, ReportFiles.NoPage);
        return page!;
    }

    /// <returns>The page's elements after its script has run.</returns>
    private async Task<string> ShowAsync(RehearsalReport report)
    {
        var file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, Page(report), TestContext.Current.CancellationToken);
        var chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "There is no chromium on the PATH to look at the page with.");
        var start = new ProcessStartInfo(chromium!, ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder}/profile", "--virtual-time-budget=5000", "--dump-dom", new Uri(file).AbsoluteUri])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var browser = Process.Start(start)!;
        var errors = browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var shown = await browser.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken);
        browser.ExitCode.ShouldBe(0, await errors);
        // Without the figures and the script that drew them: what they hold is not what is shown.
        return Scripts().Replace(shown, "");
    }

    [GeneratedRegex("<script (id|type).*?</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex("<figure>")]
    private static partial Regex Figures();

    [GeneratedRegex("<div class=\"u-wrap\" style=\"width: (?<width>\\d+)px; height: (?<height>\\d+)px;\">")]
    private static partial Regex Plots();
}
