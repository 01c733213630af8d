using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Line;

/// <summary>Moves those to the end who did not answer their first offer in time. Any node may do it, and twice does no harm.</summary>
public sealed class MissedOffers(NpgsqlDataSource database, LineJournal lines)
{
    private const int MovementsMax = 2_000;

    // Through the ledger, from where the last call stopped: no index of what has ended has to follow every reservation.
    private const string Find = """
        select array(
            select r.entry_id from movement m
            cross join lateral (select * from reservation where drop_id = $1 and id = m.reservation_id limit 1) r
            cross join lateral (select * from line_entry where drop_id = $1 and entry_id = r.entry_id limit 1) e
            where m.drop_id = $1 and m.version > $2 and m.version <= d.until and m.kind = 'expired'
              and r.line_tempo = 'live' and r.claimed_until is null and e.missed_index is null and e.withdrawn_index is null and e.excluded_index is null),
          d.until
        from (select least(version, $2 + $3) as until from drop where id = $1) d
        """;

    /// <param name="afterVersion">What the call before returned; 0: from the beginning of the drop.</param>
    /// <returns>How many moved, and the drop's version that was looked at. Less than all: call again.</returns>
    public async Task<(int Moved, long Version)> MoveAsync(DropId drop, long afterVersion, CancellationToken cancellation)
    {
        Guid[] entries;
        long until;
        await using (var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Find).With(drop.Value).With(afterVersion).With((long)MovementsMax)))
        await using (var rows = await batch.ReadIndexedAsync(cancellation))
        {
            if (!await rows.ReadAsync(cancellation))
                return (0, afterVersion);
            (entries, until) = (rows.GetFieldValue<Guid[]>(0), rows.GetInt64(1));
        }

        var outcomes = await Task.WhenAll(entries.Distinct().Select(entry => lines.SubmitAsync(drop, new LineRequest.Miss(new EntryId(entry)))));
        // Whatever was not done is met again by the next call.
        return outcomes.All(outcome => outcome is LineOutcome.Done) ? (outcomes.Length, until) : (outcomes.Count(outcome => outcome is LineOutcome.Done), afterVersion);
    }
}
