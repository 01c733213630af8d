using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Npgsql;
using Stampede.Postgres;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>
/// Sessions that were signed out. The table holds all of them; a node remembers the sessions that it has seen lately, and looks
/// up the others, many at a time. Sign-outs on other nodes are read twice a second. So neither the time of a start nor the
/// memory grows with the number of sign-outs.
/// </summary>
internal sealed partial class RevokedSessions(NpgsqlDataSource database, TimeProvider time, ILogger<RevokedSessions> log)
    : PeriodicWork(BetweenReads, "Cannot read the sign-outs of other nodes, trying on", time, log)
{
    /// <summary>Longer than any ticket of a session can outlive its sign-out: what is issued last is a refresh token.</summary>
    public static readonly TimeSpan Kept = Tickets.RefreshLifetime + TimeSpan.FromDays(1);

    private const int LookUpsMax = 20_000;
    private const int BatchSizeMax = 500;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(500);

    private const string Insert =
        "insert into revoked_session (id, expires_at) values ($1, clock_timestamp() + $2) on conflict do nothing";

    private const string Exists = "select exists (select from revoked_session where id = $1)";

    // Session by session: as a plain join it may be planned as a reading of the whole table.
    private const string FindEnded =
        """
        select s.id from unnest($1::uuid[]) s (id)
        cross join lateral (select from revoked_session r where r.id = s.id limit 1) r
        """;

    // The time that the server was started at tells servers apart: after a failover another one answers, be it that no
    // connection of this class was the one to break.
    private const string ReadPosition = "select pg_current_snapshot()::text, pg_postmaster_start_time()";

    // Exactly what the snapshot of the last reading did not see, however late it was committed. The second bound: a table
    // that was restored from another cluster's dump has numbers that are yet to come here.
    private const string ReadNew =
        """
        select r.id, null::text, null::timestamptz from revoked_session r
        where r.ended_in >= pg_snapshot_xmin($1::text::pg_snapshot) and r.ended_in < pg_snapshot_xmax(pg_current_snapshot())
          and not pg_visible_in_snapshot(r.ended_in, $1::text::pg_snapshot)
        union all
        select null, pg_current_snapshot()::text, pg_postmaster_start_time()
        """;

    private readonly Channel<LookUp> lookUps = Channel.CreateBounded<LookUp>(new BoundedChannelOptions(LookUpsMax) { SingleReader = true });

    /// <summary>The database's snapshot at the last reading. Null: something may have been missed since.</summary>
    private Position? position;

    /// <summary>A session has ended, on this node or on another; sometimes told twice. What it still has open is to be closed.</summary>
    public event Action<SessionId>? Revoked;

    /// <summary>The sessions with live connections on this node: looked at again when something may have been missed.</summary>
    public Func<IEnumerable<SessionId>>? Open { get; set; }

    /// <summary>In place of a session: all that the account ever had.</summary>
    public static SessionId OfAll(Caller caller) => new(caller.Id.Value);

    /// <summary>In place of a session: all that the account had under one password.</summary>
    /// <param name="stamp">That the password had.</param>
    public static SessionId OfPassword(Guid account, string stamp) =>
        new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{account:n}{stamp}")).AsSpan(0, 16)));

    internal SessionMemory Memory { get; } = new();

    /// <summary>Of a session that this node has seen a moment ago: for what must not wait.</summary>
    public bool Contains(SessionId session) => Memory.TryGet(session.Value, out var hasEnded) && hasEnded;

    /// <summary>By which the caller's session may have ended: it was signed out, its account is erased or has another password.</summary>
    public static IEnumerable<SessionId> EndsOf(Caller caller) =>
        caller.Stamp is { } stamp ? [caller.Session, OfAll(caller), OfPassword(caller.Id.Value, stamp)] : [caller.Session, OfAll(caller)];

    public bool Contains(Caller caller) => EndsOf(caller).Any(Contains);

    /// <inheritdoc cref="IsRevokedAsync(SessionId)"/>
    public async ValueTask<bool> IsRevokedAsync(Caller caller) =>
        await IsRevokedAsync(caller.Session) || await IsRevokedAsync(OfAll(caller))
        || (caller.Stamp is { } stamp && await IsRevokedAsync(OfPassword(caller.Id.Value, stamp)));

    /// <summary>From memory, for a session that this node has seen of late; else from the database, together with others.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    /// <exception cref="TimeoutException">Too many wait for it.</exception>
    public ValueTask<bool> IsRevokedAsync(SessionId session) =>
        Memory.TryGet(session.Value, out var hasEnded) ? new(hasEnded) : new(LookUpAsync(session.Value));

    /// <summary>Asks the database in any case: for what is rare, and must not miss a sign-out of a moment ago on another node.</summary>
    public async Task<bool> IsRevokedAnywhereAsync(SessionId session, CancellationToken cancellation)
    {
        if (Contains(session))
            return true;
        await using var command = database.CreateCommand(Exists);
        command.Parameters.AddWithValue(session.Value);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>A session of this node that begins now: nobody can have ended it, and its account was there a moment ago.</summary>
    public void Began(Caller caller)
    {
        foreach (var end in EndsOf(caller))
            Memory.Put(end.Value, hasEnded: false);
    }

    /// <summary>Ends the session here at once and, when this returns, durably; on other nodes within a second or so.</summary>
    public async Task RevokeAsync(SessionId session, CancellationToken cancellation)
    {
        // First here: even if the database is away, this node obeys.
        End(session.Value);
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(session.Value);
        command.Parameters.AddWithValue(Kept);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Before the first request: from here on what other nodes end is heard of.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        position = await ReadPositionAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        lookUps.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        while (lookUps.Reader.TryRead(out var lookUp))
            lookUp.Answer.TrySetException(new TimeoutException("The server stops."));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(AnswerAsync(stoppingToken), base.ExecuteAsync(stoppingToken));

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await ReadAsync(cancellation);
        }
        catch
        {
            // A sign-out may have been missed.
            position = null;
            throw;
        }
    }

    /// <summary>Takes in what other nodes have signed out since the last reading.</summary>
    internal async Task ReadAsync(CancellationToken cancellation)
    {
        if (position is not { } since)
        {
            await StartOverAsync(cancellation);
            return;
        }

        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(ReadNew) { Parameters = { new() { Value = since.Snapshot } } });
        await using var reader = await batch.ReadIndexedAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (!reader.IsDBNull(0))
                End(reader.GetGuid(0));
            else if (reader.GetDateTime(2) == since.ServerStartedAt)
                position = since with { Snapshot = reader.GetString(1) };
            else
                position = null;
        }

        if (position is null)
            await StartOverAsync(cancellation);
    }

    /// <summary>
    /// After the database was away it may be another one, that lacks the last transactions of the one before: then the
    /// position means nothing. Everything is looked up anew.
    /// </summary>
    private async Task StartOverAsync(CancellationToken cancellation)
    {
        var now = await ReadPositionAsync(cancellation);
        Memory.Clear();
        foreach (var open in (Open?.Invoke() ?? []).Select(session => session.Value).Chunk(BatchSizeMax))
        {
            foreach (var ended in await FindEndedAsync(open, cancellation))
                End(ended);
        }

        position = now;
    }

    private async Task<Position> ReadPositionAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadPosition);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetString(0), reader.GetDateTime(1));
    }

    private async Task<bool> LookUpAsync(Guid session)
    {
        var lookUp = new LookUp(session, Memory.Drops);
        return lookUps.Writer.TryWrite(lookUp)
            ? await lookUp.Answer.Task
            : throw new TimeoutException("Too many sessions wait to be looked up.");
    }

    private async Task AnswerAsync(CancellationToken stopping)
    {
        var asked = new List<LookUp>(BatchSizeMax);
        try
        {
            while (await lookUps.Reader.WaitToReadAsync(stopping))
            {
                asked.Clear();
                while (asked.Count < BatchSizeMax && lookUps.Reader.TryRead(out var lookUp))
                    asked.Add(lookUp);
                await AnswerAsync(asked);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task AnswerAsync(List<LookUp> asked)
    {
        try
        {
            var ended = await FindEndedAsync([.. asked.Select(lookUp => lookUp.Session)], CancellationToken.None);
            foreach (var lookUp in asked)
                lookUp.Answer.TrySetResult(Memory.PutRead(lookUp.Session, ended.Contains(lookUp.Session), lookUp.DropsBefore));
        }
        catch (Exception fault)
        {
            foreach (var lookUp in asked)
                lookUp.Answer.TrySetException(fault);
        }
    }

    private async Task<HashSet<Guid>> FindEndedAsync(Guid[] sessions, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(FindEnded) { Parameters = { new() { Value = sessions } } });
        await using var reader = await batch.ReadIndexedAsync(cancellation);
        var ended = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellation))
            ended.Add(reader.GetGuid(0));
        return ended;
    }

    private void End(Guid id)
    {
        Memory.Put(id, hasEnded: true);
        try
        {
            Revoked?.Invoke(new SessionId(id));
        }
        catch (Exception fault)
        {
            ListenerFailed(fault);
        }
    }

    private sealed record Position(string Snapshot, DateTime ServerStartedAt);

    private sealed record LookUp(Guid Session, long DropsBefore)
    {
        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(3, LogLevel.Error, "What a session had open could not be closed after its sign-out")]
    private partial void ListenerFailed(Exception fault);
}
