namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// Everything there is, on one thread and in virtual time: each piece of code between two awaits is a step, and chance
/// picks which of the steps that could be next is next. When there is none, time jumps to the next alarm.
/// </summary>
internal sealed class World(Chance chance)
{
    /// <summary>Far more than any run needs: what goes on beyond it goes round in circles.</summary>
    public const int StepsMax = 1_500_000;

    public static readonly DateTimeOffset Beginning = new(2030, 1, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly List<(Machine Machine, Task Step)> ready = [];
    private readonly PriorityQueue<Alarm, (long Due, long Order)> alarms = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long alarmsSet;

    public Chance Chance => chance;

    /// <summary>Since the beginning.</summary>
    public TimeSpan Elapsed { get; private set; }

    public DateTimeOffset Now => Beginning + Elapsed;

    public int Steps { get; private set; }

    /// <summary>Two runs with the same hash did the same things in the same order at the same times.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    /// <summary>What happened, in words; only where it is asked for, because words cost more than the run.</summary>
    public List<string>? Trace { get; init; }

    /// <summary>How often each kind of thing has happened.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    /// <summary>What an unattended task died of.</summary>
    public Exception? Fault { get; private set; }

    public void Enqueue(Machine machine, Task step)
    {
        if (Environment.CurrentManagedThreadId != thread)
            throw new InvalidOperationException("A step has escaped to another thread: the run can't be replayed.");
        ready.Add((machine, step));
    }

    /// <param name="details">Told in words, by the trace alone.</param>
    public void Note(string what, long number = 0, object? details = null)
    {
        Seen[what] = Seen.GetValueOrDefault(what) + 1;
        foreach (var letter in what)
            Mix(letter);
        Mix((ulong)number);
        Trace?.Add($"{Elapsed.TotalMilliseconds,10:0.000} {what} {number} {Short(details)}");
    }

    public void Die(Exception fault) => Fault ??= fault;

    public void After(TimeSpan delay, Action then) => Set(new Alarm(then), Elapsed + delay);

    public Alarm Set(Alarm alarm, TimeSpan due)
    {
        alarms.Enqueue(alarm, (due.Ticks, alarmsSet++));
        return alarm;
    }

    public void RunFor(TimeSpan time) => RunUntil(Elapsed + time);

    public void RunUntil(TimeSpan end)
    {
        // An await prefers the synchronization context to the scheduler; the test runner's is no part of the world.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            GoOn(end);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void GoOn(TimeSpan end)
    {
        while (Fault is null)
        {
            while (alarms.TryPeek(out var alarm, out var at) && at.Due <= Elapsed.Ticks)
            {
                alarms.Dequeue();
                alarm.Ring();
            }

            if (Elapsed >= end)
                return;
            if (ready.Count > 0)
                Step();
            else
                Elapsed = alarms.TryPeek(out _, out var next) && next.Due < end.Ticks ? TimeSpan.FromTicks(next.Due) : end;
        }
    }

    private void Step()
    {
        if (++Steps > StepsMax)
            throw new Violation("H: something runs in circles and never comes to rest");
        var at = chance.Below(ready.Count);
        var (machine, step) = ready[at];
        ready[at] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        // Work takes time; so the clock moves however busy everybody is.
        Elapsed += TimeSpan.FromTicks(chance.Between(5, 100));
        Mix(((ulong)machine.Number << 48) ^ (ulong)Elapsed.Ticks);
        machine.Execute(step);
    }

    /// <summary>Without what all ids have in common.</summary>
    private static string Short(object? details) => $"{details}".Replace("-0000-7000-8000-", "-", StringComparison.Ordinal).Replace("00000000", "", StringComparison.Ordinal);

    private void Mix(ulong value) => TraceHash = (TraceHash ^ value) * 1099511628211;

    internal sealed class Alarm(Action then)
    {
        private bool off;

        public void Off() => off = true;

        public void Ring()
        {
            if (!off)
                then();
        }
    }
}
