using System.Diagnostics;
using System.Diagnostics.Metrics;
using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>What the engine tells about itself, under the meter and the activity source "Stampede".</summary>
public sealed class EngineMetrics : IDisposable
{
    public const string Name = "Stampede";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter meter = new(Name);
    private readonly Counter<long> outcomes;
    private readonly Counter<long> movements;
    private readonly Counter<long> faults;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> batchTime;
    private readonly Histogram<double> expiryLag;

    public EngineMetrics()
    {
        outcomes = meter.CreateCounter<long>("stampede.commands", "{command}", "Commands answered, by command and outcome.");
        movements = meter.CreateCounter<long>("stampede.movements", "{movement}", "Movements written, by kind.");
        faults = meter.CreateCounter<long>("stampede.journal.faults", "{fault}", "Batches that the journal did not take.");
        batchSize = meter.CreateHistogram<int>("stampede.batch.size", "{command}", "Commands decided together.");
        batchTime = meter.CreateHistogram<double>("stampede.batch.duration", "ms", "From asking for the lock to the commit's answer.");
        expiryLag = meter.CreateHistogram<double>("stampede.expiry.lag", "ms", "From a hold's end to its stock being free again.");
    }

    /// <summary>The largest lag of expiry seen lately, in milliseconds.</summary>
    public double LastExpiryLagMilliseconds { get; private set; }

    public void ObserveQueues(Func<int> queued, Func<int> lanesAwake, Func<long> lanesWoken, Func<long> customersKnown)
    {
        meter.CreateObservableGauge("stampede.queue.length", queued, "{command}", "Commands waiting in all lanes.");
        meter.CreateObservableGauge("stampede.lanes.awake", lanesAwake, "{lane}", "Lanes awake in this process.");
        meter.CreateObservableCounter("stampede.lanes.woken", lanesWoken, "{lane}", "Lanes woken in this process.");
        meter.CreateObservableGauge("stampede.customers.known", customersKnown, "{customer}", "Customers that all lanes remember.");
    }

    public void Dispose() => meter.Dispose();

    internal void Fault() => faults.Add(1);

    internal void Answered(Command command, Outcome outcome)
    {
        if (!outcomes.Enabled)
            return;
        var result = outcome is Outcome.Refused refused ? refused.Refusal.GetType().Name : outcome.GetType().Name;
        outcomes.Add(1, new("command", command.GetType().Name), new("outcome", result));
    }

    internal void Batch(int commands, TimeSpan took, IReadOnlyList<Movement> written)
    {
        batchSize.Record(commands);
        batchTime.Record(took.TotalMilliseconds);
        TimeSpan lag = default;
        foreach (var movement in written)
        {
            if (movements.Enabled)
                movements.Add(1, new KeyValuePair<string, object?>("kind", movement.Kind.ToString()));
            if (movement.Hold is { Becomes: ReservationStatus.Expired, Of.KeptUntil: var end } && movement.At - end is var late && late > lag)
                lag = late;
        }

        if (lag > default(TimeSpan))
        {
            LastExpiryLagMilliseconds = lag.TotalMilliseconds;
            expiryLag.Record(lag.TotalMilliseconds);
        }
    }
}
