using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Ledger;

/// <summary>
/// How a follower of the ledgers finds those that have grown since it came by. Few of the drops that are over ever change: all are looked
/// through only now and then.
/// </summary>
/// <param name="cursor">Selects as version how far the follower has come with the drop d. A constant of the code.</param>
internal sealed class GrownLedgers(string cursor)
{
    private readonly string ofLive = $"""
        select d.id from drop d left join lateral ({cursor}) c on true
        where not d.is_over and d.id > $1 and d.version > coalesce(c.version, 0) order by d.id limit $2
        """;

    private readonly string ofAll = $"""
        select d.id from drop d left join lateral ({cursor}) c on true
        where d.id > $1 and d.version > coalesce(c.version, 0) order by d.id limit $2
        """;

    /// <summary>By their ids.</summary>
    /// <param name="withOver">Those too that are over.</param>
    /// <param name="after">From the one after this.</param>
    public async Task<IReadOnlyList<DropId>> FindAsync(NpgsqlDataSource database, bool withOver, DropId? after, int limit, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Made of constants.
        var command = new NpgsqlBatchCommand(withOver ? ofAll : ofLive) { Parameters = { new() { Value = after?.Value ?? Guid.Empty }, new() { Value = limit } } };
#pragma warning restore CA2100
        await using var batch = database.CreateIndexedBatch(command);
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var drops = new List<DropId>();
        while (await rows.ReadAsync(cancellation))
            drops.Add(new DropId(rows.GetGuid(0)));
        return drops;
    }
}
