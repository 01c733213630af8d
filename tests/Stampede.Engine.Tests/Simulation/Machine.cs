namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// A computer: whatever is started on it goes on on it, in the order that chance gives, until it is paused or dies.
/// Being a task scheduler, it gets every continuation of every await in its code.
/// </summary>
internal sealed class Machine : TaskScheduler
{
    private readonly World world;
    private readonly List<Task> parked = [];
    private volatile bool dead;
    private bool paused;

    /// <param name="clockOffset">How far its wall clock is off.</param>
    /// <param name="clockRate">How fast its clocks run; 1 is right.</param>
    public Machine(World world, int number, TimeSpan clockOffset = default, double clockRate = 1)
    {
        this.world = world;
        Number = number;
        Time = new VirtualTime(world, this, clockOffset, clockRate);
    }

    public int Number { get; }

    public VirtualTime Time { get; }

    public bool IsDead => dead;

    public bool IsPaused => paused;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>As SIGSTOP does: nothing goes on, and nobody is told.</summary>
    public void Pause() => paused = true;

    public void Resume()
    {
        paused = false;
        foreach (var step in parked)
            world.Enqueue(this, step);
        parked.Clear();
    }

    /// <summary>As SIGKILL does: what was under way on it never goes on.</summary>
    public void Kill()
    {
        dead = true;
        parked.Clear();
    }

    /// <summary>Starts something that nobody waits for; it must not fail.</summary>
    public void Start(Func<Task> work) => _ = Task.Factory.StartNew(() => AttendedAsync(work), CancellationToken.None, TaskCreationOptions.None, this);

    public void Start(Action work) => _ = Task.Factory.StartNew(
        () =>
        {
            try
            {
                work();
            }
            catch (Exception fault)
            {
                world.Die(fault);
            }
        },
        CancellationToken.None,
        TaskCreationOptions.None,
        this);

    public Task DelayAsync(TimeSpan time) => Task.Delay(time, Time);

    public void Execute(Task step)
    {
        if (paused && !IsDead)
            parked.Add(step);
        else if (!IsDead)
            TryExecuteTask(step);
    }

    protected override void QueueTask(Task task)
    {
        // The collector ends a dead node's timers on a thread of its own; that is nobody's step.
        if (!IsDead)
            world.Enqueue(this, task);
    }

    // Never in line: that would be an order that chance did not pick.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private async Task AttendedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault)
        {
            world.Die(fault);
        }
    }
}
