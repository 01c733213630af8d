using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using Stampede.Engine;

namespace Stampede.Server.Accounts;

/// <param name="CodesSince">Of an app that makes codes; null: there is none.</param>
/// <param name="RecoveryCodesLeft">Not used yet.</param>
internal sealed record SecondFactors(DateTimeOffset? CodesSince, int RecoveryCodesLeft, int Passkeys)
{
    public bool Any => CodesSince is not null || Passkeys > 0;

    /// <summary>What a sign-in may be completed with.</summary>
    public IReadOnlyList<string> Methods =>
    [
        .. CodesSince is not null ? ["code"] : Array.Empty<string>(),
        .. Passkeys > 0 ? ["passkey"] : Array.Empty<string>(),
        .. RecoveryCodesLeft > 0 ? ["recoveryCode"] : Array.Empty<string>(),
    ];
}

/// <summary>The second factors of accounts, but for passkeys themselves, which ASP.NET Core Identity writes.</summary>
internal sealed partial class SecondFactorRows(NpgsqlDataSource database, IDataProtectionProvider protection, DatabaseClock clock, ILogger<SecondFactorRows> log)
{
    /// <summary>Wrong ones of an account, until none is looked at for <see cref="Lock"/>.</summary>
    public const int FailuresMax = 5;

    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    private const string Read = """
        select (select since from one_time_codes where account_id = $1 and secret_protected is not null),
          (select count(*)::integer from recovery_code where account_id = $1 and used_at is null),
          (select count(*)::integer from passkey where account_id = $1)
        """;

    // Before it is looked at, so that a hundred guesses at once are counted too. While it is locked, the time stands.
    private const string CountAttempt = """
        insert into sign_in_failure as f (subject, failures, last_at) values ($1, 1, clock_timestamp())
        on conflict (subject) do update
        set failures = case when f.last_at <= clock_timestamp() - $2 then 1 else least(f.failures, 1000000) + 1 end,
            last_at = case when f.last_at > clock_timestamp() - $2 and f.failures >= $3 then f.last_at else excluded.last_at end
        returning failures, last_at + $2 - clock_timestamp()
        """;

    private const string ForgetAttempts = "delete from sign_in_failure where subject = $1";

    private const string ReadSecret = "select secret_protected from one_time_codes where account_id = $1";

    private const string ReadNext = "select next_protected from one_time_codes where account_id = $1";

    private const string TakeStep = "update one_time_codes set last_step = $2 where account_id = $1 and last_step < $2";

    private const string Begin = """
        insert into one_time_codes (account_id, next_protected) values ($1, $2) on conflict (account_id) do update set next_protected = excluded.next_protected
        """;

    private const string Confirm = """
        update one_time_codes set secret_protected = next_protected, next_protected = null, last_step = $2, since = clock_timestamp()
        where account_id = $1 and next_protected = $3
        """;

    private const string RemoveCodes = "delete from one_time_codes where account_id = $1";

    private const string TakeRecoveryCode = "update recovery_code set used_at = clock_timestamp() where account_id = $1 and code_sha256 = $2 and used_at is null";

    private const string RemoveRecoveryCodes = "delete from recovery_code where account_id = $1";

    private const string InsertRecoveryCodes = "insert into recovery_code (account_id, code_sha256) select $1, c from unnest($2::bytea[]) c";

    private const string RemovePasskeys = "delete from passkey where account_id = $1";

    // Recovery codes stand in for a factor: without one they open nothing.
    private const string RemoveIdleRecoveryCodes = """
        delete from recovery_code where account_id = $1
          and not exists (select from one_time_codes where account_id = $1 and secret_protected is not null) and not exists (select from passkey where account_id = $1)
        """;

    private readonly IDataProtector protector = protection.CreateProtector("Stampede.OneTimeCodes");

    public async Task<SecondFactors> ReadAsync(Guid account, CancellationToken cancellation)
    {
        await using var command = With(Read, account);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(row.IsDBNull(0) ? null : row.GetFieldValue<DateTimeOffset>(0), row.GetInt32(1), row.GetInt32(2));
    }

    /// <returns>Zero: it may be looked at, and is counted as wrong until <see cref="ForgetAttemptsAsync"/>. Otherwise how long to wait.</returns>
    public async Task<TimeSpan> CountAttemptAsync(Guid account, CancellationToken cancellation)
    {
        await using var command = With(CountAttempt, SubjectOf(account), Lock, FailuresMax);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return row.GetInt32(0) > FailuresMax ? row.GetTimeSpan(1) : TimeSpan.Zero;
    }

    public Task ForgetAttemptsAsync(Guid account, CancellationToken cancellation) => RunAsync(ForgetAttempts, cancellation, SubjectOf(account));

    /// <returns>False: it is wrong, or was used before.</returns>
    public async Task<bool> TakeCodeAsync(Guid account, string code, CancellationToken cancellation) =>
        await UnsealAsync(ReadSecret, account, cancellation) is ({ } secret, _) && OneTimeCodes.StepOf(secret, code, clock.Now) is { } step
        && await RunAsync(TakeStep, cancellation, account, step) == 1;

    public async Task<bool> TakeRecoveryCodeAsync(Guid account, string code, CancellationToken cancellation) =>
        RecoveryCodes.HashOf(account, code) is { } hash && await RunAsync(TakeRecoveryCode, cancellation, account, hash) == 1;

    /// <summary>Makes a secret, which counts once a code of it has come.</summary>
    public async Task<byte[]> BeginCodesAsync(Guid account, CancellationToken cancellation)
    {
        var secret = OneTimeCodes.NewSecret();
        await RunAsync(Begin, cancellation, account, protector.Protect(secret));
        return secret;
    }

    /// <returns>False: the code is not of the secret that was made last.</returns>
    public async Task<bool> ConfirmCodesAsync(Guid account, string code, CancellationToken cancellation) =>
        await UnsealAsync(ReadNext, account, cancellation) is ({ } secret, { } written) && OneTimeCodes.StepOf(secret, code, clock.Now) is { } step
        && await RunAsync(Confirm, cancellation, account, step, written) == 1;

    public async Task RemoveCodesAsync(Guid account, CancellationToken cancellation)
    {
        await RunAsync(RemoveCodes, cancellation, account);
        await RemoveIdleRecoveryCodesAsync(account, cancellation);
    }

    /// <summary>After the last factor was taken away.</summary>
    public Task RemoveIdleRecoveryCodesAsync(Guid account, CancellationToken cancellation) => RunAsync(RemoveIdleRecoveryCodes, cancellation, account);

    /// <summary>New ones in place of those of before.</summary>
    public async Task<string[]> RenewRecoveryCodesAsync(Guid account, CancellationToken cancellation)
    {
        var codes = RecoveryCodes.Make();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(RemoveRecoveryCodes) { Parameters = { new() { Value = account } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertRecoveryCodes)
            {
                Parameters = { new() { Value = account }, new() { Value = codes.Select(code => RecoveryCodes.HashOf(account, code)!).ToArray() } },
            });
            await batch.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return codes;
    }

    /// <summary>All of them, for somebody who has lost them.</summary>
    public static void AddReset(NpgsqlBatch batch, Guid account)
    {
        foreach (var statement in new[] { RemoveCodes, RemoveRecoveryCodes, RemovePasskeys })
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { new() { Value = account } } });
    }

    private async Task<(byte[]? Secret, byte[]? Written)> UnsealAsync(string read, Guid account, CancellationToken cancellation)
    {
        await using var command = With(read, account);
        if (await command.ExecuteScalarAsync(cancellation) is not byte[] written)
            return default;
        try
        {
            return (protector.Unprotect(written), written);
        }
        catch (CryptographicException lost)
        {
            // Sealed by a key that is gone, such as after another certificate: the factor is to be reset.
            KeyIsGone(account, lost.Message);
            return default;
        }
    }

    private async Task<int> RunAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = With(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand With(string sql, params object[] values)
    {
#pragma warning disable CA2100 // One of the constants above.
        var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static byte[] SubjectOf(Guid account) => SHA256.HashData(Encoding.ASCII.GetBytes($"second factor\n{account:n}"));

    [LoggerMessage(1, LogLevel.Error, "The one-time codes of account {Account} cannot be read any more, and have to be reset: {Reason}")]
    private partial void KeyIsGone(Guid account, string reason);
}
