using System.Diagnostics.Metrics;
using Stampede.Engine;

namespace Stampede.Server.Events;

/// <summary>What webhooks tell about themselves, under the meter "Stampede".</summary>
internal sealed class WebhookMetrics : IDisposable
{
    private readonly Meter meter = new(EngineMetrics.Name);
    private readonly Counter<long> delivered;
    private readonly Counter<long> failed;
    private readonly Histogram<double> delay;

    public WebhookMetrics()
    {
        delivered = meter.CreateCounter<long>("stampede.webhooks.delivered", "{event}", "Events that a receiver took.");
        failed = meter.CreateCounter<long>("stampede.webhooks.failed", "{attempt}", "Attempts that no receiver took, by the reason.");
        delay = meter.CreateHistogram<double>("stampede.webhooks.delay", "s", "From what happened to when its receiver took it, where the first attempt went well.");
        meter.CreateObservableGauge("stampede.webhooks.waiting", () => Waiting, "{event}", "Deliveries that wait, on all nodes together; counted up to 100,000.");
    }

    /// <summary>As they were counted a moment ago.</summary>
    public long Waiting { get; set; }

    public void Delivered(TimeSpan? firstDelay)
    {
        delivered.Add(1);
        if (firstDelay is { } took)
            delay.Record(took.TotalSeconds);
    }

    public void Failed(string error) => failed.Add(1, new KeyValuePair<string, object?>("error", error));

    public void Dispose() => meter.Dispose();
}
