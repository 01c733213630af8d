using System.Globalization;
using Spectre.Console;
using Stampede.Rehearsal.Reports;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;

namespace Stampede.Rehearsal;

/// <summary>The whole command: finds a target, plays one rehearsal or a search of several, writes the reports.</summary>
internal sealed class Rehearser(IAnsiConsole console, IProgressView view)
{
    public const int Passed = 0;
    public const int AuditFailed = 1;
    public const int NotRehearsed = 2;

    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync(RehearseOptions options, CancellationToken cancellation)
    {
        if (options.Url is not { } url)
        {
            var file = await ServerFiles.FindAsync(options.Server, view.Tell, cancellation);
            view.Tell("Starting a throw-away server");
            await using var server = await ThrowAwayServer.StartAsync(file, null, null, options.Scenario.PaymentRequired ? ThrowAwayServer.TakesTestCards : [], cancellation);
            using var api = new OperatorApi(server.Address);
            await api.SignInAsync(ThrowAwayServer.OperatorEmail, server.OperatorPassword, cancellation);
            return await RehearseAsync(options, new Stage(server.Address, api, server.ProcessId, SameClock: true), "a throw-away server", server.StartTime, cancellation);
        }

        if (TargetGuard.Refuse(url, options.AllowRemote, options.IOwnThisTarget) is { } refusal)
            throw new SettingException(refusal);
        if (options.OperatorEmail is null || options.OperatorPassword is null)
            throw new SettingException($"--url needs an operator's sign-in: --operator-email, and --operator-password or {RehearseCommand.PasswordVariable}.");
        var target = new Uri(url);
        using var operatorApi = new OperatorApi(target);
        await operatorApi.SignInAsync(options.OperatorEmail, options.OperatorPassword, cancellation);
        return await RehearseAsync(options, new Stage(target, operatorApi, null, SameClock: false), url, null, cancellation);
    }

    private async Task<int> RehearseAsync(RehearseOptions options, Stage stage, string target, TimeSpan? serverStart, CancellationToken cancellation)
    {
        var customers = new List<Minted>();
        var prefix = "r" + DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString("x", CultureInfo.InvariantCulture) + "-";
        RehearsalReport report;
        if (options.FindLimit)
            (report, var found) = await SearchAsync();
        else
            report = await RehearseOnceAsync(options.Scenario);

        Write(report, options.Out);
        return report.Audit.Passed && report.LimitSearch.All(probe => !probe.Note.StartsWith("the audit", StringComparison.Ordinal)) ? Passed : AuditFailed;

        async Task<RehearsalReport> RehearseOnceAsync(Scenario scenario)
        {
            if (customers.Count < scenario.Accounts)
            {
                view.Tell($"Making {scenario.Accounts - customers.Count} customers");
                customers.AddRange(await stage.Operator.MintAsync(scenario.Accounts - customers.Count, $"{prefix}{customers.Count}-", cancellation));
            }

            view.Tell($"A crowd of {Figures.Count(scenario.Customers)}");
            var run = await new RehearsalRun(stage, scenario, customers, view).PlayAsync(cancellation);
            return ReportBuilder.Build(run, target, serverStart);
        }

        async Task<(RehearsalReport Report, LimitFound Found)> SearchAsync()
        {
            var reports = new Dictionary<int, RehearsalReport>();
            var found = await LimitSearch.FindAsync(options.Scenario.Customers, options.LimitMax, async size =>
            {
                var one = reports[size] = await RehearseOnceAsync(options.Scenario with { Customers = size });
                var note = one.Verdict.Reasons.Concat(one.Saturated.Take(1).Select(first => "used up first: " + first.What));
                console.MarkupLineInterpolated($"  {size} customers: {(one.Verdict.Served ? "served" : "not served")}, p99 {Figures.Milliseconds(one.Verdict.P99Ms)}");
                return new Probe(size, one.Verdict.P99Ms, one.Verdict.Served, string.Join("; ", note));
            });
            // The page shows the crowd that the verdict is about.
            var shown = reports[found.Largest ?? found.Probes[^1].Customers];
            var largest = found.Largest switch
            {
                null => "Not even the smallest crowd that was tried was served.",
                { } size when found.Bounded => $"A crowd of {Figures.Count(size)} was served, the largest that was to be tried.",
                { } size => $"The largest crowd served within {options.Scenario.LatencyMilliseconds} ms (p99) is about {Figures.Count(size)}.",
            };
            return (shown with { LimitSearch = found.Probes, Verdict = shown.Verdict with { LargestCrowd = found.Largest, LargestCrowdNote = largest } }, found);
        }
    }

    private void Write(RehearsalReport report, string folder)
    {
        TerminalReport.Write(console, report);
        Directory.CreateDirectory(folder);
        var (page, json) = (Path.Combine(folder, "report.html"), Path.Combine(folder, "report.json"));
        File.WriteAllText(json, ReportFiles.ToJson(report));
        // A page that an earlier rehearsal left would be taken for this one's.
        File.Delete(page);
        if (ReportFiles.ToHtml(report) is { } html)
        {
            File.WriteAllText(page, html);
            console.MarkupLineInterpolated($"[grey]Written: {page}, {json}[/]");
        }
        else
        {
            console.MarkupLineInterpolated($"[grey]Written: {json}[/]");
            console.MarkupLineInterpolated($"[yellow]{ReportFiles.NoPage}[/]");
        }
    }
}
