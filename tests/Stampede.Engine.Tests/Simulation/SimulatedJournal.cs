using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// A node's journal over a network and a database that fail. What it does is what the one on PostgreSQL does: the same
/// locks, readings, guards and bounds, the same transactions that several drops share, and any fault of a commit is an
/// unknown outcome.
/// </summary>
/// <param name="machine">The node's.</param>
/// <param name="dropsMax">In one transaction.</param>
internal sealed class SimulatedJournal(World world, Weather weather, Database database, Machine machine, DatabaseClock clock, int dropsMax) : IJournal
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(6);

    private readonly List<Session> open = [];
    private readonly List<Batch> waiting = [];

    /// <summary>Hears when a commit is sent.</summary>
    public Action Committing { get; set; } = () => { };

    /// <summary>Nothing gets through, and nobody is told.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>The node is gone; its connections are closed for it, unless its whole machine is gone.</summary>
    public void Abandon(bool closesConnections)
    {
        if (closesConnections)
            Array.ForEach(open.ToArray(), Close);
    }

    public Task<DropState?> LoadAsync(DropId drop, CancellationToken cancellation) =>
        InSessionAsync(_ => Task.FromResult(database.Find(drop)?.Load(database.ReadClock(), database.Plant)));

    public Task DecideAsync(
        DropState state, IReadOnlyCollection<Command> commands, Func<LockedRead, Decision> decide, CancellationToken cancellation)
    {
        var batch = new Batch(state, [.. commands.OfType<Command.Reserve>().Select(reserve => reserve.RequestKey).OfType<RequestKey>()], decide);
        waiting.Add(batch);
        machine.Start(async () =>
        {
            await machine.DelayAsync(weather.Gathering());
            // One of each drop; none, where others have taken along what this one was started for.
            Batch[] together = [.. waiting.DistinctBy(one => one.Drop).Take(dropsMax)];
            waiting.RemoveAll(together.Contains);
            if (together.Length > 0)
                await RunAsync(together);
        });
        return batch.Ended;
    }

    public Task<IReadOnlyList<Movement>> ReadMissedAsync(DropId drop, long afterVersion, CancellationToken cancellation) =>
        database.Plant == Plant.LookWithoutReading && !weather.IsHealed
            ? Task.FromResult<IReadOnlyList<Movement>>([])
            : InSessionAsync(_ => Task.FromResult(database.Find(drop)!.After(afterVersion, database.Plant)));

    public Task<IReadOnlyList<CustomerId>> FindGrantedCustomersAsync(DropId drop, CustomerId after, int limit, CancellationToken cancellation) =>
        InSessionAsync(_ => Task.FromResult<IReadOnlyList<CustomerId>>(database.Plant == Plant.GrantsForgotten ? [] : database.Find(drop)!.GrantedCustomers(after, limit)));

    public async Task<bool> IsCommittedAsync(DropId drop, IReadOnlyList<Movement> batch, CancellationToken cancellation) => database.Plant switch
    {
        Plant.UnknownIsFailed => false,
        Plant.UnknownIsDone => true,
        _ => await LookUpAsync(drop, batch),
    };

    public async Task<IReadOnlyList<DropId>> FindDueAsync(TimeSpan ahead, CancellationToken cancellation)
    {
        var askedAt = clock.GetTimestamp();
        var (now, due) = await InSessionAsync(_ => Task.FromResult(database.FindDue(ahead)));
        clock.Observe(now, askedAt);
        return due;
    }

    public Task<T> AskPaymentsAsync<T>(Func<PaymentTable, Task<T>> work) => InSessionAsync(_ => work(database.Payments));

    public Task<ReservationRow> FindReservationAsync(DropId drop, ReservationId id) => InSessionAsync(_ => Task.FromResult(database.Find(drop)!.Find(id)!));

    public Task<ReservationRow> FindSaleAsync(PaymentRow paid) => InSessionAsync(_ => Task.FromResult(database.Find(paid.Drop)!.FindSale(paid.Purchase!.Value)));

    public Task<bool> IsReturnedAsync(PaymentRow paid) =>
        InSessionAsync(_ => Task.FromResult(database.Plant != Plant.ReturnedTwice && database.Find(paid.Drop)!.IsReturned(paid.Purchase!.Value)));

    public Task<bool> SellBesideTheLanesAsync(PaymentRow paid, Command.Settle settle) => InSessionAsync(async session =>
    {
        await database.SellBesideTheLanesAsync(session, paid.Drop, settle);
        return true;
    });

    /// <summary>Under the line's own lock: reads, has it decided, and writes. Where the answer to the commit is lost, whoever asked asks again.</summary>
    public async Task<T> UnderLineLockAsync<T>(DropId drop, Func<LineBookRead, LineTable, (T Answer, LineWrite? Write)> decide)
    {
        var session = Open();
        try
        {
            var table = database.Find(drop)!.Book!;
            var read = await AskAsync(session, () => database.LockLineAsync(session, table));
            var (answer, write) = decide(read, table);
            if (write is null)
                return answer;
            Committing();
            await AskAsync(session, async () =>
            {
                await database.CommitLineAsync(session, write);
                return true;
            }, isCommit: true);
            return answer;
        }
        finally
        {
            Close(session);
        }
    }

    /// <summary>Runs an act while nobody joins the drop's line.</summary>
    public async Task<T> WhileNobodyJoinsAsync<T>(DropId drop, Func<Task<T>> act)
    {
        var session = Open();
        try
        {
            await AskAsync(session, () => database.LockLineAsync(session, database.Find(drop)!.Book!));
            return await act();
        }
        finally
        {
            Close(session);
        }
    }

    /// <summary>The lines that are under way, with what shows that something has happened.</summary>
    public Task<IReadOnlyList<(DropId Drop, LineState Line, long Version, long LogSize)>> ListLinesAsync() =>
        InSessionAsync(_ => Task.FromResult<IReadOnlyList<(DropId, LineState, long, long)>>(
            [.. database.Drops.Where(rows => rows.Line is { IsOver: false }).Select(rows => (rows.Id, rows.Line!, rows.Version, rows.Book!.Counters.LogSize))]));

    public Task<(IReadOnlyList<LineLogLine> Log, IReadOnlyList<LineEntry> Entries)> ReadLineAsync(DropId drop) => InSessionAsync(_ =>
    {
        var book = database.Find(drop)!.Book!;
        return Task.FromResult<(IReadOnlyList<LineLogLine>, IReadOnlyList<LineEntry>)>(([.. book.Log], [.. book.Entries]));
    });

    /// <summary>Who did not answer the first offer in time, and has not gone to the end yet.</summary>
    public Task<IReadOnlyList<EntryId>> FindMissedAsync(DropId drop) => InSessionAsync(_ =>
    {
        var rows = database.Find(drop)!;
        return Task.FromResult<IReadOnlyList<EntryId>>([.. rows.Reservations
            .Where(r => r is { Status: ReservationStatus.Expired, Hold.Offer.Tempo: LineTempo.Live } && (r.Hold.ClaimedUntil is null || database.Plant == Plant.ClaimedIsMissed))
            .Select(r => r.Hold.Offer!.Entry).Distinct()
            .Where(id => rows.Book!.Entries.Any(entry => entry.Id == id && entry.MissedIndex is null && !entry.HasLeft))]);
    });

    /// <summary>What a poll for lost notices reads.</summary>
    public Task<IReadOnlyList<(DropId Drop, long Version)>> ReadVersionsAsync() =>
        InSessionAsync(_ => Task.FromResult<IReadOnlyList<(DropId, long)>>(database.Drops.Select(d => (d.Id, d.Version)).ToArray()));

    private async Task RunAsync(IReadOnlyList<Batch> batches, bool skipsLocked = false)
    {
        if (batches.Count > 1)
            world.Note(skipsLocked ? "shared by those that are free" : "shared");
        var session = Open();
        try
        {
            LockQuestion[] questions = [.. batches.Select(batch => batch.Question)];
            var locked = await AskAsync(session, () => database.LockAsync(session, questions, skipsLocked));
            foreach (var batch in batches.Where(batch => !locked.ContainsKey(batch.Drop)))
                machine.Start(() => RunAsync([batch]));
            batches = [.. batches.Where(batch => locked.TryGetValue(batch.Drop, out var read) && batch.Decide(read))];
            await CommitAsync(session, batches);
        }
        catch (Exception fault)
        {
            if (batches.Count > 1 && !skipsLocked && fault is LockTimeoutException)
                machine.Start(() => RunAsync(batches, skipsLocked: true));
            else if (batches.Count > 1 && database.Plant != Plant.RefusedTogether && fault is CommitUnknownException { InnerException: RefusedException })
                WriteEachAlone(batches);
            else
                Array.ForEach([.. batches], batch => batch.Fail(fault));
        }
        finally
        {
            Close(session);
        }
    }

    private void WriteEachAlone(IReadOnlyList<Batch> batches)
    {
        world.Note("written alone");
        foreach (var batch in batches)
        {
            if (database.Plant == Plant.OnlyOneWrittenAlone && batch != batches[0])
                batch.End();
            else
                machine.Start(() => WriteAloneAsync(batch));
        }
    }

    private async Task WriteAloneAsync(Batch batch)
    {
        var session = Open();
        try
        {
            await AskAsync(session, () => database.LockAsync(session, batch.Drop));
            await CommitAsync(session, [batch]);
        }
        catch (Exception fault)
        {
            batch.Fail(fault);
        }
        finally
        {
            Close(session);
        }
    }

    private async Task CommitAsync(Session session, IReadOnlyList<Batch> batches)
    {
        if (batches.Count == 0)
            return;
        BatchWrite[] writes = [.. batches.Select(batch => batch.Write).OfType<BatchWrite>()];
        Committing();
        var answer = AskAsync(session, () => WriteAsync(session, writes), isCommit: true);
        try
        {
            if (database.Plant == Plant.AnswerBeforeCommit)
                Array.ForEach([.. batches], batch => batch.End());
            await answer;
        }
        catch (Exception) when (database.Plant == Plant.AnswerBeforeCommit)
        {
            return; // They have been told.
        }
        catch (Exception fault)
        {
            world.Note("unknown commit");
            throw new CommitUnknownException($"The commit of {string.Join(", ", batches.Select(batch => batch.Drop))} was not answered.", fault);
        }

        foreach (var batch in database.Plant == Plant.SharedCommitToldToOne ? batches.Take(1) : batches)
            batch.End();
    }

    private async Task<bool> WriteAsync(Session session, IReadOnlyList<BatchWrite> writes)
    {
        await database.CommitAsync(session, writes);
        return true;
    }

    private async Task<bool> LookUpAsync(DropId drop, IReadOnlyList<Movement> batch)
    {
        var found = await InSessionAsync(session => database.IsCommittedAsync(session, drop, batch));
        world.Note(found ? "it was committed" : "it was not committed");
        return found;
    }

    private Session Open()
    {
        var session = database.Open();
        open.Add(session);
        return session;
    }

    private void Close(Session session)
    {
        open.Remove(session);
        if (session.IsCut || IsCutOff)
            return; // The word does not arrive either.
        database.Machine.Start(async () =>
        {
            await database.Machine.DelayAsync(weather.Travel());
            session.End();
        });
    }

    private async Task<T> InSessionAsync<T>(Func<Session, Task<T>> work)
    {
        var session = Open();
        try
        {
            return await AskAsync(session, () => work(session));
        }
        finally
        {
            Close(session);
        }
    }

    private Task<T> AskAsync<T>(Session session, Func<Task<T>> work, bool isCommit = false)
    {
        var answer = new TaskCompletionSource<T>();
        var timeout = new World.Alarm(() =>
        {
            session.IsCut = true;
            if (answer.TrySetException(new LinkBrokenException()))
                world.Note("timeout");
        });
        world.Set(timeout, world.Elapsed + CommandTimeout);
        database.Machine.Start(async () =>
        {
            try
            {
                await database.Machine.DelayAsync(weather.Travel());
                if (weather.LosesRequest() || IsCutOff)
                {
                    Break(session, answer);
                    return;
                }

                if (!database.IsUp || !session.IsOpen)
                    throw new LinkBrokenException();
                if (!isCommit && weather.Fails())
                    throw new ServerErrorException("Out of memory.");
                var result = await work();
                await database.Machine.DelayAsync(weather.Travel());
                if (!session.IsOpen)
                    throw new LinkBrokenException();
                if (weather.LosesAnswer(isCommit) || IsCutOff)
                    Break(session, answer);
                else
                    answer.TrySetResult(result);
            }
            catch (Exception fault)
            {
                answer.TrySetException(fault);
            }

            timeout.Off();
        });
        return answer.Task;
    }

    /// <summary>The connection is no more; each end learns of it at once or by its own bound.</summary>
    private void Break<T>(Session session, TaskCompletionSource<T> answer)
    {
        session.IsCut = true;
        world.Note("lost");
        if (weather.TellsOfBreak() || weather.Kind != WeatherKind.Storm)
            answer.TrySetException(new LinkBrokenException());
        else
            world.After(CommandTimeout, () => answer.TrySetException(new LinkBrokenException()));
        if (weather.TellsOfBreak() || weather.Kind != WeatherKind.Storm)
            session.End();
    }

    /// <summary>A drop's batch on its way through a transaction.</summary>
    private sealed class Batch(DropState state, IReadOnlyList<RequestKey> keys, Func<LockedRead, Decision> decide)
    {
        // Its continuations need no thread of their own: a machine never runs them in line.
        private readonly TaskCompletionSource ended = new();

        public DropId Drop => state.Id;

        public LockQuestion Question => new(state.Id, state.Version, keys);

        public Task Ended => ended.Task;

        /// <summary>Null: only what was read is to be made durable.</summary>
        public BatchWrite? Write { get; private set; }

        /// <returns>Whether it wants the commit.</returns>
        public bool Decide(LockedRead read)
        {
            try
            {
                var decision = decide(read);
                if (decision.Movements.Count > 0)
                    Write = new BatchWrite(state.Id, decision.Movements, DropAfter.Of(state));
                if (decision.WantsCommit)
                    return true;
                ended.SetResult();
            }
            catch (Exception fault)
            {
                ended.SetException(fault);
            }

            return false;
        }

        public void End() => ended.TrySetResult();

        public void Fail(Exception fault) => ended.SetException(fault);
    }
}
