using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>Where a drop's movements become durable, or do not. The truth; a lane's memory is a cache of it.</summary>
/// <remarks>
/// An exception of a commit says whether it can have become durable: after a <see cref="CommitUnknownException"/> it may,
/// or will, or is on this server's disk alone; after any other nothing of it did.
/// </remarks>
public interface IJournal
{
    /// <returns>Null: there is no such drop.</returns>
    Task<DropState?> LoadAsync(DropId drop, CancellationToken cancellation);

    /// <summary>
    /// One round trip: locks the drop, then reads the clock, what <paramref name="state"/> missed and what the request
    /// keys of the commands were granted before.
    /// </summary>
    Task<ILockedDrop> LockAsync(DropState state, IReadOnlyCollection<Command> commands, CancellationToken cancellation);

    /// <summary>The movements newer than <paramref name="afterVersion"/>, in order, without locking anything.</summary>
    Task<IReadOnlyList<Movement>> ReadMissedAsync(DropId drop, long afterVersion, CancellationToken cancellation);

    /// <summary>Resolves an unknown commit. Waits for a transaction that still holds the drop.</summary>
    /// <param name="last">The last movement of the batch: a batch is there whole or not at all.</param>
    /// <returns>True: it is there, as durable as a commit is. An exception of any kind: nobody knows yet.</returns>
    Task<bool> IsCommittedAsync(DropId drop, Movement last, CancellationToken cancellation);

    /// <summary>Drops that want a decision by themselves (a hold over, a start, an end), or will within <paramref name="ahead"/>.</summary>
    Task<IReadOnlyList<DropId>> FindDueAsync(TimeSpan ahead, CancellationToken cancellation);
}

/// <summary>A drop that is locked until this is committed or disposed of.</summary>
public interface ILockedDrop : IAsyncDisposable
{
    /// <summary>The database's clock, read after the lock was had.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Other nodes' work, in order.</summary>
    IReadOnlyList<Movement> Missed { get; }

    IReadOnlyDictionary<RequestKey, Hold> Granted { get; }

    /// <summary>One round trip: writes the movements with all their effects, and commits.</summary>
    /// <remarks>It cannot be cancelled: a commit that nobody waits for any more may happen all the same.</remarks>
    /// <param name="after">The state with the movements applied.</param>
    /// <exception cref="CommitUnknownException">Nobody knows whether it is durable, or it is so on this server alone.</exception>
    Task CommitAsync(IReadOnlyList<Movement> movements, DropState after);

    /// <summary>
    /// One round trip, in place of a commit where an answer only repeats what was done before: returns when all that was
    /// read under the lock is as durable as a commit is. An exception of any kind: it is not known to be.
    /// </summary>
    Task ConfirmAsync();
}

/// <summary>
/// It may be durable: the answer to a commit was lost, or it came and the standby that has to have it too did not confirm.
/// </summary>
public sealed class CommitUnknownException(string message, Exception? inner) : Exception(message, inner);
