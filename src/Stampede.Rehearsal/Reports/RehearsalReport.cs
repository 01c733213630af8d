using System.Collections.Immutable;
using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Measures;

namespace Stampede.Rehearsal.Reports;

/// <summary>Everything a rehearsal found: the source of the terminal's tables, of report.json and of the page. Times in ms, rates in 1/s.</summary>
internal sealed record RehearsalReport
{
    public required string Tool { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required string Target { get; init; }
    public required string Machine { get; init; }
    public required ImmutableArray<SettingValue> Scenario { get; init; }
    public required Verdict Verdict { get; init; }
    public required AuditSummary Audit { get; init; }
    public required Totals Totals { get; init; }
    public required ImmutableArray<LatencyRow> Latency { get; init; }
    public required HoldsReport Holds { get; init; }
    public MoneyReport? Money { get; init; }
    public LineReport? Line { get; init; }
    public required LiveReport Live { get; init; }
    public required FairnessReport Fairness { get; init; }
    public required ImmutableArray<Saturated> Saturated { get; init; }
    public required ResourceReport Resources { get; init; }
    public required ImmutableArray<RatePoint> Rates { get; init; }
    public required ImmutableArray<LatencyPoint> LatencyOverTime { get; init; }
    public required ImmutableArray<StockAt> Stock { get; init; }
    public ImmutableArray<Probe> LimitSearch { get; init; } = [];
}

internal sealed record SettingValue(string Name, string Value);

/// <param name="Served">The audit passed, nobody met a fault or was left waiting, and the p99 is within the limit.</param>
/// <param name="Reasons">Why not; empty when served.</param>
internal sealed record Verdict(bool Served, double P99Ms, double LimitMs, ImmutableArray<string> Reasons, int? LargestCrowd = null, string? LargestCrowdNote = null);

internal sealed record AuditSummary(bool Passed, ImmutableArray<AuditFinding> Findings, ImmutableArray<AuditCheck> Checks);

internal sealed record AuditCheck(string What, long Count);

internal sealed record Totals(
    long Offered, long Answered, int Granted, int Bought, int GivenBack, long NeverSent, int Unknown,
    double DurationSeconds, double AnsweredPerSecond, double PeakAnsweredPerSecond, double? AllTakenSeconds, double? SoldOutSeconds, double OwnWaitP99Ms);

/// <summary>One outcome of one kind of request. Latency counts from the time the request was meant to be sent.</summary>
internal sealed record LatencyRow(string Request, string Outcome, long Count, double P50Ms, double P90Ms, double P99Ms, double P999Ms, double MaxMs)
{
    public static LatencyRow Of(string request, string outcome, LatencyHistogram histogram) => new(
        request, outcome, histogram.Count,
        histogram.Percentile(50) / 1e3, histogram.Percentile(90) / 1e3, histogram.Percentile(99) / 1e3, histogram.Percentile(99.9) / 1e3, histogram.MaxMicroseconds / 1e3);
}

/// <param name="ExpiryP99Ms">From a hold's end to its return in the ledger.</param>
internal sealed record HoldsReport(int Made, int Purchased, int GivenBack, int Expired, int StillActive, double ExpiryP50Ms, double ExpiryP99Ms, double ExpiryMaxMs);

/// <summary>Of a crowd that paid. Null in a report where nothing was to be paid.</summary>
/// <param name="Attempts">Payments that were begun: a second card is a second one.</param>
/// <param name="Abandoned">Whose bank asked, and who walked away.</param>
/// <param name="CapturedMinor">By the provider's own books, in the currency's smallest unit.</param>
/// <param name="AuthorizedMinor">Authorised at the end, and neither captured nor let go.</param>
/// <param name="PayToSoldP50Seconds">From the first press of Pay until it was told that it is bought: thinking about the bank's question counts.</param>
internal sealed record MoneyReport(
    int Attempts, int Declined, int Abandoned, int Bought, string Currency, long CapturedMinor, long RefundedMinor, long AuthorizedMinor,
    double PayToSoldP50Seconds, double PayToSoldP99Seconds, double PayToSoldMaxSeconds);

/// <summary>Of a crowd that stood in a line. Null in a report without one.</summary>
/// <param name="OffersMissed">Nobody said yes in time, or paid.</param>
/// <param name="BotsShareOfBuyers">Of those who bought; of the crowd they are <paramref name="BotsShareOfCrowd"/>.</param>
/// <param name="SecondsTo90">From the opening until nine tenths of the stock were sold. Null: they were not.</param>
/// <param name="OddsLooks">How often the line was asked how far a size lasts, which sold out in the end.</param>
/// <param name="OddsHeld">Share of these where the real end lay within what was said. Null: it was never said.</param>
internal sealed record LineReport(
    string Mode, int Joined, int OffersMade, int OffersClaimed, int OffersMissed, int OffersDeclined, int Bought,
    double BotsShareOfCrowd, double? BotsShareOfBuyers, double? SecondsTo90, double? SecondsToAll, int OddsLooks, double? OddsHeld);

/// <param name="NewestP50Ms">Age of the newest change that an event brought.</param>
/// <param name="OldestP50Ms">Age of the oldest change that an event brought: how long any change may have gone unseen.</param>
/// <param name="Converged">Watchers whose last state is the drop's.</param>
internal sealed record LiveReport(
    int Watchers, string Transport, double ConnectSeconds, long Events, double EventsPerWatcherSecond, int Converged, int Disconnects, int Backwards,
    double NewestP50Ms, double NewestP99Ms, double NewestMaxMs, double OldestP50Ms, double OldestP99Ms, double OldestMaxMs, string Clock);

/// <summary>Means and peaks from the opening to the last answer. Processor figures in cores; null where they are unknown.</summary>
internal sealed record ResourceReport(int Cores, double? MachineCores, double? ServerCores, double ToolCores, double? ServerPeakMegabytes, double? ServerStartSeconds);

/// <param name="At">Seconds from the opening.</param>
internal sealed record RatePoint(double At, double Offered, double Answered, double Granted, double Refused, double TurnedAway, double Bought, double Failed);

internal sealed record LatencyPoint(double At, double P50Ms, double P99Ms);

internal sealed record StockAt(double At, long Available, long Held, long Sold);

/// <summary>One step of the search for the largest crowd.</summary>
internal sealed record Probe(int Customers, double P99Ms, bool Served, string Note);
