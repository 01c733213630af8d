namespace Stampede.Server.Live;

/// <summary>
/// One read at a time for all who want the same. Whoever comes while one is under way gets the next: a read that began
/// before they came may miss what they must see.
/// </summary>
internal sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read, TimeSpan timeout)
{
    private readonly Lock gate = new();
    private Task? underWay;
    private Task<T>? next;

    public bool IsIdle
    {
        get
        {
            lock (gate)
                return next is null && underWay is null or { IsCompleted: true };
        }
    }

    public Task<T> NextAsync()
    {
        lock (gate)
            return next ??= ReadAfterAsync(underWay);
    }

    private async Task<T> ReadAfterAsync(Task? before)
    {
        // Also where there is nothing to wait for: the caller holds the lock.
        await Task.Yield();
        if (before is not null)
            await before.ContinueWith(static _ => { }, TaskScheduler.Default);
        lock (gate)
        {
            underWay = next;
            next = null;
        }

        using var bounded = new CancellationTokenSource(timeout);
        return await read(bounded.Token);
    }
}
