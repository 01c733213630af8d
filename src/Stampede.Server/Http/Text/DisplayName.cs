using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Stampede.Server.Http;

/// <summary>
/// The name that a customer is seen under: 1 to 40 characters as people count them, of plain text, in the one form of all
/// that look the same. A label: others may have the same one, but nobody that of an operator.
/// </summary>
internal readonly record struct DisplayName
{
    public const int CharactersMax = 40;

    /// <summary>One character as seen may be many code points: flags, families, stacked accents. Bounded all the same.</summary>
    public const int CodePointsMax = 160;

    private DisplayName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string? text, out DisplayName name, [NotNullWhen(false)] out string? error)
    {
        name = default;
        var trimmed = text?.Trim() ?? "";
        error = trimmed switch
        {
            "" => $"Is needed: 1 to {CharactersMax} characters.",
            { Length: > 2 * CodePointsMax } => $"At most {CharactersMax} characters.",
            _ when !PlainText.IsPlain(trimmed) => "Contains control characters.",
            _ => null,
        };
        if (error is not null)
            return false;
        var seen = PlainText.Canonical(trimmed);
        error = seen switch
        {
            _ when seen.EnumerateRunes().All(PlainText.IsInvisible) => "Needs a character that can be seen.",
            _ when new StringInfo(seen).LengthInTextElements > CharactersMax || seen.EnumerateRunes().Count() > CodePointsMax =>
                $"At most {CharactersMax} characters.",
            _ when LookAlikes.IsReserved(seen) => "Is kept for those who run the shop. Choose another name.",
            _ => null,
        };
        if (error is not null)
            return false;
        name = new DisplayName(seen);
        return true;
    }

    /// <summary>Equal for names that look alike: without case and without what cannot be seen. The database adds NFKC.</summary>
    public string Key => string.Concat(Value.EnumerateRunes()
        .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
        .Select(rune => Rune.ToLowerInvariant(rune).ToString()));
}
