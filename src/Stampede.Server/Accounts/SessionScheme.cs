using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Stampede.Server.Problems;

namespace Stampede.Server.Accounts;

/// <summary>
/// The one scheme that requests are authenticated by: a bearer token where there is one, else the cookie; neither counts
/// once its session was signed out. Refusals are problems, never a redirect.
/// </summary>
internal sealed class SessionScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, RevokedSessions revoked, SecurityLog log)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Session";
    public const string Bearer = "Bearer";
    public const string Cookie = "Cookie";

    /// <summary>Browsers cannot set headers on a WebSocket, so here a token may come in the query.</summary>
    private static readonly PathString Live = "/live";

    public static bool IsByCookie(AuthenticateResult? result) => result?.Ticket?.AuthenticationScheme == Cookie;

    /// <returns>Null: no token in the query, or not where it may be.</returns>
    public static string? TokenInQuery(HttpRequest request) =>
        request.Path.StartsWithSegments(Live) && request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var hasToken = Request.Headers.Authorization.Count > 0 || TokenInQuery(Request) is not null;
        var result = await Context.AuthenticateAsync(hasToken ? Bearer : Cookie);
        if (!result.Succeeded)
            return result;
        return Caller.Of(result.Principal) is not { } caller || revoked.Contains(caller.Session) || caller.Session.IsOver(TimeProvider.GetUtcNow())
            ? AuthenticateResult.Fail("The session is over.")
            : result;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return ApiProblem.Of(ProblemKinds.Unauthenticated).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        log.Forbidden(Caller.Of(Context.User)?.Id.Value, Request.Method, (Context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, Context.Connection.RemoteIpAddress);
        return ApiProblem.Of(ProblemKinds.Forbidden).ExecuteAsync(Context);
    }
}
