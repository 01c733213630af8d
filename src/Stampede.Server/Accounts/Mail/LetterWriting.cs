using Stampede.Domain;
using Stampede.Postgres.Letters;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <summary>Writes the letters that the ledgers and ended lines ask for, and forgets old ones. Every node does: whoever comes second passes a drop by.</summary>
internal sealed class LetterWriting(LedgerLetters ledgers, NotifyRequests requests, LetterRows rows, TimeProvider time, ILogger<LetterWriting> log)
    : PeriodicWork(TimeSpan.FromSeconds(1), "Letters could not be written, trying again", time, log)
{
    private const int PageSize = 2_000;
    private const int DropsMax = 200;
    private const int StepSize = 1_000;
    private const int StepsMax = 100;

    /// <summary>Few of the drops that are over ever change.</summary>
    private static readonly TimeSpan BetweenFullRounds = TimeSpan.FromMinutes(1);

    /// <summary>A round ends after so long, and the next one goes on.</summary>
    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(5);

    private long fullRoundAt;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var begin = Time.GetTimestamp();
        await ledgers.TellOverAsync(PageSize, cancellation);
        await requests.TellAsync(cancellation);
        var isFull = fullRoundAt == 0 || Time.GetElapsedTime(fullRoundAt) >= BetweenFullRounds;
        for (DropId? after = null; ;)
        {
            var drops = await ledgers.FindUntoldAsync(isFull, after, DropsMax, cancellation);
            foreach (var drop in drops)
            {
                while (await ledgers.TellPurchasesAsync(drop, PageSize, cancellation))
                {
                    if (Time.GetElapsedTime(begin) > RoundMax)
                        return;
                }
            }

            if (drops.Count < DropsMax)
                break;
            if (Time.GetElapsedTime(begin) > RoundMax)
                return;
            after = drops[^1];
        }

        if (!isFull)
            return;
        fullRoundAt = begin;
        for (var step = 0; step < StepsMax && (await rows.TidyAsync(StepSize, cancellation) | await requests.TidyAsync(StepSize, cancellation)); step++)
        {
        }
    }
}
