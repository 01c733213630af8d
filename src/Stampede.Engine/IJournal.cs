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
    /// Locks the drop, reads, has <paramref name="decide"/> decide, writes the movements with all their effects, and commits.
    /// Two round trips, whatever the size of the batch; several drops may share them. Without anything to commit
    /// (<see cref="Decision.WantsCommit"/>) it returns after the first.
    /// </summary>
    /// <param name="state">The journal's until this returns: nobody else may change it.</param>
    /// <param name="decide">
    /// Called once at most, under the lock and on any thread. It applies what was missed to the state, decides, and applies
    /// its own movements. It does no I/O. What it throws fails this drop alone, and nothing of this drop is written.
    /// </param>
    /// <param name="cancellation">Looked at before the lock is asked for. A commit cannot be cancelled: it may happen all the same.</param>
    /// <exception cref="CommitUnknownException">Nobody knows whether it is durable, or it is so on this server alone.</exception>
    Task DecideAsync(DropState state, IReadOnlyCollection<Command> commands, Func<LockedRead, Decision> decide, CancellationToken cancellation);

    /// <summary>The movements newer than <paramref name="afterVersion"/>, in order, without locking anything.</summary>
    Task<IReadOnlyList<Movement>> ReadMissedAsync(DropId drop, long afterVersion, CancellationToken cancellation);

    /// <summary>Who was ever granted something with a request key: a page, in an order of the journal's own.</summary>
    /// <param name="after">The last of the page before; default: from the beginning.</param>
    /// <param name="limit">Rows that are read; a customer with several grants may be there several times. Fewer than that: it is the last page.</param>
    Task<IReadOnlyList<CustomerId>> FindGrantedCustomersAsync(DropId drop, CustomerId after, int limit, CancellationToken cancellation);

    /// <summary>Resolves an unknown commit. Waits for a transaction that still holds the drop.</summary>
    /// <param name="batch">All of its movements; none: it only repeated what was done before.</param>
    /// <returns>True: it is there, as durable as a commit is. An exception of any kind: nobody knows yet.</returns>
    Task<bool> IsCommittedAsync(DropId drop, IReadOnlyList<Movement> batch, CancellationToken cancellation);

    /// <summary>Drops that want a decision by themselves (a hold over, a start, an end), or will within <paramref name="ahead"/>.</summary>
    Task<IReadOnlyList<DropId>> FindDueAsync(TimeSpan ahead, CancellationToken cancellation);
}

/// <summary>What was read while a drop is locked.</summary>
/// <param name="Now">The database's clock, read after the lock was had.</param>
/// <param name="Missed">Other nodes' work that the state does not know, in order.</param>
/// <param name="Granted">What the request keys of the commands were granted before.</param>
public sealed record LockedRead(DateTimeOffset Now, IReadOnlyList<Movement> Missed, IReadOnlyDictionary<RequestKey, Hold> Granted);

/// <summary>
/// It may be durable: the answer to a commit was lost, or it came and the standby that has to have it too did not confirm.
/// </summary>
public sealed class CommitUnknownException(string message, Exception? inner) : Exception(message, inner);
