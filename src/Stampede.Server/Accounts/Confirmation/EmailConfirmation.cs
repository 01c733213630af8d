using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>Whether a confirmation letter was written.</summary>
internal enum ConfirmationMailOutcome
{
    Sent,

    /// <summary>There is no such account, it is confirmed already, or no mail server is set.</summary>
    NotNeeded,

    /// <summary>The last one is less than a minute old.</summary>
    SentBefore,

    /// <summary>As many went to this mailbox, or were asked for from this address, as may.</summary>
    UsedUp,

    /// <summary>Too many wait.</summary>
    QueueFull,
}

/// <summary>
/// Confirms that an e-mail belongs to the holder of the account: they follow the link that was sent there, or an operator
/// confirms it by hand. Once confirmed it stays so.
/// </summary>
internal sealed class EmailConfirmation(MailAllowances allowances, MailedLinks links, NpgsqlDataSource database, StampedeSettings settings)
{
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(3);

    private const string Purpose = "Stampede.Confirmation";

    private static readonly TimeSpan BetweenMails = TimeSpan.FromMinutes(1);

    // Taken and stamped by one statement: however often it is asked for, and on whichever nodes, one mail goes out.
    private const string TakeTurn =
        """
        update account set confirmation_mailed_at = clock_timestamp()
        where id = $1 and not is_guest and not email_confirmed
          and (confirmation_mailed_at is null or confirmation_mailed_at <= clock_timestamp() - $2)
        returning email
        """;

    private const string IsConfirmed = "select email_confirmed or is_operator from account where id = $1";

    // What a guest bought before they gave an e-mail has had no receipt. One that went before is not written again.
    private const string ConfirmLink =
        """
        with confirmed as (
          update account set email_confirmed = true where id = $1 and email_key = $2 and not is_guest returning id),
        told as (
          insert into letter (customer_id, drop_id, kind, about, data, priority)
          select p.customer_id, p.drop_id, 'receipt', p.id::text,
            jsonb_build_object('purchase', p.id, 'reservation', p.reservation_id, 'variant', p.variant_id, 'quantity', p.quantity, 'priceMinor', p.price_minor, 'currency', p.currency, 'version', p.drop_version),
            2
          from confirmed c cross join lateral (
            select * from purchase where customer_id = c.id and purchased_at > clock_timestamp() - interval '29 days' order by id desc limit 20) p
          on conflict (customer_id, kind, about) do nothing)
        select count(*) from confirmed
        """;

    private const string ConfirmByOperator =
        "update account set email_confirmed = true where email_key = $1 returning email, display_name";

    /// <summary>Another mail, to the caller's own address.</summary>
    public static async Task<Results<Accepted, ApiProblem>> SendAsync(
        Caller caller, HttpContext context, StampedeSettings settings, EmailConfirmation confirmation, CancellationToken cancellation)
    {
        if (settings.Mail is null)
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
        if (settings.Mail is null)
            return ConfirmationMailOutcome.NotNeeded;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LetterRows.AreAskedForFullAsync(transaction, cancellation))
            return ConfirmationMailOutcome.QueueFull;
        await using var take = new NpgsqlCommand(TakeTurn, connection, transaction);
        take.Parameters.AddWithValue(account);
        take.Parameters.AddWithValue(BetweenMails);
        if (await take.ExecuteScalarAsync(cancellation) is not string email)
            return await IsConfirmedAsync(account, transaction, cancellation) is false ? ConfirmationMailOutcome.SentBefore : ConfirmationMailOutcome.NotNeeded;
        if (await allowances.TakeAsync(transaction, email, account, address, cancellation) > TimeSpan.Zero)
            return ConfirmationMailOutcome.UsedUp;
        await LetterRows.WriteAsync(transaction, new NewLetter(LetterKind.Confirm, Guid.CreateVersion7().ToString("n")) { Customer = new(account) }, cancellation);
        await transaction.CommitAsync(cancellation);
        return ConfirmationMailOutcome.Sent;
    }

    public static async Task<Results<NoContent, ApiProblem>> ConfirmAsync(
        ConfirmBody body, EmailConfirmation confirmation, EmailChange change, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(body.Token))
            return ApiProblem.Invalid("token", "Is needed.");
        if (confirmation.ReadToken(body.Token) is not { } link)
            return await change.TryConfirmAsync(body.Token, cancellation) is { } problem ? problem : TypedResults.NoContent();
        await using var command = database.CreateCommand(ConfirmLink);
        command.Parameters.AddWithValue(link.Account);
        command.Parameters.AddWithValue(link.EmailKey);
        return await command.ExecuteScalarAsync(cancellation) is 1L ? TypedResults.NoContent() : ApiProblem.Of(ProblemKinds.ConfirmationInvalid);
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

    internal string WriteToken(Guid account, string emailKey) => links.Write(Purpose, $"{account:n}{emailKey}", LinkLifetime);

    /// <returns>Null: none of ours, or it is over.</returns>
    internal (Guid Account, string EmailKey)? ReadToken(string token)
    {
        const int IdLength = 32;
        return links.Read(Purpose, token) is { Length: > IdLength } note ? (Guid.ParseExact(note[..IdLength], "n"), note[IdLength..]) : null;
    }

    private static async Task<bool?> IsConfirmedAsync(Guid account, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(IsConfirmed, transaction.Connection, transaction);
        command.Parameters.AddWithValue(account);
        return await command.ExecuteScalarAsync(cancellation) as bool?;
    }
}
