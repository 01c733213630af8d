using Microsoft.Extensions.Logging.Abstractions;
using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>A process of the service: lanes, a sweep, and what it knows of the others' work.</summary>
internal sealed class Node : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeForLanes = TimeSpan.FromMilliseconds(40);

    private readonly World world;
    private readonly Judge judge;
    private readonly EngineMetrics metrics = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Action> onEnd = [];

    public Node(World world, Weather weather, Database database, Judge judge, LaneOptions options, int dropsPerTransactionMax, int number, Func<Node, Till> openTill, Func<Node, Usher> openUsher, Action<Node, Commit> publish)
    {
        (this.world, this.judge, Number, Plant) = (world, judge, number, database.Plant);
        // No two clocks agree; ten minutes and half a percent are more than a neglected machine is off by.
        Machine = new Machine(world, number, world.Chance.Milliseconds(-600_000, 600_000), 1 + ((world.Chance.Fraction() - 0.5) / 100));
        var clock = new DatabaseClock(Machine.Time);
        Journal = new SimulatedJournal(world, weather, database, Machine, clock, dropsPerTransactionMax);
        Lanes = new Lanes(new LaneContext
        {
            Journal = Journal,
            Clock = clock,
            Time = Machine.Time,
            Options = options,
            Metrics = metrics,
            Log = NullLogger.Instance,
            Scheduler = Machine,
            IsOverload = fault => fault is LockTimeoutException,
            Publish = commit =>
            {
                judge.Published(this, commit);
                Told[commit.View.Id] = Math.Max(commit.View.Version, Told.GetValueOrDefault(commit.View.Id));
                publish(this, commit);
                Usher!.Notice(commit);
            },
        });
        Till = openTill(this);
        Usher = openUsher(this);
        Machine.Start(SweepAsync);
        Machine.Start(PollAsync);
    }

    public int Number { get; }

    public Machine Machine { get; }

    public SimulatedJournal Journal { get; }

    public Lanes Lanes { get; }

    public Till Till { get; }

    public Usher Usher { get; }

    public Plant Plant { get; }

    /// <summary>The version of each drop that its watchers were last told.</summary>
    public Dictionary<DropId, long> Told { get; } = [];

    /// <summary>Takes requests.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>A request over the network. Null: no answer, and nobody knows what became of it.</summary>
    public Task<Outcome?> AskAsync(DropId drop, Command command, TimeSpan patience) => AskAsync<Outcome>(async () => await DecideAsync(drop, command), patience);

    public Task<PaymentRow?> AskTillAsync(Func<Till, Task<PaymentRow?>> request, TimeSpan patience) => AskAsync(() => request(Till), patience);

    public Task<LineOutcome?> AskUsherAsync(Func<Usher, Task<LineOutcome?>> request, TimeSpan patience) => AskAsync(() => request(Usher), patience);

    public void LineAnswered(DropId drop, LineRequest request, LineOutcome outcome) => judge.LineAnswered(drop, request, outcome);

    public async Task<Outcome> DecideAsync(DropId drop, Command command)
    {
        var asked = judge.Asked(this, drop, command);
        var deciding = Lanes.SubmitAsync(drop, command);
        asked.AtOnce = deciding.IsCompleted;
        var outcome = await deciding;
        judge.Answered(asked, outcome);
        return outcome;
    }

    private Task<T?> AskAsync<T>(Func<Task<T?>> request, TimeSpan patience)
        where T : class
    {
        var answer = new TaskCompletionSource<T?>();
        if (!IsOpen)
        {
            answer.SetResult(null);
            return answer.Task;
        }

        onEnd.Add(() => answer.TrySetResult(null));
        world.After(patience, () => answer.TrySetResult(null));
        Machine.Start(async () => answer.TrySetResult(await request()));
        return answer.Task;
    }

    public void Notice(DropId drop, long version) => Machine.Start(() => _ = Lanes.Notice(drop, version));

    public void Crash(bool closesConnections)
    {
        Machine.Kill();
        Journal.Abandon(closesConnections);
        End();
    }

    /// <summary>In order: takes no more requests, and answers those it has.</summary>
    public void Stop()
    {
        if (!IsOpen)
            return;
        IsOpen = false;
        Machine.Start(StopAsync);
    }

    public void Dispose()
    {
        Machine.Kill();
        metrics.Dispose();
        stopping.Dispose();
    }

    private async Task StopAsync()
    {
        // Not CancelAsync: that one goes through the thread pool.
#pragma warning disable CA1849
        stopping.Cancel();
#pragma warning restore CA1849
        await Lanes.DisposeAsync();
        // For the answers to go out.
        await Machine.DelayAsync(TimeSpan.FromMilliseconds(20));
        judge.Stopped(this);
        Machine.Kill();
        Journal.Abandon(closesConnections: true);
        End();
    }

    private void End()
    {
        IsOpen = false;
        foreach (var end in onEnd)
            end();
        onEnd.Clear();
    }

    private async Task SweepAsync()
    {
        try
        {
            await Lanes.SweepAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
    }

    /// <summary>Makes up for notices that were lost; and where the lane knew already, without a word to watchers, reads for them.</summary>
    private async Task PollAsync()
    {
        while (IsOpen)
        {
            await Machine.DelayAsync(PollInterval);
            try
            {
                var versions = await Journal.ReadVersionsAsync();
                foreach (var (drop, version) in versions)
                    Lanes.Notice(drop, version);
                await Machine.DelayAsync(TimeForLanes);
                foreach (var (drop, version) in versions)
                {
                    if (Told.GetValueOrDefault(drop) < version && (await Journal.ReadMissedAsync(drop, version - 1, CancellationToken.None)).Count > 0)
                        Told[drop] = version;
                }
            }
            catch (Exception fault) when (fault is LinkBrokenException or ServerErrorException)
            {
                // The next one.
            }
        }
    }
}
