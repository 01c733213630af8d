using Stampede.Domain;
using Stampede.Engine;

namespace Stampede.Postgres.Journal;

/// <summary>A drop's batch on its way through a transaction, which it may share with others.</summary>
internal sealed class PendingBatch(DropState state, IReadOnlyCollection<Command> commands, Func<LockedRead, Decision> decide)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DropId Id => state.Id;

    /// <summary>The version that its lane knows.</summary>
    public long KnownVersion => state.Version;

    /// <summary>In commands. One that only looks at what is due may find as much to do.</summary>
    public int Weight => Math.Max(1, commands.Count);

    public IEnumerable<RequestKey> Keys => commands.OfType<Command.Reserve>().Select(reserve => reserve.RequestKey).OfType<RequestKey>();

    /// <summary>What its lane waits for: it is durable, or there was nothing to commit, or it failed.</summary>
    public Task Ended => ended.Task;

    /// <summary>For what its lane has missed, to be read once it is locked.</summary>
    public MissedMovements Missed() => new(state);

    public bool IsDecided { get; private set; }

    /// <summary>What the commit is to write. Null: nothing.</summary>
    public DropBatch? Writes { get; private set; }

    /// <returns>Whether it wants the commit; if not, its lane has its answer already.</returns>
    public bool Decide(LockedRead read)
    {
        try
        {
            var decision = decide(read);
            IsDecided = true;
            if (decision.Movements.Count > 0)
                Writes = new DropBatch(decision.Movements, state);
            if (decision.WantsCommit)
                return true;
            ended.SetResult();
        }
        catch (Exception fault) // Its own: the others in the transaction go on.
        {
            ended.SetException(fault);
        }

        return false;
    }

    public void Fail(Exception fault) => ended.SetException(fault);

    public void End() => ended.SetResult();
}
