using Npgsql;
using NpgsqlTypes;

namespace Stampede.Server.Accounts;

/// <summary>A statement's parameter that may be null: its type cannot be told from its value.</summary>
internal static class NullableParameter
{
    public static NpgsqlParameter Of(string? value) => Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Of(bool? value) => Of(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Of(DateTimeOffset? value) => Of(NpgsqlDbType.TimestampTz, value);

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
