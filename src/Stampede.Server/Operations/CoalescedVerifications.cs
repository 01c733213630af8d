using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Ledger;

namespace Stampede.Server.Operations;

/// <summary>
/// A verification of a large drop takes minutes. So each drop has one verification at a time, for all who ask, and its result
/// is kept for as long as it took. It goes on when the caller leaves; whoever asks again gets its result.
/// </summary>
/// <param name="verify">Is never cancelled: it has a bound of its own.</param>
internal sealed class CoalescedVerifications(Func<DropId, CancellationToken, Task<IReadOnlyList<Finding>>> verify, TimeProvider time) : IDisposable
{
    /// <summary>Drops that are verified, wait for it, or have a result that is kept.</summary>
    public const int DropsMax = 50;

    /// <summary>What takes less is done again each time.</summary>
    private static readonly TimeSpan KeptFromCost = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan KeptAtMost = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<DropId, Run> runs = [];
    private readonly SemaphoreSlim places = new(ConnectionPools.VerificationsMax);

    public void Dispose() => places.Dispose();

    /// <returns>Null: too many drops are being verified.</returns>
    public Task<IReadOnlyList<Finding>>? GetAsync(DropId drop)
    {
        lock (gate)
        {
            if (runs.TryGetValue(drop, out var known) && !IsOver(known))
                return known.Result;
            foreach (var (other, run) in runs.ToArray())
            {
                if (IsOver(run))
                    runs.Remove(other);
            }

            if (runs.Count >= DropsMax)
                return null;
            var next = new Run();
            next.Result = RunAsync(drop, next);
            runs.Add(drop, next);
            return next.Result;
        }
    }

    /// <summary>A fault is told to those who waited for it, and to nobody who asks later.</summary>
    private bool IsOver(Run run) =>
        run.Result.IsCompleted && (!run.Result.IsCompletedSuccessfully || time.GetElapsedTime(run.EndedAt) >= run.KeptFor);

    private async Task<IReadOnlyList<Finding>> RunAsync(DropId drop, Run run)
    {
        await Task.Yield(); // The caller holds the lock.
        await places.WaitAsync();
        try
        {
            var startedAt = time.GetTimestamp();
            var findings = await verify(drop, CancellationToken.None);
            run.EndedAt = time.GetTimestamp();
            var cost = time.GetElapsedTime(startedAt, run.EndedAt);
            run.KeptFor = cost < KeptFromCost ? TimeSpan.Zero : cost < KeptAtMost ? cost : KeptAtMost;
            return findings;
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Whoever sees the result completed sees what was written before.</summary>
    private sealed class Run
    {
        public Task<IReadOnlyList<Finding>> Result = null!;
        public long EndedAt;
        public TimeSpan KeptFor;
    }
}
