using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Domain;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <param name="Agent">The browser, such as Firefox on Linux; null: not known.</param>
/// <param name="LastSeenAt">About a minute old at most.</param>
/// <param name="IsThisOne">The one that asks.</param>
internal sealed record SessionLine(Guid Id, DateTimeOffset BeganAt, DateTimeOffset LastSeenAt, string? Agent, bool IsThisOne);

/// <param name="Items">The one seen last comes first; at most 100.</param>
internal sealed record SessionList(IReadOnlyList<SessionLine> Items);

/// <summary>
/// Where an account is signed in: a row for each sign-in with a password, for its owner to see and to end. That a session is used is
/// noted in memory and written now and then, never by the request itself. Guests have none: they come by the thousand.
/// </summary>
internal sealed class AccountSessions(NpgsqlDataSource database, RevokedSessions revoked, TimeProvider time, ILogger<AccountSessions> log)
    : PeriodicWork(BetweenWrites, "When sessions were last seen could not be written, trying again", time, log)
{
    /// <summary>Noted between two writes. Who comes beyond them is noted later.</summary>
    private const int NotedMax = 2_000;

    private const int AgentLengthMax = 60;
    private const int ListMax = 100;

    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(15);

    private const string Insert = "insert into account_session (id, account_id, began_at, agent) values ($1, $2, clock_timestamp(), $3) on conflict do nothing";

    // In one order everywhere, so that two nodes cannot wait for each other. A session of before has no row yet.
    private const string Note = """
        insert into account_session as s (id, account_id, began_at)
        select n.id, n.account_id, n.began_at from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) n (id, account_id, began_at)
        where exists (select from account a where a.id = n.account_id)
        order by n.id
        on conflict (id) do update set seen_at = excluded.seen_at where s.seen_at < excluded.seen_at - interval '1 minute'
        """;

    private const string List = """
        select s.id, s.began_at, s.seen_at, s.agent from account_session s
        where s.account_id = $1 and s.seen_at > (select clock_timestamp() - $2) and not exists (select from revoked_session r where r.id = s.id)
        order by s.seen_at desc limit $3
        """;

    private ConcurrentDictionary<SessionId, CustomerId> noted = new();
    private int notedCount;

    /// <summary>On the way of every request: it costs a look into memory.</summary>
    public void Saw(Caller caller)
    {
        var current = Volatile.Read(ref noted);
        if (!caller.IsGuest && !current.ContainsKey(caller.Session) && Volatile.Read(ref notedCount) < NotedMax && current.TryAdd(caller.Session, caller.Id))
            Interlocked.Increment(ref notedCount);
    }

    /// <returns>False: this session has begun before.</returns>
    public async Task<bool> TryBeginAsync(Caller caller, string? userAgent, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(caller.Session.Value);
        command.Parameters.AddWithValue(caller.Id.Value);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)AgentOf(userAgent) ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    public async Task<SessionList> ListAsync(Caller caller, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(List);
        command.Parameters.AddWithValue(caller.Id.Value);
        command.Parameters.AddWithValue(RevokedSessions.Kept);
        command.Parameters.AddWithValue(ListMax);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var sessions = new List<SessionLine>();
        while (await row.ReadAsync(cancellation))
        {
            sessions.Add(new(
                row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2), row.IsDBNull(3) ? null : row.GetString(3),
                row.GetGuid(0) == caller.Session.Value));
        }

        return new(sessions);
    }

    /// <summary>All but the caller's own, on all nodes.</summary>
    public async Task EndOthersAsync(Caller caller, CancellationToken cancellation)
    {
        // What is ended is no longer listed.
        while ((await ListAsync(caller, cancellation)).Items.Where(session => !session.IsThisOne).ToArray() is { Length: > 0 } others)
        {
            foreach (var session in others)
                await revoked.RevokeAsync(new SessionId(session.Id), cancellation);
        }
    }

    /// <summary>The browser and the system, as a person would say them.</summary>
    internal static string? AgentOf(string? userAgent)
    {
        if (userAgent is null || !PlainText.IsPlain(userAgent) || userAgent.Trim().Length == 0)
            return null;
        (string Mark, string Name)[] browsers =
            [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
        (string Mark, string Name)[] systems =
            [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];
        var browser = Array.Find(browsers, one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name ?? userAgent.Trim().Split(' ', '/')[0];
        var system = Array.Find(systems, one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name;
        var agent = system is null ? browser : $"{browser} on {system}";
        return agent.Length > AgentLengthMax ? agent[..AgentLengthMax] : agent;
    }

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        // Who still adds to it is noted by their next request.
        var seen = Interlocked.Exchange(ref noted, new()).ToArray();
        Volatile.Write(ref notedCount, 0);
        if (seen.Length == 0)
            return;
        await using var command = database.CreateCommand(Note);
        command.Parameters.AddWithValue(seen.Select(one => one.Key.Value).ToArray());
        command.Parameters.AddWithValue(seen.Select(one => one.Value.Value).ToArray());
        command.Parameters.AddWithValue(seen.Select(one => one.Key.BeganAt).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task<Ok<SessionList>> GetListAsync(Caller caller, AccountSessions sessions, CancellationToken cancellation) =>
        TypedResults.Ok(await sessions.ListAsync(caller, cancellation));

    public static async Task<Results<NoContent, ApiProblem>> EndOneAsync(string sessionId, Caller caller, AccountSessions sessions, RevokedSessions revoked)
    {
        if (!Guid.TryParse(sessionId, out var id) || (await sessions.ListAsync(caller, CancellationToken.None)).Items.All(session => session.Id != id))
            return ApiProblem.Of(ProblemKinds.NotFound, "You have no session with this id, or it is over. GET /api/v1/me/sessions lists those you have.");
        await revoked.RevokeAsync(new SessionId(id), CancellationToken.None);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> EndAllOthersAsync(Caller caller, AccountSessions sessions)
    {
        await sessions.EndOthersAsync(caller, CancellationToken.None);
        return TypedResults.NoContent();
    }
}
