using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using Stampede.Postgres;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;

namespace Stampede.Server.Operations;

/// <summary>What <c>operators</c> is asked to do: <c>list</c>, <c>add EMAIL</c> or <c>remove EMAIL</c>.</summary>
internal sealed record OperatorsCommand(string What, string? Email, bool PasswordFromInput, bool Force)
{
    /// <returns>What is left are settings.</returns>
    public static (OperatorsCommand Command, string[] Settings) Parse(string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith('-')).ToArray();
        var command = words switch
        {
            ["list"] => new OperatorsCommand("list", null, false, false),
            ["add", var email] => new OperatorsCommand("add", email, args.Contains("--password-stdin"), false),
            ["remove", var email] => new OperatorsCommand("remove", email, false, args.Contains("--force")),
            _ => throw new UsageException("operators wants: list, add EMAIL or remove EMAIL. --help says more."),
        };
        if (command.Email is { } named && !CredentialRules.IsEmail(named))
            throw new UsageException($"'{named}' is not an e-mail address.");
        return (command, [.. args[words.Length..].Where(arg => arg is not ("--password-stdin" or "--force"))]);
    }
}

/// <summary>Lists, makes and dismisses operators, beside running servers too: those see it within two seconds.</summary>
internal sealed class OperatorVerbs(NpgsqlDataSource database, StampedeSettings settings, TextReader input, TextWriter output)
{
    private const string List = "select email, display_name, created_at from account where is_operator order by email_key";

    private const string Find = "select id, is_operator, email_confirmed from account where email_key = $1";

    private const string CountOthers = "select count(*) from account where is_operator and email_key <> $1";

    private const string Insert = """
        insert into account (id, display_name, is_guest, is_operator, email, email_key, password_hash, security_stamp, concurrency_stamp)
        values ($1, $2, false, true, $3, $4, $5, $6, $6)
        """;

    // A new stamp ends what was signed in before.
    private const string Update = """
        update account set is_operator = $2, password_hash = coalesce($3, password_hash), security_stamp = $4, concurrency_stamp = $4 where id = $1
        """;

    public async Task<int> RunAsync(OperatorsCommand command, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // As a server that starts, so that of two who dismiss each other one stays.
        await StartupLock.TakeAsync(transaction, "stampede accounts", cancellation);
        var said = command switch
        {
            { What: "add", Email: { } email } => await AddAsync(transaction, email, command.PasswordFromInput, cancellation),
            { What: "remove", Email: { } email } => await RemoveAsync(transaction, email, command.Force, cancellation),
            _ => await ListAsync(transaction, cancellation),
        };
        await transaction.CommitAsync(cancellation);
        await output.WriteLineAsync(said);
        return 0;
    }

    private static async Task<string> ListAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = With(transaction, List);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var lines = new List<string>();
        while (await rows.ReadAsync(cancellation))
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture, $"{rows.GetString(0)}  {rows.GetString(1)}  since {rows.GetFieldValue<DateTimeOffset>(2):yyyy-MM-dd}"));
        }

        return lines.Count == 0 ? "There is no operator." : string.Join(Environment.NewLine, lines);
    }

    private async Task<string> AddAsync(NpgsqlTransaction transaction, string email, bool passwordFromInput, CancellationToken cancellation)
    {
        var account = await FindAsync(transaction, email, cancellation);
        // Somebody may have registered with this e-mail who cannot read its letters: then their password is not to be trusted.
        var isTrusted = account is { IsOperator: true } or { IsConfirmed: true };
        var generated = !passwordFromInput && !isTrusted ? OperatorAccount.GeneratePassword() : null;
        var password = passwordFromInput ? await ReadPasswordAsync(cancellation) : generated;
        if (account is { IsOperator: true } && password is null)
            return $"{email} is an operator already.";

        var hash = password is null ? null : Hash(password);
        var stamp = NewStamp();
        await using var write = account is null
            ? With(transaction, Insert, Guid.CreateVersion7(), "Operator", email, KeyOf(email), hash!, stamp)
            : With(transaction, Update, account.Id, true, (object?)hash ?? DBNull.Value, stamp);
        await write.ExecuteNonQueryAsync(cancellation);
        var how = generated is not null ? $"password {generated}  (shown this once)" : password is not null ? "with the password that was given" : "with the password that they have";
        return $"{email} is an operator, {how}.";
    }

    private async Task<string> RemoveAsync(NpgsqlTransaction transaction, string email, bool force, CancellationToken cancellation)
    {
        if (await FindAsync(transaction, email, cancellation) is not { IsOperator: true } account)
            throw new UsageException($"No operator has the e-mail {email}. `operators list` shows those there are.");
        await using var count = With(transaction, CountOthers, KeyOf(email));
        if (await count.ExecuteScalarAsync(cancellation) is 0L && !force)
            throw new UsageException($"{email} is the last operator: nobody could run drops any more. Add another one first, or repeat it with --force.");
        await using var write = With(transaction, Update, account.Id, false, DBNull.Value, NewStamp());
        await write.ExecuteNonQueryAsync(cancellation);
        var again = settings.Operator is { } wanted && KeyOf(wanted.Email) == KeyOf(email)
            ? $"{Environment.NewLine}Stampede__Operator__Email names them: the next start makes them operator again, unless you take it away."
            : "";
        return $"{email} is an operator no more; their sessions are over.{again}";
    }

    private async Task<string> ReadPasswordAsync(CancellationToken cancellation)
    {
        var password = await input.ReadLineAsync(cancellation) ?? "";
        return password.Length is >= CredentialRules.PasswordLengthMin and <= CredentialRules.PasswordLengthMax
            ? password
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"A password has {CredentialRules.PasswordLengthMin} to {CredentialRules.PasswordLengthMax} characters; the input's first line has {password.Length}."));
    }

    private static async Task<Found?> FindAsync(NpgsqlTransaction transaction, string email, CancellationToken cancellation)
    {
        await using var command = With(transaction, Find, KeyOf(email));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? new Found(rows.GetGuid(0), rows.GetBoolean(1), rows.GetBoolean(2)) : null;
    }

    private static string KeyOf(string email) => new UpperInvariantLookupNormalizer().NormalizeEmail(email);

    private static string NewStamp() => RandomNumberGenerator.GetHexString(32);

    private static string Hash(string password) =>
        new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = AccountSetup.PasswordIterations })).HashPassword(null!, password);

    private static NpgsqlCommand With(NpgsqlTransaction transaction, string sql, params object[] values)
    {
#pragma warning disable CA2100 // One of the constants above.
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(value is DBNull ? new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value } : new NpgsqlParameter { Value = value });
        return command;
    }

    private sealed record Found(Guid Id, bool IsOperator, bool IsConfirmed);
}
