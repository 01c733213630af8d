using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Drops;

/// <summary>A drop's cooldown in its row: all three columns, or none of them.</summary>
internal static class CooldownColumns
{
    /// <param name="first">The column of the free holds; those of the first wait and of the window, in seconds, follow.</param>
    public static Cooldown? Read(NpgsqlDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new Cooldown(row.GetInt32(first), TimeSpan.FromSeconds(row.GetInt32(first + 1)), TimeSpan.FromSeconds(row.GetInt32(first + 2)));

    public static NpgsqlBatchCommand WithCooldown(this NpgsqlBatchCommand command, Cooldown? cooldown) => command
        .With(cooldown?.FreeHolds).With((int?)cooldown?.First.TotalSeconds).With((int?)cooldown?.Window.TotalSeconds);
}
