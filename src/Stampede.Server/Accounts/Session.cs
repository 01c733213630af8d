using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Server.Problems;

namespace Stampede.Server.Accounts;

/// <summary>A session's beginning, renewal and end.</summary>
internal static class Session
{
    private const string ReadAccount =
        """
        select a.display_name, a.is_operator, a.is_guest, a.email, a.security_stamp, a.email_confirmed or a.is_operator from account a where a.id = $1
        """;

    /// <summary>The cookie, and who it is for; or the pair of tokens.</summary>
    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> BeginAsync(
        HttpContext context, Caller caller, bool? useCookies, RevokedSessions revoked)
    {
        if (useCookies is not true)
            return TypedResults.SignIn(caller.ToPrincipal(), authenticationScheme: SessionScheme.Bearer);

        // The cookie of before is overwritten; a copy of it must not stay good.
        if (SessionScheme.IsByCookie(context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult)
            && Caller.Of(context.User) is { } before)
            await revoked.RevokeAsync(before.Session, context.RequestAborted);
        await context.SignInAsync(SessionScheme.Cookie, caller.ToPrincipal(), new AuthenticationProperties { IsPersistent = true });
        return TypedResults.Ok(Me.Of(caller));
    }

    public static async Task<Results<SignInHttpResult, ApiProblem>> RefreshAsync(
        RefreshBody body, Tickets tickets, RevokedSessions revoked, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(body.RefreshToken))
            return ApiProblem.Invalid("refreshToken", "Is needed.");
        if (tickets.ReadRefreshToken(body.RefreshToken) is not { } caller || await revoked.IsRevokedAnywhereAsync(caller.Session, cancellation))
            return ApiProblem.Of(ProblemKinds.Unauthenticated);

        await using var command = database.CreateCommand(ReadAccount);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        var now = new Caller(caller.Id, reader.GetString(0), reader.GetBoolean(1), caller.Session)
        {
            IsGuest = reader.GetBoolean(2),
            IsConfirmed = reader.GetBoolean(5),
            Email = reader.IsDBNull(3) ? null : reader.GetString(3),
            Stamp = reader.IsDBNull(4) ? null : reader.GetString(4),
        };
        if (now.Stamp != caller.Stamp)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        return TypedResults.SignIn(now.ToPrincipal(), authenticationScheme: SessionScheme.Bearer);
    }

    public static async Task<NoContent> SignOutAsync(Caller caller, HttpContext context, RevokedSessions revoked, CancellationToken cancellation)
    {
        await revoked.RevokeAsync(caller.Session, cancellation);
        if (context.Request.Cookies.ContainsKey(AccountSetup.CookieName))
            await context.SignOutAsync(SessionScheme.Cookie);
        return TypedResults.NoContent();
    }

    public static Ok<Me> GetMe(Caller caller) => TypedResults.Ok(Me.Of(caller));
}
