namespace Stampede.Domain;

/// <summary>Where one attempt to pay stands. It only ever moves forward, along <see cref="PaymentStates.Leads"/>.</summary>
public enum PaymentState
{
    /// <summary>The ledger keeps the hold; the provider has not answered.</summary>
    Starting,

    /// <summary>The customer's bank asks them for something.</summary>
    Action,

    /// <summary>The provider was asked, and no answer came.</summary>
    Unknown,
    Authorized,
    Declined,

    /// <summary>Given up, by the customer or by time, before anything was authorised.</summary>
    Abandoned,

    /// <summary>The sale is in the ledger; the money is still to be captured.</summary>
    Sold,
    Captured,

    /// <summary>Sold, and the provider no longer hands out the money: an operator decides.</summary>
    CaptureFailed,

    /// <summary>There is no sale: what was authorised is to be let go.</summary>
    Voiding,
    Voided,

    /// <summary>There is no sale and the money was taken: all of it is to be given back.</summary>
    Refunding,
    PartRefunded,
    Refunded,
}

public static class PaymentStates
{
    /// <summary>Whether a payment may go from the one to the other. Anything else that a provider says is old news.</summary>
    public static bool Leads(PaymentState from, PaymentState to) => from switch
    {
        PaymentState.Starting => to is PaymentState.Action or PaymentState.Unknown or PaymentState.Authorized or PaymentState.Declined
            or PaymentState.Abandoned or PaymentState.Voiding,
        PaymentState.Unknown => to is PaymentState.Action or PaymentState.Authorized or PaymentState.Declined or PaymentState.Abandoned
            or PaymentState.Voiding,
        PaymentState.Action => to is PaymentState.Authorized or PaymentState.Declined or PaymentState.Abandoned or PaymentState.Voiding,
        PaymentState.Authorized => to is PaymentState.Sold or PaymentState.Voiding,
        PaymentState.Sold => to is PaymentState.Captured or PaymentState.CaptureFailed,
        PaymentState.CaptureFailed => to is PaymentState.Captured or PaymentState.Voiding,
        PaymentState.Voiding => to is PaymentState.Voided or PaymentState.Refunding,
        PaymentState.Refunding => to is PaymentState.Refunded,
        PaymentState.Captured => to is PaymentState.PartRefunded or PaymentState.Refunded,
        PaymentState.PartRefunded => to is PaymentState.PartRefunded or PaymentState.Refunded,
        PaymentState.Declined or PaymentState.Abandoned or PaymentState.Voided or PaymentState.Refunded => false,
    };

    /// <summary>No money moved, and none will: another attempt may begin.</summary>
    public static bool HasComeToNothing(this PaymentState state) => state is PaymentState.Declined or PaymentState.Abandoned or PaymentState.Voided;
}
