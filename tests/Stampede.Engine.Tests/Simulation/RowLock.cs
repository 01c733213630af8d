namespace Stampede.Engine.Tests.Simulation;

/// <summary>A drop's row lock: first come, first served, for a bounded wait.</summary>
internal sealed class RowLock(World world)
{
    private readonly LinkedList<(Session Session, TaskCompletionSource Had)> waiting = [];
    private Session? holder;

    public bool IsFree => holder is null;

    public Task AcquireAsync(Session session, TimeSpan timeoutAfter)
    {
        if (holder is null)
        {
            holder = session;
            return Task.CompletedTask;
        }

        // Its continuations need no thread of their own: a machine never runs them in line.
        var had = new TaskCompletionSource();
        var place = waiting.AddLast((session, had));
        world.After(timeoutAfter, () =>
        {
            if (had.TrySetException(new LockTimeoutException()))
                waiting.Remove(place);
        });
        return had.Task;
    }

    /// <summary>Whatever the session has of it: the lock, or a place in the queue.</summary>
    public void Leave(Session session)
    {
        for (var place = waiting.First; place is not null;)
        {
            var next = place.Next;
            if (place.Value.Session == session)
            {
                waiting.Remove(place);
                place.Value.Had.TrySetException(new LinkBrokenException());
            }

            place = next;
        }

        if (holder != session)
            return;
        holder = null;
        if (waiting.First is not { } first)
            return;
        waiting.RemoveFirst();
        holder = first.Value.Session;
        first.Value.Had.SetResult();
    }
}
