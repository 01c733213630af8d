using System.Collections.Concurrent;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Proofs;
using Stampede.Server.Hosting;

namespace Stampede.Server.Proofs;

/// <summary>
/// Signs what is committed of every drop's ledger, at most a second later. The lanes do not wait for it and do not know of it. Every node
/// has one: who comes second to a drop passes it by.
/// </summary>
internal sealed class Notary(NotaryJournal journal, ProofKeys keys, TimeProvider time, ILogger<Notary> log)
    : PeriodicWork(Interval, "What was committed could not be signed, trying again", time, log)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Drops that are over rarely change: what no commit of this node told of is looked for so often.</summary>
    private static readonly TimeSpan BetweenFullRounds = TimeSpan.FromMinutes(1);

    /// <summary>A round ends after so long, and the next one goes on.</summary>
    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(5);

    private const int DropsMax = 200;

    /// <summary>More than this many are found by looking.</summary>
    private const int ToldMax = 10_000;

    private readonly ConcurrentDictionary<DropId, bool> told = new();
    private readonly TimeProvider time = time;
    private readonly List<Exception> faults = [];
    private long fullRoundAt;
    private bool hasKey;

    protected override bool BeginsAtOnce => true;

    /// <summary>Something was committed here.</summary>
    public void Tell(Commit commit)
    {
        if (commit.IsOwn && told.Count < ToldMax)
            told.TryAdd(commit.View.Id, true);
    }

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        faults.Clear();
        if (!hasKey)
            await keys.ListAsync(cancellation);
        hasKey = true;
        var begin = time.GetTimestamp();
        var withOver = fullRoundAt == 0 || time.GetElapsedTime(fullRoundAt) >= BetweenFullRounds;
        var tolds = told.Keys.ToList();
        foreach (var drop in tolds)
            told.TryRemove(drop, out _);
        await GrowAsync(tolds.Count > 0 ? await journal.FindChangedAsync(tolds, cancellation) : [], ProofRows.Ledger, begin, cancellation);
        for (DropId? after = null; ;)
        {
            var changed = await journal.FindChangedAsync(withOver, after, DropsMax, cancellation);
            if (!await GrowAsync(changed, ProofRows.Ledger, begin, cancellation))
                break;
            if (changed.Count < DropsMax)
            {
                if (withOver)
                    fullRoundAt = time.GetTimestamp();
                break;
            }

            after = changed[^1];
        }

        // After the ledgers: what a ledger says of the log is then signed, too.
        await GrowAsync(await journal.FindGrownLogsAsync(DropsMax, cancellation), ProofRows.Log, begin, cancellation);
        if (faults.Count > 0)
            throw new AggregateException(faults);
    }

    /// <returns>False: the round's time is over.</returns>
    private async Task<bool> GrowAsync(IReadOnlyList<DropId> drops, string tree, long begin, CancellationToken cancellation)
    {
        foreach (var drop in drops)
        {
            try
            {
                while (await journal.GrowAsync(drop, tree, cancellation))
                {
                    if (time.GetElapsedTime(begin) >= RoundMax)
                        return false;
                }
            }
            catch (InvalidDataException broken)
            {
                // A ledger that was tampered with is not signed; the others are, and the fault is told at the round's end.
                faults.Add(broken);
            }

            if (time.GetElapsedTime(begin) >= RoundMax)
                return false;
        }

        return true;
    }
}
