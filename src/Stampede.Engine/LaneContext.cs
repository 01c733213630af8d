using Microsoft.Extensions.Logging;
using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>What all lanes of a process share.</summary>
public sealed record LaneContext
{
    public required IJournal Journal { get; init; }

    public required DatabaseClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public required LaneOptions Options { get; init; }

    public required EngineMetrics Metrics { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>
    /// Hears of each commit, in a drop's order; but a lane that closes and the one that takes its place may both be at
    /// it for a moment. Must return at once and not throw.
    /// </summary>
    public required Action<Commit> Publish { get; init; }

    /// <summary>Hears of each refusal, on the way to its caller and from any thread. Must return at once and not throw.</summary>
    public Action<DropId, Command, Refusal> Refused { get; init; } = static (_, _, _) => { };

    /// <summary>Whether a fault of the journal means "too much just now" rather than "not there".</summary>
    public Func<Exception, bool> IsOverload { get; init; } = _ => false;

    /// <summary>
    /// Where lanes run: the thread pool. A simulator gives its own, and so decides the order in which everything goes
    /// on. It reaches all of it because nothing here uses <c>ConfigureAwait(false)</c>: whatever is awaited in a lane
    /// goes on where the lane was started.
    /// </summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    internal void Answered(DropId drop, Command command, Outcome outcome)
    {
        Metrics.Answered(command, outcome);
        if (outcome is Outcome.Refused refused)
            Refused(drop, command, refused.Refusal);
    }
}

/// <summary>Movements that are durable, and what they led to.</summary>
/// <param name="View">The drop after the last of the movements.</param>
/// <param name="Movements">In order, without gaps.</param>
/// <param name="IsOwn">This node wrote them; otherwise another did, and this one has read them.</param>
public sealed record Commit(DropView View, IReadOnlyList<Movement> Movements, bool IsOwn);
