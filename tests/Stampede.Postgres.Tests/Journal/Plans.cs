using Npgsql;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;
using Stampede.Testing;

namespace Stampede.Postgres.Tests.Journal;

/// <summary>A plan that is made while the tables are empty is used for good: it must find its rows by their keys.</summary>
public sealed class Plans(EngineOnPostgres engine) : IClassFixture<EngineOnPostgres>
{
    [Theory]
    [InlineData(DropStandingReads.Find, "uuid[]")]
    [InlineData(DropStandingReads.FindIds, "text[]")]
    [InlineData(SettledReads.Granted, "uuid, uuid, text")]
    [InlineData(SettledReads.Confirm, "uuid, uuid")]
    public async Task Reads_go_by_keys(string sql, string types)
    {
        await using var pools = new ConnectionPools(engine.Database.ConnectionString, 2, 2);
        await ShouldGoByKeysAsync(pools.Reads, sql, types);
    }

    [Theory]
    [InlineData(JournalSql.LoadUnitsSold, "uuid", "One-Time Filter")]
    [InlineData(JournalSql.MissedLines, "uuid[], bigint[]", "Index Cond: ((drop_id = known.drop_id) AND (version > known.version))")]
    [InlineData(JournalSql.GrantedCustomers, "uuid, uuid, integer", "Index Cond: ((drop_id = $1) AND (customer_id > $2))")]
    [InlineData(JournalSql.FindCommitted, "uuid, bigint[], timestamptz[], text[], uuid[], uuid[], bigint", "Index Cond: ((drop_id = $1) AND (version = b.version))")]
    [InlineData(JournalSql.LoadUnboughtEnds, "uuid, bigint, bigint", "Index Cond: ((drop_id = $1) AND (version >= (InitPlan 1).col1) AND (version > (InitPlan 2).col1))")]
    public async Task Loading_goes_by_keys_and_begins_where_it_must(string sql, string types, string part)
    {
        await using var pools = new ConnectionPools(engine.Database.ConnectionString, 2, 2);
        (await ShouldGoByKeysAsync(pools.Journal, sql, types)).ShouldContain(part);
    }

    private static async Task<string> ShouldGoByKeysAsync(NpgsqlDataSource database, string sql, string types)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using (var prepare = new NpgsqlCommand($"prepare looked_at ({types}) as {sql}", connection))
            await prepare.ExecuteNonQueryAsync();
        var values = string.Join(", ", types.Split(',').Select(_ => "null"));
        await using var command = new NpgsqlCommand($"explain execute looked_at ({values})", connection);
        var lines = new List<string>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            lines.Add(rows.GetString(0));
        var plan = string.Join('\n', lines);
        // The table of the kinds has a dozen rows, for good.
        plan.Replace("Seq Scan on movement_kind", "", StringComparison.Ordinal).ShouldNotContain("Seq Scan", customMessage: plan);
        return plan;
    }
}
