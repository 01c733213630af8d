using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Watching;

namespace Stampede.Rehearsal.Measures;

/// <summary>
/// How old the news was when watchers got it: the arrival, less the ledger's time of the change. An event brings every
/// change since the one before it, so it has two ages: of its newest change, and of its oldest.
/// </summary>
internal sealed record LiveDelay(LatencyHistogram Newest, LatencyHistogram Oldest)
{
    /// <param name="clock">Must place the target's times exactly: one machine, or a measured offset.</param>
    public static LiveDelay Of(IEnumerable<WatchLog> logs, IReadOnlyList<LedgerEntry> ledger, RunClock clock)
    {
        var delay = new LiveDelay(new LatencyHistogram(), new LatencyHistogram());
        // Version v is the ledger's v-th line; the audit says so when that is not so.
        var times = ledger.Select(entry => clock.ToRun(entry.At)).ToArray();
        foreach (var sighting in logs.SelectMany(log => log.Sightings))
        {
            // Before the opening there is no stampede, and the changes are our own preparations.
            if (sighting.At < 0 || sighting.Version > times.Length || sighting.After >= sighting.Version || times[sighting.After] < 0)
                continue;
            delay.Newest.Record(sighting.At - times[sighting.Version - 1]);
            delay.Oldest.Record(sighting.At - times[sighting.After]);
        }

        return delay;
    }
}
