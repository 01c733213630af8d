using Npgsql;
using Stampede.Domain;
using Stampede.Engine.Live;

namespace Stampede.Postgres.Notices;

/// <summary>Looks for what no notice told of: a node may die between its commit and its NOTIFY.</summary>
/// <param name="awakeLanes">Drops that a lane is awake for here.</param>
internal sealed class VersionPoll(NpgsqlDataSource database, LiveFeed feed, Func<IEnumerable<DropId>> awakeLanes)
{
    private const int DropsMax = 10_000;

    // Where somebody watches all drops, those that they have not heard of count too: a new one, for instance.
    private const string Read = """
        select id, version from drop where id = any($1)
        union
        (select id, version from drop where $2 and not is_over and status <> 'ended' order by id desc limit $3)
        """;

    /// <returns>The drops that have gone further than is known here, each from the version after the known one.</returns>
    public async Task<Notice[]> FindAsync(CancellationToken cancellation)
    {
        var watched = feed.Watched();
        var drops = watched.Keys.Concat(awakeLanes()).Distinct().Select(drop => drop.Value).ToArray();
        var all = feed.IsAllWatched;
        if (drops.Length == 0 && !all)
            return [];
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(Read).With(drops).With(all).With(DropsMax));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        var found = new List<Notice>();
        while (await rows.ReadAsync(cancellation))
        {
            var (drop, version) = (new DropId(rows.GetGuid(0)), rows.GetInt64(1));
            // A lane compares for itself.
            if (!watched.TryGetValue(drop, out var known) || known < version)
                found.Add(new Notice(drop, known + 1, version, HasHolds: false));
        }

        return [.. found];
    }
}
