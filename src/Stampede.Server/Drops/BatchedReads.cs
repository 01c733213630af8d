namespace Stampede.Server.Drops;

/// <summary>
/// One read at a time, for all keys that are asked for. Keys that come while a read is under way wait and go together in the
/// next one. So thousands of made-up keys cost the database a few reads, and no answer is older than its question.
/// </summary>
/// <param name="read">Returns the keys that it found; a key that is missing does not exist.</param>
internal sealed class BatchedReads<TKey, T>(Func<IReadOnlyCollection<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, T>>> read)
    where TKey : notnull
    where T : notnull
{
    private const int KeysMax = 1_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, TaskCompletionSource<(bool IsThere, T Value)>> wanted = [];
    private bool isReading;

    /// <param name="cancellation">Ends this caller's waiting; the read goes on for the others.</param>
    public async Task<(bool IsThere, T Value)> ReadAsync(TKey key, CancellationToken cancellation)
    {
        TaskCompletionSource<(bool, T)>? found;
        lock (gate)
        {
            if (!wanted.TryGetValue(key, out found))
                wanted.Add(key, found = new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (!isReading)
                _ = ReadAllAsync();
            isReading = true;
        }

        return await found.Task.WaitAsync(cancellation);
    }

    private async Task ReadAllAsync()
    {
        // The caller holds the lock.
        await Task.Yield();
        while (Take() is { Length: > 0 } taken)
        {
            try
            {
                using var bounded = new CancellationTokenSource(Timeout);
                var found = await read([.. taken.Select(pair => pair.Key)], bounded.Token);
                foreach (var (key, waiting) in taken)
                    waiting.SetResult(found.TryGetValue(key, out var value) ? (true, value) : (false, default!));
            }
            catch (Exception fault)
            {
                foreach (var (_, waiting) in taken)
                    waiting.TrySetException(fault);
            }
        }
    }

    private KeyValuePair<TKey, TaskCompletionSource<(bool IsThere, T Value)>>[] Take()
    {
        lock (gate)
        {
            var taken = wanted.Take(KeysMax).ToArray();
            foreach (var (key, _) in taken)
                wanted.Remove(key);
            isReading = taken.Length > 0;
            return taken;
        }
    }
}
