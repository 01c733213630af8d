using System.Threading.Channels;
using Npgsql;
using Stampede.Domain;
using Stampede.Server.Problems;

namespace Stampede.Server.Accounts;

/// <summary>What became of a guest at the door.</summary>
internal abstract record GuestEntry
{
    private GuestEntry()
    {
    }

    public sealed record Welcome(CustomerId Id) : GuestEntry;

    /// <summary>Somebody else's, on another device.</summary>
    public sealed record NameTaken : GuestEntry;

    /// <summary>Too many are at the door.</summary>
    public sealed record Full : GuestEntry;
}

/// <summary>
/// Writes guests in. A crowd of tens of thousands arrives within seconds, so all that wait are written by one statement,
/// no password is hashed, and nothing but this table's two indexes is touched.
/// </summary>
internal sealed partial class GuestBook(NpgsqlDataSource database, ILogger<GuestBook> log) : BackgroundService
{
    private const int WaitingMax = 20_000;
    private const int BatchSizeMax = 500;

    // NFKC is the database's to do: this process runs without the tables for it.
    private const string KeyOfName = "sha256(convert_to(lower(normalize(g.key, nfkc)), 'UTF8'))";

    // In one order on every node, so that two of them cannot wait for each other.
    private const string Insert =
        $"""
        insert into account (id, display_name, is_guest, guest_key, device_hash)
        select g.id, g.name, true, {KeyOfName} as guest_key, g.device
        from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[]) as g (id, name, key, device)
        order by guest_key
        on conflict (guest_key) do nothing
        """;

    // A statement of its own, to see what others have committed meanwhile. Guest by guest: as a plain join it is planned,
    // once and for all, while the table is empty, and then reads all guests for each few that come.
    private const string Read =
        $"""
        select g.place::int - 1, a.id, a.device_hash, a.display_name
        from unnest($1::text[]) with ordinality as g (key, place)
        cross join lateral (select id, device_hash, display_name from account where guest_key = {KeyOfName} limit 1) a
        """;

    private const string Rename =
        "update account a set display_name = g.name from unnest($1::uuid[], $2::text[]) as g (id, name) where a.id = g.id";

    private readonly Channel<Entry> door = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <param name="known">Who the request is signed in as already: a guest's session opens their own name too. Null: nobody.</param>
    public Task<GuestEntry> EnterAsync(DisplayName name, Device device, CustomerId? known)
    {
        var entry = new Entry(Guid.CreateVersion7(), name.Value, name.Key, device, known);
        return door.Writer.TryWrite(entry) ? entry.Result.Task : Task.FromResult<GuestEntry>(new GuestEntry.Full());
    }

    /// <summary>
    /// Guests made for a rehearsal, by the thousand. Their names are apart from those of real guests, and a repeated
    /// rehearsal finds its own again.
    /// </summary>
    public async Task<IReadOnlyList<CustomerId>> EnterAllAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var entries = names.Select(name => new Entry(Guid.CreateVersion7(), name, $"rehearsal\n{name}", Device.OfNobody(), null)).ToArray();
        await using var batch = BatchOf(entries);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var ids = new CustomerId[entries.Length];
        while (await reader.ReadAsync(cancellation))
            ids[reader.GetInt32(0)] = new CustomerId(reader.GetGuid(1));
        return ids;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        door.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        while (door.Reader.TryRead(out var entry))
            entry.Result.TrySetResult(new GuestEntry.Full());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var entries = new List<Entry>(BatchSizeMax);
        try
        {
            while (await door.Reader.WaitToReadAsync(stoppingToken))
            {
                entries.Clear();
                while (entries.Count < BatchSizeMax && door.Reader.TryRead(out var entry))
                    entries.Add(entry);
                await WriteAsync(entries);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task WriteAsync(List<Entry> entries)
    {
        try
        {
            try
            {
                await WriteOnceAsync(entries);
            }
            catch (NpgsqlException fault) when (Faults.IsOfDatabase(fault))
            {
                // With the same ids and devices it is safe to do again: what was written the first time is found to be theirs.
                WritingAgain(entries.Count, fault.Message);
                await WriteOnceAsync(entries);
            }
        }
        catch (Exception fault)
        {
            foreach (var entry in entries)
                entry.Result.TrySetException(fault);
        }
    }

    private async Task WriteOnceAsync(List<Entry> entries)
    {
        var renamed = new List<Entry>();
        var results = new GuestEntry[entries.Count];
        await using (var batch = BatchOf(entries))
        {
            await using var reader = await batch.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var place = reader.GetInt32(0);
                var entry = entries[place];
                var id = new CustomerId(reader.GetGuid(1));
                if (!entry.Device.Is(reader.GetFieldValue<byte[]>(2)) && entry.Known != id)
                {
                    results[place] = new GuestEntry.NameTaken();
                    continue;
                }

                results[place] = new GuestEntry.Welcome(id);
                if (reader.GetString(3) != entry.Name)
                    renamed.Add(entry with { Id = id.Value });
            }
        }

        if (renamed.Count > 0)
        {
            await using var rename = database.CreateCommand(Rename);
            rename.Parameters.AddWithValue(renamed.Select(entry => entry.Id).ToArray());
            rename.Parameters.AddWithValue(renamed.Select(entry => entry.Name).ToArray());
            await rename.ExecuteNonQueryAsync();
        }

        for (var i = 0; i < results.Length; i++)
            entries[i].Result.TrySetResult(results[i]);
    }

    private NpgsqlBatch BatchOf(IReadOnlyList<Entry> entries)
    {
        var ids = new Guid[entries.Count];
        var names = new string[entries.Count];
        var keys = new string[entries.Count];
        var devices = new byte[entries.Count][];
        for (var i = 0; i < entries.Count; i++)
            (ids[i], names[i], keys[i], devices[i]) = (entries[i].Id, entries[i].Name, entries[i].Key, entries[i].Device.Hash);
        var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
        {
            Parameters = { new() { Value = ids }, new() { Value = names }, new() { Value = keys }, new() { Value = devices } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Read) { Parameters = { new() { Value = keys } } });
        return batch;
    }

    private sealed record Entry(Guid Id, string Name, string Key, Device Device, CustomerId? Known)
    {
        public TaskCompletionSource<GuestEntry> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(1, LogLevel.Warning, "Writing {Count} guests failed, trying once more: {Reason}")]
    private partial void WritingAgain(int count, string reason);
}
