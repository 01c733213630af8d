using Stampede.Server.Reservations;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>Who moves the money, and how long things may take: see <see cref="Paying"/>. The same on every node.</summary>
internal sealed record PaymentSettings
{
    public const string None = "none";
    public const string Test = "test";
    public const string Manual = "manual";
    public const string Stripe = "stripe";

    public string Provider { get; init; } = None;

    public int PaySeconds { get; init; } = Paying.PaySeconds.Default;

    /// <summary>What is authorised after its hold has ended is taken anew where anybody could reserve it; else the money goes back.</summary>
    public bool TakesAnew { get; init; } = true;

    public int AttemptsPerHold { get; init; } = Paying.AttemptsPerHold.Default;

    public int TimeoutSeconds { get; init; } = Paying.TimeoutSeconds.Default;

    /// <summary>Of the provider stripe. Null: neither of its keys is set.</summary>
    public StripeSettings? Account { get; init; }

    public static PaymentSettings Load(SettingReader read, string? publicUrl)
    {
        var timeoutSeconds = read.Number(Paying.TimeoutSeconds);
        var settings = new PaymentSettings
        {
            Provider = read.Choice(Paying.Provider),
            PaySeconds = read.Number(Paying.PaySeconds),
            TakesAnew = read.Choice(Paying.LatePolicy) == "reacquire",
            AttemptsPerHold = read.Number(Paying.AttemptsPerHold),
            TimeoutSeconds = timeoutSeconds,
            Account = StripeSettings.Load(read, timeoutSeconds),
        };
        if (settings is { Provider: Stripe, Account: null })
            throw Paying.StripeSecretKey.Wrong(null, "set where Stampede__Payments__Provider is stripe");
        // Whoever can reach the shop could buy for nothing.
        if (settings.Provider == Test && !read.Flag(Paying.AllowTestInPublic) && publicUrl?.StartsWith("https:", StringComparison.Ordinal) == true)
        {
            throw Paying.Provider.Wrong(
                Test, "another one where Stampede__PublicUrl is public, or Stampede__Payments__AllowTestInPublic true: with test cards anybody buys for nothing");
        }

        return settings;
    }
}
