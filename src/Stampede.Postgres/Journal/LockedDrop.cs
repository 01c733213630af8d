using System.Collections.ObjectModel;
using Stampede.Domain;
using Stampede.Engine;

namespace Stampede.Postgres.Journal;

/// <summary>A drop's part in a transaction, from asking for its lock to the end of what its lane wanted written.</summary>
internal sealed class LockedDrop(DropState state, IReadOnlyCollection<Command> commands) : ILockedDrop
{
    private readonly TaskCompletionSource<ILockedDrop> locked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DropId Id => state.Id;

    /// <summary>The version that its lane knows.</summary>
    public long KnownVersion => state.Version;

    /// <summary>In commands. One that only looks at what is due may find as much to do.</summary>
    public int Weight => Math.Max(1, commands.Count);

    public IEnumerable<RequestKey> Keys => commands.OfType<Command.Reserve>().Select(reserve => reserve.RequestKey).OfType<RequestKey>();

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<Movement> Missed { get; private set; } = [];

    public IReadOnlyDictionary<RequestKey, Hold> Granted { get; private set; } = ReadOnlyDictionary<RequestKey, Hold>.Empty;

    public Task<ILockedDrop> Locked => locked.Task;

    /// <summary>Until its lane has decided; whether it wants a commit.</summary>
    public Task<bool> Decided => decided.Task;

    /// <summary>What the commit is to write. Null: nothing.</summary>
    public DropBatch? Batch { get; private set; }

    public void Lock(DateTimeOffset now, IReadOnlyList<Movement> missed, IReadOnlyDictionary<RequestKey, Hold> granted)
    {
        (Now, Missed, Granted) = (now, missed, granted);
        locked.SetResult(this);
    }

    /// <summary>Its lane hears of it where it waits: for the lock, or for the commit.</summary>
    public void Fail(Exception fault)
    {
        if (!locked.TrySetException(fault))
            ended.TrySetException(fault);
    }

    public void End() => ended.SetResult();

    public Task CommitAsync(IReadOnlyList<Movement> movements, DropState after)
    {
        Batch = new DropBatch(movements, after);
        return ConfirmAsync();
    }

    /// <summary>The lock itself is written to the log, so its commit waits for the standby as any other: for all that came before it too.</summary>
    public Task ConfirmAsync()
    {
        decided.SetResult(true);
        return ended.Task;
    }

    public ValueTask DisposeAsync()
    {
        decided.TrySetResult(false);
        return ValueTask.CompletedTask;
    }
}
