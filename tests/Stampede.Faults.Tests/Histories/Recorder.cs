using System.Collections.Concurrent;
using System.Diagnostics;

namespace Stampede.Faults.Tests.Histories;

/// <summary>Writes down what customers and watchers go through. Safe for concurrent use.</summary>
internal sealed class Recorder
{
    private readonly long startedAt = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<Operation> operations = new();
    private readonly ConcurrentQueue<Sighting> sightings = new();
    private readonly ConcurrentDictionary<int, int> done = new();
    private readonly ConcurrentDictionary<int, long> seen = new();
    private long lastTroubleTicks;
    private int connections;

    /// <summary>Since the recorder was made, by the monotonic clock.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(startedAt);

    public IReadOnlyList<Operation> Operations => [.. operations];

    public IReadOnlyList<Sighting> Sightings => [.. sightings];

    /// <summary>When somebody last got neither a yes nor a reasoned no.</summary>
    public TimeSpan LastTrouble => TimeSpan.FromTicks(Volatile.Read(ref lastTroubleTicks));

    public static bool IsTrouble(Operation operation) => operation.Outcome is Outcome.Unknown or Outcome.Unsent || operation.Status >= 500;

    /// <summary>What this node has acknowledged.</summary>
    public int DoneBy(int node) => done.GetValueOrDefault(node);

    public int Count(Func<Operation, bool> which) => operations.Count(which);

    /// <summary>The version that this watcher was last told of; 0: of none.</summary>
    public long SeenBy(int watcher) => seen.GetValueOrDefault(watcher);

    public void Add(Operation operation)
    {
        operations.Enqueue(operation);
        if (operation.Outcome == Outcome.Ok)
            done.AddOrUpdate(operation.Node, 1, static (_, count) => count + 1);
        if (IsTrouble(operation))
            Volatile.Write(ref lastTroubleTicks, operation.CompletedAt.Ticks);
    }

    public void Add(Sighting sighting)
    {
        sightings.Enqueue(sighting);
        seen[sighting.Watcher] = sighting.Version;
    }

    public int NextConnection() => Interlocked.Increment(ref connections);
}
