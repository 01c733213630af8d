using Npgsql;

namespace Stampede.Postgres;

/// <summary>Statements that must go by an index, and in its order, however small their tables were when the plan was made.</summary>
public static class IndexedPlans
{
    // For the batch's own transaction alone. A plan that was made on an empty table may read the whole of it, and is kept.
    // Without jit: what cannot be avoided is made to look so dear that PostgreSQL would compile the statement.
    private const string Prelude = """
        select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
          set_config('enable_sort', 'off', true), set_config('jit', 'off', true)
        """;

    /// <summary>For a batch that may walk through very many rows: compiling its statement takes two seconds, the walk a fraction of one.</summary>
    internal const string WithoutJit = "select set_config('jit', 'off', true)";

    /// <summary>A batch for them. Its first result is to be passed over: <see cref="ReadIndexedAsync"/> does.</summary>
    public static NpgsqlBatch CreateIndexedBatch(this NpgsqlDataSource database, params IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Prelude));
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return batch;
    }

    public static async Task<NpgsqlDataReader> ReadIndexedAsync(this NpgsqlBatch batch, CancellationToken cancellation)
    {
        var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        return reader;
    }
}
