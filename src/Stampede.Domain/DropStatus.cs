namespace Stampede.Domain;

public enum DropStatus
{
    Draft,
    Upcoming,
    Live,
    Paused,
    Ended,
}

/// <summary>What is left, from a customer's point of view.</summary>
public enum Availability
{
    Available,

    /// <summary>Nothing free now; what is held may come back.</summary>
    AllHeld,

    /// <summary>Nothing free and nothing held: none left for good.</summary>
    SoldOut,
}

/// <summary>Who brought a reservation to its end.</summary>
public enum EndedBy
{
    /// <summary>They bought it or gave it back.</summary>
    Customer,

    /// <summary>An operator gave it back.</summary>
    Operator,

    /// <summary>It was left until its time was over.</summary>
    Time,
}

public enum ReservationStatus
{
    Active,
    Purchased,
    Expired,
    Cancelled,
}
