using System.Threading.Channels;
using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>
/// The one place in this process where a drop's commands are decided, one batch at a time. What it remembers is a
/// cache of the journal: after a failure of any kind it forgets everything and loads again.
/// </summary>
internal sealed class Lane
{
    private const int GrantedPageSize = 10_000;

    /// <summary>Between two looks, at least: see <see cref="RefuseByALookAsync"/>.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(4);

    /// <summary>Of one that is remembered: see <see cref="LaneOptions.CustomersMax"/>.</summary>
    private const int CustomerBytes = 100;

    private readonly DropId drop;
    private readonly LaneContext context;
    private readonly Channel<Pending> queue;
    private readonly ITimer alarm;
    private readonly List<Pending> batch = [];
    private readonly Func<Lane, bool> hasRoom;

    private DropState? state;
    private Memory? memory;
    private GrantedCustomers? granted;
    private long lookedAt;
    private long noticedVersion;
    private int failuresInARow;
    private volatile bool closed;
    private volatile bool isAtWork;
    private long usedAt;
    private int customers;
    private long customersCountedAt;

    /// <param name="hasRoom">Asked once what is remembered has been loaded; false: it is too much.</param>
    public Lane(DropId drop, LaneContext context, Func<Lane, bool> hasRoom)
    {
        this.drop = drop;
        this.context = context;
        this.hasRoom = hasRoom;
        usedAt = context.Time.GetTimestamp();
        // Callers wait for the answer in any case: a full queue is told to them, not waited for.
        queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(context.Options.QueueLengthMax) { SingleReader = true });
        alarm = context.Time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Task.Run, on the scheduler given.
        Finished = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, context.Scheduler).Unwrap();
    }

    /// <summary>What may be refused by without asking anybody: a committed view, until it is too old.</summary>
    /// <param name="SeenAt">When it was asked for: an answer may have been on its way for long.</param>
    private sealed record Memory(DropView View, DropState State, long SeenAt);

    /// <summary>Ends when the lane has gone to sleep or was closed; never faults.</summary>
    public Task Finished { get; }

    public int Queued => queue.Reader.Count;

    /// <summary>Customers that it remembers; counted once a second.</summary>
    public int Customers => Volatile.Read(ref customers);

    /// <summary>When it was last asked something.</summary>
    public long UsedAt => Volatile.Read(ref usedAt);

    /// <summary>Nobody would miss it for a moment: it can be loaded again.</summary>
    public bool IsAtRest => !isAtWork && Queued == 0 && context.Time.GetElapsedTime(UsedAt) >= context.Options.RestTime;

    public long KnownVersion => Volatile.Read(ref memory)?.View.Version ?? 0;

    /// <summary>A no that needs no decision; null: the batch must decide.</summary>
    public Refusal? RefuseFromMemory(Command.Reserve reserve)
    {
        if (Volatile.Read(ref memory) is not { } known || context.Time.GetElapsedTime(known.SeenAt) > context.Options.MemoryTime)
            return null;
        // The view is read before the units, so that the units are of the same version or a later one; one that is not
        // committed yet, perhaps, and never will be.
        return Decision.RefuseFromMemory(known.View, known.State.UnitsOf(reserve.Customer), reserve, context.Clock.Latest);
    }

    /// <returns>False: closed, or full (<see cref="IsClosed"/> tells which).</returns>
    public bool TryEnqueue(Pending pending)
    {
        Volatile.Write(ref usedAt, pending.QueuedAt);
        return queue.Writer.TryWrite(pending);
    }

    public bool IsClosed => closed;

    /// <summary>Other nodes have taken the drop to this version.</summary>
    public void Notice(long version)
    {
        // Raised before the ring, so that the run that the ring causes sees it.
        long seen;
        while ((seen = Volatile.Read(ref noticedVersion)) < version && Interlocked.CompareExchange(ref noticedVersion, version, seen) != seen)
        {
        }

        if (version > KnownVersion)
            Ring();
    }

    /// <summary>Has the lane look at what is due. A full queue needs no ring: after each batch it looks by itself.</summary>
    public void Ring() => queue.Writer.TryWrite(Pending.Ring);

    /// <summary>Takes no more commands; what is queued is still decided.</summary>
    public void Close()
    {
        closed = true;
        queue.Writer.TryComplete();
    }

    private async Task RunAsync()
    {
        var idleSince = context.Time.GetTimestamp();
        while (await queue.Reader.WaitToReadAsync())
        {
            isAtWork = true;
            TakeBatch();
            var isAsked = batch.Count > 0;
            try
            {
                if ((state ?? await LoadAsync()) is not { } current)
                {
                    Close();
                    continue;
                }

                if (isAsked)
                    await RefuseByALookAsync(current);
                if (batch.Count > 0 || current.NextDue <= context.Clock.Now)
                    await DecideAsync(current);
                else if (Volatile.Read(ref noticedVersion) > current.Version)
                    await ReadMissedAsync(current);
                failuresInARow = 0;
            }
            catch (Exception fault) // Whatever it was: nobody is left waiting, and nothing half known is kept.
            {
                failuresInARow++;
                Forget(fault);
            }

            if (isAsked)
                idleSince = context.Time.GetTimestamp();
            batch.Clear();
            CountCustomers();
            if (!SetAlarm(context.Time.GetElapsedTime(idleSince)))
                Close();
            isAtWork = false;
        }

        await alarm.DisposeAsync();
        Volatile.Write(ref memory, null);
        Volatile.Write(ref customers, 0);
    }

    private void TakeBatch()
    {
        while (batch.Count < context.Options.BatchSizeMax && queue.Reader.TryRead(out var pending))
        {
            if (pending.Command is null)
                continue;
            if (context.Time.GetElapsedTime(pending.QueuedAt) > context.Options.QueueTimeMax)
                Answer(pending, new Outcome.Refused(new Refusal.Overloaded()));
            else
                batch.Add(pending);
        }
    }

    /// <returns>Null: the drop is not there, or is too much to be remembered, and all who wait have been told.</returns>
    private async Task<DropState?> LoadAsync()
    {
        var askedAt = context.Time.GetTimestamp();
        state = await context.Journal.LoadAsync(drop, CancellationToken.None);
        if (state is null)
        {
            AnswerAll(new Outcome.Refused(new Refusal.DropNotFound()));
            // Clear the batch: the answered commands must not be decided again with the next ones.
            batch.Clear();
            return null;
        }

        Remember(state, askedAt);
        Volatile.Write(ref customers, state.CustomersKnown);
        if (hasRoom(this))
            return state;
        context.Log.NoRoom(drop, state.CustomersKnown);
        state = null;
        Volatile.Write(ref memory, null);
        Volatile.Write(ref customers, 0);
        AnswerEverybody(new Outcome.Refused(new Refusal.Overloaded()));
        batch.Clear();
        return null;
    }

    /// <summary>
    /// Where nothing but a no can be said to the whole batch, what other nodes did is read without the lock, and no key is looked up.
    /// Whoever is told no was granted nothing until then: docs/decisions/0009. The others stay in the batch.
    /// </summary>
    private async Task RefuseByALookAsync(DropState state)
    {
        if (!IsRefusable(state))
            return;
        // Looks at once behind each other would carry a dozen requests each, and cost each of them more than the wait.
        if (LookInterval - context.Time.GetElapsedTime(lookedAt) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, context.Time);
            TakeBatch();
            if (!IsRefusable(state))
                return;
        }

        lookedAt = context.Time.GetTimestamp();
        await ReadMissedAsync(state);
        var left = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (RefusalOf(batch[i].Command!, state) is { } refusal)
                Answer(batch[i], new Outcome.Refused(refusal));
            else
                batch[left++] = batch[i];
        }

        batch.RemoveRange(left, batch.Count - left);
    }

    /// <summary>Nothing is due, and to nothing in the batch anything but a no can be said.</summary>
    private bool IsRefusable(DropState state) =>
        !(state.NextDue <= context.Clock.Now) && batch.TrueForAll(pending => RefusalOf(pending.Command!, state) is not null);

    /// <returns>Null: it must be decided.</returns>
    private Refusal? RefusalOf(Command command, DropState state)
    {
        if (command is not Command.Reserve reserve
            || Decision.RefuseFromMemory(memory!.View, state.UnitsOf(reserve.Customer), reserve, context.Clock.Latest, keyIsNew: true) is not { } refusal)
            return null;
        return reserve.Key is not null && Granted(state).MayContain(reserve.Customer) ? null : refusal;
    }

    private GrantedCustomers Granted(DropState state)
    {
        if (granted is { } made)
            return made;
        var units = 0L;
        foreach (var variant in state.Variants)
            units += variant.Total;
        made = new GrantedCustomers(units);
        Volatile.Write(ref granted, made);
        _ = ReadGrantedAsync(made);
        return made;
    }

    /// <summary>Beside the lane's work, which adds whoever is granted something from now on.</summary>
    private async Task ReadGrantedAsync(GrantedCustomers reading)
    {
        try
        {
            var last = default(CustomerId);
            for (long read = 0; read < reading.CustomersMax && !closed && reading == Volatile.Read(ref granted);)
            {
                var page = await context.Journal.FindGrantedCustomersAsync(drop, last, GrantedPageSize, CancellationToken.None);
                foreach (var customer in page)
                    reading.Add(customer);
                if (page.Count < GrantedPageSize)
                {
                    reading.Complete();
                    return;
                }

                (last, read) = (page[^1], read + page.Count);
            }
        }
        catch (Exception fault)
        {
            // Until the lane loads again, keys are looked up, as they are for a customer who was granted something.
            context.Log.GrantedUnread(drop, fault);
        }
    }

    private void CountCustomers()
    {
        if (state is not null && context.Time.GetElapsedTime(customersCountedAt) < TimeSpan.FromSeconds(1))
            return;
        customersCountedAt = context.Time.GetTimestamp();
        Volatile.Write(ref customers, (state?.CustomersKnown ?? 0) + (granted?.Bytes ?? 0) / CustomerBytes);
    }

    private async Task ReadMissedAsync(DropState state)
    {
        var askedAt = context.Time.GetTimestamp();
        CatchUp(state, await context.Journal.ReadMissedAsync(drop, state.Version, CancellationToken.None), askedAt);
    }

    private async Task DecideAsync(DropState state)
    {
        var startedAt = context.Time.GetTimestamp();
        using var activity = EngineMetrics.Activities.StartActivity("batch");
        activity?.SetTag("stampede.commands", batch.Count);

        var (decided, decidedAt) = (default(Decision), 0L);
        try
        {
            await context.Journal.DecideAsync(
                state,
                Commands(),
                read =>
                {
                    decided = Decide(state, read, startedAt);
                    decidedAt = context.Time.GetTimestamp();
                    return decided;
                },
                CancellationToken.None);
        }
        catch (CommitUnknownException unknown) when (decided is not null)
        {
            context.Log.CommitUnknown(drop, state.Version, unknown);
            if (!await LookUpAsync(decided.Movements, unknown))
                throw;
        }

        var decision = decided!;
        if (decision.Movements.Count > 0)
        {
            Remember(state, decidedAt);
            context.Publish(new Commit(memory!.View, decision.Movements, IsOwn: true));
            activity?.SetTag("stampede.movements", decision.Movements.Count);
        }

        // Answers and metrics come after the commit; a caller never hears of what is not durable.
        for (var i = 0; i < batch.Count; i++)
            Answer(batch[i], decision.Outcomes[i]);
        context.Metrics.Batch(batch.Count, context.Time.GetElapsedTime(startedAt), decision.Movements);
    }

    /// <summary>Under the drop's lock, on a thread of the journal, while this lane waits.</summary>
    private Decision Decide(DropState state, LockedRead read, long startedAt)
    {
        context.Clock.Observe(read.Now, startedAt);
        CatchUp(state, read.Missed, startedAt);
        var decision = DecideWhatCanBe(state, read);
        // The fold comes first, so that the journal can write the counts it leads to; until the commit nobody sees it,
        // and if there is none the whole state is thrown away.
        foreach (var movement in decision.Movements)
            Apply(movement, state);
        return decision;
    }

    /// <summary>A command that cannot be decided is a fault of ours: it is answered alone, and those around it are decided without it.</summary>
    private Decision DecideWhatCanBe(DropState state, LockedRead read)
    {
        while (true)
        {
            try
            {
                return Decision.Decide(state, Commands(), read.Now, read.Granted);
            }
            catch (UndecidableException fault) when (fault.At is { } at)
            {
                context.Log.Undecidable(drop, batch[at].Command!.GetType().Name, fault);
                Answer(batch[at], new Outcome.Refused(new Refusal.InternalError()));
                batch.RemoveAt(at);
            }
        }
    }

    private Command[] Commands()
    {
        var commands = new Command[batch.Count];
        for (var i = 0; i < commands.Length; i++)
            commands[i] = batch[i].Command!;
        return commands;
    }

    /// <summary>Asks until the journal answers, for a bounded time; then nobody knows, whatever kept it from answering.</summary>
    private async Task<bool> LookUpAsync(IReadOnlyList<Movement> movements, CommitUnknownException unknown)
    {
        // One bound for all attempts: to a database that takes the question and says nothing, one is as long as it likes.
        using var bounded = new CancellationTokenSource(context.Options.LookUpTime, context.Time);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // Not one moment longer, though the question itself may take its time to end: callers wait.
                return await context.Journal.IsCommittedAsync(drop, movements, bounded.Token).WaitAsync(bounded.Token);
            }
            catch (Exception) when (!bounded.IsCancellationRequested)
            {
                await Task.Delay(Backoff(attempt), context.Time);
            }
            catch (Exception fault)
            {
                // Not the fault itself: one that says "busy" would be told as "nothing was done".
                throw new CommitUnknownException(unknown.Message, new AggregateException(unknown, fault));
            }
        }
    }

    private void CatchUp(DropState state, IReadOnlyList<Movement> missed, long askedAt)
    {
        if (missed.Count > 0)
        {
            foreach (var movement in missed)
                Apply(movement, state);
        }

        Remember(state, askedAt);
        if (missed.Count > 0)
            context.Publish(new Commit(memory!.View, missed, IsOwn: false));
    }

    private void Apply(Movement movement, DropState state)
    {
        state.Apply(movement);
        if (movement.Hold is { Step: HoldStep.Opens, Of: var hold })
            granted?.Add(hold.Customer);
    }

    private void Remember(DropState state, long seenAt)
    {
        var view = memory is { } known && known.State == state && known.View.Version == state.Version ? known.View : state.View();
        Volatile.Write(ref memory, new Memory(view, state, seenAt));
    }

    private void Forget(Exception fault)
    {
        context.Log.BatchFailed(drop, batch.Count, fault);
        context.Metrics.Fault();
        state = null;
        granted = null;
        Volatile.Write(ref memory, null);
        if (fault is UndecidableException)
        {
            // The journal is well, and those behind may fare better on what is loaded again.
            AnswerAll(new Outcome.Refused(new Refusal.InternalError()));
            return;
        }

        var refused = new Outcome.Refused(context.IsOverload(fault) ? new Refusal.Overloaded() : new Refusal.DatabaseUnavailable());
        // Those behind have waited through this failure already; the next one must not be theirs too.
        AnswerEverybody(refused);
    }

    /// <summary>The batch and all who wait behind it.</summary>
    private void AnswerEverybody(Outcome outcome)
    {
        AnswerAll(outcome);
        while (queue.Reader.TryRead(out var pending))
        {
            if (pending.Command is not null)
                Answer(pending, outcome);
        }
    }

    private void AnswerAll(Outcome outcome)
    {
        foreach (var pending in batch)
            Answer(pending, outcome);
    }

    private void Answer(Pending pending, Outcome outcome)
    {
        // False only where the commit was answered and a later step of the same batch failed: the first answer stands.
        if (pending.TrySetResult(outcome))
            context.Answered(drop, pending.Command!, outcome);
    }

    /// <returns>False: nothing to do for long enough, the lane may sleep.</returns>
    private bool SetAlarm(TimeSpan idle)
    {
        TimeSpan wait;
        if (state is null)
        {
            // After a failure holds may be due that only the journal knows of.
            wait = Backoff(failuresInARow);
            if (failuresInARow == 0)
                wait = context.Options.IdleTime;
        }
        else
        {
            wait = context.Options.IdleTime - idle;
            if (state.NextDue is { } due && due - context.Clock.Now is var untilDue && untilDue < context.Options.IdleTime)
                wait = untilDue;
            else if (wait <= TimeSpan.Zero)
                return false;
        }

        if (failuresInARow > 0 && idle > context.Options.IdleTime)
            return false; // The sweep comes back to it when the journal does.
        alarm.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
        return true;
    }

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromMilliseconds(50 << Math.Min(attempt, 5));
}

/// <summary>A command that waits for its outcome; without a command, a ring that has the lane look up.</summary>
/// <remarks>Continuations run elsewhere: a lane never works for its callers.</remarks>
internal sealed class Pending(Command? command, long queuedAt)
    : TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public static readonly Pending Ring = new(null, 0);

    public Command? Command => command;

    public long QueuedAt => queuedAt;
}
