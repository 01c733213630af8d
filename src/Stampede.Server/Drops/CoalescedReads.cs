namespace Stampede.Server.Drops;

/// <summary>
/// One read at a time of each key, for all who ask for it. Whoever comes while a read is under way gets the next one: the
/// read before may have begun before a change that they must see. So a crowd costs the database a few reads, and no
/// answer is older than its question.
/// </summary>
internal sealed class CoalescedReads<TKey, T>(Func<TKey, CancellationToken, Task<T>> read)
    where TKey : notnull
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Turns> wanted = [];

    /// <param name="cancellation">Ends this caller's waiting; the read goes on for the others.</param>
    public Task<T> ReadAsync(TKey key, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!wanted.TryGetValue(key, out var turns))
                wanted.Add(key, turns = new Turns());
            turns.Next ??= ReadAfterAsync(key, turns, turns.UnderWay);
            return turns.Next.WaitAsync(cancellation);
        }
    }

    private async Task<T> ReadAfterAsync(TKey key, Turns turns, Task? before)
    {
        // The caller holds the lock: leave it, even where there is nothing to wait for.
        await Task.Yield();
        if (before is not null)
            await before.ContinueWith(static _ => { }, TaskScheduler.Default);
        lock (gate)
        {
            turns.UnderWay = turns.Next;
            turns.Next = null;
        }

        try
        {
            using var bounded = new CancellationTokenSource(Timeout);
            return await read(key, bounded.Token);
        }
        finally
        {
            lock (gate)
            {
                if (turns.Next is null)
                    wanted.Remove(key);
            }
        }
    }

    private sealed class Turns
    {
        public Task<T>? UnderWay { get; set; }

        public Task<T>? Next { get; set; }
    }
}
