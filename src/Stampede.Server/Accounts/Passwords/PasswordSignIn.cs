using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Stampede.Engine;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

internal static class PasswordSignIn
{
    // The same steps, and so the same text and time, whether or not the account exists: the same reads, a hash of the
    // same cost, the same count of a failure.
    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> SignInAsync(
        SignInBody body,
        bool? useCookies,
        HttpContext context,
        UserManager<Account> users,
        SignInFailures failures,
        PasswordHashQueue line,
        RevokedSessions revoked,
        DatabaseClock clock,
        SecondFactorRows factors,
        SealedTickets tickets,
        AccountSessions sessions,
        SecurityLog log,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var email = body.Email?.Trim() ?? "";
        if (check.Require(email.Length is > 0 and <= CredentialRules.EmailLengthMax, "email", $"1 to {CredentialRules.EmailLengthMax} characters."))
            check.Require(PlainText.IsPlain(email), "email", "Contains control characters.");
        var password = body.Password ?? "";
        check.Require(password.Length is > 0 and <= CredentialRules.PasswordLengthMax, "password", $"1 to {CredentialRules.PasswordLengthMax} characters.");
        if (check.Failed)
            return check.Problem;

        var emailKey = users.NormalizeEmail(email);
        var address = context.Connection.RemoteIpAddress;
        var standing = await failures.ReadAsync(emailKey, address, cancellation);
        if (standing.IsLocked)
            return LockedOut(standing, address, log);
        if (!await failures.WaitOutAsync(standing, cancellation))
            return ApiProblem.Of(ProblemKinds.Overloaded);

        var admission = await line.EnterAsync(
            standing.IsOperators ? PasswordHashLane.Operator : PasswordHashLane.SignIn, AddressKey.Of(address), cancellation);
        using var turn = admission.Turn;
        if (turn is null)
            return admission.Problem!;
        // Once more, now that it is this one's turn: thirty guesses sent at once are still counted one by one.
        standing = await failures.ReadAsync(emailKey, address, cancellation);
        if (standing.IsLocked)
            return LockedOut(standing, address, log);

        var account = await users.FindByEmailAsync(email);
        var verdict = await turn.VerifyAsync(account?.PasswordHash, password);
        if (account is null || verdict == PasswordVerificationResult.Failed)
        {
            // Whoever hangs up is counted too.
            await failures.CountAsync(emailKey, address, CancellationToken.None);
            log.WrongPassword(account?.Id, address);
            return ApiProblem.Of(ProblemKinds.InvalidCredentials);
        }

        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            account.PasswordHash = await turn.HashAsync(password);
            await users.UpdateAsync(account);
        }

        if (standing.Failures > 0)
            await failures.ForgetAsync(emailKey, address, cancellation);
        var caller = account.ToCaller(SessionId.New(clock.Now));
        if (await factors.ReadAsync(account.Id, cancellation) is { Any: true } second)
            return SecondFactorSignIn.Ask(caller, second, tickets);
        await sessions.TryBeginAsync(caller, context.Request.Headers.UserAgent, cancellation);
        log.SignedIn(account.Id, address);
        return await SessionEndpoints.BeginAsync(context, caller, useCookies, revoked);
    }

    private static ApiProblem LockedOut(SignInFailures.Standing standing, IPAddress? address, SecurityLog log)
    {
        log.LockedOut(address, (int)standing.LockedFor.TotalSeconds);
        return ApiProblem.Of(ProblemKinds.LockedOut).After(standing.LockedFor);
    }
}
