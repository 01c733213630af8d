using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>
/// A new password by a link that is mailed. Whether there is an account is looked at only when the letter is sent, so neither the answer nor
/// its time tells it.
/// </summary>
internal sealed class PasswordReset(MailedLinks links)
{
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(1);

    private const string Purpose = "Stampede.PasswordReset";

    // Who can read what is sent there holds the address: it is confirmed by that. The stamp is the link's own, so it is good once.
    private const string SetPassword = """
        update account set password_hash = $3, security_stamp = $4, concurrency_stamp = $4, email_confirmed = true
        where id = $1 and security_stamp = $2 and not is_guest
        returning email, email_key, display_name
        """;

    private const string IsGood = "select exists (select from account where id = $1 and security_stamp = $2 and not is_guest)";

    /// <summary>Good once: the stamp changes with the password.</summary>
    public string WriteToken(LetterReader reader) => links.Write(Purpose, $"{reader.Account!.Value:n}{reader.Stamp}", LinkLifetime);

    public static async Task<Results<Accepted, ApiProblem>> AskAsync(
        ForgotPasswordBody body, HttpContext context, ILookupNormalizer normalizer, MailAllowances allowances, NpgsqlDataSource database, StampedeSettings settings,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var email = check.Email("email", body.Email);
        var language = check.Language("language", body.Language);
        if (check.Failed)
            return check.Problem;
        if (settings.Mail is null)
            return ApiProblem.Of(ProblemKinds.MailUnavailable);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LetterRows.AreAskedForFullAsync(transaction, cancellation))
            return ApiProblem.Of(ProblemKinds.Overloaded);
        var wait = await allowances.TakeAsync(transaction, email, account: null, AddressKey.Of(context.Connection.RemoteIpAddress), cancellation);
        if (wait == MailAllowances.OfAddress)
            return ApiProblem.Of(ProblemKinds.RateLimited, "As much mail as may be was asked for from your network address. Try again later.").After(wait);
        // That a mailbox has had enough is not said either: what else was sent there is its owner's to know.
        if (wait > TimeSpan.Zero)
            return TypedResults.Accepted(default(string));
        var letter = new NewLetter(LetterKind.Reset, Guid.CreateVersion7().ToString("n"))
        {
            Email = email,
            Language = language,
            Data = new JsonObject { ["emailKey"] = normalizer.NormalizeEmail(email) }.ToJsonString(),
        };
        await LetterRows.WriteAsync(transaction, letter, cancellation);
        await transaction.CommitAsync(cancellation);
        return TypedResults.Accepted(default(string));
    }

    /// <summary>Ends all sessions that there are: who has the new password signs in with it.</summary>
    public static async Task<Results<Ok<ConfirmedAccount>, ApiProblem>> SetAsync(
        ResetPasswordBody body, HttpContext context, PasswordReset reset, PasswordHashQueue line, NpgsqlDataSource database, RevokedSessions revoked, SignInFailures failures,
        SecurityLog log, CancellationToken cancellation)
    {
        var check = new Validation();
        check.Require(!string.IsNullOrEmpty(body.Token), "token", "Is needed.", FieldError.Required);
        var password = check.NewPassword("password", body.Password);
        if (check.Failed)
            return check.Problem;
        if (reset.ReadToken(body.Token!) is not { } link || !await IsGoodAsync(link, database, cancellation))
            return ApiProblem.Of(ProblemKinds.ResetInvalid);

        var address = context.Connection.RemoteIpAddress;
        var admission = await line.EnterAsync(PasswordHashLane.SignIn, AddressKey.Of(address), cancellation);
        if (admission.Turn is null)
            return admission.Problem!;
        string hash;
        using (admission.Turn)
            hash = await admission.Turn.HashAsync(password);

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        string email, emailKey, name;
        await using (var command = new NpgsqlCommand(SetPassword, connection, transaction))
        {
            command.Parameters.AddWithValue(link.Account);
            command.Parameters.AddWithValue(link.Stamp);
            command.Parameters.AddWithValue(hash);
            command.Parameters.AddWithValue(PasswordChange.NewStamp());
            await using var row = await command.ExecuteReaderAsync(cancellation);
            if (!await row.ReadAsync(cancellation))
                return ApiProblem.Of(ProblemKinds.ResetInvalid);
            (email, emailKey, name) = (row.GetString(0), row.GetString(1), row.GetString(2));
        }

        await PasswordChange.TellAsync(transaction, link.Account, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        await revoked.RevokeAsync(RevokedSessions.OfPassword(link.Account, link.Stamp), CancellationToken.None);
        // Those that were locked out for guessing were the owner, who did not know it any more.
        await failures.ForgetAsync(emailKey, address, CancellationToken.None);
        log.PasswordChanged(link.Account, address);
        return TypedResults.Ok(new ConfirmedAccount(email, name));
    }

    /// <returns>Null: none of ours, or it is over.</returns>
    private (Guid Account, string Stamp)? ReadToken(string token)
    {
        const int IdLength = 32;
        return links.Read(Purpose, token) is { Length: > IdLength } note ? (Guid.ParseExact(note[..IdLength], "n"), note[IdLength..]) : null;
    }

    // Spares the hash of what can only fail; the update has the last word.
    private static async Task<bool> IsGoodAsync((Guid Account, string Stamp) link, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(IsGood);
        command.Parameters.AddWithValue(link.Account);
        command.Parameters.AddWithValue(link.Stamp);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
