using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Stampede.Domain;
using Stampede.Postgres;
using Stampede.Postgres.Line;
using Stampede.Postgres.Orders;
using Stampede.Postgres.Reservations;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>All that is stored about one person. The shape of <c>GET /api/v1/me/export</c>.</summary>
/// <param name="Account">Null: the account was erased a moment ago.</param>
/// <param name="Signals">How they went about reserving, by drop.</param>
internal sealed record PersonalData(
    DateTimeOffset ExportedAt, StoredAccount? Account, Contact? Contact, IReadOnlyList<StoredSignal> Signals, IReadOnlyList<Reservation> Reservations, IReadOnlyList<Receipt> Purchases,
    IReadOnlyList<StoredOrder> Orders, IReadOnlyList<StoredEntry> Lines, IReadOnlyList<StoredLetter> Letters, IReadOnlyList<StoredNotifyRequest> NotifyRequests,
    StoredNote? Note, IReadOnlyList<StoredBlock> Blocks);

/// <summary>What the shop wrote down about this person.</summary>
internal sealed record StoredNote(string Note, DateTimeOffset At);

/// <summary>That this person may not reserve.</summary>
/// <param name="DropId">Null: in the whole shop.</param>
/// <param name="Until">Null: until it is lifted.</param>
internal sealed record StoredBlock(DropId? DropId, string Reason, DateTimeOffset At, DateTimeOffset? Until);

/// <summary>What was kept of a purchase so that it could be sent.</summary>
/// <param name="Note">What the shop wrote down about it.</param>
internal sealed record StoredOrder(PurchaseId PurchaseId, Contact? Contact, DateTimeOffset? SentAt, string? Carrier, string? Tracking, string? Note);

/// <param name="Role">Of who runs the shop.</param>
/// <param name="Passkeys">As their owner calls them.</param>
/// <param name="ExternalId">What another program calls this person. Null: they came here themself.</param>
/// <param name="HasPassword">The password itself is nowhere; what it is checked with is of no use to anybody.</param>
internal sealed record StoredAccount(
    CustomerId Id, string DisplayName, string? Email, bool EmailConfirmed, bool IsGuest, bool IsOperator, string? Role, bool HasPassword, DateTimeOffset? OneTimeCodesSince,
    IReadOnlyList<string> Passkeys, IReadOnlyList<StoredSession> Sessions, DateTimeOffset CreatedAt, string? Language, bool HideName,
    string? ExternalId);

/// <param name="Agent">The browser, as it called itself.</param>
internal sealed record StoredSession(DateTimeOffset BeganAt, DateTimeOffset LastSeenAt, string? Agent);

/// <summary>Mail to this person, of the last 30 days.</summary>
/// <param name="SentAt">Null: it waits, or cannot go.</param>
internal sealed record StoredLetter(string Kind, DropId? DropId, DateTimeOffset WrittenAt, DateTimeOffset? SentAt);

/// <summary>That this person wants to be told of a drop.</summary>
/// <param name="Kind">opening, or back.</param>
internal sealed record StoredNotifyRequest(DropId DropId, string Kind, DateTimeOffset AskedAt, DateTimeOffset? ToldAt);

/// <param name="ExcludedReason">Null: the shop did not exclude it.</param>
internal sealed record StoredEntry(
    DropId DropId, EntryId EntryId, long Seq, IReadOnlyList<VariantId> Preferences, int Quantity, DateTimeOffset JoinedAt, bool HasWithdrawn, string? ExcludedReason);

/// <param name="AddressHash">Of the network address of the last request, in hexadecimal; the address itself is not kept.</param>
/// <param name="AgentHash">Of its User-Agent.</param>
internal sealed record StoredSignal(
    DropId DropId, long Attempts, long EarlyAttempts, int PerSecondMax, string AddressHash, string AgentHash, DateTimeOffset LastAt);

/// <summary>Written page by page: whoever reads slowly holds no connection of the database, and who has stopped is left.</summary>
internal sealed class PersonalExport(Caller caller, NpgsqlDataSource database, ReservationReads reservations, ContactRows contacts, OrderReads orders, LineReads lines, TimeProvider time) : IResult
{
    private const int PageSize = 200;

    private static readonly TimeSpan PageTimeMax = TimeSpan.FromSeconds(60);

    private static readonly ConcurrentDictionary<CustomerId, bool> UnderWay = new();

    private const string ReadAccount = """
        select id, display_name, email, email_confirmed, is_guest, is_operator, password_hash is not null, created_at, case when is_operator then role end,
          (select since from one_time_codes where account_id = $1 and secret_protected is not null),
          array(select coalesce(data ->> 'Name', '') from passkey where account_id = $1 order by credential_id), language, hides_name,
          (select external_id from external_customer where account_id = $1)
        from account where id = $1
        """;

    private const string ReadSessions = "select began_at, seen_at, agent from account_session where account_id = $1 order by seen_at desc limit 1000";

    // Drop by drop, by the key: there is no index by customer. A customer is not seen in more than this many drops.
    private const string ReadSignals = """
        select drop_id, attempts, early_attempts, per_second_max, encode(address_hash, 'hex'), encode(agent_hash, 'hex'), last_at
        from reserve_signal where customer_id = $1 and drop_id = any (array(select id from drop order by id desc limit 10000))
        """;

    private const string ReadNotifyRequests = """
        select drop_id, kind, asked_at, told_at from notify_request
        where customer_id = $1 or email_key in (select email_key from account where id = $1 and email_key is not null) order by id limit 1000
        """;

    private const string ReadLetters = """
        select kind, drop_id, created_at, sent_at from letter where customer_id = $1 order by id desc limit 1000
        """;

    private const string ReadNote = "select note, at from customer_note where customer_id = $1";

    private const string ReadBlocks = "select drop_id, reason, at, until from block where customer_id = $1 order by id desc limit 1000";

    public static Results<PersonalExport, ApiProblem> Get(
        Caller caller, NpgsqlDataSource database, ReservationReads reservations, ContactRows contacts, OrderReads orders, LineReads lines, TimeProvider time) =>
        UnderWay.ContainsKey(caller.Id)
            ? ApiProblem.Of(ProblemKinds.RateLimited, "One export of yours is under way. Wait until it has ended.")
            : new PersonalExport(caller, database, reservations, contacts, orders, lines, time);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!UnderWay.TryAdd(caller.Id, true))
        {
            await ApiProblem.Of(ProblemKinds.RateLimited, "One export of yours is under way. Wait until it has ended.").ExecuteAsync(httpContext);
            return;
        }

        try
        {
            await WriteAsync(httpContext);
        }
        finally
        {
            UnderWay.TryRemove(caller.Id, out _);
        }
    }

    private async Task WriteAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var account = await ReadAccountAsync(cancellation);
        var contact = await contacts.FindAsync(caller.Id, cancellation);
        var signals = await ReadSignalsAsync(cancellation);
        var letters = await ReadLettersAsync(cancellation);
        var requests = await ReadNotifyRequestsAsync(cancellation);
        var note = await ReadNoteAsync(cancellation);
        var blocks = await ReadBlocksAsync(cancellation);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"stampede-personal-data.json\"";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = ApiJson.Wire.Options.Encoder });
        json.WriteStartObject();
        json.WritePropertyName("exportedAt");
        JsonSerializer.Serialize(json, time.GetUtcNow(), ApiJson.Wire.DateTimeOffset);
        json.WritePropertyName("account");
        if (account is null)
            json.WriteNullValue();
        else
            JsonSerializer.Serialize(json, account, ApiJson.Wire.StoredAccount);
        json.WritePropertyName("contact");
        if (contact is null)
            json.WriteNullValue();
        else
            JsonSerializer.Serialize(json, contact, ApiJson.Wire.Contact);
        json.WritePropertyName("signals");
        json.WriteStartArray();
        foreach (var signal in signals)
            JsonSerializer.Serialize(json, signal, ApiJson.Wire.StoredSignal);
        json.WriteEndArray();
        json.WriteStartArray("reservations");
        var isWhole = await WritePagesAsync(
            context, json,
            after => reservations.ListAsync(caller.Id, null, after is { } id ? new ReservationId(id) : null, PageSize, cancellation),
            item => JsonSerializer.Serialize(json, item, ApiJson.Wire.Reservation), item => item.Id.Value);
        json.WriteEndArray();
        json.WriteStartArray("purchases");
        isWhole = isWhole && await WritePagesAsync(
            context, json,
            after => reservations.ListReceiptsAsync(caller.Id, after is { } id ? new PurchaseId(id) : null, PageSize, cancellation),
            item => JsonSerializer.Serialize(json, item, ApiJson.Wire.Receipt), item => item.Id.Value);
        json.WriteEndArray();
        json.WriteStartArray("orders");
        isWhole = isWhole && await WritePagesAsync(
            context, json, after => ReadOrdersAsync(after, cancellation), item => JsonSerializer.Serialize(json, item, ApiJson.Wire.StoredOrder), item => item.PurchaseId.Value);
        json.WriteEndArray();
        json.WriteStartArray("lines");
        isWhole = isWhole && await WritePagesAsync(
            context, json, after => ReadEntriesAsync(after, cancellation), item => JsonSerializer.Serialize(json, item, ApiJson.Wire.StoredEntry), item => item.DropId.Value);
        json.WriteEndArray();
        json.WriteStartArray("letters");
        foreach (var letter in letters)
            JsonSerializer.Serialize(json, letter, ApiJson.Wire.StoredLetter);
        json.WriteEndArray();
        json.WriteStartArray("notifyRequests");
        foreach (var request in requests)
            JsonSerializer.Serialize(json, request, ApiJson.Wire.StoredNotifyRequest);
        json.WriteEndArray();
        json.WritePropertyName("note");
        if (note is null)
            json.WriteNullValue();
        else
            JsonSerializer.Serialize(json, note, ApiJson.Wire.StoredNote);
        json.WriteStartArray("blocks");
        foreach (var block in blocks)
            JsonSerializer.Serialize(json, block, ApiJson.Wire.StoredBlock);
        json.WriteEndArray();
        json.WriteEndObject();
        if (isWhole)
            await json.FlushAsync(cancellation);
    }

    /// <returns>False: the reader is gone, and so is the connection.</returns>
    private static async Task<bool> WritePagesAsync<T>(
        HttpContext context, Utf8JsonWriter json, Func<Guid?, Task<Page<T>>> read, Action<T> write, Func<T, Guid> id)
    {
        Guid? after = null;
        while (true)
        {
            var page = await read(after);
            foreach (var item in page.Items)
                write(item);
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            bounded.CancelAfter(PageTimeMax);
            try
            {
                await json.FlushAsync(bounded.Token);
            }
            catch (OperationCanceledException)
            {
                // Half an answer must not look like a whole one.
                context.Abort();
                return false;
            }

            if (page.Next is null)
                return true;
            after = id(page.Items[^1]);
        }
    }

    private async Task<Page<StoredOrder>> ReadOrdersAsync(Guid? after, CancellationToken cancellation)
    {
        var kept = await orders.ListKeptAsync(caller.Id, after is { } id ? new PurchaseId(id) : null, PageSize, cancellation);
        StoredOrder[] stored = [.. kept.Select(one => new StoredOrder(one.Id, one.Contact, one.SentAt, one.Carrier, one.Tracking, one.Note))];
        return new Page<StoredOrder>(stored, stored.Length < PageSize ? null : stored[^1].PurchaseId.ToString());
    }

    private async Task<Page<StoredEntry>> ReadEntriesAsync(Guid? after, CancellationToken cancellation)
    {
        var entries = await lines.ListEntriesAsync(caller.Id, new DropId(after ?? Guid.Empty), PageSize, cancellation);
        StoredEntry[] stored = [.. entries.Select(one => new StoredEntry(
            one.Drop, one.Entry.Id, one.Entry.Seq, one.Entry.Preferences, one.Entry.Quantity, one.Entry.JoinedAt, one.Entry.WithdrawnIndex is not null, one.Entry.ExcludedReason))];
        return new Page<StoredEntry>(stored, stored.Length < PageSize ? null : stored[^1].DropId.ToString());
    }

    private async Task<StoredAccount?> ReadAccountAsync(CancellationToken cancellation)
    {
        var sessions = await ReadSessionsAsync(cancellation);
        await using var command = database.CreateCommand(ReadAccount);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new StoredAccount(
                new CustomerId(row.GetGuid(0)), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5),
                row.IsDBNull(8) ? null : row.GetString(8), row.GetBoolean(6), row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), row.GetFieldValue<string[]>(10), sessions,
                row.GetFieldValue<DateTimeOffset>(7), row.IsDBNull(11) ? null : row.GetString(11), row.GetBoolean(12),
                row.IsDBNull(13) ? null : row.GetString(13))
            : null;
    }

    private async Task<List<StoredSession>> ReadSessionsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadSessions);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var sessions = new List<StoredSession>();
        while (await row.ReadAsync(cancellation))
            sessions.Add(new(row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetString(2)));
        return sessions;
    }

    private async Task<List<StoredNotifyRequest>> ReadNotifyRequestsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadNotifyRequests);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var requests = new List<StoredNotifyRequest>();
        while (await row.ReadAsync(cancellation))
        {
            requests.Add(new(
                new DropId(row.GetGuid(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)));
        }

        return requests;
    }

    private async Task<StoredNote?> ReadNoteAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadNote);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1)) : null;
    }

    private async Task<List<StoredBlock>> ReadBlocksAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadBlocks);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var blocks = new List<StoredBlock>();
        while (await row.ReadAsync(cancellation))
        {
            blocks.Add(new(
                row.IsDBNull(0) ? null : new DropId(row.GetGuid(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)));
        }

        return blocks;
    }

    private async Task<List<StoredLetter>> ReadLettersAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadLetters);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var letters = new List<StoredLetter>();
        while (await row.ReadAsync(cancellation))
        {
            letters.Add(new(
                row.GetString(0), row.IsDBNull(1) ? null : new DropId(row.GetGuid(1)), row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)));
        }

        return letters;
    }

    private async Task<List<StoredSignal>> ReadSignalsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadSignals);
        command.Parameters.AddWithValue(caller.Id.Value);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var signals = new List<StoredSignal>();
        while (await row.ReadAsync(cancellation))
        {
            signals.Add(new(
                new DropId(row.GetGuid(0)), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6)));
        }

        return signals;
    }
}
