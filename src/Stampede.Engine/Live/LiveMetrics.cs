using System.Diagnostics.Metrics;

namespace Stampede.Engine.Live;

/// <summary>Under the same meter as the engine's.</summary>
internal static class LiveMetrics
{
    private static readonly Meter Meter = new(EngineMetrics.Name);

    public static readonly UpDownCounter<int> Watchers =
        Meter.CreateUpDownCounter<int>("stampede.live.watchers", "{connection}", "Live connections.");

    public static readonly Counter<int> SlowWatchersDropped =
        Meter.CreateCounter<int>("stampede.live.watchers.dropped", "{connection}", "Live connections dropped because they did not read.");

    public static readonly Histogram<double> FanOutSeconds =
        Meter.CreateHistogram<double>("stampede.live.fan_out.duration", "s", "Telling all watchers of one drop.");
}
