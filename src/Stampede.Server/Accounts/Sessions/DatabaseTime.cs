using Stampede.Engine;

namespace Stampede.Server.Accounts;

/// <summary>
/// The time that tickets are written and judged by: the database's, so that a node whose own clock is wrong takes the
/// others' tickets, and they take its.
/// </summary>
internal sealed class DatabaseTime(DatabaseClock clock) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => clock.Now;
}
