namespace Stampede.Domain;

/// <summary>
/// One line of a drop's ledger. Versions number them from 1 without gaps; version 1 is the drop's creation.
/// A drop's state is the fold of its movements, and of nothing else.
/// </summary>
public abstract record Movement(long Version, DateTimeOffset At)
{
    /// <summary>That of the command which made it. Null: none, or it was read back from the ledger.</summary>
    public OperatorRequest? Request { get; init; }

    /// <summary>A movement of stock on behalf of one hold.</summary>
    public abstract record OfHold(long Version, DateTimeOffset At, Hold Hold) : Movement(Version, At);

    public sealed record Reserved(long Version, DateTimeOffset At, Hold Hold, string? Key) : OfHold(Version, At, Hold);

    public sealed record Purchased(long Version, DateTimeOffset At, Hold Hold, PurchaseId Purchase, string DisplayName) : OfHold(Version, At, Hold);

    /// <param name="Operator">Null: the customer let it go.</param>
    public sealed record Cancelled(long Version, DateTimeOffset At, Hold Hold, CustomerId? Operator) : OfHold(Version, At, Hold);

    public sealed record Expired(long Version, DateTimeOffset At, Hold Hold) : OfHold(Version, At, Hold);

    public sealed record Adjusted(long Version, DateTimeOffset At, VariantId Variant, int Change, string Reason, CustomerId Operator) : Movement(Version, At);

    /// <summary>A movement of the drop itself, not of its stock.</summary>
    /// <param name="Status">The drop's status from here on.</param>
    /// <param name="Operator">Null: the schedule did it.</param>
    public abstract record OfDrop(long Version, DateTimeOffset At, DropStatus Status, CustomerId? Operator) : Movement(Version, At);

    public sealed record Published(long Version, DateTimeOffset At, DropStatus Status, CustomerId? Operator) : OfDrop(Version, At, Status, Operator);

    public sealed record Opened(long Version, DateTimeOffset At) : OfDrop(Version, At, DropStatus.Live, null);

    public sealed record Paused(long Version, DateTimeOffset At, CustomerId? Operator) : OfDrop(Version, At, DropStatus.Paused, Operator);

    public sealed record Resumed(long Version, DateTimeOffset At, DropStatus Status, CustomerId? Operator) : OfDrop(Version, At, Status, Operator);

    public sealed record Ended(long Version, DateTimeOffset At, CustomerId? Operator) : OfDrop(Version, At, DropStatus.Ended, Operator);

    public sealed record Changed(long Version, DateTimeOffset At, DropStatus Status, CustomerId? Operator, DropChange What) : OfDrop(Version, At, Status, Operator)
    {
        /// <summary>The drop as it was before. Null: it was read back from the ledger.</summary>
        public DropDetails? Before { get; init; }
    }
}
