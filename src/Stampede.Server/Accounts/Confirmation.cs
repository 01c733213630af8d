using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using Stampede.Server.Mail;
using Stampede.Server.Problems;

namespace Stampede.Server.Accounts;

/// <summary>
/// That an account's e-mail is its holder's own: whoever follows the link that was sent there shows it, or an operator
/// knows it otherwise. Once confirmed it stays so.
/// </summary>
internal static class Confirmation
{
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(3);

    private static readonly TimeSpan BetweenMails = TimeSpan.FromMinutes(1);

    // Taken and stamped by one statement: however often it is asked for, and on whichever nodes, one letter goes out.
    private const string TakeTurn =
        """
        update account set confirmation_mailed_at = clock_timestamp()
        where id = $1 and not is_guest and not email_confirmed
          and (confirmation_mailed_at is null or confirmation_mailed_at <= clock_timestamp() - $2)
        returning email, display_name
        """;

    private const string IsConfirmed = "select is_guest, email_confirmed or is_operator from account where id = $1";

    private const string ConfirmLink = "update account set email_confirmed = true where id = $1 and email_key = $2 and not is_guest";

    private const string ConfirmByOperator =
        "update account set email_confirmed = true where email_key = $1 returning email, display_name";

    /// <summary>Another letter, to the caller's own address.</summary>
    public static async Task<Results<Accepted, ApiProblem>> SendAsync(
        Caller caller, Outbox outbox, IDataProtectionProvider protection, NpgsqlDataSource database, UserManager<Account> users, CancellationToken cancellation)
    {
        if (outbox.Mail is null)
            return ApiProblem.Of(ProblemKinds.MailUnavailable);
        if (caller.IsGuest)
            return ApiProblem.Of(ProblemKinds.Forbidden, "A guest has no e-mail. Register an account.");
        if (await TrySendAsync(caller.Id.Value, outbox, protection, database, users, cancellation))
            return TypedResults.Accepted(default(string));
        await using var command = database.CreateCommand(IsConfirmed);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) && row.GetBoolean(1)
            ? TypedResults.Accepted(default(string)) // Nothing is left to do.
            : ApiProblem.Of(ProblemKinds.RateLimited, "A letter was sent less than a minute ago. Look for it, and try again later.").After(BetweenMails);
    }

    /// <returns>False: there is no mail, nothing to confirm, or the last letter is less than a minute old.</returns>
    public static async Task<bool> TrySendAsync(
        Guid account, Outbox outbox, IDataProtectionProvider protection, NpgsqlDataSource database, UserManager<Account> users, CancellationToken cancellation)
    {
        if (outbox.Mail is not { } mail)
            return false;
        await using var command = database.CreateCommand(TakeTurn);
        command.Parameters.AddWithValue(account);
        command.Parameters.AddWithValue(BetweenMails);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return false;
        var (email, name) = (row.GetString(0), row.GetString(1));
        // In the fragment: it reaches no server's log and no other site.
        var link = $"{mail.PublicUrl}/confirm#{WriteToken(protection, account, users.NormalizeEmail(email)!)}";
        return outbox.TrySend(new Letter(email, "Confirm your e-mail", $"""
            Hello {name},

            this address was given for an account at {mail.PublicUrl}. If that was you, confirm it within three days:

            {link}

            If it was not you, do nothing: nobody can reserve with it.

            """));
    }

    public static async Task<Results<NoContent, ApiProblem>> ConfirmAsync(
        ConfirmBody body, IDataProtectionProvider protection, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(body.Token))
            return ApiProblem.Invalid("token", "Is needed.");
        if (ReadToken(protection, body.Token) is not { } link)
            return ApiProblem.Of(ProblemKinds.ConfirmationInvalid);
        await using var command = database.CreateCommand(ConfirmLink);
        command.Parameters.AddWithValue(link.Account);
        command.Parameters.AddWithValue(link.EmailKey);
        return await command.ExecuteNonQueryAsync(cancellation) == 1 ? TypedResults.NoContent() : ApiProblem.Of(ProblemKinds.ConfirmationInvalid);
    }

    public static async Task<Results<Ok<ConfirmedAccount>, ApiProblem>> ConfirmByOperatorAsync(
        ConfirmAccountBody body, NpgsqlDataSource database, UserManager<Account> users, CancellationToken cancellation)
    {
        var check = new Validation();
        var email = check.Email("email", body.Email);
        if (check.Failed)
            return check.Problem;
        await using var command = database.CreateCommand(ConfirmByOperator);
        command.Parameters.AddWithValue(users.NormalizeEmail(email)!);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? TypedResults.Ok(new ConfirmedAccount(row.GetString(0), row.GetString(1)))
            : ApiProblem.Of(ProblemKinds.AccountNotFound);
    }

    internal static string WriteToken(IDataProtectionProvider protection, Guid account, string emailKey) =>
        WebEncoders.Base64UrlEncode(Protector(protection).Protect(Encoding.UTF8.GetBytes($"{account:n}{emailKey}"), LinkLifetime));

    /// <returns>Null: none of ours, or it is over.</returns>
    private static (Guid Account, string EmailKey)? ReadToken(IDataProtectionProvider protection, string token)
    {
        const int IdLength = 32;
        try
        {
            var text = Encoding.UTF8.GetString(Protector(protection).Unprotect(WebEncoders.Base64UrlDecode(token)));
            return (Guid.ParseExact(text[..IdLength], "n"), text[IdLength..]);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(IDataProtectionProvider protection) =>
        protection.CreateProtector("Stampede.Confirmation").ToTimeLimitedDataProtector();
}
