using System.Collections.Concurrent;
using System.Collections.Frozen;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>
/// The keys that are good now. Every node reads them once a second: one that was revoked or is over opens nothing on any node
/// within two seconds, and looking at a key costs no query. A key that is not known here may have been made on another node a
/// moment ago: whoever comes with it waits for the next reading.
/// </summary>
internal sealed class ApiKeys(NpgsqlDataSource database, TimeProvider time, ILogger<ApiKeys> log)
    : PeriodicWork(BetweenReads, "Cannot read the keys for machines, going by the last reading", time, log)
{
    private const string Read = """
        select k.secret_sha256, k.account_id, a.display_name, k.scopes from api_key k join account a on a.id = k.account_id
        where k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())
        """;

    private const string NoteUse = """
        update api_key set last_used_at = clock_timestamp()
        where account_id = any($1) and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
        """;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    /// <summary>Between readings that strangers' keys ask for.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, long> noted = new();
    private readonly ConcurrentDictionary<Guid, byte> used = new();
    private readonly Lock looking = new();
    private readonly SemaphoreSlim reading = new(1);
    private FrozenDictionary<string, Known> known = FrozenDictionary<string, Known>.Empty;

    /// <summary>A look that has not begun to read: what was made before it was asked for is in it. Null: none is asked for.</summary>
    private Task? look;

    private long? lookedAt;

    /// <param name="Name">What people call it.</param>
    internal sealed record Known(KeyGrant Grant, string Name, SessionId Session)
    {
        /// <summary>The key itself as the caller: no customer, and nobody with a role.</summary>
        public Caller ToCaller() => new(new CustomerId(Grant.Id), Name, Role: null, Session) { Key = Grant };
    }

    /// <returns>Null: it opens nothing.</returns>
    /// <exception cref="NpgsqlException">The database is away, and it is not known here.</exception>
    public async ValueTask<Known?> FindAsync(string token)
    {
        if (!ApiKeyToken.IsWhole(token))
            return null;
        var hash = Convert.ToHexString(ApiKeyToken.HashOf(token));
        if (!Volatile.Read(ref known).TryGetValue(hash, out var found))
        {
            await LookAsync();
            if (!Volatile.Read(ref known).TryGetValue(hash, out found))
                return null;
        }

        used[found.Grant.Id] = 0;
        return found;
    }

    /// <summary>It has changed on this node: nobody need wait for the next reading.</summary>
    public Task RefreshAsync(CancellationToken cancellation) => ReadAsync(cancellation);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await ReadAsync(cancellation);
        var due = used.Keys.Where(key => !noted.TryGetValue(key, out var at) || Time.GetElapsedTime(at) >= BetweenNotes).ToArray();
        if (due.Length == 0)
            return;
        foreach (var key in due)
            used.TryRemove(key, out _);
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(NoteUse) { Parameters = { new() { Value = due } } });
        await batch.ExecuteNonQueryAsync(cancellation);
        foreach (var key in due)
            noted[key] = Time.GetTimestamp();
    }

    /// <summary>One reading for all who wait, and so many a second: keys that are invented cost the database nothing more.</summary>
    private Task LookAsync()
    {
        lock (looking)
            return look ??= LookSoonAsync();
    }

    private async Task LookSoonAsync()
    {
        if (lookedAt is { } last && BetweenLooks - Time.GetElapsedTime(last) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait, Time);
        else
            await Task.Yield();
        lock (looking)
        {
            look = null;
            lookedAt = Time.GetTimestamp();
        }

        await ReadAsync(CancellationToken.None);
    }

    /// <summary>One after the other: a reading that began earlier must not take the place of a later one.</summary>
    private async Task ReadAsync(CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            await ReadInTurnAsync(cancellation);
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task ReadInTurnAsync(CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Read));
        await using var row = await batch.ReadIndexedAsync(cancellation);
        var read = new Dictionary<string, Known>();
        var session = SessionId.New(Time.GetUtcNow());
        while (await row.ReadAsync(cancellation))
        {
            read.Add(
                Convert.ToHexString(row.GetFieldValue<byte[]>(0)),
                new(new KeyGrant(row.GetGuid(1), KeyScopeNames.Parse(row.GetFieldValue<string[]>(3))), row.GetString(2), session));
        }

        Volatile.Write(ref known, read.ToFrozenDictionary());
    }
}
