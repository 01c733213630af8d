using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

internal sealed record TicketBody([property: Required, StringLength(SealedTickets.LengthMax, MinimumLength = 1)] string? Ticket);

internal sealed record SecondFactorBody
{
    /// <summary>Of the answer <c>second_factor_required</c>.</summary>
    [Required, StringLength(SealedTickets.LengthMax, MinimumLength = 1)]
    public string? Ticket { get; init; }

    /// <summary>Six digits, of the app. One of code, recoveryCode and credential is needed.</summary>
    [StringLength(SecondFactorSignIn.CodeLengthMax)]
    public string? Code { get; init; }

    [StringLength(SecondFactorSignIn.CodeLengthMax)]
    public string? RecoveryCode { get; init; }

    /// <summary>What <c>navigator.credentials.get</c> gave, as JSON; with state.</summary>
    public JsonElement? Credential { get; init; }

    /// <summary>As it came with the passkey's options.</summary>
    [StringLength(SealedTickets.LengthMax)]
    public string? State { get; init; }
}

/// <summary>The second half of a sign-in, of accounts that have a second factor.</summary>
internal static class SecondFactorSignIn
{
    public const int CodeLengthMax = 40;

    private const string SignIn = "sign-in";

    private static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(5);

    /// <summary>In place of a session, once the password was right. The ticket is of one session, so it begins one at most.</summary>
    public static ApiProblem Ask(Caller caller, SecondFactors factors, SealedTickets tickets) => ApiProblem.Of(ProblemKinds.SecondFactorRequired, body => body with
    {
        Ticket = tickets.Write(SignIn, TicketLifetime, caller.Id.ToString(), caller.Session.ToString(), caller.Stamp ?? ""),
        Methods = factors.Methods,
    });

    public static async Task<Results<Ok<PasskeyOptions>, ApiProblem>> MakeOptionsAsync(
        TicketBody body, HttpContext context, SealedTickets tickets, UserManager<Account> users, Passkeys passkeys) =>
        await FindAsync(body.Ticket, tickets, users) is (var account, _)
            ? TypedResults.Ok(await passkeys.MakeRequestOptionsAsync(account, context))
            : ApiProblem.Of(ProblemKinds.SignInExpired);

    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> CompleteAsync(
        SecondFactorBody body, bool? useCookies, HttpContext context, SealedTickets tickets, UserManager<Account> users, SecondFactorRows factors, Passkeys passkeys,
        AccountSessions sessions, RevokedSessions revoked, SecurityLog log)
    {
        var check = new Validation();
        var ways = (body.Code is null ? 0 : 1) + (body.RecoveryCode is null ? 0 : 1) + (body.Credential is null ? 0 : 1);
        check.Require(ways == 1, "code", "One of code, recoveryCode and credential is needed.", FieldError.Required);
        check.Require(body.Code is not { Length: > CodeLengthMax }, "code", $"At most {CodeLengthMax} characters.", FieldError.Length(0, CodeLengthMax));
        check.Require(body.RecoveryCode is not { Length: > CodeLengthMax }, "recoveryCode", $"At most {CodeLengthMax} characters.", FieldError.Length(0, CodeLengthMax));
        if (check.Failed)
            return check.Problem;
        if (await FindAsync(body.Ticket, tickets, users) is not (var account, var session))
            return ApiProblem.Of(ProblemKinds.SignInExpired);
        var address = context.Connection.RemoteIpAddress;
        // From here on whoever hangs up is counted too.
        if (await factors.CountAttemptAsync(account.Id, CancellationToken.None) is { } wait && wait > TimeSpan.Zero)
        {
            log.LockedOut(address, (int)wait.TotalSeconds);
            return ApiProblem.Of(ProblemKinds.LockedOut).After(wait);
        }

        var isRight = body switch
        {
            { Code: { } code } => await factors.TakeCodeAsync(account.Id, code.Replace(" ", "", StringComparison.Ordinal), CancellationToken.None),
            { RecoveryCode: { } code } => await factors.TakeRecoveryCodeAsync(account.Id, code, CancellationToken.None),
            _ => await passkeys.IsProvedAsync(account, body.Credential!.Value, body.State, context),
        };
        if (!isRight)
        {
            log.WrongSecondFactor(account.Id, address);
            return ApiProblem.Of(ProblemKinds.SecondFactorInvalid);
        }

        await factors.ForgetAttemptsAsync(account.Id, CancellationToken.None);
        var caller = account.ToCaller(session);
        if (!await sessions.TryBeginAsync(caller, context.Request.Headers.UserAgent, CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.SignInExpired);
        log.SignedIn(account.Id, address);
        return await SessionEndpoints.BeginAsync(context, caller, useCookies, revoked);
    }

    private static async Task<(Account Account, SessionId Session)?> FindAsync(string? ticket, SealedTickets tickets, UserManager<Account> users) =>
        tickets.Read(SignIn, ticket) is [var id, var session, var stamp] && await users.FindByIdAsync(id) is { } account && account.SecurityStamp == stamp
            ? (account, new SessionId(Guid.Parse(session)))
            : null;
}
