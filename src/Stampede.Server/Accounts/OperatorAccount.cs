using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Stampede.Postgres;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>The sign-in of an operator that this start has made.</summary>
/// <param name="IsGenerated">Nobody knows this password but the one who is told now.</param>
internal sealed record FirstOperator(string Email, string Password, bool IsGenerated)
{
    public override string ToString() => Email;
}

/// <summary>What accounts need before the first request: keys that all nodes share, and somebody who runs drops.</summary>
internal static class OperatorAccount
{
    public const string DefaultEmail = "operator@stampede.local";

    // Without what is mistaken for something else when read from a screen.
    private const string PasswordAlphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int GeneratedLength = 20;

    /// <summary>Whom the settings name is the owner, whatever became of their role.</summary>
    private const string OwnerName = "owner";

    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(90);

    /// <summary>The framework judges keys by the node's own clock: one that is behind would make a key that others do not know.</summary>
    private static readonly TimeSpan ClockError = TimeSpan.FromDays(1);

    /// <summary>After the migrations, before listening. Nodes that start at once take turns.</summary>
    /// <returns>Null: there was one already.</returns>
    public static async Task<FirstOperator?> PrepareAccountsAsync(this IServiceProvider services, CancellationToken cancellation = default)
    {
        await using var turn = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
        await using var transaction = await turn.BeginTransactionAsync(cancellation);
        await StartupLock.TakeAsync(transaction, "stampede accounts", cancellation);
        await using var scope = services.CreateAsyncScope();
        EnsureKey(scope.ServiceProvider.GetRequiredService<IKeyManager>(), await ReadClockAsync(transaction, cancellation));
        var first = await EnsureAsync(scope.ServiceProvider, cancellation);
        await transaction.CommitAsync(cancellation);
        return first;
    }

    /// <summary>Two nodes that each made a first key of their own would not know each other's for a while.</summary>
    private static void EnsureKey(IKeyManager keys, DateTimeOffset now)
    {
        if (!keys.GetAllKeys().Any(key => !key.IsRevoked && key.ActivationDate <= now && key.ExpirationDate > now))
            keys.CreateNewKey(now - ClockError, now + KeyLifetime);
    }

    private static async Task<DateTimeOffset> ReadClockAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select clock_timestamp()", transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.GetFieldValue<DateTimeOffset>(0);
    }

    private static async Task<FirstOperator?> EnsureAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var users = services.GetRequiredService<UserManager<Account>>();
        var hasher = services.GetRequiredService<IPasswordHasher<Account>>();
        if (services.GetRequiredService<StampedeSettings>().Operator is { } wanted)
            return await EnsureWantedAsync(users, hasher, wanted);
        var accounts = services.GetRequiredService<AccountsDb>().Accounts;
        if (await accounts.AnyAsync(account => account.IsOperator && (account.Role == null || account.Role == OwnerName), cancellation))
            return null;
        var password = GeneratePassword();
        return await EnsureWantedAsync(users, hasher, new OperatorSettings(DefaultEmail, password)) is { } made
            ? made with { IsGenerated = true }
            : null;
    }

    private static async Task<FirstOperator?> EnsureWantedAsync(UserManager<Account> users, IPasswordHasher<Account> hasher, OperatorSettings wanted)
    {
        if (await users.FindByEmailAsync(wanted.Email) is not { } account)
        {
            account = Registration.NewAccount(wanted.Email, "Operator");
            (account.IsOperator, account.Role) = (true, OwnerName);
            account.PasswordHash = hasher.HashPassword(account, wanted.Password);
            Check(await users.CreateAsync(account));
            return new FirstOperator(wanted.Email, wanted.Password, IsGenerated: false);
        }

        // Somebody may have registered with this e-mail before: only the password that is set lets anyone be operator.
        if (account.IsOperator && account.Role is null or OwnerName && hasher.VerifyHashedPassword(account, account.PasswordHash!, wanted.Password) != PasswordVerificationResult.Failed)
            return null;
        (account.IsOperator, account.Role) = (true, OwnerName);
        account.PasswordHash = hasher.HashPassword(account, wanted.Password);
        Check(await users.UpdateSecurityStampAsync(account)); // Saves the rest as well; what was signed in before cannot be refreshed.
        return new FirstOperator(wanted.Email, wanted.Password, IsGenerated: false);
    }

    public static string GeneratePassword() => RandomNumberGenerator.GetString(PasswordAlphabet, GeneratedLength);

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The operator's account could not be written: {string.Join(" ", result.Errors.Select(e => e.Description))}");
    }
}
