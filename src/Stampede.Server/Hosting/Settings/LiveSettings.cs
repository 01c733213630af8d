using Stampede.Engine.Live;
using Stampede.Server.Live;
using static Stampede.Server.Hosting.SettingsTable;

namespace Stampede.Server.Hosting;

/// <summary>See <see cref="LiveUpdates"/>.</summary>
internal sealed record LiveSettings
{
    public int ConnectionsMax { get; init; } = LiveUpdates.ConnectionsMax.Default;

    public int ConnectionsPerAddressMax { get; init; } = LiveUpdates.ConnectionsPerAddressMax.Default;

    public int ConnectionsPerSessionMax { get; init; } = LiveUpdates.ConnectionsPerSessionMax.Default;

    public RateLimit Calls { get; init; } = new(LiveUpdates.CallsBurst.Default, LiveUpdates.CallsPerSecond.Default);

    public int WatchesPerConnectionMax { get; init; } = LiveUpdates.WatchesPerConnectionMax.Default;

    public int WriteTimeoutSeconds { get; init; } = LiveUpdates.WriteTimeoutSeconds.Default;

    public int HeartbeatSeconds { get; init; } = LiveUpdates.HeartbeatSeconds.Default;

    public int ProcessorPercent { get; init; } = LiveUpdates.ProcessorPercent.Default;

    public LiveOptions Options => new()
    {
        WriteTimeout = TimeSpan.FromSeconds(WriteTimeoutSeconds),
        ProcessorShare = ProcessorPercent / 100.0,
        IdleShare = new IdleProcessors().Read,
    };

    /// <param name="isLimited">False for rehearsals on one address: what is not set has no limit by address, session and calls.</param>
    public static LiveSettings Load(SettingReader read, bool isLimited)
    {
        int Limited(NumberSetting setting) => read.Number(setting, isLimited ? null : setting.Max);
        return new()
        {
            ConnectionsMax = read.Number(LiveUpdates.ConnectionsMax),
            ConnectionsPerAddressMax = Limited(LiveUpdates.ConnectionsPerAddressMax),
            ConnectionsPerSessionMax = Limited(LiveUpdates.ConnectionsPerSessionMax),
            Calls = new(Limited(LiveUpdates.CallsBurst), Limited(LiveUpdates.CallsPerSecond)),
            WatchesPerConnectionMax = read.Number(LiveUpdates.WatchesPerConnectionMax),
            WriteTimeoutSeconds = read.Number(LiveUpdates.WriteTimeoutSeconds),
            HeartbeatSeconds = read.Number(LiveUpdates.HeartbeatSeconds),
            ProcessorPercent = read.Number(LiveUpdates.ProcessorPercent),
        };
    }
}
