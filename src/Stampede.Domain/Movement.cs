namespace Stampede.Domain;

/// <summary>What happened to a drop. In the ledger it is written by the member's name (see <see cref="Names"/>).</summary>
public enum MovementKind
{
    Reserved,
    Purchased,
    Cancelled,
    Expired,
    Adjusted,
    Published,
    Opened,
    Paused,
    Resumed,
    Ended,
    Changed,
    Paying,
    Unpaid,
    Returned,
    LineOpened,
    LineClosed,
    LineSealed,
    LineDrawn,
    LineListed,
    LinePaced,
    LineFinished,
    LineCancelled,
    Skipped,
    Offered,
    Claimed,
}

/// <summary>The units that a movement adds to the counts of one variant; a negative number takes away.</summary>
public readonly record struct StockEffect(VariantId Variant, int Available, int Held, int Sold)
{
    internal static StockEffect Holds(Hold hold) => new(hold.Variant, -hold.Quantity, hold.Quantity, 0);

    internal static StockEffect Sells(Hold hold) => new(hold.Variant, 0, -hold.Quantity, hold.Quantity);

    internal static StockEffect Frees(Hold hold) => new(hold.Variant, hold.Quantity, -hold.Quantity, 0);

    internal static StockEffect Restocks(PurchaseReturn returned) => new(returned.Variant, returned.Units, 0, -returned.Units);
}

public enum HoldStep
{
    Opens,

    /// <summary>It goes on, until another time.</summary>
    Continues,
    Ends,
}

/// <summary>What a movement does to one hold.</summary>
/// <param name="Of">As it is from here on.</param>
/// <param name="Becomes">The reservation's status from here on.</param>
/// <param name="EndedBy">Null: it has not ended.</param>
public readonly record struct HoldEffect(Hold Of, HoldStep Step, ReservationStatus Becomes, EndedBy? EndedBy)
{
    /// <summary>The customer had it and did not buy it: it counts for the <see cref="Cooldown"/>.</summary>
    public bool IsLeftUnbought => Step == HoldStep.Ends && Becomes != ReservationStatus.Purchased && EndedBy != Domain.EndedBy.Operator
        && Of is { Offer: null } or { ClaimedUntil: not null };

    internal static HoldEffect Opens(Hold hold) => new(hold, HoldStep.Opens, ReservationStatus.Active, null);

    internal static HoldEffect Continues(Hold hold) => new(hold, HoldStep.Continues, ReservationStatus.Active, null);

    internal static HoldEffect Ends(Hold hold, ReservationStatus becomes, EndedBy by) => new(hold, HoldStep.Ends, becomes, by);
}

/// <param name="DisplayName">The name that the purchase is shown under; empty: its owner hides it.</param>
/// <param name="SendTo">Kept beside the ledger, and never in it: it can be forgotten. Null: nothing is sent, or it was kept when the payment began.</param>
public readonly record struct SaleEffect(PurchaseId Purchase, string DisplayName, Contact? SendTo = null);

/// <param name="Units">How many come back: all that were bought, or some.</param>
/// <param name="Restocks">They are free again, and no longer count for their customer's limit. Else they stay sold.</param>
/// <param name="Payment">Null: nothing was paid.</param>
/// <param name="Refund">What it is part of, and is done once. Null: known by nothing but its purchase.</param>
public sealed record PurchaseReturn(
    PurchaseId Purchase, ReservationId Reservation, CustomerId Customer, VariantId Variant, int Units, bool Restocks, PaymentId? Payment,
    Guid? Refund = null);

/// <summary>
/// One line of a drop's ledger. Versions number them from 1 without gaps; version 1 is the drop's creation, which has no
/// movement here. A drop's state is the fold of its movements, and of nothing else.
/// </summary>
/// <remarks>
/// A movement says by its properties what it does. Whoever folds, writes, or reads movements asks these, and never which kind it is:
/// so a new kind is a record here, and its guard in <see cref="Decision"/>.
/// </remarks>
public abstract record Movement
{
    private Movement(long version, DateTimeOffset at) => (Version, At) = (version, at);

    public long Version { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>That of the command which made it. Null: none, or it was read back from the ledger.</summary>
    public OperatorRequest? Request { get; init; }

    public abstract MovementKind Kind { get; }

    public virtual StockEffect? Stock => null;

    public virtual HoldEffect? Hold => null;

    public virtual SaleEffect? Sale => null;

    /// <summary>The drop's status from here on. Null: as before.</summary>
    public virtual DropStatus? Status => null;

    /// <summary>What an operator changed of the drop's terms and text.</summary>
    public virtual DropChange? Change => null;

    /// <summary>The drop as it was before a <see cref="Change"/>. Null: nothing changed, or it was read back from the ledger.</summary>
    public virtual DropDetails? Before => null;

    /// <summary>An attempt to pay that begins, ends, or has paid for the sale.</summary>
    public virtual PaymentId? Payment => null;

    public virtual PurchaseReturn? Return => null;

    /// <summary>What it changes of the line.</summary>
    public virtual LineChange? Line => null;

    /// <summary>The variant that it is about, whether its counts move or not.</summary>
    public VariantId? Variant => Stock?.Variant ?? Hold?.Of.Variant ?? Return?.Variant;

    /// <summary>The reservation that it is about.</summary>
    public ReservationId? Reservation => Hold?.Of.Id ?? Return?.Reservation;

    /// <summary>The customer whose units it moves.</summary>
    public CustomerId? Owner => Hold?.Of.Customer ?? Return?.Customer;

    /// <summary>Null: the customer or the schedule did it.</summary>
    public virtual CustomerId? Operator => null;

    /// <summary>Units of the hold; of an adjustment the change, which may be negative; of a return those that are free again.</summary>
    public virtual int? Units => Hold?.Of.Quantity ?? (Return is { Restocks: true } back ? back.Units : null);

    /// <summary>Of the request that made a hold.</summary>
    public virtual string? RequestKey => null;

    public virtual string? Reason => null;

    public virtual DropTerms ApplyTo(DropTerms terms) => Change?.ApplyTo(terms) ?? terms;

    public sealed record Reserved(long Version, DateTimeOffset At, Hold Of, string? Key) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Reserved;

        public override StockEffect? Stock => StockEffect.Holds(Of);

        public override HoldEffect? Hold => HoldEffect.Opens(Of);

        public override string? RequestKey => Key;
    }

    public sealed record Purchased(long Version, DateTimeOffset At, Hold Of, PurchaseId Purchase, string DisplayName, PaymentId? Paid = null)
        : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Purchased;

        public override StockEffect? Stock => StockEffect.Sells(Of);

        public override HoldEffect? Hold => HoldEffect.Ends(Of, ReservationStatus.Purchased, EndedBy.Customer);

        /// <inheritdoc cref="SaleEffect"/>
        public Contact? SendTo { get; init; }

        public override SaleEffect? Sale => new(Purchase, DisplayName, SendTo);

        public override PaymentId? Payment => Paid;
    }

    /// <param name="By">Null: the customer let it go.</param>
    public sealed record Cancelled(long Version, DateTimeOffset At, Hold Of, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Cancelled;

        public override StockEffect? Stock => StockEffect.Frees(Of);

        public override HoldEffect? Hold =>
            HoldEffect.Ends(Of, ReservationStatus.Cancelled, By is null ? EndedBy.Customer : EndedBy.Operator);

        public override CustomerId? Operator => By;
    }

    public sealed record Expired(long Version, DateTimeOffset At, Hold Of) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Expired;

        public override StockEffect? Stock => StockEffect.Frees(Of);

        public override HoldEffect? Hold => HoldEffect.Ends(Of, ReservationStatus.Expired, EndedBy.Time);
    }

    public sealed record Adjusted(long Version, DateTimeOffset At, VariantId Of, int Added, string Why, CustomerId By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Adjusted;

        public override StockEffect? Stock => new(Of, Added, 0, 0);

        public override CustomerId? Operator => By;

        public override int? Units => Added;

        public override string? Reason => Why;
    }

    /// <param name="Becomes">Upcoming, or live where it has no start or that is over.</param>
    public sealed record Published(long Version, DateTimeOffset At, DropStatus Becomes, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Published;

        public override DropStatus? Status => Becomes;

        public override CustomerId? Operator => By;

        public override DropTerms ApplyTo(DropTerms terms) => terms with { StartsAt = terms.StartsAt ?? At };
    }

    /// <summary>The schedule did it.</summary>
    public sealed record Opened(long Version, DateTimeOffset At) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Opened;

        public override DropStatus? Status => DropStatus.Live;
    }

    public sealed record Paused(long Version, DateTimeOffset At, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Paused;

        public override DropStatus? Status => DropStatus.Paused;

        public override CustomerId? Operator => By;
    }

    public sealed record Resumed(long Version, DateTimeOffset At, DropStatus Becomes, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Resumed;

        public override DropStatus? Status => Becomes;

        public override CustomerId? Operator => By;
    }

    /// <param name="By">Null: the schedule did it.</param>
    public sealed record Ended(long Version, DateTimeOffset At, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Ended;

        public override DropStatus? Status => DropStatus.Ended;

        public override CustomerId? Operator => By;
    }

    public sealed record Changed(long Version, DateTimeOffset At, DropStatus Becomes, CustomerId? By, DropChange What, DropDetails? Was = null)
        : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Changed;

        public override DropStatus? Status => Becomes;

        public override DropChange? Change => What;

        public override DropDetails? Before => Was;

        public override CustomerId? Operator => By;
    }

    /// <summary>The hold is kept while this payment is under way.</summary>
    /// <param name="Of">With the payment and its end.</param>
    public sealed record Paying(long Version, DateTimeOffset At, Hold Of) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Paying;

        public override HoldEffect? Hold => HoldEffect.Continues(Of);

        public override PaymentId? Payment => Of.Payment;
    }

    /// <summary>The attempt has come to nothing; the hold's end is its first one again.</summary>
    /// <param name="Of">Without the payment.</param>
    /// <param name="Why">The provider's code, or who gave it up.</param>
    /// <param name="By">Null: the customer, their bank, or time.</param>
    public sealed record Unpaid(long Version, DateTimeOffset At, Hold Of, PaymentId What, string Why, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Unpaid;

        public override HoldEffect? Hold => HoldEffect.Continues(Of);

        public override PaymentId? Payment => What;

        public override CustomerId? Operator => By;

        public override string? Reason => Why;
    }

    /// <summary>A sale is taken back, in whole or in part. The purchase stays as it was; this is what became of it.</summary>
    public sealed record Returned(long Version, DateTimeOffset At, PurchaseReturn What, string Why, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Returned;

        public override StockEffect? Stock => What.Restocks ? StockEffect.Restocks(What) : null;

        public override PurchaseReturn? Return => What;

        public override PaymentId? Payment => What.Payment;

        public override CustomerId? Operator => By;

        public override string? Reason => Why;
    }

    /// <summary>The line has its rules, and people may join it.</summary>
    public sealed record LineOpened(long Version, DateTimeOffset At, LineChange What, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LineOpened;

        public override LineChange? Line => What;

        public override CustomerId? Operator => By;
    }

    /// <summary>The schedule did it: who joins from here on stands behind.</summary>
    public sealed record LineClosed(long Version, DateTimeOffset At, LineChange What) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LineClosed;

        public override LineChange? Line => What;
    }

    /// <summary>Its entries and its secret are public.</summary>
    public sealed record LineSealed(long Version, DateTimeOffset At, LineChange What) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LineSealed;

        public override LineChange? Line => What;
    }

    /// <summary>The public number has come, or none was wanted: the order is fixed.</summary>
    public sealed record LineDrawn(long Version, DateTimeOffset At, LineChange What) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LineDrawn;

        public override LineChange? Line => What;
    }

    /// <summary>Which variants somebody in the line still waits for: the others are open to all.</summary>
    public sealed record LineListed(long Version, DateTimeOffset At, LineChange What) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LineListed;

        public override LineChange? Line => What;
    }

    /// <summary>Faster, slower, not at all, or by letter: the order stays.</summary>
    public sealed record LinePaced(long Version, DateTimeOffset At, LineChange What, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LinePaced;

        public override LineChange? Line => What;

        public override CustomerId? Operator => By;
    }

    /// <summary>Everything is sold, or the drop has ended.</summary>
    public sealed record LineFinished(long Version, DateTimeOffset At, LineChange What) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LineFinished;

        public override LineChange? Line => What;
    }

    /// <summary>Nobody is served any more.</summary>
    public sealed record LineCancelled(long Version, DateTimeOffset At, LineChange What, string Why, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.LineCancelled;

        public override LineChange? Line => What;

        public override CustomerId? Operator => By;

        public override string? Reason => Why;
    }

    /// <summary>A place is passed over, and everybody sees why.</summary>
    public sealed record Skipped(long Version, DateTimeOffset At, LineChange What, string Why, CustomerId? By) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Skipped;

        public override LineChange? Line => What;

        public override CustomerId? Operator => By;

        public override string? Reason => Why;
    }

    /// <summary>A unit is set aside for the person whose turn it is.</summary>
    /// <param name="Of">With its <see cref="Offer"/>.</param>
    /// <param name="LogSize">Lines of the line's log that the order was made of.</param>
    public sealed record Offered(long Version, DateTimeOffset At, Hold Of, long LogSize) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Offered;

        public override StockEffect? Stock => StockEffect.Holds(Of);

        public override HoldEffect? Hold => HoldEffect.Opens(Of);
    }

    /// <summary>Somebody says yes to their offer, and has the drop's hold time from here on.</summary>
    public sealed record Claimed(long Version, DateTimeOffset At, Hold Of) : Movement(Version, At)
    {
        public override MovementKind Kind => MovementKind.Claimed;

        public override HoldEffect? Hold => HoldEffect.Continues(Of);
    }

    /// <summary>A movement out of what the ledger keeps of it.</summary>
    /// <exception cref="InvalidDataException">The line lacks something that this kind has.</exception>
    public static Movement Restore(MovementKind kind, MovementLine line)
    {
        var (version, at, by) = (line.Version, line.At, line.Operator);
        return kind switch
        {
            MovementKind.Reserved => new Reserved(version, at, line.HeldOf(kind), line.RequestKey),
            MovementKind.Purchased => new Purchased(version, at, line.HeldOf(kind), line.Purchase ?? default, line.DisplayName ?? "", line.Payment),
            MovementKind.Cancelled => new Cancelled(version, at, line.HeldOf(kind), by),
            MovementKind.Expired => new Expired(version, at, line.HeldOf(kind)),
            MovementKind.Adjusted => new Adjusted(
                version, at, line.Variant ?? throw Lacks(line, kind, "variant"), line.Units ?? throw Lacks(line, kind, "quantity"),
                line.Reason ?? "", by ?? default),
            MovementKind.Published => new Published(version, at, line.StatusOf(kind), by),
            MovementKind.Opened => new Opened(version, at),
            MovementKind.Paused => new Paused(version, at, by),
            MovementKind.Resumed => new Resumed(version, at, line.StatusOf(kind), by),
            MovementKind.Ended => new Ended(version, at, by),
            MovementKind.Paying => new Paying(
                version, at, line.HeldOf(kind) with { Payment = line.PaymentOf(kind), PayUntil = line.PayUntil ?? throw Lacks(line, kind, "end") }),
            MovementKind.Unpaid => new Unpaid(
                version, at, line.HeldOf(kind) with { Payment = null, PayUntil = line.PayUntil }, line.PaymentOf(kind), line.Reason ?? "", by),
            MovementKind.Returned => new Returned(version, at, line.Return ?? throw Lacks(line, kind, "return"), line.Reason ?? "", by),
            MovementKind.LineOpened => new LineOpened(version, at, line.LineOf(kind), by),
            MovementKind.LineClosed => new LineClosed(version, at, line.LineOf(kind)),
            MovementKind.LineSealed => new LineSealed(version, at, line.LineOf(kind)),
            MovementKind.LineDrawn => new LineDrawn(version, at, line.LineOf(kind)),
            MovementKind.LineListed => new LineListed(version, at, line.LineOf(kind)),
            MovementKind.LinePaced => new LinePaced(version, at, line.LineOf(kind), by),
            MovementKind.LineFinished => new LineFinished(version, at, line.LineOf(kind)),
            MovementKind.LineCancelled => new LineCancelled(version, at, line.LineOf(kind), line.Reason ?? "", by),
            MovementKind.Skipped => new Skipped(version, at, line.LineOf(kind), line.Reason ?? "", by),
            MovementKind.Offered => new Offered(version, at, line.OfferedOf(kind), line.LogSize ?? throw Lacks(line, kind, "log")),
            MovementKind.Claimed => new Claimed(
                version, at, line.HeldOf(kind) with { ClaimedUntil = line.ClaimedUntil ?? throw Lacks(line, kind, "end") }),
            MovementKind.Changed => new Changed(version, at, line.StatusOf(kind), by, line.Change ?? new DropChange()),
        };
    }

    internal static InvalidDataException Lacks(MovementLine line, MovementKind kind, string what) =>
        new($"Version {line.Version} of the ledger is {Names.Of(kind)} and has no {what}.");
}

/// <summary>What the ledger keeps of a movement beside its kind. What a kind does not have is null.</summary>
public sealed record MovementLine(long Version, DateTimeOffset At)
{
    public Hold? Hold { get; init; }

    public VariantId? Variant { get; init; }

    public int? Units { get; init; }

    public PurchaseId? Purchase { get; init; }

    public string? DisplayName { get; init; }

    public string? RequestKey { get; init; }

    public CustomerId? Operator { get; init; }

    public DropStatus? Status { get; init; }

    public DropChange? Change { get; init; }

    public string? Reason { get; init; }

    public PaymentId? Payment { get; init; }

    public DateTimeOffset? PayUntil { get; init; }

    public PurchaseReturn? Return { get; init; }

    public LineChange? Line { get; init; }

    /// <summary>Of an offer.</summary>
    public Offer? Offer { get; init; }

    /// <summary>Of an offer: how long it is good for.</summary>
    public DateTimeOffset? OfferedUntil { get; init; }

    /// <summary>Of an offer: lines of the line's log that were known.</summary>
    public long? LogSize { get; init; }

    public DateTimeOffset? ClaimedUntil { get; init; }

    internal LineChange LineOf(MovementKind kind) => Line ?? throw Movement.Lacks(this, kind, "line");

    internal Hold OfferedOf(MovementKind kind) => HeldOf(kind) with
    {
        Offer = Offer ?? throw Movement.Lacks(this, kind, "place"),
        ExpiresAt = OfferedUntil ?? throw Movement.Lacks(this, kind, "end"),
        ClaimedUntil = null,
    };

    internal PaymentId PaymentOf(MovementKind kind) => Payment ?? throw Movement.Lacks(this, kind, "payment");

    internal Hold HeldOf(MovementKind kind) => Hold ?? throw Movement.Lacks(this, kind, "reservation");

    internal DropStatus StatusOf(MovementKind kind) => Status ?? throw Movement.Lacks(this, kind, "status");
}
