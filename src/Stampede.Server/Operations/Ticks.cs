namespace Stampede.Server.Operations;

internal static class Ticks
{
    /// <returns>False: stopping, which is no fault.</returns>
    public static async ValueTask<bool> TicksAsync(this PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
