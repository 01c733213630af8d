using Microsoft.AspNetCore.Authentication;
using Stampede.Server.Accounts;

namespace Stampede.Server.Http;

/// <summary>
/// Refuses what another site makes a signed-in browser send (CSRF). Concerns only what changes something and is
/// authenticated by the cookie: a token is not sent by the browser on its own, and a GET changes nothing here.
/// </summary>
/// <remarks>
/// <c>SameSite=Lax</c> already keeps the cookie from other sites' POSTs; this also covers sibling subdomains, and does
/// not lean on one mechanism. A script outside of a browser sends neither of the headers that <see cref="TrustedOrigins"/>
/// looks at, and is let through: it has no cookie but its own. A custom header as proof is not asked for: it could
/// only say what those two say already.
/// </remarks>
internal sealed partial class CrossSiteGuard(RequestDelegate next, TrustedOrigins origins, TimeProvider time, ILogger<CrossSiteGuard> log)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private long saidAt = -1;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || !SessionScheme.IsByCookie(context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult)
            || origins.Allow(request))
            return next(context);
        Say();
        return ApiProblem.Of(ProblemKinds.CsrfRejected).ExecuteAsync(context);
    }

    // Behind a proxy that passes on neither host nor scheme the shop's own pages look like another site's.
    private void Say()
    {
        var last = Interlocked.Read(ref saidAt);
        if ((last < 0 || time.GetElapsedTime(last) > BetweenLines) && Interlocked.CompareExchange(ref saidAt, time.GetTimestamp(), last) == last)
            Rejected();
    }

    [LoggerMessage(1, LogLevel.Warning, "A signed-in browser's request came from another site and was refused. If customers cannot get past their sign-in: set "
        + "Stampede__PublicUrl to the address that they open, or let the proxy pass on Host and X-Forwarded-Proto and name it in Stampede__TrustedProxies")]
    private partial void Rejected();
}
