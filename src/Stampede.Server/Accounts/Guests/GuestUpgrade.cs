using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>
/// A guest adds an e-mail and is an account from then on: the same id, so purchases, holds and places in lines stay theirs. It is confirmed
/// by the link that is mailed, like any other.
/// </summary>
internal static class GuestUpgrade
{
    // Whoever asks a second time, because the first answer was lost, is told the same.
    private const string Upgrade = """
        update account set is_guest = false, guest_key = null, device_hash = null, last_seen_on = null, email = $2, email_key = $3, password_hash = $4,
          security_stamp = $5, concurrency_stamp = $5, language = coalesce($6, language)
        where id = $1 and is_guest
        returning display_name, security_stamp, email_confirmed, hides_name
        """;

    private const string FindUpgraded = """
        select display_name, security_stamp, email_confirmed, hides_name from account where id = $1 and not is_guest and not is_operator and email_key = $2
        """;

    private const string IsTaken = "select exists (select from account where email_key = $1 and id <> $2)";

    public static async Task<Results<Ok<Me>, SignInHttpResult, ApiProblem>> UpgradeAsync(
        UpgradeBody body, Caller caller, HttpContext context, ILookupNormalizer normalizer, PasswordHashQueue line, EmailConfirmation confirmation, NpgsqlDataSource database,
        RevokedSessions revoked, CancellationToken cancellation)
    {
        var check = new Validation();
        var email = check.Email("email", body.Email);
        var password = body.Password is null ? null : check.NewPassword("password", body.Password);
        var language = check.Language("language", body.Language);
        if (check.Failed)
            return check.Problem;
        if (!caller.IsGuest)
            return ApiProblem.Of(ProblemKinds.HasAccount);
        var emailKey = normalizer.NormalizeEmail(email);
        // Spares the hash of what can only fail; the index has the last word.
        if (await IsTakenAsync(emailKey, caller, database, cancellation))
            return ApiProblem.Of(ProblemKinds.EmailTaken);
        var address = AddressKey.Of(context.Connection.RemoteIpAddress);
        string? hash = null;
        if (password is not null)
        {
            var admission = await line.EnterAsync(PasswordHashLane.Registration, address, cancellation);
            if (admission.Turn is null)
                return admission.Problem!;
            using (admission.Turn)
                hash = await admission.Turn.HashAsync(password);
        }

        Caller? now;
        try
        {
            now = await ReadAsync(Upgrade, email, emailKey, hash, PasswordChange.NewStamp(), language)
                ?? await ReadAsync(FindUpgraded, emailKey);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return ApiProblem.Of(ProblemKinds.EmailTaken);
        }

        if (now is null)
            return ApiProblem.Of(ProblemKinds.Unauthenticated);
        // Where it cannot be sent now, it can be asked for later.
        await confirmation.TrySendAsync(caller.Id.Value, address, CancellationToken.None);
        return await SessionEndpoints.GoOnAsync(context, now, revoked);

        // Not cancelled half-way: a guest who hung up would be an account without knowing it.
        async Task<Caller?> ReadAsync(string sql, params string?[] values)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddWithValue(caller.Id.Value);
            foreach (var value in values)
                command.Parameters.Add(NullableParameter.Of(value));
            await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
            return await row.ReadAsync(CancellationToken.None)
                ? new Caller(caller.Id, row.GetString(0), Role: null, caller.Session)
                {
                    Email = email,
                    IsConfirmed = row.GetBoolean(2),
                    HidesName = row.GetBoolean(3),
                    Stamp = row.GetString(1),
                }
                : null;
        }
    }

    private static async Task<bool> IsTakenAsync(string emailKey, Caller caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(IsTaken);
        command.Parameters.AddWithValue(emailKey);
        command.Parameters.AddWithValue(caller.Id.Value);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
