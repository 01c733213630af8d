namespace Stampede.Faults.Tests.Ground;

/// <summary>Waiting for what gives no signal of its own: looks again and again, for a bounded time.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    public static Task TrueAsync(string what, Func<bool> condition) => TrueAsync(what, () => Task.FromResult(condition()));

    public static async Task TrueAsync(string what, Func<Task<bool>> condition)
    {
        using var bounded = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(BetweenLooks);
        try
        {
            while (!await condition())
                await timer.WaitForNextTickAsync(bounded.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}");
        }
    }

    /// <summary>For as long as a fault lasts: a length of time is what it is about.</summary>
    public static async Task PassedAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
