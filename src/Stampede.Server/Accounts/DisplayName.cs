using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Stampede.Server.Problems;

namespace Stampede.Server.Accounts;

/// <summary>The name that a customer is seen under: 1 to 40 characters as people count them, trimmed, of plain text.</summary>
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
            _ when trimmed.EnumerateRunes().All(PlainText.IsInvisible) => "Needs a character that can be seen.",
            _ when new StringInfo(trimmed).LengthInTextElements > CharactersMax || trimmed.EnumerateRunes().Count() > CodePointsMax =>
                $"At most {CharactersMax} characters.",
            _ => null,
        };
        if (error is not null)
            return false;
        name = new DisplayName(trimmed);
        return true;
    }

    /// <summary>Equal for names that look alike: without case and without what cannot be seen. The database adds NFKC.</summary>
    public string Key => string.Concat(Value.EnumerateRunes()
        .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
        .Select(rune => Rune.ToLowerInvariant(rune).ToString()));
}
