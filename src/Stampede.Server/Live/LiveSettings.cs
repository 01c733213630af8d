using Stampede.Engine.Live;
using Stampede.Server.Settings;

namespace Stampede.Server.Live;

internal sealed record LiveSettings
{
    /// <summary>Live connections at one time: 1 to 1,000,000. Default: 50,000. More are told to come back.</summary>
    public int ConnectionsMax { get; init; } = 50_000;

    /// <summary>Drops that one connection watches by their id: 1 to 10,000. Default: 1,000.</summary>
    public int WatchesPerConnectionMax { get; init; } = 1_000;

    /// <summary>A connection that has no room for an event for this long is dropped: 1 to 300. Default: 10.</summary>
    public int WriteTimeoutSeconds { get; init; } = 10;

    /// <summary>Between two signs of life on a stream of server-sent events: 1 to 300. Default: 15.</summary>
    public int HeartbeatSeconds { get; init; } = 15;

    /// <summary>The share of the time that telling watchers may take on a busy machine, in per cent: 1 to 100. Default: 45.</summary>
    public int ProcessorPercent { get; init; } = 45;

    public LiveOptions Options => new()
    {
        WriteTimeout = TimeSpan.FromSeconds(WriteTimeoutSeconds),
        ProcessorShare = ProcessorPercent / 100.0,
        IdleShare = new IdleProcessors().Read,
    };

    public static LiveSettings Load(SettingReader read) => new()
    {
        ConnectionsMax = read.Number("Stampede:Live:ConnectionsMax", 50_000, 1, 1_000_000),
        WatchesPerConnectionMax = read.Number("Stampede:Live:WatchesPerConnectionMax", 1_000, 1, 10_000),
        WriteTimeoutSeconds = read.Number("Stampede:Live:WriteTimeoutSeconds", 10, 1, 300),
        HeartbeatSeconds = read.Number("Stampede:Live:HeartbeatSeconds", 15, 1, 300),
        ProcessorPercent = read.Number("Stampede:Live:ProcessorPercent", 45, 1, 100),
    };
}
