using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;

namespace Stampede.Server.Operations;

/// <summary>What <c>operators</c> is asked to do: <c>list</c>, <c>add EMAIL</c>, <c>remove EMAIL</c> or <c>reset-factor EMAIL</c>.</summary>
/// <param name="Role">For whom is added. Whoever may start the server may do everything anyway, so without a word it is the owner's.</param>
internal sealed record OperatorsCommand(string What, string? Email, bool PasswordFromInput = false, bool Force = false, ShopRole Role = ShopRole.Owner)
{
    private const string RoleOption = "--role=";

    /// <returns>What is left are settings.</returns>
    public static (OperatorsCommand Command, string[] Settings) Parse(string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith('-')).ToArray();
        var command = words switch
        {
            ["list"] => new OperatorsCommand("list", null),
            ["add", var email] => new OperatorsCommand("add", email, PasswordFromInput: args.Contains("--password-stdin"), Role: RoleOf(args)),
            ["remove", var email] => new OperatorsCommand("remove", email, Force: args.Contains("--force")),
            ["reset-factor", var email] => new OperatorsCommand("reset-factor", email),
            _ => throw new UsageException("operators wants: list, add EMAIL, remove EMAIL or reset-factor EMAIL. --help says more."),
        };
        if (command.Email is { } named && !CredentialRules.IsEmail(named))
            throw new UsageException($"'{named}' is not an e-mail address.");
        return (command, [.. args[words.Length..].Where(arg => arg is not ("--password-stdin" or "--force") && !arg.StartsWith(RoleOption, StringComparison.Ordinal))]);
    }

    private static ShopRole RoleOf(string[] args) =>
        Array.Find(args, arg => arg.StartsWith(RoleOption, StringComparison.Ordinal))?[RoleOption.Length..] is not { } name ? ShopRole.Owner
        : Names.TryParse<ShopRole>(name, out var role) ? role
        : throw new UsageException($"'{name}' is no role: viewer, support, operator or owner.");
}

/// <summary>Lists, makes and dismisses operators, beside running servers too: those see it within two seconds.</summary>
internal sealed class OperatorVerbs(NpgsqlDataSource database, StampedeSettings settings, TextReader input, TextWriter output)
{
    private const string List = "select email, display_name, created_at, role from account where is_operator order by email_key";

    private const string Find = "select id, is_operator, email_confirmed from account where email_key = $1";

    private const string Insert = """
        insert into account (id, display_name, is_guest, is_operator, email, email_key, password_hash, security_stamp, concurrency_stamp, role)
        values ($1, $2, false, true, $3, $4, $5, $6, $6, $7)
        """;

    // A new stamp ends what was signed in before.
    private const string Update = """
        update account set is_operator = $2, password_hash = coalesce($3, password_hash), security_stamp = $4, concurrency_stamp = $4, role = $5 where id = $1
        """;

    public async Task<int> RunAsync(OperatorsCommand command, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // As a server that starts, so that of two who dismiss each other one stays.
        await StartupLock.TakeAsync(transaction, "stampede accounts", cancellation);
        await using (var turn = With(transaction, PeopleRows.OneAtATime))
            await turn.ExecuteNonQueryAsync(cancellation);
        var said = command switch
        {
            { What: "add", Email: { } email } => await AddAsync(transaction, email, command.PasswordFromInput, command.Role, cancellation),
            { What: "remove", Email: { } email } => await RemoveAsync(transaction, email, command.Force, cancellation),
            { What: "reset-factor", Email: { } email } => await ResetFactorAsync(transaction, email, cancellation),
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
                CultureInfo.InvariantCulture, $"{rows.GetString(0)}  {rows.GetString(1)}  {Names.Of(ShopRoles.Parse(rows.IsDBNull(3) ? null : rows.GetString(3)))}  since {rows.GetFieldValue<DateTimeOffset>(2):yyyy-MM-dd}"));
        }

        return lines.Count == 0 ? "There is no operator." : string.Join(Environment.NewLine, lines);
    }

    private async Task<string> AddAsync(NpgsqlTransaction transaction, string email, bool passwordFromInput, ShopRole role, CancellationToken cancellation)
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
            ? With(transaction, Insert, Guid.CreateVersion7(), "Operator", email, KeyOf(email), hash!, stamp, Names.Of(role))
            : With(transaction, Update, account.Id, true, (object?)hash ?? DBNull.Value, stamp, Names.Of(role));
        await write.ExecuteNonQueryAsync(cancellation);
        var how = generated is not null ? $"password {generated}  (shown this once)" : password is not null ? "with the password that was given" : "with the password that they have";
        return $"{email} is an operator ({Names.Of(role)}), {how}.";
    }

    private async Task<string> RemoveAsync(NpgsqlTransaction transaction, string email, bool force, CancellationToken cancellation)
    {
        if (await FindAsync(transaction, email, cancellation) is not { IsOperator: true } account)
            throw new UsageException($"No operator has the e-mail {email}. `operators list` shows those there are.");
        await using var look = With(transaction, PeopleRows.IsLastOwner, account.Id);
        if (await look.ExecuteScalarAsync(cancellation) is true && !force)
            throw new UsageException($"{email} is the last owner: nobody could say who runs the shop any more. Add another one first, or repeat it with --force.");
        await using var write = With(transaction, Update, account.Id, false, DBNull.Value, NewStamp(), DBNull.Value);
        await write.ExecuteNonQueryAsync(cancellation);
        var again = settings.Operator is { } wanted && KeyOf(wanted.Email) == KeyOf(email)
            ? $"{Environment.NewLine}Stampede__Operator__Email names them: the next start makes them operator again, unless you take it away."
            : "";
        return $"{email} is an operator no more; their sessions are over.{again}";
    }

    /// <summary>For somebody who has lost theirs, where no owner can help in the console.</summary>
    private static async Task<string> ResetFactorAsync(NpgsqlTransaction transaction, string email, CancellationToken cancellation)
    {
        if (await FindAsync(transaction, email, cancellation) is not { } account)
            throw new UsageException($"No account has the e-mail {email}.");
        await PeopleRows.ResetSecondFactorAsync(transaction, account.Id, cancellation);
        return $"{email} has no second factor any more, and is signed out everywhere.";
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
