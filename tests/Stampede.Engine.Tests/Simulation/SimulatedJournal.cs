using Stampede.Domain;

namespace Stampede.Engine.Tests.Simulation;

/// <summary>
/// A node's journal over a network and a database that fail. What it does is what the one on PostgreSQL does: the same
/// locks, readings, guards and bounds, and any fault of a commit is an unknown outcome.
/// </summary>
internal sealed class SimulatedJournal(World world, Weather weather, Database database, DatabaseClock clock) : IJournal
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(6);

    private readonly List<Session> open = [];

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

    public async Task<ILockedDrop> LockAsync(DropState state, IReadOnlyCollection<Command> commands, CancellationToken cancellation)
    {
        var session = Open();
        try
        {
            var (drop, version) = (state.Id, state.Version);
            RequestKey[] keys = [.. commands.OfType<Command.Reserve>().Select(reserve => reserve.RequestKey).OfType<RequestKey>()];
            var read = await AskAsync(session, () => database.LockAsync(session, drop, version, keys));
            return new Locked(this, world, database, session, drop, read);
        }
        catch
        {
            Close(session);
            throw;
        }
    }

    public Task<IReadOnlyList<Movement>> ReadMissedAsync(DropId drop, long afterVersion, CancellationToken cancellation) =>
        InSessionAsync(_ => Task.FromResult(database.Find(drop)!.After(afterVersion)));

    public async Task<bool> IsCommittedAsync(DropId drop, Movement last, CancellationToken cancellation) => database.Plant switch
    {
        Plant.UnknownIsFailed => false,
        Plant.UnknownIsDone => true,
        _ => await LookUpAsync(drop, last),
    };

    public async Task<IReadOnlyList<DropId>> FindDueAsync(TimeSpan ahead, CancellationToken cancellation)
    {
        var askedAt = clock.GetTimestamp();
        var (now, due) = await InSessionAsync(_ => Task.FromResult(database.FindDue(ahead)));
        clock.Observe(now, askedAt);
        return due;
    }

    /// <summary>What a poll for lost notices reads.</summary>
    public Task<IReadOnlyList<(DropId Drop, long Version)>> ReadVersionsAsync() =>
        InSessionAsync(_ => Task.FromResult<IReadOnlyList<(DropId, long)>>(database.Drops.Select(d => (d.Id, d.Version)).ToArray()));

    private async Task<bool> LookUpAsync(DropId drop, Movement last)
    {
        var found = await InSessionAsync(session => database.IsCommittedAsync(session, drop, last));
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

    private sealed class Locked(SimulatedJournal journal, World world, Database database, Session session, DropId drop, LockedRows read) : ILockedDrop
    {
        private bool isLeft;

        public DateTimeOffset Now => read.Now;

        public IReadOnlyList<Movement> Missed => read.Missed;

        public IReadOnlyDictionary<RequestKey, Hold> Granted => read.Granted;

        public async Task CommitAsync(IReadOnlyList<Movement> movements, DropState after)
        {
            var sent = DropAfter.Of(after);
            journal.Committing();
            var answer = journal.AskAsync(session, () => WriteAsync(movements, sent), isCommit: true);
            if (database.Plant == Plant.AnswerBeforeCommit)
            {
                isLeft = true;
                return;
            }

            try
            {
                await answer;
            }
            catch (Exception fault)
            {
                world.Note("unknown commit");
                throw new CommitUnknownException($"The commit of drop {drop} at version {sent.Version} was not answered.", fault);
            }
        }

        public Task ConfirmAsync() => journal.AskAsync(session, () => Task.FromResult(true));

        public ValueTask DisposeAsync()
        {
            if (!isLeft)
                journal.Close(session);
            return ValueTask.CompletedTask;
        }

        private async Task<bool> WriteAsync(IReadOnlyList<Movement> movements, DropAfter sent)
        {
            await database.CommitAsync(session, movements, sent);
            return true;
        }
    }
}
