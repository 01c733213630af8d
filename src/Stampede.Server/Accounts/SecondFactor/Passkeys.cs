using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>What the browser asks the person's device with, and what it has to send back beside the device's answer.</summary>
/// <param name="Options">For <c>navigator.credentials</c>.</param>
/// <param name="State">Good for five minutes.</param>
internal sealed record PasskeyOptions(JsonElement Options, string State);

/// <summary>Passkeys (WebAuthn), as ASP.NET Core Identity checks them.</summary>
internal sealed class Passkeys(UserManager<Account> users, IPasskeyHandler<Account> handler, SealedTickets tickets)
{
    public const int OfAccountMax = 20;

    private const string Creation = "passkey creation";
    private const string Assertion = "passkey assertion";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public async Task<PasskeyOptions> MakeCreationOptionsAsync(Account account, HttpContext context)
    {
        var made = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = account.Id.ToString(), Name = account.Email!, DisplayName = account.DisplayName }, context);
        return new(Parse(made.CreationOptionsJson), tickets.Write(Creation, Lifetime, account.Id.ToString(), made.AttestationState ?? ""));
    }

    public async Task<PasskeyOptions> MakeRequestOptionsAsync(Account account, HttpContext context)
    {
        var made = await handler.MakeRequestOptionsAsync(account, context);
        return new(Parse(made.RequestOptionsJson), tickets.Write(Assertion, Lifetime, account.Id.ToString(), made.AssertionState ?? ""));
    }

    /// <returns>False: it is no new passkey for this site, or not for this account's question.</returns>
    public async Task<bool> TryAddAsync(Account account, string name, JsonElement credential, string? state, HttpContext context)
    {
        if (tickets.Read(Creation, state) is not [var id, .. var asked] || id != account.Id.ToString())
            return false;
        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = context,
            CredentialJson = credential.GetRawText(),
            AttestationState = string.Join('\n', asked),
        });
        ThrowIfOfDatabase(result.Failure);
        if (!result.Succeeded || await users.FindByPasskeyIdAsync(result.Passkey.CredentialId) is not null)
            return false;
        result.Passkey.Name = name;
        return (await users.AddOrUpdatePasskeyAsync(account, result.Passkey)).Succeeded;
    }

    /// <returns>False: it is not this account's, or not for its question.</returns>
    public async Task<bool> IsProvedAsync(Account account, JsonElement credential, string? state, HttpContext context)
    {
        if (tickets.Read(Assertion, state) is not [var id, .. var asked] || id != account.Id.ToString())
            return false;
        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = context,
            CredentialJson = credential.GetRawText(),
            AssertionState = string.Join('\n', asked),
        });
        ThrowIfOfDatabase(result.Failure);
        // The device counts its answers: a copy of it is told by a count that goes back.
        return result.Succeeded && result.User.Id == account.Id && (await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey)).Succeeded;
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>The handler takes every exception for a bad passkey.</summary>
    private static void ThrowIfOfDatabase(Exception? failure)
    {
        if (failure?.InnerException is { } inner && ExceptionProblems.IsOfDatabase(inner))
            throw inner;
    }
}
