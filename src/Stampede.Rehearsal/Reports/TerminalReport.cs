using System.Globalization;
using Spectre.Console;
using static Stampede.Rehearsal.Reports.Figures;

namespace Stampede.Rehearsal.Reports;

/// <summary>The figures, as a person reads them right after the rehearsal.</summary>
internal static class TerminalReport
{
    /// <param name="width">For a file or a pipe, which has no width of its own.</param>
    public static IAnsiConsole Console(int width)
    {
        if (!System.Console.IsOutputRedirected)
            return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = width;
        return console;
    }

    public static void Write(IAnsiConsole console, RehearsalReport report)
    {
        Latency(console, report);
        Grid(console, report);
        foreach (var finding in report.Audit.Findings)
            console.MarkupLineInterpolated($"[red]AUDIT {finding.Code}[/] {finding.Detail}");
        console.MarkupLine(report.Audit.Passed
            ? $"[green]Audit passed[/]: {string.Join(", ", report.Audit.Checks.Select(check => $"{Count(check.Count)} {Markup.Escape(check.What)}"))}."
            : "[red bold]Audit failed.[/]");
        var verdict = report.Verdict;
        console.MarkupLine(verdict.Served
            ? $"[green bold]Served[/]: p99 {Milliseconds(verdict.P99Ms)}, within {Milliseconds(verdict.LimitMs)}."
            : $"[yellow bold]Not served[/]: {Markup.Escape(string.Join("; ", verdict.Reasons))}.");
        if (verdict.LargestCrowdNote is { } largest)
            console.MarkupLineInterpolated($"[bold]{largest}[/]");
    }

    private static void Latency(IAnsiConsole console, RehearsalReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("request", "answer");
        foreach (var name in (string[])["count", "p50", "p90", "p99", "p99.9", "max"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in report.Latency)
        {
            table.AddRow(Markup.Escape(row.Request), Markup.Escape(row.Outcome), Count(row.Count), Milliseconds(row.P50Ms), Milliseconds(row.P90Ms),
                Milliseconds(row.P99Ms), Milliseconds(row.P999Ms), Milliseconds(row.MaxMs));
        }

        console.Write(table);
    }

    private static void Grid(IAnsiConsole console, RehearsalReport report)
    {
        var (totals, live, fairness, holds, resources) = (report.Totals, report.Live, report.Fairness, report.Holds, report.Resources);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Add("rate", $"{Count(totals.PeakAnsweredPerSecond)} answers/s at the peak, "
            + $"{Count(totals.AnsweredPerSecond)} on average over {Seconds(totals.DurationSeconds)}");
        Add("stock", $"all taken after {Seconds(totals.AllTakenSeconds)}, sold out after {Seconds(totals.SoldOutSeconds)}");
        Add("holds", $"{Count(holds.Made)} made: {Count(holds.Purchased)} paid, {Count(holds.GivenBack)} given back, "
            + $"{Count(holds.Expired)} lapsed (back within {Milliseconds(holds.ExpiryP99Ms)} p99), {Count(holds.StillActive)} still held");
        if (report.Money is { } money)
        {
            Add("payments", $"{Count(money.Attempts)} begun: {Count(money.Bought)} bought, {Count(money.Declined)} declined, {Count(money.Abandoned)} left at the bank's question; "
                + $"{Seconds(money.PayToSoldP50Seconds)} from pay to sold (p50), {Seconds(money.PayToSoldP99Seconds)} (p99)");
            Add("money", $"{Money(money.CapturedMinor, money.Currency)} captured, {Money(money.RefundedMinor, money.Currency)} given back, "
                + $"{Money(money.AuthorizedMinor, money.Currency)} still authorised");
        }

        if (report.Line is { } line)
        {
            Add("line", $"{Count(line.Joined)} joined a {line.Mode}; {Count(line.OffersMade)} offers: {Count(line.Bought)} bought, {Count(line.OffersClaimed)} said yes, "
                + $"{Count(line.OffersMissed)} missed, {Count(line.OffersDeclined)} declined; 90 % sold after {Seconds(line.SecondsTo90)}, all after {Seconds(line.SecondsToAll)}");
            Add("bots", $"{Percent(line.BotsShareOfCrowd)} of the crowd, {(line.BotsShareOfBuyers is { } share ? Percent(share) : "none")} of the buyers");
            Add("odds", line.OddsHeld is { } held ? $"the end lay within what was said in {Percent(held)} of {Count(line.OddsLooks)} looks" : "too few offers had ended to say any");
        }

        if (live.Watchers > 0)
        {
            Add("watchers", $"{live.Converged} of {live.Watchers} ended with the true state; news was {Milliseconds(live.NewestP50Ms)} old (p50), "
                + $"{Milliseconds(live.NewestP99Ms)} (p99); any change at most {Milliseconds(live.OldestP99Ms)} (p99)");
        }

        Add("fairness", $"{(fairness.OrderBias is { } bias ? bias.ToString("0.00", CultureInfo.InvariantCulture) + ", " : "")}{Fairness(fairness.OrderBias)}; "
            + $"cheats are {Percent(fairness.ShareOfCrowdAbusers)} of the crowd and won {Percent(fairness.ShareWonByAbusers)}");
        Add("used up", report.Saturated.IsEmpty ? "nothing" : string.Join("; ", report.Saturated.Select(one => $"after {Seconds(one.AtSeconds)} {one.What}")));
        Add("cores", string.Create(CultureInfo.InvariantCulture, $"machine {resources.MachineCores}, server {resources.ServerCores}, ")
            + string.Create(CultureInfo.InvariantCulture, $"this tool {resources.ToolCores} of {resources.Cores}; server's memory {resources.ServerPeakMegabytes} MB"));
        console.Write(grid);

        void Add(string name, string text) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(text));
    }
}
