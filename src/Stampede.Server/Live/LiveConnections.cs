using System.Collections.Concurrent;
using System.Collections.Immutable;
using Stampede.Engine.Live;
using Stampede.Server.Accounts;

namespace Stampede.Server.Live;

/// <summary>The live connections of this node: how many there are, and which belong to a session.</summary>
internal sealed class LiveConnections(LiveSettings settings)
{
    private readonly ConcurrentDictionary<SessionId, ImmutableArray<Watcher>> bySession = new();
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Those that have one open, as of now.</summary>
    public ICollection<SessionId> Sessions => bySession.Keys;

    /// <returns>False: there are as many as there may be.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref count) <= settings.ConnectionsMax)
            return true;
        Leave();
        return false;
    }

    /// <summary>Once for each time that <see cref="TryEnter"/> said yes.</summary>
    public void Leave() => Interlocked.Decrement(ref count);

    /// <summary>By the session, and by the account for when all of its sessions end.</summary>
    public void Add(Caller caller, Watcher watcher)
    {
        Add(caller.Session, watcher);
        Add(RevokedSessions.OfAll(caller), watcher);
    }

    public void Remove(Caller caller, Watcher watcher)
    {
        Remove(caller.Session, watcher);
        Remove(RevokedSessions.OfAll(caller), watcher);
    }

    private void Add(SessionId session, Watcher watcher) =>
        bySession.AddOrUpdate(session, _ => [watcher], (_, others) => others.Add(watcher));

    private void Remove(SessionId session, Watcher watcher)
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
}
