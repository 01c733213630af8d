using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Stampede.Server.Http;
using Stampede.Server.Operations;

namespace Stampede.Server.Accounts;

/// <summary>
/// The one scheme that requests are authenticated by: a bearer token where there is one, else the cookie; neither counts
/// once its session was signed out. Refusals are problems, never a redirect.
/// </summary>
internal sealed class SessionScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, RevokedSessions revoked, AccountSessions sessions, ApiKeys keys,
    ExternalCustomers customers, SecurityLog log)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Session";
    public const string Bearer = "Bearer";
    public const string Cookie = "Cookie";

    private static readonly object Unknown = new();
    private static readonly object Unnamed = new();

    /// <summary>Browsers cannot set headers on a WebSocket, so here a token may come in the query.</summary>
    private static readonly PathString Live = "/live";

    public static bool IsByCookie(AuthenticateResult? result) => result?.Ticket?.AuthenticationScheme == Cookie;

    /// <summary>
    /// The token that the request is to be judged by. Another scheme than Bearer is not ours: a proxy in front may ask
    /// for HTTP Basic, and then the browser sends that along with our cookie.
    /// </summary>
    /// <returns>Null: none came. Empty: an empty one.</returns>
    public static string? TokenOf(HttpRequest request)
    {
        foreach (var value in request.Headers.Authorization)
        {
            if (value is not null && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && (value.Length == Bearer.Length || value[Bearer.Length] == ' '))
                return value[Bearer.Length..].Trim();
        }

        return request.Path.StartsWithSegments(Live) && request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
    }

    /// <summary>For who is not signed in: whether they are not known, or it cannot be said just now.</summary>
    public static ApiProblem Refusal(HttpContext context) =>
        !context.Items.TryGetValue(Unknown, out var fault) ? ProblemKinds.Unauthenticated
        : fault is TimeoutException ? ProblemKinds.Overloaded
        : ProblemKinds.DatabaseUnavailable;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is { } token && ApiKeyToken.IsOne(token))
            return await AuthenticateKeyAsync(token);
        var result = await Context.AuthenticateAsync(TokenOf(Request) is not null ? Bearer : Cookie);
        if (!result.Succeeded)
            return result;
        if (Caller.Of(result.Principal) is not { } caller || caller.Session.IsOver(TimeProvider.GetUtcNow()))
            return AuthenticateResult.Fail("The session is over.");
        try
        {
            if (await revoked.IsRevokedAsync(caller))
                return AuthenticateResult.Fail("The session is over.");
            sessions.Saw(caller);
            return result;
        }
        catch (Exception fault) when (ExceptionProblems.IsOfDatabase(fault) || fault is TimeoutException)
        {
            // Who asks for what is everybody's gets it all the same; the challenge tells the others to come again.
            Context.Items[Unknown] = fault;
            return AuthenticateResult.Fail("Whether the session is over is not known.");
        }
    }

    private bool IsOfShop => Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => Policies.IsOfShop(data.Policy)) is true;

    private ApiProblem ProblemOf(Caller? caller) => caller switch
    {
        { Key: { } key } => OperationScopes.Of(Context) switch
        {
            null => ApiProblem.Of(ProblemKinds.Forbidden, "This address takes no keys: a person has to sign in."),
            { } scope when !key.Scopes.HasFlag(scope) => ApiProblem.Of(ProblemKinds.InsufficientScope, $"The key lacks the scope {KeyScopeNames.Of(scope)[0]}."),
            _ when IsOfShop => ApiProblem.Invalid(ExternalCustomers.Header, "Leave it out: this is done by the shop, for no customer."),
            _ when Context.Items.ContainsKey(Unnamed) =>
                ApiProblem.Invalid(ExternalCustomers.Header, "From 1 to 160 printable ASCII characters without spaces: what your server calls its customer."),
            _ => ApiProblem.Invalid(ExternalCustomers.Header, "Name the customer that the key acts for.", FieldError.Required),
        },
        // What they may not do yet is theirs once they have set one up.
        { LacksSecondFactor: true } => ApiProblem.Of(ProblemKinds.SecondFactorSetupRequired),
        _ => ApiProblem.Of(ProblemKinds.Forbidden),
    };

    /// <summary>A key stands in the header alone: addresses are logged on the way.</summary>
    private async Task<AuthenticateResult> AuthenticateKeyAsync(string token)
    {
        if (Request.Headers.Authorization.Count == 0)
            return AuthenticateResult.Fail("A key came in the address.");
        try
        {
            if (await keys.FindAsync(token) is not { } key)
                return AuthenticateResult.Fail("The key is not good.");
            var caller = key.ToCaller();
            if (Request.Headers.ContainsKey(ExternalCustomers.Header))
            {
                if (ExternalCustomers.NameOf(Request) is not { } name)
                    Context.Items[Unnamed] = true;
                else if (key.Grant.Scopes.HasFlag(KeyScopes.CustomersAct))
                    caller = await customers.FindAsync(name, key);
            }

            return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(), Name));
        }
        catch (Exception fault) when (ExceptionProblems.IsOfDatabase(fault) || fault is TimeoutException)
        {
            Context.Items[Unknown] = fault;
            return AuthenticateResult.Fail("Whether the key is good is not known.");
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var problem = Refusal(Context);
        if (problem.Kind == ProblemKinds.Unauthenticated)
            Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return problem.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        log.Forbidden(Caller.Of(Context.User)?.Id.Value, Request.Method, (Context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, Context.Connection.RemoteIpAddress);
        return ProblemOf(Caller.Of(Context.User)).ExecuteAsync(Context);
    }
}

/// <summary>For <c>RequireAuthorization</c>.</summary>
internal static class Policies
{
    /// <summary>Anybody who is signed in, guests too.</summary>
    public const string Customer = "customer";

    public const string Viewer = "viewer";
    public const string Support = "support";
    public const string Operator = "operator";
    public const string Owner = "owner";

    /// <summary>By the role that is needed at least.</summary>
    public static string Of(ShopRole role) => role switch
    {
        ShopRole.Viewer => Viewer,
        ShopRole.Support => Support,
        ShopRole.Operator => Operator,
        ShopRole.Owner => Owner,
    };

    /// <summary>Whether it is one of the console's.</summary>
    public static bool IsOfShop(string? policy) => policy is Viewer or Support or Operator or Owner;
}
