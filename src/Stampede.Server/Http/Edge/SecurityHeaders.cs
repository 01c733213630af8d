using Microsoft.Extensions.Primitives;

namespace Stampede.Server.Http;

/// <summary>Whom else the pages may load from and talk to. One header value each for the whole life of the process.</summary>
/// <param name="Content">Content-Security-Policy.</param>
/// <param name="Permissions">Permissions-Policy.</param>
/// <param name="Opener">Cross-Origin-Opener-Policy.</param>
internal sealed record BrowserPolicies(StringValues Content, StringValues Permissions, StringValues Opener)
{
    /// <summary>Nobody.</summary>
    public static readonly BrowserPolicies Own = new(ContentOf("", "", ""), PermissionsOf("payment=()"), "same-origin");

    /// <summary>Stripe: its script and its frames, which the card is typed into; wallets, and the windows that some of them open.</summary>
    public static readonly BrowserPolicies WithStripe = new(
        ContentOf(
            " https://js.stripe.com", " https://api.stripe.com", "; frame-src https://js.stripe.com https://hooks.stripe.com"),
        PermissionsOf("payment=(self \"https://js.stripe.com\")"),
        "same-origin-allow-popups");

    // Pictures may come from any https address, since a drop may name one; the pages send no Referer with them.
    private static string ContentOf(string scripts, string connections, string frames) =>
        $"default-src 'self'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data: blob: https:; connect-src 'self'{connections}; font-src 'self'; "
        + $"object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{frames}";

    private static string PermissionsOf(string payment) => $"camera=(), geolocation=(), microphone=(), {payment}, usb=()";
}

/// <summary>What every answer tells the browser not to do.</summary>
internal static class SecurityHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "strict-origin-when-cross-origin";
    private static readonly StringValues OneYear = "max-age=31536000";
    private static readonly StringValues NoStore = "no-store";

    /// <summary>Ahead of what may answer; an endpoint that knows better replaces a header.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        Set(context);
        return next(context);
    });

    /// <summary>Again, where an answer was cleared.</summary>
    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        var policies = context.RequestServices.GetRequiredService<BrowserPolicies>();
        headers.ContentSecurityPolicy = policies.Content;
        headers.XContentTypeOptions = NoSniff;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Permissions-Policy"] = policies.Permissions;
        headers["Cross-Origin-Opener-Policy"] = policies.Opener;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
        if (context.Request.Path.StartsWithSegments("/api"))
            headers.CacheControl = NoStore;
    }
}
