using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>A session's beginning, renewal and end.</summary>
internal static class SessionEndpoints
{
    // A guest's day is noted along with it: once a day for each.
    private const string ReadAccount =
        """
        with seen as (
          update account set last_seen_on = (clock_timestamp() at time zone 'utc')::date
          where id = $1 and is_guest and last_seen_on is distinct from (clock_timestamp() at time zone 'utc')::date)
        select a.display_name, a.is_operator, a.is_guest, a.email, a.security_stamp, a.email_confirmed or a.is_operator, a.role, a.hides_name from account a where a.id = $1
        """;

    /// <summary>The cookie, and who it is for; or the pair of tokens.</summary>
    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> BeginAsync(
        HttpContext context, Caller caller, bool? useCookies, RevokedSessions revoked)
    {
        revoked.Began(caller);
        if (useCookies is not true)
            return TypedResults.SignIn(caller.ToPrincipal(), authenticationScheme: SessionScheme.Bearer);

        // The cookie of before is overwritten; a copy of it must not stay good.
        if (SessionScheme.IsByCookie(context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult)
            && Caller.Of(context.User) is { } before)
            await revoked.RevokeAsync(before.Session, context.RequestAborted);
        await context.SignInAsync(SessionScheme.Cookie, caller.ToPrincipal(), new AuthenticationProperties { IsPersistent = true });
        return TypedResults.Ok(Me.Of(caller));
    }

    /// <summary>The same session, under new tickets: what the account is has changed.</summary>
    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> GoOnAsync(HttpContext context, Caller now, RevokedSessions revoked)
    {
        revoked.Began(now);
        if (!await RewriteCookieAsync(context, now))
            return TypedResults.SignIn(now.ToPrincipal(), authenticationScheme: SessionScheme.Bearer);
        return TypedResults.Ok(Me.Of(now));
    }

    /// <returns>False: the caller came without one.</returns>
    public static async Task<bool> RewriteCookieAsync(HttpContext context, Caller now)
    {
        if (!SessionScheme.IsByCookie(context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult))
            return false;
        await context.SignInAsync(SessionScheme.Cookie, now.ToPrincipal(), new AuthenticationProperties { IsPersistent = true });
        return true;
    }

    public static async Task<Results<SignInHttpResult, ApiProblem>> RefreshAsync(
        RefreshBody body, Tickets tickets, RevokedSessions revoked, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(body.RefreshToken))
            return ApiProblem.Invalid("refreshToken", "Is needed.");
        if (tickets.ReadRefreshToken(body.RefreshToken) is not { } caller || await revoked.IsRevokedAnywhereAsync(caller.Session, cancellation)
            || await revoked.IsRevokedAnywhereAsync(RevokedSessions.OfAll(caller), cancellation))
            return ApiProblem.Of(ProblemKinds.Unauthenticated);

        return await ReadNowAsync(caller, database, cancellation) is { } now
            ? TypedResults.SignIn(now.ToPrincipal(), authenticationScheme: SessionScheme.Bearer)
            : ApiProblem.Of(ProblemKinds.Unauthenticated);
    }

    /// <summary>
    /// A cookie is its own refresh token: once as old as an access token may be, it is held against the account, so that
    /// one from before a new password, or of an operator who is none any more, ends. A guest's is looked at once a day.
    /// </summary>
    public static async Task RenewCookieAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is null || Caller.Of(context.Principal) is not { } caller
            || context.Options.TimeProvider!.GetUtcNow() < context.Properties.IssuedUtc + (caller.IsGuest ? TimeSpan.FromDays(1) : Tickets.AccessLifetime))
            return;
        var database = context.HttpContext.RequestServices.GetRequiredService<NpgsqlDataSource>();
        if (await ReadNowAsync(caller, database, context.HttpContext.RequestAborted) is { } now)
        {
            context.ReplacePrincipal(now.ToPrincipal());
            context.ShouldRenew = true;
        }
        else
        {
            context.RejectPrincipal();
        }
    }

    public static async Task<NoContent> SignOutAsync(
        Caller caller, HttpContext context, RevokedSessions revoked, StampedeSettings settings, CancellationToken cancellation)
    {
        await revoked.RevokeAsync(caller.Session, cancellation);
        if (context.Request.Cookies.ContainsKey(settings.CookieName))
            await context.SignOutAsync(SessionScheme.Cookie);
        return TypedResults.NoContent();
    }

    /// <returns>The caller as their account is now; null: it is gone, or has another password since.</returns>
    private static async Task<Caller?> ReadNowAsync(Caller caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadAccount);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        var now = new Caller(caller.Id, reader.GetString(0), reader.GetBoolean(1) ? ShopRoles.Parse(reader.IsDBNull(6) ? null : reader.GetString(6)) : null, caller.Session)
        {
            IsGuest = reader.GetBoolean(2),
            IsConfirmed = reader.GetBoolean(5),
            HidesName = reader.GetBoolean(7),
            Email = reader.IsDBNull(3) ? null : reader.GetString(3),
            Stamp = reader.IsDBNull(4) ? null : reader.GetString(4),
        };
        return now.Stamp == caller.Stamp ? now : null;
    }

    /// <summary>For pages: that nobody is signed in is an answer there, and no refusal for the browser to complain of.</summary>
    public static Ok<SessionAnswer> Get(HttpContext context, ShownNames names) =>
        TypedResults.Ok(new SessionAnswer { Me = Caller.Of(context.User) is { } caller ? MeOf(caller, names) : null });

    public static Ok<Me> GetMe(Caller caller, ShownNames names) => TypedResults.Ok(MeOf(caller, names));

    private static Me MeOf(Caller caller, ShownNames names) => Me.Of(caller with { DisplayName = names.Of(caller).Name });
}
