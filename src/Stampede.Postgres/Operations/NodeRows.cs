using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Stampede.Domain;

namespace Stampede.Postgres.Operations;

/// <summary>A process that serves this database, as it last said of itself.</summary>
public sealed record Node(Guid Id, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, string Version);

/// <summary>What a node says of itself every few seconds.</summary>
/// <param name="Uptime">Since its start.</param>
/// <param name="Watchers">Live connections.</param>
/// <param name="WatchersByDrop">Those that watch one drop.</param>
public sealed record Heartbeat(Guid Id, TimeSpan Uptime, string Version, int Watchers, IReadOnlyDictionary<DropId, int> WatchersByDrop);

/// <summary>How the database and the nodes are.</summary>
/// <param name="Now">The database's clock.</param>
/// <param name="Version">Of PostgreSQL.</param>
/// <param name="Overdue">For how long the oldest hold, start or end that is due has waited to be written; zero: none is due.</param>
/// <param name="WatchersElsewhere">Live connections of the other nodes.</param>
/// <param name="Nodes">Seen within a day, the latest first.</param>
public sealed record Vitals(DateTimeOffset Now, string Version, TimeSpan Overdue, int WatchersElsewhere, IReadOnlyList<Node> Nodes);

public sealed class NodeRows(NpgsqlDataSource database)
{
    /// <summary>A node that has not been heard of for longer counts as gone.</summary>
    internal const string IsThere = "last_seen_at > clock_timestamp() - interval '15 seconds'";

    private const int NodesMax = 100;

    private const string Forget = "delete from node where last_seen_at < clock_timestamp() - interval '1 day'";

    private const string Write = """
        insert into node (id, started_at, last_seen_at, version, watchers, watchers_by_drop)
        select $1, c.now - $2, c.now, $3, $4, $5 from (select clock_timestamp() as now) c
        on conflict (id) do update set last_seen_at = excluded.last_seen_at, watchers = excluded.watchers, watchers_by_drop = excluded.watchers_by_drop
        """;

    private const string Delete = "delete from node where id = $1";

    private const string ReadVitals = $"""
        select clock_timestamp(), current_setting('server_version'),
          coalesce((select max(clock_timestamp() - next_due_at) from drop where not is_over and next_due_at < clock_timestamp()), interval '0'),
          coalesce((select sum(watchers) from node where id <> $1 and {IsThere}), 0)::integer
        """;

    private const string List = "select id, started_at, last_seen_at, version from node order by last_seen_at desc limit $1";

    public async Task BeatAsync(Heartbeat beat, CancellationToken cancellation)
    {
        var byDrop = beat.WatchersByDrop.ToDictionary(watched => watched.Key.ToString(), watched => watched.Value);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Forget);
        batch.Add(Write).With(beat.Id).With(beat.Uptime).With(beat.Version).With(beat.Watchers)
            .WithJson(JsonSerializer.Serialize(byDrop, NodeJson.Default.DictionaryStringInt32));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The node has stopped.</summary>
    public async Task RemoveAsync(Guid node, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Delete).With(node);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<Vitals> ReadAsync(Guid thisNode, CancellationToken cancellation)
    {
        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(ReadVitals).With(thisNode), new NpgsqlBatchCommand(List).With(NodesMax));
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var nodes = new List<Node>();
        var vitals = new Vitals(rows.GetFieldValue<DateTimeOffset>(0), rows.GetString(1), rows.GetTimeSpan(2), rows.GetInt32(3), nodes);
        await rows.NextResultAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            nodes.Add(new(rows.GetGuid(0), rows.GetFieldValue<DateTimeOffset>(1), rows.GetFieldValue<DateTimeOffset>(2), rows.GetString(3)));
        return vitals;
    }
}

[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class NodeJson : JsonSerializerContext;
