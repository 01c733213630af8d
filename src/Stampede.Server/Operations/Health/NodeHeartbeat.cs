using System.Reflection;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine.Live;
using Stampede.Postgres.Operations;
using Stampede.Server.Hosting;

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
internal sealed partial class NodeHeartbeat(ThisNode node, NodeRows rows, LiveFeed live, TimeProvider time, ILogger<NodeHeartbeat> log)
    : PeriodicWork(Interval, "The other nodes cannot be told that this one is there, trying on", time, log)
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
            GoodbyeUnheard(fault.Message);
        }
    }

    protected override bool BeginsAtOnce => true;

    protected override Task RunAsync(CancellationToken cancellation)
    {
        Dictionary<DropId, int> watched = new(live.AudienceCounts().OrderByDescending(counted => counted.Value).Take(DropsMax));
        return rows.BeatAsync(new(node.Id, node.Uptime, node.Version, live.WatcherCount, watched), cancellation);
    }

    [LoggerMessage(3, LogLevel.Warning, "The other nodes could not be told that this one goes: {Reason}")]
    private partial void GoodbyeUnheard(string reason);
}
