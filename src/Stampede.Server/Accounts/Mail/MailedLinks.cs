using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Stampede.Engine;

namespace Stampede.Server.Accounts;

/// <summary>
/// What stands in links that are mailed: a note that only this shop can have written, for a time. It is made when the letter is sent and
/// stands in no table.
/// </summary>
internal sealed class MailedLinks(IDataProtectionProvider protection, DatabaseClock clock)
{
    /// <param name="purpose">What a link of one is good for, one of another is not.</param>
    public string Write(string purpose, string note, TimeSpan lifetime)
    {
        var bytes = Encoding.UTF8.GetBytes($"{new string('\0', sizeof(long))}{note}");
        BinaryPrimitives.WriteInt64BigEndian(bytes, (clock.Now + lifetime).UtcTicks);
        return WebEncoders.Base64UrlEncode(ProtectorOf(purpose).Protect(bytes));
    }

    /// <returns>Null: none of ours, or it is over.</returns>
    public string? Read(string purpose, string token)
    {
        try
        {
            var bytes = ProtectorOf(purpose).Unprotect(WebEncoders.Base64UrlDecode(token));
            return clock.Now.UtcTicks <= BinaryPrimitives.ReadInt64BigEndian(bytes) ? Encoding.UTF8.GetString(bytes.AsSpan(sizeof(long))) : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }

    // The form of the framework's time-limited protector, which goes by this node's own clock and not by the database's.
    private IDataProtector ProtectorOf(string purpose) => protection.CreateProtector(purpose, "Microsoft.AspNetCore.DataProtection.TimeLimitedDataProtector.v1");
}
