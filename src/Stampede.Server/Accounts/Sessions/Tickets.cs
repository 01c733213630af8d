using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;
using Stampede.Engine;

namespace Stampede.Server.Accounts;

/// <summary>Bearer tokens outside of a request's own sign-in: read a refresh token, write tokens by the thousand.</summary>
internal sealed class Tickets(IOptionsMonitor<BearerTokenOptions> options)
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(14);

    private readonly BearerTokenOptions bearer = options.Get(SessionScheme.Bearer);

    /// <returns>Null: no refresh token of ours, or it is over.</returns>
    public Caller? ReadRefreshToken(string token) =>
        bearer.RefreshTokenProtector.Unprotect(token) is { Properties.ExpiresUtc: { } expiresAt } ticket && Now < expiresAt
        && Caller.Of(ticket.Principal) is { } caller && !caller.Session.IsOver(Now)
            ? caller
            : null;

    /// <summary>By the clock that the tokens are written by.</summary>
    public DateTimeOffset Now => bearer.TimeProvider!.GetUtcNow();

    public string WriteAccessToken(Caller caller)
    {
        var properties = new AuthenticationProperties { ExpiresUtc = Now + AccessLifetime };
        return bearer.BearerTokenProtector.Protect(new AuthenticationTicket(caller.ToPrincipal(), properties, $"{SessionScheme.Bearer}:AccessToken"));
    }
}

/// <summary>
/// The time that tickets are written and judged by: the database's, so that a node whose own clock is wrong takes the
/// others' tickets, and they take its.
/// </summary>
internal sealed class DatabaseTimeProvider(DatabaseClock clock) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => clock.Now;
}
