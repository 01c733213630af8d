namespace Stampede.Engine.Tests.Simulation;

/// <summary>The clocks of one machine. They may be wrong: only alarms may depend on them.</summary>
internal sealed class VirtualTime(World world, Machine machine, TimeSpan offset, double rate) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(world.Elapsed.Ticks * rate);

    public override DateTimeOffset GetUtcNow() => World.Beginning + offset + new TimeSpan(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(world, machine, rate, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(World world, Machine machine, double rate, Action callback) : ITimer
    {
        private World.Alarm? alarm;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            alarm?.Off();
            alarm = null;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Set(dueTime, period);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan due, TimeSpan period) =>
            alarm = world.Set(new World.Alarm(() => Ring(period)), world.Elapsed + new TimeSpan((long)Math.Ceiling(due.Ticks / rate)));

        private void Ring(TimeSpan period)
        {
            if (machine.IsDead)
                return;
            alarm = null;
            if (period > TimeSpan.Zero)
                Set(period, period);
            // A step of its own: on a paused machine it waits, like everything else.
            machine.Start(callback);
        }

    }
}
