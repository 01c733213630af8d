using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stampede.Server.Drops;

/// <summary>A drop's readable address, made of its name: small letters, digits and single hyphens.</summary>
internal static class Slug
{
    private const int LengthMax = 60;

    public static string Of(string name)
    {
        var slug = new StringBuilder();
        foreach (var character in name.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsAsciiLetterOrDigit(character))
                slug.Append(char.ToLowerInvariant(character));
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == LengthMax)
                break;
        }

        var made = slug.ToString().Trim('-');
        // A name without a Latin letter still needs an address; one that reads as an id would be taken for it.
        return made.Length == 0 || Guid.TryParse(made, out _) ? $"drop-{Suffix()}" : made;
    }

    /// <summary>For a second drop of the same name.</summary>
    public static string Another(string slug) => $"{slug}-{Suffix()}";

    private static string Suffix() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 5);
}
