using Npgsql;
using Stampede.Domain;
using Stampede.Postgres.Journal;

namespace Stampede.Postgres.Operators;

/// <summary>A request of an operator by its key. The same key at another address, or of another operator, is another request.</summary>
/// <param name="Address">The method and the address, in one spelling.</param>
/// <param name="Key">1 to 200 printable ASCII characters.</param>
public sealed record RequestName(CustomerId Operator, string Address, string Key);

/// <summary>What a request was answered with.</summary>
/// <param name="RequestSha256">Of what was asked for, so that the key of another request is told.</param>
/// <param name="Body">As the server wrote it.</param>
public sealed record KeptAnswer(byte[] RequestSha256, int Status, string? Location, byte[] Body);

/// <summary>An answer, and the request that it is kept for.</summary>
public sealed record KeptRequest(RequestName Name, KeptAnswer Answer);

/// <summary>
/// Requests of operators that were sent with a key: each is carried out once, on any number of nodes, and answered alike.
/// Who has claimed a name is alone with it; the table's key is what holds where a claim was lost with its connection.
/// </summary>
/// <param name="readConnectionsMax">Of the pool: claims take at most a third of it, and leave one for what they claim it for.</param>
public sealed class OperatorRequests(NpgsqlDataSource database, int readConnectionsMax) : IDisposable
{
    // The bounds of a connection are made for single answers; a claim lasts as long as what it is made for.
    private const string Bounds = """
        select set_config('lock_timeout', '10s', true), set_config('statement_timeout', '15s', true),
          set_config('idle_in_transaction_session_timeout', '60s', true)
        """;

    private const string Lock = "select pg_advisory_xact_lock(hashtextextended($1, 0))";

    // With a lock, so that the commit behind it waits for the standby, as that of the answer should have.
    private const string Find = """
        select request_sha256, status, location, body from operator_request
        where operator_id = $1 and address = $2 and request_key = $3 for update
        """;

    private const string Insert = """
        insert into operator_request (operator_id, address, request_key, request_sha256, status, location, body)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    // The time in a select of its own: beside a clock that moves no index is entered at its place.
    private const string Tidy = """
        delete from operator_request where ctid = any (array(
          select ctid from operator_request where answered_at < (select clock_timestamp() - interval '7 days')
          order by answered_at limit 20 for update skip locked))
        """;

    private static readonly TimeSpan QueueTimeMax = TimeSpan.FromSeconds(10);

    // Two names on one turn only wait for each other.
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly SemaphoreSlim connections = new(Math.Max(1, readConnectionsMax / 3));

    /// <returns>Null: others with this key, or too many others, are not done in time. Nothing was done.</returns>
    public async Task<RequestClaim?> ClaimAsync(RequestName name, CancellationToken cancellation)
    {
        var turn = turns[(name.GetHashCode() & int.MaxValue) % turns.Length];
        if (!await turn.WaitAsync(QueueTimeMax, cancellation))
            return null;
        var held = new Stack<SemaphoreSlim>([turn]);
        NpgsqlConnection? connection = null;
        try
        {
            if (!await connections.WaitAsync(QueueTimeMax, cancellation))
                return null;
            held.Push(connections);
            connection = await database.OpenConnectionAsync(cancellation);
            var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = 20 };
            batch.Add(Bounds);
            batch.Add(Lock).With($"{name.Operator} {name.Address} {name.Key}");
            AddFind(batch, name);
            KeptAnswer? kept;
            await using (var rows = await batch.ExecuteReaderAsync(cancellation))
            {
                await rows.NextResultAsync(cancellation);
                await rows.NextResultAsync(cancellation);
                kept = await ReadAsync(rows, cancellation);
            }

            if (kept is not null)
            {
                // Not repeated before a standby has it: a failover must not lose what was told twice.
                using var replication = new Replication(connection);
                await transaction.CommitAsync(CancellationToken.None);
                replication.ThrowIfCutShort();
            }

            var claim = new RequestClaim(this, name, kept, connection, held);
            (connection, held) = (null, []);
            return claim;
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
            Release(held);
        }
    }

    public void Dispose()
    {
        connections.Dispose();
        foreach (var turn in turns)
            turn.Dispose();
    }

    /// <summary>For an answer that changed nothing, or nothing that another try would do a second time.</summary>
    /// <returns>What is kept: that of before, where the effect's own transaction wrote one and its commit was not heard of.</returns>
    internal async Task<KeptAnswer> KeepAsync(RequestName name, KeptAnswer answer, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        AddTo(batch, name, answer, Insert + " on conflict do nothing");
        AddFind(batch, name);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        return await ReadAsync(rows, cancellation) ?? throw new InvalidDataException($"An answer to {name.Address} was kept and is not there.");
    }

    /// <summary>Adds the answer to the transaction of the effect.</summary>
    public static void AddTo(NpgsqlBatch batch, RequestName name, KeptAnswer answer) => AddTo(batch, name, answer, Insert);

    private static void AddTo(NpgsqlBatch batch, RequestName name, KeptAnswer answer, string insert)
    {
        batch.Add(insert).With(name.Operator.Value).With(name.Address).With(name.Key)
            .With(answer.RequestSha256).With(answer.Status).With(answer.Location).With(answer.Body);
        batch.Add(Tidy);
    }

    private static void AddFind(NpgsqlBatch batch, RequestName name) =>
        batch.Add(Find).With(name.Operator.Value).With(name.Address).With(name.Key);

    private static async Task<KeptAnswer?> ReadAsync(NpgsqlDataReader rows, CancellationToken cancellation) =>
        await rows.ReadAsync(cancellation)
            ? new KeptAnswer(rows.GetFieldValue<byte[]>(0), rows.GetInt32(1), rows.IsDBNull(2) ? null : rows.GetString(2), rows.GetFieldValue<byte[]>(3))
            : null;

    internal static void Release(Stack<SemaphoreSlim> held)
    {
        while (held.TryPop(out var one))
            one.Release();
    }
}

/// <summary>The right to carry a request out, until it is disposed of.</summary>
public sealed class RequestClaim : IAsyncDisposable
{
    private readonly OperatorRequests requests;
    private readonly RequestName name;
    private readonly NpgsqlConnection connection;
    private readonly Stack<SemaphoreSlim> held;

    internal RequestClaim(OperatorRequests requests, RequestName name, KeptAnswer? kept, NpgsqlConnection connection, Stack<SemaphoreSlim> held) =>
        (this.requests, this.name, Kept, this.connection, this.held) = (requests, name, kept, connection, held);

    /// <summary>The answer of before. Null: it is for the first time.</summary>
    public KeptAnswer? Kept { get; }

    /// <inheritdoc cref="OperatorRequests.KeepAsync"/>
    public Task<KeptAnswer> KeepAsync(KeptAnswer answer, CancellationToken cancellation) => requests.KeepAsync(name, answer, cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        finally
        {
            OperatorRequests.Release(held);
        }
    }
}
