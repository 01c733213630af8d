using Npgsql;
using NpgsqlTypes;

namespace Stampede.Postgres;

/// <summary>Statements and their positional parameters, typed without boxing.</summary>
internal static class BatchCommands
{
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, string? value) => command.With(value, NpgsqlDbType.Text);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, Guid? value) => command.With(value, NpgsqlDbType.Uuid);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, int? value) => command.With(value, NpgsqlDbType.Integer);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, DateTimeOffset? value) => command.With(value, NpgsqlDbType.TimestampTz);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, long? value) => command.With(value, NpgsqlDbType.Bigint);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, bool? value) => command.With(value, NpgsqlDbType.Boolean);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, TimeSpan? value) => command.With(value, NpgsqlDbType.Interval);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, Guid[]? value) => command.With(value, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static NpgsqlBatchCommand WithJson(this NpgsqlBatchCommand command, string? value) => command.With(value, NpgsqlDbType.Jsonb);

    public static NpgsqlBatchCommand WithJson(this NpgsqlBatchCommand command, string[] values) =>
        command.With((object)values, NpgsqlDbType.Array | NpgsqlDbType.Jsonb);

    public static NpgsqlBatchCommand WithTexts(this NpgsqlBatchCommand command, IReadOnlyList<string>? values) =>
        command.With((object?)values?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    private static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return command;
    }
}
