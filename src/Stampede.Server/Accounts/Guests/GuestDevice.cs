using System.Buffers.Text;
using System.Security.Cryptography;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>The secret by which a guest's own device is known again. Only its hash is kept on this side.</summary>
internal readonly record struct GuestDevice(byte[] Hash)
{
    private const int SecretBytes = 32;

    /// <summary>The longest that browsers keep a cookie.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    /// <summary>The request's own device, or a new one. The answer carries the secret, again for the longest time.</summary>
    public static GuestDevice Of(HttpContext context, StampedeSettings settings)
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        if (!TryRead(context.Request.Cookies[settings.DeviceCookieName], secret))
            RandomNumberGenerator.Fill(secret);
        context.Response.Cookies.Append(settings.DeviceCookieName, Base64Url.EncodeToString(secret), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = settings.PathBase + AccountEndpoints.Prefix,
            MaxAge = Lifetime,
            IsEssential = true,
        });
        return new GuestDevice(SHA256.HashData(secret));
    }

    /// <summary>A device that nobody has, the same for all: no secret is known that has this hash.</summary>
    public static GuestDevice OfNobody { get; } = new(new byte[SHA256.HashSizeInBytes]);

    private static bool TryRead(string? cookie, Span<byte> secret) =>
        cookie is not null && Base64Url.IsValid(cookie, out var length) && length == SecretBytes
        && Base64Url.TryDecodeFromChars(cookie, secret, out var written) && written == SecretBytes;
}
