using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace Stampede.Server.Http;

/// <summary>What text of a caller may contain: nothing that a page, a log or a database would take for something else.</summary>
internal static class PlainText
{
    /// <param name="lines">Line breaks and tabs are allowed.</param>
    public static bool IsPlain(ReadOnlySpan<char> text, bool lines = false)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != System.Buffers.OperationStatus.Done)
                return false; // Half a surrogate pair: no encoding has it.
            text = text[length..];
            if (rune.Value is '\n' or '\r' or '\t' ? !lines : IsControl(rune))
                return false;
        }

        return true;
    }

    /// <summary>Would turn the direction of the text around it, or break its line.</summary>
    private static bool IsControl(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C or 0xFEFF
        || (rune.Value & 0xFFFE) == 0xFFFE;

    /// <summary>
    /// One of all texts that look the same: composed (NFC), without what cannot be seen, single spaces. What joins an emoji
    /// or shapes a script's letters stays.
    /// </summary>
    /// <remarks><see cref="string.Normalize()"/> returns its argument in this process, which runs without the tables for it.</remarks>
    /// <param name="text">Which <see cref="IsPlain"/>.</param>
    public static string Canonical(string text)
    {
        if (Ascii.IsValid(text) && !text.Contains("  ", StringComparison.Ordinal))
            return text.Trim();
        Rune[] runes = [.. text.EnumerateRunes()];
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            if (Rune.GetUnicodeCategory(runes[i]) is UnicodeCategory.SpaceSeparator || runes[i].Value is 0x2800)
                kept.Append(kept.Length > 0 && kept[^1] != ' ' ? " " : "");
            else if (!IsIgnorable(runes[i].Value) || IsNeeded(runes, i))
                kept.Append(runes[i].ToString());
        }

        return ENSNormalize.NF.NFC(kept.ToString().TrimEnd(' '));
    }

    /// <summary>Unicode's Default_Ignorable_Code_Point, and the anchors of annotations: drawn as nothing.</summary>
    public static bool IsIgnorable(int rune) => rune is 0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5
        or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFFB) or (>= 0x1BCA0 and <= 0x1BCA3)
        or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>An ignorable that changes how its neighbours are drawn.</summary>
    private static bool IsNeeded(Rune[] runes, int at)
    {
        if (at == 0)
            return false;
        var before = runes[at - 1];
        var after = at + 1 < runes.Length ? runes[at + 1] : default;
        return runes[at].Value switch
        {
            0xFE0F => IsSymbol(before) || after.Value is 0x20E3, // An emoji's colours; a key's cap.
            0x200D => IsVirama(before) || ((IsSymbol(before) || before.Value is 0xFE0F) && IsSymbol(after)), // A family of emoji.
            0x200C => IsVirama(before) || (IsArabic(before) && IsArabic(after)),
            >= 0xE0020 and <= 0xE007F => Array.FindLastIndex(runes, at, rune => rune.Value is < 0xE0020 or > 0xE007F) is >= 0 and var flag && runes[flag].Value is 0x1F3F4, // The flags of Scotland and Wales.
            _ => false,
        };
    }

    private static bool IsSymbol(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.ModifierSymbol;

    private static bool IsVirama(Rune rune) => rune.Value is 0x94D or 0x9CD or 0xA4D or 0xACD or 0xB4D or 0xBCD or 0xC4D or 0xCCD or 0xD4D or 0xDCA or 0x1039 or 0x17D2;

    private static bool IsArabic(Rune rune) => rune.Value is >= 0x620 and <= 0x6FF && Rune.IsLetter(rune);

    /// <summary>Takes no ink: a name of these alone would look empty.</summary>
    public static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;
}
