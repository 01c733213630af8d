using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Stampede.Server.Accounts;

/// <summary>
/// A key as it is written: <c>stk_</c>, 32 random bytes in base64url, and six characters by which a key that was cut or mistyped is
/// known without a look into the database, and by which those who scan repositories for secrets know ours.
/// </summary>
internal static class ApiKeyToken
{
    public const string Prefix = "stk_";

    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int CheckLength = 6;
    private const int Length = 4 + SecretLength + CheckLength;

    public static string New()
    {
        var text = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return text + CheckOf(text);
    }

    public static bool IsOne(string? token) => token?.StartsWith(Prefix, StringComparison.Ordinal) is true;

    public static bool IsWhole(string token) =>
        token.Length == Length && Ascii.IsValid(token) && CheckOf(token[..^CheckLength]) == token[^CheckLength..];

    /// <summary>By which a key is found; 256 random bits need no slower hash.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    private static string CheckOf(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..CheckLength];
}
