using Microsoft.Net.Http.Headers;
using Stampede.Server.Hosting;

namespace Stampede.Server.Http;

/// <summary>Which site a browser's request comes from, by the two headers that no page can forge.</summary>
internal sealed class TrustedOrigins(StampedeSettings settings)
{
    private readonly HashSet<string> allowed = new([.. settings.AllowedOrigins, .. settings.PublicUrl is { } own ? [own] : Array.Empty<string>()], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the request may act with the browser's cookie, or open a live connection.
    /// <para><c>Sec-Fetch-Site: same-origin</c> and <c>none</c> (typed by a person) are this site, whatever a proxy has
    /// made of the address. Otherwise <c>Origin</c> must be this site's or an allowed one. With neither header it is no
    /// browser that sent it: every browser sends Origin with what is not a GET, and with a WebSocket.</para>
    /// </summary>
    public bool Allow(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is "same-origin" or "none")
            return true;
        var origin = request.Headers[HeaderNames.Origin];
        if (origin.Count == 0)
            return !request.Headers.ContainsKey("Sec-Fetch-Site");
        return origin is [{ } one] && (allowed.Contains(one) || IsOwn(one, request));
    }

    /// <summary>Whether an address is a page of an allowed site, so that a visitor may be led there.</summary>
    public bool AreOf(Uri page) =>
        page is { IsAbsoluteUri: true, UserInfo: "", Scheme: "https" or "http" } && allowed.Contains(page.GetLeftPart(UriPartial.Authority));

    private static bool IsOwn(string origin, HttpRequest request) =>
        request.Host.HasValue && string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}
