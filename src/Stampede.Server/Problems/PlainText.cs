using System.Globalization;
using System.Text;

namespace Stampede.Server.Problems;

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

    /// <summary>Takes no ink: a name of these alone would look empty.</summary>
    public static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;
}
