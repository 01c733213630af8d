using System.Collections.Frozen;
using Stampede.Domain;

namespace Stampede.Server.Reservations;

/// <summary>
/// What Stripe takes, and in which unit. Source: docs.stripe.com/currencies. Stripe's smallest unit is ISO 4217's but for three currencies:
/// crowns of Iceland and shillings of Uganda have none by ISO, and Stripe counts hundredths; the ariary has hundredths by ISO, and Stripe
/// counts whole ones.
/// </summary>
internal static class StripeCurrencies
{
    private const string Taken = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK
        DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF
        KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
        PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD
        UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
        """;

    /// <summary>In all others an amount has at most eight digits.</summary>
    private static readonly FrozenDictionary<string, long> MostDiffering = new Dictionary<string, long>
    {
        ["COP"] = 9_999_999_999,
        ["IDR"] = 999_999_999_999,
        ["INR"] = 999_999_999,
    }.ToFrozenDictionary();

    /// <summary>In the others Stripe names no least amount: it depends on the currency of the shop's own account.</summary>
    private static readonly FrozenDictionary<string, long> Least = new (long Least, string Codes)[]
    {
        (30, "GBP"),
        (50, "ARS AUD BRL CAD CHF COP EUR IDR ILS INR JPY KRW NZD PHP RUB SGD USD ZAR"),
        (200, "AED MYR PLN RON"),
        (250, "DKK"),
        (300, "NOK SEK"),
        (400, "HKD"),
        (1_000, "MXN THB"),
        (1_500, "CZK"),
        (17_500, "HUF"),
    }
    .SelectMany(group => group.Codes.Split(' '), (group, code) => (code, group.Least))
    .ToFrozenDictionary(currency => currency.code, currency => currency.Least);

    private static readonly FrozenSet<string> Codes =
        Taken.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static bool CanTake(Money money)
    {
        if (money.AmountMinor == 0)
            return true;
        if (!Codes.Contains(money.Currency) || (money.Currency == "MGA" && money.AmountMinor % 100 != 0))
            return false;

        // The card networks have two decimals: Stripe refuses a third one that is not 0.
        if (Currencies.DecimalsOf(money.Currency) == 3 && money.AmountMinor % 10 != 0)
            return false;
        var most = MostDiffering.GetValueOrDefault(money.Currency, 99_999_999);
        var least = Least.GetValueOrDefault(money.Currency, 1);
        return money.AmountMinor <= most && ToStripe(money) is var amount && amount >= least && amount <= most;
    }

    public static long ToStripe(Money money) => money.Currency switch
    {
        "ISK" or "UGX" => money.AmountMinor * 100,
        "MGA" => money.AmountMinor / 100,
        _ => money.AmountMinor,
    };

    /// <param name="currency">As Stripe writes it, in small letters.</param>
    public static Money FromStripe(long amount, string currency) => currency.ToUpperInvariant() switch
    {
        "ISK" or "UGX" => new(amount / 100, currency.ToUpperInvariant()),
        "MGA" => new(amount * 100, "MGA"),
        var code => new(amount, code),
    };
}
