using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Stampede.Server.Accounts;

/// <summary>
/// Sessions that were signed out. Every request looks here, so it is a dictionary in memory; the table behind it brings
/// the sign-outs of other nodes within a second or so, and this node's own across a restart.
/// </summary>
internal sealed partial class RevokedSessions(NpgsqlDataSource database, TimeProvider time, ILogger<RevokedSessions> log) : BackgroundService
{
    /// <summary>Longer than any ticket of a session can outlive its sign-out: what is issued last is a refresh token.</summary>
    public static readonly TimeSpan Kept = Tickets.RefreshLifetime + TimeSpan.FromDays(1);

    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTidyings = TimeSpan.FromMinutes(5);

    /// <summary>A row may be seen later than its time says, by as long as its transaction took.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private const string Insert =
        "insert into revoked_session (id, expires_at) values ($1, clock_timestamp() + $2) on conflict do nothing";

    private const string Exists = "select exists (select from revoked_session where id = $1)";

    private const string ReadSince =
        """
        select r.id, r.expires_at, clock_timestamp() from revoked_session r where r.revoked_at >= $1 and r.expires_at > clock_timestamp()
        union all
        select null, null, clock_timestamp()
        """;

    private const string Tidy =
        """
        delete from revoked_session where expires_at < clock_timestamp();
        delete from sign_in_failure where last_at < clock_timestamp() - interval '1 hour';
        """;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> revoked = new();
    private DateTimeOffset readUpTo = DateTimeOffset.UnixEpoch;

    /// <summary>A session has ended, on this node or on another; once for each. What it still has open is to be closed.</summary>
    public event Action<SessionId>? Revoked;

    public bool Contains(SessionId session) => revoked.ContainsKey(session.Value);

    /// <summary>Asks the database too: for what is rare, and must not miss a sign-out of a moment ago on another node.</summary>
    public async Task<bool> IsRevokedAnywhereAsync(SessionId session, CancellationToken cancellation)
    {
        if (Contains(session))
            return true;
        await using var command = database.CreateCommand(Exists);
        command.Parameters.AddWithValue(session.Value);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Ends the session here at once and, when this returns, durably; on other nodes within a second or so.</summary>
    public async Task RevokeAsync(SessionId session, CancellationToken cancellation)
    {
        // First here: even if the database is away, this node obeys.
        Add(session.Value, time.GetUtcNow() + Kept);
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(session.Value);
        command.Parameters.AddWithValue(Kept);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Knows every sign-out there was before the first request is taken.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Takes in what other nodes have signed out.</summary>
    internal async Task ReadAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadSince);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = readUpTo.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var now = readUpTo;
        while (await reader.ReadAsync(cancellation))
        {
            now = reader.GetFieldValue<DateTimeOffset>(2);
            if (!reader.IsDBNull(0))
                Add(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1));
        }

        if (now - Overlap > readUpTo)
            readUpTo = now - Overlap;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenReads, time);
        var tidied = time.GetTimestamp();
        var isAway = false;
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await ReadAsync(stoppingToken);
                if (time.GetElapsedTime(tidied) > BetweenTidyings)
                {
                    tidied = time.GetTimestamp();
                    await TidyAsync(stoppingToken);
                }

                isAway = false;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
            {
                if (!isAway)
                    SignOutsUnread(fault.Message);
                isAway = true;
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task TidyAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Tidy);
        await command.ExecuteNonQueryAsync(cancellation);
        var now = time.GetUtcNow();
        foreach (var (id, expiresAt) in revoked)
        {
            if (expiresAt < now)
                revoked.TryRemove(id, out _);
        }
    }

    private void Add(Guid id, DateTimeOffset expiresAt)
    {
        if (!revoked.TryAdd(id, expiresAt))
            return;
        try
        {
            Revoked?.Invoke(new SessionId(id));
        }
        catch (Exception fault)
        {
            ListenerFailed(fault);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Cannot read the sign-outs of other nodes, trying on: {Reason}")]
    private partial void SignOutsUnread(string reason);

    [LoggerMessage(2, LogLevel.Error, "What a session had open could not be closed after its sign-out")]
    private partial void ListenerFailed(Exception fault);
}
