using System.Collections.Immutable;

namespace Stampede.Postgres.Operations;

/// <summary>A drop's stock at one instant.</summary>
public readonly record struct StockPoint(DateTimeOffset At, long Sold, long Held, long Available);

/// <summary>What a run of movements comes to: the units they moved, and how many reservations began and ended.</summary>
/// <param name="LastVersion">Of the last movement in it.</param>
/// <param name="LastAt">Of the last movement in it.</param>
/// <param name="Second">Since 1970, where the run is of one second only; null: of any.</param>
public readonly record struct StockRun(
    long LastVersion, DateTimeOffset LastAt, long? Second,
    long Available, long Held, long Sold, long Reserved, long Purchased, long Expired, long Cancelled);

/// <summary>
/// The fold of a drop's ledger up to a version, kept as so many points as a chart can show. It goes on from where it
/// stopped, so that asking again costs what has happened since and not what ever happened.
/// </summary>
/// <remarks>
/// The points stand at equal distances in the ledger, not in time: a drop that sells out in ten seconds and stays open
/// for three days gets its points where something happened, and no value on the chart is further off than one distance,
/// less than a hundredth of all that ever moved. The distance is a power of two and follows from the version alone, so
/// that every node draws the same chart.
/// </remarks>
public sealed record StockHistory
{
    public const int PointsMax = 300;

    /// <summary>Over which the rate of reservations is taken.</summary>
    private const int RateSeconds = 5;

    /// <summary>Seconds of reservations that are remembered for the rate.</summary>
    public const int RecentSeconds = 2 * RateSeconds;

    // The last change and "now" are points too.
    private const int StepsMax = PointsMax - 3;

    public static readonly StockHistory Empty = new();

    private ImmutableArray<(long Version, StockPoint Stock)> Points { get; init; } = [];

    private ImmutableArray<(long Second, long Reserved)> Recent { get; init; } = [];

    private StockPoint Last { get; init; }

    public long Version { get; private init; }

    public long Reserved { get; private init; }

    public long Purchased { get; private init; }

    public long Expired { get; private init; }

    public long Cancelled { get; private init; }

    public bool IsSoldOut => Last is { Available: 0, Held: 0, Sold: > 0 };

    /// <summary>Of the reservations that have ended, how many were bought: 0 to 1; null before the first has ended.</summary>
    public double? Conversion => Purchased + Expired + Cancelled is > 0 and var ended ? (double)Purchased / ended : null;

    /// <summary>The distance of the points in the ledger of a drop that is at this version.</summary>
    public static long StepAt(long version)
    {
        var step = 1L;
        while ((version - 1) / step > StepsMax)
            step *= 2;
        return step;
    }

    /// <summary>
    /// Goes on with what has happened since. The runs come in order, none reaches over a point of the distance that
    /// <see cref="StepAt"/> names for the last of them, and together they are without gaps.
    /// </summary>
    public StockHistory With(IReadOnlyList<StockRun> runs)
    {
        if (runs.Count == 0)
            return this;
        var step = StepAt(runs[^1].LastVersion);
        var points = Points.Where(point => IsPoint(point.Version, step)).ToList();
        var recent = Recent.ToList();
        var next = this;
        foreach (var run in runs)
        {
            var stock = new StockPoint(
                run.LastAt, next.Last.Sold + run.Sold, next.Last.Held + run.Held, next.Last.Available + run.Available);
            next = next with
            {
                Version = run.LastVersion,
                Last = stock,
                Reserved = next.Reserved + run.Reserved,
                Purchased = next.Purchased + run.Purchased,
                Expired = next.Expired + run.Expired,
                Cancelled = next.Cancelled + run.Cancelled,
            };
            if (IsPoint(run.LastVersion, step))
                points.Add((run.LastVersion, stock));
            if (run is { Second: { } second, Reserved: > 0 })
                recent.Add((second, run.Reserved));
        }

        var newest = next.Last.At.ToUnixTimeSeconds();
        recent.RemoveAll(counted => counted.Second < newest - RecentSeconds);
        return next with { Points = [.. points], Recent = [.. recent] };
    }

    /// <summary>Over the last whole seconds before <paramref name="now"/>.</summary>
    public double ReservationsPerSecond(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        return (double)Recent.Where(counted => counted.Second < second && counted.Second >= second - RateSeconds).Sum(counted => counted.Reserved) / RateSeconds;
    }

    /// <summary>From the start on; before it there is nothing to see.</summary>
    /// <param name="until">Where the last state still lasts; null: nothing more is going to happen.</param>
    public IReadOnlyList<StockPoint> Series(DateTimeOffset startsAt, DateTimeOffset? until)
    {
        var series = new List<StockPoint>(Points.Length + 2);
        foreach (var (_, stock) in Points.Append((Version, Last)))
        {
            if (stock.At <= startsAt)
                series.Clear();
            var point = stock.At < startsAt ? stock with { At = startsAt } : stock;
            if (series.Count == 0 || series[^1] != point)
                series.Add(point);
        }

        if (until is { } now && now > Last.At)
            series.Add(Last with { At = now });
        return series;
    }

    private static bool IsPoint(long version, long step) => (version - 1) % step == 0;
}
