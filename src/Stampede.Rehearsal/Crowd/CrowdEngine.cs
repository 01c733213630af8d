using System.Diagnostics;
using System.Threading.Channels;
using Stampede.Rehearsal.Measures;
using Stampede.Rehearsal.Scenarios;
using Stampede.Rehearsal.Wire;

namespace Stampede.Rehearsal.Crowd;

/// <summary>
/// Plays a plan, open loop: every request has its time, and late answers delay none of them. A request that waits for a free connection
/// counts its latency meanwhile. One thread keeps the time; connections take what is due, and read the answers where they arrive.
/// </summary>
internal sealed class CrowdEngine : IDisposable
{
    private const int DialsAtOnce = 64;

    private readonly Scenario scenario;
    private readonly CrowdPlan plan;
    private readonly CrowdConnection[] connections;
    private readonly CancellationTokenSource over = new();

    // The timekeeper itself writes to the socket of a connection that waits: waking another thread for it would cost more than the write.
    private readonly Channel<Errand> ready = Channel.CreateUnbounded<Errand>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

    // Whoever touches what follows, or the log, holds the gate. Nothing slow happens under it.
    private readonly Lock gate = new();
    private readonly PriorityQueue<Errand, long> later = new();
    private readonly Func<long> newKey;
    private Task[] runs = [];
    private long keys;
    private int nextVisit;
    private int unanswered;
    private bool closed;

    /// <param name="tokens">By shopper.</param>
    public CrowdEngine(Scenario scenario, CrowdPlan plan, RunClock clock, byte[][] tokens, Dialer dialer, RequestBytes requests)
    {
        (this.scenario, this.plan, Clock) = (scenario, plan, clock);
        newKey = () => ++keys;
        Log = new CrowdLog(scenario.Accounts, scenario.Quantity, scenario.IdempotencyKeys);
        var count = Math.Min(scenario.Connections, Math.Max(1, plan.Visits.Length));
        connections = [.. Enumerable.Range(0, count).Select(_ => new CrowdConnection(dialer, requests, tokens, this))];
    }

    public RunClock Clock { get; }

    public CrowdLog Log { get; }

    public int ConnectionCount => connections.Length;

    /// <summary>For the progress display and the saturation check; consistent in itself.</summary>
    public CrowdGlance Glance()
    {
        lock (gate)
        {
            var waiting = ready.Reader.Count;
            return new CrowdGlance(Log.Offered, Log.Answered, Log.Grants.Count, Log.Payments.Count, waiting, unanswered - waiting, Log.Reserve.Percentile(99));
        }
    }

    /// <summary>Opens every connection before the drop does.</summary>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        var turns = new ParallelOptions { MaxDegreeOfParallelism = DialsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(connections, turns, async (connection, token) => await connection.OpenAsync(token));
        runs = [.. connections.Select(connection => connection.RunAsync(ready.Reader, over.Token))];
    }

    /// <summary>Returns when every visit is over. At the latest at the end of the scenario's duration, after the answers to what was sent by then.</summary>
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

    /// <param name="sentAt">Microseconds from the opening.</param>
    public void Came(Errand errand, in Answer answer, long sentAt)
    {
        var now = Clock.Now;
        lock (gate)
        {
            unanswered--;
            var next = closed ? null : Conduct.After(errand, answer, now, scenario, newKey);
            Log.Came(errand, answer, sentAt, now, gaveUp: next is null);
            if (next is not null)
                later.Enqueue(next, next.Due);
        }
    }

    /// <summary>The connection turned out to be broken before the errand was sent.</summary>
    public void PutBack(Errand errand)
    {
        lock (gate)
        {
            if (closed)
            {
                unanswered--;
                Log.NeverSent(errand);
                return;
            }
        }

        ready.Writer.TryWrite(errand);
    }

    public void Dispose()
    {
        over.Cancel();
        foreach (var connection in connections)
            connection.Dispose();
        over.Dispose();
    }

    private void KeepTime(CancellationToken cancellation)
    {
        var end = (long)(scenario.DurationSeconds * 1_000_000);
        var due = new List<Errand>();
        var lastLook = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            due.Clear();
            lock (gate)
            {
                var now = Clock.Now;
                if (now >= end && !closed)
                    Close();
                TakeDue(now, due);
                unanswered += due.Count;
                if (unanswered == 0 && later.Count == 0 && nextVisit >= plan.Visits.Length)
                    return;
            }

            foreach (var errand in due)
                ready.Writer.TryWrite(errand);
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

    private void TakeDue(long now, List<Errand> due)
    {
        for (; nextVisit < plan.Visits.Length && plan.Visits[nextVisit].At <= now; nextVisit++)
        {
            var visit = plan.Visits[nextVisit];
            due.Add(new Errand(scenario.Line != LineMode.None ? ErrandKind.Join : visit.Early ? ErrandKind.Poll : ErrandKind.Reserve, visit.At, visit, newKey(), visit.Retries));
        }

        while (later.TryPeek(out _, out var at) && at <= now)
            due.Add(later.Dequeue());
        foreach (var errand in due)
            Log.Due(errand);
    }

    /// <summary>Time is up: nothing more is sent, and what was sent is waited for.</summary>
    private void Close()
    {
        closed = true;
        nextVisit = plan.Visits.Length;
        foreach (var (errand, _) in later.UnorderedItems)
            Log.Dropped(errand);
        later.Clear();
        while (ready.Reader.TryRead(out var errand))
        {
            unanswered--;
            Log.NeverSent(errand);
        }
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
