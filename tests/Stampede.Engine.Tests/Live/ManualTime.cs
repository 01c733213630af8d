namespace Stampede.Engine.Tests.Live;

/// <summary>Time that stands still until a test moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private TaskCompletionSource alarmSet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed
    {
        get
        {
            lock (gate)
                return elapsed;
        }
    }

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void Advance(TimeSpan by)
    {
        var until = Elapsed + by;
        while (true)
        {
            Alarm? next;
            lock (gate)
            {
                next = alarms.Where(a => a.Due <= until).MinBy(a => a.Due);
                elapsed = next?.Due is { } due && due > elapsed ? due : next is null ? until : elapsed;
                if (next?.Period > TimeSpan.Zero)
                    next.Due += next.Period;
                else if (next is not null)
                    alarms.Remove(next);
            }

            if (next is null)
                return;
            next.Ring();
        }
    }

    /// <summary>Moves to the next alarm that rings once, waiting until somebody has set one: a loop that rests.</summary>
    public async Task AdvanceToNextAlarmAsync()
    {
        while (true)
        {
            TimeSpan? due;
            Task set;
            lock (gate)
            {
                due = alarms.Where(a => a.Period <= TimeSpan.Zero).Min(a => (TimeSpan?)a.Due);
                set = alarmSet.Task;
            }

            if (due is { } at)
            {
                Advance(at - Elapsed);
                return;
            }

            await set.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private sealed class Alarm(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                (Due, Period) = (time.elapsed + dueTime, period);
                time.alarms.Add(this);
                time.alarmSet.TrySetResult();
                time.alarmSet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
