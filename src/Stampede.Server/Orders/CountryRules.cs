using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace Stampede.Server.Orders;

/// <summary>What an address in a country looks like.</summary>
/// <param name="Code">Of ISO 3166-1.</param>
/// <param name="PostalCode">required or optional.</param>
/// <param name="PostalCodeShapes">9: a digit, A: a letter, X: either; spaces and dashes do not count. Absent: any.</param>
/// <param name="RegionRequired">The state, province or prefecture.</param>
internal sealed record Country(
    string Code, string PostalCode, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? PostalCodeShapes, bool RegionRequired)
{
    public bool NeedsPostalCode => PostalCode == CountryRules.Required;

    /// <summary>With what people write before it, as in D-10115, and with or without its spaces.</summary>
    public bool HasShape(string postalCode)
    {
        if (PostalCodeShapes is null)
            return true;
        var code = string.Concat(postalCode.Where(c => c is not (' ' or '-' or '.'))).ToUpperInvariant();
        return PostalCodeShapes.Any(shape => Fits(code, shape) || shape[0] == '9' && Fits(code.TrimStart(Letters), shape));
    }

    private static readonly char[] Letters = [.. Enumerable.Range('A', 26).Select(c => (char)c)];

    private static bool Fits(string code, string shape) =>
        code.Length == shape.Length && code.Zip(shape).All(pair => pair.Second switch
        {
            '9' => char.IsAsciiDigit(pair.First),
            'A' => char.IsAsciiLetterUpper(pair.First),
            'X' => char.IsAsciiDigit(pair.First) || char.IsAsciiLetterUpper(pair.First),
            var same => pair.First == same,
        });
}

/// <param name="Items">By their codes.</param>
internal sealed record CountryList(IReadOnlyList<Country> Items);

/// <summary>
/// Countries and the shapes of their postal codes, after the data of Google's libaddressinput and of postal-codes-js. A wrong letter in a name or a
/// street is nothing that a table can find: this is for what is left out, and for a digit too many.
/// </summary>
internal static class CountryRules
{
    public const string Required = "required";
    public const string Optional = "optional";

    private const string ByShape = """
        999: FO GN IS LS MG OM PG PS
        999/9999: BH
        999/99999/999999: TW
        9999: AF AL AM AR AT AU AZ BD BE BG BO CC CH CV CX CY DK ET GE GL GW HM HT HU LI LR LU LV MD MK MS MZ NE NF NO NZ PA PH PY SI SJ SV TN VC VG WS ZA
        9999/9999A: VE
        9999/99999999: LB
        99999: AX BA BL BT CR CU CZ DE DO DZ EE EG ES FI FR GF GP GR GT HN HR IC ID IQ IT JO KE KH KR KW LA LK LT LY MA MC ME MF MM MN MQ MU MV MX MY NA NC NI NP PE PF PK PM RE RS SD SE SK SM SN TD TH TR TZ UA UY VA WF YT ZM
        99999/999999999: AS FM GU MH MP PR PW SA US VI
        999999: BY CN CO EC IN KG KZ NG RO RU SG TJ TM TT UZ VN
        9999999: CL IL JP
        99999999: BR
        9999999999: IR
        AA999: AD
        A999: SZ
        AA9999: BN
        AA99999: SO LC BB KY
        AAA9999/AAA999/AAA99: MT
        A9A9A9: CA
        9999AA: NL
        99999: PL
        9999999: PT
        A9XXXXX: IE
        A99AA/A999AA/AA99AA/AA999AA/A9A9AA/AA9A9AA: GB
        AA99AA/AA999AA: GG IM JE
        AI2640: AI
        GX111AA: GI
        FIQQ1ZZ: FK
        SIQQ1ZZ: GS
        BBND1ZZ: IO
        PCRN1ZZ: PN
        STHL1ZZ: SH
        TKCA1ZZ: TC
        """;

    private const string WithoutShape =
        "AE AG AO AQ AW BF BI BJ BM BQ BS BW BZ CD CF CG CI CK CM CW DJ DM EH ER FJ GA GD GH GM GQ GY HK JM KI KM KN KP ML MO MR MW NR NU QA RW SB SC SL SR SS ST SX SY TF TG TK TL TO TV UG UM VU XK YE ZW";

    // Where nothing arrives without one.
    private const string PostalCodeRequired =
        "AD AS AT AU AX BE BG BR CA CH CN CY CZ DE DK EE ES FI FM FO FR GB GF GG GL GP GR GU HR HU ID IL IM IN IS IT JE JP KR LI LT LU LV MC MF MH MP MQ MT MX MY NC NL NO NZ PF PH PL PM PR PT PW RE RO RS RU SE SG SI SJ SK SM TH TR TW UA US VA VI WF YT ZA";

    private const string WithRegion = "AU BR CA CN IN JP KR MX US";

    private static readonly FrozenDictionary<string, Country> ByCode = Read().ToFrozenDictionary(country => country.Code, StringComparer.Ordinal);

    public static CountryList All { get; } = new([.. ByCode.Values.OrderBy(country => country.Code, StringComparer.Ordinal)]);

    public static bool Contains(string? code) => code is not null && ByCode.ContainsKey(code);

    public static Country? Find(string code) => ByCode.GetValueOrDefault(code);

    private static IEnumerable<Country> Read()
    {
        var (required, regions) = (PostalCodeRequired.Split(' ').ToHashSet(StringComparer.Ordinal), WithRegion.Split(' ').ToHashSet(StringComparer.Ordinal));
        foreach (var line in ByShape.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (shapes, codes) = (line[..line.IndexOf(':', StringComparison.Ordinal)].Split('/'), line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            foreach (var code in codes.Split(' '))
                yield return new Country(code, required.Contains(code) ? Required : Optional, shapes, regions.Contains(code));
        }

        foreach (var code in WithoutShape.Split(' '))
            yield return new Country(code, Optional, null, regions.Contains(code));
    }
}
