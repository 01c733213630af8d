using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Stampede.Domain;
using Stampede.Postgres.Operators;
using Stampede.Server.Hosting;
using Stampede.Server.Http;
using Stampede.Server.Operations;
using Stampede.Server.Storefront;

namespace Stampede.Server.Accounts;

/// <param name="CodesSince">Since when an app makes codes; null: none does.</param>
/// <param name="RecoveryCodesLeft">Of ten.</param>
/// <param name="Needed">The shop wants one of the caller.</param>
internal sealed record SecondFactorAnswer(DateTimeOffset? CodesSince, int RecoveryCodesLeft, IReadOnlyList<PasskeyLine> Passkeys, bool Needed);

internal sealed record PasskeyLine(string Id, string Name, DateTimeOffset CreatedAt);

/// <param name="Secret">For apps that cannot read the picture.</param>
/// <param name="Uri">What the picture says.</param>
/// <param name="Dots">The QR code, a text of 0 and 1 for each row, with its margin.</param>
internal sealed record CodesSetup(string Secret, string Uri, IReadOnlyList<string> Dots);

internal sealed record CodeBody([property: Required, StringLength(SecondFactorSignIn.CodeLengthMax, MinimumLength = 1)] string? Code);

internal sealed record PasskeyBody
{
    /// <summary>What its owner calls it.</summary>
    [Required, StringLength(60, MinimumLength = 1)]
    public string? Name { get; init; }

    /// <summary>What <c>navigator.credentials.create</c> gave, as JSON.</summary>
    [Required]
    public JsonElement? Credential { get; init; }

    /// <summary>As it came with the options.</summary>
    [Required, StringLength(SealedTickets.LengthMax, MinimumLength = 1)]
    public string? State { get; init; }
}

/// <param name="RecoveryCodes">Shown this once. Empty: those of before go on.</param>
internal sealed record SecondFactorSet(IReadOnlyList<string> RecoveryCodes);

/// <summary>A person's own second factor: an app that makes codes, passkeys, and recovery codes for when both are lost.</summary>
internal static class SecondFactorEndpoints
{
    public static IServiceCollection AddSecondFactors(this IServiceCollection services, StampedeSettings settings)
    {
        // Behind a proxy the request may not know the name that the browser knows.
        services.Configure<IdentityPasskeyOptions>(options => options.ServerDomain = settings.PublicUrl is { } url ? new Uri(url).Host : null);
        services.TryAddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        return services.AddSingleton<SecondFactorRows>().AddSingleton<SealedTickets>().AddSingleton<SecondFactorChanges>().AddScoped<Passkeys>();
    }

    public static void MapSecondFactors(this IEndpointRouteBuilder routes)
    {
        var signIn = routes.MapGroup($"{AccountEndpoints.Prefix}/sign-in/second-factor").WithTags("Accounts").WithLimit(LimitedAction.SignIn);
        signIn.MapPost("/", SecondFactorSignIn.CompleteAsync)
            .WithExample("""{"ticket": "CfDJ8…", "code": "123456"}""")
            .WithName("CompleteSignIn")
            .WithSummary("The second half of a sign-in: a code, a recovery code or a passkey")
            .Produces<Microsoft.AspNetCore.Authentication.BearerToken.AccessTokenResponse>()
            .WithProblems("validation_failed", "second_factor_invalid", "sign_in_expired", "locked_out");
        signIn.MapPost("/passkey-options", SecondFactorSignIn.MakeOptionsAsync)
            .WithExample("""{"ticket": "CfDJ8…"}""")
            .WithName("BeginPasskeySignIn")
            .WithSummary("What the browser asks the person's device with")
            .WithProblems("validation_failed", "sign_in_expired");

        var mine = routes.MapGroup("/api/v1/me").WithTags("Accounts").RequireAuthorization(Policies.Customer).WithProblems("unauthenticated", "database_unavailable");
        mine.MapPost("/reauthentication", Reauthentication.ProveAsync)
            .WithExample("""{"password": "correct horse battery"}""")
            .WithName("Reauthenticate")
            .WithSummary("Says again who the caller is, for what guards their account")
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "invalid_credentials", "second_factor_invalid", "locked_out", "overloaded");
        mine.MapPost("/reauthentication/passkey-options", Reauthentication.MakeOptionsAsync)
            .WithName("BeginReauthentication")
            .WithSummary("What the browser asks the person's device with")
            .WithLimit(LimitedAction.SignIn);

        mine.MapGet("/second-factor", FindAsync).WithName("GetSecondFactor").WithSummary("The caller's second factor");
        var change = mine.MapGroup("").WithProblems("reauthentication_required").WithHeader(Reauthentication.Header, "The token of POST /api/v1/me/reauthentication.");
        change.MapPost("/second-factor/codes", BeginCodesAsync).WithName("BeginCodes").WithSummary("Makes the secret for an app; it counts once a code of it has come");
        change.MapPost("/second-factor/codes/confirm", ConfirmCodesAsync)
            .WithExample("""{"code": "123456"}""")
            .WithName("ConfirmCodes")
            .WithSummary("Brings the app's first code: from now on sign-ins ask for one; all other sessions end")
            .WithLimit(LimitedAction.SignIn)
            .WithProblems("validation_failed", "second_factor_invalid", "locked_out");
        change.MapDelete("/second-factor/codes", RemoveCodesAsync).WithName("RemoveCodes").WithSummary("Takes the app away");
        change.MapPost("/second-factor/recovery-codes", RenewRecoveryCodesAsync).WithName("RenewRecoveryCodes").WithSummary("Ten new recovery codes; those of before open nothing any more")
            .WithProblems("not_found");
        change.MapPost("/passkeys/options", BeginPasskeyAsync).WithName("BeginPasskey").WithSummary("What the browser makes a passkey with");
        change.MapPost("/passkeys", AddPasskeyAsync)
            .WithExample("""{"name": "My phone", "credential": {"id": "…"}, "state": "CfDJ8…"}""")
            .WithName("AddPasskey")
            .WithSummary("Keeps a passkey: from now on sign-ins ask for a second factor; all other sessions end")
            .WithProblems("validation_failed", "passkey_invalid");
        change.MapDelete("/passkeys/{passkeyId}", RemovePasskeyAsync).WithName("RemovePasskey").WithSummary("Takes a passkey away").WithProblems("not_found");

        mine.MapGet("/sessions", AccountSessions.GetListAsync).WithName("ListMySessions").WithSummary("Where the caller is signed in");
        mine.MapDelete("/sessions", AccountSessions.EndAllOthersAsync).WithName("EndOtherSessions").WithSummary("Ends all sessions of the caller but this one");
        mine.MapDelete("/sessions/{sessionId}", AccountSessions.EndOneAsync).WithName("EndSession").WithSummary("Ends one session of the caller").WithProblems("not_found");
    }

    private static async Task<Results<Ok<SecondFactorAnswer>, ApiProblem>> FindAsync(
        Caller caller, UserManager<Account> users, SecondFactorRows rows, PeopleRows people, StampedeSettings settings, CancellationToken cancellation)
    {
        if (await users.FindByIdAsync(caller.Id.ToString()) is not { } account)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        var factors = await rows.ReadAsync(account.Id, cancellation);
        var passkeys = await users.GetPasskeysAsync(account);
        var needed = account.IsOperator && (settings.RequireSecondFactor || (await people.ReadRulesAsync(cancellation)).RequireSecondFactor);
        return TypedResults.Ok(new SecondFactorAnswer(
            factors.CodesSince, factors.RecoveryCodesLeft,
            [.. passkeys.OrderBy(passkey => passkey.CreatedAt).Select(passkey => new PasskeyLine(WebEncoders.Base64UrlEncode(passkey.CredentialId), passkey.Name ?? "", passkey.CreatedAt))],
            needed));
    }

    private static async Task<Results<Ok<CodesSetup>, ApiProblem>> BeginCodesAsync(
        Caller caller, HttpContext context, SealedTickets tickets, SecondFactorRows rows, ShopIdentity shop)
    {
        if (Refusal(caller, context, tickets) is { } problem)
            return problem;
        var secret = await rows.BeginCodesAsync(caller.Id.Value, CancellationToken.None);
        var uri = OneTimeCodes.UriOf(secret, shop.Current.Name, caller.Email!);
        return TypedResults.Ok(new CodesSetup(OneTimeCodes.TextOf(secret), uri, OneTimeCodes.DotsOf(uri)));
    }

    private static async Task<Results<Ok<SecondFactorSet>, ApiProblem>> ConfirmCodesAsync(
        CodeBody body, Caller caller, HttpContext context, SealedTickets tickets, SecondFactorRows rows, SecondFactorChanges changes)
    {
        if (body.Code is not { Length: > 0 and <= SecondFactorSignIn.CodeLengthMax } code)
            return ApiProblem.Invalid("code", "Is needed: six digits.", FieldError.Required);
        if (Refusal(caller, context, tickets) is { } problem)
            return problem;
        if (await rows.CountAttemptAsync(caller.Id.Value, CancellationToken.None) is { } wait && wait > TimeSpan.Zero)
            return ApiProblem.Of(ProblemKinds.LockedOut).After(wait);
        if (!await rows.ConfirmCodesAsync(caller.Id.Value, code.Replace(" ", "", StringComparison.Ordinal), CancellationToken.None))
            return ApiProblem.Of(ProblemKinds.SecondFactorInvalid);
        await rows.ForgetAttemptsAsync(caller.Id.Value, CancellationToken.None);
        return TypedResults.Ok(await changes.AddedAsync(caller, "ConfirmCodes", context));
    }

    private static async Task<Results<NoContent, ApiProblem>> RemoveCodesAsync(
        Caller caller, HttpContext context, SealedTickets tickets, SecondFactorRows rows, SecondFactorChanges changes)
    {
        if (Refusal(caller, context, tickets) is { } problem)
            return problem;
        await rows.RemoveCodesAsync(caller.Id.Value, CancellationToken.None);
        await changes.NoteAsync(caller, "RemoveCodes", context);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SecondFactorSet>, ApiProblem>> RenewRecoveryCodesAsync(
        Caller caller, HttpContext context, SealedTickets tickets, SecondFactorRows rows, SecondFactorChanges changes)
    {
        if (Refusal(caller, context, tickets) is { } problem)
            return problem;
        if (!(await rows.ReadAsync(caller.Id.Value, CancellationToken.None)).Any)
            return ApiProblem.Of(ProblemKinds.NotFound, "There is no second factor that recovery codes could stand in for. Set one up first.");
        var codes = await rows.RenewRecoveryCodesAsync(caller.Id.Value, CancellationToken.None);
        await changes.NoteAsync(caller, "RenewRecoveryCodes", context);
        return TypedResults.Ok(new SecondFactorSet(codes));
    }

    private static async Task<Results<Ok<PasskeyOptions>, ApiProblem>> BeginPasskeyAsync(
        Caller caller, HttpContext context, SealedTickets tickets, UserManager<Account> users, Passkeys passkeys) =>
        Refusal(caller, context, tickets) is { } problem ? problem
        : await users.FindByIdAsync(caller.Id.ToString()) is { } account ? TypedResults.Ok(await passkeys.MakeCreationOptionsAsync(account, context))
        : ApiProblem.Of(ProblemKinds.Unauthenticated);

    private static async Task<Results<Created<SecondFactorSet>, ApiProblem>> AddPasskeyAsync(
        PasskeyBody body, Caller caller, HttpContext context, SealedTickets tickets, UserManager<Account> users, Passkeys passkeys, SecondFactorChanges changes)
    {
        var check = new Validation();
        var name = check.FieldsOf<PasskeyBody>().Text(nameof(body.Name), body.Name);
        check.Require(body.Credential is { ValueKind: JsonValueKind.Object }, "credential", "Is needed: what the browser gave.", FieldError.Required);
        if (check.Failed)
            return check.Problem;
        if (Refusal(caller, context, tickets) is { } problem)
            return problem;
        if (await users.FindByIdAsync(caller.Id.ToString()) is not { } account)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        if ((await users.GetPasskeysAsync(account)).Count >= Passkeys.OfAccountMax || !await passkeys.TryAddAsync(account, name, body.Credential!.Value, body.State, context))
            return ApiProblem.Of(ProblemKinds.PasskeyInvalid);
        return TypedResults.Created("/api/v1/me/second-factor", await changes.AddedAsync(caller, "AddPasskey", context));
    }

    private static async Task<Results<NoContent, ApiProblem>> RemovePasskeyAsync(
        string passkeyId, Caller caller, HttpContext context, SealedTickets tickets, UserManager<Account> users, SecondFactorRows rows, SecondFactorChanges changes)
    {
        if (Refusal(caller, context, tickets) is { } problem)
            return problem;
        if (await users.FindByIdAsync(caller.Id.ToString()) is not { } account
            || (await users.GetPasskeysAsync(account)).FirstOrDefault(passkey => WebEncoders.Base64UrlEncode(passkey.CredentialId) == passkeyId) is not { } found)
            return ApiProblem.Of(ProblemKinds.NotFound, "You have no passkey with this id. GET /api/v1/me/second-factor lists those you have.");
        await users.RemovePasskeyAsync(account, found.CredentialId);
        await rows.RemoveIdleRecoveryCodesAsync(account.Id, CancellationToken.None);
        await changes.NoteAsync(caller, "RemovePasskey", context);
        return TypedResults.NoContent();
    }

    /// <summary>A guest has no password to say again, and so never gets further.</summary>
    private static ApiProblem? Refusal(Caller caller, HttpContext context, SealedTickets tickets) =>
        Reauthentication.IsFresh(context, caller, tickets) ? null : ApiProblem.Of(ProblemKinds.ReauthenticationRequired);
}

/// <summary>What follows from another second factor.</summary>
internal sealed class SecondFactorChanges(SecondFactorRows rows, AccountSessions sessions, CurrentOperators operators, HistoryRows history, SecurityLog log)
{
    /// <summary>Sessions that began without it end: who has stolen one, or the password, is out.</summary>
    /// <returns>With recovery codes, where these are the first.</returns>
    public async Task<SecondFactorSet> AddedAsync(Caller caller, string what, HttpContext context)
    {
        var codes = (await rows.ReadAsync(caller.Id.Value, CancellationToken.None)).RecoveryCodesLeft == 0
            ? await rows.RenewRecoveryCodesAsync(caller.Id.Value, CancellationToken.None)
            : [];
        await sessions.EndOthersAsync(caller, CancellationToken.None);
        await NoteAsync(caller, what, context);
        return new(codes);
    }

    /// <summary>In the log, and of those who run the shop in the history.</summary>
    public async Task NoteAsync(Caller caller, string what, HttpContext context)
    {
        log.SecondFactorChanged(caller.Id.Value, what, context.Connection.RemoteIpAddress);
        await operators.RefreshAsync(CancellationToken.None);
        if (operators.RoleOf(caller.Id) is { } role)
        {
            await history.AddAsync(
                caller.Id, Names.Of(role), [new HistoryEntry(what, HistorySubject.OfAccount(caller.Id.Value), "")], HistoryFilter.PrefixOf(context.Connection.RemoteIpAddress), CancellationToken.None);
        }
    }
}
