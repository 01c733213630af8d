using System.Text.Json.Serialization;
using Stampede.Domain;
using Stampede.Postgres.Letters;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Operations;

/// <param name="AsOf">When the books were read for it: refusals, conversion and series are of this moment.</param>
/// <param name="Refused">Attempts to reserve, of all codes: who presses twice is refused twice.</param>
/// <param name="Watchers">Live connections that watch this drop, on all nodes, without those of operators.</param>
/// <param name="ReservationsPerSecond">Over the last few seconds.</param>
/// <param name="Conversion">Of the reservations that have ended, how many were bought: 0 to 1; null before the first has ended.</param>
/// <param name="Series">Stock over time since the start; at most 300 points.</param>
/// <param name="Money">What it has brought in. Absent: this drop asks for no payment.</param>
internal sealed record Board(
    DropId DropId,
    DateTimeOffset ServerTime,
    DateTimeOffset AsOf,
    long Refused,
    IReadOnlyDictionary<string, long> RefusedByCode,
    int Watchers,
    double ReservationsPerSecond,
    double? Conversion,
    IReadOnlyList<StockPoint> Series,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DropMoney? Money);

/// <param name="Recorded">Attempts, addresses and agents are noted: <c>Stampede__Reservations__Signals</c>.</param>
/// <param name="Customers">Who reserved or, where that is recorded, tried to.</param>
/// <param name="Purchased">Units that they bought.</param>
/// <param name="Counts">For each signal, who shows it and what they bought.</param>
/// <param name="Lines">The customers that show the most, at most 100.</param>
internal sealed record DropSignals(
    DropId DropId,
    DateTimeOffset ServerTime,
    bool Recorded,
    long Customers,
    long Purchased,
    IReadOnlyList<SignalCount> Counts,
    IReadOnlyList<SignalLine> Lines);

internal sealed record HoldsPage(IReadOnlyList<HoldLine> Items, string? Next, DateTimeOffset ServerTime);

/// <param name="Version">Null while it cannot be reached.</param>
/// <param name="LatencyMilliseconds">Of the question that this answer is made from; null while it cannot be reached.</param>
/// <param name="Warnings">What its own settings put at risk, such as fsync = off.</param>
internal sealed record DatabaseHealth(bool Reachable, string? Version, double? LatencyMilliseconds, IReadOnlyList<string> Warnings);

/// <param name="Nodes">Seen within a day; none while the database cannot be reached.</param>
/// <param name="ExpiryLagMilliseconds">How late the last holds that lapsed here were given back, or how late the oldest one is by now; null: none has lapsed yet.</param>
/// <param name="LiveWatchers">Live connections, on all nodes.</param>
/// <param name="SendsMail">A mail server is set.</param>
internal sealed record OperationsHealth(
    DateTimeOffset ServerTime, DatabaseHealth Database, IReadOnlyList<Node> Nodes, double? ExpiryLagMilliseconds, int LiveWatchers, bool SendsMail)
{
    /// <summary>Absent: the letters were not counted yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MailHealth? Mail { get; init; }
}

/// <param name="Waiting">Letters that are not sent yet; counted up to 100,000.</param>
/// <param name="Tried">Of them, those that the mail server did not take so far.</param>
/// <param name="Since">Since when the oldest waits. Null: none does.</param>
/// <param name="LastError">Of the last attempt that failed; a code. Null: no letter that waits was tried.</param>
/// <param name="GivenUp">Within the last days, that will not go any more.</param>
internal sealed record MailHealth(long Waiting, long Tried, DateTimeOffset? Since, string? LastError, long GivenUp)
{
    public static MailHealth? Of(LetterCounts? counts) => counts is null ? null : new(counts.Waiting, counts.Tried, counts.Since, counts.LastError, counts.GivenUp);
}
