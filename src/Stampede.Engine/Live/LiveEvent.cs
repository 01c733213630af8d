using Stampede.Domain;

namespace Stampede.Engine.Live;

/// <summary>
/// Something that watchers are told. One object goes to all of them, so that what is written to their connections is
/// made once for each format.
/// </summary>
public abstract class LiveEvent
{
    private Encoded? encoded;

    private LiveEvent()
    {
    }

    /// <summary>Of one drop, at one version of it.</summary>
    public abstract class OfDrop(DropId drop, long version) : LiveEvent
    {
        public DropId Drop { get; } = drop;

        public long Version { get; } = version;
    }

    public sealed class StockChanged(DropView view) : OfDrop(view.Id, view.Version)
    {
        public DropView View { get; } = view;
    }

    /// <param name="units">Of the variant.</param>
    public sealed class PurchaseCompleted(DropId drop, long version, DateTimeOffset at, SaleEffect sale, int units, string variantLabel)
        : OfDrop(drop, version)
    {
        public DateTimeOffset At { get; } = at;

        public SaleEffect Sale { get; } = sale;

        public int Units { get; } = units;

        public string VariantLabel { get; } = variantLabel;
    }

    /// <summary>The drop with everything that is shown of it.</summary>
    /// <param name="isNew">To these watchers: it was created, or is a draft no longer.</param>
    public sealed class DropChanged(DropId drop, FullDrop full, bool isNew) : OfDrop(drop, full.Version)
    {
        public object Body { get; } = full.Body;

        public bool IsNew { get; } = isNew;
    }

    /// <summary>The stock as it was read for those who begin to watch, where no commit has told of it yet.</summary>
    public sealed class StockRead(DropId drop, long version, object body) : OfDrop(drop, version)
    {
        public object Body { get; } = body;
    }

    /// <summary>Something happened to a reservation. For its owner alone, on all their connections.</summary>
    public sealed class ReservationChanged(DropId drop, long version, DateTimeOffset at, HoldEffect effect) : LiveEvent
    {
        public DropId Drop { get; } = drop;

        public long Version { get; } = version;

        public DateTimeOffset At { get; } = at;

        public HoldEffect Effect { get; } = effect;
    }

    /// <summary>It is somebody's turn in the line. For them alone.</summary>
    public sealed class OfferMade(Hold hold, DropId drop, DateTimeOffset at) : LiveEvent
    {
        public Hold Hold { get; } = hold;

        public DropId Drop { get; } = drop;

        public DateTimeOffset At { get; } = at;
    }

    /// <summary>What was set aside for somebody goes to the next person soon. For them alone.</summary>
    /// <param name="hold">As it was made or kept last.</param>
    /// <param name="at">When it is told.</param>
    public sealed class OfferEnding(Hold hold, DropId drop, DateTimeOffset at) : LiveEvent
    {
        public Hold Hold { get; } = hold;

        public DropId Drop { get; } = drop;

        public DateTimeOffset At { get; } = at;
    }

    /// <summary>A drop's line as everybody may see it. Newer ones replace it; it is outside of the order of versions, for people join without one.</summary>
    public sealed class LineChanged(DropId drop, object body) : LiveEvent
    {
        public DropId Drop { get; } = drop;

        public object Body { get; } = body;
    }

    /// <summary>For the owner of the hold alone.</summary>
    public sealed class ReservationExpired(Hold hold, DropId drop) : LiveEvent
    {
        public Hold Hold { get; } = hold;

        public DropId Drop { get; } = drop;
    }

    /// <summary>For one connection; outside of the order of versions.</summary>
    public sealed class Note(string name, object body) : LiveEvent
    {
        public string Name { get; } = name;

        public object Body { get; } = body;
    }

    /// <summary>This event in a format: encoded for the first who asks, shared by all others.</summary>
    public T In<T>(LiveFormat<T> format)
        where T : class
    {
        for (var at = Volatile.Read(ref encoded); at is not null; at = at.Next)
        {
            if (ReferenceEquals(at.Format, format))
                return (T)at.Payload;
        }

        // Two that are first at once may both encode; the results are equal, and either may stay.
        var payload = format.Encode(this);
        Encoded? seen;
        do
        {
            seen = Volatile.Read(ref encoded);
        }
        while (Interlocked.CompareExchange(ref encoded, new Encoded(format, payload, seen), seen) != seen);
        return payload;
    }

    private sealed record Encoded(object Format, object Payload, Encoded? Next);
}

/// <summary>How events are written to one kind of connection.</summary>
public sealed class LiveFormat<T>(Func<LiveEvent, T> encode)
    where T : class
{
    internal T Encode(LiveEvent live) => encode(live);
}

/// <summary>A drop as it is shown.</summary>
/// <param name="Body">Serialised as it stands.</param>
public sealed record FullDrop(long Version, DropStatus Status, object Body);
