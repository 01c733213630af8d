using System.Security.Cryptography;
using System.Text;
using AnyAscii;

namespace Stampede.Server.Drops;

/// <summary>A drop's readable address, made of its name: small letters, digits and single hyphens.</summary>
internal static class Slug
{
    /// <summary>Of any slug that is stored.</summary>
    public const int StoredMax = 100;

    private const int LengthMax = 60;

    public static string Of(string name)
    {
        var slug = new StringBuilder();
        // By its own tables: this process runs without the framework's, and Normalize leaves "é" as it is.
        foreach (var character in name.Transliterate())
        {
            if (char.IsAsciiLetterOrDigit(character))
                slug.Append(char.ToLowerInvariant(character));
            else if (character is not ('\'' or '`' or '"') && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == LengthMax)
                break;
        }

        var made = slug.ToString().Trim('-');
        // A name of signs alone still needs an address; one that reads as an id would be taken for it.
        return made.Length == 0 || Guid.TryParse(made, out _) ? $"drop-{Suffix()}" : made;
    }

    /// <summary>For a second drop of the same name.</summary>
    public static string Another(string slug) => $"{slug}-{Suffix()}";

    private static string Suffix() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 5);
}
