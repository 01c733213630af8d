using System.Collections.Frozen;

namespace Stampede.Domain;

/// <summary>
/// The currencies of ISO 4217 that prices may be in, and how many decimals each has (2026). Not among them: metals, test
/// codes and bonds (those that begin with X but for the common currencies XAF, XCD, XCG, XOF and XPF), and units that
/// nobody pays with (BOV, CHE, CHW, COU, MXV, USN, UYI). CLF and UYW are in: prices are quoted in them.
/// <c>web/src/lib/currencies.ts</c> has the same table; a test compares them.
/// </summary>
public static class Currencies
{
    private const string WithTwo = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
        DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
        LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
        QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS
        VED VES WST XCD XCG YER ZAR ZMW ZWG
        """;

    private static readonly FrozenDictionary<string, int> Decimals = new (int Decimals, string Codes)[]
    {
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (2, WithTwo),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    }
    .SelectMany(group => group.Codes.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), (group, code) => (code, group.Decimals))
    .ToFrozenDictionary(currency => currency.code, currency => currency.Decimals, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, int> All => Decimals;

    /// <param name="code">Three capital letters.</param>
    public static bool Contains(string code) => Decimals.ContainsKey(code);

    /// <summary>Decimals of an amount: 2 for USD, 0 for JPY, 3 for KWD; 2 for a code that is not in the table any more.</summary>
    public static int DecimalsOf(string code) => Decimals.GetValueOrDefault(code, 2);
}
