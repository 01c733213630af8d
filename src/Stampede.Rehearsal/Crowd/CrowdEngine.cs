using System.Diagnostics;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Crowd;

/// <summary>
/// Plays a plan, open loop: every request has its time, late answers delay none of them, and what waits for a free
/// connection waits at its own expense. One thread keeps the time; answers are taken where they arrive.
/// </summary>
internal sealed class CrowdEngine : IDisposable
{
    private const int DialsAtOnce = 64;

    private readonly Scenario scenario;
    private readonly CrowdPlan plan;
    private readonly byte[][] tokens;
    private readonly CrowdConnection[] connections;
    private readonly CancellationTokenSource over = new();

    // Everything below, and the log, is touched with the gate held. Nothing slow happens under it.
    private readonly Lock gate = new();
    private readonly PriorityQueue<Errand, long> later = new();
    private readonly Queue<Errand> ready = new();
    private readonly Stack<CrowdConnection> idle = [];
    private Task[] runs = [];
    private readonly Func<long> newKey;
    private long keys;
    private int nextVisit;
    private int inFlight;
    private bool closed;

    /// <param name="tokens">By shopper.</param>
    public CrowdEngine(Scenario scenario, CrowdPlan plan, RunClock clock, byte[][] tokens, Dialer dialer, RequestBytes requests)
    {
        (this.scenario, this.plan, this.tokens, Clock) = (scenario, plan, tokens, clock);
        newKey = () => ++keys;
        Log = new CrowdLog(scenario.Customers, scenario.Quantity, scenario.IdempotencyKeys);
        var count = Math.Min(scenario.Connections, Math.Max(1, plan.Visits.Length));
        connections = [.. Enumerable.Range(0, count).Select(_ => new CrowdConnection(dialer, requests, this))];
    }

    public RunClock Clock { get; }

    public CrowdLog Log { get; }

    public int ConnectionCount => connections.Length;

    /// <summary>What the progress display and the saturation check look at, consistent in itself.</summary>
    public CrowdGlance Glance()
    {
        lock (gate)
            return new CrowdGlance(Log.Offered, Log.Answered, Log.Grants.Count, Log.Payments.Count, ready.Count, inFlight, Log.Reserve.Count == 0 ? 0 : Log.Reserve.Percentile(99));
    }

    /// <summary>Opens every connection before the drop does.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var turns = new ParallelOptions { MaxDegreeOfParallelism = DialsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(connections, turns, async (connection, token) => await connection.OpenAsync(token));
        foreach (var connection in connections)
            Free(connection);
        runs = [.. connections.Select(connection => connection.RunAsync(over.Token))];
    }

    /// <summary>Returns when every visit is over, or at the end of the scenario's duration and what was under way then.</summary>
    public Task PlayAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                KeepTime(cancellation);
                done.SetResult();
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        })
        { IsBackground = true, Name = "crowd", Priority = ThreadPriority.AboveNormal }.Start();
        return done.Task;
    }

    public void Came(CrowdConnection connection, Errand errand, in Answer answer, long sentAt, long now)
    {
        Errand? next = null;
        lock (gate)
        {
            inFlight--;
            Follow(errand, answer, sentAt, now);
            if (!TryTake(now, out next))
                Park(connection);
        }

        if (next is not null)
            connection.Send(next, tokens[next.Visit.Shopper]);
    }

    /// <summary>The connection broke with a request on it: nobody knows whether that took effect.</summary>
    public void Lost(Errand errand, string why, long sentAt)
    {
        var now = Clock.Now;
        lock (gate)
        {
            inFlight--;
            Follow(errand, new Answer(0, why), sentAt, now);
        }
    }

    /// <returns>False: it was taken for an errand this very moment, and that errand is on its way to it.</returns>
    public bool Withdraw(CrowdConnection connection)
    {
        lock (gate)
        {
            var idle = connection.Idle;
            connection.Idle = false;
            return idle;
        }
    }

    public void Free(CrowdConnection connection)
    {
        Errand? next;
        lock (gate)
        {
            if (!TryTake(Clock.Now, out next))
                Park(connection);
        }

        if (next is not null)
            connection.Send(next, tokens[next.Visit.Shopper]);
    }

    public void Dispose()
    {
        over.Cancel();
        foreach (var connection in connections)
            connection.Dispose();
        over.Dispose();
    }

    private void Follow(Errand errand, in Answer answer, long sentAt, long now)
    {
        var next = closed ? null : Conduct.After(errand, answer, now, scenario, newKey);
        Log.Came(errand, answer, sentAt, now, gaveUp: next is null);
        if (next is not null)
            later.Enqueue(next, next.Due);
    }

    private bool TryTake(long now, out Errand? next)
    {
        if (!ready.TryDequeue(out next))
            return false;
        inFlight++;
        Log.Sent(next, now);
        return true;
    }

    private void Park(CrowdConnection connection)
    {
        connection.Idle = true;
        idle.Push(connection);
    }

    /// <summary>A withdrawn connection's place stays in the stack until it comes up here.</summary>
    private CrowdConnection? TryUnpark()
    {
        while (idle.TryPop(out var connection))
        {
            if (!connection.Idle)
                continue;
            connection.Idle = false;
            return connection;
        }

        return null;
    }

    private void KeepTime(CancellationToken cancellation)
    {
        var end = (long)(scenario.DurationSeconds * 1_000_000);
        var sends = new List<(CrowdConnection Connection, Errand Errand)>();
        var lastLook = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            sends.Clear();
            bool over;
            lock (gate)
            {
                var now = Clock.Now;
                if (now >= end)
                    Close();
                MoveDue(now);
                while (ready.Count > 0 && TryUnpark() is { } connection && TryTake(now, out var errand))
                    sends.Add((connection, errand!));

                over = inFlight == 0 && ready.Count == 0 && later.Count == 0 && nextVisit >= plan.Visits.Length;
            }

            foreach (var (connection, errand) in sends)
                connection.Send(errand, tokens[errand.Visit.Shopper]);
            if (over)
                return;
            if (Stopwatch.GetElapsedTime(lastLook).TotalSeconds >= 1)
            {
                lastLook = Stopwatch.GetTimestamp();
                AbortHung(lastLook);
                if (runs.FirstOrDefault(run => run.IsFaulted)?.Exception is { } fault)
                    throw fault;
            }

            Thread.Sleep(1);
        }
    }

    private void MoveDue(long now)
    {
        for (; nextVisit < plan.Visits.Length && plan.Visits[nextVisit].At <= now; nextVisit++)
        {
            var visit = plan.Visits[nextVisit];
            MakeReady(new Errand(visit.Early ? ErrandKind.Poll : ErrandKind.Reserve, visit.At, visit, newKey(), visit.Retries));
        }

        while (later.TryPeek(out var errand, out var due) && due <= now)
        {
            later.Dequeue();
            MakeReady(errand);
        }
    }

    private void MakeReady(Errand errand)
    {
        Log.Due(errand);
        ready.Enqueue(errand);
    }

    /// <summary>Time is up: nobody starts anything more; what was sent is waited for.</summary>
    private void Close()
    {
        if (closed)
            return;
        closed = true;
        nextVisit = plan.Visits.Length;
        foreach (var (errand, _) in later.UnorderedItems)
            Log.Dropped(errand);
        later.Clear();
        Log.NeverSent(ready);
        ready.Clear();
    }

    private void AbortHung(long timestamp)
    {
        foreach (var connection in connections)
        {
            if (connection.Waiting(timestamp).TotalSeconds > scenario.TimeoutSeconds)
                connection.Abort();
        }
    }
}

internal readonly record struct CrowdGlance(long Offered, long Answered, int Granted, int Bought, int Waiting, int InFlight, long ReserveP99Microseconds);
