namespace Stampede.Testing;

/// <summary>Waiting for what gives no signal of its own: looks again and again, for a bounded time.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var bounded = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(BetweenLooks);
        while (!await condition())
            await timer.WaitForNextTickAsync(bounded.Token);
    }
}
