using System.Collections.Concurrent;
using System.Collections.Immutable;
using Stampede.Server.Accounts;
using Stampede.Server.Hosting;
using Stampede.Server.Http;

namespace Stampede.Server.Live;

/// <summary>Counts the live connections of this node, by address and by session, and bounds them.</summary>
internal sealed class LiveConnections(LiveSettings settings)
{
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<SessionId, ImmutableArray<CallerWatcher>> bySession = new();
    private readonly Lock gate = new();
    private readonly Dictionary<AddressKey, int> ofAddress = [];
    private readonly Dictionary<SessionId, int> ofSession = [];
    private int count;

    /// <summary>Those that have one open, as of now.</summary>
    public ICollection<SessionId> Sessions => bySession.Keys;

    public int Count
    {
        get
        {
            lock (gate)
                return count;
        }
    }

    /// <summary>Where a connection is counted.</summary>
    /// <param name="Address">Null: a Unix socket, which tells nobody apart.</param>
    public readonly record struct Place(AddressKey? Address, SessionId? Session);

    /// <returns>Null: come in, and <see cref="Leave"/> at the end.</returns>
    public ApiProblem? TryEnter(Place place)
    {
        lock (gate)
        {
            if (count >= settings.ConnectionsMax)
            {
                return ApiProblem.Of(ProblemKinds.Overloaded, "There are as many live connections as this server takes. Come back after Retry-After.")
                    .After(ComeBackAfter);
            }

            if (place.Session is { } session && ofSession.GetValueOrDefault(session) >= settings.ConnectionsPerSessionMax)
                return TooMany($"This sign-in has {settings.ConnectionsPerSessionMax} live connections, and no more are allowed. Close some.");
            if (place.Address is { } address && ofAddress.GetValueOrDefault(address) >= settings.ConnectionsPerAddressMax)
            {
                return TooMany($"Your address has {settings.ConnectionsPerAddressMax} live connections, and no more are allowed. "
                    + "Close some, or read the drops without one.");
            }

            count++;
            Add(ofAddress, place.Address, 1);
            Add(ofSession, place.Session, 1);
            return null;
        }
    }

    /// <summary>Once for each time that <see cref="TryEnter"/> let one in.</summary>
    public void Leave(Place place)
    {
        lock (gate)
        {
            count--;
            Add(ofAddress, place.Address, -1);
            Add(ofSession, place.Session, -1);
        }
    }

    /// <summary>Those that somebody is signed in on.</summary>
    public IEnumerable<CallerWatcher> SignedIn => bySession.Values.SelectMany(static watchers => watchers);

    /// <summary>By all that may end the session.</summary>
    public void Add(Caller caller, CallerWatcher watcher)
    {
        foreach (var end in RevokedSessions.EndsOf(caller))
            Add(end, watcher);
    }

    public void Remove(Caller caller, CallerWatcher watcher)
    {
        foreach (var end in RevokedSessions.EndsOf(caller))
            Remove(end, watcher);
    }

    private void Add(SessionId session, CallerWatcher watcher) =>
        bySession.AddOrUpdate(session, _ => [watcher], (_, others) => others.Add(watcher));

    private void Remove(SessionId session, CallerWatcher watcher)
    {
        while (bySession.TryGetValue(session, out var watchers))
        {
            var left = watchers.Remove(watcher);
            if (left.IsEmpty ? bySession.TryRemove(new(session, watchers)) : bySession.TryUpdate(session, left, watchers))
                return;
        }
    }

    /// <summary>The session was signed out: what it has open is closed.</summary>
    public void AbortSession(SessionId session)
    {
        if (!bySession.TryGetValue(session, out var watchers))
            return;
        foreach (var watcher in watchers)
            watcher.Drop();
    }

    private static ApiProblem TooMany(string detail) => ApiProblem.Of(ProblemKinds.RateLimited, detail).After(ComeBackAfter);

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey? key, int change)
        where TKey : struct
    {
        if (key is not { } known)
            return;
        var now = counts.GetValueOrDefault(known) + change;
        if (now == 0)
            counts.Remove(known);
        else
            counts[known] = now;
    }
}
