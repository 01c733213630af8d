using Stampede.Domain;

namespace Stampede.Postgres.Notices;

/// <summary>Notices that wait, merged by drop: as many as there are drops, whatever happens to them.</summary>
internal sealed class PendingNotices : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim any = new(0, 1);
    private Dictionary<DropId, Notice> waiting = [];

    public void Add(params ReadOnlySpan<Notice> notices)
    {
        lock (gate)
        {
            foreach (var notice in notices)
                waiting[notice.Drop] = waiting.TryGetValue(notice.Drop, out var earlier) ? earlier.With(notice) : notice;
            if (waiting.Count > 0 && any.CurrentCount == 0)
                any.Release();
        }
    }

    /// <summary>All there are, as soon as there is one.</summary>
    public async Task<Notice[]> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await any.WaitAsync(cancellation);
            lock (gate)
            {
                var taken = waiting.Values.ToArray();
                waiting = [];
                if (taken.Length > 0)
                    return taken;
            }
        }
    }

    public void Dispose() => any.Dispose();
}
