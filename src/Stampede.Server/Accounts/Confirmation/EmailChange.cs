using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>Another e-mail for an account: confirmed at the new address, told at the old one.</summary>
internal sealed class EmailChange(MailedLinks links, NpgsqlDataSource database, ILookupNormalizer normalizer)
{
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(1);

    private const string Purpose = "Stampede.EmailChange";

    private const string Find = "select email, email_key from account where id = $1 and security_stamp = $2 and not is_guest for update";

    private const string Change = "update account set email = $2, email_key = $3, email_confirmed = true, concurrency_stamp = $4 where id = $1";

    /// <summary>With the password, so that an open browser is not enough. Whether somebody else has the new address is not told.</summary>
    public static async Task<Results<Accepted, ApiProblem>> AskAsync(
        ChangeEmailBody body, Caller caller, HttpContext context, OwnPassword own, MailAllowances allowances, NpgsqlDataSource database, StampedeSettings settings,
        CancellationToken cancellation)
    {
        var check = new Validation();
        var email = check.Email("email", body.Email);
        check.Require(!string.IsNullOrEmpty(body.Password), "password", "Is needed.", FieldError.Required);
        if (check.Failed)
            return check.Problem;
        if (settings.Mail is null)
            return ApiProblem.Of(ProblemKinds.MailUnavailable);
        if (await own.CheckAsync(caller, "password", body.Password!, context, cancellation) is { } problem)
            return problem;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LetterRows.AreAskedForFullAsync(transaction, cancellation))
            return ApiProblem.Of(ProblemKinds.Overloaded);
        if (await allowances.TakeAsync(transaction, email, caller.Id.Value, AddressKey.Of(context.Connection.RemoteIpAddress), cancellation) is var wait && wait > TimeSpan.Zero)
            return ApiProblem.Of(ProblemKinds.RateLimited, "As many mails as may be sent for now went to this mailbox, or were asked for by you. Look for the last one.").After(wait);
        var letter = new NewLetter(LetterKind.EmailChange, Guid.CreateVersion7().ToString("n")) { Customer = caller.Id, Email = email };
        await LetterRows.WriteAsync(transaction, letter, cancellation);
        await transaction.CommitAsync(cancellation);
        return TypedResults.Accepted(default(string));
    }

    /// <summary>The stamp ends it with the password: a link from before somebody was thrown out is worth nothing.</summary>
    public string WriteToken(LetterReader reader) => links.Write(Purpose, $"{reader.Account!.Value:n}{reader.Stamp}\n{reader.Address}", LinkLifetime);

    /// <returns>Null: the account has the address now.</returns>
    public async Task<ApiProblem?> TryConfirmAsync(string token, CancellationToken cancellation)
    {
        const int IdLength = 32;
        if (links.Read(Purpose, token) is not { } note || note.IndexOf('\n', StringComparison.Ordinal) is not (> IdLength and var end))
            return ApiProblem.Of(ProblemKinds.ConfirmationInvalid);
        var (account, stamp, email) = (Guid.ParseExact(note[..IdLength], "n"), note[IdLength..end], note[(end + 1)..]);
        var emailKey = normalizer.NormalizeEmail(email);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        string before;
        await using (var find = new NpgsqlCommand(Find, connection, transaction))
        {
            find.Parameters.AddWithValue(account);
            find.Parameters.AddWithValue(stamp);
            await using var row = await find.ExecuteReaderAsync(cancellation);
            if (!await row.ReadAsync(cancellation))
                return ApiProblem.Of(ProblemKinds.ConfirmationInvalid);
            if (row.GetString(1) == emailKey)
                return null;
            before = row.GetString(0);
        }

        try
        {
            await using var change = new NpgsqlCommand(Change, connection, transaction);
            change.Parameters.AddWithValue(account);
            change.Parameters.AddWithValue(email);
            change.Parameters.AddWithValue(emailKey);
            change.Parameters.AddWithValue(Guid.NewGuid().ToString());
            await change.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return ApiProblem.Of(ProblemKinds.EmailTaken);
        }

        var letter = new NewLetter(LetterKind.EmailChanged, Guid.CreateVersion7().ToString("n"))
        {
            Customer = new(account),
            Email = before,
            Data = new JsonObject { ["now"] = email }.ToJsonString(),
        };
        await LetterRows.WriteAsync(transaction, letter, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }
}
