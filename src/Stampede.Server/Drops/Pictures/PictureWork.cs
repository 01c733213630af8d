namespace Stampede.Server.Drops;

/// <summary>
/// Decodes uploaded pictures, one at a time and each within <see cref="TimeMax"/>: so their memory and their processor time have a bound.
/// </summary>
internal sealed class PictureWork(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan QueueTimeMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim turn = new(1);

    public void Dispose() => turn.Dispose();

    /// <returns>Null: it was given up, or its turn did not come.</returns>
    public Task<PictureCheck?> DecodeAsync(byte[] file, CancellationToken cancellation) => RunAsync(bounded => PictureDecoding.Decode(file, bounded), cancellation);

    /// <inheritdoc cref="PictureDecoding.ToIcon"/>
    /// <returns>Null: it was given up, or its turn did not come.</returns>
    public Task<byte[]?> ToIconAsync(byte[] picture, int side, CancellationToken cancellation) => RunAsync(_ => PictureDecoding.ToIcon(picture, side), cancellation);

    private async Task<T?> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
        where T : class
    {
        if (!await turn.WaitAsync(QueueTimeMax, cancellation))
            return null;
        // Not the pool's: a picture takes a thread for seconds. Its turn ends when it does, and not when its caller gives up.
        var running = Task.Factory.StartNew(() => Within(work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await running.WaitAsync(TimeMax + TimeSpan.FromSeconds(1), time, cancellation);
        }
        catch (Exception late) when (late is TimeoutException || (late is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private T Within<T>(Func<CancellationToken, T> work)
    {
        try
        {
            using var bounded = new CancellationTokenSource(TimeMax, time);
            return work(bounded.Token);
        }
        finally
        {
            turn.Release();
        }
    }
}
