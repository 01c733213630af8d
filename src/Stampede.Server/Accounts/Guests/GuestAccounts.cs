using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>The outcome of a guest sign-in.</summary>
internal abstract record GuestAdmission
{
    private GuestAdmission()
    {
    }

    public sealed record Admitted(CustomerId Id) : GuestAdmission;

    /// <summary>Too many guests wait to be written.</summary>
    public sealed record QueueFull : GuestAdmission;
}

/// <summary>
/// Writes guests into the table of accounts. A crowd of tens of thousands arrives within seconds, so all guests that wait are
/// written by one statement, without a password hash.
/// </summary>
internal sealed partial class GuestAccounts(NpgsqlDataSource database, ILogger<GuestAccounts> log) : BackgroundService
{
    private const int WaitingMax = 20_000;
    private const int BatchSizeMax = 500;

    // NFKC is the database's to do: this process runs without the tables for it.
    private const string KeyOfName = "sha256(convert_to(lower(normalize(g.key, nfkc)), 'UTF8'))";

    // A guest is a name on a device: others may have the same name. Guests of before were known by the name alone.
    private const string KeyOnDevice = $"sha256({KeyOfName} || g.device)";

    // In one order on every node, so that two of them cannot wait for each other.
    private const string Insert =
        $"""
        insert into account (id, display_name, is_guest, guest_key, device_hash)
        select g.id, g.name, true, {KeyOnDevice} as guest_key, g.device
        from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::uuid[]) as g (id, name, key, device, known)
        where not exists (select from account a where a.guest_key = {KeyOfName} and a.device_hash = g.device)
          and not exists (select from account a where a.id = g.known and a.guest_key in ({KeyOfName}, sha256({KeyOfName} || a.device_hash)))
        order by guest_key
        on conflict (guest_key) do nothing
        """;

    // A statement of its own, to see what others have committed meanwhile. Guest by guest: as a plain join it is planned,
    // once and for all, while the table is empty, and then reads all guests for each few that come.
    private const string Read =
        $"""
        select g.place::int - 1, a.id, a.display_name, a.last_seen_on is not distinct from (clock_timestamp() at time zone 'utc')::date
        from unnest($1::text[], $2::bytea[], $3::uuid[]) with ordinality as g (key, device, known, place)
        cross join lateral (
          select a.id, a.display_name, a.last_seen_on from account a
          where a.id = g.known and a.guest_key in ({KeyOfName}, sha256({KeyOfName} || a.device_hash))
          union all
          select a.id, a.display_name, a.last_seen_on from account a where a.guest_key = {KeyOfName} and a.device_hash = g.device
          union all
          select a.id, a.display_name, a.last_seen_on from account a where a.guest_key = {KeyOnDevice}
          limit 1) a
        """;

    // In one order too. Who is not among those updated has been forgotten just now.
    private const string Touch =
        """
        with here as materialized (
          select a.id, g.name from unnest($1::uuid[], $2::text[]) as g (id, name) join account a on a.id = g.id order by a.id for update of a)
        update account a set display_name = here.name, last_seen_on = (clock_timestamp() at time zone 'utc')::date
        from here where a.id = here.id
        returning a.id
        """;

    private readonly Channel<Entry> door = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <param name="known">Who the request is signed in as already: a guest's session opens their own name too. Null: nobody.</param>
    public Task<GuestAdmission> EnterAsync(DisplayName name, GuestDevice device, CustomerId? known)
    {
        var entry = new Entry(Guid.CreateVersion7(), name.Value, name.Key, device, known);
        return door.Writer.TryWrite(entry) ? entry.Result.Task : Task.FromResult<GuestAdmission>(new GuestAdmission.QueueFull());
    }

    /// <summary>
    /// Guests made for a rehearsal, by the thousand. Their names are apart from those of real guests, and a repeated
    /// rehearsal finds its own again.
    /// </summary>
    public async Task<IReadOnlyList<CustomerId>> EnterAllAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var entries = names.Select(name => new Entry(Guid.CreateVersion7(), name, $"rehearsal\n{name}", GuestDevice.OfNobody, null)).ToArray();
        await using var batch = BatchOf(entries);
        await using var reader = await batch.ReadIndexedAsync(cancellation);
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
            entry.Result.TrySetResult(new GuestAdmission.QueueFull());
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
            catch (NpgsqlException fault) when (ExceptionProblems.IsOfDatabase(fault))
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

    private async Task WriteOnceAsync(IReadOnlyList<Entry> entries)
    {
        // A second time for those that were forgotten as idle between the statements: now they are new.
        for (var attempt = 0; attempt < 2 && entries.Count > 0; attempt++)
        {
            var found = new Guid?[entries.Count];
            var changed = new Dictionary<Guid, string>();
            await using (var batch = BatchOf(entries))
            {
                await using var reader = await batch.ReadIndexedAsync(CancellationToken.None);
                while (await reader.ReadAsync())
                {
                    var (place, id) = (reader.GetInt32(0), reader.GetGuid(1));
                    found[place] = id;
                    if (reader.GetString(2) != entries[place].Name || !reader.GetBoolean(3))
                        changed[id] = entries[place].Name;
                }
            }

            var gone = await TouchAsync(changed);
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is { } id && !gone.Contains(id))
                    entries[i].Result.TrySetResult(new GuestAdmission.Admitted(new CustomerId(id)));
            }

            entries = [.. entries.Where(entry => !entry.Result.Task.IsCompleted)];
        }

        if (entries.Count > 0)
            throw new UnreachableException("A guest was not found right after they were written.");
    }

    /// <returns>Those that are not there any more.</returns>
    private async Task<HashSet<Guid>> TouchAsync(Dictionary<Guid, string> changed)
    {
        if (changed.Count == 0)
            return [];
        await using var batch = database.CreateIndexedBatch(
            new NpgsqlBatchCommand(Touch) { Parameters = { new() { Value = changed.Keys.ToArray() }, new() { Value = changed.Values.ToArray() } } });
        await using var reader = await batch.ReadIndexedAsync(CancellationToken.None);
        var gone = changed.Keys.ToHashSet();
        while (await reader.ReadAsync())
            gone.Remove(reader.GetGuid(0));
        return gone;
    }

    private NpgsqlBatch BatchOf(IReadOnlyList<Entry> entries)
    {
        var ids = new Guid[entries.Count];
        var names = new string[entries.Count];
        var keys = new string[entries.Count];
        var devices = new byte[entries.Count][];
        var known = new Guid?[entries.Count];
        for (var i = 0; i < entries.Count; i++)
            (ids[i], names[i], keys[i], devices[i], known[i]) = (entries[i].Id, entries[i].Name, entries[i].Key, entries[i].Device.Hash, entries[i].Known?.Value);
        return database.CreateIndexedBatch(
            new NpgsqlBatchCommand(Insert)
            {
                Parameters = { new() { Value = ids }, new() { Value = names }, new() { Value = keys }, new() { Value = devices }, new() { Value = known } },
            },
            new NpgsqlBatchCommand(Read) { Parameters = { new() { Value = keys }, new() { Value = devices }, new() { Value = known } } });
    }

    private sealed record Entry(Guid Id, string Name, string Key, GuestDevice Device, CustomerId? Known)
    {
        public TaskCompletionSource<GuestAdmission> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(1, LogLevel.Warning, "Writing {Count} guests failed, trying once more: {Reason}")]
    private partial void WritingAgain(int count, string reason);
}
