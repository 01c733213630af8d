using System.Collections.Concurrent;
using System.Diagnostics;

namespace Stampede.Faults.Tests.Histories;

/// <summary>Writes down what customers and watchers go through. Safe for concurrent use.</summary>
internal sealed class Recorder
{
    private readonly long startedAt = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<Operation> operations = new();
    private readonly ConcurrentQueue<Sighting> sightings = new();
    private int connections;

    /// <summary>Since the recorder was made, by the monotonic clock.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(startedAt);

    public IReadOnlyList<Operation> Operations => [.. operations];

    public IReadOnlyList<Sighting> Sightings => [.. sightings];

    public void Add(Operation operation) => operations.Enqueue(operation);

    public void Add(Sighting sighting) => sightings.Enqueue(sighting);

    public int NextConnection() => Interlocked.Increment(ref connections);
}
