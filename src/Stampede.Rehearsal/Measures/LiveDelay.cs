using Stampede.Rehearsal.Auditing;
using Stampede.Rehearsal.Watching;

namespace Stampede.Rehearsal.Measures;

/// <summary>
/// How old a change was when watchers saw it: the event's arrival minus the change's time in the ledger. One event brings every change
/// since the event before it, so it has two ages: of its newest change and of its oldest.
/// </summary>
internal sealed record LiveDelay(LatencyHistogram Newest, LatencyHistogram Oldest)
{
    /// <param name="clock">Knows the difference between the target's clock and this machine's.</param>
    public static LiveDelay Of(IEnumerable<WatchLog> logs, IReadOnlyList<LedgerEntry> ledger, RunClock clock)
    {
        var delay = new LiveDelay(new LatencyHistogram(), new LatencyHistogram());
        // Version v is the ledger's v-th line. Where that is not so, the audit has a finding.
        var times = ledger.Select(entry => clock.ToRun(entry.At)).ToArray();
        foreach (var sighting in logs.SelectMany(log => log.Sightings))
        {
            // Changes before the opening are our own preparations, not the crowd's.
            if (sighting.At < 0 || sighting.Version > times.Length || sighting.After >= sighting.Version || times[sighting.After] < 0)
                continue;
            delay.Newest.Record(sighting.At - times[sighting.Version - 1]);
            delay.Oldest.Record(sighting.At - times[sighting.After]);
        }

        return delay;
    }
}
