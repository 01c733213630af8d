using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>
/// When people are reminded of offers of theirs that end soon. By the time of each movement and the time since it was heard of: no clock is
/// compared with the database's.
/// </summary>
/// <param name="tell">Called from a timer. Does not throw.</param>
internal sealed class OfferEndings(TimeProvider time, Action<LiveEvent.OfferEnding> tell) : IDisposable
{
    /// <summary>Before the end.</summary>
    internal static readonly TimeSpan Notice = TimeSpan.FromSeconds(10);

    /// <summary>Of more at once nobody is reminded; their pages count down all the same.</summary>
    private const int OffersMax = 100_000;

    private static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Dictionary<ReservationId, LiveEvent.OfferEnding> offers = [];
    private readonly PriorityQueue<LiveEvent.OfferEnding, long> due = new();
    private ITimer? timer;

    /// <summary>In the order of an offer's versions.</summary>
    public void Hear(LiveEvent.ReservationChanged notice)
    {
        var hold = notice.Effect.Of;
        if (hold.Offer is null)
            return;
        lock (gate)
        {
            // What is in the queue for an earlier end is passed over when it is due.
            offers.Remove(hold.Id);
            if (notice.Effect.Step == HoldStep.Ends || due.Count >= OffersMax || hold.KeptUntil - notice.At <= Notice)
                return;
            var ending = new LiveEvent.OfferEnding(hold, notice.Drop, hold.KeptUntil - Notice);
            offers.Add(hold.Id, ending);
            due.Enqueue(ending, time.GetTimestamp() + (long)((hold.KeptUntil - notice.At - Notice).TotalSeconds * time.TimestampFrequency));
            timer ??= time.CreateTimer(_ => Look(), null, LookTime, LookTime);
        }
    }

    public void Dispose()
    {
        lock (gate)
            timer?.Dispose();
    }

    private void Look()
    {
        while (Next() is { } ending)
            tell(ending);
    }

    private LiveEvent.OfferEnding? Next()
    {
        lock (gate)
        {
            while (due.TryPeek(out var ending, out var at) && at <= time.GetTimestamp())
            {
                due.Dequeue();
                if (offers.TryGetValue(ending.Hold.Id, out var newest) && newest == ending && offers.Remove(ending.Hold.Id))
                    return ending;
            }

            return null;
        }
    }
}
