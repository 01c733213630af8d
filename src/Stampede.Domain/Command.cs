namespace Stampede.Domain;

/// <summary>What somebody wants of a drop. Ids come in with the command, so that deciding is repeatable.</summary>
public abstract record Command
{
    private Command()
    {
    }

    /// <summary>Of an operator's command; null: nothing is wanted beside its movement.</summary>
    public OperatorRequest? Request { get; init; }

    internal abstract Outcome DecideBy(Decision.Batch batch);

    /// <param name="Variant">Null: the drop's only variant.</param>
    /// <param name="Quantity">1 or more; above the drop's limit it is refused.</param>
    /// <param name="Key">Null: each request is a new one.</param>
    public sealed record Reserve(ReservationId Id, CustomerId Customer, VariantId? Variant, int Quantity, string? Key) : Command
    {
        public RequestKey? RequestKey => Key is { } key ? new RequestKey(Customer, key) : null;

        internal override Outcome DecideBy(Decision.Batch batch) => batch.Reserve(this);
    }

    /// <param name="DisplayName">The name that the purchase is shown under.</param>
    /// <param name="Contact">How the customer is reached; kept with the purchase where the drop needs it. Null: nobody has asked yet, or they said nothing.</param>
    public sealed record Buy(ReservationId Reservation, PurchaseId Id, CustomerId Customer, string DisplayName, Contact? Contact = null) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Buy(this);
    }

    public sealed record Cancel(ReservationId Reservation, CustomerId Customer) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Cancel(this);
    }

    /// <summary>Gives the drop its line, or other rules to a line that nobody has joined (which its caller knows).</summary>
    public sealed record OpenLine(LineTerms Terms, long Number, string Commit, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.OpenLine(this);
    }

    /// <param name="Awaits">Of the public number all but the number itself, as it will be mixed in. Null: none is wanted.</param>
    public sealed record SealLine(long ClosedSize, long Size, string Root, string Secret, string? Awaits = null) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.SealLine(this);
    }

    /// <param name="Shuffled">How many places the shuffled part has.</param>
    /// <param name="Signature">Of a drand beacon, in hex.</param>
    public sealed record DrawLine(string Beacon, string Seed, int Shuffled, string? Signature = null) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.DrawLine(this);
    }

    /// <summary>Offers what is free along the line.</summary>
    /// <param name="Ids">Of the offers to be made; as many at most.</param>
    /// <param name="PayBy">Where offers are calm: their end, if that is later than their usual one.</param>
    /// <param name="IsNewest">
    /// Nobody joins while this is decided. Only then is a variant opened to all: the order of a moment ago does not know who has joined since.
    /// </param>
    public sealed record Serve(ServingOrder Order, IReadOnlyList<ReservationId> Ids, DateTimeOffset? PayBy, bool IsNewest) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Serve(this);
    }

    /// <summary>Somebody has joined the line who waits for these: from here on nobody else may reserve them.</summary>
    public sealed record KeepForLine(IReadOnlyList<VariantId> Variants) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.KeepForLine(this);
    }

    public sealed record Claim(ReservationId Reservation, CustomerId Customer) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Claim(this);
    }

    /// <summary>The dial while the line runs. What is null stays.</summary>
    /// <param name="Paused">Null: as it is.</param>
    public sealed record PaceLine(int? PacePerMinute, bool WithoutPace, bool? Paused, LineTempo? Tempo, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.PaceLine(this);
    }

    public sealed record SkipPlace(int Place, EntryId Entry, string Reason, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.SkipPlace(this);
    }

    public sealed record CancelLine(string Reason, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.CancelLine(this);
    }

    /// <summary>Begins to pay: from here on the hold is kept for this attempt.</summary>
    /// <param name="Contact">What was kept with the attempt of how the customer is reached. Null: nothing, or nobody has looked yet.</param>
    public sealed record Pay(ReservationId Reservation, PaymentId Payment, CustomerId Customer, Contact? Contact = null) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Pay(this);
    }

    /// <summary>The money is authorised: the sale it was for, or where the hold is gone and <paramref name="Late"/> allows it, one like it.</summary>
    /// <param name="Late">Null: not after the hold's end.</param>
    public sealed record Settle(
        ReservationId Reservation, PaymentId Payment, CustomerId Customer, Money Amount, PurchaseId Id, string DisplayName, LateHold? Late) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Settle(this);
    }

    /// <summary>The attempt has come to nothing.</summary>
    /// <param name="Operator">Null: no operator let it go.</param>
    public sealed record Unpay(ReservationId Reservation, PaymentId Payment, string Why, CustomerId? Operator = null) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Unpay(this);
    }

    /// <summary>Takes a sale back, or a part of it; how much was taken back before is its caller's to know, and the tables' to guard.</summary>
    /// <param name="Operator">Null: the capture failed.</param>
    public sealed record Return(PurchaseReturn What, string Why, CustomerId? Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Return(this);
    }

    /// <summary>An operator gives a customer's hold back.</summary>
    public sealed record Release(ReservationId Reservation, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Release(this);
    }

    public sealed record Adjust(VariantId Variant, int Change, string Reason, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Adjust(this);
    }

    public sealed record Publish(CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Publish(this);
    }

    public sealed record Pause(CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Pause(this);
    }

    public sealed record Resume(CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Resume(this);
    }

    public sealed record End(CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.End(this);
    }

    /// <summary>Takes a drop out of the lists, or into them again.</summary>
    public sealed record Archive(bool IsArchived, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Archive(this);
    }

    public sealed record Amend(DropChange What, CustomerId Operator) : Command
    {
        internal override Outcome DecideBy(Decision.Batch batch) => batch.Amend(this);
    }
}

/// <summary>What a payment takes anew that was authorised after its hold had ended.</summary>
/// <param name="Id">Of the new reservation.</param>
/// <param name="Price">The one of then. Where the drop asks another by now, nobody could reserve at it, and the ledger has no price of its own for a hold.</param>
public sealed record LateHold(ReservationId Id, VariantId Variant, int Quantity, Money Price);

/// <summary>
/// The request that an operator's command came with: what is to be read or written in the transaction of its movement,
/// so that answer and effect cannot come apart. The journal knows what; deciding only hands it on.
/// </summary>
public abstract class OperatorRequest;
