using Stampede.Engine.Live;
using Stampede.Server.Live;

namespace Stampede.Server.Hosting;

internal sealed record LiveSettings
{
    private const int Max = 1_000_000;

    /// <summary>Live connections at one time: 1 to 1,000,000. Default: 50,000. More are told to come back.</summary>
    public int ConnectionsMax { get; init; } = 50_000;

    /// <summary>Of them from one address, or of IPv6 from one /64: 1 to 1,000,000. Default: 500; without rate limits 1,000,000.</summary>
    public int ConnectionsPerAddressMax { get; init; } = 500;

    /// <summary>Of them by one sign-in: 1 to 1,000,000. Default: 30; without rate limits 1,000,000.</summary>
    public int ConnectionsPerSessionMax { get; init; } = 30;

    /// <summary>Calls on one connection, each 1 to 1,000,000. Default: 250, 25 a second; without rate limits 1,000,000.</summary>
    public RateLimit Calls { get; init; } = new(250, 25);

    /// <summary>Drops that one connection watches by their id: 1 to 10,000. Default: 200.</summary>
    public int WatchesPerConnectionMax { get; init; } = 200;

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

    /// <param name="isLimited">False for rehearsals on one address: what is not set has no limit by address, session and calls.</param>
    public static LiveSettings Load(SettingReader read, bool isLimited) => new()
    {
        ConnectionsMax = read.Number("Stampede:Live:ConnectionsMax", 50_000, 1, Max),
        ConnectionsPerAddressMax = read.Number("Stampede:Live:ConnectionsPerAddressMax", isLimited ? 500 : Max, 1, Max),
        ConnectionsPerSessionMax = read.Number("Stampede:Live:ConnectionsPerSessionMax", isLimited ? 30 : Max, 1, Max),
        Calls = new(
            read.Number("Stampede:Live:CallsBurst", isLimited ? 250 : Max, 1, Max),
            read.Number("Stampede:Live:CallsPerSecond", isLimited ? 25 : Max, 1, Max)),
        WatchesPerConnectionMax = read.Number("Stampede:Live:WatchesPerConnectionMax", 200, 1, 10_000),
        WriteTimeoutSeconds = read.Number("Stampede:Live:WriteTimeoutSeconds", 10, 1, 300),
        HeartbeatSeconds = read.Number("Stampede:Live:HeartbeatSeconds", 15, 1, 300),
        ProcessorPercent = read.Number("Stampede:Live:ProcessorPercent", 45, 1, 100),
    };
}
