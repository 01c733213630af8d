using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>
/// A connection's outlet. Takes events without ever making the one who offers them wait: one write is under way at a
/// time, and what comes meanwhile waits in a <see cref="Mailbox"/> a drop.
/// </summary>
/// <param name="customer">Whose connection it is; null: nobody knows.</param>
/// <param name="seesDrafts">An operator's.</param>
public abstract class Watcher(CustomerId? customer, bool seesDrafts)
{
    private const int NotesMax = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<DropId, Mailbox> mailboxes = [];
    private readonly Queue<Mailbox> ready = new();
    private Queue<LiveEvent>? notes;
    private StalledWrites? stalled;
    private IReadOnlyDictionary<DropId, long>? known;
    private IReadOnlyList<DropId> rest = [];
    private Func<DropId, LiveEvent.OfDrop?>? stockOf;
    private int restAt;
    private int askedFor;
    private int holds;
    private bool watchesAll;
    private bool isWriting;
    private bool isClosed;
    private TaskCompletionSource? quiet;

    public CustomerId? Customer { get; } = customer;

    public bool SeesDrafts { get; } = seesDrafts;

    /// <summary>Drops asked for by their id.</summary>
    public int WatchCount
    {
        get
        {
            lock (gate)
                return askedFor;
        }
    }

    internal bool IsClosed
    {
        get
        {
            lock (gate)
                return isClosed;
        }
    }

    internal (IReadOnlyList<DropId> Drops, bool All) Watches
    {
        get
        {
            lock (gate)
                return ([.. mailboxes.Where(m => m.Value.IsAskedFor).Select(m => m.Key)], watchesAll);
        }
    }

    /// <summary>Called for one event at a time. Completes when the connection has room again.</summary>
    protected abstract ValueTask WriteAsync(LiveEvent live);

    /// <summary>Ends the connection at once, whatever it is doing. Called at most once, from any thread.</summary>
    protected abstract void Abort();

    /// <summary>
    /// From here to the matching <see cref="Release"/> events of drops wait: a snapshot is on its way, and what is
    /// newer must not overtake it.
    /// </summary>
    public void Hold()
    {
        lock (gate)
            holds++;
    }

    public void Release()
    {
        lock (gate)
        {
            if (--holds > 0 || !TryBegin())
                return;
        }

        Drain();
    }

    /// <summary>Tells this watcher alone. When notes pile up the oldest are dropped.</summary>
    public void Tell(LiveEvent note)
    {
        lock (gate)
        {
            notes ??= new Queue<LiveEvent>();
            if (notes.Count == NotesMax)
                notes.Dequeue();
            notes.Enqueue(note);
            if (!TryBegin())
                return;
        }

        Drain();
    }

    /// <summary>Drops the connection.</summary>
    public void Drop()
    {
        if (Close())
            Abort();
    }

    /// <summary>After this nothing more is written, and nothing is being written.</summary>
    public Task QuietAsync()
    {
        lock (gate)
        {
            isClosed = true;
            if (!isWriting)
                return Task.CompletedTask;
            quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return quiet.Task;
        }
    }

    internal void Attach(StalledWrites writes) => stalled = writes;

    internal void Ask(DropId drop)
    {
        lock (gate)
        {
            if (!mailboxes.TryGetValue(drop, out var mailbox))
                mailboxes.Add(drop, mailbox = NewMailbox(drop));
            if (!mailbox.IsAskedFor)
                askedFor++;
            mailbox.IsAskedFor = true;
        }
    }

    internal void AskForAll()
    {
        lock (gate)
            watchesAll = true;
    }

    internal void Forget(DropId drop)
    {
        lock (gate)
        {
            if (!mailboxes.TryGetValue(drop, out var mailbox))
                return;
            if (mailbox.IsAskedFor)
                askedFor--;
            mailbox.IsAskedFor = false;
            if (watchesAll)
                return;
            mailbox.Clear();
            mailboxes.Remove(drop);
        }
    }

    internal bool Close()
    {
        lock (gate)
            return !isClosed && (isClosed = true);
    }

    /// <summary>The watcher of all drops has their stock as of this snapshot, but for the rest, which it is told one by one.</summary>
    internal void Begin(StockSnapshot snapshot, Func<DropId, LiveEvent.OfDrop?> newestStockOf)
    {
        lock (gate)
        {
            (known, rest, restAt, stockOf) = (snapshot.Versions, snapshot.Rest, 0, newestStockOf);
            foreach (var (drop, mailbox) in mailboxes)
            {
                if (known.TryGetValue(drop, out var version))
                    mailbox.Begin(version);
            }
        }
    }

    internal void Begin(DropId drop, long version)
    {
        lock (gate)
        {
            if (mailboxes.TryGetValue(drop, out var mailbox) || watchesAll && mailboxes.TryAdd(drop, mailbox = NewMailbox(drop)))
                mailbox.Begin(version);
        }
    }

    /// <param name="amongAll">Offered to those who watch all drops, not to those who asked for this one.</param>
    internal void Offer(DropId drop, LiveEvent.OfDrop[] events, bool amongAll)
    {
        lock (gate)
        {
            // The fan-out works on a copy of the set of watchers: this one may have gone since.
            if (!mailboxes.TryGetValue(drop, out var mailbox))
            {
                if (!amongAll || !watchesAll)
                    return;
                mailboxes.Add(drop, mailbox = NewMailbox(drop));
            }
            else if (amongAll ? !watchesAll : !mailbox.IsAskedFor)
            {
                return;
            }

            foreach (var live in events)
                mailbox.Put(live);
            if (!TryReady(mailbox))
                return;
        }

        Drain();
    }

    /// <summary>Of a drop that was asked for by its id.</summary>
    internal void Offer(LiveEvent.LineChanged changed)
    {
        lock (gate)
        {
            if (!mailboxes.TryGetValue(changed.Drop, out var mailbox) || !mailbox.IsAskedFor)
                return;
            mailbox.Put(changed);
            if (!TryReady(mailbox))
                return;
        }

        Drain();
    }

    /// <summary>Under the lock. True: the caller is the one who drains.</summary>
    private bool TryReady(Mailbox mailbox)
    {
        if (mailbox.IsEmpty)
            return false;
        if (!mailbox.IsQueued)
        {
            mailbox.IsQueued = true;
            ready.Enqueue(mailbox);
        }

        return TryBegin();
    }

    /// <summary>Under the lock. True: the caller is the one who drains.</summary>
    private bool TryBegin()
    {
        if (isWriting || isClosed || !(notes?.Count > 0 || holds == 0 && (ready.Count > 0 || restAt < rest.Count)))
            return false;
        return isWriting = true;
    }

    private LiveEvent? Next()
    {
        lock (gate)
        {
            if (!isClosed)
            {
                if (notes?.TryDequeue(out var note) is true)
                    return note;
                while (holds == 0 && ready.TryDequeue(out var mailbox))
                {
                    var next = mailbox.Take();
                    // To the end of the queue: a busy drop does not starve the others.
                    if (!mailbox.IsEmpty)
                        ready.Enqueue(mailbox);
                    else
                        mailbox.IsQueued = false;
                    if (next is not null)
                        return next;
                }

                if (holds == 0 && NextOfRest() is { } stock)
                    return stock;
            }

            EndWriting();
            return null;
        }
    }

    /// <summary>Under the lock. What this connection was told of since needs no telling.</summary>
    private LiveEvent.OfDrop? NextOfRest()
    {
        while (restAt < rest.Count)
        {
            var drop = rest[restAt++];
            var version = known!.GetValueOrDefault(drop);
            if (mailboxes.TryGetValue(drop, out var mailbox) && mailbox.Version > version || stockOf!(drop) is not { } stock)
                continue;
            if (stock.Version > version)
            {
                if (mailbox is null)
                    mailboxes.Add(drop, mailbox = NewMailbox(drop));
                mailbox.Begin(stock.Version);
            }

            return stock;
        }

        (rest, restAt) = ([], 0);
        return null;
    }

    /// <summary>Under the lock.</summary>
    private Mailbox NewMailbox(DropId drop) => new(known?.GetValueOrDefault(drop) ?? 0);

    /// <summary>Under the lock.</summary>
    private void EndWriting()
    {
        isWriting = false;
        quiet?.TrySetResult();
    }

    /// <summary>The connection is broken. Whoever runs it logs why.</summary>
    private void Break()
    {
        Drop();
        lock (gate)
            EndWriting();
    }

    private void Drain()
    {
        try
        {
            while (Next() is { } live)
            {
                var write = WriteAsync(live);
                if (!write.IsCompletedSuccessfully)
                {
                    _ = DrainAsync(write);
                    return;
                }

                write.GetAwaiter().GetResult();
            }
        }
        catch (Exception)
        {
            Break();
        }
    }

    private async Task DrainAsync(ValueTask write)
    {
        try
        {
            await AwaitAsync(write);
            while (Next() is { } live)
                await AwaitAsync(WriteAsync(live));
        }
        catch (Exception)
        {
            Break();
        }
    }

    private async ValueTask AwaitAsync(ValueTask write)
    {
        if (write.IsCompleted)
        {
            await write;
            return;
        }

        stalled?.Add(this);
        try
        {
            await write;
        }
        finally
        {
            stalled?.Remove(this);
        }
    }
}
