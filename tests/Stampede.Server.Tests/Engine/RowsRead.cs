using Npgsql;
using Stampede.Postgres;

namespace Stampede.Server.Tests.Engine;

/// <summary>What PostgreSQL reads for a call, in rows and entries of indexes: the same on a slow machine and on a fast one.</summary>
/// <param name="databases">With one connection a pool: the one that reads can be told to report what it has read.</param>
internal sealed class RowsRead(ConnectionPools databases, NpgsqlDataSource bystander)
{
    private const string Sum = """
        select (select sum(seq_tup_read) from pg_stat_user_tables)::bigint
          + (select sum(idx_tup_read) from pg_stat_user_indexes where indexrelname not like '%\_by\_time' or relname <> 'reserve_signal')::bigint
          + (select idx_tup_fetch from pg_stat_user_tables where relname = 'reserve_signal')
        """;

    public async Task<long> OfAsync(Func<Task> call)
    {
        var before = await SumAsync();
        await call();
        return await SumAsync() - before;
    }

    private async Task<long> SumAsync()
    {
        foreach (var pool in new[] { databases.Journal, databases.Reads })
        {
            await using var report = pool.CreateCommand("select pg_stat_force_next_flush()");
            await report.ExecuteNonQueryAsync();
        }

        await using var sum = bystander.CreateCommand(Sum);
        return (long)(await sum.ExecuteScalarAsync())!;
    }
}
