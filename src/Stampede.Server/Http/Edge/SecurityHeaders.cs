using Microsoft.Extensions.Primitives;

namespace Stampede.Server.Http;

/// <summary>What every answer tells the browser not to do.</summary>
internal static class SecurityHeaders
{
    // Pictures may come from any https address, since a drop may name one; the pages send no Referer with them.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; connect-src 'self'; font-src 'self'; "
        + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    // One header value each for the whole life of the process: setting them costs a request nothing worth measuring.
    private static readonly StringValues Policy = ContentSecurityPolicy;
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "strict-origin-when-cross-origin";
    private static readonly StringValues NoSensors = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
    private static readonly StringValues SameOrigin = "same-origin";
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
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = NoSniff;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Permissions-Policy"] = NoSensors;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
        if (context.Request.Path.StartsWithSegments("/api"))
            headers.CacheControl = NoStore;
    }
}
