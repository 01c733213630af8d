using Microsoft.Extensions.Logging;
using Npgsql;
using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Journal;
using Stampede.Proof;

namespace Stampede.Postgres.Line;

/// <summary>
/// Has what is asked of drops' lines decided and made durable. What queues for a drop while a transaction is under way goes
/// together into the next one: two round trips a batch, whatever its size. Only the line's own row is locked, so joining and
/// buying do not wait for each other; any node may do it.
/// </summary>
/// <param name="database">The journal's connections.</param>
/// <param name="submit">Has a drop's command decided.</param>
public sealed class LineJournal(NpgsqlDataSource database, Func<DropId, Command, ValueTask<Outcome>> submit, TimeProvider time, ILogger<LineJournal> log) : IDisposable
{
    private const int BatchSizeMax = 1_000;

    /// <summary>Of one drop; of all together five times as many.</summary>
    private const int QueueLengthMax = 20_000;

    private const int QueuedMax = 5 * QueueLengthMax;

    /// <summary>Of a batch, as of the lanes'.</summary>
    private const int TimeoutSeconds = 5;

    private static readonly TimeSpan QueueTimeMax = TimeSpan.FromSeconds(5);

    /// <summary>For the look-up of a lost answer.</summary>
    private static readonly TimeSpan LookUpTime = TimeSpan.FromSeconds(3);

    // Two at most for each entry that is named; the key of the customers' pseudonyms is the drop's own.
    private const string FindEntries = $"""
        select {LineSql.EntryColumns}, exists (select from reservation r where r.customer_id = e.customer_id and r.drop_id = $1 and r.entry_id is not null)
        from unnest($2::uuid[]) as asked (id)
        cross join lateral (select * from line_entry where drop_id = $1 and customer_id = asked.id limit 1) e
        union all
        select {LineSql.EntryColumns}, true from unnest($3::uuid[]) as asked (id)
        cross join lateral (select * from line_entry where drop_id = $1 and entry_id = asked.id limit 1) e
        """;

    private const string InsertLog = """
        insert into line_log (drop_id, index, at, line) select $1, * from unnest($2::bigint[], $3::timestamptz[], $4::text[])
        """;

    private const string InsertEntries = $"""
        insert into line_entry (drop_id, {LineSql.EntryColumns})
        select $1, seq, entry_id, customer_id, preferences::uuid[], quantity, joined_at, joined_index, missed_index, withdrawn_index, excluded_index, excluded_reason, last_index
        from unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::integer[], $7::timestamptz[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[])
          as e ({LineSql.EntryColumns})
        """;

    private const string UpdateEntries = """
        with changed as (
          update line_entry e set preferences = c.preferences::uuid[], quantity = c.quantity, missed_index = c.missed_index, withdrawn_index = c.withdrawn_index,
            excluded_index = c.excluded_index, excluded_reason = c.excluded_reason, last_index = c.last_index
          from unnest($2::bigint[], $3::text[], $4::integer[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::bigint[])
            as c (seq, preferences, quantity, missed_index, withdrawn_index, excluded_index, excluded_reason, last_index)
          where e.drop_id = $1 and e.seq = c.seq and e.last_index < c.last_index
          returning 1)
        select expect_rows('entries of the line to change', $10, (select count(*) from changed))
        """;

    internal const string UpdateLine = """
        with moved as (
          update line set log_size = $2, entries = $3, closed_size = $4, sealed_size = $5, listed = $6, leavers = $7
          where drop_id = $1 and log_size = $8 and entries = $9
          returning 1)
        select expect_rows('lines as they were known', 1, (select count(*) from moved))
        """;

    private const string FindLog = """
        select count(*) from unnest($2::bigint[], $3::text[]) as b (index, line)
        cross join lateral (select line from line_log where drop_id = $1 and index = b.index limit 1) l
        where l.line = b.line
        """;

    private readonly Lock gate = new();
    private readonly Dictionary<DropId, Queue<Pending>> queues = [];

    // Beside the lanes' batches, on the same connections: more at once would not be faster.
    private readonly SemaphoreSlim turns = new(Math.Clamp(Environment.ProcessorCount, 2, 4));
    private int queued;

    /// <returns>Durable when it is known; waiting for it cannot be cancelled.</returns>
    public Task<LineOutcome> SubmitAsync(DropId drop, LineRequest request)
    {
        var pending = new Pending(request, time.GetTimestamp());
        lock (gate)
        {
            var isIdle = !queues.TryGetValue(drop, out var queue);
            if (isIdle)
                queues.Add(drop, queue = new Queue<Pending>());
            if (queued >= QueuedMax || queue!.Count >= QueueLengthMax)
                return Task.FromResult<LineOutcome>(new LineOutcome.Refused(new Refusal.Overloaded()));
            queue.Enqueue(pending);
            queued++;
            if (isIdle)
                _ = RunAsync(drop, queue);
        }

        return pending.Task;
    }

    public void Dispose() => turns.Dispose();

    /// <summary>Until nothing is queued for the drop.</summary>
    private async Task RunAsync(DropId drop, Queue<Pending> queue)
    {
        await Task.Yield(); // The caller holds the lock.
        while (true)
        {
            await turns.WaitAsync();
            try
            {
                if (Take(drop, queue) is not { Count: > 0 } batch)
                    return;
                if (await DecideAsync(drop, batch) is { } refused)
                    RefuseAll(queue, refused);
            }
            finally
            {
                turns.Release();
            }
        }
    }

    /// <returns>Nothing: the queue is empty, and whoever comes next begins anew.</returns>
    private List<Pending> Take(DropId drop, Queue<Pending> queue)
    {
        var batch = new List<Pending>();
        lock (gate)
        {
            while (batch.Count < BatchSizeMax && queue.TryDequeue(out var pending))
            {
                queued--;
                // Its caller has given up, or soon will.
                if (time.GetElapsedTime(pending.QueuedAt) > QueueTimeMax)
                    pending.SetResult(new LineOutcome.Refused(new Refusal.Overloaded()));
                else
                    batch.Add(pending);
            }

            if (batch.Count == 0)
                queues.Remove(drop);
        }

        return batch;
    }

    /// <summary>Those behind have waited through a failure already; the next one must not be theirs too.</summary>
    private void RefuseAll(Queue<Pending> queue, LineOutcome refused)
    {
        Pending[] behind;
        lock (gate)
        {
            behind = [.. queue];
            queue.Clear();
            queued -= behind.Length;
        }

        foreach (var pending in behind)
            pending.SetResult(refused);
    }

    /// <returns>Null: it was decided. Otherwise what those were told who are in the batch.</returns>
    private async Task<LineOutcome?> DecideAsync(DropId drop, List<Pending> batch)
    {
        try
        {
            var outcomes = await KeepAsync(drop, await DecideAsync(drop, batch.ConvertAll(pending => pending.Request)));
            for (var i = 0; i < batch.Count; i++)
                batch[i].SetResult(outcomes[i]);
            return null;
        }
        catch (Exception fault) // Whatever it was: nobody is left waiting.
        {
            LineLog.BatchFailed(log, drop, batch.Count, fault);
            var refused = new LineOutcome.Refused(
                fault is UndecidableException ? new Refusal.InternalError() : DatabaseFaults.IsOverload(fault) ? new Refusal.Overloaded() : new Refusal.DatabaseUnavailable());
            batch.ForEach(pending => pending.SetResult(refused));
            return fault is UndecidableException ? null : refused;
        }
    }

    /// <summary>
    /// What the joiners of this batch wait for is kept for the line before they are told that they are in: one command for all of them, and only where
    /// nobody waited for it before.
    /// </summary>
    /// <param name="decided">Their entries are durable. Whoever is refused here may ask again.</param>
    private async Task<IReadOnlyList<LineOutcome>> KeepAsync(DropId drop, (IReadOnlyList<LineOutcome> Outcomes, IReadOnlyList<VariantId> Unlisted) decided)
    {
        var (outcomes, unlisted) = decided;
        if (unlisted.Count == 0 || await submit(drop, new Command.KeepForLine(unlisted)) is not Outcome.Refused { Refusal: var refusal })
            return outcomes;
        return [.. outcomes.Select(outcome =>
            outcome is LineOutcome.Joined joined && joined.Entry.Preferences.Any(unlisted.Contains) ? new LineOutcome.Refused(refusal) : outcome)];
    }

    private async Task<(IReadOnlyList<LineOutcome> Outcomes, IReadOnlyList<VariantId> Unlisted)> DecideAsync(DropId drop, IReadOnlyList<LineRequest> requests)
    {
        LineBook? book = null;
        string[] texts = [];
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            var (read, known, key) = await LockAsync(connection, drop, requests);
            if (read is null)
                return ([.. requests.Select(request => new LineOutcome.Refused(request is LineRequest.Join ? new Refusal.LineNotOpen() : new Refusal.NotInLine()))], []);
            book = Decide(read, known, requests);
            if (book.IsUnchanged)
                return (book.Outcomes, book.Unlisted);
            texts = [.. book.Log.Select(line => LineLogText.Of(line, Pseudonym.Of(key, line.Entry.Customer.Value)))];
            await CommitAsync(connection, drop, read.Counters, book, texts);
        }
        catch (CommitUnknownException unknown) when (book is not null)
        {
            LineLog.CommitUnknown(log, drop, unknown);
            if (!await LookUpAsync(drop, book, texts, unknown))
                throw;
        }

        return (book.Outcomes, book.Unlisted);
    }

    private static LineBook Decide(LineBookRead read, List<LineEntry> known, IReadOnlyList<LineRequest> requests)
    {
        try
        {
            return LineBook.Decide(read, known, requests);
        }
        catch (Exception fault)
        {
            throw new UndecidableException(fault);
        }
    }

    private static async Task<(LineBookRead? Read, List<LineEntry> Known, byte[] Key)> LockAsync(NpgsqlConnection connection, DropId drop, IReadOnlyList<LineRequest> requests)
    {
        var customers = requests.Select(CustomerOf).OfType<CustomerId>().Select(customer => customer.Value).Distinct().ToArray();
        var entries = requests.Select(EntryOf).OfType<EntryId>().Select(entry => entry.Value).Distinct().ToArray();
        await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
        batch.Add("begin");
        LineSql.AddLock(batch, drop);
        batch.Add(FindEntries).With(drop.Value).With(customers).With(entries);
        PseudonymKeys.AddRead(batch, drop);
        try
        {
            await using var rows = await batch.ExecuteReaderAsync();
            var read = await LineSql.ReadLockedAsync(rows, CancellationToken.None);
            await rows.NextResultAsync();
            var known = new List<LineEntry>();
            while (await rows.ReadAsync())
                known.Add(LineSql.ReadEntry(rows) with { WasOffered = rows.GetBoolean(12) });
            await rows.NextResultAsync();
            return (read, known, read is null ? [] : await PseudonymKeys.ReadAsync(rows, drop));
        }
        catch (Exception fault)
        {
            PostgresJournal.LeaveIfSilent(connection, fault);
            throw;
        }
    }

    private static async Task CommitAsync(NpgsqlConnection connection, DropId drop, LineCounters before, LineBook book, string[] texts)
    {
        using var replication = new Replication(connection);
        try
        {
            await using var batch = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
            if (texts.Length > 0)
                batch.Add(InsertLog).With(drop.Value).With(Each(book.Log, line => line.Index)).With(Each(book.Log, line => line.At)).With(texts);
            if (book.Added.ToArray() is { Length: > 0 } added)
            {
                batch.Add(InsertEntries).With(drop.Value)
                    .With(Each(added, entry => entry.Seq)).With(Each(added, entry => entry.Id.Value)).With(Each(added, entry => entry.Customer.Value))
                    .With(Each(added, PreferencesOf)).With(Each(added, entry => entry.Quantity)).With(Each(added, entry => entry.JoinedAt))
                    .With(Each(added, entry => entry.JoinedIndex)).With(Each(added, entry => entry.MissedIndex)).With(Each(added, entry => entry.WithdrawnIndex))
                    .With(Each(added, entry => entry.ExcludedIndex)).With(Each(added, entry => entry.ExcludedReason)).With(Each(added, entry => entry.LastIndex));
            }

            if (book.Changed.ToArray() is { Length: > 0 } changed)
            {
                batch.Add(UpdateEntries).With(drop.Value)
                    .With(Each(changed, entry => entry.Seq)).With(Each(changed, PreferencesOf)).With(Each(changed, entry => entry.Quantity))
                    .With(Each(changed, entry => entry.MissedIndex)).With(Each(changed, entry => entry.WithdrawnIndex)).With(Each(changed, entry => entry.ExcludedIndex))
                    .With(Each(changed, entry => entry.ExcludedReason)).With(Each(changed, entry => entry.LastIndex)).With((long)changed.Length);
            }

            AddCounters(batch, drop, before, book.Counters);
            batch.Add("commit");
            await batch.ExecuteNonQueryAsync();
        }
        catch (Exception fault)
        {
            PostgresJournal.LeaveIfSilent(connection, fault);
            throw new CommitUnknownException($"The commit of the line of {drop} was not answered.", fault);
        }

        replication.ThrowIfCutShort();
    }

    internal static void AddCounters(NpgsqlBatch batch, DropId drop, LineCounters before, LineCounters after) =>
        batch.Add(UpdateLine).With(drop.Value).With(after.LogSize).With(after.Entries).With(after.ClosedSize).With(after.SealedSize)
            .WithJson(LineSql.ListedJson(after.Listed)).With(after.Leavers).With(before.LogSize).With(before.Entries);

    /// <summary>Whether a lost commit is there. Waits for its transaction, should it still be under way.</summary>
    private async Task<bool> LookUpAsync(DropId drop, LineBook book, string[] texts, CommitUnknownException unknown)
    {
        // What only closed the line is done again by whoever comes next.
        if (texts.Length == 0)
            return true;
        using var bounded = new CancellationTokenSource(LookUpTime, time);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await IsCommittedAsync(drop, book, texts, bounded.Token).WaitAsync(bounded.Token);
            }
            catch (Exception) when (!bounded.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << Math.Min(attempt, 5)), time);
            }
            catch (Exception fault)
            {
                // Not the fault itself: one that says "busy" would be told as "nothing was done".
                throw new CommitUnknownException(unknown.Message, new AggregateException(unknown, fault));
            }
        }
    }

    private async Task<bool> IsCommittedAsync(DropId drop, LineBook book, string[] texts, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("begin");
        batch.Add(LineSql.Lock).With(drop.Value);
        batch.Add(FindLog).With(drop.Value).With(Each(book.Log, line => line.Index)).With(texts);
        batch.Add("commit");
        using var replication = new Replication(connection);
        bool isCommitted;
        await using (var rows = await batch.ExecuteReaderAsync(cancellation))
        {
            await rows.NextResultAsync(cancellation);
            await rows.ReadAsync(cancellation);
            isCommitted = rows.GetInt64(0) == texts.Length;
        }

        replication.ThrowIfCutShort();
        return isCommitted;
    }

    private static TTo[] Each<TFrom, TTo>(IReadOnlyList<TFrom> items, Func<TFrom, TTo> of)
    {
        var all = new TTo[items.Count];
        for (var i = 0; i < all.Length; i++)
            all[i] = of(items[i]);
        return all;
    }

    // As one text each: an array of arrays would have to be of one length.
    private static string PreferencesOf(LineEntry entry) => $"{{{string.Join(',', entry.Preferences)}}}";

    private static CustomerId? CustomerOf(LineRequest request) => request switch
    {
        LineRequest.Join join => join.Customer,
        LineRequest.Prefer prefer => prefer.Customer,
        LineRequest.Withdraw withdraw => withdraw.Customer,
        _ => null,
    };

    private static EntryId? EntryOf(LineRequest request) => request switch
    {
        LineRequest.Exclude exclude => exclude.Entry,
        LineRequest.Miss miss => miss.Entry,
        _ => null,
    };

    /// <summary>The same batch would meet it again: it is a fault of ours.</summary>
    private sealed class UndecidableException(Exception inner) : Exception("What was asked of a line could not be decided.", inner);

    private sealed class Pending(LineRequest request, long queuedAt) : TaskCompletionSource<LineOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LineRequest Request => request;

        public long QueuedAt => queuedAt;
    }
}

internal static partial class LineLog
{
    [LoggerMessage(460, LogLevel.Warning, "What {Requests} people asked of the line of drop {Drop} was not done; they are told to try again")]
    public static partial void BatchFailed(ILogger log, DropId drop, int requests, Exception fault);

    [LoggerMessage(461, LogLevel.Warning, "Whether the line of drop {Drop} was written is not known; it is looked up")]
    public static partial void CommitUnknown(ILogger log, DropId drop, Exception fault);
}
