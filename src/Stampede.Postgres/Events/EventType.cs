using System.Collections.Frozen;
using Stampede.Domain;

namespace Stampede.Postgres.Events;

/// <summary>What other programs hear of. On the wire: the noun, a dot, and what became of it, such as purchase.created.</summary>
public enum EventType
{
    DropPublished,
    DropOpened,
    DropPaused,
    DropResumed,
    DropEnded,

    /// <summary>Everything is sold, and before it was not.</summary>
    DropSoldOut,
    StockAdjusted,
    PurchaseCreated,
    PurchaseReturned,
    PaymentCaptured,
    PaymentRefunded,

    /// <summary>The money of a sale could not be captured, or the customer's bank disputes it.</summary>
    PaymentNeedsAttention,
    LineSealed,
    LineDrawn,
    HoldCreated,
    HoldExpired,
    HoldCancelled,
}

public static class EventTypes
{
    private static readonly FrozenDictionary<EventType, string> Written = Enum.GetValues<EventType>().ToFrozenDictionary(type => type, type => Write(type.ToString()));
    private static readonly FrozenDictionary<string, EventType> ByName = Written.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static IReadOnlyList<EventType> All { get; } = Enum.GetValues<EventType>();

    /// <summary>What is told to who names no types. Of holds there are too many.</summary>
    public static IReadOnlyList<EventType> Usual { get; } = [.. All.Where(type => !type.IsOfHold())];

    public static string NameOf(EventType type) => Written[type];

    public static bool TryParse(string name, out EventType type) => ByName.TryGetValue(name, out type);

    public static bool IsOfHold(this EventType type) => type is EventType.HoldCreated or EventType.HoldExpired or EventType.HoldCancelled;

    /// <returns>Null: it is nobody's news.</returns>
    public static EventType? Of(MovementKind kind) => kind switch
    {
        MovementKind.Reserved or MovementKind.Offered => EventType.HoldCreated,
        MovementKind.Purchased => EventType.PurchaseCreated,
        MovementKind.Cancelled => EventType.HoldCancelled,
        MovementKind.Expired => EventType.HoldExpired,
        MovementKind.Adjusted => EventType.StockAdjusted,
        MovementKind.Published => EventType.DropPublished,
        MovementKind.Opened => EventType.DropOpened,
        MovementKind.Paused => EventType.DropPaused,
        MovementKind.Resumed => EventType.DropResumed,
        MovementKind.Ended => EventType.DropEnded,
        MovementKind.Returned => EventType.PurchaseReturned,
        MovementKind.LineSealed => EventType.LineSealed,
        MovementKind.LineDrawn => EventType.LineDrawn,
        MovementKind.Changed or MovementKind.Paying or MovementKind.Unpaid or MovementKind.LineOpened or MovementKind.LineClosed or MovementKind.LineListed or MovementKind.LinePaced
            or MovementKind.LineFinished or MovementKind.LineCancelled or MovementKind.Skipped or MovementKind.Claimed => null,
    };

    private static string Write(string member)
    {
        var verb = 1 + member.AsSpan(1).IndexOfAnyInRange('A', 'Z');
        return $"{member[..verb].ToLowerInvariant()}.{char.ToLowerInvariant(member[verb])}{member[(verb + 1)..]}";
    }
}
