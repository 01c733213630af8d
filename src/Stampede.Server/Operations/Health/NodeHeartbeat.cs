using System.Reflection;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine.Live;
using Stampede.Postgres.Operations;

namespace Stampede.Server.Operations;

/// <summary>This process, among those that serve the same database.</summary>
internal sealed class ThisNode(TimeProvider time)
{
    private const int VersionLengthMax = 100;

    private readonly long startedAt = time.GetTimestamp();

    public Guid Id { get; } = Guid.NewGuid();

    public string Version { get; } = VersionOf(typeof(ThisNode).Assembly);

    public TimeSpan Uptime => time.GetElapsedTime(startedAt);

    private static string VersionOf(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        return version.Length <= VersionLengthMax ? version : version[..VersionLengthMax];
    }
}

/// <summary>Says every few seconds that this node is there, and how many watch what on it.</summary>
internal sealed partial class NodeHeartbeat(ThisNode node, NodeRows rows, LiveFeed live, TimeProvider time, ILogger<NodeHeartbeat> log) : BackgroundService
{
    /// <summary>Of the drops that are watched here, the most watched ones are told of.</summary>
    private const int DropsMax = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodbyeTimeMax = TimeSpan.FromSeconds(2);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bounded.CancelAfter(GoodbyeTimeMax);
            await rows.RemoveAsync(node.Id, bounded.Token);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            Unheard(fault.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var isAway = false;
        do
        {
            try
            {
                Dictionary<DropId, int> watched = new(live.AudienceCounts().OrderByDescending(counted => counted.Value).Take(DropsMax));
                await rows.BeatAsync(new(node.Id, node.Uptime, node.Version, live.WatcherCount, watched), stoppingToken);
                isAway = false;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
            {
                if (!isAway)
                    Unheard(fault.Message);
                isAway = true;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
        while (await timer.TicksAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Warning, "The other nodes cannot be told that this one is there, trying on: {Reason}")]
    private partial void Unheard(string reason);
}
