using System.Security.Cryptography;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Server.Accounts;

/// <summary>Somebody who runs the shop.</summary>
/// <param name="LastSeenAt">Null: not since sessions are kept.</param>
/// <param name="IsYou">The one who asks.</param>
internal sealed record Person(
    CustomerId Id, string DisplayName, string Email, string Role, bool HasSecondFactor, DateTimeOffset? LastSeenAt, bool IsYou);

/// <param name="RequiredBySetting">The setting wants it too: an owner cannot take it back here.</param>
/// <param name="SupportRefundMax">What support may refund of one payment, in whole units of its currency.</param>
internal sealed record PeopleRules(bool RequireSecondFactor, bool RequiredBySetting, long SupportRefundMax);

/// <summary>What came of giving somebody another role.</summary>
internal enum RoleChange
{
    Done,

    /// <summary>They have this role already.</summary>
    AsBefore,

    /// <summary>No such person runs the shop.</summary>
    NotFound,

    /// <summary>Nobody would own the shop any more.</summary>
    LastOwner,
}

/// <summary>Who runs the shop, in the database. All changes take turns, so that of two owners who dismiss each other one stays.</summary>
internal sealed class PeopleRows(NpgsqlDataSource database)
{
    /// <summary>Before anything that may leave the shop without an owner.</summary>
    public const string OneAtATime = "select pg_advisory_xact_lock(hashtext('stampede operators'))";

    /// <summary>$1: an account.</summary>
    public const string IsLastOwner = """
        select exists (select from account where id = $1 and is_operator and coalesce(role, 'owner') = 'owner')
          and not exists (select from account where is_operator and coalesce(role, 'owner') = 'owner' and id <> $1)
        """;

    private const string List = """
        select a.id, a.display_name, a.email, a.role,
          exists (select from one_time_codes o where o.account_id = a.id and o.secret_protected is not null) or exists (select from passkey p where p.account_id = a.id),
          (select max(seen_at) from account_session s where s.account_id = a.id)
        from account a where a.is_operator order by a.email_key
        """;

    private const string FindRole = "select role from account where id = $1 and is_operator for update";

    private const string SetRole = "update account set role = $2, concurrency_stamp = $3 where id = $1";

    // The new stamp ends what was signed in before.
    private const string Dismiss = "update account set is_operator = false, role = null, security_stamp = $2, concurrency_stamp = $2 where id = $1";

    private const string NewStamp = "update account set security_stamp = $2, concurrency_stamp = $2 where id = $1";

    private const string ReadRules = "select require_second_factor, support_refund_max from people_rule";

    private const string WriteRules = "update people_rule set require_second_factor = $1, support_refund_max = $2";

    public async Task<IReadOnlyList<Person>> ListAsync(CustomerId you, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(List);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var people = new List<Person>();
        while (await row.ReadAsync(cancellation))
        {
            people.Add(new(
                new CustomerId(row.GetGuid(0)), row.GetString(1), row.GetString(2), Names.Of(ShopRoles.Parse(row.IsDBNull(3) ? null : row.GetString(3))), row.GetBoolean(4),
                row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5), row.GetGuid(0) == you.Value));
        }

        return people;
    }

    /// <param name="role">Null: dismissed; a customer from here on.</param>
    /// <returns>And the role of before.</returns>
    public async Task<(RoleChange Change, ShopRole? Before)> ChangeAsync(Guid account, ShopRole? role, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(transaction, OneAtATime, cancellation);
        ShopRole before;
        await using (var find = With(transaction, FindRole, account))
        await using (var row = await find.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return (RoleChange.NotFound, null);
            before = ShopRoles.Parse(row.IsDBNull(0) ? null : row.GetString(0));
        }

        if (before == role)
            return (RoleChange.AsBefore, before);
        await using (var look = With(transaction, IsLastOwner, account))
        {
            if (await look.ExecuteScalarAsync(cancellation) is true)
                return (RoleChange.LastOwner, before);
        }

        if (role is { } other)
            await ExecuteAsync(transaction, SetRole, cancellation, account, Names.Of(other), Stamp());
        else
            await ExecuteAsync(transaction, Dismiss, cancellation, account, Stamp());
        await transaction.CommitAsync(cancellation);
        return (RoleChange.Done, before);
    }

    /// <summary>All second factors of somebody who runs the shop; their sessions end.</summary>
    /// <returns>False: no such person does.</returns>
    public async Task<bool> ResetSecondFactorAsync(Guid account, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var find = With(transaction, FindRole, account))
        await using (var row = await find.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return false;
        }

        await ResetSecondFactorAsync(transaction, account, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    public static async Task ResetSecondFactorAsync(NpgsqlTransaction transaction, Guid account, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        SecondFactorRows.AddReset(batch, account);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(NewStamp) { Parameters = { new() { Value = account }, new() { Value = Stamp() } } });
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What an owner has decided; what the settings add is not in it.</summary>
    public async Task<(bool RequireSecondFactor, long SupportRefundMax)> ReadRulesAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadRules);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetBoolean(0), row.GetInt64(1)) : default;
    }

    public async Task WriteRulesAsync(bool requireSecondFactor, long supportRefundMax, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(WriteRules);
        command.Parameters.AddWithValue(requireSecondFactor);
        command.Parameters.AddWithValue(supportRefundMax);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Stamp() => RandomNumberGenerator.GetHexString(32);

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = With(transaction, sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand With(NpgsqlTransaction transaction, string sql, params object[] values)
    {
#pragma warning disable CA2100 // One of the constants above.
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
