namespace Stampede.Domain;

/// <summary>How people come in.</summary>
public enum Entrance
{
    /// <summary>First come, first served.</summary>
    Open,

    /// <summary>All who joined before the close stand in a random order, and are served at the opening. Later ones stand behind.</summary>
    Queue,

    /// <summary>A random order too, but everybody has hours to pay, and is written to.</summary>
    Draw,
}

public enum LinePhase
{
    /// <summary>People join; the order is not known to anybody.</summary>
    Gathering,

    /// <summary>Nobody joins the shuffled part any more; a draw is reviewed.</summary>
    Closed,

    /// <summary>The entries and the secret are public; the public number is still to come.</summary>
    Sealed,

    /// <summary>The order is fixed; stock is offered along it as it is free.</summary>
    Serving,
    Paused,
    Finished,
    Cancelled,
}

public enum LineTempo
{
    /// <summary>People are there: an offer is claimed within seconds, and then paid within the drop's hold time.</summary>
    Live,

    /// <summary>People are written to: an offer is paid within hours.</summary>
    Calm,
}

public enum BeaconKind
{
    /// <summary>Protects against everybody but the shop.</summary>
    None,

    /// <summary>A round of a drand chain.</summary>
    Drand,

    /// <summary>A public number that the shop has named beforehand.</summary>
    Declared,
}

/// <summary>The public number that is mixed into the order.</summary>
/// <param name="Chain">Of drand: the chain's hash, 64 hex digits.</param>
/// <param name="Round">Of drand: named beforehand. Null: the first one that comes 30 s or more after the seal.</param>
/// <param name="What">Of a declared one: what it is, in words.</param>
public sealed record LineBeacon(BeaconKind Kind, string? Chain = null, long? Round = null, string? What = null);

/// <summary>Seconds within these hours do not count for an offer that is made by letter.</summary>
/// <param name="Zone">An IANA name.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To, string Zone);

/// <summary>The rules of a drop's line. They change only while nobody has joined.</summary>
public sealed record LineTerms
{
    public required Entrance Mode { get; init; }

    /// <summary>Whether people may go on to join once nothing is free, behind everybody.</summary>
    public required bool Waitlist { get; init; }

    /// <summary>When the shuffled part closes. Null: nobody is shuffled.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>Of a draw: how long the shop has to exclude entries, in minutes; 0 to 10080.</summary>
    public int ReviewMinutes { get; init; }

    /// <summary>How long somebody who is there has to say yes; 15 to 300.</summary>
    public int ClaimSeconds { get; init; } = 30;

    /// <summary>How long somebody who is written to has to pay; 20 hours to 7 days.</summary>
    public int PaySeconds { get; init; } = 86_400;

    /// <summary>Offers a minute at most; null: as many as there is stock.</summary>
    public int? PacePerMinute { get; init; }

    public LineBeacon Beacon { get; init; } = new(BeaconKind.None);

    public QuietHours? QuietHours { get; init; }

    /// <summary>Of the mode: a draw and a waitlist of their own are calm.</summary>
    public LineTempo FirstTempo => Mode == Entrance.Queue ? LineTempo.Live : LineTempo.Calm;
}
