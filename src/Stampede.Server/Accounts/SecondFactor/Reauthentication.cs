using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

internal sealed record ReauthenticationBody
{
    /// <summary>One of password and credential is needed.</summary>
    [StringLength(CredentialRules.PasswordLengthMax)]
    public string? Password { get; init; }

    /// <summary>What <c>navigator.credentials.get</c> gave, as JSON; with state.</summary>
    public JsonElement? Credential { get; init; }

    /// <summary>As it came with the passkey's options.</summary>
    [StringLength(SealedTickets.LengthMax)]
    public string? State { get; init; }
}

/// <param name="Token">For the header Stampede-Reauthentication; of this session alone, good for ten minutes.</param>
internal sealed record Reauthenticated(string Token);

/// <summary>
/// That it is still the same person who sits there: asked for before anything that guards the account is changed, so that a session
/// that was left open, or stolen, cannot lock its owner out.
/// </summary>
internal static class Reauthentication
{
    public const string Header = "Stampede-Reauthentication";

    private const string Purpose = "reauthentication";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static bool IsFresh(HttpContext context, Caller caller, SealedTickets tickets) =>
        tickets.Read(Purpose, context.Request.Headers[Header]) is [var id, var session] && id == caller.Id.ToString() && session == caller.Session.ToString();

    public static async Task<Results<Ok<PasskeyOptions>, ApiProblem>> MakeOptionsAsync(Caller caller, HttpContext context, UserManager<Account> users, Passkeys passkeys) =>
        await users.FindByIdAsync(caller.Id.ToString()) is { } account
            ? TypedResults.Ok(await passkeys.MakeRequestOptionsAsync(account, context))
            : ApiProblem.Of(ProblemKinds.Unauthenticated);

    public static async Task<Results<Ok<Reauthenticated>, ApiProblem>> ProveAsync(
        ReauthenticationBody body, Caller caller, HttpContext context, UserManager<Account> users, SecondFactorRows factors, Passkeys passkeys, PasswordHashQueue line,
        SealedTickets tickets, SecurityLog log, CancellationToken cancellation)
    {
        if (body.Password is null == body.Credential is null)
            return ApiProblem.Invalid("password", "One of password and credential is needed.", FieldError.Required);
        if (body.Password is { Length: > CredentialRules.PasswordLengthMax })
            return ApiProblem.Invalid("password", $"At most {CredentialRules.PasswordLengthMax} characters.", FieldError.Length(1, CredentialRules.PasswordLengthMax));
        // A guest has no password that could be right.
        if (await users.FindByIdAsync(caller.Id.ToString()) is not { PasswordHash: { } hash } account)
            return ApiProblem.Of(ProblemKinds.InvalidCredentials);
        var address = context.Connection.RemoteIpAddress;
        if (await factors.CountAttemptAsync(account.Id, CancellationToken.None) is { } wait && wait > TimeSpan.Zero)
            return ApiProblem.Of(ProblemKinds.LockedOut).After(wait);
        if (body.Password is { } password)
        {
            var admission = await line.EnterAsync(caller.IsOfShop ? PasswordHashLane.Operator : PasswordHashLane.SignIn, AddressKey.Of(address), cancellation);
            using var turn = admission.Turn;
            if (turn is null)
                return admission.Problem!;
            if (await turn.VerifyAsync(hash, password) == PasswordVerificationResult.Failed)
            {
                log.WrongPassword(account.Id, address);
                return ApiProblem.Of(ProblemKinds.InvalidCredentials);
            }
        }
        else if (!await passkeys.IsProvedAsync(account, body.Credential!.Value, body.State, context))
        {
            log.WrongSecondFactor(account.Id, address);
            return ApiProblem.Of(ProblemKinds.SecondFactorInvalid);
        }

        await factors.ForgetAttemptsAsync(account.Id, CancellationToken.None);
        return TypedResults.Ok(new Reauthenticated(tickets.Write(Purpose, Lifetime, caller.Id.ToString(), caller.Session.ToString())));
    }
}
