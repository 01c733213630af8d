using System.Globalization;

namespace Stampede.Rehearsal.Reports;

/// <summary>Figures as people read them.</summary>
internal static class Figures
{
    public static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Milliseconds(double value) => value switch
    {
        >= 10_000 => (value / 1000).ToString("0.0", CultureInfo.InvariantCulture) + " s",
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture) + " ms",
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture) + " ms",
        _ => value.ToString("0.00", CultureInfo.InvariantCulture) + " ms",
    };

    public static string Seconds(double? value) => value is { } seconds ? seconds.ToString("0.0##", CultureInfo.InvariantCulture) + " s" : "–";

    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>Of a currency with hundredths, as the rehearsal's is.</summary>
    public static string Money(long amountMinor, string currency) => (amountMinor / 100m).ToString("#,0.00", CultureInfo.InvariantCulture) + " " + currency;

    /// <summary>Short, for an axis: 950, 1.2k, 30k, 1.5M.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 1_000_000 => (value / 1_000_000).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1_000 => (value / 1_000).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    public static string Fairness(double? bias) => bias switch
    {
        null => "nobody lost, or nobody won",
        > 0.8 => "first come, first served",
        > 0.3 => "earlier mostly won",
        > -0.3 => "chance decided",
        _ => "later ones won",
    };
}
