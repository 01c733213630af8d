using System.Collections.Concurrent;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Server.Hosting;

namespace Stampede.Server.Accounts;

/// <param name="IsHidden">Purchases are shown under no name.</param>
internal readonly record struct ShownName(string Name, bool IsHidden);

/// <summary>
/// What callers are shown under. A ticket has the name of when it was written and lives for up to a day; so those who changed theirs since
/// are in memory, and read again twice a second.
/// </summary>
internal sealed class ShownNames(NpgsqlDataSource database, TimeProvider time, ILogger<ShownNames> log)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), "Names that were changed cannot be read, trying on", time, log)
{
    /// <summary>The newest are enough: whose change is forgotten goes by their ticket, which is renewed within a day.</summary>
    private const int KnownMax = 100_000;

    // A change is seen when it is committed, which is a little after it was stamped.
    private const string ReadChanged = """
        select id, display_name, hides_name, renamed_at from account
        where renamed_at > coalesce($1 - interval '10 seconds', (select clock_timestamp() - interval '25 hours')) order by renamed_at desc limit $2
        """;

    private readonly ConcurrentDictionary<CustomerId, ShownName> known = new();
    private DateTimeOffset? readUntil;

    public ShownName Of(Caller caller) => known.TryGetValue(caller.Id, out var changed) ? changed : new(caller.DisplayName, caller.HidesName);

    /// <returns>For a purchase; empty: under no name.</returns>
    public string OfPurchaser(Caller caller) => Of(caller) is { IsHidden: false } shown ? shown.Name : "";

    /// <summary>Changed on this node, just now.</summary>
    public void Know(CustomerId id, ShownName name) => known[id] = name;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        if (known.Count > KnownMax)
        {
            known.Clear();
            readUntil = null;
        }

        await using var batch = database.CreateIndexedBatch(new NpgsqlBatchCommand(ReadChanged)
        {
            Parameters = { NullableParameter.Of(readUntil), new() { Value = KnownMax } },
        });
        await using var rows = await batch.ReadIndexedAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            known[new CustomerId(rows.GetGuid(0))] = new(rows.GetString(1), rows.GetBoolean(2));
            var at = rows.GetFieldValue<DateTimeOffset>(3);
            readUntil = readUntil is { } latest && latest > at ? latest : at;
        }
    }
}
