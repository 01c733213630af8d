using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Stampede.Server.Events;

/// <summary>
/// The secrets that events are signed with, as Standard Webhooks has it: a receiver checks with any of its libraries. A few lines, where the .NET library would bring
/// the server a second way to write headers.
/// </summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32;

    private readonly IDataProtector protector = protection.CreateProtector("Stampede.WebhookSecrets");

    /// <returns>As its receiver keeps it, and as we do.</returns>
    public (string Shown, byte[] Sealed) Make()
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return (Prefix + Convert.ToBase64String(secret), protector.Protect(secret));
    }

    /// <returns>The header's value: a signature by each of the secrets.</returns>
    /// <exception cref="CryptographicException">A secret was sealed by a key that is gone.</exception>
    public string Sign(string id, long seconds, ReadOnlySpan<byte> body, params IEnumerable<byte[]> secrets)
    {
        var signed = new byte[Encoding.ASCII.GetMaxByteCount(id.Length) + 24 + body.Length];
        var length = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}."), signed);
        body.CopyTo(signed.AsSpan(length));
        var whole = signed.AsMemory(0, length + body.Length);
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(protector.Unprotect(secret), whole.Span))}"));
    }
}
