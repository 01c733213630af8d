using Microsoft.AspNetCore.Authentication;
using Stampede.Server.Accounts;
using Stampede.Server.Problems;

namespace Stampede.Server.Edge;

/// <summary>
/// Refuses what another site makes a signed-in browser send (CSRF). Concerns only what changes something and is
/// authenticated by the cookie: a token is not sent by the browser on its own, and a GET changes nothing here.
/// </summary>
/// <remarks>
/// <c>SameSite=Lax</c> already keeps the cookie from other sites' POSTs; this also covers sibling subdomains, and does
/// not lean on one mechanism. A script outside of a browser sends neither of the headers that <see cref="Origins"/>
/// looks at, and is let through: it has no cookie but its own. A custom header as proof is not asked for: it could
/// only say what those two say already.
/// </remarks>
internal sealed class CrossSiteGuard(RequestDelegate next, Origins origins)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || !SessionScheme.IsByCookie(context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult)
            || origins.Allow(request)
            ? next(context)
            : ApiProblem.Of(ProblemKinds.CsrfRejected).ExecuteAsync(context);
    }
}
