using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Stampede.Engine;

namespace Stampede.Server.Accounts;

/// <summary>
/// What the server hands out to be sent back soon: sealed, with a time by the database's clock, and kept nowhere. Every node reads what
/// another one wrote.
/// </summary>
internal sealed class SealedTickets(IDataProtectionProvider protection, DatabaseClock clock)
{
    /// <summary>As it is sent back, in characters.</summary>
    public const int LengthMax = 8_000;

    /// <param name="purpose">A ticket for one purpose is none for another.</param>
    public string Write(string purpose, TimeSpan lifetime, params ReadOnlySpan<string> parts)
    {
        var until = (clock.Now + lifetime).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return Protector(purpose).Protect(string.Join('\n', [until, .. parts]));
    }

    /// <returns>Null: it is none of ours, or is over.</returns>
    public string[]? Read(string purpose, string? ticket)
    {
        if (ticket is not { Length: > 0 and <= LengthMax })
            return null;
        try
        {
            return Protector(purpose).Unprotect(ticket).Split('\n') is [var until, .. var parts]
                && long.Parse(until, NumberStyles.None, CultureInfo.InvariantCulture) >= clock.Now.ToUnixTimeMilliseconds() ? parts : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string purpose) => protection.CreateProtector("Stampede.Tickets", purpose);
}
