using Stampede.Engine.Live;
using Stampede.Server.Accounts;

namespace Stampede.Server.Live;

/// <summary>A live connection, and by what right it is open.</summary>
/// <param name="rights">Null: nobody is signed in.</param>
/// <param name="seesDrafts">They are an operator at this moment, not only by what their ticket says.</param>
internal abstract class CallerWatcher(LiveRights? rights, bool seesDrafts) : Watcher(rights?.Caller.Id, seesDrafts)
{
    public LiveRights? Rights => rights;
}

/// <param name="ExpiresAt">The end of the ticket that the connection was opened with.</param>
internal sealed record LiveRights(Caller Caller, DateTimeOffset ExpiresAt)
{
    public bool AreOver(DateTimeOffset now) => ExpiresAt <= now || Caller.Session.IsOver(now);
}
