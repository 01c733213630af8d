using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Stampede.Postgres.Letters;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>A new password by who knows the old one. It ends all other sessions.</summary>
internal static class PasswordChange
{
    private const string Set = """
        update account set password_hash = $3, security_stamp = $4, concurrency_stamp = $4 where id = $1 and security_stamp = $2 and not is_guest
        returning display_name, is_operator, email, email_confirmed or is_operator, hides_name
        """;

    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> ChangeAsync(
        ChangePasswordBody body, Caller caller, HttpContext context, OwnPassword own, PasswordHashQueue line, NpgsqlDataSource database, RevokedSessions revoked,
        SecurityLog log, CancellationToken cancellation)
    {
        var check = new Validation();
        check.Require(!string.IsNullOrEmpty(body.CurrentPassword), "currentPassword", "Is needed.", FieldError.Required);
        var password = check.NewPassword("password", body.Password);
        if (check.Failed)
            return check.Problem;
        if (await own.CheckAsync(caller, "currentPassword", body.CurrentPassword!, context, cancellation) is { } problem)
            return problem;
        var address = context.Connection.RemoteIpAddress;
        var admission = await line.EnterAsync(PasswordHashLane.SignIn, AddressKey.Of(address), cancellation);
        if (admission.Turn is null)
            return admission.Problem!;
        string hash;
        using (admission.Turn)
            hash = await admission.Turn.HashAsync(password);

        var stamp = NewStamp();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        Caller now;
        await using (var command = new NpgsqlCommand(Set, connection, transaction))
        {
            command.Parameters.AddWithValue(caller.Id.Value);
            command.Parameters.AddWithValue(caller.Stamp ?? "");
            command.Parameters.AddWithValue(hash);
            command.Parameters.AddWithValue(stamp);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            // Changed meanwhile, by a link or in another window: this session is over.
            if (!await row.ReadAsync(cancellation))
                return ApiProblem.Of(ProblemKinds.Unauthenticated);
            now = caller with
            {
                DisplayName = row.GetString(0),
                Email = row.GetString(2),
                IsConfirmed = row.GetBoolean(3),
                HidesName = row.GetBoolean(4),
                Stamp = stamp,
            };
        }

        await TellAsync(transaction, caller.Id.Value, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        await revoked.RevokeAsync(RevokedSessions.OfPassword(caller.Id.Value, caller.Stamp ?? ""), CancellationToken.None);
        log.PasswordChanged(caller.Id.Value, address);
        return await SessionEndpoints.GoOnAsync(context, now, revoked);
    }

    public static string NewStamp() => Guid.NewGuid().ToString();

    public static Task TellAsync(NpgsqlTransaction transaction, Guid account, CancellationToken cancellation) => LetterRows.WriteAsync(
        transaction, new NewLetter(LetterKind.PasswordChanged, Guid.CreateVersion7().ToString("n")) { Customer = new(account) }, cancellation);
}

/// <summary>Asks who is signed in for their password once more, before what somebody at their open browser must not do.</summary>
internal sealed class OwnPassword(UserManager<Account> users, SignInFailures failures, PasswordHashQueue line, SecurityLog log)
{
    /// <param name="field">That the password came in.</param>
    /// <returns>Null: it is theirs.</returns>
    public async Task<ApiProblem?> CheckAsync(Caller caller, string field, string password, HttpContext context, CancellationToken cancellation)
    {
        if (caller.IsGuest)
            return ApiProblem.Of(ProblemKinds.Forbidden, "A guest has no password. Add an e-mail first: POST /api/v1/accounts/upgrade.");
        var address = context.Connection.RemoteIpAddress;
        var admission = await line.EnterAsync(PasswordHashLane.SignIn, AddressKey.Of(address), cancellation);
        using var turn = admission.Turn;
        if (turn is null)
            return admission.Problem!;
        if (await users.FindByIdAsync(caller.Id.ToString()) is not { NormalizedEmail: { } emailKey } account)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        var standing = await failures.ReadAsync(emailKey, address, cancellation);
        if (standing.IsLocked)
            return ApiProblem.Of(ProblemKinds.LockedOut).After(standing.LockedFor);
        if (await turn.VerifyAsync(account.PasswordHash, password) != PasswordVerificationResult.Failed)
            return null;
        await failures.CountAsync(emailKey, address, CancellationToken.None);
        log.WrongPassword(account.Id, address);
        return ApiProblem.Invalid(field, account.PasswordHash is null ? "This account has no password yet. Set one by the link of POST /api/v1/accounts/forgot-password." : "Is not your password.");
    }
}
