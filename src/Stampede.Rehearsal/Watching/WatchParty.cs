using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Targets;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Watching;

/// <summary>All watchers of a rehearsal. The first one is the observer: each of its events is read in full.</summary>
internal sealed class WatchParty : IDisposable
{
    private const int ConnectsAtOnce = 64;
    private const int SightingsMax = 20_000_000;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    private readonly Watcher[] watchers;
    private readonly HttpClient client;
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentQueue<string> wrong = new();

    public WatchParty(Scenario scenario, RunClock clock, Dialer dialer, string dropId)
    {
        client = dialer.NewClient();
        var each = Math.Clamp(SightingsMax / Math.Max(1, scenario.Watchers), 256, 100_000);
        watchers = [.. Enumerable.Range(0, scenario.Watchers)
            .Select(i => new Watcher(dialer, client, dropId, scenario.WatchBy, clock, new WatchLog(each), i == 0 ? Observe : null))];
    }

    public IReadOnlyList<Watcher> Watchers => watchers;

    /// <summary>Events that the observer was sent in which the counts do not add up; at most a few are kept.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    public TimeSpan ConnectTime { get; private set; }

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var turns = new ParallelOptions { MaxDegreeOfParallelism = ConnectsAtOnce, CancellationToken = cancellation };
        try
        {
            await Parallel.ForEachAsync(watchers, turns, async (watcher, _) => await watcher.StartAsync(over.Token));
        }
        catch (Exception refused) when (refused is MalformedLiveException or IOException or SocketException or HttpRequestException)
        {
            throw new TargetException($"A watcher could not connect: {refused.Message}");
        }

        ConnectTime = Stopwatch.GetElapsedTime(started);
        _ = PingAsync();
    }

    /// <summary>How many have not been shown this version or a newer one.</summary>
    public int Behind(long version) => watchers.Count(watcher => watcher.Log.Version < version);

    public void Dispose()
    {
        over.Cancel();
        foreach (var watcher in watchers)
            watcher.Dispose();
        client.Dispose();
        over.Dispose();
    }

    private void Observe(StockReading reading)
    {
        if (wrong.Count < 10 && reading.Variants.Any(variant => !variant.AddsUp))
            wrong.Enqueue($"version {reading.Version}: {string.Join(", ", reading.Variants.Where(variant => !variant.AddsUp))}");
    }

    /// <summary>Pings a few watchers at a time: all at once they would be a load of their own.</summary>
    private async Task PingAsync()
    {
        const int Turns = 100;
        var token = over.Token;
        using var timer = new PeriodicTimer(PingEvery / Turns);
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(token); turn = (turn + 1) % Turns)
            {
                for (var i = turn; i < watchers.Length; i += Turns)
                    await watchers[i].PingAsync();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // The rehearsal is over.
        }
    }
}
