using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using Stampede.Engine;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>Whether a confirmation mail was sent.</summary>
internal enum ConfirmationMailOutcome
{
    Sent,

    /// <summary>There is no such account, it is confirmed already, or no mail server is set.</summary>
    NotNeeded,

    /// <summary>The last one is less than a minute old.</summary>
    SentBefore,

    /// <summary>As many went to this mailbox, or were asked for from this address, as may.</summary>
    UsedUp,

    /// <summary>Too many are on their way.</summary>
    QueueFull,
}

/// <summary>
/// Confirms that an e-mail belongs to the holder of the account: they follow the link that was sent there, or an operator
/// confirms it by hand. Once confirmed it stays so.
/// </summary>
internal sealed class EmailConfirmation(MailQueue queue, MailAllowances allowances, IDataProtectionProvider protection, NpgsqlDataSource database, DatabaseClock clock)
{
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(3);

    private static readonly TimeSpan BetweenMails = TimeSpan.FromMinutes(1);

    // Taken and stamped by one statement: however often it is asked for, and on whichever nodes, one mail goes out.
    private const string TakeTurn =
        """
        update account set confirmation_mailed_at = clock_timestamp()
        where id = $1 and not is_guest and not email_confirmed
          and (confirmation_mailed_at is null or confirmation_mailed_at <= clock_timestamp() - $2)
        returning email, email_key
        """;

    private const string IsConfirmed = "select email_confirmed or is_operator from account where id = $1";

    private const string ConfirmLink = "update account set email_confirmed = true where id = $1 and email_key = $2 and not is_guest";

    private const string ConfirmByOperator =
        "update account set email_confirmed = true where email_key = $1 returning email, display_name";

    /// <summary>Another mail, to the caller's own address.</summary>
    public static async Task<Results<Accepted, ApiProblem>> SendAsync(
        Caller caller, HttpContext context, MailQueue queue, EmailConfirmation confirmation, CancellationToken cancellation)
    {
        if (queue.Server is null)
            return ApiProblem.Of(ProblemKinds.MailUnavailable);
        if (caller.IsGuest)
            return ApiProblem.Of(ProblemKinds.Forbidden, "A guest has no e-mail. Register an account.");
        return await confirmation.TrySendAsync(caller.Id.Value, AddressKey.Of(context.Connection.RemoteIpAddress), cancellation) switch
        {
            ConfirmationMailOutcome.Sent or ConfirmationMailOutcome.NotNeeded => TypedResults.Accepted(default(string)),
            ConfirmationMailOutcome.SentBefore => ApiProblem.Of(ProblemKinds.RateLimited, "A mail was sent less than a minute ago. Look for it, and try again later.").After(BetweenMails),
            ConfirmationMailOutcome.UsedUp => ApiProblem.Of(ProblemKinds.RateLimited, "As many mails as may be sent for now went to this mailbox, or were asked for from your network address. Look for the last one, or ask the shop to confirm your account.")
                .After(MailAllowances.OfAddress),
            ConfirmationMailOutcome.QueueFull => ApiProblem.Of(ProblemKinds.Overloaded),
            var other => throw new UnreachableException($"No answer for {other}."),
        };
    }

    public async Task<ConfirmationMailOutcome> TrySendAsync(Guid account, AddressKey address, CancellationToken cancellation)
    {
        if (queue.Server is not { } server)
            return ConfirmationMailOutcome.NotNeeded;
        // The place first: what is noted as sent must be on its way.
        using var place = queue.TryReserve();
        if (place is null)
            return ConfirmationMailOutcome.QueueFull;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        string email, emailKey;
        await using (var command = new NpgsqlCommand(TakeTurn, connection, transaction))
        {
            command.Parameters.AddWithValue(account);
            command.Parameters.AddWithValue(BetweenMails);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            if (!await row.ReadAsync(cancellation))
            {
                await row.CloseAsync();
                return await IsConfirmedAsync(account, transaction, cancellation) is false ? ConfirmationMailOutcome.SentBefore : ConfirmationMailOutcome.NotNeeded;
            }

            (email, emailKey) = (row.GetString(0), row.GetString(1));
        }

        if (await allowances.TakeAsync(transaction, email, account, address, cancellation) > TimeSpan.Zero)
            return ConfirmationMailOutcome.UsedUp;
        await transaction.CommitAsync(cancellation);
        // In the fragment: it reaches no server's log and no other site. And no word of who registered: whose mailbox it is
        // is not known yet, and nobody shall write to strangers through this shop.
        place.Send(new OutgoingMail(email, "Confirm your e-mail", $"""
            Hello,

            this address was given for an account at {server.PublicUrl}. If that was you, confirm it within three days:

            {server.PublicUrl}/confirm#{WriteToken(account, emailKey)}

            If it was not you, do nothing: nobody can reserve with it.

            """));
        return ConfirmationMailOutcome.Sent;
    }

    public static async Task<Results<NoContent, ApiProblem>> ConfirmAsync(
        ConfirmBody body, EmailConfirmation confirmation, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(body.Token))
            return ApiProblem.Invalid("token", "Is needed.");
        if (confirmation.ReadToken(body.Token) is not { } link)
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

    internal string WriteToken(Guid account, string emailKey)
    {
        var note = Encoding.UTF8.GetBytes($"{new string('\0', sizeof(long))}{account:n}{emailKey}");
        BinaryPrimitives.WriteInt64BigEndian(note, (clock.Now + LinkLifetime).UtcTicks);
        return WebEncoders.Base64UrlEncode(Protector.Protect(note));
    }

    /// <returns>Null: none of ours, or it is over.</returns>
    internal (Guid Account, string EmailKey)? ReadToken(string token)
    {
        const int IdLength = 32;
        try
        {
            var note = Protector.Unprotect(WebEncoders.Base64UrlDecode(token));
            var text = Encoding.UTF8.GetString(note.AsSpan(sizeof(long)));
            return clock.Now.UtcTicks <= BinaryPrimitives.ReadInt64BigEndian(note) ? (Guid.ParseExact(text[..IdLength], "n"), text[IdLength..]) : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException)
        {
            return null;
        }
    }

    // The form of the framework's time-limited protector, which goes by this node's own clock and not by the database's.
    private IDataProtector Protector => protection.CreateProtector("Stampede.Confirmation", "Microsoft.AspNetCore.DataProtection.TimeLimitedDataProtector.v1");

    private static async Task<bool?> IsConfirmedAsync(Guid account, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(IsConfirmed, transaction.Connection, transaction);
        command.Parameters.AddWithValue(account);
        return await command.ExecuteScalarAsync(cancellation) as bool?;
    }
}
