using System.Runtime.CompilerServices;

namespace Stampede.Testing;

/// <summary>Waiting for what gives no signal of its own: looks again and again, for a bounded time.</summary>
public static class Until
{
    /// <summary>Only a hang takes so long, on a machine that is slow and busy too.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    public static Task TrueAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(what, () => Task.FromResult(condition()));

    public static Task TrueAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => TrueAsync(what, condition);

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
        catch (OperationCanceledException) when (bounded.IsCancellationRequested)
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
